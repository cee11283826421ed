"""The page of the answers behind a number, and the same as a file."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.views.decorators.http import require_safe

from centricity.metrics import definition
from centricity.metrics.definition import Metric
from centricity.metrics.wording import limits, written
from centricity.web.home import behind
from centricity.web.home.answer_lines import lines_of
from centricity.web.home.asked import address_of
from centricity.web.home.heard import METRICS, months_of
from centricity.web.home.narrowing import title_of
from centricity.web.look.languages import language_now
from centricity.web.people.models import Organisation
from centricity.web.people.roles import VoiceRight
from centricity.web.people.selectors import organisation_for, voice_right
from centricity.web.voice.answers_file import MOST

ROWS = 50


@require_safe
@login_required
def answers(request: HttpRequest, organisation: str, metric: str) -> HttpResponse:
    """The number that was clicked; to whoever handles answers, the answers themselves."""
    place, known = place_and_metric(request, organisation, metric, VoiceRight.RESULTS)
    clicked = behind.clicked_of(request.GET)
    more: dict[str, Any] = {
        "place": place, "code": metric, "name": (known.short or known.name)[language_now()], "clicked": clicked,
        "handles": voice_right(request.user, organisation) >= VoiceRight.HANDLE, "private": known.private,
        "back": address_of(organisation, metric, clicked.asked) if clicked else "",
    }  # fmt: skip
    if clicked is not None:
        more |= _shown(request, place, known, clicked, lists=more["handles"])
    return render(request, "home/behind.html", more)


def place_and_metric(
    request: HttpRequest, organisation: str, metric: str, need: VoiceRight
) -> tuple[Organisation, Metric]:
    """The organisation and the metric of an address, for whoever may do so much."""
    place = organisation_for(request.user, organisation, need)
    if metric not in METRICS:
        raise Http404
    return place, definition(metric)


def cell_or_404(place: Organisation, metric: Metric, clicked: behind.Clicked | None) -> behind.Found:
    """The cell with its ratings; hidden where it is withheld or there is none."""
    months = months_of(place)
    cell = behind.found(place, metric, months[-clicked.asked.months :], clicked) if clicked else None
    if cell is None:
        raise Http404
    return cell


def _shown(
    request: HttpRequest, place: Organisation, metric: Metric, clicked: behind.Clicked, *, lists: bool
) -> dict[str, Any]:
    language, cell = language_now(), cell_or_404(place, metric, clicked)
    estimate, part = cell.row.estimate, clicked.asked
    more = {
        "value": written(estimate.value, metric.unit, language), "interval": limits(estimate, metric, language),
        "n": estimate.n, "group": behind.name_of(clicked, language), "query": QueryDict(part_query(clicked)),
        "part": title_of(place, metric, part, language) if part.column else "",
    }  # fmt: skip
    if not lists or metric.private:
        return more
    page = Paginator(cell.ratings, ROWS).get_page(request.GET.get("page"))
    lines = list(lines_of(place, list(page), language))
    return more | {"page": page, "lines": lines, "most": MOST, "unlisted": max(estimate.n - page.paginator.count, 0)}


def part_query(clicked: behind.Clicked) -> str:
    """The cell as the query of an address."""
    told = QueryDict(mutable=True)
    told.update(clicked.told())
    return told.urlencode()
