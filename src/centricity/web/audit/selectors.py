"""Reading the audit log and holding it to its hashes."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.db.models import Max, QuerySet

from centricity.web.audit.models import Entry
from centricity.web.audit.services import START, digest_of


@dataclass(frozen=True)
class Verified:
    """How many entries were read, and the first that is not as it was written; None where all are."""

    entries: int
    broken: int | None
    last: str


def verify() -> Verified:
    """Read the whole log and compute every hash anew."""
    previous, number = START, 0
    for entry in Entry.objects.order_by("number").iterator(2_000):
        if entry.number != number + 1 or entry.previous != previous or digest_of(entry) != entry.digest:
            return Verified(number, number + 1, previous)
        previous, number = entry.digest, entry.number
    return Verified(number, None, previous)


def holds(digest: str) -> bool:
    """Whether an entry has a digest that was kept elsewhere; together with `verify` none before it is missing."""
    return Entry.objects.filter(digest=digest.strip().lower()).exists()


def last_number() -> int:
    """The number of the latest entry: as long as it is the same, nothing has been done."""
    return Entry.objects.aggregate(last=Max("number"))["last"] or 0


def entries(target: str = "", actor: str = "") -> QuerySet[Entry]:
    """Entries, the newest first."""
    found = Entry.objects.order_by("-number")
    if target:
        found = found.filter(target=target)
    return found.filter(actor=actor) if actor else found


def rows() -> Iterator[dict[str, object]]:
    """The whole log as plain rows, the oldest first."""
    for entry in Entry.objects.order_by("number").iterator(2_000):
        yield {
            "number": entry.number, "at": entry.at.isoformat(), "actor": entry.actor, "action": entry.action,
            "target": entry.target, "before": entry.before, "after": entry.after, "address": entry.address,
            "previous": entry.previous, "digest": entry.digest,
        }  # fmt: skip
