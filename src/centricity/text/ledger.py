"""What has been read and kept: a scan reads only what is new, and one that was interrupted goes on.

A batch is in the ledger when its results are written and the caller has said so; what is not in it is read again.
"""

import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing, contextmanager, suppress
from dataclasses import astuple, dataclass, fields, replace
from pathlib import Path
from types import TracebackType
from typing import Any, Final, Self

import numpy as np
import numpy.typing as npt

from centricity.errors import Fault, MisuseError, Place
from centricity.text.identifiers import Identifiers, Keys

FILE: Final = "ledger.sqlite"

_TABLES: Final = """
CREATE TABLE IF NOT EXISTS files (
    path TEXT PRIMARY KEY, size INTEGER, changed INTEGER, offset INTEGER, line INTEGER, place INTEGER, told TEXT,
    whole INTEGER
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS answers (document BLOB PRIMARY KEY, at INTEGER) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS kept (batch INTEGER PRIMARY KEY, n INTEGER, identifiers BLOB);
"""
_ANSWER: Final = "INSERT INTO answers VALUES (?, ?) ON CONFLICT (document) DO UPDATE SET at = min(at, excluded.at)"
_UNSOUND: Final = "SELECT 1 FROM kept WHERE typeof(identifiers) != 'blob' OR length(identifiers) != 8 * n LIMIT 1"


@dataclass(frozen=True)
class FileState:
    """How far a file has been read.

    Attributes
    ----------
    size, changed
        Bytes, and the moment of its last change in nanoseconds, when it was read.
    offset, line, told
        Where reading can go on (a byte and the line that begins there), and the fingerprint of what is before.
    place
        Last record that was kept or left out.
    whole
        Whether it has been read to its end.
    """

    path: str
    size: int
    changed: int
    offset: int = 0
    line: int = 1
    place: int = 0
    told: str = ""
    whole: bool = False

    def same(self, size: int, changed: int) -> bool:
        """Tell whether the file has not changed since."""
        return (self.size, self.changed) == (size, changed)


