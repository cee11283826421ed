"""Tables of an edition as rows of texts, and how they are written again with other rows."""

import csv
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from centricity.studies.read import WORKBOOK
from centricity.tables.csv_format import CsvFormat
from centricity.tables.read import read_table
from centricity.tables.workbooks import sheet_names
from centricity.web.research.goals import settings_of
from centricity.web.research.models import Edition
from centricity.web.research.places import edition_folder

Row = Mapping[str, str]
_BOOK = ".xlsx"


@dataclass(frozen=True)
class Rows:
    """Rows of a table of texts with the names of its columns, and how its file is written."""

    columns: tuple[str, ...]
    rows: tuple[Row, ...]
    how: CsvFormat = field(default_factory=CsvFormat)
    source: str = ""

    @property
    def booked(self) -> bool:
        """Whether it stands in a workbook: it is written again as a CSV file in the workbook's place."""
        return self.source.endswith(_BOOK)

    def with_rows(self, rows: Sequence[Row]) -> "Rows":
        """The table with other rows; columns that they bring come last."""
        names = dict.fromkeys([*self.columns, *(name for row in rows for name in row)])
        return Rows(tuple(names), tuple(rows), self.how, self.source)

    def number(self, value: float) -> str:
        """A number as the file writes it."""
        return f"{value:g}".replace(".", self.how.decimal)

    def written(self) -> bytes:
        text = io.StringIO()
        writer = csv.DictWriter(text, self.columns, delimiter=self.how.separator, lineterminator="\n", restval="")
        writer.writeheader()
        writer.writerows(self.rows)
        return text.getvalue().encode(self.how.encoding, "xmlcharrefreplace")


def rows_of(edition: Edition, name: str) -> Rows | None:
    """A table of an edition, of a CSV file or of a workbook; None where there is none that can be written again."""
    how = CsvFormat(**(settings_of(edition).get("csv") or {}))
    source = _source(edition, name)
    if source is None or (source.endswith(_BOOK) and how.decimal == ","):
        return None
    table, _faults = read_table(edition_folder(edition.pk) / source, how, name if source == WORKBOOK else None)
    if table is None:
        return None
    names = table.columns
    told = table.frame.select(names).fill_null("").iter_rows(named=True)
    rows = tuple({name: str(value) for name, value in row.items()} for row in told)
    return Rows(tuple(names), rows, table.how, source)


def _source(edition: Edition, name: str) -> str | None:
    """The file that holds a table: one of its own, or the workbook of the study."""
    own = next((file for file in (f"{name}.csv", f"{name}{_BOOK}") if file in edition.files), None)
    if own is not None or WORKBOOK not in edition.files:
        return own
    return WORKBOOK if name in (sheet_names(edition_folder(edition.pk) / WORKBOOK) or []) else None
