"""Results in words, in both languages: numbers with their units, keys, verdicts, rows left out."""

import math
import re
from collections.abc import Iterator

from centricity.language import MINUS, MISSING, Form, Language, Text, number, period_name, period_short, sentence_case
from centricity.metrics.change import Change, changes
from centricity.metrics.contract import Excluded
from centricity.metrics.definition import Metric
from centricity.metrics.outcome import TOTAL, Outcome, Row
from centricity.metrics.periods import is_period
from centricity.stats.estimate import Estimate

_UNITS: dict[str, tuple[str, str]] = {
    "points": ("", ""),
    "percent": ("\u00a0%", "%"),
    "score": ("", ""),
    "hours": ("\u00a0ч", "\u00a0h"),
    "days": ("\u00a0дн.", "\u00a0days"),
    "months": ("\u00a0мес.", "\u00a0months"),
    "money": ("", ""),
    "count": ("", ""),
    "ratio": ("", ""),
    "per100": ("\u00a0на 100", "\u00a0per 100"),
    "correlation": ("", ""),
    "periods": ("\u00a0пер.", "\u00a0periods"),
}
_DIGITS = {
    "points": 1,
    "percent": 1,
    "score": 2,
    "hours": 1,
    "days": 1,
    "ratio": 2,
    "per100": 1,
    "correlation": 2,
    "periods": 1,
}

KEYS: dict[str, Text] = {
    "day": Text(ru="день", en="day"),
    "week": Text(ru="неделя", en="week"),
    "month": Text(ru="месяц", en="month"),
    "quarter": Text(ru="квартал", en="quarter"),
    "year": Text(ru="год", en="year"),
    "segment": Text(ru="сегмент", en="segment"),
    "market": Text(ru="рынок", en="market"),
    "channel": Text(ru="канал", en="channel"),
    "touchpoint": Text(ru="точка контакта", en="touchpoint"),
    "department": Text(ru="подразделение", en="department"),
    "service": Text(ru="услуга", en="service"),
    "theme": Text(ru="тема", en="theme"),
    "period": Text(ru="период", en="period"),
    "cohort": Text(ru="когорта", en="cohort"),
    "age": Text(ru="период после первого", en="periods after the first"),
    "time": Text(ru="срок", en="time"),
    "stage": Text(ru="шаг", en="stage"),
    "step": Text(ru="переход", en="step"),
    "quantile": Text(ru="квантиль", en="quantile"),
    "reason": Text(ru="причина", en="reason"),
    "rfm_segment": Text(ru="сегмент RFM", en="RFM segment"),
    "earlier": Text(ru="раньше", en="earlier"),
    "later": Text(ru="позже", en="later"),
    "lag": Text(ru="сдвиг", en="lag"),
}

PARTS: dict[str, Text] = {
    "promoters": Text(ru="сторонники", en="promoters"),
    "passives": Text(ru="нейтральные", en="passives"),
    "detractors": Text(ru="критики", en="detractors"),
    "hit": Text(ru="из них", en="of them"),
    "start": Text(ru="на начало", en="at the start"),
    "new": Text(ru="новых", en="new"),
    "end": Text(ru="на конец", en="at the end"),
    "lost": Text(ru="ушли", en="lost"),
    "base": Text(ru="база", en="base"),
    "active": Text(ru="покупали", en="active"),
    "cohort_size": Text(ru="в когорте", en="in the cohort"),
    "at_risk": Text(ru="под наблюдением", en="at risk"),
    "events": Text(ru="ушли", en="left"),
    "median": Text(ru="медиана", en="median"),
    "cost": Text(ru="затраты", en="cost"),
    "customers": Text(ru="клиентов", en="customers"),
    "alive": Text(ru="вероятно активны", en="probably active"),
    "cltv": Text(ru="CLTV", en="CLTV"),
    "cac": Text(ru="CAC", en="CAC"),
    "covered": Text(ru="накоплено", en="cumulated"),
    "revenue": Text(ru="выручка", en="revenue"),
    "revenue_share": Text(ru="доля выручки, %", en="share of revenue, %"),
    "recency": Text(ru="дней с покупки", en="days since a purchase"),
    "frequency": Text(ru="дней с покупками", en="days with purchases"),
    "amount": Text(ru="сумма на клиента", en="amount per customer"),
    "csat": Text(ru="CSAT, %", en="CSAT, %"),
    "csat_high": Text(ru="CSAT не выше, %", en="CSAT at most, %"),
    "rated": Text(ru="оценок", en="ratings"),
    "waiting_hours": Text(ru="часов ожидания", en="hours of waiting"),
    "total_hours": Text(ru="часов всего", en="hours in all"),
    "reached": Text(ru="дошли", en="reached"),
    "dropped": Text(ru="отпали", en="dropped out"),
    "step": Text(ru="от прошлого шага, %", en="of the previous stage, %"),
    "step_low": Text(ru="от", en="from"),
    "step_high": Text(ru="до", en="to"),
    "retained": Text(ru="осталось", en="retained"),
    **{name: Text(ru=f"параметр {name}", en=f"parameter {name}") for name in "abpqrsv"},
    "effective_n": Text(ru="весят как", en="worth"),
    "alpha": Text(ru="параметр α", en="parameter α"),
    "beta": Text(ru="параметр β", en="parameter β"),
}

