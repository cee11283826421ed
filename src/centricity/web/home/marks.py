"""A metric month by month as it is read: each month with what changed, and where a series breaks."""

from collections.abc import Callable, Sequence
from dataclasses import replace

import polars as pl

from centricity.language import Language
from centricity.metrics.change import Change, changes
from centricity.metrics.outcome import Outcome, Row
from centricity.metrics.wording import sentence
from centricity.web.home.questions import is_question, questions_of
from centricity.web.home.readable import is_nameless
from centricity.web.people.models import Organisation
from centricity.web.voice.breaks import Break, breaks_of, mark_at, marked, told_apart
from centricity.web.voice.models import Survey
from centricity.web.voice.shapes import Cell

CellOf = Callable[[Outcome, Row, Language], Cell]


def breaks_known(organisation: Organisation) -> list[Break]:
    """Breaks of an organisation's surveys; a nameless one counts in one month whole, and breaks nothing."""
    found = breaks_of(organisation)
    surveys = Survey.objects.filter(pk__in={each.survey for each in found}).select_related("current") if found else ()
    nameless = {each.pk for each in surveys if is_nameless(each)}
    return [each for each in found if each.survey not in nameless]


def breaks_in(organisation: Organisation, metric: str, heard: pl.DataFrame) -> list[Break]:
    """Breaks of a metric, or of a question that is one, within its answers."""
    known = breaks_known(organisation)
    question = questions_of(organisation).get(metric) if is_question(metric) else None
    if question is None:
        return marked(known, metric, heard)
    return marked([each for each in known if question.series in each.series], question.rated.metric, heard)


def months_read(
    outcome: Outcome, breaks: Sequence[Break], language: Language, cell: CellOf
) -> tuple[list[Cell], list[str]]:
    """Months as cells with their marks, and as sentences."""
    at = mark_at(breaks, [row.keys[0] for row in outcome.rows])
    known = {each.keys: each for each in changes(outcome)}
    cells, said = [], []
    for row in outcome.rows:
        marks = tuple(each.says(language) for each in at.get(row.keys[0], ()))
        cells.append(replace(cell(outcome, row, language), marks=marks))
        said.append("; ".join([month_said(outcome, row, known.get(row.keys), breaks, language), *marks]))
    return cells, said


def month_said(outcome: Outcome, row: Row, change: Change | None, breaks: Sequence[Break], language: Language) -> str:
    """A month in words, with a warning where it is held against one of another wording."""
    said = sentence(outcome, row, language, change)
    return said if change is None else told_apart(said, breaks, change.before[0], change.keys[0], language)
