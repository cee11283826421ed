from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from centricity.errors.templates import TEMPLATES

Severity = Literal["error", "warning"]

_PLACE_WORDS = {
    "ru": {"row": "строка", "line": "строка", "column": "столбец", "sheet": "лист", "key": "ключ"},
    "en": {"row": "row", "line": "line", "column": "column", "sheet": "sheet", "key": "key"},
}

_LONGEST = 300
_SPACES = "\u00a0\u202f"
"""Spaces that hold a number together."""


@dataclass(frozen=True)
class Place:
    """Where a fault is: a cell of a table, or a line and a key path of a settings file.

    Attributes
    ----------
    row, line
        Counted from one as an editor or Excel shows them; the header of a table is row 1.
    key
        Path of keys, such as ``index.nodes[0].weight``.
    """

    file: str = ""
    sheet: str = ""
    row: int | None = None
    line: int | None = None
    column: str = ""
    key: str = ""

    def text(self, language: str) -> str:
        """Write the place, from the file inwards."""
        words = _PLACE_WORDS[language]
        parts = [self.file] if self.file else []
        for name in ("sheet", "row", "line", "column", "key"):
            value = getattr(self, name)
            if value not in {None, ""}:
                parts.append(f"{words[name]} {value}")
        return ", ".join(_bounded(part) for part in parts)


@dataclass(frozen=True)
class Fault:
    """One thing that is wrong: a code, a place and the fields of its sentence."""

    code: str
    place: Place = field(default_factory=Place)
    fields: Mapping[str, object] = field(default_factory=dict)
    severity: Severity = "error"

    def sentence(self, language: str) -> str:
        """Write ``{what is wrong; what is expected}. {What to do.}``, for a reader who has no file at hand."""
        said = {name: _shown(_counted(name, value, language), language) for name, value in self.fields.items()}
        return TEMPLATES[self.code][language].format(**said)

    def text(self, language: str) -> str:
        """Write ``{where}: {what is wrong; what is expected}. {What to do.} [{code}]``."""
        sentence = self.sentence(language)
        where = self.place.text(language)
        return f"{where}: {sentence} [{self.code}]" if where else f"{sentence} [{self.code}]"


_COUNTS = {"n", "of", "people", "total", "worth"}
"""Fields that count and are written with thousands apart, as elsewhere."""


def _counted(name: str, value: object, language: str) -> object:
    if name not in _COUNTS or not isinstance(value, int) or isinstance(value, bool):
        return value
    return f"{value:,}".replace(",", "\u202f" if language == "ru" else ",")


def _shown(value: object, language: str) -> str:
    """Write a field: numbers without noise, texts safe to print."""
    if isinstance(value, Mapping):
        value = value[language]
    if isinstance(value, (list, tuple)):
        return _bounded("[" + ", ".join(_plain(part) for part in value) + "]")
    return _bounded(_plain(value))


def _plain(value: object) -> str:
    return f"{value:.12g}" if isinstance(value, float) else str(value)


def _bounded(text: str) -> str:
    """Bound a text from the input and show what it hides, so that no cell can flood or command a terminal."""
    if len(text) > _LONGEST:
        text = f"{text[: _LONGEST - 3]}..."
    return "".join(c if c.isprintable() or c in _SPACES else " " if c in "\r\n" else _escaped(c) for c in text)


def _escaped(character: str) -> str:
    return character.encode("unicode_escape").decode("ascii")
