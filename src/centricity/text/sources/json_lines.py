"""JSONL: an object a line, read from where the last scan ended."""

import json
from collections.abc import Callable, Iterator
from typing import Any

from centricity.text.sources.decode import guessed
from centricity.text.sources.lines import Block, Recoded, Stream, blocks
from centricity.text.sources.opening import Opening
from centricity.text.sources.rows import Chunk, Record

_scan: Callable[[str, int], tuple[Any, int]] = vars(json.JSONDecoder())["scan_once"]
"""The scanner behind `json.loads`, which does the same thing around it for every line."""

_BLANK = " \t\r\n"


def read_json_lines(opening: Opening) -> Iterator[Chunk]:
    """Records of a file of JSON objects, one a line."""
    stream: Stream = opening.stream
    if opening.head.startswith((b"\xff\xfe", b"\xfe\xff")):
        stream = Recoded(opening.stream)
    for block in blocks(stream, opening.limits.line, opening.line, opening.offset, opening.told):
        for line in block.long:
            opening.report.skip("text.line_long", line, limit=opening.limits.line)
        yield from _chunks(block, opening)
    if isinstance(stream, Recoded):
        opening.report.broken_bytes += stream.broken


def _chunks(block: Block, opening: Opening) -> Iterator[Chunk]:
    """Records of a block, a batch at a time; only the last one says how far the file has been read."""
    lines = _texts(block, opening)
    records: list[Record] = []
    places: list[int] = []
    for number, line in enumerate(lines, block.first):
        try:
            record, end = _scan(line, 0)
            sound = end == len(line) and type(record) is dict
        except (ValueError, StopIteration, RecursionError):
            sound = False
        if not sound:
            record = _record(line, number, block, opening)
        if record is not None:
            records.append(record)
            places.append(number)
        if len(records) == opening.limits.rows:
            yield Chunk(records, places)
            records, places = [], []
    yield Chunk(records, places, *_end(block, lines, opening))


def _end(block: Block, lines: list[str], opening: Opening) -> tuple[int | None, int, str]:
    """How far the file has been read; not to the end of a line that is still being written."""
    if not block.ended and _is_cut(lines[-1]):
        return None, 0, ""
    if opening.item.path is None or opening.head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return None, 0, ""
    return block.end, block.first + block.raw.count(b"\n"), block.told


def _texts(block: Block, opening: Opening) -> list[str]:
    """Lines of a block as text; those that are no UTF-8 are decoded each for itself."""
    raw = block.raw.removeprefix(b"\xef\xbb\xbf") if block.first == 1 else block.raw
    try:
        return raw.decode().removesuffix("\n").split("\n")
    except UnicodeDecodeError:
        lines = raw.removesuffix(b"\n").split(b"\n")
    declared = opening.rule.encoding
    guess = guessed(b"\n".join(line for line in lines if not _is_utf8(line)), declared)
    return [_text(line, guess, opening) for line in lines]


def _is_utf8(raw: bytes) -> bool:
    try:
        raw.decode()
    except UnicodeDecodeError:
        return False
    return True


def _text(raw: bytes, guess: str, opening: Opening) -> str:
    encoding = "utf-8" if _is_utf8(raw) else guess
    text = raw.decode(encoding, "replace")
    own = raw.count(b"\xef\xbf\xbd") if encoding == "utf-8" else 0
    opening.report.broken_bytes += max(0, text.count("\ufffd") - own)
    return text


def _record(line: str, number: int, block: Block, opening: Opening) -> Record | None:
    """An object; None, and counted, where the line is something else."""
    line = line.strip(_BLANK)
    if not line:
        return None
    code = "text.json_line"
    if len(line) > opening.limits.line:
        code = "text.line_long"
    else:
        try:
            found, end = _scan(line, 0)
        except RecursionError:
            code = "text.json_deep"
        except (ValueError, StopIteration):
            last = number == block.first + block.raw.count(b"\n")
            code = "text.json_cut" if last and not block.ended else code
        else:
            if isinstance(found, dict) and end == len(line):
                return found
            code = "text.json_not_object" if end == len(line) else code
    opening.report.skip(code, number, limit=opening.limits.line)
    return None


def _is_cut(line: str) -> bool:
    line = line.strip(_BLANK)
    try:
        _: Any = json.loads(line) if line else None
    except (ValueError, RecursionError):
        return True
    return False
