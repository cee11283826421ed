"""What the API takes and gives of imports of tables."""

import json
import uuid
from datetime import datetime
from typing import Any, Literal

from ninja import Schema
from pydantic import ConfigDict, Field

from centricity.errors import Fault, Place
from centricity.web.api.problems import Refused
from centricity.web.api.schemas import Both, Page, Plain

MOST_OF_A_MAPPING = 20_000


class TableTold(Schema):
    """What is told of a table beside it.

    ``columns`` is a JSON object: for each header what the column holds; those it does not name are left out, and
    without it they are guessed. ``sheet`` is needed where a workbook has several that hold something.
    """

    model_config = ConfigDict(extra="forbid")

    sheet: Plain = Field("", max_length=200)
    columns: str = Field("", max_length=MOST_OF_A_MAPPING)


class FeedbackTable(TableTold):
    source: Literal["review", "mention", "call", "email"]


class FeedbackImport(FeedbackTable):
    leave_out: bool = False


class CustomersTable(TableTold):
    holds: Literal["contacts", "orders", "interactions"]


class CustomersImport(CustomersTable):
    leave_out: bool = False
    add_unknown: bool = False


class SheetFound(Schema):
    """A sheet that holds something; ``rows`` is how many it claims to have, null where it does not say."""

    name: str
    rows: int | None


class ColumnFound(Schema):
    """A column, and what it is taken for: empty where it is left out, ``number:crm`` for a number in a system."""

    column: str
    holds: str


class FaultFound(Schema):
    """What is wrong in a row and column; a null row is the whole table."""

    row: int | None
    column: str
    value: str
    code: str
    text: Both


class Preview(Schema):
    """A table that was looked at: nothing of it is kept. ``rows`` is null where only the first were looked at."""

    sheet: str
    sheets: list[SheetFound]
    columns: list[ColumnFound]
    rows: int | None
    first: list[dict[str, Any]]
    faults: list[FaultFound]
    faults_found: int


class ImportFound(Schema):
    """How far an import is, and what came of it."""

    id: uuid.UUID
    name: str
    sheet: str
    state: Literal["new", "asked", "faulty", "done"]
    columns: list[ColumnFound]
    counts: dict[str, int]
    faults: list[FaultFound]
    created_at: datetime
    ended_at: datetime | None


class ImportListed(Schema):
    """An import there was: its file, how far it is, and who brought it."""

    id: uuid.UUID
    name: str
    size: int
    sheet: str
    state: Literal["new", "asked", "faulty", "done"]
    counts: dict[str, int]
    by: str
    created_at: datetime
    ended_at: datetime | None


class FeedbackImportListed(ImportListed):
    source: str


class CustomersImportListed(ImportListed):
    holds: Literal["contacts", "orders", "interactions"]


class FeedbackImports(Page):
    items: list[FeedbackImportListed]


class CustomersImports(Page):
    items: list[CustomersImportListed]


def mapping_of(text: str) -> dict[str, str] | None:
    """What columns hold, as a program told it; none where it told nothing.

    Raises
    ------
    Refused
        Where it is no object of texts.
    """
    if not text.strip():
        return None
    try:
        told = json.loads(text)
    except (ValueError, RecursionError):
        told = None
    if not isinstance(told, dict) or not all(isinstance(each, str) for each in told.values()):
        raise Refused(422, [Fault("web.import_mapping", Place(key="columns"))])
    return told
