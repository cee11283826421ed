"""How far ratings have come, and where raters part."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from centricity.web.rating.models import Rater, Round
from centricity.web.rating.seeing import Cell, cells_of


@dataclass(frozen=True)
class Progress:
    """Levels that are submitted of all that were given, and those that are to be corrected."""

    done: int
    of: int
    returned: int

    @property
    def left(self) -> int:
        return self.of - self.done


def progress_of(rater: Rater, made: Round) -> Progress:
    cells = cells_of(rater, made)
    mine = [each for each in rater.levels.all() if (each.company, each.metric) in cells]
    done = sum(each.submitted_at is not None for each in mine)
    returned = sum(each.submitted_at is None and each.returned_at is not None for each in mine)
    return Progress(done, len(cells), returned)


def summed(told: Iterable[Progress]) -> Progress:
    known = list(told)
    return Progress(*(sum(getattr(each, name) for each in known) for name in ("done", "of", "returned")))


@dataclass(frozen=True)
class Agreement:
    """Cells in which two raters or more have told a level, and those in which the levels differ."""

    of: int
    differing: frozenset[Cell]

    @property
    def same(self) -> int:
        return self.of - len(self.differing)


def agreement_of(raters: Sequence[Rater]) -> Agreement:
    found: dict[Cell, list[float]] = {}
    for rater in raters:
        for each in rater.levels.all():
            if each.submitted_at is not None and each.level is not None:
                found.setdefault((each.company, each.metric), []).append(each.level)
    several = {cell: levels for cell, levels in found.items() if len(levels) > 1}
    return Agreement(len(several), frozenset(cell for cell, levels in several.items() if len(set(levels)) > 1))
