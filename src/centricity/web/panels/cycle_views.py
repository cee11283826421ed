"""Saying when the next panel is due."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from centricity.errors import CentricityError
from centricity.web.audit.services import actor_of
from centricity.web.look.languages import language_now
from centricity.web.panels.cycle import next_due_set
from centricity.web.panels.selectors import panel_for
from centricity.web.people.roles import VoiceRight
from centricity.web.voice.cycle_views import day_sent


@require_POST
@login_required
def cycle(request: HttpRequest, organisation: str, panel: str) -> HttpResponse:
    """Set the day of the next panel; nothing says that there is none."""
    found = panel_for(request.user, organisation, panel, VoiceRight.EDIT).panel
    told = request.POST.get("version", "")
    version = int(told) if told.isascii() and told.isdecimal() and len(told) < 10 else -1
    try:
        next_due_set(found, day_sent(request), version, actor_of(request))
    except CentricityError as error:
        messages.error(request, error.text(language_now()))
    else:
        messages.success(request, _("Saved."))
    return redirect("panel", organisation, panel)
