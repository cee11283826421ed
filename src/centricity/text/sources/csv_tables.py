"""CSV and TSV, a row at a time: the separator found, a quote that is never closed costs one line and not the rest."""

import codecs
import csv
import io
from collections import deque
from collections.abc import Iterator, Sequence
from typing import Any

from centricity.text.sources.decode import decoded, guessed
from centricity.text.sources.layout import layout
from centricity.text.sources.lines import Recoded, Stream, blocks
from centricity.text.sources.opening import Opening
from centricity.text.sources.rows import Chunk, Record

SEPARATORS = ",;\t|"
RUNAWAY = 1_000
"""Lines within one pair of quotes after which the first is taken for broken; fewer where many quotes are."""

_CELL = 4_000_000


class _RunawayError(Exception):
    """A quote was opened and not closed."""


def read_csv(opening: Opening) -> Iterator[Chunk]:
    """Rows of a table as records by the names of its header."""
    feed = _Feed(opening)
    rows = _rows(feed, opening)
    header = [cell.strip() for cell in next(rows, [])]
    found = layout(header, opening.rule.map)
    if "text" not in found and "title" not in found and "turns" not in found:
        opening.report.skip("text.no_text_column", columns=header[:20])
        return
    records: list[Record] = []
    places: list[int] = []
    held = 0
    for place, row in enumerate(rows, 1):
        if not any(row):
            continue
        if len(row) != len(header):
            opening.report.skip("text.row_width", feed.number, got=len(row), expected=len(header))
            continue
        record: dict[str, Any] = dict(zip(header, row, strict=True))
        records.append(record)
        places.append(place)
        held += sum(map(len, row))
        if len(records) == opening.limits.rows or held > opening.limits.batch:
            yield Chunk(records, places)
            records, places, held = [], [], 0
    yield Chunk(records, places)


class _Feed:
    """Lines for the CSV reader, which can be taken back to the one after the first of a row."""

    def __init__(self, opening: Opening) -> None:
        self._lines = _lines(opening)
        self._again: deque[tuple[int, str]] = deque()
        self.number = self._broken = 0
        self.begin()

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        if not self._again and (following := next(self._lines, None)) is not None:
            self._again.append(following)
        if not self._again:
            self.ended = True
            raise StopIteration
        number, line = self._again.popleft()
        self._row.append((number, line))
        self._held += len(line)
        if len(self._row) > max(2, 10 * RUNAWAY // (10 + self._broken)) or self._held > _CELL:
            raise _RunawayError
        self.number = self._row[0][0]
        return line

    def begin(self) -> None:
        """Begin a row."""
        self._row: list[tuple[int, str]] = []
        self._held, self.ended = 0, False

    def open(self) -> bool:
        """Tell whether the file ended within the row, which has lines that belong elsewhere."""
        return self.ended and len(self._row) > 1

    def back(self) -> None:
        """Take back all lines of the row but the first."""
        self._again.extendleft(reversed(self._row[1:]))
        self._broken += 1
        self.begin()


def _rows(feed: _Feed, opening: Opening) -> Iterator[Sequence[str]]:
    separator = _separator(opening)
    reader = csv.reader(feed, delimiter=separator)
    while True:
        feed.begin()
        row, broken = _next(reader)
        if row is None:
            return
        if broken or feed.open():
            opening.report.skip("text.row_quotes", feed.number)
            feed.back()
            reader = csv.reader(feed, delimiter=separator)
        elif row:
            yield row


def _next(reader: Iterator[list[str]]) -> tuple[list[str] | None, bool]:
    """The next row, None after the last; and whether its quotes are broken."""
    try:
        with _wide():
            return next(reader, None), False
    except (csv.Error, _RunawayError):
        return [], True


class _wide:  # noqa: N801  # used as a statement
    """Cells as long as a text may be; the limit of the csv module holds for the whole process and is put back."""

    def __enter__(self) -> None:
        self._before = csv.field_size_limit(_CELL)

    def __exit__(self, *_: object) -> None:
        csv.field_size_limit(self._before)


def _separator(opening: Opening) -> str:
    """The separator that the header has most of, outside quotes."""
    first = decoded(opening.head, opening.rule.encoding).text.lstrip().split("\n", 1)[0]
    plain = "".join(part for i, part in enumerate(first.split('"')) if i % 2 == 0)
    return max(SEPARATORS, key=plain.count)


def _lines(opening: Opening) -> Iterator[tuple[int, str]]:
    """Lines with their numbers, whatever the encoding."""
    stream: Stream = opening.stream
    if opening.head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        stream = Recoded(opening.stream)
    for block in blocks(stream, opening.limits.line):
        for line in block.long:
            opening.report.skip("text.line_long", line, limit=opening.limits.line)
        raw = block.raw.removeprefix(codecs.BOM_UTF8) if block.first == 1 else block.raw
        text = _text(raw, opening)
        yield from enumerate(io.StringIO(text.replace("\0", " "), newline="\n"), block.first)
    if isinstance(stream, Recoded):
        opening.report.broken_bytes += stream.broken


def _text(raw: bytes, opening: Opening) -> str:
    try:
        return raw.decode()
    except UnicodeDecodeError:
        encoding = guessed(raw, opening.rule.encoding)
    text = raw.decode(encoding, "replace")
    own = raw.count(b"\xef\xbf\xbd") if encoding == "utf-8" else 0
    opening.report.broken_bytes += max(0, text.count("\ufffd") - own)
    return text