SEGMENT_NAMES: dict[str, Text] = {
    "champions": Text(ru="лучшие", en="champions"),
    "loyal": Text(ru="верные", en="loyal"),
    "recent": Text(ru="недавние", en="recent"),
    "new": Text(ru="новые", en="new"),
    "at_risk": Text(ru="под угрозой", en="at risk"),
    "need_attention": Text(ru="требуют внимания", en="need attention"),
    "hibernating": Text(ru="спящие", en="hibernating"),
}

REASONS: dict[str, Text] = {
    "blank": Text(ru="пусто", en="blank"),
    "not_number": Text(ru="не число", en="not a number"),
    "not_amount": Text(ru="не число", en="not a number"),
    "not_moment": Text(ru="нет такой даты или времени", en="no such date or time"),
    "not_flag": Text(ru="не да и не нет", en="neither yes nor no"),
    "not_label": Text(ru="не текст", en="not a text"),
    "not_key": Text(ru="не номер", en="not a number of a record"),
    "outside_scale": Text(ru="вне шкалы", en="outside the scale"),
    "not_whole": Text(ru="не целое", en="not whole"),
    "another_scale": Text(ru="другая шкала", en="another scale"),
    "negative": Text(ru="меньше нуля", en="below zero"),
    "duplicate": Text(ru="дубль", en="duplicate"),
    "before_joined": Text(ru="раньше прихода клиента", en="before the customer came"),
    "before_created": Text(ru="раньше создания", en="before it was filed"),
    "above_total_hours": Text(ru="больше, чем часов всего", en="more than the hours in all"),
}

LONGEST = 200
"""Letters of a label from the input that are shown."""
_JOINERS = "\u00ad\u200c\u200d"
"""Signs that show nothing by themselves but belong to words and emoji."""

_VERDICTS = {
    "better": Text(ru="лучше, чем", en="better than"),
    "worse": Text(ru="хуже, чем", en="worse than"),
    "changed": Text(ru="иначе, чем", en="different from what it was"),
    "cannot_tell": Text(ru="не отличить от", en="cannot be told apart from"),
}

_IN = Text(ru="в", en="in")


def shown(value: float, metric: Metric, language: Language) -> str:
    """Write a value with its unit."""
    return written(value, metric.unit, language)


def written(value: float, unit: str, language: Language, digits: int | None = None) -> str:
    """Write a number with a unit, with the decimals of the unit unless told otherwise; a dash where it is missing."""
    if math.isnan(value):
        return MISSING
    if math.isinf(value):
        return _endless(value)
    decimals = digits_of(unit, value) if digits is None else digits
    return number(value, language, decimals) + _UNITS[unit][0 if language == "ru" else 1]


def _endless(value: float) -> str:
    return "∞" if value > 0 else f"{MINUS}∞"


def part_text(value: float | None, language: Language) -> str:
    """Write a part of a row: whole, or with one decimal where it is small."""
    if value is None or math.isnan(value):
        return MISSING
    if math.isinf(value):
        return _endless(value)
    return number(value, language, 0 if float(value).is_integer() or abs(value) >= 1_000 else 1)


def plain(text: str) -> str:
    """Bound a text from the input and show what it hides, so that no label can flood or command what prints it."""
    if len(text) > LONGEST:
        text = f"{text[: LONGEST - 1]}…"
    return "".join(c if c.isprintable() or c in _JOINERS else " " if c.isspace() else _escaped(c) for c in text)


def _escaped(character: str) -> str:
    return character.encode("unicode_escape").decode("ascii")


