"""Rated questions side by side: each with its latest month, and what changed since the month before."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from centricity.language import Language
from centricity.metrics.change import Change, changes
from centricity.metrics.outcome import Row
from centricity.metrics.tallies import from_tallies
from centricity.web.home.heard import question_tallies
from centricity.web.home.marks import breaks_known
from centricity.web.home.questions import Question, questions_of
from centricity.web.keeping import Kept
from centricity.web.people.models import Organisation
from centricity.web.voice.breaks import Break
from centricity.web.voice.models import Survey
from centricity.web.voice.tallies import stamp


@dataclass(frozen=True)
class Standing:
    """A question in the last month that has ratings of it; without any it has neither number nor change.

    ``breaks`` are those of its wording.
    """

    question: Question
    row: Row | None = None
    change: Change | None = None
    breaks: list[Break] = field(default_factory=list)


_KEPT = Kept[list[Standing]](64)


def questions_listed(organisation: Organisation, survey: str = "") -> list[Question]:
    """Rated questions of all surveys, or of one, the newest survey first."""
    known = questions_of(organisation).values()
    return [each for each in known if survey in {"", each.survey.code}]


def surveys_listed(organisation: Organisation) -> list[Survey]:
    """Surveys that have rated questions."""
    return list({each.survey.pk: each.survey for each in questions_of(organisation).values()}.values())


def told_apart(surveys: Sequence[Survey], language: Language) -> list[tuple[Survey, str]]:
    """Surveys with their titles; those whose title another has as well, with their code."""
    titles = [each.title(language) for each in surveys]
    return [
        (each, f"{title} · {each.code}" if titles.count(title) > 1 else title)
        for each, title in zip(surveys, titles, strict=True)
    ]


def standings(organisation: Organisation, questions: Sequence[Question]) -> list[Standing]:
    """Where questions stand, in their order."""
    codes = tuple(each.code for each in questions)
    key = (organisation.pk, codes, stamp(organisation))
    return _KEPT.get(key, lambda: list(_standings(organisation, questions)))


def _standings(organisation: Organisation, questions: Sequence[Question]) -> Iterator[Standing]:
    heard, breaks = question_tallies(organisation, [each.code for each in questions]), breaks_known(organisation)
    for each in questions:
        outcome = from_tallies(each.metric, heard[each.code], ("month",))
        if not outcome.rows:
            yield Standing(each)
            continue
        row, change = outcome.rows[-1], {change.keys: change for change in changes(outcome)}
        own = [one for one in breaks if one.survey == each.survey.pk and each.series in one.series]
        yield Standing(each, row, change.get(row.keys), own)
