"""What templates of the builder say about parts of a draft, which may have faults still."""

from typing import Any

from django import template
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from centricity.errors import Fault
from centricity.web.voice.drafts import tests
from centricity.web.voice.forms import FILLS, KINDS, TESTS
from centricity.web.voice.groups import group_word
from centricity.web.voice.missing import COLUMN_NAMES

register = template.Library()


@register.filter
def words(part: Any, name: str) -> str:
    """A text of a part in the language of the reader; nothing where there is none."""
    told = part.get(name) if isinstance(part, dict) else None
    return str(told.get(get_language() or "ru", "")) if isinstance(told, dict) else ""


@register.filter
def named(part: Any, name: str) -> str:
    """A text of a part, and its code where it has none."""
    return words(part, name) or str(part.get("code") or "–")


@register.filter
def said(fault: Fault) -> str:
    """The sentence of a fault in the language of the reader."""
    return fault.sentence(get_language() or "ru")


@register.filter
def column_name(column: str) -> str:
    """The name of a column by which results are told apart."""
    more = {"market": COLUMN_NAMES["market"], "rule": _("rule-based segment")}
    return str((dict(FILLS) | more).get(column, column))


@register.filter
def group_name(key: str, column: str) -> str:
    """The name of a group of a column."""
    return group_word(column, key)


@register.filter
def kind_name(kind: Any) -> str:
    """The name of a kind of question."""
    return str(dict(KINDS).get(str(kind), kind))


@register.filter
def at(place: int, inner: int | None = None) -> str:
    """Where a page is, or a question of it, as the form of the builder names it."""
    return f"pages:{place}" if inner is None else f"pages:{place}:{inner}"


@register.filter
def condition(told: Any) -> str:
    """A condition in words."""
    if not isinstance(told, dict):
        return ""
    names = dict(TESTS)
    parts = [_test(each, names) for each in tests(told)]
    joined = f" {_('or')} " if told.get("any") else f" {_('and')} "
    return joined.join(parts)


def _test(test: dict[str, Any], names: dict[str, Any]) -> str:
    question = str(test.get("question", ""))
    if "answered" in test:
        return f"{question} {names['answered' if test['answered'] else 'unanswered']}"
    told = []
    for name in ("is", "at_least", "at_most"):
        if name in test:
            value = test[name]
            listed = value if isinstance(value, list) else [value]
            told.append(f"{names[name]} {', '.join(f'{v:g}' if isinstance(v, float) else str(v) for v in listed)}")
    return f"{question} {' '.join(told)}"