def moved(value: float, unit: str, language: Language) -> str:
    """Write a change with its sign; shares change by percentage points."""
    sign = "+" if value > 0 else ""
    if unit == "percent":
        return sign + written(value, "points", language) + ("\u00a0п.\u00a0п." if language == "ru" else "\u00a0pp")
    return sign + written(value, unit, language)


def digits_of(unit: str, value: float) -> int:
    """Decimals that a value of a unit is written with."""
    if unit == "money":
        return 2 if abs(value) < 100 else 0
    return _DIGITS.get(unit, 0)


def interval(estimate: Estimate, metric: Metric, language: Language) -> str:
    """Write the interval; empty where there is none."""
    if math.isnan(estimate.low) and math.isnan(estimate.high):
        return ""
    low, high = (written(limit, metric.unit, language, _common(estimate, metric)) for limit in _ends(estimate))
    if math.isnan(estimate.high):
        return f"не меньше {low}" if language == "ru" else f"at least {low}"
    if math.isnan(estimate.low):
        return f"не больше {high}" if language == "ru" else f"at most {high}"
    return f"от {low} до {high}" if language == "ru" else f"between {low} and {high}"


def _ends(estimate: Estimate) -> tuple[float, float]:
    return estimate.low, estimate.high


def _common(estimate: Estimate, metric: Metric) -> int:
    """Decimals that a value and its limits share: those of the largest."""
    known = [abs(x) for x in (estimate.value, *_ends(estimate)) if math.isfinite(x)]
    return digits_of(metric.unit, max(known, default=0.0))


def limits(estimate: Estimate, metric: Metric, language: Language) -> str:
    """Write the interval for a table: the two limits without their unit; empty where there is none."""
    if math.isnan(estimate.low) and math.isnan(estimate.high):
        return ""
    digits = _common(estimate, metric)
    low, high = (_endless(x) if math.isinf(x) else number(x, language, digits) for x in _ends(estimate))
    return f"{low} … {high}".replace(" ", "\u00a0")


def key_name(name: str, language: Language) -> str:
    """Title of a key."""
    return KEYS[name][language] if name in KEYS else plain(name)


def part_name(name: str, language: Language) -> str:
    """Title of a part."""
    return PARTS[name][language] if name in PARTS else name


def key_text(name: str, key: str, language: Language) -> str:
    """Write a key: what is blank, in all, a quantile or a segment of our own is named; a label is made plain."""
    if key == "":
        return "не указано" if language == "ru" else "not given"
    if key == "*" and name not in _NEVER_IN_ALL:
        return "всего" if language == "ru" else "in all"
    if is_period(name) or name == "cohort":
        return period_short(plain(key), language)
    return _key_text(name, key, language)


def _key_text(name: str, key: str, language: Language) -> str:
    if name == "quantile" and _QUANTILE.fullmatch(key):
        return _quantile(key, language)
    if name == "rfm_segment" and key in SEGMENT_NAMES:
        return SEGMENT_NAMES[key][language]
    if name == "lag" and key.isdecimal():
        return _lag(int(key), language)
    return plain(key)


_NEVER_IN_ALL = {"stage", "step", "reason", "earlier", "later"}
"""Keys that only labels of the data stand under."""
_QUANTILE = re.compile(r"p\d+(\.\d+)?")


def _quantile(key: str, language: Language) -> str:
    if key == "p50":
        return "медиана" if language == "ru" else "median"
    share = number(float(key[1:]), language, 0 if float(key[1:]).is_integer() else 1)
    return f"{share}\u00a0% не дольше" if language == "ru" else f"{share}% within"


def _lag(periods: int, language: Language) -> str:
    if not periods:
        return "в том же периоде" if language == "ru" else "in the same period"
    if language == "en":
        return f"{periods} period{'s' if periods > 1 else ''} later"
    few, one = (
        periods % 10 in {2, 3, 4} and periods % 100 not in {12, 13, 14},
        periods % 10 == 1 and periods % 100 != 11,
    )
    return f"на {periods} {'период' if one else 'периода' if few else 'периодов'} позже"


def label(outcome: Outcome, keys: tuple[str, ...], language: Language, *, strict: bool = True) -> str:
    """Write the keys of a row, or with ``strict`` off the first of them; a period at length, as a sentence has it."""
    return ", ".join(
        period_name(key, language) if is_period(name) and key not in {"", TOTAL} else key_text(name, key, language)
        for name, key in zip(outcome.by, keys, strict=strict)
    )


