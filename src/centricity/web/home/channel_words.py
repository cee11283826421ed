"""Channels side by side in words: tables, what came of it, and what one should know."""

import math
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format

from centricity.language import Language, number
from centricity.metrics import definition
from centricity.metrics.wording import interval, moved, written
from centricity.stats.estimate import Estimate
from centricity.tables.write import OutputTable
from centricity.web.customers.models import Channel
from centricity.web.home.asked import MONTHS, address_of
from centricity.web.home.asked import Asked as Part
from centricity.web.home.assistant_words import assistant_in_words
from centricity.web.home.board import NOT_TOLD
from centricity.web.home.channel_rows import NONE, SELF_SERVICE
from centricity.web.home.channel_said import CAME, KNOWN_DAYS, NO_ANSWERS, NO_CONTACTS, NOTES, SAID, VERDICTS
from centricity.web.home.channels import LOSS, Channels, Line, Moved
from centricity.web.home.sheets import Analysis, Entry, Head, Sheet, shortly, together

METRICS = {
    "share": "self_service", "rate": "contact_rate", "repeated": "repeat_contacts", "csat": "csat", "nps": "nps",
    "first_answer": "first_response", "worked": "first_response",
}  # fmt: skip
"""The metric whose unit a number of a line has."""
_HEADS: dict[Language, tuple[str, ...]] = {
    "ru": ("Канал", "Кто помогает", "Обращений", "Доля обращений", "Обращений на 100 клиентов",
           "Повторных за 14 дней", "CSAT", "NPS", "Часов до первого ответа, медиана", "То же в рабочих часах"),
    "en": ("Channel", "Who helps", "Contacts", "Share of contacts", "Contacts per 100 customers",
           "Repeated within 14 days", "CSAT", "NPS", "Hours to the first answer, median", "The same in working hours"),
}  # fmt: skip
_TITLE = {"ru": "Каналы рядом", "en": "Channels side by side"}
_DAYS = {"ru": "С {first} по {last}, интервалы 95 %.", "en": "From {first} to {last}, 95% intervals."}
_GROUPS: dict[str, dict[Language, str]] = {
    "self_service": {"ru": "Сами, всего", "en": "Self-service, all"},
    "person": {"ru": "С человеком, всего", "en": "With a person, all"},
    "all": {"ru": "Всего", "en": "All"},
}
_KINDS: dict[str, dict[Language, str]] = {
    "self": {"ru": "клиент сам", "en": "customers themselves"},
    "person": {"ru": "человек", "en": "a person"},
    "": {"ru": "–", "en": "–"},
}


@dataclass(frozen=True)
class Reader:
    """Who reads: the organisation, the language, and whether customers may be seen one by one."""

    organisation: str
    language: Language
    handles: bool = False


def in_words(found: Channels, reader: Reader) -> Analysis:
    """Channels as a page shows them."""
    if not found.lines:
        return Analysis(refused=[NO_CONTACTS[reader.language]])
    said, notes = list(_says(found, reader.language)), list(_notes(found, reader.language))
    helped = assistant_in_words(
        found, reader.language, lambda code: channel_name(code, reader.language),
        lambda code: _listed(code, found, reader) + "&assistant=1" if reader.handles else "",
    )  # fmt: skip
    return together(Analysis([_sheet(found, reader)], said, notes), helped)


def day_said(day: date) -> str:
    return str(date_format(day))


def channel_name(code: str, language: Language) -> str:
    if code in _GROUPS:
        return _GROUPS[code][language]
    return str(Channel(code).label) if code else NOT_TOLD[language]


def _sheet(found: Channels, reader: Reader) -> Sheet:
    lines = [*sorted(found.lines, key=lambda line: -line.contacts), *found.groups]
    heads = tuple(Head(each, numeric=i > 1) for i, each in enumerate(_HEADS[reader.language]))
    period = found.asked.period
    note = _DAYS[reader.language].format(first=day_said(period.first), last=day_said(period.last))
    rows = tuple(_row(line, found, reader) for line in lines)
    return Sheet("channels", _TITLE[reader.language], heads, rows, _file(lines), note)


def _row(line: Line, found: Channels, reader: Reader) -> tuple[Entry, ...]:
    language, links = reader.language, _links(line, found, reader)
    kind = "self" if line.code in SELF_SERVICE else "person" if line.code in Channel.values else ""
    return (
        Entry(channel_name(line.code, language)),
        Entry(_KINDS[kind][language]),
        Entry(number(line.contacts, language), href=links.get("contacts", "")),
        *(_figure(line, name, language, links.get(name, "")) for name in METRICS),
    )


