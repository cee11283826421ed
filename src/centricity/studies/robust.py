"""How far the numbers of a study can be trusted: its uncertain choices drawn many times."""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np

from centricity.errors import Fault, StepError
from centricity.index.assume import Factor, factors_of
from centricity.index.frame import Frame
from centricity.index.groups import BENCHMARK, Group
from centricity.index.many import Many
from centricity.index.sensitivity import Omitted, Sensitivity, left_out, sensitivity, uncertain_draws
from centricity.index.uncertainty import Reading, Spread, Uncertainty, uncertainty
from centricity.methods import Method
from centricity.methods.robustness import Choice, NormalisationChoice, Robustness, WeightChoice
from centricity.studies.evidence_again import Held, observed_of
from centricity.studies.study import Study
from centricity.studies.wave import WaveResult, group_weights

PLAIN = Robustness(assumptions=(WeightChoice(code="weights", kind="weights", spread=0.25),))
"""What is asked of a method that says nothing: what if weights were up to a quarter off?"""
MOST_CELLS = 100_000_000
"""Draws times subjects: of a large study fewer draws are taken, so that memory and time stay bounded."""
FEWEST = 200


@dataclass(frozen=True)
class Robust:
    """The choices of a study that vary, those that cannot vary here, and what the draws say.

    Attributes
    ----------
    stated
        Whether the study or its method states the choices; else only weights vary, by a quarter.
    factors
        Choices that vary.
    idle
        A remark on each that does not vary anything here.
    uncertainty
        None where nothing varies, or a draw failed.
    failed
        Why a draw cannot be computed.
    """

    asked: Robustness
    stated: bool
    factors: tuple[Factor, ...]
    idle: tuple[Fault, ...]
    uncertainty: Uncertainty | None
    failed: tuple[Fault, ...] = ()

    @property
    def choices(self) -> tuple[Choice, ...]:
        """Choices that vary."""
        return tuple(factor.choice for factor in self.factors)

    @property
    def top(self) -> int:
        """Size of the benchmark that chances are given for."""
        return self.asked.top or 1

    def spread(self, node: str) -> Spread | None:
        """What the draws made of a node; None where they were not asked."""
        return None if self.uncertainty is None else self.uncertainty.spreads.get(node)

    def score_interval(self, node: str, position: int) -> tuple[float, float]:
        """Interval of a subject's score on a node; NaN where there is none."""
        spread = self.spread(node)
        return (math.nan, math.nan) if spread is None else (float(spread.low[position]), float(spread.high[position]))

    def rank_interval(self, node: str, position: int) -> tuple[float, float]:
        """Interval of a subject's place on a node, whole places; NaN where there is none."""
        spread = self.spread(node)
        if spread is None:
            return math.nan, math.nan
        return float(np.floor(spread.rank_low[position])), float(np.ceil(spread.rank_high[position]))


def robust(study: Study, wave: WaveResult, *, guarded: bool, held: Callable[[Frame], Frame] | None = None) -> Robust:
    """Draw the uncertain choices of a wave.

    ``held`` makes again in resampled data what was changed in the wave by hand.

    Places are among those who take one: in a guarded edition the rows shown. A draw that cannot be computed leaves
    all without intervals, and the result says which draw and why.
    """
    asked, stated = asked_of(study, wave)
    factors, idle = _factors(study, wave, asked, held)
    if not factors:
        return Robust(asked, stated, (), tuple(idle), None)
    build = wave.build
    many = Many(build.frame, build.tree, tuple(build.log), uncertain_draws(factors, asked.draws, asked.seed))
    try:
        made = uncertainty(
            many,
            list(study.method.nodes),
            Reading(asked.interval, asked.top or 1, asked.separated, study.method.policies.ranking.ties),
            groups=_groups(study, wave) if guarded else wave.groups,
            weights=group_weights(study.method, build),
        )
    except StepError as error:
        return Robust(asked, stated, tuple(factors), tuple(idle), None, tuple(error.faults))
    if scales_differ(study.method, factors):
        made = _without_scores(made)
    return Robust(asked, stated, tuple(factors), tuple(idle), made)


def scales_differ(method: Method, factors: Sequence[Factor]) -> bool:
    """Whether the alternatives put scores on other scales, so that only their places can be held together."""
    choices = [factor.choice for factor in factors if isinstance(factor.choice, NormalisationChoice)]
    return any(other.kind != method.policies.normalisation.kind for one in choices for other in one.alternatives)


def _without_scores(made: Uncertainty) -> Uncertainty:
    nothing = {name: np.full_like(made.top, np.nan) for name in ("mean", "median", "low", "high")}
    spreads = {node: replace(spread, **nothing) for node, spread in made.spreads.items()}
    return replace(made, spreads=spreads, groups=(), group_pairs=())


def asked_of(study: Study, wave: WaveResult) -> tuple[Robustness, bool]:
    """Choices as the study states them, else its method, else the plain ones; and whether anybody stated them."""
    stated = study.settings.robustness or study.method.robustness
    asked = stated or PLAIN
    fits = max(FEWEST, MOST_CELLS // max(wave.build.frame.n, 1))
    changes = {"top": asked.top or study.method.policies.benchmark.top, "draws": min(asked.draws, fits)}
    return asked.model_copy(update=changes), stated is not None


def sensitive(study: Study, wave: WaveResult, known: Robust) -> Sensitivity | None:
    """Which of the choices matters; None where fewer than two vary."""
    if len(known.factors) < 2:
        return None
    build = wave.build
    return sensitivity(
        build.frame, build.tree, tuple(build.log), known.factors,
        base=known.asked.base, seed=known.asked.seed, ties=study.method.policies.ranking.ties,
    )  # fmt: skip


def without_each(study: Study, wave: WaveResult) -> list[Omitted]:
    """What becomes of the places when each part is left out."""
    build = wave.build
    return left_out(build.frame, build.tree, tuple(build.log), study.method.policies.ranking.ties)


def _factors(
    study: Study, wave: WaveResult, asked: Robustness, held: Callable[[Frame], Frame] | None
) -> tuple[list[Factor], list[Fault]]:
    observed = observed_of(study, wave.wave, wave.build.frame)
    again = observed.again
    if held is not None and again is not None:
        observed = replace(observed, again=lambda sets, seed: Held(again(sets, seed), held))
    return factors_of(asked.assumptions, study.method, wave.build, observed, asked.seed)


def _groups(study: Study, wave: WaveResult) -> list[Group]:
    """Groups of a guarded edition whose intervals give no withheld row away.

    The benchmark is left out where rows are withheld, for it is drawn among those shown.
    """
    hidden = ~wave.disclosure.visible
    least = 2 * max(study.method.policies.disclosure.min_group_n, 3)
    shown = [group for group in wave.groups if wave.disclosure.shows(group)]
    if not hidden.any():
        return shown
    concealed = [int(hidden[group.members].sum()) for group in shown]
    return [g for g, n in zip(shown, concealed, strict=True) if g.code != BENCHMARK and (n == 0 or n >= least)]
