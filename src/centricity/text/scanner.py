"""Many words found at once in texts of one byte a character."""

from collections.abc import Sequence
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from centricity.text.normal import SPACE, Codes

Hits = tuple[NDArray[np.int64], NDArray[np.int64]]
"""Which form, and the place after its last letter, in the order of the places."""

_EDGE = bytes([SPACE])


class Scanner(Protocol):
    """What finds forms."""

    def hits(self, codes: Codes) -> Hits:
        """Every form that stands as whole words, overlapping ones too."""


def scanner(forms: Sequence[bytes]) -> Scanner:
    """The fastest scanner that this machine has; all find the same.

    Parameters
    ----------
    forms
        Forms in the bytes of `one_byte`, without spaces around them; none may be empty.
    """
    try:
        import hyperscan  # noqa: F401
    except ImportError:
        return Automaton(forms)
    return Hyperscan(forms)


class Hyperscan:
    """All forms in one database of hyperscan."""

    def __init__(self, forms: Sequence[bytes]) -> None:
        self._forms = tuple(forms)
        self._database: Any = None

    def hits(self, codes: Codes) -> Hits:
        """Every form that stands as whole words."""
        if not self._forms:
            return _sorted([], [])
        if self._database is None:
            self._database = self._compiled()
        found: list[int] = []
        ends: list[int] = []
        keep, mark = found.append, ends.append

        def seen(form: int, _start: int, end: int, _flags: int, _context: object) -> None:
            keep(form)
            mark(end)

        self._database.scan(codes.data, match_event_handler=seen)
        return _sorted(found, ends)

    def _compiled(self) -> Any:
        import hyperscan

        database = hyperscan.Database(mode=hyperscan.HS_MODE_BLOCK)
        edged = [_EDGE + form + _EDGE for form in self._forms]
        database.compile(expressions=edged, ids=list(range(len(edged))), elements=len(edged), flags=0, literal=True)
        return database

    def __getstate__(self) -> tuple[bytes, ...]:
        return self._forms

    def __setstate__(self, forms: tuple[bytes, ...]) -> None:
        self._forms, self._database = forms, None


class Automaton:
    """All forms in one automaton of Aho and Corasick, where there is no hyperscan."""

    def __init__(self, forms: Sequence[bytes]) -> None:
        self._forms = tuple(forms)
        self._automaton: Any = None

    def hits(self, codes: Codes) -> Hits:
        """Every form that stands as whole words."""
        if not self._forms:
            return _sorted([], [])
        if self._automaton is None:
            from ahocorasick_rs import BytesAhoCorasick

            self._automaton = BytesAhoCorasick([_EDGE + form + _EDGE for form in self._forms])
        found = self._automaton.find_matches_as_indexes(codes.tobytes(), overlapping=True)
        return _sorted([form for form, _, _ in found], [end for _, _, end in found])

    def __getstate__(self) -> tuple[bytes, ...]:
        return self._forms

    def __setstate__(self, forms: tuple[bytes, ...]) -> None:
        self._forms, self._automaton = forms, None


def _sorted(found: Sequence[int], ends: Sequence[int]) -> Hits:
    forms, after = np.array(found, np.int64), np.array(ends, np.int64) - 1
    order = np.lexsort((forms, after))
    return forms[order], after[order]
