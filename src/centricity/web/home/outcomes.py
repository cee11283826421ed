"""Beside the maturity of every wave: whether customers came back, and whether they had to ask again.

It is told what is seen together, never what came of what: a few waves of one organisation show no cause.
"""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from typing import Any

import ibis
import polars as pl
from django.db.models import Max, Min, QuerySet

from centricity.errors import CentricityError, Fault
from centricity.language import Language, long_date, number
from centricity.metrics import Options, compute, definition
from centricity.metrics.change import verdict
from centricity.metrics.definition import Metric
from centricity.metrics.wording import limits, moved, written
from centricity.stats.estimate import Estimate, difference
from centricity.tables.write import OutputTable
from centricity.web.customers.models import Interaction
from centricity.web.home.happened import MOMENT, TooManyError, bounded
from centricity.web.home.maturity import Wave, waves_of
from centricity.web.home.sheets import Analysis, Entry, Head, Sheet, figure, sentences
from centricity.web.people.models import Organisation
from centricity.web.research.models import Study

PURCHASE, CONTACT = "repeat_purchase", "repeat_contacts"
FOLLOWED = timedelta(days=14)
"""Within these days another contact is a repeat, as the metric has it."""
LONGEST = timedelta(days=365)
ASKED = tuple(map(str, (Interaction.Kind.CONTACT, Interaction.Kind.CALL, Interaction.Kind.REQUEST)))

_HEADS: dict[Language, tuple[str, ...]] = {
    "ru": ("Волна", "Период", "Уровень зрелости, среднее по организации"),
    "en": ("Wave", "Period", "Maturity, mean of the organisation"),
}
_TITLE = {"ru": "Зрелость и поведение клиентов", "en": "Maturity and what customers do"}
_MOVED: dict[Language, str] = {
    "ru": "От волны {a} к волне {b} уровень изменился на {level}. {metric}: было {then}, стало {now}; разница {by} "
    "({ends}): {says}.",
    "en": "From wave {a} to wave {b} maturity moved by {level}. {metric}: it was {then} and is {now}; the difference "
    "is {by} ({ends}): {says}.",
}
_SAYS: dict[str, dict[Language, str]] = {
    "better": {"ru": "лучше для клиентов", "en": "better for customers"},
    "worse": {"ru": "хуже для клиентов", "en": "worse for customers"},
    "cannot_tell": {"ru": "в пределах случайного, изменения не видно", "en": "within noise, no change is seen"},
}
_NOTES: dict[Language, tuple[str, ...]] = {
    "ru": (
        "Это соседство во времени, а не причина: в те же месяцы менялось и другое, а волн мало.",
        "Периоды волн равны, {days} дн. до дня волны включительно: доля повторных покупателей растёт с длиной периода.",
        "Клиенты соседних периодов частью одни и те же; интервал разницы считает их независимыми.",
        "Повторное обращение следует за прежним того же клиента (и на ту же тему, где она указана) за 14 дней.",
    ),
    "en": (
        "This is side by side in time and no cause: other things changed in the same months, and waves are few.",
        "Periods of waves are equal, {days} days up to that of the wave: shares of repeat buyers grow with them.",
        "Customers of neighbouring periods are partly the same; intervals of differences take them for independent.",
        "A repeat contact follows one of the same customer (about the same thing, where that is told) within 14 days.",
    ),
}
_TOO_YOUNG = ("metric.none_old_enough", "metric.note_too_young")
_YOUNG = {
    "ru": "Последние обращения не учтены ({n}): данных за 14 дней после них ещё нет.",
    "en": "The last contacts are left out ({n}): there are no data yet of the 14 days after them.",
}
_NOTHING = {
    "ru": "Волн зрелости с датами и результатами пока нет. Проведите опрос зрелости и сделайте из него исследование.",
    "en": "There are no waves of maturity with days and results yet. Ask a maturity survey and make a study of it.",
}


