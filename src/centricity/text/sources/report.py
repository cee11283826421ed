"""What a scan read and what it left out: counted by file and reason, with the first places of each."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

from centricity.errors import Fault, Place

SHOWN = 3
"""Places that are named for each reason in a file; the rest are counted."""

FILES = 10_000
"""Files that are told apart; the rest are told together, so that a million pages do not fill the memory."""

LONGEST = 200
"""Characters of a wrong value that are kept to be shown."""

REST = "..."


@dataclass
class FileReport:
    """What became of one file.

    Attributes
    ----------
    documents
        Documents handed out.
    repeated
        Documents that were known before, from this file or another.
    skipped
        Records (or whole files) left out, by code of the reason.
    blanked
        Values that could not be read and became null, by code.
    broken_bytes, invisible, cut
        Bytes that are no text and were replaced; invisible and control characters taken out; texts cut at the limit.
    faults
        The first places of each reason.
    """

    file: str
    kind: str = ""
    documents: int = 0
    repeated: int = 0
    skipped: Counter[str] = field(default_factory=Counter)
    blanked: Counter[str] = field(default_factory=Counter)
    broken_bytes: int = 0
    invisible: int = 0
    cut: int = 0
    faults: list[Fault] = field(default_factory=list)

    def skip(self, code: str, line: int | None = None, n: int = 1, **fields: object) -> None:
        """Count records that are left out, and name the first."""
        self._name(self.skipped, code, line, fields)
        self.skipped[code] += n

    def refuse(self, fault: Fault) -> None:
        """Count a whole file, or page, by a fault that is known already."""
        self.skipped[fault.code] += 1
        self.faults.append(fault)

    def blank(self, code: str, line: int | None = None, n: int = 1, **fields: object) -> None:
        """Count values that became null, and name the first."""
        self._name(self.blanked, code, line, fields)
        self.blanked[code] += n

    def _name(self, counted: Counter[str], code: str, line: int | None, fields: dict[str, object]) -> None:
        if counted[code] < SHOWN:
            shown = {
                name: value if isinstance(value, (int, list)) else str(value)[:LONGEST]
                for name, value in fields.items()
            }
            self.faults.append(Fault(code, Place(self.file, line=line), shown, severity="warning"))

    def add(self, other: "FileReport") -> None:
        """Take over what another file's report counted, without its places."""
        for name in ("documents", "repeated", "broken_bytes", "invisible", "cut"):
            setattr(self, name, getattr(self, name) + getattr(other, name))
        self.skipped.update(other.skipped)
        self.blanked.update(other.blanked)


@dataclass
class ReadReport:
    """What a scan read; grows while the batches are taken.

    Attributes
    ----------
    files
        By path under the folder; the file named ``...`` stands for those beyond the first ten thousand.
    unchanged
        Files that the ledger knew and that were not opened.
    """

    files: dict[str, FileReport] = field(default_factory=dict)
    unchanged: int = 0

    def open(self, file: str) -> FileReport:
        """Report of a file, begun if need be."""
        return self.files.get(file) or self.files.setdefault(file, FileReport(file))

    def close(self, report: FileReport) -> None:
        """Fold a file that is done into the rest where there are too many to tell apart."""
        if len(self.files) > FILES and report.file != REST:
            self.files.pop(report.file, None)
            self.open(REST).add(report)

    def total(self) -> FileReport:
        """All files together; no places."""
        total = FileReport(REST)
        for report in self.files.values():
            total.add(report)
        return total

    @property
    def faults(self) -> Iterator[Fault]:
        """The first places of each reason in every file."""
        for report in self.files.values():
            yield from report.faults
