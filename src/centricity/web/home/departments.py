"""Who serves whom inside: satisfaction of every department with every other, small cells and complements withheld."""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

import polars as pl
from django.db.models import Count
from django.urls import reverse

from centricity.language import Language
from centricity.metrics import definition
from centricity.metrics.options import Options
from centricity.metrics.outcome import Outcome, Row
from centricity.metrics.quadrants import hundred
from centricity.metrics.tables import outcome_table
from centricity.metrics.tallies import from_tallies
from centricity.metrics.wording import interval, withheld_shortly, written
from centricity.reports.palette import step_of
from centricity.stats.estimate import Estimate
from centricity.surveys.question import Question
from centricity.web.home.readable import is_nameless, least_of, questionnaire_of, surveys_read
from centricity.web.home.sheets import Analysis, Entry, Head, Sheet, cell
from centricity.web.people.models import Organisation
from centricity.web.voice.models import Rating, Survey

KIND = "edge"
LONGEST_ORIGIN = 120
_SERVING = {"ru": "Кто помогает ↓ кому →", "en": "Who helps ↓ whom →"}
_ALL = {"ru": "всем вместе", "en": "all of them"}
_TITLE = {"ru": "Удовлетворённость внутренней помощью", "en": "Satisfaction with help inside"}
_MARGINS = {
    "ru": "Группы меньше {n} ответов скрыты, и с ними столько других, чтобы их нельзя было вычислить. Итогов по "
    "столбцам нет по той же причине. Диагональ — оценка собственного отдела.",
    "en": "Groups of fewer than {n} answers are withheld, and as many others as keep them so. There are no totals of "
    "columns for the same reason. The diagonal is how a department rates itself.",
}
_NOTHING = {"ru": "На этот вопрос никто не ответил.", "en": "Nobody answered this question."}
_OVERLAP = {
    "ru": "Интервал следующей снизу пары с ним пересекается: порядок может быть случайным.",
    "en": "The interval of the next lowest overlaps it: their order may be chance.",
}
_ALL_HIDDEN = {
    "ru": "Все пары скрыты: ответов слишком мало.",
    "en": "All pairs are withheld: there are too few answers.",
}


@dataclass(frozen=True)
class Asked:
    """A survey that asks departments about one another: the question, and how the departments are called."""

    survey: Survey
    question: Question
    names: dict[str, str]

    @property
    def options(self) -> Options:
        levels = self.question.levels
        return Options(scale=f"{levels[0]}-{levels[-1]}")


@dataclass(frozen=True)
class Edge:
    """One department served by another."""

    serving: str
    served: str

    @property
    def code(self) -> str:
        return f"{self.serving}/{self.served}"


@dataclass(frozen=True)
class Served:
    """The matrix, the pairs that may be shown, and the one that is served worst."""

    analysis: Analysis
    shown: dict[str, Edge]
    worst: Edge | None = None


def asking(organisation: Organisation, language: Language) -> dict[str, Asked]:
    """Surveys whose answers may be read and whose matrix asks about the departments that people say they work in."""
    found = {}
    for survey in surveys_read(organisation):
        made = _asked(survey, language)
        if made is not None:
            found[survey.code] = made
    return found


def _asked(survey: Survey, language: Language) -> Asked | None:
    questions = questionnaire_of(survey).questions
    filling = next((each for each in questions if each.fills == "department"), None)
    if filling is None or not is_nameless(survey):
        return None
    own = {option.code: option.text[language] for option in filling.options}
    for each in questions:
        rows = {row.code: row.text[language] for row in each.rows}
        if each.kind == "matrix" and each.rated and len(rows.keys() & own.keys()) > 1:
            return Asked(survey, each, rows | own)
    return None


def served(asked: Asked, language: Language) -> Served:
    """The matrix of who serves whom, as far as it may be shown."""
    frame = _tallies(asked)
    outcome = _guarded(asked, frame)
    if not outcome.rows:
        return Served(Analysis(refused=[_NOTHING[language]]), {})
    open_ = {_edge(row).code: _edge(row) for row in outcome.rows if not row.hidden}
    worst, says = _worst(asked, outcome, language)
    note = _MARGINS[language].format(n=least_of(asked.survey))
    says = says if open_ else [_ALL_HIDDEN[language]]
    reading = definition("mean_score").reading[language]
    return Served(Analysis([_sheet(asked, outcome, frame, language)], says, [note, reading]), open_, worst)


def _edge(row: Row) -> Edge:
    return Edge(*row.keys)


def _guarded(asked: Asked, frame: pl.DataFrame) -> Outcome:
    """Every pair of departments; one is shown only where the two-way guard and the page of results both show it.

    The page of results guards each question by itself. Whatever it shows is known, so that a pair which it withholds
    must be withheld here, or the two together would give it away.
    """
    least = least_of(asked.survey)
    metric = definition("mean_score")
    both = from_tallies(metric, frame, ("serving", "served"), asked.options, least)
    alone: dict[tuple[str, ...], Row] = {}
    for serving in frame["serving"].unique().to_list():
        one = from_tallies(metric, frame.filter(pl.col("serving") == serving), ("served",), asked.options, least)
        alone |= {(serving, *row.keys): row for row in one.rows}
    rows = (_stricter(row, alone[row.keys]) for row in both.rows)
    return replace(both, rows=tuple(rows))


