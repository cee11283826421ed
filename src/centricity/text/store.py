"""The folder of a scan: parts that are written whole, and what is made of all of them."""

import json
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from centricity.errors import Fault, MisuseError, Place, TextError
from centricity.tables.write import json_bytes, write_whole
from centricity.text.call_table import SCHEMA as CALLS
from centricity.text.chain import MENTIONS, Annotated
from centricity.text.documents import MOMENT
from centricity.text.documents import SCHEMA as DOCUMENTS
from centricity.text.duplicates import CLUSTERS
from centricity.text.duplicates import SCHEMA as SIGNATURES
from centricity.text.ledger import FILE

TABLES: Final = {"documents": DOCUMENTS, "mentions": MENTIONS, "signatures": SIGNATURES, "calls": CALLS}
FORMAT: Final = "2"
"""Of the tables: a folder of another is not gone on with, nor read."""
ANSWERS: Final = pa.schema([pa.field("document", pa.string(), nullable=False), pa.field("later", MOMENT)])
_PARTS, _STORIES, _ANSWERS, _SCAN = "parts", "stories.parquet", "answers.parquet", "scan.json"


@dataclass(frozen=True)
class Store:
    """A folder of a scan.

    A part is written beside, then moved to its place in one step; it bears the number of its batch, so that a batch
    that is read again after an interruption takes the place of itself.
    """

    folder: Path

    @classmethod
    def opened(cls, folder: Path) -> "Store":
        """A folder that was scanned into.

        Raises
        ------
        TextError
            Where nothing was scanned into it, or by a version whose tables were others.
        """
        if not (folder / _SCAN).is_file():
            raise TextError([Fault("text.no_scan", Place(str(folder)))])
        store = cls(folder)
        if store.identity.get("tables") != FORMAT:
            raise TextError([Fault("text.old_scan", Place(str(folder)))])
        return store

    @classmethod
    def made(cls, folder: Path, identity: dict[str, str]) -> "Store":
        """A folder to scan into: a new one, or that of an earlier scan for the same companies by the same model.

        Raises
        ------
        MisuseError
            Where the folder cannot be written, or holds what is no scan.
        TextError
            Where it was scanned for other companies or by another model: its numbers would be of two kinds.
        """
        store = cls(folder)
        if folder.exists() and any(folder.iterdir()) and not (folder / _PARTS).is_dir():
            raise MisuseError([Fault("text.not_scan", Place(str(folder)))])
        try:
            (folder / _PARTS).mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise MisuseError([Fault("file.not_writable", Place(str(folder)), {"problem": str(error)})]) from error
        known = store.identity
        if known and known != identity:
            changed = [name for name in identity if known.get(name) != identity[name]]
            raise TextError([Fault("text.other_scan", Place(str(folder)), {"changed": changed})])
        write_whole(folder / "identity.json", json_bytes(identity))
        return store

    @property
    def identity(self) -> dict[str, str]:
        """What the scan depends on; empty before the first."""
        path = self.folder / "identity.json"
        return dict(json.loads(path.read_text("utf-8"))) if path.is_file() else {}

    @property
    def ledger(self) -> Path:
        """File of what was read."""
        return self.folder / FILE

    def write(self, number: int, annotated: Annotated) -> None:
        """Write one part whole."""
        place = self.folder / _PARTS / f"{number:08}"
        draft = place.with_suffix(".draft")
        shutil.rmtree(draft, ignore_errors=True)
        draft.mkdir()
        for name in TABLES:
            pq.write_table(pa.Table.from_batches([getattr(annotated, name)]), draft / f"{name}.parquet",
                           compression="zstd")  # fmt: skip
        write_whole(draft / "read.json", json_bytes({"read": annotated.read, "masked": annotated.masked}))
        shutil.rmtree(place, ignore_errors=True)
        draft.replace(place)

    @property
    def parts(self) -> list[Path]:
        """Folders of the parts that are whole, in order."""
        return sorted(path for path in (self.folder / _PARTS).iterdir() if path.is_dir() and path.suffix == "")

    def table(self, name: str, columns: list[str] | None = None) -> pa.Table:
        """All rows of one table of the parts."""
        schema = TABLES[name]
        parts = [pq.read_table(part / f"{name}.parquet", columns=columns, partitioning=None) for part in self.parts]
        if parts:
            return pa.concat_tables(parts)
        return pa.schema([field for field in schema if columns is None or field.name in columns]).empty_table()

    def counts(self) -> dict[str, dict[str, int]]:
        """Documents read by kind of source, and personal data masked by kind, over all parts."""
        total: dict[str, dict[str, int]] = {"read": {}, "masked": {}}
        for part in self.parts:
            told = json.loads((part / "read.json").read_text("utf-8"))
            for what, kinds in total.items():
                for kind, n in told[what].items():
                    kinds[kind] = kinds.get(kind, 0) + n
        return total

    def write_stories(self, stories: pa.Table) -> None:
        """Write which documents are copies of one another."""
        draft = self.folder / f"{_STORIES}.draft"
        pq.write_table(stories, draft, compression="zstd")
        draft.replace(self.folder / _STORIES)

    def stories(self) -> pa.Table:
        """Which documents are copies of one another."""
        path = self.folder / _STORIES
        return pq.read_table(path) if path.is_file() else CLUSTERS.empty_table()

    def write_answers(self, answers: dict[str, int]) -> None:
        """Write when documents were answered that were read before they were."""
        moments = pa.array(answers.values(), pa.int64()).cast(MOMENT)
        draft = self.folder / f"{_ANSWERS}.draft"
        pq.write_table(pa.Table.from_arrays([pa.array(answers, pa.string()), moments], schema=ANSWERS), draft)
        draft.replace(self.folder / _ANSWERS)

    def answers(self) -> pa.Table:
        """When documents were answered that were read before they were."""
        path = self.folder / _ANSWERS
        return pq.read_table(path) if path.is_file() else ANSWERS.empty_table()

    def write_scan(self, told: dict[str, Any]) -> None:
        """Write what the scan was of, by what, and what it came to; that it is there says that the scan was ended."""
        write_whole(self.folder / _SCAN, json_bytes(told))

    def scan(self) -> dict[str, Any]:
        """What the scan was of, by what, and what it came to."""
        return dict(json.loads((self.folder / _SCAN).read_text("utf-8")))

    def texts(self, wanted: set[str]) -> Iterator[dict[str, Any]]:
        """Documents by their identifiers, part by part."""
        for part in self.parts:
            table = pq.read_table(part / "documents.parquet", partitioning=None)
            yield from table.filter(pc.is_in(table["document"], pa.array(sorted(wanted)))).to_pylist()
