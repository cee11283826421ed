"""What refers to a segment: a segment that something uses is not deleted, and every user of it is named at once."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from centricity.errors import Fault
from centricity.language import Text
from centricity.web.customers.models import Segment


@dataclass(frozen=True)
class Use:
    """Something that refers to a segment: what it is, and what it is called there."""

    what: Text
    name: str


Finder = Callable[[Segment], Iterable[Use]]
USES: dict[str, Finder] = {}
"""By a name: what tells everything of one kind that refers to a segment.

An app that keeps the code of a segment adds its own when it is ready, and locks the segment's row while it does.
"""


def used_by(name: str, finder: Finder) -> None:
    USES[name] = finder


def uses_of(segment: Segment) -> list[Use]:
    """Everything that refers to a segment, in a constant order."""
    return [use for name in sorted(USES) for use in USES[name](segment)]


def faults_of(segment: Segment) -> list[Fault]:
    """A fault for every use, which keeps the segment from being deleted."""
    return [
        Fault("web.segment_used", fields={"code": segment.code, "what": _both(each.what), "name": each.name})
        for each in uses_of(segment)
    ]


def _both(text: Text) -> dict[str, str]:
    return {"ru": text.ru, "en": text.en}
