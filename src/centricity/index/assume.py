"""From uncertain choices, as a method states them, to draws."""

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any, TypeAlias

import numpy as np

from centricity.errors import Fault
from centricity.index.built import Build
from centricity.index.draws import Alternatives, Draws, Errors, Ints
from centricity.index.erring import LevelErrors, as_observed, confused, shifted
from centricity.index.frame import Floats, Frame
from centricity.index.recipe import Arguments, recipe_of
from centricity.index.tree import Tree
from centricity.methods import Method
from centricity.methods.check_robustness import with_policy
from centricity.methods.robustness import (
    AdjustmentChoice,
    BenchmarkChoice,
    Choice,
    CoefficientChoice,
    CutChoice,
    EvidenceChoice,
    OmissionChoice,
    RaterChoice,
    WeightChoice,
)

Made: TypeAlias = dict[str, Any]
"""Some of the fields of `Draws`."""

STEP_OF = {
    "weighting": "weigh", "normalisation": "normalise", "aggregation": "aggregate", "treatment": "treat",
    "imputation": "impute", "adjustment": "adjust", "cuts": "score",
}  # fmt: skip


@dataclass(frozen=True)
class Factor:
    """An uncertain choice as it is drawn.

    Attributes
    ----------
    dimensions
        Uniform numbers that one draw of it takes.
    make
        From uniform numbers, shape (d, dimensions), and the numbers of the draws, shape (d,), to fields of `Draws`.
    """

    choice: Choice
    dimensions: int
    make: Callable[[Floats, Ints], Made]


@dataclass(frozen=True)
class Observed:
    """What the raters of a study tell of their errors.

    Attributes
    ----------
    residuals
        Shape (r,), see `erring.as_observed`; empty where no cell was rated twice.
    raters
        Per metric, shape (n,): how many raters stand behind a cell.
    rated
        Per metric, shape (n,): whether a level was given by a rater.
    again
        Gives the frame of a number of resamples of the observations; None where there is nothing to draw again.
    single
        Shape (n,): subjects with a cell that rests on one observation, which says nothing about its own error.
    """

    residuals: Floats = field(default_factory=lambda: np.zeros(0))
    raters: Mapping[str, Ints] = field(default_factory=dict)
    rated: Mapping[str, np.ndarray[Any, np.dtype[np.bool_]]] = field(default_factory=dict)
    again: Callable[[int, int], Sequence[Frame]] | None = None
    single: np.ndarray[Any, np.dtype[np.bool_]] = field(default_factory=lambda: np.zeros(0, dtype=bool))


def factors_of(
    choices: Sequence[Choice], method: Method, nominal: Build, observed: Observed, seed: int
) -> tuple[list[Factor], list[Fault]]:
    """Factors of the choices that can vary anything here, and a remark on each that cannot."""
    factors, idle = [], []
    for i, choice in enumerate(choices):
        made = _factor(choice, _Ground(method, nominal, observed, seed + 7919 * i))
        if isinstance(made, str):
            idle.append(Fault(f"robustness.idle_{made}", fields={"choice": choice.code}, severity="warning"))
        else:
            factors.append(made)
    return factors, idle


def draws_of(factors: Sequence[Factor], units: Floats, source: Ints | None = None) -> Draws:
    """Put draws together.

    Parameters
    ----------
    units
        Shape (d, sum of the dimensions), uniform in the unit cube.
    source
        Shape (r, len(factors)): for each run, which of the d draws each factor takes; each run its own where left out.
    """
    size = len(units) if source is None else len(source)
    fields: Made = {"size": size, "steps": {}, "tilts": {}, "coefficients": {}}
    start = 0
    for j, factor in enumerate(factors):
        own = units[:, start : start + factor.dimensions]
        start += factor.dimensions
        drawn = factor.make(own, np.arange(len(units)))
        rows = slice(None) if source is None else source[:, j]
        _join(fields, _at(drawn, rows))
    return Draws(**fields)


def _at(drawn: Made, rows: Any) -> Made:
    """Fields of the draws in some rows."""
    made: Made = {}
    for name, value in drawn.items():
        if name == "steps":
            made[name] = {step: Alternatives(own.options, own.which[rows]) for step, own in value.items()}
        elif name in {"tilts", "coefficients"}:
            made[name] = {code: own[rows] for code, own in value.items()}
        elif name in {"frames", "errors"}:
            made[name] = value
        else:
            made[name] = value[rows]
    return made


