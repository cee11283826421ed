"""Rules in words, in either language."""

from datetime import date
from typing import Any

from django.utils import translation
from django.utils.formats import date_format

from centricity.language import LANGUAGES, Language, Text, number
from centricity.web.customers.models import SPOKEN, Channel, Customer
from centricity.web.customers.rules import NPS, OPERATORS, Rule, Type, field_of

_NPS = (
    Text(ru="сторонник", en="promoter"), Text(ru="нейтральный", en="passive"), Text(ru="критик", en="detractor"),
)  # fmt: skip
_CHOICES: dict[str, Any] = {
    "kind": Customer.Kind, "market": Customer.Market, "channel": Channel, "consent": Customer.Consent,
}  # fmt: skip

_AGO = {
    "lately": Text(ru="в последние {} дн.", en="in the last {} days"),
    "long_ago": Text(ru="не меньше {} дн. назад", en="at least {} days ago"),
}
"""What is asked of a day, with the number of days in its place."""


def word(field: str, code: str, language: Language) -> str:
    """A word that a field may hold, as people read it."""
    if field == "nps":
        return _NPS[NPS.index(code)][language]
    with translation.override(language):
        return str(SPOKEN[code]) if field == "language" else str(_CHOICES[field](code).label)


def rule_words(rule: Rule, language: Language) -> str:
    """A rule as a sentence without a full stop."""
    field = field_of(rule.field)
    assert field is not None  # noqa: S101  a rule is made of what was checked
    label = field.label[language]
    if rule.days is not None:
        label += {"ru": " за последние {} дн.", "en": " in the last {} days"}[language].format(rule.days)
    values = _or(language).join(_value(rule, each, language) for each in rule.values)
    if rule.operator in _AGO:
        return f"{label}: {_AGO[rule.operator][language].format(values)}"
    return f"{label}: {OPERATORS[rule.operator][language]} {values}".rstrip()


def _or(language: Language) -> str:
    return {"ru": " или ", "en": " or "}[language]


def _value(rule: Rule, value: str, language: Language) -> str:
    kind = rule.type
    if kind == Type.WORD:
        return word(rule.field, value, language)
    if kind == Type.TEXT:
        return {"ru": "«{}»", "en": "“{}”"}[language].format(value)
    if kind == Type.DAY and rule.operator in {"before", "since"}:
        with translation.override(language):
            return date_format(date.fromisoformat(value), "DATE_FORMAT")
    return number(float(value), language, 2 if kind == Type.MONEY and "." in value and float(value) % 1 else 0)


def codes_of(field: str, told: str) -> str:
    """The code of a word that somebody wrote in either language; what is unknown is left as it is."""
    found = field_of(field)
    for code in found.words if found else ():
        names = {code.casefold(), *(word(field, code, language).casefold() for language in LANGUAGES)}
        if told.strip().casefold() in names:
            return code
    return told
