"""Small groups of employees are withheld, and with them as many others as it takes to keep them so."""

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import combinations

import numpy as np

from centricity.metrics.outcome import Row
from centricity.stats.estimate import Estimate

WITHHELD = "withheld"
LARGEST = 600
"""Withheld groups that hang together, up to which they are tested as equations; beyond, line by line only."""

MOST_TOGETHER = 12
"""Small groups of a line, the smallest first, whose sums are tested."""

Line = tuple[int, ...]


def guarded(rows: Sequence[Row], least: int, people: Sequence[int] | None = None) -> list[Row]:
    """Withhold the groups of fewer than ``least``, and complements that would give them away.

    ``people`` counts those behind each row, who may have answered more than once; answers stand for them where it is
    left out.

    Along every key, with the others held fixed, the withheld groups of a line must be none or at least two
    with ``least`` people between them: else the smallest shown group of the line is withheld too. Then all
    totals that the same table could show by fewer keys are taken together, and as long as they give a small
    group away another is withheld. Where every group is withheld there is nothing left to withhold; a total
    asked for by itself is guarded by itself.
    """
    counts = [row.estimate.n for row in rows] if people is None else list(people)
    guard = _Guard(counts, _totals([row.keys for row in rows]), least)
    guard.run()
    return [
        _withheld(row, protects=n >= least) if hide else row
        for row, n, hide in zip(rows, counts, guard.hidden, strict=True)
    ]


def _totals(keys: Sequence[tuple[str, ...]]) -> list[tuple[int, Line]]:
    """Groups of rows that a total by fewer keys stands for, with the number of keys given up."""
    width = len(keys[0]) if keys else 0
    found: list[tuple[int, Line]] = []
    for gone in (set(each) for size in range(1, width + 1) for each in combinations(range(width), size)):
        groups: dict[tuple[str, ...], list[int]] = {}
        for i, key in enumerate(keys):
            groups.setdefault(tuple(part for k, part in enumerate(key) if k not in gone), []).append(i)
        found += [(len(gone), tuple(group)) for group in groups.values()]
    return found


@dataclass
class _Guard:
    """What is withheld so far."""

    n: Sequence[int]
    totals: list[tuple[int, Line]]
    least: int

    def __post_init__(self) -> None:
        self.hidden = [count < self.least for count in self.n]
        self.lines = [line for gone, line in self.totals if gone == 1 and len(line) > 1]

    def run(self) -> None:
        """Withhold until no line and no totals taken together give a small group away."""
        while True:
            while any(self._extended(line) for line in self.lines):
                pass
            if not self._solved():
                return

    def _extended(self, line: Line) -> bool:
        """Withhold one more group of a line where the withheld could be reckoned out; tell whether one was."""
        gone = [i for i in line if self.hidden[i] and self.n[i] > 0]
        if not gone or (len(gone) > 1 and sum(self.n[i] for i in gone) >= self.least):
            return False
        return self._hide(line)

    def _hide(self, among: Sequence[int]) -> bool:
        shown = [i for i in among if not self.hidden[i]]
        if not shown:
            return False
        self.hidden[min(shown, key=lambda i: (self.n[i], i))] = True
        return True

    def _solved(self) -> bool:
        """Withhold one more group where totals give a small one away; tell whether one was."""
        if all(self.hidden) or not any(self.hidden):
            return False
        known = [line for _, line in self.totals if sum(self.n[i] for i in line) >= self.least]
        for cells in _hanging_together(known, self.hidden):
            for i in self._given_away(known, cells):
                near = sorted((line for line in known if i in line), key=len)
                if any(self._hide(line) for line in near) or self._hide(range(len(self.n))):
                    return True
        return False

    def _given_away(self, known: Sequence[Line], cells: Sequence[int]) -> Iterator[int]:
        """Small groups that follow from the totals: those that no change of the others could make up for."""
        if len(cells) > LARGEST:
            return
        place = {i: at for at, i in enumerate(cells)}
        sums = np.array([[i in line for i in cells] for line in map(set, known) if place.keys() & line], float)
        if len(sums) == 0:
            return
        _, sizes, vectors = np.linalg.svd(sums)
        open_ = vectors[int((sizes > 1e-9 * sizes[0]).sum()) :]
        for some in self._few_together(known, place):
            if not (np.abs(open_[:, [place[i] for i in some]].sum(axis=1)) > 1e-9).any():
                yield some[0]

    def _few_together(self, known: Sequence[Line], place: Mapping[int, int]) -> Iterator[Line]:
        """Withheld groups that are small, alone or with others of a line: of these no sum may follow either."""
        small = [i for i in place if 0 < self.n[i] < self.least]
        yield from ((i,) for i in small)
        seen: set[Line] = set()
        for line in known:
            inside = sorted(set(line) & set(small), key=lambda i: (self.n[i], i))[:MOST_TOGETHER]
            for size in range(2, self.least):
                for some in combinations(inside, size):
                    if some not in seen and sum(self.n[i] for i in some) < self.least:
                        seen.add(some)
                        yield some


def _hanging_together(known: Sequence[Line], hidden: Sequence[bool]) -> list[list[int]]:
    """Withheld groups, divided into those that share totals with each other."""
    parent = {i: i for i, hide in enumerate(hidden) if hide}

    def root(i: int) -> int:
        while parent[i] != i:
            parent[i] = parent[parent[i]]
            i = parent[i]
        return i

    for line in known:
        gone = [i for i in line if hidden[i]]
        for i in gone[1:]:
            parent[root(i)] = root(gone[0])
    found: dict[int, list[int]] = {}
    for i in parent:
        found.setdefault(root(i), []).append(i)
    return list(found.values())


def _withheld(row: Row, *, protects: bool) -> Row:
    nothing = Estimate(math.nan, math.nan, math.nan, 0, WITHHELD)
    return replace(row, estimate=nothing, parts={}, hidden=True, protects=protects)
