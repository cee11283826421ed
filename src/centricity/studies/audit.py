"""The statistical audit of an index: a checklist, each point passed, doubtful or failed, with its figures.

References
----------
OECD/JRC (2008), Handbook on Constructing Composite Indicators; Saisana and Saltelli, JRC statistical audits of indices.
"""

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from centricity.errors import StepError
from centricity.index import changed, replay
from centricity.index.coherence import FEWEST, REDUNDANT, WEAK, Coherence, coherence, moves
from centricity.index.groups import MARKET, OVERALL
from centricity.index.recipe import Recipe
from centricity.index.sensitivity import Omitted, Sensitivity
from centricity.index.treat import passes
from centricity.stats.agreement import THRESHOLD
from centricity.studies.raters import Raters, raters_of
from centricity.studies.result import Result
from centricity.studies.robust import sensitive, without_each

Verdict = Literal["passed", "doubtful", "failed", "not_applicable"]
Figures = Mapping[str, float | str]
Mask = NDArray[np.bool_]

SMALL_SHIFT, LARGE_SHIFT = 0.05, 0.10
"""Mean shift of places, as a share of those placed, up to which a rule hardly matters, and beyond which it decides."""


@dataclass(frozen=True)
class Item:
    """One point of the checklist with its verdict and the figures behind it."""

    code: str
    verdict: Verdict
    figures: Figures = field(default_factory=dict)


@dataclass(frozen=True)
class Audit:
    """The audited study: checklist, and all that stands behind it.

    Attributes
    ----------
    omitted
        What becomes of the places when each part is left out.
    """

    items: tuple[Item, ...]
    coherence: Coherence
    sensitivity: Sensitivity | None
    omitted: tuple[Omitted, ...]
    raters: Raters | None


def audit(result: Result, tell: Callable[[str], None] = lambda _: None) -> Audit:
    """Walk the checklist over the study's wave, over the rows that its audience may see.

    Parameters
    ----------
    tell
        Called with the name of each long piece of work before it begins.

    Raises
    ------
    StepError
        Where a draw of the uncertain choices cannot be computed.
    """
    study, wave = result.study, result.wave
    tell("coherence")
    rows = _rows(result)
    recipe: Recipe = tuple(wave.build.log)
    sizes = [name for name, kind in study.subjects.schema.items() if kind.is_float() and name != _mix(result)]
    found = coherence(wave.build, recipe, rows, sizes)
    tell("uncertainty")
    drawn = result.robust
    if drawn.failed:
        raise StepError(list(drawn.failed))
    tell("sensitivity")
    sensitivity = sensitive(study, wave, drawn)
    omitted = tuple(without_each(study, wave))
    tell("raters")
    raters = raters_of(result)
    items = (
        _framework(result), _selection(result, found), _missing(result, rows), _outliers(result, rows),
        _normalisation(result, recipe, rows), _coherence(found), _weights(found), _compensability(found),
        _uncertainty(result), _sensitivity(sensitivity), _balance(found, omitted), _raters(raters),
        _replay(result),
    )  # fmt: skip
    return Audit(items, found, sensitivity, omitted, raters)


def _rows(result: Result) -> Mask:
    """Subjects of the market that the audience may see."""
    rows = np.zeros(result.wave.build.frame.n, dtype=bool)
    rows[[i for i in result.wave.market_members if result.shows_subject(i)]] = True
    return rows


def _mix(result: Result) -> str:
    adjustment = result.method.policies.adjustment
    return adjustment.mix.column if adjustment is not None and adjustment.mix is not None else ""


def _placed(result: Result, rows: Mask) -> int:
    """How many of the rows have an index, and so a place."""
    build = result.wave.build
    return int((~np.isnan(build.scores[build.tree.root][rows])).sum())


def _graded(value: float, good: float, bad: float) -> Verdict:
    """Passed up to ``good``, failed beyond ``bad``, doubtful between; larger is worse."""
    if math.isnan(value):
        return "not_applicable"
    return "passed" if value <= good else "doubtful" if value <= bad else "failed"