def _stricter(row: Row, other: Row) -> Row:
    return replace(other, keys=row.keys) if other.hidden and not row.hidden else row


def _tallies(asked: Asked) -> pl.DataFrame:
    ratings = Rating.objects.filter(survey=asked.survey, series=asked.question.series).order_by()
    counted: Any = ratings.values_list("row", "department", "score").annotate(n=Count("pk"))
    schema = {"serving": pl.String, "served": pl.String, "score": pl.Int64, "n": pl.Int64}
    return pl.DataFrame(list(counted), schema=schema, orient="row")


def _sheet(asked: Asked, outcome: Outcome, frame: pl.DataFrame, language: Language) -> Sheet:
    known = outcome.by_keys
    serving, serves = (_ordered(asked, {row.keys[i] for row in outcome.rows}) for i in (0, 1))
    heads = (
        Head(_SERVING[language], numeric=False), Head(_ALL[language]),
        *(Head(_name(asked, each, language)) for each in serves),
    )  # fmt: skip
    results = reverse("survey_results", args=[asked.survey.organisation.code, asked.survey.code])
    rows = tuple(
        (Entry(_name(asked, each, language), href=results), _total(asked, frame, each, language),
         *(_cell(asked, outcome, known.get((each, other)), language) for other in serves))
        for each in serving
    )  # fmt: skip
    named = [replace(row, keys=tuple(_name(asked, key, language) for key in row.keys)) for row in outcome.rows]
    file = outcome_table(replace(outcome, rows=tuple(named)))
    return Sheet("departments", _TITLE[language], heads, rows, file)


def _ordered(asked: Asked, codes: set[str]) -> list[str]:
    """Departments in the order of the questionnaire; what is not in it comes last."""
    return [*(each for each in asked.names if each in codes), *sorted(codes - set(asked.names))]


def _name(asked: Asked, code: str, language: Language) -> str:
    return asked.names.get(code, code) or {"ru": "не указано", "en": "not told"}[language]


def _total(asked: Asked, frame: pl.DataFrame, serving: str, language: Language) -> Entry:
    """What all departments say of one, as the page of results has it."""
    metric, ours = definition("mean_score"), frame.filter(pl.col("serving") == serving)
    (row,) = from_tallies(metric, ours, (), asked.options, least_of(asked.survey)).rows
    return cell(row, metric, language)


def _cell(asked: Asked, outcome: Outcome, row: Row | None, language: Language) -> Entry:
    if row is None:
        return Entry("–")
    if row.hidden:
        return Entry(withheld_shortly(row, language))
    levels = asked.question.levels
    told = cell(row, outcome.metric, language)
    return Entry(told.text, told.note, step_of(hundred(row.estimate, levels[0], levels[-1]).value / 100))


def _worst(asked: Asked, outcome: Outcome, language: Language) -> tuple[Edge | None, list[str]]:
    """The pair that is served worst, in words; a department's word on itself is none."""
    told = [row for row in outcome.rows if not row.hidden and row.keys[0] != row.keys[1]]
    ordered = sorted(told, key=lambda row: row.estimate.value)
    if not ordered:
        return None, []
    worst, edge = ordered[0].estimate, _edge(ordered[0])
    said = [_said(asked, edge, worst, outcome, language)]
    if len(ordered) > 1 and _overlap(worst, ordered[1].estimate):
        said.append(_OVERLAP[language])
    return edge, said


def _overlap(one: Estimate, other: Estimate) -> bool:
    return any(map(math.isnan, (one.high, other.low))) or one.high >= other.low


def _said(asked: Asked, edge: Edge, found: Estimate, outcome: Outcome, language: Language) -> str:
    value, ends = written(found.value, "score", language), interval(found, outcome.metric, language)
    name = named(asked, edge, language)
    head = {"ru": f"Ниже всего: {name}", "en": f"Lowest: {name}"}[language]
    return f"{head}: {value}, {ends}, n = {found.n}."


def named(asked: Asked, edge: Edge, language: Language) -> str:
    """A pair in words."""
    one, other = _name(asked, edge.serving, language), _name(asked, edge.served, language)
    return {"ru": f"как отдел «{one}» помогает отделу «{other}»", "en": f"how “{one}” helps “{other}”"}[language]


def origin(asked: Asked, edge: Edge) -> str:
    """What an action came of; the survey alone where the codes are too long to be kept."""
    told = f"{KIND}:{asked.survey.pk}/{edge.code}"
    return told if len(told) <= LONGEST_ORIGIN else f"{KIND}:{asked.survey.pk}"


def origins(organisation: str, identifiers: Sequence[str], language: Language) -> Iterator[tuple[str, str, str]]:
    """Pairs that actions came of: identifier, words, address; none whose survey is gone."""
    for each in identifiers:
        pk, _slash, code = each.partition("/")
        number = int(pk) if pk.isascii() and pk.isdecimal() and len(pk) < 19 else 0
        survey = Survey.objects.select_related("current", "organisation").filter(
            pk=number, organisation__code=organisation, current__isnull=False
        ).first()  # fmt: skip
        asked = _asked(survey, language) if survey is not None else None
        if asked is None:
            continue
        serving, _slash, other = code.partition("/")
        address = reverse("analysis_departments", args=[organisation]) + f"?survey={asked.survey.code}"
        yield each, named(asked, Edge(serving, other), language) if code else asked.survey.title(language), address
