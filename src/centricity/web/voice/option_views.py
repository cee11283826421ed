"""Making an action of what people chose in a survey."""

from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from centricity.errors import MisuseError
from centricity.web.audit.services import actor_of
from centricity.web.improvement.forms import ActionForm
from centricity.web.improvement.services import LONGEST_TITLE, action_create
from centricity.web.look.languages import language_now
from centricity.web.people.models import Organisation
from centricity.web.people.roles import VoiceRight
from centricity.web.voice.options import Shown, option_origin, options_shown
from centricity.web.voice.selectors import survey_for


class OptionForm(ActionForm):
    """An action that comes of an option."""

    about = forms.ChoiceField(label=_("About"))

    def __init__(self, organisation: Organisation, shown: dict[str, Shown], *args: Any, **more: Any) -> None:
        super().__init__(organisation, *args, **more)
        self.fields["about"].choices = [(about, each.title) for about, each in shown.items()]
        self.order_fields(["about", "title"])


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def act(request: HttpRequest, organisation: str, survey: str) -> HttpResponse:
    """Make an action of an option; its share is kept as it is now."""
    found = survey_for(request.user, organisation, survey, VoiceRight.EDIT)
    shown = options_shown(found, language_now())
    begun = shown.get(request.GET.get("about", ""))
    start = {"about": begun.about, "title": begun.title[:LONGEST_TITLE]} if begun else {}
    form = OptionForm(found.organisation, shown, request.POST or None, initial=start | {"owner": request.user.pk})
    if request.method == "POST" and form.is_valid():
        chosen = shown[form.cleaned_data["about"]]
        origin = option_origin(found, chosen.about)
        try:
            made = action_create(found.organisation, form.plan(), actor_of(request), origin, chosen.facts())
        except MisuseError as error:
            form.add_error(None, error.text(get_language() or "ru"))
        else:
            messages.success(request, gettext("The action is made."))
            return redirect("action", organisation, made.pk)
    more = {"survey": found, "place": found.organisation, "form": form, "shown": shown}
    return render(request, "voice/option_act.html", more, status=422 if request.method == "POST" else 200)
