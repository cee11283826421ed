"""A page of questions as it is drawn: texts in the reader's language, what was answered, and what will not do."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from centricity.errors import Fault
from centricity.language import Language
from centricity.surveys.file_answers import bytes_of, suffixes_of
from centricity.surveys.flow import Step, options_of
from centricity.surveys.model import Survey
from centricity.surveys.piping import piped
from centricity.surveys.question import APART, OTHER, Question

_OTHER = {"ru": "другое", "en": "other"}


@dataclass(frozen=True)
class Choice:
    """An option or a level: its code, its words, whether it is chosen."""

    code: str
    text: str
    chosen: bool


@dataclass(frozen=True)
class Line:
    """A row of a matrix or a ranking: the name of its field, its words, its choices."""

    name: str
    text: str
    choices: list[Choice]


@dataclass(frozen=True)
class Drawn:
    """A question as it is drawn."""

    code: str
    kind: str
    text: str
    hint: str
    required: bool
    low: str = ""
    high: str = ""
    choices: list[Choice] = field(default_factory=list)
    lines: list[Line] = field(default_factory=list)
    value: str = ""
    other: str = ""
    longest: int = 0
    accept: str = ""
    megabytes: int = 0
    file: str = ""
    wrong: str = ""

    @property
    def shape(self) -> str:
        """The template that draws it."""
        if self.kind in {"multiple", "matrix", "ranking", "text", "consent", "number", "date", "file"}:
            return self.kind
        return "single" if self.kind == "single" else "scale"


def drawn(
    survey: Survey, step: Step, language: Language, values: Mapping[str, Any], seed: str, faults: Sequence[Fault] = ()
) -> list[Drawn]:
    """Questions of a page, with the answers so far."""
    wrong = {fault.place.key: fault.sentence(language) for fault in faults}
    return [_drawn(survey, each, language, values, seed, wrong.get(each.code, "")) for each in step.questions]


def _drawn(
    survey: Survey, question: Question, language: Language, values: Mapping[str, Any], seed: str, wrong: str
) -> Drawn:
    value, scale = values.get(question.code), question.scale
    return Drawn(
        question.code, question.kind, piped(question.text, language, survey.by_code, values),
        piped(question.hint, language, survey.by_code, values) if question.hint else "", question.required,
        scale.low[language] if scale and scale.low else "", scale.high[language] if scale and scale.high else "",
        _choices(question, language, seed, value), _lines(question, language, seed, value),
        _field(value),
        str(values.get(f"{question.code}{APART}{OTHER}", "")), question.longest,
        *_of_file(question, value), wrong,
    )  # fmt: skip


def _of_file(question: Question, value: Any) -> tuple[str, int, str]:
    """Which files may be sent, how large, and the name of the one that is here."""
    if question.kind != "file":
        return "", 0, ""
    name = str(value["name"]) if isinstance(value, dict) else ""
    return ", ".join(suffixes_of(question)), bytes_of(question) >> 20, name


def _field(value: Any) -> str:
    """What stands in a field of one line."""
    if isinstance(value, float):
        return f"{value:g}"
    return value if isinstance(value, str) else ""


def _choices(question: Question, language: Language, seed: str, value: Any) -> list[Choice]:
    chosen = {str(each) for each in value} if isinstance(value, tuple | list) else {str(value)}
    if question.kind in {"single", "multiple"}:
        named = [(option.code, option.text[language]) for option in options_of(question, seed)]
        named += [(OTHER, _OTHER[language])] if question.other else []
    elif question.kind == "consent":
        named = [("yes", "")]
        chosen = {"yes"} if value else set()
    else:
        named = [(str(level), str(level)) for level in question.levels]
    return [Choice(code, text, code in chosen) for code, text in named]


def _lines(question: Question, language: Language, seed: str, value: Any) -> list[Line]:
    """Rows with what may be chosen in each."""
    if question.kind == "matrix":
        named = [(str(level), str(level)) for level in question.levels]
        named = named or [(option.code, option.text[language]) for option in question.options]
        given = value or {}
        return [
            Line(f"{question.code}{APART}{row.code}", row.text[language], _marked(named, str(given.get(row.code))))
            for row in question.rows
        ]
    if question.kind == "ranking":
        places = [(str(place), str(place)) for place in range(1, len(question.options) + 1)]
        order = {code: str(place) for place, code in enumerate(value or (), start=1)}
        return [
            Line(f"{question.code}{APART}{o.code}", o.text[language], _marked(places, order.get(o.code, "")))
            for o in options_of(question, seed)
        ]
    return []


def _marked(named: Iterable[tuple[str, str]], chosen: str) -> list[Choice]:
    return [Choice(code, text, code == chosen) for code, text in named]
