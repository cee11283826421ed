"""Panels: the list, a new one, one as a whole, rating a department, all ratings side by side."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from centricity.errors import CentricityError
from centricity.web.audit.services import actor_of
from centricity.web.look.languages import language_now
from centricity.web.panels import services
from centricity.web.panels.comparing import Compared
from centricity.web.panels.cycle import cycle_of, start_after, study_proposed, with_followed
from centricity.web.panels.forms import PanelForm
from centricity.web.panels.models import Panel
from centricity.web.panels.selectors import Looked, panel_for, panels_asking, panels_of, rated
from centricity.web.panels.waves import panel_wave
from centricity.web.people.roles import VoiceRight
from centricity.web.people.selectors import organisation_for
from centricity.web.voice.forms import WaveForm

ROWS = 50


@require_safe
@login_required
def asking(request: HttpRequest) -> HttpResponse:
    """Panels that somebody is of."""
    return render(request, "panels/asking.html", {"panels": panels_asking(request.user)[:500]})


@require_safe
@login_required
def panels(request: HttpRequest, organisation: str) -> HttpResponse:
    """Panels of an organisation: all to whoever sees results, to others those they are of."""
    place, right, found = panels_of(request.user, organisation)
    page = Paginator(with_followed(found), ROWS).get_page(request.GET.get("page"))
    more = {
        "place": place, "page": page, "edits": right >= VoiceRight.EDIT, "hears_here": right >= VoiceRight.RESULTS,
        "today": timezone.localdate(),
    }  # fmt: skip
    return render(request, "panels/panels.html", more)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def new(request: HttpRequest, organisation: str) -> HttpResponse:
    """Make a panel."""
    place = organisation_for(request.user, organisation, VoiceRight.EDIT)
    before = place.panels.filter(code=request.GET.get("follows", "")[:60]).first()
    start = start_after(before) if before is not None else {}
    form = PanelForm(place, language_now(), request.POST or None, initial=start)
    if request.method == "POST" and form.is_valid():
        try:
            made = services.panel_create(place, replace(form.wanted(), follows=before), actor_of(request))
        except CentricityError as error:
            _refuse(form, error)
        else:
            messages.success(request, _("The panel is made; its people are told by e-mail."))
            return redirect("panel", place.code, made.code)
    status = 422 if request.method == "POST" else 200
    return render(request, "panels/new.html", {"place": place, "form": form, "before": before}, status=status)


@require_safe
@login_required
def panel(request: HttpRequest, organisation: str, panel: str) -> HttpResponse:
    """A panel: who has handed in, what is left to oneself, the ratings once they lie open."""
    looked = panel_for(request.user, organisation, panel)
    return render(request, "panels/panel.html", _told(looked))


@require_safe
@login_required
def compare(request: HttpRequest, organisation: str, panel: str) -> HttpResponse:
    """All ratings side by side."""
    looked = panel_for(request.user, organisation, panel)
    if not looked.compares:
        raise PermissionDenied
    more = {"compared": Compared(looked.panel, language_now()), "names": _names(looked)}
    return render(request, "panels/compare.html", _frame(looked) | more)


@require_POST
@login_required
def hand_in(request: HttpRequest, organisation: str, panel: str) -> HttpResponse:
    """Hand in one's ratings."""
    looked = panel_for(request.user, organisation, panel)
    if looked.assessor is None:
        raise PermissionDenied
    assessor = looked.assessor
    return _done(
        request, looked, lambda: services.hand_in(assessor, actor_of(request)), _("Your ratings are handed in.")
    )


@require_POST
@login_required
def state(request: HttpRequest, organisation: str, panel: str) -> HttpResponse:
    """Lay the ratings open, or close the panel."""
    looked = panel_for(request.user, organisation, panel, VoiceRight.MANAGE)
    wanted, version = request.POST.get("state"), request.POST.get("version", "")
    read = int(version) if version.isdecimal() and len(version) < 10 else -1
    if wanted == Panel.State.CLOSED:
        work, said = services.panel_close, _("The panel is closed.")
    else:
        work, said = services.panel_open, _("The ratings lie open to the panel.")
    return _done(request, looked, lambda: work(looked.panel, read, actor_of(request)), said)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def wave(request: HttpRequest, organisation: str, panel: str) -> HttpResponse:
    """Make a study of a closed panel, or a further wave of one."""
    looked = panel_for(request.user, organisation, panel, VoiceRight.EDIT)
    closed = looked.panel.closed_at or timezone.now()
    start = {"study": study_proposed(looked.panel), "wave": str(closed.year), "date": closed.date()}
    form = WaveForm(request.POST or None, initial=start)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            edition, _job = panel_wave(looked.panel, given["study"], given["wave"], given["date"], actor_of(request))
        except CentricityError as error:
            _refuse(form, error)
        else:
            return redirect("study_edition", given["study"], edition.number)
    status = 422 if request.method == "POST" else 200
    return render(request, "panels/wave.html", _frame(looked) | {"form": form}, status=status)


def _refuse(form: Any, error: CentricityError) -> None:
    form.add_error(None, [capfirst(fault.sentence(language_now())) for fault in error.faults])


def _done(request: HttpRequest, looked: Looked, work: Callable[[], None], said: str) -> HttpResponse:
    """Do something and go back to the panel; what hinders it is said there."""
    try:
        work()
    except CentricityError as error:
        for fault in error.faults:
            messages.error(request, capfirst(fault.sentence(language_now())))
    else:
        messages.success(request, said)
    return redirect("panel", looked.panel.organisation.code, looked.panel.code)


def _frame(looked: Looked) -> dict[str, Any]:
    return {
        "panel": looked.panel, "place": looked.panel.organisation, "title": looked.panel.title(language_now()),
        "looked": looked, "edits": looked.right >= VoiceRight.EDIT, "manages": looked.right >= VoiceRight.MANAGE,
        "hears_here": looked.right >= VoiceRight.RESULTS, "method": looked.panel.rated_by.title[language_now()],
    }  # fmt: skip


def _told(looked: Looked) -> dict[str, Any]:
    panel, language = looked.panel, language_now()
    people = list(panel.assessors.select_related("user"))
    more = _frame(looked) | {"people": people, "names": _names(looked), "cycle": cycle_of(panel)}
    more |= {"handed": sum(each.handed_in_at is not None for each in people), "fewest": services.FEWEST}
    if looked.assessor is None:
        return more
    done, items = rated(looked.assessor), len(panel.rated_by.metrics)
    rows = [(each["code"], each[language], done.get(each["code"], 0), items) for each in panel.departments]
    open_to_me = panel.state == Panel.State.OPEN and looked.assessor.handed_in_at is not None
    blind = panel.state == Panel.State.BLIND and looked.assessor.handed_in_at is None
    return more | {"rows": rows, "rates": blind or open_to_me, "ready": blind and sum(done.values()) >= panel.units}


def _names(looked: Looked) -> bool:
    """Whether people stand by their names: to one another and to whoever leads the panel; to others by numbers."""
    return looked.assessor is not None or looked.right >= VoiceRight.MANAGE
