"""Total Experience: what customers, staff and users of channels say, side by side, and how one trails another."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal

import ibis
import polars as pl

from centricity.errors import CentricityError
from centricity.language import Language, period_name, period_short
from centricity.metrics import compute, definition
from centricity.metrics.definition import Metric
from centricity.metrics.outcome import Outcome, Row
from centricity.metrics.periods import period_label
from centricity.metrics.tables import outcome_table
from centricity.metrics.tallies import from_tallies
from centricity.metrics.wording import withheld_shortly
from centricity.tables.write import OutputTable
from centricity.web.customers.models import Channel
from centricity.web.home.heard import METRICS, OF_STAFF, tallies
from centricity.web.home.readable import STAFF, is_nameless, surveys_read
from centricity.web.home.sheets import Analysis, Entry, Head, Sheet, cell, refusal, sentences, sheet_of
from centricity.web.home.voices import Voices, voices
from centricity.web.people.models import Organisation
from centricity.web.voice.models import Survey

Every = Literal["month", "quarter"]
Side = Literal["customer", "employee", "digital", "other"]
CUSTOMERS = tuple(each for each in METRICS if each not in OF_STAFF)
DIGITAL = (Channel.APP, Channel.WEB, Channel.MESSENGER, Channel.SOCIAL, Channel.EMAIL, Channel.SMS)
SIDES: dict[Side, dict[Language, str]] = {
    "customer": {"ru": "клиенты (CX)", "en": "customers (CX)"},
    "employee": {"ru": "сотрудники (EX)", "en": "employees (EX)"},
    "digital": {"ru": "цифровые каналы (UX)", "en": "digital channels (UX)"},
    "other": {"ru": "прочие каналы (MX)", "en": "other channels (MX)"},
}
_TITLES: dict[str, dict[Language, str]] = {
    "measures": {"ru": "Показатели рядом", "en": "Measures side by side"},
    "links": {"ru": "Что за чем следует", "en": "What trails what"},
}
_PERIOD = {"ru": "Период", "en": "Period"}
_NOTHING = {
    "ru": "Оценок ещё нет. Ответы сотрудников появятся, когда их опрос закроют.",
    "en": "There are no ratings yet. Answers of staff appear once their survey is closed.",
}
_ONE = {
    "ru": "Связь ищут между сторонами: нужны показатели хотя бы двух из них, и среди них клиенты.",
    "en": "A link is looked for between sides: measures of two of them at least are needed, customers among them.",
}
_SAME = {
    "ru": "Пары одного показателя (CSAT каналов и CSAT всех) не сопоставляют: одно число входит в другое.",
    "en": "A measure is not held against itself (CSAT of channels, CSAT of all): the one is a part of the other.",
}
_GAP: dict[Language, str] = {
    "ru": "В данных перерыв: сдвиги считают по самому длинному ряду периодов подряд, с {first} по конец {last}.",
    "en": "There is a gap in the data: lags are reckoned over the longest unbroken run of periods, {first} to {last}.",
}
_STAFF = {
    "ru": "Безымянный опрос и опрос сотрудников считают целиком, в месяце закрытия: его часть выдала бы остальное "
    "вычитанием.",
    "en": "An anonymous survey, and one of staff, counts whole in the month in which it was closed: a part of it would "
    "give the rest away by subtraction.",
}
FEWEST_LINKS = 10
"""Links that the page shows at least, the clearest first."""
_CLEAR: dict[Language, str] = {
    "ru": "Интервал не содержит нуля у {clear} из {n} связей; случайно таких было бы около {chance}. Сначала ясные, "
    "потом сильные; все связи — в файле CSV.",
    "en": "The interval leaves out zero for {clear} of {n} links; chance alone would give about {chance}. The clear "
    "come first, then the strong; the CSV file has all.",
}
_FEW: dict[Language, str] = {
    "ru": "{name}: вопросов безымянных опросов, скрытых из-за малого числа ответов: {n}.",
    "en": "{name}: questions of anonymous surveys that are withheld for few answers: {n}.",
}


@dataclass(frozen=True)
class Measure:
    """A metric of one side, by period."""

    side: Side
    metric: Metric
    title: str
    rows: Mapping[str, Row]


def experience(organisation: Organisation, every: Every, language: Language) -> tuple[Analysis, list[Survey]]:
    """Measures of all sides by period, with the lagged links between them, and the surveys they rest on."""
    surveys = surveys_read(organisation)
    found, notes = list[Measure](), list[str]()
    for each in _measures(organisation, surveys, every, language):
        if isinstance(each, str):
            notes.append(each)
        else:
            found.append(each)
    if not found:
        return Analysis(refused=[_NOTHING[language]], notes=notes), surveys
    periods = sorted({period for each in found for period in each.rows})
    links = _links(found, periods, every, language)
    return Analysis([_side_by_side(found, periods, language), *links.sheets], [], [*notes, *links.notes],
                    links.refused), surveys  # fmt: skip


def _measures(
    organisation: Organisation, surveys: Sequence[Survey], every: Every, language: Language
) -> Iterator[Measure | str]:
    ours = [each for each in surveys if each.audience != STAFF]
    named = [each.pk for each in ours if not is_nameless(each)]
    for code in CUSTOMERS:
        yield from _measure("customer", definition(code), voices(organisation, ours, code), every, language)
    inside = [each for each in surveys if each.audience == STAFF]
    staff = {code: voices(organisation, inside, code) for code in OF_STAFF}
    for code, heard in staff.items():
        yield from _measure("employee", definition(code), heard, every, language)
    if any(not heard.frame.is_empty() for heard in staff.values()):
        yield _STAFF[language]
    for code in CUSTOMERS:
        frame = tallies(organisation, code, "channel").filter(pl.col("survey").is_in(named) & (pl.col("key") != ""))
        digital = pl.col("key").is_in([str(each) for each in DIGITAL])
        yield from _measure("digital", definition(code), Voices(frame.filter(digital)), every, language)
        yield from _measure("other", definition(code), Voices(frame.filter(~digital)), every, language)


def _measure(side: Side, metric: Metric, heard: Voices, every: Every, language: Language) -> Iterator[Measure | str]:
    frame, name = heard.frame, (metric.short or metric.name)[language]
    if heard.withheld:
        yield _FEW[language].format(name=name, n=heard.withheld)
    if frame.is_empty():
        return
    if every == "quarter":
        frame = frame.with_columns(pl.col("month").map_elements(_quarter, return_dtype=pl.String))
    outcome = from_tallies(metric, frame, ("month",))
    title = name if side in {"customer", "employee"} else f"{name} · {SIDES[side][language]}"
    yield Measure(side, metric, title, {row.keys[0]: row for row in outcome.rows})


def _months(month: str) -> int:
    return int(month[:4]) * 12 + int(month[5:7]) - 1


def _quarter(month: str) -> str:
    return period_label("quarter", _months(month) // 3)


def _side_by_side(found: Sequence[Measure], periods: Sequence[str], language: Language) -> Sheet:
    heads = (Head(_PERIOD[language], numeric=False), *(Head(each.title) for each in found))
    rows = tuple(
        (Entry(period_short(period, language)), *(_shown(each, period, language) for each in found))
        for period in reversed(periods)
    )
    columns = ("period", "side", "measure", "value", "low", "high", "n", "status")
    cells: list[Any] = [
        (period, each.side, each.metric.id, *_numbers(each.rows[period]))
        for period in periods for each in found if period in each.rows
    ]  # fmt: skip
    sides = "; ".join(f"{SIDES[side][language]}: {', '.join(names)}" for side, names in _by_side(found).items())
    return Sheet("measures", _TITLES["measures"][language], heads, rows, OutputTable("measures", columns, cells), sides)


def _by_side(found: Sequence[Measure]) -> dict[Side, list[str]]:
    told: dict[Side, list[str]] = {}
    for each in found:
        told.setdefault(each.side, []).append(each.title)
    return told


def _shown(measure: Measure, period: str, language: Language) -> Entry:
    row = measure.rows.get(period)
    if row is None:
        return Entry("–")
    return Entry(withheld_shortly(row, language)) if row.hidden else cell(row, measure.metric, language)


def _numbers(row: Row) -> tuple[Any, ...]:
    if row.hidden:
        return (None, None, None, None, "withheld")
    found = row.estimate
    return (found.value, found.low, found.high, found.n, "shown")


def _links(found: Sequence[Measure], periods: Sequence[str], every: Every, language: Language) -> Analysis:
    """How each measure of another side goes with what customers said in the same or later periods."""
    sides = {each.side for each in found}
    if "customer" not in sides or len(sides) < 2:
        return Analysis(refused=[_ONE[language]])
    run = _unbroken(periods, every)
    told = [
        (period, each.title, row.estimate.value, "customer" if each.side == "customer" else each.side)
        for each in found for period, row in each.rows.items() if period in run and not row.hidden
    ]  # fmt: skip
    schema: Any = {"period": pl.String, "measure": pl.String, "value": pl.Float64, "side": pl.String}
    try:
        outcome = compute("total_experience", ibis.memtable(pl.DataFrame(told, schema=schema, orient="row")))
    except CentricityError as error:
        return Analysis(refused=refusal(error, language))
    outcome = replace(outcome, rows=tuple(_between_sides(outcome, found)))
    first, last = (period_name(end, language, "from") for end in (run[0], run[-1]))
    broken = [_GAP[language].format(first=first, last=last)] if len(run) < len(periods) else []
    notes = [*sentences(outcome.notes, language), _SAME[language], definition("total_experience").reading[language]]
    return Analysis(list(_told(outcome, language)), notes=broken + notes)


def _told(outcome: Outcome, language: Language) -> Iterator[Sheet]:
    """The links that are told apart from none, else the strongest; the file has all of them, as they were reckoned."""
    n, clear = len(outcome.rows), sum(map(_clear, outcome.rows))
    if not n:
        return
    ranked = sorted(outcome.rows, key=lambda row: (not _clear(row), -abs(row.estimate.value)))
    first = ranked[: max(clear, FEWEST_LINKS)]
    title, note = _TITLES["links"][language], _CLEAR[language].format(clear=clear, n=n, chance=max(1, round(n / 20)))
    page = sheet_of(replace(outcome, rows=tuple(first)), "links", title, language, ("effective_n",))
    yield replace(page, note=note, file=outcome_table(outcome))


def _clear(row: Row) -> bool:
    """Whether the interval leaves out zero; without one nothing is clear."""
    return row.estimate.low > 0 or row.estimate.high < 0


def _between_sides(outcome: Outcome, found: Sequence[Measure]) -> Iterator[Row]:
    known = {each.title: each for each in found}
    for row in outcome.rows:
        earlier, later = known[row.keys[0]], known[row.keys[1]]
        if earlier.side != "customer" and earlier.metric.id != later.metric.id:
            yield row


def _unbroken(periods: Sequence[str], every: Every) -> list[str]:
    """The longest run of periods without a gap, the latest of equal ones: a lag is a number of periods in a row."""
    runs: list[list[str]] = []
    for period in periods:
        if runs and _place(period, every) - _place(runs[-1][-1], every) == 1:
            runs[-1].append(period)
        else:
            runs.append([period])
    return max(reversed(runs), key=len)


def _place(period: str, every: Every) -> int:
    return _months(period) if every == "month" else int(period[:4]) * 4 + int(period[6:])
