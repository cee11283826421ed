"""What is done for a target: an action made for it, one taken from those that are there, one let go."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from centricity.errors import MisuseError
from centricity.web.audit.services import actor_of
from centricity.web.improvement.aims import aim_act, aim_link, aim_unlink
from centricity.web.improvement.forms import ActionForm
from centricity.web.improvement.pages import said
from centricity.web.people.roles import Right, VoiceRight
from centricity.web.people.selectors import organisation_for
from centricity.web.research.goal_forms import LinkForm
from centricity.web.research.goal_views import shown
from centricity.web.research.goals import aim_of, goal_or_404, latest
from centricity.web.research.plans import planned
from centricity.web.research.selectors import Opened, organisation_of, study_for


@require_POST
@login_required
def act(request: HttpRequest, code: str, goal: str) -> HttpResponse:
    """Make an action for a target."""
    opened = plans_for(request.user, code, goal)
    form = ActionForm(opened.study.organisation, request.POST, auto_id="act_%s")
    if form.is_valid():
        try:
            aim_act(opened.study.organisation, form.plan(), aim_of(opened.study, goal), actor_of(request))
        except MisuseError as error:
            form.add_error(None, said(error))
        else:
            messages.success(request, _("The action is made."))
            return redirect("study_goal", code, goal)
    return shown(request, opened, goal, 422, acting=form)


@require_POST
@login_required
def link(request: HttpRequest, code: str, goal: str) -> HttpResponse:
    """Take an open action for a target."""
    opened = plans_for(request.user, code, goal)
    aim = aim_of(opened.study, goal)
    form = LinkForm(opened.study.organisation, aim, request.POST, auto_id="link_%s")
    if form.is_valid():
        try:
            aim_link(form.cleaned_data["action"], aim, actor_of(request))
        except MisuseError as error:
            form.add_error(None, said(error))
        else:
            messages.success(request, _("The action serves the target now."))
            return redirect("study_goal", code, goal)
    return shown(request, opened, goal, 422, linking=form)


@require_POST
@login_required
def unlink(request: HttpRequest, code: str, goal: str) -> HttpResponse:
    """Let an action go; it stays among the actions of the organisation."""
    opened = plans_for(request.user, code, goal)
    asked = request.POST.get("action", "")
    found = next((each for each in planned(opened.study, [goal])[goal] if str(each.pk) == asked), None)
    if found is not None:
        aim_unlink(found, aim_of(opened.study, goal), actor_of(request))
    messages.success(request, _("The action serves the target no more."))
    return redirect("study_goal", code, goal)


def plans_for(user: Any, code: str, goal: str) -> Opened:
    """A study of whose target somebody may make the plan: whoever sees it from inside and makes actions there."""
    organisation_for(user, organisation_of(code), VoiceRight.EDIT)
    opened = study_for(user, code, Right.INTERNAL)
    goal_or_404(latest(opened.study), goal)
    return opened
