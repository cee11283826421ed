"""The dashboard of an organisation, and one metric of it taken apart."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from centricity.language import Language
from centricity.metrics import definition
from centricity.web.feedback.figures import usual_period
from centricity.web.home.board import series, tiles
from centricity.web.home.heard import COLUMNS, METRICS, months_of, surveys_behind
from centricity.web.people.roles import VoiceRight
from centricity.web.people.selectors import organisation_for, organisations_heard

MONTHS = (3, 6, 12, 24)
USUAL = 12


@require_safe
@login_required
def boards(request: HttpRequest) -> HttpResponse:
    """Organisations whose figures somebody may see; the one, where there is one."""
    known = list(organisations_heard(request.user))
    if len(known) == 1:
        return redirect("board", known[0].code)
    return render(request, "home/boards.html", {"organisations": known})


@require_safe
@login_required
def board(request: HttpRequest, organisation: str) -> HttpResponse:
    """Tiles of the journey."""
    place = organisation_for(request.user, organisation, VoiceRight.RESULTS)
    months, span = _months(request, place)
    more = {
        "place": place, "span": span, "spans": MONTHS, "months": months,
        "tiles": list(tiles(place, months, usual_period(), _language())),
    }  # fmt: skip
    return render(request, "home/board.html", more)


@require_safe
@login_required
def metric(request: HttpRequest, organisation: str, metric: str) -> HttpResponse:
    """One metric month by month and by columns, with the surveys it rests on."""
    place = organisation_for(request.user, organisation, VoiceRight.RESULTS)
    if metric not in METRICS:
        raise Http404
    known, (months, span) = definition(metric), _months(request, place)
    language = _language()
    more = {
        "place": place, "span": span, "spans": MONTHS, "series": series(place, known, months, COLUMNS, language),
        "title": known.name[language], "says": known.says[language], "reading": known.reading[language],
        "name": (known.short or known.name)[language], "surveys": surveys_behind(place, metric)[:50], "code": metric,
    }  # fmt: skip
    return render(request, "home/metric.html", more)


def _months(request: HttpRequest, place: Any) -> tuple[list[str], int]:
    """The last months in which anybody rated, as many as were asked for."""
    told = request.GET.get("months", "")
    span = int(told) if told in {str(each) for each in MONTHS} else USUAL
    return months_of(place)[-span:], span


def _language() -> Language:
    return "en" if get_language() == "en" else "ru"
