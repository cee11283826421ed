"""The tidy tables of an audit, of the subjects that its audience may see."""

from collections.abc import Iterator

import numpy as np

from centricity.index.sensitivity import Sensitivity
from centricity.index.sobol import Indices
from centricity.studies.audit import Audit
from centricity.studies.result import Result
from centricity.tables.write import Cell, OutputTable

PLACES = "places"
"""Name of the mean shift of places among the outputs of a sensitivity analysis."""

_SPREAD = (
    "nominal", "mean", "median", "low", "high", "rank", "rank_mean", "rank_median", "rank_low", "rank_high", "known",
)  # fmt: skip
_INDICES = ("first", "first_low", "first_high", "total", "total_low", "total_high")


def audit_tables(result: Result, found: Audit) -> list[OutputTable]:
    """What the draws made of every subject and node, who is ahead of whom, Sobol indices, and the checklist."""
    groups = result.robust.uncertainty.group_pairs if result.robust.uncertainty is not None else ()
    return [
        OutputTable("uncertainty", ("subject", "node", *_SPREAD), list(_spreads(result))),
        OutputTable("pairs", ("subject", "other", "ahead"), list(_pairs(result))),
        OutputTable(
            "group_pairs",
            ("grouping", "group", "other", "ahead", "lead_low", "lead_high"),
            [(pair.grouping, pair.first, pair.second, pair.ahead, pair.low, pair.high) for pair in groups],
        ),
        OutputTable("sensitivity", ("choice", "output", "subject", *_INDICES), list(_sensitivity(result, found))),
        OutputTable("audit", ("point", "verdict", "figure", "value"), list(_checklist(found))),
    ]


def _shown(result: Result) -> list[tuple[int, str]]:
    names = result.wave.build.frame.subjects
    return [(i, str(names[i])) for i in range(len(names)) if result.shows_subject(i)]


def _spreads(result: Result) -> Iterator[tuple[Cell, ...]]:
    made = result.robust.uncertainty
    for node, spread in made.spreads.items() if made is not None else ():
        for i, name in _shown(result):
            yield name, node, *(float(getattr(spread, column)[i]) for column in _SPREAD)


def _pairs(result: Result) -> Iterator[tuple[Cell, ...]]:
    made = result.robust.uncertainty
    above = None if made is None else made.above
    if above is None:
        return
    ranked = [(i, name) for i, name in _shown(result) if not np.isnan(above[i]).all()]
    for i, name in ranked:
        for j, other in ranked:
            if i != j:
                yield name, other, float(above[i, j])


def _sensitivity(result: Result, found: Audit) -> Iterator[tuple[Cell, ...]]:
    made = found.sensitivity
    if made is None:
        return
    yield from _of(made, PLACES, "", made.shift, 0)
    for i, name in _shown(result):
        for output, own in (("index", made.scores), ("place", made.ranks)):
            if own is not None and not np.isnan(own.total[:, i]).all():
                yield from _of(made, output, name, own, i)


def _of(made: Sensitivity, output: str, subject: str, own: Indices, column: int) -> Iterator[tuple[Cell, ...]]:
    for k, choice in enumerate(made.choices):
        yield choice, output, subject, *(float(getattr(own, name)[k, column]) for name in _INDICES)


def _checklist(found: Audit) -> Iterator[tuple[Cell, ...]]:
    for item in found.items:
        for name, value in item.figures.items() or (("", ""),):
            yield item.code, item.verdict, name, value
