"""What actions came of: every app that they may come of says how its things are called and where they are."""

from collections.abc import Callable, Mapping
from typing import NamedTuple

from centricity.web.improvement.models import Action


class Origin(NamedTuple):
    """What an action came of, as a link."""

    title: str
    address: str


Known = Callable[[str, list[str]], Mapping[str, Origin]]

ORIGINS: dict[str, Known] = {}
"""By kind: from the code of the organisation and the identifiers to the things themselves; apps add their own."""


def origin_of(action: Action) -> Origin | None:
    """What an action came of; nothing where that is gone, or nobody knows its kind."""
    kind, _colon, identifier = action.origin.partition(":")
    if kind not in ORIGINS:
        return None
    return ORIGINS[kind](action.organisation.code, [identifier]).get(identifier)
