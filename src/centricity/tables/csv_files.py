"""Reading a CSV file as it was declared; what another declaration would read is said, never guessed in silence."""

import codecs
import csv
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

import polars as pl

from centricity.errors import Fault, Place
from centricity.tables.csv_format import CsvFormat
from centricity.tables.headers import header_faults, shown

BATCH = 100_000
HEADER_BYTES = 1_000_000

MAX_CHARACTERS = 32_767
"""What a cell of a spreadsheet holds; longer texts belong into files of their own."""


@dataclass
class CsvFile:
    """A CSV file as texts.

    Attributes
    ----------
    how
        The format it was read by: the declared one, or where that does not fit, the one that seems to.
    frame
        A row per record, empty records included; None where the file cannot be divided into cells.
    """

    name: str
    how: CsvFormat
    frame: pl.DataFrame | None = None
    faults: list[Fault] = field(default_factory=list)

    def fault(self, code: str, row: int | None = None, **fields: object) -> None:
        """Note a fault."""
        self.faults.append(Fault(code, Place(self.name, row=row), fields))


def read_csv(raw: bytes, name: str, declared: CsvFormat) -> CsvFile:
    """Read a CSV file; where its format is not the declared one, that is a fault and the rest is read all the same."""
    file = CsvFile(name, declared)
    text = _decoded(raw, file)
    if text is None:
        return file
    if not text.strip():
        file.fault("table.empty")
        return file
    separator = _separator(text, declared.separator)
    if separator != declared.separator:
        found = {"separator": separator, "decimal": _decimal(text, separator)}
        file.how = file.how.model_copy(update=found)
        file.fault("table.separator", 1, got=_shown(separator), expected=_shown(declared.separator))
    line = csv_line(file.how, declared)
    file.faults = [replace(fault, fields={**fault.fields, "line": line}) for fault in file.faults]
    _divide(text, file)
    return file


def read_header(path: Path, declared: CsvFormat) -> tuple[list[str], list[Fault]]:
    """Read the names of the columns of a CSV file that is too large to be read whole, and what is wrong with them."""
    with path.open("rb") as stream:
        head = stream.readline(HEADER_BYTES)
        while (not head.strip() or head.count(b'"') % 2) and len(head) < HEADER_BYTES:
            if not (line := stream.readline(HEADER_BYTES)):
                break
            head += line
    file = read_csv(head, path.name, declared)
    return [] if file.frame is None else file.frame.columns, file.faults


def csv_line(how: CsvFormat, declared: CsvFormat | None = None) -> str:
    """Write the line of ``study.yaml`` that declares a format."""
    usual, before = CsvFormat().model_dump(), (declared or how).model_dump()
    parts = [
        f"{key}: {value if key == 'encoding' else _quoted(value)}"
        for key in ("separator", "decimal", "encoding")
        if (value := getattr(how, key)) != usual[key] or value != before[key]
    ]
    return "csv: {" + ", ".join(parts) + "}"


def _quoted(mark: str) -> str:
    return f'"{_shown(mark)}"'


def _shown(mark: str) -> str:
    return "\\t" if mark == "\t" else mark


def _decoded(raw: bytes, file: CsvFile) -> str | None:
    """Decode as declared, or as it seems to be; a byte order mark is accepted, Excel writes it."""
    encoding = _encoding(raw, file.how.encoding)
    zero = raw.find(b"\0")
    if encoding is None:
        file.fault("table.binary", raw[:zero].count(b"\n") + 1)
        return None
    try:
        text = raw.decode("utf-8-sig" if encoding == "utf-8" else encoding)
    except UnicodeDecodeError:  # UTF-16 cut short
        file.fault("table.binary")
        return None
    if "\0" in text:
        file.fault("table.binary", text[: text.find("\0")].count("\n") + 1)
        return None
    if encoding != file.how.encoding and not raw.removeprefix(codecs.BOM_UTF8).isascii():
        byte = _misfit(raw, file.how.encoding)
        file.fault("table.encoding", raw[:byte].count(b"\n") + 1, byte=byte, guess=encoding)
        file.how = file.how.model_copy(update={"encoding": encoding})
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _encoding(raw: bytes, declared: str) -> str | None:
    """Find the encoding that fits; None where the file is not text."""
    zeros = b"\0" in raw
    if raw.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)) or (zeros and declared == "utf-16"):
        return "utf-16"
    if zeros:
        return None
    cyrillic = sorted(("cp1251", "koi8-r"), key=lambda name: -_small_letters(raw, name))
    return next(name for name in ("utf-8", declared, *cyrillic) if name != "utf-16" and _decodes(raw, name))