def _join(fields: Made, drawn: Made) -> None:
    for name, value in drawn.items():
        if name == "tilts":
            fields[name] |= {code: fields[name].get(code, 1.0) * own for code, own in value.items()}
        elif name in {"steps", "coefficients"}:
            fields[name] |= value
        else:
            fields[name] = value


@dataclass(frozen=True)
class _Ground:
    """What a choice stands on."""

    method: Method
    nominal: Build
    observed: Observed
    seed: int

    @property
    def tree(self) -> Tree:
        return self.nominal.tree

    def stated(self, step: str) -> Arguments:
        return next((own.arguments for own in recipe_of(self.method) if own.name == step), {})


def _factor(choice: Choice, on: _Ground) -> Factor | str:
    """The factor, or in a word why it varies nothing."""
    made: Factor | str = _KINDS.get(type(choice), _alternatives)(choice, on)
    return made


def _pick(u: Floats, count: int) -> Ints:
    """Which of ``count`` equally likely things, from uniform numbers of shape (d, 1)."""
    return np.asarray(np.minimum((u[:, 0] * count).astype(np.int64), count - 1))


def _step(choice: Choice, name: str, options: Sequence[Arguments | None]) -> Factor:
    def make(u: Floats, _: Ints) -> Made:
        return {"steps": {name: Alternatives(tuple(options), _pick(u, len(options)))}}

    return Factor(choice, 1, make)


def _alternatives(choice: Any, on: _Ground) -> Factor | str:
    name = STEP_OF[choice.kind]
    options: list[Arguments | None] = [
        None if each == "none" else _arguments(name, each, on) for each in choice.alternatives
    ]
    own: Arguments | None = on.stated(name) or None
    if choice.own and own not in options and not (own is None and None in options):
        options.insert(0, own)
    return _step(choice, name, options) if len(options) > 1 else "single"


def _arguments(name: str, policy: Any, on: _Ground) -> Arguments:
    """Arguments of a step under another policy, complete as the method itself would have them."""
    kind = next(kind for kind, step in STEP_OF.items() if step == name)
    method = on.method.model_copy(update={"policies": with_policy(on.method.policies, kind, policy)})
    made = next(own.arguments for own in recipe_of(method) if own.name == name)
    return dict.fromkeys(on.stated(name)) | dict(made)  # what only the method's own policy says is gone


def _weights(choice: WeightChoice, on: _Ground) -> Factor | str:
    tree = on.tree
    codes = [
        child
        for children in tree.children.values()
        for child in children
        if len(children) > 1 and _varies(choice, child, tree)
    ]
    if not codes:
        return "weights"
    if choice.concentration is not None:
        return Factor(choice, len(codes), partial(_dirichlet, codes, on.nominal.weights, choice.concentration))
    spread = choice.spread or 0.0

    def make(u: Floats, _: Ints) -> Made:
        return {"tilts": {code: 1 + spread * (2 * u[:, j] - 1) for j, code in enumerate(codes)}}

    return Factor(choice, len(codes), make)


def _varies(choice: WeightChoice, code: str, tree: Tree) -> bool:
    if choice.parts:
        return code in choice.parts
    return not choice.depths or tree.depths[code] in choice.depths


def _dirichlet(codes: Sequence[str], weights: Mapping[str, float], concentration: float, u: Floats, _: Ints) -> Made:
    """Gamma variates over the weight they tilt; scaled among siblings they are Dirichlet's."""
    from scipy.special import gammaincinv

    inside = np.clip(u, 1e-12, 1 - 1e-12)
    return {
        "tilts": {
            code: np.maximum(gammaincinv(concentration * weights[code], inside[:, j]), 1e-300)
            / (concentration * weights[code])
            for j, code in enumerate(codes)
        }
    }


def _coefficients(choice: CoefficientChoice, on: _Ground) -> Factor | str:
    if not on.stated("adjust"):
        return "adjustment"
    groups = list(choice.ranges)

    def make(u: Floats, _: Ints) -> Made:
        bounds = [choice.ranges[group] for group in groups]
        return {
            "coefficients": {g: a + (b - a) * u[:, j] for j, (g, (a, b)) in enumerate(zip(groups, bounds, strict=True))}
        }

    return Factor(choice, len(groups), make)


