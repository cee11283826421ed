"""What columns likely hold, by their headers and their first cells."""

import re
from collections.abc import Callable, Container, Iterable, Sequence
from typing import Any

from centricity.web.columns.chosen import OWN, SKIP, Chosen

Patterns = Sequence[tuple[str, str]]
"""Expressions that a header is searched for, and what each makes likely; the first one first."""


def guess(
    columns: Iterable[tuple[str, Any]],
    patterns: Patterns,
    known: Container[str],
    fits: Callable[[str, Any], bool],
    named: Callable[[str, str], str],
    taken: Iterable[str] = (),
    otherwise: str = SKIP,
) -> list[Chosen]:
    """Take each column, given with its cells, for the first likely thing that its cells fit; each thing once."""
    gone = set(taken)
    found = []
    for column, cells in columns:
        fit = (each for each in likely(column, patterns) if each in known and each not in gone)
        target = next((each for each in fit if fits(each, cells)), otherwise)
        gone |= {target} - {OWN, SKIP}
        found.append(Chosen(column, target, named(column, target)))
    return found


def likely(column: str, patterns: Patterns) -> list[str]:
    """What a header makes likely, the likeliest first."""
    words = column.lower().replace("_", " ")
    joined = column.lower().replace(" ", "_")
    return [target for pattern, target in patterns if re.search(pattern, words) or re.search(pattern, joined)]
