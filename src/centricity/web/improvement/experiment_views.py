"""Making an action an experiment."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from centricity.errors import MisuseError
from centricity.web.audit.services import actor_of
from centricity.web.improvement.experiment_forms import ExperimentForm
from centricity.web.improvement.experiments import experiment_set
from centricity.web.improvement.pages import said
from centricity.web.improvement.selectors import action_for
from centricity.web.improvement.views import shown
from centricity.web.people.roles import VoiceRight
from centricity.web.people.selectors import voice_right


@require_POST
@login_required
def experiment(request: HttpRequest, organisation: str, action: Any) -> HttpResponse:
    _organisation, found = action_for(request.user, organisation, action)
    if voice_right(request.user, organisation) < VoiceRight.EDIT:
        raise PermissionDenied
    form = ExperimentForm(request.POST, auto_id="try_%s")
    if form.is_valid():
        try:
            experiment_set(found, form.trial(), form.cleaned_data["version"], actor_of(request))
        except MisuseError as error:
            form.add_error(None, said(error))
        else:
            messages.success(request, _("What the action is to show is saved."))
            return redirect("action", organisation, found.pk)
    return shown(request, found, 422, trying=form)