class Ledger:
    """Files and identifiers of a scan, in an SQLite file or, without one, in memory for one scan.

    Each batch that is handed out gets the next number, from 1; ``committed(n)`` says that the results of all batches
    up to the n-th are written. ``finish()`` says that the scan came to its end.

    Parameters
    ----------
    path
        The file; its folder must be there.

    Raises
    ------
    MisuseError
        Where the file cannot be opened or is something else.
    """

    def __init__(self, path: Path | None = None) -> None:
        self.path = path
        self._waiting: list[tuple[Keys, dict[str, FileState]]] = []
        self._done = 0
        self._trailing: dict[str, FileState] = {}
        self._open()

    def _open(self) -> None:
        with self._told():
            self._base = sqlite3.connect(":memory:" if self.path is None else self.path, isolation_level=None)
        try:
            with self._told():
                self._base.execute("PRAGMA busy_timeout = 2000")
                self._base.executescript(_TABLES)
                self._known = Identifiers(self._read())
        except MisuseError:
            self._base.close()
            raise

    @contextmanager
    def _told(self) -> Iterator[None]:
        """Tell of a file that cannot be read or written, or that holds what was never written there."""
        try:
            yield
        except (sqlite3.Error, ValueError) as error:
            raise MisuseError([Fault("text.ledger", Place(str(self.path)), {"problem": str(error)})]) from error

    def _read(self) -> Keys:
        if self._base.execute(_UNSOUND).fetchone():
            raise ValueError("kept")
        (total,) = self._base.execute("SELECT coalesce(sum(n), 0) FROM kept").fetchone()
        keys, filled = np.zeros(total, np.uint64), 0
        for (blob,) in self._base.execute("SELECT identifiers FROM kept"):
            block = np.frombuffer(blob, "<u8")
            keys[filled : filled + block.size] = block
            filled += block.size
        return keys

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close the file; batches that were not committed are forgotten."""
        self._base.close()

    @property
    def documents(self) -> int:
        """Documents known: committed, and handed out since it was opened."""
        return len(self._known)

    @property
    def batches(self) -> int:
        """Batches committed by this scan and the ones before."""
        with self._told():
            (found,) = self._base.execute("SELECT coalesce(max(batch), 0) FROM kept").fetchone()
            return int(found)

    @property
    def handed(self) -> int:
        """Number of the last batch handed out; 0 before the first."""
        return self._done + len(self._waiting)

    def state(self, path: str) -> FileState | None:
        """How far a file has been read and committed; None where it is new."""
        names = ", ".join(field.name for field in fields(FileState))
        with self._told():
            asked = self._base.execute(f"SELECT {names} FROM files WHERE path = ?", (path,))  # noqa: S608  # own names
            with closing(asked) as found:
                row = found.fetchone()
            if row is None:
                return None
            if not all(isinstance(value, str if place in {0, 6} else int) for place, value in enumerate(row)):
                raise ValueError("files")
            return replace(FileState(*row), whole=bool(row[-1]))

    def fresh(self, keys: Keys) -> npt.NDArray[np.bool_]:
        """Which of some identifiers are new; they are known from now on."""
        return self._known.add(keys)

    def hand_out(self, keys: Keys, states: Iterable[FileState]) -> int:
        """Note a batch that is handed out and how far its files have been read with it.

        Returns
        -------
        int
            Its number.
        """
        self._waiting.append((keys, self._trailing | {state.path: state for state in states}))
        self._trailing = {}
        return self.handed

    def trail(self, state: FileState) -> None:
        """Note how far a file has been read after the last batch, with nothing to be handed out."""
        self._trailing[state.path] = state
        if not self._waiting and len(self._trailing) >= 1_000:  # nothing before them is open
            self._write([])

    def answered(self, keys: Keys, moments: Sequence[int]) -> None:
        """Record when known documents were answered, in seconds of the epoch; of two moments the first counts.

        It is written at once: a document that is read again has no other part that could tell it.
        """
        raw = keys.astype(">u8").tobytes()
        told = [(raw[8 * i : 8 * i + 8], moment) for i, moment in enumerate(moments)]
        if told:
            self._change([(_ANSWER, told)])

    def answers(self) -> dict[str, int]:
        """Moments of the answers that were told of known documents, by identifier."""
        with self._told():
            rows = self._base.execute("SELECT document, at FROM answers ORDER BY document").fetchall()
            if not all(isinstance(key, bytes) and isinstance(at, int) for key, at in rows):
                raise ValueError("answers")
        return {key.hex(): at for key, at in rows}

    def committed(self, mark: int) -> None:
        """Record that the results of all batches up to a number are written; all of it or nothing."""
        n = min(mark - self._done, len(self._waiting))
        if n > 0:
            ready, self._waiting = self._waiting[:n], self._waiting[n:]
            self._done += n
            self._write(ready)

    def finish(self) -> None:
        """Record that everything handed out is written and the scan has come to its end."""
        self.committed(self.handed)
        self._write([])

    def _write(self, ready: list[tuple[Keys, dict[str, FileState]]]) -> None:
        states = {path: state for _, files in ready for path, state in files.items()}
        if not self._waiting:
            states |= self._trailing
            self._trailing = {}
        kept = [(keys.size, keys.astype("<u8").tobytes()) for keys, _ in ready if keys.size]
        marks = ", ".join("?" * len(fields(FileState)))
        rows = [astuple(state) for state in states.values()]
        self._change([
            ("INSERT INTO kept (n, identifiers) VALUES (?, ?)", kept),
            (f"INSERT OR REPLACE INTO files VALUES ({marks})", rows),  # noqa: S608  # question marks
        ])  # fmt: skip

    def _change(self, steps: Iterable[tuple[str, Sequence[Any]]]) -> None:
        """Take some steps, all or none."""
        try:
            with self._told():
                self._base.execute("BEGIN IMMEDIATE")
                for step, rows in steps:
                    self._base.executemany(step, rows)
                self._base.execute("COMMIT")
        except MisuseError:
            with suppress(sqlite3.Error):
                self._base.execute("ROLLBACK")
            raise
