"""Tables of an edition as rows of texts, and how they are written again with other rows."""

import csv
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from centricity.tables.csv_format import CsvFormat
from centricity.tables.read import read_table
from centricity.web.research.goals import settings_of
from centricity.web.research.models import Edition
from centricity.web.research.places import edition_folder

Row = Mapping[str, str]


@dataclass(frozen=True)
class Rows:
    """Rows of a table of texts with the names of its columns, and how its file is written."""

    columns: tuple[str, ...]
    rows: tuple[Row, ...]
    how: CsvFormat = field(default_factory=CsvFormat)

    def with_rows(self, rows: Sequence[Row]) -> "Rows":
        """The table with other rows; columns that they bring come last."""
        names = dict.fromkeys([*self.columns, *(name for row in rows for name in row)])
        return Rows(tuple(names), tuple(rows), self.how)

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
    """A table of an edition; None where it is not a CSV file of its own."""
    file = f"{name}.csv"
    if file not in edition.files:
        return None
    how = CsvFormat(**(settings_of(edition).get("csv") or {}))
    table, _faults = read_table(edition_folder(edition.pk) / file, how)
    if table is None:
        return None
    names = table.columns
    told = table.frame.select(names).fill_null("").iter_rows(named=True)
    return Rows(tuple(names), tuple({name: str(value) for name, value in row.items()} for row in told), table.how)
