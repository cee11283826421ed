"""JSON that is not a line an object: an array, or one object with its records (or a call's turns) in it."""

import codecs
import json
from collections.abc import Iterator
from typing import Any

from centricity.text.sources.layout import USUAL
from centricity.text.sources.opening import Opening
from centricity.text.sources.rows import Chunk, Record
from centricity.text.sources.turns import turns_of

_PIECE = 1 << 18
_BETWEEN = " \t\r\n,"


def read_json(opening: Opening) -> Iterator[Chunk]:
    """Records of a JSON file."""
    if opening.head.removeprefix(codecs.BOM_UTF8).lstrip().startswith(b"["):
        yield from _chunks(_elements(opening), opening)
        return
    raw = opening.whole(opening.limits.feed)
    if raw is None:
        return
    try:
        found = json.loads(opening.text(raw))
    except RecursionError:
        opening.report.skip("text.json_deep")
    except ValueError:
        opening.report.skip("text.json_file")
    else:
        yield from _chunks(iter(_inside(found)), opening)


def _inside(found: Any) -> list[Any]:
    """Records in an object: itself where it is one, the longest list of objects otherwise."""
    if not isinstance(found, dict):
        return list(found) if isinstance(found, list) else [found]
    if isinstance(found.get("text"), str) or any(turns_of(found.get(name)) for name in USUAL["turns"]):
        return [found]
    lists = [value for value in found.values() if isinstance(value, list) and value and isinstance(value[0], dict)]
    return max(lists, key=len, default=[found])


def _chunks(elements: Iterator[Any], opening: Opening) -> Iterator[Chunk]:
    records: list[Record] = []
    places: list[int] = []
    held = 0
    for place, element in enumerate(elements, 1):
        if not isinstance(element, dict):
            opening.report.skip("text.json_not_object", place)
            continue
        records.append(element)
        places.append(place)
        held += sum(len(value) for value in element.values() if isinstance(value, str))
        if len(records) == opening.limits.rows or held > opening.limits.batch:
            yield Chunk(records, places)
            records, places, held = [], [], 0
    yield Chunk(records, places)


def _elements(opening: Opening) -> Iterator[Any]:
    """Elements of an array, one by one; the array ends at the first that cannot be read, which is counted."""
    decoder = json.JSONDecoder()
    pieces = _Text(opening)
    text, at = pieces.more().lstrip()[1:], 0
    while True:
        while at < len(text) and text[at] in _BETWEEN:
            at += 1
        if at < len(text) and text[at] == "]":
            return
        try:
            element, end = decoder.raw_decode(text, at)
            if end == len(text) and (more := pieces.more()):  # a number may go on
                text = text[at:] + more
                at = 0
                continue
        except RecursionError:
            opening.report.skip("text.json_deep")
            return
        except ValueError:
            more = pieces.more(len(text) - at) if len(text) - at <= opening.limits.line else ""
            if not more:
                opening.report.skip("text.json_array")
                return
            text, at = text[at:] + more, 0
            continue
        yield element
        at = end
        if at > _PIECE:
            text, at = text[at:], 0


class _Text:
    """The text of a file, a piece at a time."""

    def __init__(self, opening: Opening) -> None:
        raw = opening.head
        self._opening = opening
        self._encoding = _encoding(raw, opening)
        self._decoder = codecs.getincrementaldecoder(self._encoding)("replace")

    def more(self, least: int = 0) -> str:
        """The next piece, at least as long as what is held, so that a long element is not tried too often."""
        while raw := self._opening.stream.read(max(_PIECE, least)):
            if text := self._decoder.decode(raw):
                self._opening.report.broken_bytes += text.count("\ufffd")
                return text
        return self._decoder.decode(b"", final=True)


def _encoding(raw: bytes, opening: Opening) -> str:
    from centricity.text.sources.decode import decoded

    if raw.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    found = decoded(raw[: len(raw) - 8] if len(raw) > 100 else raw, opening.rule.encoding).encoding
    return "utf-8-sig" if found == "utf-8" else found
