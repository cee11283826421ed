"""The inbox as a table for a spreadsheet, safe to open in one."""

from typing import Any

from centricity.tables.write import OutputTable, csv_bytes
from centricity.web.audit.services import Actor, record
from centricity.web.feedback.wording import in_words
from centricity.web.people.models import Organisation

MOST_ROWS = 10_000
COLUMNS = (
    "id", "source", "number", "channel", "author", "title", "text", "at", "received_at", "language", "rating", "kind",
    "urgency", "tone", "suggested_tone", "theme", "public", "state", "first_answer_at", "closed_at", "outcome",
)  # fmt: skip


def exported(organisation: Organisation, items: Any, actor: Actor) -> bytes:
    """Items as CSV, ten thousand at most; the log tells that they were taken out."""
    rows = [_row(item) for item in in_words(list(items[:MOST_ROWS]))]
    record(actor, "feedback.exported", f"desk:{organisation.code}", after={"count": len(rows)})
    return csv_bytes(OutputTable("feedback", COLUMNS, rows))


def _row(item: Any) -> tuple[Any, ...]:
    told = {name: getattr(item, name) for name in COLUMNS}
    told |= {"theme": item.theme.title_en if item.theme else None, "public": str(item.public).lower()}
    moments = ("at", "received_at", "first_answer_at", "closed_at")
    told |= {name: told[name].isoformat() for name in moments if told[name] is not None}
    return tuple(value if value is None or isinstance(value, int) else str(value) for value in told.values())
