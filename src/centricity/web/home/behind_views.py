"""The page of the answers behind a number, and the same as a file."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.views.decorators.http import require_safe

from centricity.language import number
from centricity.metrics.definition import Metric
from centricity.metrics.wording import limits, written
from centricity.web.home import behind
from centricity.web.home.answer_lines import lines_of
from centricity.web.home.asked import RULE, address_of
from centricity.web.home.by_rule import MINUTES
from centricity.web.home.heard import months_of
from centricity.web.home.metric_page import place_and_metric
from centricity.web.home.narrowing import title_of
from centricity.web.home.paths import paths_of
from centricity.web.home.questions import is_question
from centricity.web.look.languages import language_now
from centricity.web.people.models import Organisation
from centricity.web.people.roles import VoiceRight
from centricity.web.people.selectors import voice_right
from centricity.web.voice.answers_file import MOST

ROWS = 50


@require_safe
@login_required
def answers(request: HttpRequest, organisation: str, metric: str) -> HttpResponse:
    """The number that was clicked; to whoever handles answers, the answers themselves."""
    place, known = place_and_metric(request, organisation, metric, VoiceRight.RESULTS)
    return answers_page(request, place, known)


def answers_page(request: HttpRequest, place: Organisation, known: Metric) -> HttpResponse:
    """The page of the answers behind a number of a metric or of a question."""
    clicked = behind.clicked_of(request.GET)
    more: dict[str, Any] = {
        "place": place, "name": (known.short or known.name)[language_now()], "clicked": clicked,
        "handles": voice_right(request.user, place.code) >= VoiceRight.HANDLE, "private": known.private,
        "paths": paths_of(place.code, known.id), "title": known.name[language_now()] if is_question(known.id) else "",
        "back": address_of(place.code, known.id, clicked.asked) if clicked else "",
    }  # fmt: skip
    if clicked is not None:
        more |= _shown(request, place, known, clicked, lists=more["handles"])
    return render(request, "home/behind.html", more)


def cell_or_404(place: Organisation, metric: Metric, clicked: behind.Clicked | None) -> behind.Found:
    """The cell with its ratings; hidden where it is withheld or there is none."""
    months = months_of(place, metric.id)
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
        "by_rule": RULE in {clicked.by, part.column}, "minutes": MINUTES,
        "n": number(estimate.n, language), "group": behind.name_of(place, metric, clicked, language),
        "query": QueryDict(part_query(clicked)),
        "part": title_of(place, metric, part, language) if part.column else "",
    }  # fmt: skip
    if not lists or metric.private:
        return more
    page = Paginator(cell.ratings, ROWS).get_page(request.GET.get("page"))
    lines = list(lines_of(place, list(page), language))
    unlisted = 0 if RULE in {clicked.by, part.column} else max(estimate.n - page.paginator.count, 0)
    several = len({(each.survey_code, each.question) for each in lines}) > 1
    return more | {"page": page, "lines": lines, "several": several, "most": MOST, "unlisted": unlisted}


def part_query(clicked: behind.Clicked) -> str:
    """The cell as the query of an address."""
    told = QueryDict(mutable=True)
    told.update(clicked.told())
    return told.urlencode()
