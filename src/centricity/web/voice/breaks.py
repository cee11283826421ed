"""Breaks of a series: from which month on a survey was answered to a question in other words.

What two versions ask is compared once and kept, by what they hold; when a version was first answered never changes
once it was. Figures need no look at single answers.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby, pairwise
from typing import Any

import polars as pl

from centricity.language import Language
from centricity.surveys.rewording import Series, reworded
from centricity.web.keeping import Kept
from centricity.web.people.models import Organisation
from centricity.web.voice.models import Response, Version

_REWORDED = Kept[frozenset[Series]](1_024)
_FIRST = Kept[datetime](4_096)
_MIXED = Kept[bool](1_024)
_FROM_HERE: dict[Language, str] = {
    "ru": "с этого месяца другая формулировка: опрос «{title}», версия {number}",
    "en": "from here another wording: survey “{title}”, version {number}",
}
_BOTH = {"ru": "в этом месяце есть ответы на обе", "en": "this month holds answers to both"}
_APART = {
    "ru": "это сравнение разных вопросов: формулировка изменилась",
    "en": "this compares different questions: the wording was changed",
}


@dataclass(frozen=True)
class Break:
    """A version that asks in other words: the first month of answers to it, and whether it has answers to both."""

    survey: int
    code: str
    title: dict[Language, str]
    number: int
    month: str
    mixed: bool
    series: frozenset[Series]

    def says(self, language: Language) -> str:
        """The mark in words."""
        told = _FROM_HERE[language].format(title=self.title[language], number=self.number)
        return f"{told}; {_BOTH[language]}" if self.mixed else told

    def parts(self, before: str, after: str) -> bool:
        """Whether two months have answers to different wordings."""
        return before < self.month <= after or (self.mixed and before == self.month)


@dataclass(frozen=True)
class _Edition:
    """A version that was answered, and when it was first."""

    pk: int
    survey: int
    code: str
    title: dict[Language, str]
    number: int
    digest: str
    published: datetime
    first: datetime


def breaks_of(organisation: Organisation) -> list[Break]:
    """Breaks of all surveys of an organisation."""
    return _breaks({"survey__organisation": organisation})


def breaks_within(survey: Any) -> list[Break]:
    """Breaks of one survey."""
    return _breaks({"survey": survey})


def marked(breaks: Iterable[Break], metric: str, heard: pl.DataFrame) -> list[Break]:
    """Breaks of a metric that fall between its answers; ``heard`` has the columns survey and month."""
    ends = heard.group_by("survey").agg(first=pl.col("month").min(), last=pl.col("month").max())
    spans = {survey: (first, last) for survey, first, last in ends.iter_rows()}
    known = [each for each in breaks if each.survey in spans and any(metric == one[2] for one in each.series)]
    return [each for each in known if spans[each.survey][0] <= each.month <= spans[each.survey][1]]


def mark_at(breaks: Iterable[Break], months: Sequence[str]) -> dict[str, list[Break]]:
    """Where breaks stand in a series: at their month, or at the next one that it has."""
    placed: dict[str, list[Break]] = {}
    for each in breaks:
        at = next((month for month in months if month >= each.month), None)
        if at is not None and (each.month >= months[0]):
            placed.setdefault(at, []).append(each)
    return placed


def told_apart(said: str, breaks: Iterable[Break], before: str, after: str, language: Language) -> str:
    """What is said of a change between two months, with a warning where they answered different wordings."""
    return f"{said}; {_APART[language]}" if any(each.parts(before, after) for each in breaks) else said


def _breaks(where: dict[str, Any]) -> list[Break]:
    several = Version.objects.filter(survey__current__number__gt=1, **where).order_by("survey_id", "number")
    rows = several.values_list(
        "pk", "survey", "number", "digest", "published_at", "survey__code", "survey__title_ru", "survey__title_en"
    )
    return [found for _survey, own in groupby(rows, lambda row: row[1]) for found in _of_survey(list(own))]


def _of_survey(rows: list[tuple[Any, ...]]) -> Iterator[Break]:
    """Breaks between the versions of a survey that were answered; where nothing was reworded none is looked up."""
    if not any(_reworded((a[0], a[3]), (b[0], b[3])) for a, b in pairwise(rows)):
        return
    for before, after in pairwise(list(_answered(rows))):
        series = _reworded((before.pk, before.digest), (after.pk, after.digest))
        if series:
            month = f"{after.first:%Y-%m}"
            yield Break(after.survey, after.code, after.title, after.number, month, _mixed(after), series)


def _reworded(before: tuple[int, str], after: tuple[int, str]) -> frozenset[Series]:
    """What two versions ask in other words, each named by its number and its digest."""
    return _REWORDED.get((before[1], after[1]), lambda: _compared(before[0], after[0]))


def _compared(before: int, after: int) -> frozenset[Series]:
    found = Version.objects.in_bulk([before, after])
    return reworded(found[before].questionnaire, found[after].questionnaire)


def _answered(rows: list[tuple[Any, ...]]) -> Iterator[_Edition]:
    """Versions that somebody answered while they were the latest."""
    for row, until in zip(rows, [*(row[4] for row in rows[1:]), None], strict=True):
        pk, survey, number, digest, published, code, ru, en = row
        first = _first(survey, published, until)
        if first is not None:
            yield _Edition(pk, survey, code, {"ru": ru, "en": en}, number, digest, published, first)


def _first(survey: int, published: datetime, until: datetime | None) -> datetime | None:
    """When a version was first answered; what there is none of yet is looked for again."""
    first = _FIRST.known((survey, published))
    if first is None:
        ours = _whole(survey).filter(ended_at__gte=published, **({"ended_at__lt": until} if until else {}))
        found = ours.order_by("ended_at").values_list("ended_at", flat=True).first()
        first = None if found is None else _FIRST.get((survey, published), lambda: found)
    return first


def _mixed(edition: _Edition) -> bool:
    """Whether the month in which a version was first answered has answers to the one before."""
    begin = edition.first.replace(day=1, hour=0, minute=0, second=0, microsecond=0)
    earlier = _whole(edition.survey).filter(ended_at__gte=begin, ended_at__lt=edition.published)
    return _MIXED.get((edition.survey, edition.published), earlier.exists)


def _whole(survey: int) -> Any:
    return Response.objects.filter(survey=survey, state=Response.State.WHOLE)