def sentence(outcome: Outcome, row: Row, language: Language, change: Change | None = None) -> str:
    """Say a result in one plain sentence."""
    head = label(outcome, row.keys, language)
    head = sentence_case(head) if outcome.by and is_period(outcome.by[0]) else head
    name = (outcome.metric.short or outcome.metric.name)[language]
    start = f"{head}: {name}" if head else name
    if row.hidden:
        return f"{start} - {withheld(row, language)}"
    value = written(row.estimate.value, outcome.metric.unit, language, _common(row.estimate, outcome.metric))
    parts = [f"{start} {value}"]
    bounds = interval(row.estimate, outcome.metric, language)
    if bounds and row.estimate.method != "count":
        parts.append(bounds)
    parts.append(f"n = {number(row.estimate.n, language)}")
    said = ", ".join(parts)
    return f"{said}; {_verdict(outcome, change, language)}" if change is not None else said


def withheld(row: Row, language: Language) -> str:
    """Say why a row is withheld."""
    if row.protects:
        return "скрыто, чтобы защитить другую группу" if language == "ru" else "withheld to protect another group"
    return "скрыто, людей мало" if language == "ru" else "withheld, too few people"


def withheld_shortly(row: Row, language: Language) -> str:
    """Say in a cell why a row is withheld."""
    if row.protects:
        return "скрыто: защищает других" if language == "ru" else "withheld: protects others"
    return "скрыто: слишком мало" if language == "ru" else "withheld: too few"


def _verdict(outcome: Outcome, change: Change, language: Language) -> str:
    told, code = _VERDICTS[change.verdict][language], change.before[outcome.periods[0]]
    form: Form = "from" if change.verdict == "cannot_tell" else "in"
    name = period_name(code, language, form)
    return f"{told} {_IN[language]} {name}" if form == "in" and name != code else f"{told} {plain(name)}"


def sentences(outcome: Outcome, language: Language) -> Iterator[str]:
    """Say every result, with what changed where periods are compared."""
    if outcome.metric.shape == "curve":
        yield from _curves(outcome, language)
        return
    known = {change.keys: change for change in changes(outcome)}
    for row in outcome.rows:
        yield sentence(outcome, row, language, known.get(row.keys))


def in_days(outcome: Outcome) -> bool:
    """Whether a curve runs in days; a table of tenures has a unit of its own."""
    return any(note.code == "metric.note_days" for note in outcome.notes)


def _curves(outcome: Outcome, language: Language) -> Iterator[str]:
    """Say a curve by its median and by where it ends; tables have every step."""
    last: dict[tuple[str, ...], Row] = {row.keys[:-1]: row for row in outcome.rows}
    unit = "days" if in_days(outcome) else "count"
    for keys, row in last.items():
        head = label(outcome, keys, language, strict=False)
        name = (outcome.metric.short or outcome.metric.name)[language]
        end = written(float(row.keys[-1]), unit, language, 0)
        median = row.parts.get("median", math.nan)
        reached = written(median, unit, language, 0)
        share = ", ".join(
            part for part in (shown(row.estimate.value, outcome.metric, language),
                              interval(row.estimate, outcome.metric, language)) if part
        )  # fmt: skip
        n = number(row.estimate.n, language)
        if language == "ru":
            half = "медиана не достигнута" if not math.isfinite(median) else f"медиана {reached}"
            said = f"{name}: {half}; через {end} остаются {share}, n = {n}"
        else:
            half = "the median is not reached" if not math.isfinite(median) else f"median {reached}"
            said = f"{name}: {half}; after {end} there remain {share}, n = {n}"
        yield f"{head}: {said}" if head else said


def left_out(outcome: Outcome, language: Language) -> str:
    """Say how many rows were left out and why; always, also where there were none."""
    total, n = number(outcome.total, language), number(outcome.left_out, language)
    if not outcome.left_out:
        return f"Строк {total}, все годны." if language == "ru" else f"{total} rows, all sound."
    whys = "; ".join(_why(part, language) for part in outcome.excluded)
    return (
        f"Не вошло строк: {n} из {total} ({whys})." if language == "ru" else f"Left out: {n} of {total} rows ({whys})."
    )


def _why(part: Excluded, language: Language) -> str:
    reason = REASONS[part.reason][language]
    examples = f" [{', '.join(map(plain, part.examples))}]" if part.examples else ""
    return f"{part.column} - {reason}: {number(part.n, language)}{examples}"
