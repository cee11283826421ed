"""Texts that repeat an answer, such as ``You gave {recommend}``."""

import re
from collections.abc import Mapping

from centricity.language import Language, Text, number
from centricity.surveys.condition import Values
from centricity.surveys.question import APART, OTHER, Question

_NAME = re.compile(r"\{([\w.-]{1,64})\}")
_NOTHING = "…"


def names_in(text: str) -> set[str]:
    """Codes of the questions whose answers a text repeats."""
    return set(_NAME.findall(text))


def piped(text: Text, language: Language, questions: Mapping[str, Question], values: Values) -> str:
    """A text with the answers it repeats in their places; an ellipsis where there is none."""
    return _NAME.sub(lambda found: _answer(found[1], language, questions, values), text[language])


def unpiped(text: Text, language: Language) -> str:
    """A text for whoever reads of all answers at once: brackets stand where an answer is repeated."""
    return _NAME.sub(f"[{_NOTHING}]", text[language])


def _answer(code: str, language: Language, questions: Mapping[str, Question], values: Values) -> str:
    if code not in questions or code not in values:
        return _NOTHING
    return shown(questions[code], values[code], language, str(values.get(f"{code}{APART}{OTHER}", "")))


def shown(question: Question, value: object, language: Language, other: str = "") -> str:
    """An answer as a reader sees it."""
    names = {option.code: option.text[language] for option in question.options}
    if question.kind == "file":
        return str(value["name"]) if isinstance(value, dict) else str(value)
    names[OTHER] = other or {"ru": "другое", "en": "other"}[language]
    if isinstance(value, tuple | list):
        return ", ".join(names.get(str(each), str(each)) for each in value)
    if isinstance(value, dict):
        rows = {row.code: row.text[language] for row in question.rows}
        return "; ".join(f"{rows.get(row, row)}: {names.get(str(each), str(each))}" for row, each in value.items())
    if isinstance(value, bool):
        return {"ru": "да", "en": "yes"}[language]
    if isinstance(value, float):
        return number(value, language, 0 if value.is_integer() else 2)
    return names.get(str(value), str(value))
