"""What the page of a metric shows, and what its pages are asked for by: one of the catalogue, or a question."""

from collections.abc import Mapping
from typing import Any

from django.http import Http404, HttpRequest, QueryDict

from centricity.metrics import definition
from centricity.metrics.definition import Metric
from centricity.surveys.question import APART
from centricity.web.home.asked import MONTHS, Asked
from centricity.web.home.by_rule import MINUTES
from centricity.web.home.heard import METRICS, months_of, surveys_behind
from centricity.web.home.narrowing import choices, title_of
from centricity.web.home.paths import paths_of
from centricity.web.home.questions import Question, questions_of
from centricity.web.home.readable import is_nameless
from centricity.web.home.series import series_of
from centricity.web.home.trend import trend_of
from centricity.web.look.languages import language_now
from centricity.web.people.models import Organisation
from centricity.web.people.roles import VoiceRight
from centricity.web.people.selectors import organisation_for

MOST_SURVEYS = 50


def place_and_metric(
    request: HttpRequest, organisation: str, metric: str, need: VoiceRight
) -> tuple[Organisation, Metric]:
    """The organisation and the metric of an address, for whoever may do so much."""
    place = organisation_for(request.user, organisation, need)
    if metric not in METRICS:
        raise Http404
    return place, definition(metric)


def place_and_question(
    request: HttpRequest, organisation: str, survey: str, question: str, need: VoiceRight
) -> tuple[Organisation, Question]:
    """The organisation and the question of an address, for whoever may do so much."""
    place = organisation_for(request.user, organisation, need)
    known = questions_of(place).get(f"{survey}{APART}{question}")
    if known is None:
        raise Http404
    return place, known


def shown(place: Organisation, known: Metric, asked: Asked, target: float | None = None) -> Mapping[str, Any]:
    """A metric, or a part of its answers, month by month and by columns, with the surveys it rests on."""
    language, months = language_now(), months_of(place, known.id)[-asked.months :]
    behind = list(surveys_behind(place, known.id)[:MOST_SURVEYS])
    series = series_of(place, known, months, asked, language)
    return {
        "place": place, "asked": asked, "spans": MONTHS, "series": series,
        "trend": trend_of(series.cells, known, language, target),
        "choices": list(choices(place, known, months, language)), "minutes": MINUTES,
        "part": title_of(place, known, asked, language) if asked.column else "",
        "title": known.name[language], "says": known.says[language], "reading": known.reading[language],
        "name": (known.short or known.name)[language], "surveys": behind, "paths": paths_of(place.code, known.id),
        "nameless": any(map(is_nameless, behind)),
        "listed": not known.private and not all(map(is_nameless, behind)), "told": QueryDict(asked.query),
    }  # fmt: skip
