"""Who stays: cohorts of buyers, the curve of staying, retention and churn by period, and why people left."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any, Literal

import ibis
import polars as pl
from django.utils import timezone

from centricity.errors import CentricityError
from centricity.language import Language, number
from centricity.metrics import Options, changes, compute, definition
from centricity.metrics.outcome import Outcome, Row
from centricity.metrics.tables import outcome_table
from centricity.metrics.wording import key_text, sentence
from centricity.metrics.wording import sentences as said_of
from centricity.reports.palette import step_of
from centricity.surveys.question import OTHER, Question
from centricity.web.home.happened import TooManyError, orders, stays
from centricity.web.home.readable import is_nameless, questionnaire_of, surveys_read
from centricity.web.home.sheets import Analysis, Entry, Head, Sheet, cell, refusal, sentences, sheet_of
from centricity.web.people.models import Organisation
from centricity.web.voice.models import Response, Survey

Every = Literal["month", "quarter"]
Base = Literal["opening", "served"]
MOST_COLUMNS = 24
"""Periods after the first that a page shows; the file has all."""
MOST_COHORTS = 24
MOST_PERIODS = 36
"""The latest periods of retention and churn, which a page shows; the file has all."""
MOST_ANSWERS = 20_000
DAYS = (30, 90, 180, 365, 730, 1_095, 1_825)

Titles = dict[str, dict[Language, str]]
TITLES: Titles = {
    "cohorts": {
        "ru": "Какая доля когорты покупала через столько периодов",
        "en": "Share of a cohort that bought so many periods later",
    },
    "survival": {"ru": "Какая доля остаётся через столько дней", "en": "Share that stays after so many days"},
    "retention": {"ru": "Удержание по периодам", "en": "Retention by period"},
    "churn": {"ru": "Отток по периодам, от клиентов на начало", "en": "Churn by period, of the opening customers"},
    "churn_served": {"ru": "Отток по периодам, от всех, кого обслуживали", "en": "Churn by period, of all served"},
    "reasons": {"ru": "Причины ухода", "en": "Reasons for leaving"},
}
_NO_ORDERS = {
    "ru": "Заказов нет: когорты считают по ним. Загрузите заказы.",
    "en": "There are no orders, of which cohorts are made. Import orders.",
}
_NO_STAYS = {
    "ru": "Ни у кого не указано, с какого дня он клиент: удержание и отток считают по дням прихода и ухода.",
    "en": "Nobody has a day since which they are a customer: retention and churn are made of the days people came and "
    "left.",
}
_CUT = {
    "ru": "Показаны последние периоды, их {n}; в файле все.",
    "en": "The latest {n} periods are shown; the file has all.",
}


@dataclass(frozen=True)
class Asked:
    """How cohorts are asked for; ``end`` is the first day of which the data do not tell, the last day known else.

    Nothing is known of days to come: a later end counts as tomorrow.
    """

    every: Every = "month"
    segment: str = ""
    end: date | None = None
    base: Base = "opening"

    def options(self, metric: str) -> Options:
        own: dict[str, dict[str, Any]] = {"cohort_retention": {"every": self.every}, "churn": {"base": self.base}}
        told = own.get(metric, {})
        if self.end is None:
            return Options(**told)
        tomorrow = timezone.now().date() + timedelta(days=1)
        return Options(**told | {"as_of" if metric == "survival" else "end": min(self.end, tomorrow)})


def bought(organisation: Organisation, asked: Asked, language: Language) -> Analysis:
    """Cohorts of buyers as a heat table."""
    try:
        frame = orders(organisation, asked.segment)
        if frame.is_empty():
            return Analysis(refused=[_NO_ORDERS[language]])
        outcome = compute("cohort_retention", ibis.memtable(frame), options=asked.options("cohort_retention"))
    except TooManyError as error:
        return Analysis(refused=[error.said(language)])
    except CentricityError as error:
        return Analysis(refused=refusal(error, language))
    return Analysis([_heat(outcome, language)], notes=_notes(outcome, language))


def _notes(outcome: Outcome, language: Language) -> list[str]:
    """Remarks of a metric under its name, for the page has several."""
    name = outcome.metric.name[language]
    return [f"{name}: {said[:1].lower()}{said[1:]}" for said in sentences(outcome.notes, language)]


def _heat(outcome: Outcome, language: Language) -> Sheet:
    """Cohorts down, periods after the first across; cells have the share, its interval and the customers behind it."""
    cohorts: dict[str, dict[int, Row]] = {}
    for row in outcome.rows:
        cohorts.setdefault(row.keys[0], {})[int(row.keys[1])] = row
    latest = dict(list(cohorts.items())[-MOST_COHORTS:])
    ages = range(min(max((max(each) for each in latest.values()), default=0), MOST_COLUMNS) + 1)
    first = {"ru": "Когорта", "en": "Cohort"}[language]
    size = {"ru": "Клиентов", "en": "Customers"}[language]
    heads = (Head(first, numeric=False), Head(size), *(Head(f"+{age}") for age in ages if age))
    rows = tuple(
        (Entry(key_text("cohort", name, language)), Entry(number(row[0].estimate.n, language)),
         *(_heated(row[age], outcome, language) if age in row else Entry("") for age in ages if age))
        for name, row in latest.items()
    )  # fmt: skip
    return Sheet("cohorts", TITLES["cohorts"][language], heads, rows, outcome_table(outcome))


def _heated(row: Row, outcome: Outcome, language: Language) -> Entry:
    told = cell(row, outcome.metric, language)
    return Entry(told.text, told.note, step_of(row.estimate.value / 100))


def stayed(organisation: Organisation, asked: Asked, language: Language) -> Analysis:
    """The curve of staying, and retention and churn by period."""
    try:
        frame = stays(organisation, asked.segment)
    except TooManyError as error:
        return Analysis(refused=[error.said(language)])
    if frame.is_empty():
        return Analysis(refused=[_NO_STAYS[language]])
    sheets, says, notes, refused = list[Sheet](), list[str](), list[str](), list[str]()
    for metric in ("survival", "retention", "churn"):
        try:
            by = () if metric == "survival" else (asked.every,)
            outcome = compute(metric, ibis.memtable(frame), by, asked.options(metric))
        except CentricityError as error:
            refused += [f"{definition(metric).name[language]}: {each}" for each in refusal(error, language)]
            continue
        sheets.append(_curve(outcome, language) if metric == "survival" else _ledger(outcome, language))
        says += said_of(outcome, language) if metric == "survival" else _last(outcome, language)
        notes += _notes(outcome, language)
    return Analysis(sheets, says, notes, refused)


def _curve(outcome: Outcome, language: Language) -> Sheet:
    """The curve at round numbers of days; the file has every step."""
    days_of, stay = {"ru": ("Дней", "Остаются"), "en": ("Days", "Stay")}[language]
    heads = (Head(days_of, numeric=False), Head(stay))
    rows = []
    last = float(outcome.rows[-1].keys[-1]) if outcome.rows else 0.0
    for days in (each for each in DAYS if each <= last):
        reached = [row for row in outcome.rows if float(row.keys[-1]) <= days]
        if reached:
            told = cell(reached[-1], outcome.metric, language)
            rows.append((Entry(str(days)), Entry(told.text, told.note, bar=reached[-1].estimate.value)))
    return Sheet("survival", TITLES["survival"][language], heads, tuple(rows), outcome_table(outcome))


def _ledger(outcome: Outcome, language: Language) -> Sheet:
    code = outcome.metric.id
    parts = ("start", "new", "end") if code == "retention" else ("lost", "base")
    title = TITLES["churn_served" if code == "churn" and outcome.options.base == "served" else code]
    page = sheet_of(replace(outcome, rows=outcome.rows[-MOST_PERIODS:]), code, title[language], language, parts)
    note = _CUT[language].format(n=MOST_PERIODS) if len(outcome.rows) > MOST_PERIODS else page.note
    return replace(page, file=outcome_table(outcome), note=note)


def _last(outcome: Outcome, language: Language) -> Iterator[str]:
    """The last period in words, and whether it differs from the one before beyond noise."""
    known = {change.keys: change for change in changes(outcome)}
    for row in outcome.rows[-1:]:
        yield sentence(outcome, row, language, known.get(row.keys))


def left(organisation: Organisation, language: Language) -> tuple[Analysis, list[Survey]]:
    """Why people left, by what they answered to surveys on leaving, and these surveys; never of nameless ones."""
    surveys = [
        each for each in surveys_read(organisation)
        if questionnaire_of(each).purpose == "exit" and not is_nameless(each) and _asks(each) is not None
    ]  # fmt: skip
    told = [row for each in surveys for row in _reasons(each, language)]
    if not told:
        return Analysis(), surveys
    schema: Any = {"customer": pl.String, "left": pl.Date, "reason": pl.String}
    frame = pl.DataFrame(told, schema=schema, orient="row")
    try:
        outcome = compute("exit_reasons", ibis.memtable(frame))
    except CentricityError as error:
        return Analysis(refused=refusal(error, language)), surveys
    sheet = sheet_of(outcome, "reasons", TITLES["reasons"][language], language, ("hit",))
    return Analysis([sheet], notes=_notes(outcome, language)), surveys


def _asks(survey: Survey) -> Question | None:
    """The question on the reason: the first that is answered by one choice and fills no column."""
    singles = [each for each in questionnaire_of(survey).questions if each.kind == "single" and not each.fills]
    return next((each for each in singles if each.code == "reason"), singles[0] if singles else None)


def _reasons(survey: Survey, language: Language) -> Iterator[tuple[str, Any, str]]:
    question = _asks(survey)
    assert question is not None  # noqa: S101  the caller has seen it
    words = {option.code: option.text[language] for option in question.options}
    words[OTHER] = {"ru": "другое", "en": "other"}[language]
    whole = Response.objects.filter(survey=survey, state=Response.State.WHOLE, ended_at__isnull=False)
    rows = whole.order_by("-ended_at").values_list("pk", "ended_at", "values")[:MOST_ANSWERS]
    for pk, at, values in rows:
        yield str(pk), at.date(), words.get(str(values.get(question.code, "")), "")
