"""Russian and English as equals: texts, numbers, dates, periods and plurals."""

import math
import re
from collections.abc import Sequence
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

Language = Literal["ru", "en"]
LANGUAGES: tuple[Language, ...] = ("ru", "en")

MISSING = "–"
NARROW_SPACE = "\u202f"
MINUS = "\u2212"
HUGE = 1e15
"""From here on a float does not hold the cents, and a reader does not count the digits."""

Sentence = Annotated[str, Field(strict=True, min_length=1, max_length=4000)]

_MONTHS = {
    "ru": (
        *("января", "февраля", "марта", "апреля", "мая", "июня"),
        *("июля", "августа", "сентября", "октября", "ноября", "декабря"),
    ),
    "en": (
        *("January", "February", "March", "April", "May", "June"),
        *("July", "August", "September", "October", "November", "December"),
    ),
}
_NAMES = {
    "ru": (
        *("январь", "февраль", "март", "апрель", "май", "июнь"),
        *("июль", "август", "сентябрь", "октябрь", "ноябрь", "декабрь"),
    ),
    "en": _MONTHS["en"],
}
_SHORT = {
    "ru": ("янв", "фев", "мар", "апр", "май", "июн", "июл", "авг", "сен", "окт", "ноя", "дек"),
    "en": tuple(each[:3] for each in _MONTHS["en"]),
}
_ROMAN = ("I", "II", "III", "IV")
_QUARTER = {"name": "квартал", "from": "квартала", "in": "квартале"}
_PERIOD = re.compile(r"(\d{4})-(?:(0[1-9]|1[0-2])|Q([1-4]))")
Form = Literal["name", "from", "in"]
"""How a sentence takes a period up: by its name, «от ноября», «в ноябре»."""


class Text(BaseModel):
    """A text in both languages: ``Text(ru="индекс", en="index")["en"]``."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    ru: Sentence
    en: Sentence

    def __getitem__(self, language: Language) -> str:
        return self.ru if language == "ru" else self.en


def half_up(value: float, digits: int = 0) -> float:
    """Round half away from zero on the decimal form of a number, as a reader would.

    Parameters
    ----------
    value
        A finite number; binary noise beyond nine decimals is cut first, so that 0.1 * 3 is 0.3.
    digits
        Decimals to keep.
    """
    exact = Decimal(repr(round(float(value), 9)))
    return float(exact.quantize(Decimal(1).scaleb(-digits), rounding=ROUND_HALF_UP))


def number(value: float | None, language: Language, digits: int = 0, *, signed: bool = False) -> str:
    """Write a number for a reader: decimal comma in Russian, rounded half up, a dash where missing."""
    if value is None or math.isnan(value):
        return MISSING
    if abs(value) >= HUGE:
        return _in_powers(value, language)
    rounded = half_up(value, digits)
    body = f"{abs(rounded):,.{digits}f}"
    if language == "ru":
        body = body.replace(",", NARROW_SPACE).replace(".", ",")
    if rounded < 0:
        return MINUS + body
    return "+" + body if signed and rounded > 0 else body


def in_percent(value: float | None, language: Language, digits: int = 0) -> str:
    """Write so many percent for a reader: Russian sets the sign apart, English does not; a dash where missing."""
    sign = "\u00a0%" if language == "ru" else "%"
    return MISSING if value is None or math.isnan(value) else number(value, language, digits) + sign


def _in_powers(value: float, language: Language) -> str:
    """Write a number too large to be read digit by digit, or an endless one."""
    if math.isinf(value):
        return "∞" if value > 0 else f"{MINUS}∞"
    body = f"{value:.3g}".replace("e+", "e").replace("-", MINUS)
    return body.replace(".", ",") if language == "ru" else body


def sentence_case(text: str) -> str:
    """Begin with a capital and leave the rest as it is."""
    return text[:1].upper() + text[1:]


def plural(count: int, language: Language, forms: Sequence[str]) -> str:
    """Choose the form that goes with a count.

    Parameters
    ----------
    forms
        Russian: one, few, many (компания, компании, компаний). English: one, many.
    """
    if language == "en":
        return forms[0] if count == 1 else forms[1]
    tens, ones = count % 100, count % 10
    if ones == 1 and tens != 11:
        return forms[0]
    return forms[1] if 2 <= ones <= 4 and not 12 <= tens <= 14 else forms[2]


def long_date(day: date, language: Language) -> str:
    """Write a date in words: «1 ноября 2025 г.» or “1 November 2025”."""
    words = f"{day.day} {_MONTHS[language][day.month - 1]} {day.year}"
    return f"{words}\xa0г." if language == "ru" else words


def period_name(code: str, language: Language, form: Form = "name") -> str:
    """Write a month or a quarter in words: «ноябрь 2026», “November 2026”; what is neither stays as it is."""
    found = _PERIOD.fullmatch(code)
    if found is None:
        return code
    year, month, quarter = found.groups()
    if month:
        return f"{_month(int(month), language, form)} {year}"
    return f"{_ROMAN[int(quarter) - 1]} {_QUARTER[form]} {year}" if language == "ru" else f"Q{quarter} {year}"


def _month(month: int, language: Language, form: Form) -> str:
    if language == "en" or form == "name":
        return _NAMES[language][month - 1]
    told = _MONTHS["ru"][month - 1]
    return told if form == "from" else f"{told[:-1]}е"


def period_short(code: str, language: Language) -> str:
    """Write a month or a quarter for a table or an axis: «ноя 2026», “Nov 2026”."""
    found = _PERIOD.fullmatch(code)
    if found is None:
        return code
    year, month, quarter = found.groups()
    if month:
        return f"{_SHORT[language][int(month) - 1]}\u00a0{year}"
    return f"{_ROMAN[int(quarter) - 1]}\u00a0кв.\u00a0{year}" if language == "ru" else f"Q{quarter}\u00a0{year}"
