"""What templates of the builder say about parts of a draft, which may have faults still."""

from typing import Any

from django import template
from django.utils.text import Truncator
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from centricity.errors import Fault
from centricity.web.look.languages import language_now
from centricity.web.voice.drafts import Draft, codes, option_words, questions, tests
from centricity.web.voice.forms import KINDS, TESTS
from centricity.web.voice.groups import column_word, group_word

register = template.Library()

LONGEST_NAME = 60
"""Letters of a question where it is named."""


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
    return column_word(column)


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
def page_name(page: Draft) -> str:
    """What a page is called: its heading, or its first question; its code where it has neither."""
    asked = [words(each, "text") for each in questions(page)]
    return words(page, "title") or Truncator(next(iter(asked), "")).chars(LONGEST_NAME) or str(page.get("code") or "–")


@register.filter
def condition(told: Any, draft: Draft) -> str:
    """A condition in words, with those of the questions and options of the draft."""
    if not isinstance(told, dict):
        return ""
    names = dict(TESTS)
    parts = [_test(each, names, draft) for each in tests(told)]
    joined = f" {_('or')} " if told.get("any") else f" {_('and')} "
    return joined.join(parts)


def _test(test: dict[str, Any], names: dict[str, Any], draft: Draft) -> str:
    code = str(test.get("question", ""))
    question = _quoted(codes(draft, language_now()).get(code, "")) or code
    if "answered" in test:
        return f"{question} {names['answered' if test['answered'] else 'unanswered']}"
    options, told = option_words(draft, code, language_now()), []
    for name in ("is", "at_least", "at_most"):
        if name in test:
            value = test[name]
            listed = value if isinstance(value, list) else [value]
            told.append(f"{names[name]} {', '.join(_value(each, options) for each in listed)}")
    return f"{question} {' '.join(told)}"


def _value(value: Any, options: dict[str, str]) -> str:
    if isinstance(value, float):
        return f"{value:g}"
    return _quoted(options.get(str(value), "")) or str(value)


def _quoted(text: str) -> str:
    """A text in the quotation marks of the language, cut short; nothing of nothing."""
    short = Truncator(text).chars(LONGEST_NAME)
    return f"«{short}»" if short and language_now() == "ru" else f"“{short}”" if short else ""