def _adjustment(choice: AdjustmentChoice, on: _Ground) -> Factor | str:
    own = on.stated("adjust")
    return _step(choice, "adjust", [own, None]) if own else "adjustment"


def _omission(choice: OmissionChoice, _: _Ground) -> Factor:
    count = len(choice.parts) + choice.own

    def make(u: Floats, _: Ints) -> Made:
        which = _pick(u, count)
        return {"tilts": {code: np.where(which == j, 0.0, 1.0) for j, code in enumerate(choice.parts)}}

    return Factor(choice, 1, make)


def _evidence(choice: EvidenceChoice, on: _Ground) -> Factor | str:
    if on.observed.again is None:
        return "evidence"
    frames = on.observed.again(choice.sets, on.seed)
    return Factor(choice, 1, lambda u, _: {"frames": frames, "frame": _pick(u, choice.sets)})


def _raters(choice: RaterChoice, on: _Ground) -> Factor | str:
    observed = on.observed
    chosen = choice.metrics or tuple(on.tree.metrics)
    rated = {code: mask for code, mask in observed.rated.items() if code in chosen and mask.any()}
    scale = on.method.scale
    if not rated or scale is None:
        return "raters"
    if choice.observed and not len(observed.residuals):
        return "doubles"
    if choice.shift is not None:
        turns = dict.fromkeys(rated, shifted(choice.shift.share, choice.shift.step))
    elif choice.confusion is not None:
        turns = dict.fromkeys(rated, confused(choice.confusion, scale.min))
    else:
        turns = {code: as_observed(observed.residuals, observed.raters[code], on.seed) for code in rated}
    errors: Errors = LevelErrors(on.seed, rated, turns, scale.min, scale.max)
    return Factor(choice, 0, lambda _, draws: {"errors": errors, "streams": draws})


def _cuts(choice: CutChoice, on: _Ground) -> Factor | str:
    own = on.nominal.step("score")
    chosen = {
        code: entry
        for code, entry in own.get("rubrics", {}).items()
        if (not choice.metrics or code in choice.metrics) and on.nominal.frame.raw.get(code)
    }
    if not chosen:
        return "cuts"
    draw = np.random.default_rng(on.seed)
    options = []
    for _ in range(choice.sets):
        moved = {
            code: dict(entry) | {"rubric": _moved(entry["rubric"], choice.spread, draw)}
            for code, entry in chosen.items()
        }
        options.append({"rubrics": own["rubrics"] | moved})
    return _step(choice, "score", options)


def _moved(rubric: Arguments, spread: float, draw: np.random.Generator) -> dict[str, Any]:
    """A rubric with its cuts moved, in whatever part of it they stand; those of percentiles where they were found."""
    made = dict(rubric)
    if rubric["kind"] != "percentile" and "cuts" in rubric:
        made["cuts"] = _jittered(rubric["cuts"], spread, draw)
    for name in ("by_group", "frozen"):
        if rubric.get(name):
            cuts = {group: _jittered(own, spread, draw) for group, own in rubric[name]["cuts"].items()}
            made[name] = dict(rubric[name]) | {"cuts": cuts}
    for axis in ("rows", "columns"):
        if rubric["kind"] == "matrix":
            made[axis] = _moved(dict(rubric[axis]) | {"kind": "axis"}, spread, draw)
    return made


def _jittered(cuts: Sequence[float], spread: float, draw: np.random.Generator) -> list[float]:
    """Cuts moved by up to ``spread`` of the way to the nearest other; a lone one by that share of itself."""
    own = np.asarray(cuts, dtype=float)
    steps = np.abs(np.diff(own))
    reach = np.minimum(np.append(steps, math.inf), np.insert(steps, 0, math.inf)) if len(own) > 1 else np.abs(own)
    return [float(x) for x in own + spread * reach * (2 * draw.random(len(own)) - 1)]


def _benchmark(choice: BenchmarkChoice, _: _Ground) -> Factor:
    sizes = np.array(choice.sizes)
    return Factor(choice, 1, lambda u, _: {"tops": sizes[_pick(u, len(sizes))]})


_KINDS: dict[type, Callable[[Any, _Ground], Factor | str]] = {
    WeightChoice: _weights, CoefficientChoice: _coefficients, AdjustmentChoice: _adjustment, CutChoice: _cuts,
    RaterChoice: _raters, EvidenceChoice: _evidence, OmissionChoice: _omission, BenchmarkChoice: _benchmark,
}  # fmt: skip
