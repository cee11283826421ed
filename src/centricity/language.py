"""Russian and English as equals: texts, numbers, dates and plurals."""

import math
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
    return f"{words} г." if language == "ru" else words
