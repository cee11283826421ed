"""The audit log as a file."""

import json
from collections.abc import Iterator

from centricity.web.audit.selectors import rows
from centricity.web.audit.services import Actor, record


def exported(actor: Actor) -> Iterator[str]:
    """The whole log as lines of JSON; that it was taken out is its last entry."""
    record(actor, "audit.exported")
    return (json.dumps(row, ensure_ascii=False) + "\n" for row in rows())