def _framework(result: Result) -> Item:
    """Every part has a text that defines it, and no node has a single child."""
    method = result.method
    parts = list(method.parts.values())
    defined = sum(part.definition is not None or getattr(part, "question", None) is not None for part in parts)
    lonely = sum(len(node.children) == 1 for node in method.nodes.values())
    share = 1 - defined / len(parts)
    verdict: Verdict = "failed" if share > 0.5 else "doubtful" if share > 0 or lonely else "passed"
    return Item("framework", verdict, {"parts": len(parts), "defined": defined, "single": lonely})


def _selection(result: Result, found: Coherence) -> Item:
    """Every metric says what it rests on, and none says the same as another."""
    metrics = list(result.method.metrics.values())
    grounded = sum(bool(metric.source_kinds) or metric.question is not None for metric in metrics)
    flagged = found.flagged("redundant") if found.n >= FEWEST else []
    double = sum(pair.first in result.method.metrics for pair in flagged)
    share = 1 - grounded / len(metrics)
    verdict: Verdict = "failed" if share > 0.5 else "doubtful" if share > 0 or double else "passed"
    return Item("selection", verdict, {"metrics": len(metrics), "grounded": grounded, "redundant": double,
                                       "limit": REDUNDANT})  # fmt: skip


def _missing(result: Result, rows: Mask) -> Item:
    build = result.wave.build
    covered = build.coverage[build.tree.root]
    share = float(covered.assessed[rows].sum() / max(covered.applicable[rows].sum(), 1))
    without = int(np.isnan(build.scores[build.tree.root][rows]).sum())
    verdict: Verdict = "passed" if share >= 0.95 and not without else "doubtful" if share >= 0.8 else "failed"
    return Item("missing", verdict, {"share": share, "without": without, "n": int(rows.sum())})


def _outliers(result: Result, rows: Mask) -> Item:
    build = result.wave.build
    values = {code: build.values[code][rows] for code in build.tree.metrics}
    known = {code: column for code, column in values.items() if (~np.isnan(column)).sum() > 3}
    if not known:
        return Item("outliers", "not_applicable")
    failing = [code for code, column in known.items() if not passes(column)]
    verdict = _graded(len(failing) / len(known), 0.0, 0.2)
    return Item(
        "outliers", verdict, {"failing": len(failing), "metrics": len(known), "codes": ", ".join(failing) or "-"}
    )


def _normalisation(result: Result, recipe: Recipe, rows: Mask) -> Item:
    """How far places move under the other usual normalisations."""
    own = result.wave.build.step("normalise").get("kind", "none")
    kinds = [kind for kind in ("min_max", "z_score", "percentile_rank") if kind != own]
    found = {kind: moves(result.wave.build, changed(recipe, "normalise", kind=kind), rows) for kind in kinds}
    shifts = {kind: made.mean for kind, made in found.items() if made is not None}
    n = _placed(result, rows)
    if not shifts or n < FEWEST:
        return Item("normalisation", "not_applicable")
    worst = max(shifts, key=lambda kind: shifts[kind])
    return Item("normalisation", _graded(shifts[worst] / n, SMALL_SHIFT, LARGE_SHIFT),
                {"own": own, "other": worst, "shift": shifts[worst], "n": n})  # fmt: skip


def _coherence(found: Coherence) -> Item:
    siblings = [pair for pair in found.pairs if pair.relation == "siblings" and not math.isnan(pair.pearson)]
    opposed = len(found.flagged("opposed"))
    weak = sum(pair.pearson < WEAK for pair in siblings)
    alphas = [block.alpha.value for block in found.blocks if not math.isnan(block.alpha.value)]
    if not siblings or found.n < FEWEST:
        return Item("coherence", "not_applicable")
    lowest = min(alphas, default=math.nan)
    sound = not opposed and weak * 2 <= len(siblings) and not lowest < 0.7
    verdict: Verdict = "failed" if opposed and lowest < 0.5 else "passed" if sound else "doubtful"
    return Item("coherence", verdict, {"opposed": opposed, "weak": weak, "pairs": len(siblings), "alpha": lowest})


def _weights(found: Coherence) -> Item:
    """Whether parts decide what their weights say: the worst ratio of influence to weight right below the index."""
    top = [own for own in found.influences if own.depth == 1 and not math.isnan(own.share)]
    if len(top) < 2 or found.n < FEWEST:
        return Item("weights", "not_applicable")
    total = sum(own.weight for own in top)
    gaps = {own.code: own.share / (own.weight / total) for own in top}
    worst = max(gaps, key=lambda code: abs(math.log(max(gaps[code], 1e-6))))
    distance = math.exp(abs(math.log(max(gaps[worst], 1e-6))))
    part = next(own for own in top if own.code == worst)
    return Item("weights", _graded(distance, 1.5, 2.5),
                {"code": worst, "weight": part.weight / total, "influence": part.share})  # fmt: skip


