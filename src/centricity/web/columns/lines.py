"""Lines of a table that is given out; texts that a spreadsheet would take for formulas are made plain."""

import csv
import io
from collections.abc import Iterable, Iterator, Sequence

from django.http import StreamingHttpResponse
from django.utils.translation import gettext as _

from centricity.tables.write import defused
from centricity.web.look.languages import spoken


def line_of(cells: Sequence[str]) -> str:
    out = io.StringIO()
    csv.writer(out).writerow([defused(cell) for cell in cells])
    return out.getvalue()


def faults_lines(faults: Iterable[tuple[str, str, str, str]], titles: Sequence[str]) -> Iterator[str]:
    """Faults as a table: row, column, value, and what to do."""
    yield "\ufeff" + line_of(titles)
    for each in faults:
        yield line_of(each)


def faults_table(faults: Iterable[tuple[str, str, str, str]]) -> Iterator[str]:
    """All faults of an import, in the language of the reader."""
    return spoken(faults_lines(faults, [_("row"), _("column"), _("value"), _("what to do")]))


def faults_response(faults: Iterable[tuple[str, str, str, str]], name: str) -> StreamingHttpResponse:
    """All faults of an import to download."""
    response = StreamingHttpResponse(faults_table(faults), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="faults-{name}.csv"'
    return response
