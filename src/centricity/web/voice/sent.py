"""Answers as a program sends them, made into what a form would send, so that one reader reads both."""

from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any

from centricity.errors import Fault, MisuseError, Place
from centricity.surveys.answers import Raw
from centricity.surveys.model import Survey as Questionnaire
from centricity.surveys.question import APART, Question

Fields = dict[str, list[str]]


def raw_of(questionnaire: Questionnaire, answers: Mapping[str, Any]) -> Raw:
    """Answers by the code of their question as fields of a form.

    Raises
    ------
    MisuseError
        With every answer whose shape is not that of its question.
    """
    made, faults = Fields(), list[Fault]()
    for name, value in answers.items():
        if value is None:
            continue
        question = questionnaire.by_code.get(name.partition(APART)[0])
        if question is not None and question.kind == "file":
            faults.append(Fault("voice.file_by_program", Place(key=name)))
            continue
        try:
            made |= _fields(question, name, value)
        except TypeError:
            kind = question.kind if question else ""
            faults.append(Fault("voice.answer_shape", Place(key=name), {"kind": kind}))
    if faults:
        raise MisuseError(faults)
    return made


def _fields(question: Question | None, name: str, value: Any) -> Fields:
    if question is None or APART in name:
        return {name: [_said(value)]}
    return _SHAPES.get(question.kind, _one)(question, value)


def _one(question: Question, value: Any) -> Fields:
    return {question.code: [_said(value)]}


def _some(question: Question, value: Any) -> Fields:
    return {question.code: [_said(each) for each in _listed(value)]}


def _rows(question: Question, value: Any) -> Fields:
    if not isinstance(value, dict):
        raise TypeError
    known = {row.code for row in question.rows}
    if not known.issuperset(value):
        raise TypeError
    return {f"{question.code}{APART}{row}": [_said(each)] for row, each in value.items()}


def _order(question: Question, value: Any) -> Fields:
    """The codes of options, the first before all; each once."""
    order = [_said(each) for each in _listed(value)]
    if len(set(order)) < len(order) or not {option.code for option in question.options}.issuperset(order):
        raise TypeError
    return {f"{question.code}{APART}{code}": [str(place)] for place, code in enumerate(order, start=1)}


def _consent(question: Question, value: Any) -> Fields:
    if not isinstance(value, bool):
        raise TypeError
    return {question.code: ["yes"] if value else []}


def _listed(value: Any) -> list[Any]:
    if not isinstance(value, list):
        raise TypeError
    return value


def _said(value: Any) -> str:
    """A value as somebody would type it."""
    if isinstance(value, str):
        return value.encode("utf-8", "replace").decode()
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise TypeError
    return str(value) if isinstance(value, int) else f"{Decimal(repr(value)).normalize():f}"


_SHAPES: dict[str, Callable[[Question, Any], Fields]] = {
    "multiple": _some, "matrix": _rows, "ranking": _order, "consent": _consent,
}  # fmt: skip
