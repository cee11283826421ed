"""Chains of steps: draws that differ only in weights, coefficients or errors share all that comes before them."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from centricity.errors import Fault, StepError
from centricity.index.build import replay
from centricity.index.built import Build
from centricity.index.draws import Draws, Ints
from centricity.index.frame import Frame
from centricity.index.recipe import Arguments, Recipe
from centricity.index.steps import STEPS, start
from centricity.index.tree import Tree

STAGES = ("score", "denominate", "impute", "treat", "normalise")
Chain = Mapping[str, int]
"""Position of the alternative by the name of the step; ``frame`` is that of the data."""


@dataclass(frozen=True)
class Laid:
    """A chain up to its normalised metrics, its weights and how it goes on.

    Attributes
    ----------
    build
        Up to the normalised metrics.
    tail
        Steps from levels to normalised metrics, with their arguments: what levels that err go through again.
    """

    chain: Chain
    build: Build
    weights: Mapping[str, float]
    aggregate: Arguments
    adjust: Arguments | None
    tail: tuple[tuple[str, Arguments], ...]


@dataclass(frozen=True)
class Chains:
    """All chains that the draws of a recipe over a frame take."""

    frame: Frame
    tree: Tree
    recipe: Recipe
    draws: Draws

    @cached_property
    def nominal(self) -> Build:
        """The build as the recipe has it: coverage, and what the data alone decide."""
        return replay(self.frame, self.tree, self.recipe)

    @cached_property
    def distinct(self) -> list[Chain]:
        """Distinct chains, sorted, so that neighbours begin alike."""
        return self._sorted[0]

    @property
    def of(self) -> Ints:
        """Chain of every draw, shape (d,)."""
        return self._sorted[1]

    @cached_property
    def _sorted(self) -> tuple[list[Chain], Ints]:
        named = [(name, self.draws.steps[name].which) for name in (*STAGES, "weigh", "aggregate", "adjust")
                 if name in self.draws.steps]  # fmt: skip
        if self.draws.frame is not None:
            named.insert(0, ("frame", self.draws.frame))
        if not named:
            return [{}], np.zeros(self.draws.size, dtype=np.int64)
        names = [name for name, _ in named]
        rows, which = np.unique(np.column_stack([own for _, own in named]), axis=0, return_inverse=True)
        return [dict(zip(names, row, strict=True)) for row in rows.tolist()], which.reshape(-1)

    def arguments(self, name: str, chain: Chain) -> Arguments | None:
        """Arguments of a step in a chain; None where it is left out."""
        own = next((step.arguments for step in self.recipe if step.name == name), None)
        if name not in chain:
            return own
        change = self.draws.steps[name].options[chain[name]]
        return None if change is None else {**(own or {}), **change}

    def failed(self, chain: Chain, draw: int, error: StepError) -> StepError:
        """Name the draw, what it chose and why it cannot be computed."""
        chosen = ", ".join(f"{name}={self._said(name, i)}" for name, i in chain.items()) or "-"
        return StepError([
            Fault("robustness.draw_failed", fault.place, {
                "draw": draw + 1, "chosen": chosen,
                "problem": {language: fault.sentence(language) for language in ("ru", "en")},
            })
            for fault in error.faults
        ])  # fmt: skip

    def _said(self, name: str, position: int) -> str:
        if name == "frame":
            return str(position + 1)
        option = self.draws.steps[name].options[position]
        plain = (
            () if option is None else [str(value) for value in option.values() if isinstance(value, (str, int, float))]
        )
        return " ".join(plain) or str(position + 1)


class Path:
    """Lays chains one after another; the stages that neighbours have in common are run once."""

    def __init__(self, chains: Chains) -> None:
        self.chains = chains
        self.kept: list[tuple[tuple[int, ...], Build]] = []

    def laid(self, chain: Chain, draw: int) -> Laid:
        """Lay a chain; ``draw`` is one that takes it, named where it fails."""
        try:
            work = self._upto_metrics(chain)
            weights = _stepped(work, "weigh", self.chains.arguments("weigh", chain) or {"kind": "equal"}).weights
        except StepError as error:
            raise self.chains.failed(chain, draw, error) from error
        known = [(name, self.chains.arguments(name, chain)) for name in STAGES[1:]]
        tail = tuple((name, own) for name, own in known if own is not None)
        aggregate, adjust = (self.chains.arguments(name, chain) for name in ("aggregate", "adjust"))
        return Laid(chain, work, weights, aggregate or {}, adjust, tail)

    def _upto_metrics(self, chain: Chain) -> Build:
        key: tuple[int, ...] = (chain.get("frame", -1),)
        work = self._kept(0, key) or self._started(chain)
        kept = [(key, work)]
        for depth, name in enumerate(STAGES, start=1):
            key = (*key, chain.get(name, -1))
            work = self._kept(depth, key) or _stepped(work, name, self.chains.arguments(name, chain))
            kept.append((key, work))
        self.kept = kept
        return work

    def _kept(self, depth: int, key: tuple[int, ...]) -> Build | None:
        return self.kept[depth][1] if depth < len(self.kept) and self.kept[depth][0] == key else None

    def _started(self, chain: Chain) -> Build:
        draws = self.chains.draws
        work = Build(draws.frames[chain["frame"]] if "frame" in chain else self.chains.frame, self.chains.tree)
        start(work)
        return work


def _stepped(work: Build, name: str, arguments: Arguments | None) -> Build:
    """A build one step further; the one before stays as it was."""
    if arguments is None:
        return work
    after = replace(
        work, values=dict(work.values), levels=dict(work.levels), metric_states=dict(work.metric_states),
        scores=dict(work.scores), weights=dict(work.weights), changes=[], cuts={}, log=[],
    )  # fmt: skip
    STEPS[name](after, arguments)
    return after
