"""A folder of documents, read into record batches of bounded size; what was read before is passed over."""

import dataclasses
import hashlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from centricity.text.documents import SCHEMA
from centricity.text.identifiers import Keys
from centricity.text.ledger import FileState, Ledger
from centricity.text.sources.calls import read_captions
from centricity.text.sources.csv_tables import read_csv
from centricity.text.sources.feeds import read_feed
from centricity.text.sources.json_files import read_json
from centricity.text.sources.json_lines import read_json_lines
from centricity.text.sources.kinds import HEAD, kind_of
from centricity.text.sources.limits import Limits
from centricity.text.sources.lines import BLOCK, fingerprint
from centricity.text.sources.opening import Opening
from centricity.text.sources.pages import read_page
from centricity.text.sources.parquet import read_parquet
from centricity.text.sources.pdf import read_pdf
from centricity.text.sources.plain import read_text
from centricity.text.sources.report import FileReport, ReadReport
from centricity.text.sources.rows import Chunk, made
from centricity.text.sources.settings import SourceSettings
from centricity.text.sources.unpack import PROBLEMS, TooMuchError, gunzipped, members
from centricity.text.sources.walk import Item, items
from centricity.text.sources.warc import read_warc

READERS: dict[str, Callable[[Opening], Iterator[Chunk]]] = {
    "jsonl": read_json_lines,
    "json": read_json,
    "csv": read_csv,
    "parquet": read_parquet,
    "html": read_page,
    "feed": read_feed,
    "warc": read_warc,
    "text": read_text,
    "pdf": read_pdf,
    "captions": read_captions,
}

_UNREAD = {"binary": "text.binary", "packed": "text.packed"}
"""Kinds of files that no reader reads, and what is said of them."""


def read_folder(
    folder: Path, settings: SourceSettings, ledger: Ledger | None = None, report: ReadReport | None = None
) -> Iterator[pa.RecordBatch]:
    """Documents of a folder, or of one file, in batches of `documents.SCHEMA`.

    Parameters
    ----------
    ledger
        What is known from earlier scans. The caller says ``ledger.committed(n)`` when the results of the n-th batch of
        this scan (counted from 1) are written, and ``ledger.finish()`` after the last; without one, only repetitions
        within the scan are found.
    report
        Is filled while the batches are taken.

    Yields
    ------
    RecordBatch
        At most 2,000 documents or about 8 MB of text; never an empty one.

    Raises
    ------
    MisuseError
        Where there is no such folder. Faulty files raise nothing: they are named and counted in the report.
    """
    report = ReadReport() if report is None else report
    own = Ledger() if ledger is None else ledger
    try:
        scan = _Scan(settings, own, report)
        for item in items(folder, report):
            yield from scan.file(item)
        yield from scan.rest()
        if ledger is None:
            own.finish()
    finally:
        if ledger is None:
            own.close()


@dataclass
class _Gathered:
    """Documents that wait to make a batch, and how far their files have been read."""

    batches: list[pa.RecordBatch] = field(default_factory=list)
    keys: list[Keys] = field(default_factory=list)
    states: dict[str, FileState] = field(default_factory=dict)
    rows: int = 0
    size: int = 0

    def add(self, batch: pa.RecordBatch, keys: Keys) -> None:
        self.batches.append(batch)
        self.keys.append(keys)
        self.rows += batch.num_rows
        self.size += batch["text"].nbytes


@dataclass
class _Reading:
    """How far a file has been read: by the last scan, and now.

    Attributes
    ----------
    done
        Records that an interrupted scan was through with.
    """

    report: FileReport
    known: FileState | None
    here: FileState
    done: int = 0

    def past(self, chunk: Chunk) -> None:
        """Note a chunk that was read."""
        if chunk.places:
            self.here = dataclasses.replace(self.here, place=max(self.here.place, chunk.places[-1]))
        if chunk.offset is not None:
            self.here = dataclasses.replace(self.here, offset=chunk.offset, line=chunk.line, told=chunk.told)


