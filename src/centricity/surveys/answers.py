"""Reading what a form sent: values where they will do, and every fault in its place."""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from centricity.errors import Fault, Place
from centricity.surveys.file_answers import FileAnswer
from centricity.surveys.question import APART, OTHER, Question

Raw = Mapping[str, Sequence[str]]
"""What a form sends: texts by name; a matrix and a ranking send a name for each row, ``code:row``."""

LONGEST_OTHER = 300
_WHOLE = re.compile(r"[0-9]{1,2}")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")


@dataclass
class Answers:
    """Answers to some questions.

    Attributes
    ----------
    values
        By code of the question: a whole number of a rating, a code of a choice, a tuple of codes (chosen, or in their
        order), a dictionary by row of a matrix, a number, a text, a date as YYYY-MM-DD, true of a consent, a dictionary
        with id, name and size of a file; what was told as another option stands under ``code:other``. No answer, no
        key.
    faults
        Every answer that will not do, its question in ``place.key``; missing required ones among them.
    """

    values: dict[str, Any] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)


def read_answers(
    questions: Iterable[Question], raw: Raw, *, whole: bool = True, files: Mapping[str, FileAnswer] | None = None
) -> Answers:
    """Read the answers to questions.

    Parameters
    ----------
    whole
        Whether required answers must be there; part answers are kept without them.
    files
        Files that are stored already, by the code of their question: what a form says of a file itself is not read.
    """
    read = Answers()
    for question in questions:
        try:
            value = (
                (files or {}).get(question.code) if question.kind == "file" else _READERS[question.kind](question, raw)
            )
            if value is not None:
                read.values[question.code] = value
                _tell_other(question, value, raw, read)
            elif whole and question.required:
                read.faults.append(_fault("survey.required", question))
        except _UnfitError as unfit:
            read.faults.append(_fault(unfit.code, question, **unfit.fields))
    return read


class _UnfitError(Exception):
    def __init__(self, code: str, **fields: Any) -> None:
        super().__init__(code)
        self.code, self.fields = code, fields


def _fault(code: str, question: Question, **fields: Any) -> Fault:
    return Fault(code, Place(key=question.code), fields)


def _one(raw: Raw, name: str) -> str:
    """The text of a field; of a field that was sent twice, the last."""
    sent = raw.get(name) or ("",)
    return _CONTROL.sub("", str(sent[-1])).replace("\r\n", "\n").strip()


def _rating(question: Question, raw: Raw) -> int | None:
    return _level(question, _one(raw, question.code))


def _level(question: Question, told: str) -> int | None:
    levels = question.levels
    if not told:
        return None
    if not _WHOLE.fullmatch(told) or int(told) not in levels:
        raise _UnfitError("survey.not_a_level", low=levels[0], high=levels[-1])
    return int(told)


def _known(question: Question) -> set[str]:
    return {option.code for option in question.options} | ({OTHER} if question.other else set())


def _choice(question: Question, told: str) -> str | None:
    if told and told not in _known(question):
        raise _UnfitError("survey.not_an_option")
    return told or None


def _single(question: Question, raw: Raw) -> str | None:
    return _choice(question, _one(raw, question.code))


def _multiple(question: Question, raw: Raw) -> tuple[str, ...] | None:
    sent = dict.fromkeys(_choice(question, str(each).strip()) for each in raw.get(question.code, ()))
    chosen = tuple(each for each in sent if each)
    low, high = int(question.minimum or 0), int(question.maximum or len(_known(question)))
    if chosen and not low <= len(chosen) <= high:
        raise _UnfitError("survey.how_many", low=low, high=high)
    return chosen or None


def _matrix(question: Question, raw: Raw) -> dict[str, int | str] | None:
    read = _level if question.rated else _choice
    found = {row.code: read(question, _one(raw, f"{question.code}{APART}{row.code}")) for row in question.rows}
    given = {row: value for row, value in found.items() if value is not None}
    if given and question.required and len(given) < len(found):
        raise _UnfitError("survey.every_row")
    return given or None


def _ranking(question: Question, raw: Raw) -> tuple[str, ...] | None:
    told = {option.code: _one(raw, f"{question.code}{APART}{option.code}") for option in question.options}
    places = {code: place for code, place in told.items() if place}
    if not places:
        return None
    wanted = {str(place) for place in range(1, len(places) + 1)}
    if set(places.values()) != wanted or (question.required and len(places) < len(told)):
        raise _UnfitError("survey.places", count=len(told))
    return tuple(sorted(places, key=lambda code: int(places[code])))


def _number(question: Question, raw: Raw) -> float | None:
    told = _one(raw, question.code).replace("\u00a0", "").replace("\u202f", "").replace(" ", "").replace(",", ".")
    if not told:
        return None
    if not re.fullmatch(r"[-+]?[0-9]{1,15}(\.[0-9]{1,9})?", told):
        raise _UnfitError("survey.not_a_number")
    value = float(told)
    low, high = question.minimum, question.maximum
    if (low is not None and value < low) or (high is not None and value > high):
        bounds = {"low": "−∞" if low is None else f"{low:g}", "high": "∞" if high is None else f"{high:g}"}
        raise _UnfitError("survey.out_of_bounds", **bounds)
    return value


def _text(question: Question, raw: Raw) -> str | None:
    told = _one(raw, question.code)
    if len(told) > question.longest:
        raise _UnfitError("survey.too_long", length=len(told), limit=question.longest)
    return told or None


def _date(question: Question, raw: Raw) -> str | None:
    told = _one(raw, question.code)
    if not told:
        return None
    try:
        day, month, year = map(int, re.fullmatch(r"([0-9]{1,2})\.([0-9]{1,2})\.([0-9]{4})", told).groups())  # type: ignore[union-attr]
        return date(year, month, day).isoformat()
    except (AttributeError, ValueError):
        pass
    try:
        return date.fromisoformat(told).isoformat()
    except ValueError:
        raise _UnfitError("survey.not_a_date") from None


def _consent(question: Question, raw: Raw) -> bool | None:
    return True if _one(raw, question.code) else None


def _tell_other(question: Question, value: Any, raw: Raw, read: Answers) -> None:
    """Keep what somebody told beside the options."""
    chosen = value if isinstance(value, tuple) else (value,)
    if not question.other or OTHER not in chosen:
        return
    told = _one(raw, f"{question.code}{APART}{OTHER}")
    if len(told) > LONGEST_OTHER:
        raise _UnfitError("survey.too_long", length=len(told), limit=LONGEST_OTHER)
    if told:
        read.values[f"{question.code}{APART}{OTHER}"] = told


_READERS: dict[str, Callable[[Question, Raw], Any]] = {
    **dict.fromkeys(("nps", "csat", "ces", "cli", "enps", "esi", "rating"), _rating),
    "single": _single, "multiple": _multiple, "matrix": _matrix, "ranking": _ranking, "number": _number,
    "text": _text, "date": _date, "consent": _consent,
}  # fmt: skip
