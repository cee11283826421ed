"""How a subject moved since the wave before; like is held against like alone, else it is said why not.

Where an edition holds several waves, the shifts and their intervals are kept when it is computed. Where every wave has
an edition of its own, the results of the two are held against each other; their intervals are joined as those of
independent estimates, which makes that of the shift too wide rather than too narrow.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from centricity.errors import Fault, MisuseError
from centricity.stats.estimate import Estimate, difference
from centricity.studies import Result
from centricity.studies.change import moved
from centricity.studies.compare import compare
from centricity.tables.write import json_bytes
from centricity.web.research.levels import RESULT, USUAL, told_of
from centricity.web.research.models import Run, SubjectResult
from centricity.web.research.places import run_folder

FILE = "moved.json"
KEPT = f"internal/{FILE}"
ERRS = "rater_error"
"""The assumption by which every score of a subject has an error of its own."""
_NAN = float("nan")


@dataclass(frozen=True)
class Move:
    """A score in the wave before and now, with its places; NaN where it is not known."""

    then: float
    now: float
    low: float = _NAN
    high: float = _NAN
    place_then: float = _NAN

    @property
    def points(self) -> float:
        return self.now - self.then

    @property
    def beyond_noise(self) -> bool | None:
        """Whether the interval of the shift leaves out zero; None where there is none."""
        return None if math.isnan(self.low) else self.low > 0 or self.high < 0


@dataclass(frozen=True)
class Movement:
    """A subject in two waves, by nodes.

    Attributes
    ----------
    edition
        Where the wave before stands: in an edition of its own, or None for that of the current results.
    bridged
        The method by which the wave before was measured first, where it was computed again by the present one.
    level
        Of the intervals of the shifts.
    """

    before: str
    after: str
    method: str
    count_then: int
    moves: Mapping[str, Move]
    edition: int | None = None
    bridged: str = ""
    level: float = USUAL


def moves_write(result: Result, folder: Path) -> None:
    """Keep what moved since the wave before, where there is one."""
    before = result.previous
    if before is None:
        return
    was = result.study.method_of(before.wave).identity
    shifts: dict[str, dict[str, list[float]]] = {}
    places = {str(code): i for i, code in enumerate(result.wave.build.frame.subjects)}
    for row in moved(result):
        if row.name in places:
            rank = float(before.build.rank_of(row.node)[places[row.name]])
            shifts.setdefault(row.name, {})[row.node] = [row.before, row.after, row.low, row.high, rank]
    told = {
        "before": before.wave, "bridged": was if was != result.method.identity else "",
        "count": len(before.market_members), "subjects": shifts,
    }  # fmt: skip
    (folder / FILE).write_bytes(json_bytes(told))


def movement_of(row: SubjectResult) -> Movement | Fault:
    """How a subject of current results moved, or why that cannot be told."""
    run = row.view.run
    if KEPT in run.files:
        return _within(run, row)
    if RESULT in run.files and len(told_of(run)["waves"]) > 1:
        return Fault("web.moves_compute_again")
    earlier = Run.objects.filter(edition__study=run.edition.study_id, edition__number__lt=run.edition.number)
    others = earlier.exclude(wave=run.wave).select_related("edition").order_by("-edition__number", "-computed_at")
    found = others.first()
    return _between(found, run, row) if found is not None else Fault("web.moves_first_wave", fields={"wave": run.wave})


def _within(run: Run, row: SubjectResult) -> Movement | Fault:
    told = told_of(run, KEPT)
    known = told["subjects"].get(row.subject)
    if known is None or not _known(known):
        return Fault("web.moves_not_there", fields={"wave": told["before"]})
    moves = {node: Move(*map(_number, figures)) for node, figures in known.items()}
    return Movement(told["before"], run.wave, run.method, told["count"], moves, bridged=told["bridged"])


def _known(nodes: Mapping[str, Any]) -> bool:
    return any(figures[0] is not None for figures in nodes.values())


def _number(value: float | None) -> float:
    return _NAN if value is None else value


def _between(earlier: Run, run: Run, row: SubjectResult) -> Movement | Fault:
    """Two editions held against each other, where one method of one version measured both."""
    try:
        compare(run_folder(earlier.pk) / RESULT, run_folder(run.pk) / RESULT)
    except MisuseError as error:
        return error.faults[0]
    there = SubjectResult.objects.filter(view__run=earlier, view__audience="internal")
    then = there.defer("explained").filter(subject=row.subject).first()
    if then is None:
        return Fault("web.moves_not_there", fields={"wave": earlier.wave})
    level = _level(earlier, run)
    moves = {node: _move(then.scores[node], row.scores[node], level) for node in row.scores if node in then.scores}
    return Movement(
        earlier.wave, run.wave, run.method, there.count(), moves, edition=earlier.edition.number, level=level or USUAL
    )


def _level(earlier: Run, run: Run) -> float | None:
    """The level of the intervals of both, where they hold the error of every score; else None."""
    told = [told_of(each)["robustness"] for each in (earlier, run)]
    levels = {float(each["interval"]) for each in told}
    errs = all(ERRS in {choice["kind"] for choice in each["assumptions"]} for each in told)
    return levels.pop() if errs and len(levels) == 1 else None


def _move(then: Mapping[str, Any], now: Mapping[str, Any], level: float | None) -> Move:
    before, after = _estimate(then), _estimate(now)
    shift = difference(after, before)
    known = level is not None and not math.isnan(shift.low)
    low, high = (shift.low, shift.high) if known else (_NAN, _NAN)
    return Move(before.value, after.value, low, high, _number(then["rank"]))


def _estimate(score: Mapping[str, Any]) -> Estimate:
    value, low, high = (_number(score[name]) for name in ("score", "low", "high"))
    return Estimate(value, low, high, 0, "index")
