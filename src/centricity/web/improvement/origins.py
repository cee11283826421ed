"""What actions came of: every app that they may come of says how its things are called and where they are."""

from collections.abc import Callable, Iterable, Mapping
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
    return origins_of(action.organisation.code, [action.origin]).get(action.origin)


def origins_of(organisation: str, references: Iterable[str]) -> Mapping[str, Origin]:
    """Things by their references, such as ``feedback:<id>``, asked once for every kind."""
    kinds: dict[str, list[str]] = {}
    for each in references:
        kind, _colon, identifier = each.partition(":")
        kinds.setdefault(kind, []).append(identifier)
    return {
        f"{kind}:{identifier}": origin
        for kind, identifiers in kinds.items() if kind in ORIGINS
        for identifier, origin in ORIGINS[kind](organisation, identifiers).items()
    }  # fmt: skip
