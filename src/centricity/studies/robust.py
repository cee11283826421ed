"""How far the numbers of a study can be trusted: its uncertain choices drawn many times."""

import math
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from centricity.errors import Fault
from centricity.index.assume import Factor, factors_of
from centricity.index.groups import BENCHMARK, Group
from centricity.index.many import Many
from centricity.index.recipe import Recipe, recipe_of
from centricity.index.sensitivity import Omitted, Sensitivity, left_out, sensitivity, uncertain_draws
from centricity.index.uncertainty import Reading, Uncertainty, uncertainty
from centricity.methods.robustness import Choice, Robustness, WeightChoice
from centricity.studies.evidence_again import observed_of
from centricity.studies.result import Result
from centricity.studies.run import group_weights

PLAIN = Robustness(assumptions=(WeightChoice(code="weights", kind="weights", spread=0.25),))
"""What is asked of a method that says nothing: what if weights were up to a quarter off?"""


@dataclass(frozen=True)
class Robust:
    """The choices of a study that vary, those that cannot vary here, and what the draws say.

    Attributes
    ----------
    stated
        Whether the method or the study states the choices; else only weights vary, by a quarter.
    """

    asked: Robustness
    stated: bool
    factors: tuple[Factor, ...]
    idle: tuple[Fault, ...]
    uncertainty: Uncertainty | None

    @property
    def choices(self) -> tuple[Choice, ...]:
        """Choices that vary."""
        return tuple(factor.choice for factor in self.factors)

    @cached_property
    def top(self) -> int:
        """Size of the benchmark that chances are given for."""
        return self.asked.top or 0


def asked_of(result: Result) -> tuple[Robustness, bool]:
    """Choices as the study states them, else its method, else the plain ones; and whether anybody stated them."""
    stated = result.study.settings.robustness or result.method.robustness
    asked = stated or PLAIN
    top = asked.top or result.method.policies.benchmark.top
    return asked.model_copy(update={"top": top}), stated is not None


def robust(result: Result) -> Robust:
    """Draw the uncertain choices of the study's wave.

    Raises
    ------
    StepError
        Where a draw cannot be computed.
    """
    asked, stated = asked_of(result)
    factors, idle = _factors(result, asked)
    if not factors:
        return Robust(asked, stated, (), tuple(idle), None)
    many = _many(result, factors, asked)
    made = uncertainty(
        many,
        list(result.method.nodes),
        Reading(asked.interval, asked.top or 1, asked.separated, result.method.policies.ranking.ties),
        groups=_groups(result),
        weights=group_weights(result.method, result.wave.build),
    )
    return Robust(asked, stated, tuple(factors), tuple(idle), made)


def sensitive(result: Result, known: Robust) -> Sensitivity | None:
    """Which of the choices matters; None where fewer than two vary."""
    if len(known.factors) < 2:
        return None
    build = result.wave.build
    return sensitivity(
        build.frame, build.tree, recipe(result), known.factors,
        base=known.asked.base, seed=known.asked.seed, ties=result.method.policies.ranking.ties,
    )  # fmt: skip


def without_each(result: Result) -> list[Omitted]:
    """What becomes of the places when each part is left out."""
    build = result.wave.build
    return left_out(build.frame, build.tree, recipe(result), result.method.policies.ranking.ties)


def recipe(result: Result) -> Recipe:
    """The recipe that the wave was really run by: with the cuts of earlier waves, and its own in place."""
    log = result.wave.build.log
    return tuple(log) if log else recipe_of(result.method)


def _factors(result: Result, asked: Robustness) -> tuple[list[Factor], list[Fault]]:
    build = result.wave.build
    observed = observed_of(result.study, result.wave.wave, build.frame)
    return factors_of(asked.assumptions, result.method, build, observed, asked.seed)


def _many(result: Result, factors: list[Factor], asked: Robustness) -> Many:
    build = result.wave.build
    return Many(build.frame, build.tree, recipe(result), uncertain_draws(factors, asked.draws, asked.seed))


def _groups(result: Result) -> list[Group]:
    """Groups whose intervals may be shown: in a guarded edition none of which a few withheld rows could be read."""
    groups = [group for group in result.wave.groups if result.shows_group(group.grouping, group.code)]
    if not result.hides_rows:
        return groups
    hidden = ~result.wave.disclosure.visible
    least = 2 * max(result.method.policies.disclosure.min_group_n, 3)
    return [
        group
        for group in groups
        if group.code != BENCHMARK and (not hidden[group.members].any() or int(hidden[group.members].sum()) >= least)
    ]


def interval_of(known: Robust | None, node: str, position: int) -> tuple[float, float]:
    """Interval of a subject's score on a node; NaN where there is none."""
    if known is None or known.uncertainty is None or node not in known.uncertainty.spreads:
        return math.nan, math.nan
    spread = known.uncertainty.spreads[node]
    return float(spread.low[position]), float(spread.high[position])


def ranks_of(known: Robust | None, node: str, position: int) -> tuple[float, float]:
    """Interval of a subject's place on a node; NaN where there is none."""
    if known is None or known.uncertainty is None or node not in known.uncertainty.spreads:
        return math.nan, math.nan
    spread = known.uncertainty.spreads[node]
    return float(np.floor(spread.rank_low[position])), float(np.ceil(spread.rank_high[position]))
