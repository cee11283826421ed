"""Pages of the sides of experience: side by side, department by department, and the gaps between views."""

from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from centricity.errors import MisuseError
from centricity.web.audit.services import actor_of
from centricity.web.home import departments as inside
from centricity.web.home import experience as sides
from centricity.web.home.analyses import Departments, departments_of, gap_of
from centricity.web.home.analysis_pages import shown
from centricity.web.improvement.forms import ActionForm
from centricity.web.improvement.selectors import came_of, is_overdue
from centricity.web.improvement.services import action_create
from centricity.web.look.languages import language_now
from centricity.web.people.models import Organisation
from centricity.web.people.roles import VoiceRight
from centricity.web.people.selectors import organisation_for, voice_right

MOST_ACTIONS = 20


class EdgeForm(ActionForm):
    """An action that comes of a pair of departments."""

    edge = forms.ChoiceField(label=_("About"))

    def __init__(self, organisation: Organisation, edges: list[tuple[str, str]], *args: Any, **more: Any) -> None:
        super().__init__(organisation, *args, **more)
        self.fields["edge"].choices = edges
        self.order_fields(["edge", "title"])


@require_safe
@login_required
def experience(request: HttpRequest, organisation: str) -> HttpResponse:
    """Customers, staff and channels side by side."""
    place, language = organisation_for(request.user, organisation, VoiceRight.RESULTS), language_now()
    every: sides.Every = "quarter" if request.GET.get("every") == "quarter" else "month"
    found, surveys = sides.experience(place, every, language)
    return shown(request, place, "home/analysis/experience.html", found, every=every, surveys=surveys[:50])


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def departments(request: HttpRequest, organisation: str) -> HttpResponse:
    """Who serves whom, and an action that comes of it."""
    place, language = organisation_for(request.user, organisation, VoiceRight.RESULTS), language_now()
    edits = voice_right(request.user, organisation) >= VoiceRight.EDIT
    if request.method == "POST" and not edits:
        raise PermissionDenied
    made = departments_of(place, request.GET.get("survey", ""), language)
    asked, found, edges = made.asked, made.served, made.edges(language)
    form = EdgeForm(place, edges, request.POST or None, initial=_begun(asked, found, language))
    if request.method == "POST" and form.is_valid() and asked is not None and _acted(request, place, made, form):
        return redirect(f"{request.path}?survey={asked.survey.code}")
    more = {
        "surveys": [each.survey for each in made.known.values()], "asked": asked,
        "form": form if edits and edges else None, "actions": _actions(request, asked, found),
        "status": 422 if request.method == "POST" else 200,
    }  # fmt: skip
    return shown(request, place, "home/analysis/departments.html", found.analysis, **more)


def _begun(asked: inside.Asked | None, found: inside.Served, language: Any) -> dict[str, str]:
    """The form begins with the pair that is served worst."""
    if asked is None or found.worst is None:
        return {}
    named = inside.named(asked, found.worst, language)
    return {"edge": found.worst.code, "title": gettext("Improve %(pair)s") % {"pair": named}}


def _acted(request: HttpRequest, place: Organisation, made: Departments, form: EdgeForm) -> bool:
    try:
        action_create(place, form.plan(), actor_of(request), origin=made.origin(form.cleaned_data["edge"]))
    except MisuseError as error:
        form.add_error(None, error.text(get_language() or "ru"))
        return False
    messages.success(request, gettext("The action is made."))
    return True


def _actions(request: HttpRequest, asked: inside.Asked | None, found: inside.Served) -> list[tuple[Any, bool]]:
    """Actions that came of the pairs, for those who handle them."""
    if asked is None or voice_right(request.user, asked.survey.organisation.code) < VoiceRight.HANDLE:
        return []
    told = [inside.origin(asked, edge) for edge in found.shown.values()]
    return [(each, is_overdue(each)) for each in came_of(*dict.fromkeys(told))[:MOST_ACTIONS]] if told else []


@require_safe
@login_required
def gap(request: HttpRequest, organisation: str) -> HttpResponse:
    """What staff, customers and a study say, on one scale."""
    place, language = organisation_for(request.user, organisation, VoiceRight.RESULTS), language_now()
    found, us, outside = gap_of(request.user, place, language)
    more = {"us": us, "outside": outside, "manages": voice_right(request.user, organisation) >= VoiceRight.MANAGE}
    return shown(request, place, "home/analysis/gap.html", found, **more)