def _figure(line: Line, name: str, language: Language, href: str) -> Entry:
    estimate = getattr(line, name)
    told = shortly(estimate, definition(METRICS[name]), language)
    bar = estimate.value if name == "share" and not math.isnan(estimate.value) else None
    return Entry(told.text, told.note, bar=bar, href=href if estimate.n else "")


def _links(line: Line, found: Channels, reader: Reader) -> dict[str, str]:
    """Where the numbers of a line lead on to."""
    code, asked = reader.organisation, found.asked
    days = urlencode({"first": f"{asked.period.first}", "last": f"{asked.period.last}"})
    links = {"first_answer": f"{reverse('feedback_figures', args=[code])}?{days}"}
    if line.code in Channel.values or not line.code:
        part = Part(_months(asked.period.first), "channel", line.code)
        links |= {each: address_of(code, each, part) for each in ("csat", "nps")}
    if reader.handles:
        links["contacts"] = _listed(line.code, found, reader)
    return links


def _listed(channel: str, found: Channels, reader: Reader) -> str:
    """The page that lists contacts of a channel."""
    asked = found.asked
    told = {"first": asked.period.first, "last": asked.period.last, "channel": channel or NONE}
    more = {name: value for name, value in (("market", asked.market), ("segment", asked.segment)) if value}
    return f"{reverse('analysis_contacts', args=[reader.organisation])}?{urlencode(told | more)}"


def _months(first: date) -> int:
    """So many of the last months as a page of a metric shows to reach back to a day."""
    today = timezone.now().date()
    back = (today.year - first.year) * 12 + today.month - first.month + 1
    return next((each for each in MONTHS if each >= back), MONTHS[-1])


def _file(lines: list[Line]) -> OutputTable:
    columns = ("channel", "measure", "value", "low", "high", "n")
    cells: list[Any] = []
    for line in lines:
        name = line.code or "not_told"
        cells.append((name, "contacts", line.contacts, None, None, line.contacts))
        made = ((each, getattr(line, each)) for each in METRICS)
        cells += [(name, each, told.value, told.low, told.high, told.n) for each, told in made]
    return OutputTable("channels", columns, cells)


def _says(found: Channels, language: Language) -> Iterator[str]:
    yield _conclusion(found, language)
    if found.covered:
        for name in ("by_person", "self_service", "csat"):
            yield from _moved(name, getattr(found, name), language)


def _conclusion(found: Channels, language: Language) -> str:
    came = found.came_of_it
    if came == "not_covered":
        return _not_covered(found, language)
    if came == "cut_cannot_tell" and math.isnan(found.csat.by.value):
        return NO_ANSWERS[language]
    return CAME[came][language].format(loss=number(LOSS, language))


def _not_covered(found: Channels, language: Language) -> str:
    if found.days is None:
        return NO_CONTACTS[language]
    needed = (found.asked.earlier().period.first, found.asked.period.last)
    days = dict(zip(("first", "last", "begin", "end"), map(day_said, (*found.days, *needed)), strict=True))
    return KNOWN_DAYS[language].format(**days)


def _moved(name: str, told: Moved, language: Language) -> Iterator[str]:
    if math.isnan(told.by.value):
        return
    metric = definition({"by_person": "contact_rate"}.get(name, name))

    def said(estimate: Estimate) -> str:
        return f"{written(estimate.value, metric.unit, language)} ({interval(estimate, metric, language)})"

    by = moved(told.by.value, metric.unit, language)
    ends = " … ".join(moved(each, metric.unit, language) for each in (told.by.low, told.by.high))
    way = "same" if told.verdict == "cannot_tell" else "up" if told.by.value > 0 else "down"
    both = {"now": said(told.now), "before": said(told.before)}
    yield SAID[name][language].format(**both, by=by, ends=ends, says=VERDICTS[way][language])


def _notes(found: Channels, language: Language) -> Iterator[str]:
    told, words = NOTES[language], {"day": day_said(found.asked.period.first), "n": number(found.customers, language)}
    before = found.asked.earlier().period
    yield told["before"].format(first=day_said(before.first), last=day_said(before.last))
    yield told["base"].format(**words)
    for name in ("undated", "nobodys"):
        if n := getattr(found, name):
            yield told[name].format(n=number(n, language))
    if found.repeats.young:
        yield told["young"].format(n=number(found.repeats.young, language))
    if found.repeats.too_many:
        yield told["too_many"]
    yield from (told[each] for each in ("named", "apart"))
    yield definition("contact_rate").reading[language]