def _compensability(found: Coherence) -> Item:
    if found.geometric is None or found.n < FEWEST:
        return Item("compensability", "not_applicable")
    verdict = _graded(found.geometric.mean / found.n, SMALL_SHIFT, LARGE_SHIFT)
    return Item("compensability", verdict, {"shift": found.geometric.mean, "most": found.geometric.most, "n": found.n})


def _uncertainty(result: Result) -> Item:
    drawn = result.robust
    if drawn.uncertainty is None:
        return Item("uncertainty", "not_applicable")
    root = drawn.uncertainty.spreads[result.method.index.code]
    placed = ~np.isnan(root.rank)
    if not placed.any():
        return Item("uncertainty", "not_applicable")
    wide = float(np.median(root.rank_width[placed])) + 1
    share = (wide - 1) / int(placed.sum())
    verdict = _graded(share, 0.15, 0.4)
    return Item("uncertainty", verdict, {
        "places": wide, "n": int(placed.sum()), "tiers": int(drawn.uncertainty.tiers.max(initial=0)),
        "narrow": root.narrow(drawn.asked.within), "within": drawn.asked.within + 1,
    })  # fmt: skip


def _sensitivity(found: Sensitivity | None) -> Item:
    if found is None:
        return Item("sensitivity", "not_applicable")
    settled = [code not in found.unsettled for code in found.choices]
    totals = np.where(settled, found.shift.total[:, 0], np.nan)
    if np.isnan(totals).all():
        return Item("sensitivity", "not_applicable")  # places hardly move, or the design is too small to say why
    worst = int(np.nanargmax(totals))
    verdict = _graded(float(totals[worst]), 0.5, 0.8)
    if found.unsettled and verdict == "passed":
        verdict = "doubtful"
    return Item("sensitivity", verdict, {
        "choice": found.choices[worst], "total": float(totals[worst]), "low": float(found.shift.total_low[worst, 0]),
        "high": float(found.shift.total_high[worst, 0]), "unsettled": len(found.unsettled), "runs": found.runs,
    })  # fmt: skip


def _balance(found: Coherence, omitted: tuple[Omitted, ...]) -> Item:
    """Whether one child of the index alone makes the places."""
    n = found.n
    children = {own.code for own in found.influences if own.depth == 1}
    shifts = {own.code: own.mean / max(n, 1) for own in omitted if own.code in children}
    if not shifts or n < FEWEST:
        return Item("balance", "not_applicable")
    worst = max(shifts, key=lambda code: shifts[code])
    apart = max(found.apart.values(), default=math.nan)
    return Item("balance", _graded(shifts[worst], 2 * SMALL_SHIFT, 2 * LARGE_SHIFT),
                {"code": worst, "shift": shifts[worst] * n, "n": n, "apart": apart})  # fmt: skip


def _raters(found: Raters | None) -> Item:
    if found is None or math.isnan(found.overall.alpha.value):
        return Item("raters", "not_applicable")
    alpha = found.overall.alpha
    verdict: Verdict = "passed" if alpha.low >= THRESHOLD else "failed" if alpha.high < THRESHOLD else "doubtful"
    return Item("raters", verdict, {
        "alpha": alpha.value, "low": alpha.low, "high": alpha.high, "doubled": found.overall.doubled,
        "cells": found.overall.cells, "apart": len(found.apart),
    })  # fmt: skip


def _replay(result: Result) -> Item:
    """The log makes every score again."""
    build = result.wave.build
    again = replay(build.frame, build.tree, tuple(build.log))
    same = all(np.array_equal(again.scores[code], column, equal_nan=True) for code, column in build.scores.items())
    figures: Figures = {"scores": len(build.scores) * build.frame.n, "steps": len(build.log)}
    market = result.wave.by_key[OVERALL, MARKET, build.tree.root]
    return Item("replay", "passed" if same else "failed", {**figures, "n": market.n})