@dataclass(frozen=True)
class Felt:
    """What customers did in the period of a wave, with remarks; None where there is nothing to count."""

    wave: Wave
    first: date
    purchase: Estimate | None
    contact: Estimate | None
    remarks: list[str]

    def of(self, metric: str) -> Estimate | None:
        return self.purchase if metric == PURCHASE else self.contact


def outcomes(organisation: Organisation, study: Study | None, language: Language) -> Analysis:
    """Waves of a maturity study with what customers did in their periods, and what moved together."""
    waves = waves_of(study) if study is not None else []
    if not waves:
        return Analysis(refused=[_NOTHING[language]])
    days = _length(waves)
    try:
        felt = [_felt(organisation, each, days, language) for each in waves]
    except TooManyError as error:
        return Analysis(refused=[error.said(language)])
    notes = [each.format(days=days.days) for each in _NOTES[language]]
    notes += [f"{each.wave.code}: {said}" for each in reversed(felt) for said in each.remarks]
    return Analysis([_sheet(felt, language)], list(_sentences(felt, language)), notes)


def _length(waves: Sequence[Wave]) -> timedelta:
    """Equal periods that do not overlap, a year at most."""
    apart = [after.day - before.day for before, after in pairwise(waves)]
    return min([LONGEST, *(each for each in apart if each)])


def _felt(organisation: Organisation, wave: Wave, days: timedelta, language: Language) -> Felt:
    first, last, remarks = wave.day - days + timedelta(days=1), wave.day, list[str]()
    bought, asked = _buyers(organisation, first, last), _contacts(organisation, first, last)
    options = Options(start=first, end=last + timedelta(days=1))
    return Felt(wave, first, _made(PURCHASE, bought, Options(), language, remarks),
                _made(CONTACT, asked, options, language, remarks), remarks)  # fmt: skip


def _made(
    metric: str, frame: pl.DataFrame, options: Options, language: Language, remarks: list[str]
) -> Estimate | None:
    """A metric of a period; where it cannot be made it is remarked why."""
    if frame.is_empty():
        return None
    try:
        outcome = compute(metric, ibis.memtable(frame), options=options)
    except CentricityError as error:
        remarks += _remarks(error.faults, language)
        return None
    remarks += _remarks(outcome.notes, language)
    return outcome.rows[0].estimate if outcome.rows else None


def _remarks(faults: Sequence[Fault], language: Language) -> list[str]:
    """What is remarked, in words of this page where the library tells of its options."""
    return [
        _YOUNG[language].format(n=fault.fields["n"]) if fault.code in _TOO_YOUNG else said
        for fault in faults for said in sentences([fault], language)
    ]  # fmt: skip


def _buyers(organisation: Organisation, first: date, last: date) -> pl.DataFrame:
    """The first and the last order of everybody who bought: whether these were of one day is all that is asked."""
    found = _since(organisation, first, [str(Interaction.Kind.ORDER)]).filter(at__lt=_begin(last + timedelta(days=1)))
    rows = bounded(found.values_list("customer_id").annotate(first=Min("at"), last=Max("at")))
    told = [(str(who), at) for who, *both in rows for at in both]
    return pl.DataFrame(told, schema={"customer": pl.String, "at": MOMENT}, orient="row")


def _contacts(organisation: Organisation, first: date, last: date) -> pl.DataFrame:
    """Contacts of a period and those that may repeat them, with one later, which tells that the data reach so far."""
    end, told = _begin(last + FOLLOWED + timedelta(days=1)), ("customer_id", "at", "about")
    found = _since(organisation, first, ASKED).filter(outgoing=False)
    rows = bounded(found.filter(at__lt=end).values_list(*told))
    if not any(at < _begin(last + timedelta(days=1)) for _who, at, _about in rows):
        rows = []
    elif later := found.filter(at__gte=end).order_by("at").values_list(*told).first():
        rows.append(later)
    schema: Any = {"customer": pl.String, "created": MOMENT, "theme": pl.String}
    return pl.DataFrame([(str(who), at, about or None) for who, at, about in rows], schema=schema, orient="row")