class _Scan:
    def __init__(self, settings: SourceSettings, ledger: Ledger, report: ReadReport) -> None:
        self.settings, self.ledger, self.report = settings, ledger, report
        self.limits: Limits = settings.limits
        self.gathered = _Gathered()

    def file(self, item: Item, *, inside: bool = False) -> Iterator[pa.RecordBatch]:
        """Read a file that is new or has changed; whatever is wrong with it is counted."""
        known = self.ledger.state(item.name)
        if known and known.whole and known.same(item.size, item.changed):
            self.report.unchanged += 1
            return
        report = self.report.open(item.name)
        here = FileState(item.name, item.size, item.changed)
        try:
            yield from self._opened(item, _Reading(report, known, here), inside=inside)
        except TooMuchError:
            report.skip("text.bomb", member=item.name)
            self._note(dataclasses.replace(here, whole=True))
        except PROBLEMS as error:
            report.skip(
                "file.unreadable", problem=getattr(error, "strerror", None) or str(error) or type(error).__name__
            )
        self.report.close(report)

    def _opened(self, item: Item, reading: "_Reading", *, inside: bool) -> Iterator[pa.RecordBatch]:
        report = reading.report
        kind, item, head = _looked_at(item, report, self.limits)
        report.kind = kind or ""
        if kind == "zip" and not inside:
            for member in members(item, report, self.limits):
                yield from self.file(member, inside=True)
        elif kind in READERS:
            yield from self._read(kind, item, head, reading)
        elif head:
            report.skip(_UNREAD.get(kind or "", "text.nested" if kind else "text.kind_unknown"))
        self._note(dataclasses.replace(reading.here, whole=True))

    def _read(self, kind: str, item: Item, head: bytes, reading: "_Reading") -> Iterator[pa.RecordBatch]:
        with item.open() as stream:
            opening = Opening(item, stream, head, self.settings.rule(item.name), reading.report, self.limits)
            _resume(opening, reading, kind)
            for chunk in READERS[kind](opening):
                yield from self._chunk(chunk, opening, reading)

    def _chunk(self, chunk: Chunk, opening: Opening, reading: "_Reading") -> Iterator[pa.RecordBatch]:
        if chunk.places and chunk.places[-1] <= reading.done:
            return
        found = made(chunk, opening.rule, opening.report, self.limits)
        fresh = self.ledger.fresh(found.ids)
        opening.report.repeated += int((~fresh).sum())
        opening.report.documents += int(fresh.sum())
        if not fresh.all():
            self.ledger.answered(*_answers(found.batch, found.ids, ~fresh))
        if fresh.any():
            batch = found.batch if fresh.all() else found.batch.filter(pa.array(fresh))
            if self.gathered.rows + batch.num_rows > self.limits.rows or self.gathered.size > self.limits.batch:
                yield from self.rest()
            self.gathered.add(batch, found.ids[fresh])
        reading.past(chunk)
        self._note(reading.here)

    def _note(self, state: FileState) -> None:
        """Note how far a file has been read, with the documents that wait or after the last that were handed out."""
        if self.gathered.rows:
            self.gathered.states[state.path] = state
        else:
            self.ledger.trail(state)

    def rest(self) -> Iterator[pa.RecordBatch]:
        """The documents gathered so far, as one batch."""
        gathered, self.gathered = self.gathered, _Gathered()
        if not gathered.rows:
            return
        table = pa.Table.from_batches(gathered.batches, SCHEMA).combine_chunks()
        self.ledger.hand_out(np.concatenate(gathered.keys), gathered.states.values())
        yield from table.to_batches()


def _answers(batch: pa.RecordBatch, ids: Keys, known: npt.NDArray[np.bool_]) -> tuple[Keys, list[int]]:
    """Documents known from before that are now told to be answered, and when, in seconds of the epoch."""
    there = known & np.asarray(pc.is_valid(batch["answered_at"]))
    told = pc.cast(batch["answered_at"].filter(pa.array(there)), pa.int64())
    return ids[there], told.to_pylist()


def _looked_at(item: Item, report: FileReport, limits: Limits) -> tuple[str | None, Item, bytes]:
    """Kind of a file, unpacked where it is packed by gzip, and its first bytes."""
    head = _head(item)
    kind = kind_of(item.name, head)
    if kind != "gzip":
        return kind, item, head
    item = gunzipped(item, report, limits)
    head = _head(item)
    kind = kind_of(item.name, head)
    return ("packed" if kind == "gzip" else "nested" if kind == "zip" else kind), item, head


def _head(item: Item) -> bytes:
    with item.open() as stream:
        return stream.read(HEAD)


def _resume(opening: Opening, reading: _Reading, kind: str) -> None:
    """Put a file that only grew where the last scan ended; a file that changed is read anew."""
    known, item = reading.known, opening.item
    if known is None:
        return
    if kind == "jsonl" and known.offset and item.path is not None and item.size >= known.offset:
        told = _fingerprint(opening.stream, known.offset)
        if told.hexdigest() == known.told:
            opening.line, opening.offset, opening.told = known.line, known.offset, told
            reading.here = dataclasses.replace(known, size=item.size, changed=item.changed, whole=False)
            reading.done = known.place if known.same(item.size, item.changed) else 0
            return
        opening.stream.seek(0)
    if known.same(item.size, item.changed):
        reading.done = known.place


def _fingerprint(stream: BinaryIO, upto: int) -> "hashlib._Hash":
    """Fingerprint of the first bytes of a file; the stream stands after them."""
    told = fingerprint()
    while upto > 0 and (piece := stream.read(min(BLOCK, upto))):
        told.update(piece)
        upto -= len(piece)
    return told
