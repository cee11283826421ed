"""Weights that bring a sample to the known make-up of the people it speaks for."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from centricity.errors import Fault, StepError

Floats = NDArray[np.float64]
Ranks = NDArray[np.intp]
Codes = NDArray[Any]
Margin = tuple[Ranks, Floats]

_TOLERANCE = 1e-10
_ROUNDS = 2000


@dataclass(frozen=True)
class Raked:
    """Weights of shape (n,), 1 on average over the people, and what they cost.

    Attributes
    ----------
    effective_n
        Kish's effective sample size: as many unweighted answers would tell as much.
    design_effect
        Answers divided by effective answers, 1 or more.
    iterations
        Rounds over all margins until every share was met to 1e-10.
    """

    weights: Floats
    effective_n: float
    design_effect: float
    iterations: int


def effective_n(weights: Floats, counts: Floats | None = None) -> float:
    """Kish's effective sample size (1965, section 11.7).

    Parameters
    ----------
    weights
        Shape (n,), not negative; of one person each.
    counts
        Shape (n,), how many people each row stands for; 1 where left out.

    Returns
    -------
    float
        0 where nobody has a weight.
    """
    people = np.ones(len(weights)) if counts is None else counts
    squares = float((people * weights**2).sum())
    return float((people * weights).sum()) ** 2 / squares if squares else 0.0


def rake(
    categories: Mapping[str, Codes],
    targets: Mapping[str, Mapping[Any, float]],
    counts: Floats | None = None,
    base: Floats | None = None,
    largest: float | None = None,
) -> Raked:
    """Rake a sample to known shares, one margin after the other, until all are met.

    Parameters
    ----------
    categories
        For each margin the codes of the rows, shape (n,); no missing codes.
    targets
        For each margin the share of every code among the people, adding up to 1.
    counts
        Shape (n,), how many people each row stands for; 1 where left out.
    base
        Shape (n,), design weights to start from, not negative; equal where left out.
    largest
        No weight goes beyond so many times the average; no bound where left out.

    Raises
    ------
    StepError
        With every share that does not add up, every target nobody has, every code without a target; or
        where the shares cannot all be met, with the margin that is furthest off.

    References
    ----------
    Deming and Stephan (1940), Annals of Mathematical Statistics 11, 427-444.
    """
    people = _people(categories, counts)
    start = np.ones(len(people)) if base is None else np.asarray(base, dtype=np.float64)
    faults = [fault for name in targets for fault in _faults(name, categories[name], targets[name], people, start)]
    if faults:
        raise StepError(faults)
    margins = {name: _margin(categories[name], targets[name]) for name in targets}
    weights, iterations = _fit(margins, people, start, largest)
    effective = effective_n(weights, people)
    return Raked(weights, effective, float(people.sum()) / effective, iterations)


def _people(categories: Mapping[str, Codes], counts: Floats | None) -> Floats:
    rows = len(next(iter(categories.values())))
    return np.ones(rows) if counts is None else np.asarray(counts, dtype=np.float64)


def _faults(name: str, codes: Codes, shares: Mapping[Any, float], people: Floats, base: Floats) -> list[Fault]:
    """Everything that keeps one margin from being raked to its shares."""
    found = []
    total = float(sum(shares.values()))
    if min(shares.values(), default=0) < 0 or not abs(total - 1) < 1e-6:
        found.append(Fault("stats.target_sum", fields={"margin": name, "total": total}))
    present, place = np.unique(codes, return_inverse=True)
    heads, masses = (
        dict(zip(present.tolist(), np.bincount(place, mass, len(present)).tolist(), strict=True))
        for mass in (people, people * base)
    )
    for code, share in shares.items():
        if share > 0 and not masses.get(code):
            found.append(Fault("stats.target_empty", fields={"margin": name, "code": code, "share": share}))
    for code, count in heads.items():
        if code not in shares:
            found.append(Fault("stats.target_missing", fields={"margin": name, "code": code, "count": count}))
    return found


def _margin(codes: Codes, shares: Mapping[Any, float]) -> Margin:
    present, place = np.unique(codes, return_inverse=True)
    wanted = np.array([shares[code] for code in present.tolist()], dtype=np.float64)
    return place, wanted / wanted.sum()


def _fit(margins: Mapping[str, Margin], people: Floats, base: Floats, largest: float | None) -> tuple[Floats, int]:
    weights, total = base, people.sum()
    for iteration in range(1, _ROUNDS + 1):
        for place, wanted in margins.values():
            weights = weights * _factors(weights * people, place, wanted * total)[place]
        if largest is not None:
            weights = np.minimum(weights, largest)
        misses = {name: _miss(weights * people / total, margin) for name, margin in margins.items()}
        if max(misses.values(), default=0) < _TOLERANCE:
            return weights, iteration
    worst = max(misses, key=lambda name: misses[name])
    raise StepError([Fault("stats.rake_stuck", fields={"margin": worst, "miss": misses[worst], "rounds": _ROUNDS})])


def _factors(mass: Floats, place: Ranks, wanted: Floats) -> Floats:
    held = np.bincount(place, mass, len(wanted))
    # a code that nobody has and nobody should have
    return np.divide(wanted, held, out=np.zeros(len(wanted)), where=held > 0)


def _miss(mass: Floats, margin: Margin) -> float:
    place, wanted = margin
    return float(np.abs(np.bincount(place, mass, len(wanted)) - wanted).max())