def _since(organisation: Organisation, first: date, kinds: Sequence[str]) -> QuerySet[Interaction]:
    found = Interaction.objects.filter(organisation=organisation, kind__in=kinds, at__gte=_begin(first))
    return found.order_by()


def _begin(day: date) -> datetime:
    return datetime.combine(day, time(), UTC)


def _sheet(felt: Sequence[Felt], language: Language) -> Sheet:
    metrics = [definition(each) for each in (PURCHASE, CONTACT)]
    heads = tuple(Head(each, numeric=i == 2) for i, each in enumerate(_HEADS[language]))
    heads += tuple(Head(each.name[language]) for each in metrics)
    rows = tuple(
        (Entry(each.wave.code), Entry(_days(each, language)), _level(each.wave, language),
         *(_shown(each.of(metric.id), metric, language) for metric in metrics))
        for each in reversed(felt)
    )  # fmt: skip
    columns = ("wave", "first", "last", "measure", "value", "low", "high", "n")
    cells = [(each.wave.code, f"{each.first}", f"{each.wave.day}", *line) for each in felt for line in _lines(each)]
    return Sheet("outcomes", _TITLE[language], heads, rows, OutputTable("outcomes", columns, cells))


def _lines(each: Felt) -> Iterator[tuple[Any, ...]]:
    for name, found in (("maturity", each.wave.level), (PURCHASE, each.purchase), (CONTACT, each.contact)):
        yield (name, *((None, None, None, 0) if found is None else (found.value, found.low, found.high, found.n)))


def _days(each: Felt, language: Language) -> str:
    return " – ".join(long_date(day, language) for day in (each.first, each.wave.day))


def _level(wave: Wave, language: Language) -> Entry:
    found = wave.level
    ends = f"{number(found.low, language, 1)} … {number(found.high, language, 1)}" if not math.isnan(found.low) else ""
    below = ", ".join(each for each in (ends, f"n = {number(found.n, language)}") if each)
    return Entry(number(found.value, language, 1), below)


def _shown(found: Estimate | None, metric: Metric, language: Language) -> Entry:
    nothing = {"ru": "данных нет", "en": "no data"}[language]
    return Entry(nothing) if found is None or found.n == 0 else figure(found, metric, language)


def _sentences(felt: Sequence[Felt], language: Language) -> Iterator[str]:
    """What moved together from wave to wave, the last first."""
    for before, after in reversed(list(pairwise(felt))):
        for code in (PURCHASE, CONTACT):
            then, now = before.of(code), after.of(code)
            if then is not None and now is not None and then.n and now.n:
                yield _sentence(before.wave, after.wave, definition(code), then, now, language)


def _sentence(before: Wave, after: Wave, metric: Metric, then: Estimate, now: Estimate, language: Language) -> str:
    gap = difference(now, then)
    values = {
        "level": _level_moved(difference(after.level, before.level), language), "metric": metric.name[language],
        "then": _told(then, metric, language), "now": _told(now, metric, language),
        "by": moved(gap.value, metric.unit, language),
        "ends": " … ".join(moved(end, metric.unit, language) for end in (gap.low, gap.high)),
        "says": _SAYS[verdict(gap, metric.better)][language],
    }  # fmt: skip
    return _MOVED[language].format(a=before.code, b=after.code, **values)


def _level_moved(found: Estimate, language: Language) -> str:
    """How far the level moved, with its interval where there is one."""
    value, low, high = (number(each, language, 1, signed=True) for each in (found.value, found.low, found.high))
    return value if math.isnan(found.low) else f"{value} ({low} … {high})"


def _told(found: Estimate, metric: Metric, language: Language) -> str:
    ends = limits(found, metric, language)
    return f"{written(found.value, metric.unit, language)} ({ends}, n = {number(found.n, language)})"
