"""Journeys by stages that are chosen: who goes on from stage to stage, and how long it takes."""

from collections.abc import Sequence
from datetime import date
from typing import Any

import ibis

from centricity.errors import CentricityError
from centricity.language import Language, number, sentence_case
from centricity.metrics import Options, compute, definition
from centricity.metrics.outcome import Outcome, Row
from centricity.metrics.tables import outcome_table
from centricity.metrics.wording import key_name, key_text, written
from centricity.web.home.happened import Stage, TooManyError, events
from centricity.web.home.sheets import Analysis, Entry, Head, Sheet, figure, refusal, sentences
from centricity.web.people.models import Organisation

BY = ("", "segment", "market", "channel")
FEWEST, MOST = 2, 6
_HEADS: dict[Language, tuple[str, ...]] = {
    "ru": ("Шаг", "Дошли", "От первого шага", "От прошлого шага", "Отпали", "Часов от прошлого шага, медиана"),
    "en": ("Stage", "Reached", "Of the first stage", "Of the stage before", "Dropped out", "Hours from it, median"),
}
_FEW = {
    "ru": "Выберите от двух до шести разных шагов.",
    "en": "Choose two to six stages that differ.",
}
_NOTHING = {
    "ru": "В этом периоде таких событий нет.",
    "en": "There are no such events in this period.",
}


def funnel(
    organisation: Organisation, stages: Sequence[Stage], by: str, days: tuple[date | None, date | None],
    language: Language,
) -> Analysis:  # fmt: skip
    """Who goes on, in all or by a column, with the time of each step."""
    if not FEWEST <= len(stages) <= MOST or len(set(stages)) < len(stages):
        return Analysis(refused=[_FEW[language]])
    try:
        frame = events(organisation, stages, *days)
        if frame.is_empty():
            return Analysis(refused=[_NOTHING[language]])
        table, titles, groups = ibis.memtable(frame), tuple(stage.title for stage in stages), (by,) if by else ()
        went = compute("conversion", table, groups, Options(stages=titles))
        took = compute("step_time", table, groups, Options(stages=titles, quantiles=(0.5,)))
    except TooManyError as error:
        return Analysis(refused=[error.said(language)])
    except CentricityError as error:
        return Analysis(refused=refusal(error, language))
    notes = dict.fromkeys(sentences([*went.notes, *took.notes], language))
    times = _sheet_of_times(took, language)
    reading = [definition(each).reading[language] for each in ("conversion", "step_time")]
    return Analysis([_sheet(went, took, by, language), times], _weakest(went, by, language), [*notes, *reading])


def _sheet(went: Outcome, took: Outcome, by: str, language: Language) -> Sheet:
    title = definition("conversion").name[language]
    heads = [Head(sentence_case(key_name(by, language)), numeric=False)] * bool(by)
    heads += [Head(each, numeric=i > 0) for i, each in enumerate(_HEADS[language])]
    median = {row.keys[:-1]: row for row in took.rows}
    before: dict[tuple[str, ...], str] = {}
    rows = []
    for row in went.rows:
        group, stage = row.keys[:-1], row.keys[-1]
        step = median.get((*group, f"{before.get(group, '')} → {stage}"))
        before[group] = stage
        rows.append(
            (*(Entry(key_text(by, each, language)) for each in group), *_cells(row, step, went, took, language))
        )
    return Sheet("funnel", title, tuple(heads), tuple(rows), outcome_table(went))


def _cells(row: Row, step: Row | None, went: Outcome, took: Outcome, language: Language) -> Any:
    parts = row.parts
    return (
        Entry(row.keys[-1]),
        Entry(number(parts["reached"], language)),
        _share(row, went, language),
        _step(row, language),
        Entry(number(parts["dropped"], language) if "step" in parts else ""),
        figure(step.estimate, took.metric, language) if step is not None else Entry(""),
    )


def _share(row: Row, went: Outcome, language: Language) -> Entry:
    told = figure(row.estimate, went.metric, language)
    return Entry(told.text, told.note, bar=row.estimate.value)


def _step(row: Row, language: Language) -> Entry:
    parts = row.parts
    if "step" not in parts:
        return Entry("")
    value, low, high = (written(parts[each], "percent", language) for each in ("step", "step_low", "step_high"))
    base = number(parts["reached"] + parts["dropped"], language)
    ends = {"ru": f"от {low} до {high}", "en": f"between {low} and {high}"}[language]
    return Entry(value, f"{ends}, n = {base}")


def _sheet_of_times(took: Outcome, language: Language) -> Sheet:
    heads = tuple(Head(sentence_case(key_name(each, language)), numeric=False) for each in took.by)
    rows = tuple(
        (*(Entry(key_text(name, key, language)) for name, key in zip(took.by, row.keys, strict=True)),
         figure(row.estimate, took.metric, language))
        for row in took.rows
    )  # fmt: skip
    title = took.metric.name[language]
    return Sheet("times", title, (*heads, Head({"ru": "Часы", "en": "Hours"}[language])), rows, outcome_table(took))


def _weakest(went: Outcome, by: str, language: Language) -> list[str]:
    """The step at which most are lost, said where there is one funnel."""
    steps = [] if by else [row for row in went.rows if "step" in row.parts]
    if not steps:
        return []
    worst = min(steps, key=lambda row: row.parts["step"])
    told = _step(worst, language)
    return [
        {"ru": f"Слабее всего переход к шагу «{worst.keys[-1]}»: {told.text}, {told.note}.",
         "en": f"The weakest step is the one to “{worst.keys[-1]}”: {told.text}, {told.note}."}[language]
    ]  # fmt: skip