def _small_letters(raw: bytes, encoding: str) -> int:
    """Count small Cyrillic letters; read in the wrong of the two encodings, they become capitals."""
    return sum("а" <= letter <= "я" for letter in raw[:100_000].decode(encoding, errors="replace"))


def _decodes(raw: bytes, encoding: str) -> bool:
    try:
        raw.decode(encoding)
    except UnicodeDecodeError:
        return False
    return True


def _misfit(raw: bytes, encoding: str) -> int:
    """First byte that is not in the declared encoding, or shows that it is another."""
    if encoding == "utf-16":
        return 0
    try:
        raw.decode(encoding)
    except UnicodeDecodeError as error:
        return error.start
    return next(i for i, byte in enumerate(raw) if byte > 127)


def _separator(text: str, declared: str) -> str:
    head = text[: text.find("\n")] if "\n" in text else text
    return declared if declared in head else next((mark for mark in ";\t|," if mark in head), declared)


def _decimal(text: str, separator: str) -> str:
    mark = re.escape(separator)
    number = rf"(?m)(?:^|{mark})-?[0-9]+,[0-9]+(?:{mark}|$)"
    return "," if pl.Series([text]).str.contains(number).item() else "."


def _divide(text: str, file: CsvFile) -> None:
    """Header, then records: a fast reader where no cell is quoted, an exact one where some are."""
    quoted = '"' in text
    head, _, _ = text.partition("\n")
    try:
        names = next(_reader(text, file)) if quoted else head.split(file.how.separator)
    except csv.Error as error:
        _bad_quotes(text, file, 1, error)
        return
    header = [name.strip() for name in names]
    faults = header_faults(header, file.name)
    file.faults += faults
    if not faults:
        (_exact if quoted else _fast)(text, file, header)


def _reader(text: str, file: CsvFile) -> Iterator[list[str]]:
    return csv.reader(io.StringIO(text, newline="\n"), delimiter=file.how.separator, strict=True)


def _bad_quotes(text: str, file: CsvFile, row: int, error: csv.Error) -> None:
    """A field beyond the reader's own limit is a long cell, unless an open quote made it long."""
    if "limit" in str(error) and text.count('"') % 2 == 0:
        file.fault("table.long_cell", row, limit=MAX_CHARACTERS)
    else:
        file.fault("table.quotes", row)


def _fast(text: str, file: CsvFile, header: list[str]) -> None:
    """Divide a text without quotes; lines of another width are faults and become empty records."""
    lines = pl.Series([text]).str.split("\n").explode()
    found = lines.str.count_matches(file.how.separator, literal=True) + 1
    ragged = (found != len(header)) & (lines.str.strip_chars() != "")
    if ragged.any():
        cells = zip((ragged.arg_true() + 1).to_list(), found.filter(ragged).to_list(), strict=True)
        file.faults += _ragged(file, list(cells), len(header))
        text = "\n".join(lines.set(ragged, "").to_list())
    frame = pl.read_csv(
        io.BytesIO(text.encode()), separator=file.how.separator, quote_char=None, infer_schema=False, null_values=[""]
    )
    file.frame = frame.rename(dict(zip(frame.columns, header, strict=True)))


def _exact(text: str, file: CsvFile, header: list[str]) -> None:
    """Divide a text with quotes; a quote that is not closed would swallow records, so it ends the reading."""
    width, row = len(header), 1
    frames: list[pl.DataFrame] = []
    batch: list[list[str]] = []
    ragged: list[tuple[int, int]] = []
    reader = _reader(text, file)
    next(reader)
    try:
        for row, cells in enumerate(reader, start=2):
            fits = len(cells) == width
            if cells and not fits:
                ragged.append((row, len(cells)))
            batch.append(cells if fits else [""] * width)
            if len(batch) == BATCH:
                frames.append(_framed(batch, header))
                batch = []
    except csv.Error as error:
        _bad_quotes(text, file, row + 1, error)
        return
    file.faults += _ragged(file, ragged, width)
    file.frame = pl.concat([*frames, _framed(batch, header)])


def _framed(batch: list[list[str]], header: list[str]) -> pl.DataFrame:
    columns = zip(*batch, strict=True) if batch else ([] for _ in header)
    return pl.DataFrame([pl.Series(name, cells, pl.String) for name, cells in zip(header, columns, strict=True)])


def _ragged(file: CsvFile, cells: list[tuple[int, int]], width: int) -> list[Fault]:
    return shown([Fault("table.ragged", Place(file.name, row=row), {"got": n, "expected": width}) for row, n in cells])
