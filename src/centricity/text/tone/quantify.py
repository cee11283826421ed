"""How much praise and blame there is, from a model that errs: counts put right by what is known of its errors."""

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import ArrayLike, NDArray

from centricity.errors import Fault, StepError
from centricity.text.tone.features import Floats

DRAWS: Final = 2000
LEAST: Final = 10
"""Labelled mentions that each class must have before its errors are known well enough."""

STEEPEST: Final = 20.0
"""Condition number of the error rates from which on the counts would follow noise."""


@dataclass(frozen=True)
class NetTone:
    """Net tone with its interval, and the shares it is made of.

    Attributes
    ----------
    value, low, high
        (praise - blame) / (praise + blame), from -1 to 1; NaN where there is neither.
    raw
        The same before the correction.
    shares
        Of -1, 0 and 1 after the correction.
    n
        Mentions told.
    labelled
        Mentions labelled by hand.
    """

    value: float
    low: float
    high: float
    raw: float
    shares: tuple[float, float, float]
    n: int
    labelled: int


def net_tone(counts: ArrayLike) -> float:
    """(praise - blame) / (praise + blame) of counts or shares of -1, 0 and 1; NaN where there is neither.

    Source: balance of opinion, as in net promoter and net sentiment scores.
    """
    blame, _, praise = np.asarray(counts, np.float64)
    return float((praise - blame) / (praise + blame)) if praise + blame > 0 else float("nan")


def corrected(told: ArrayLike, confusion: ArrayLike, *, level: float = 0.95, seed: int = 0) -> NetTone:
    """Net tone of a model's labels, put right by its errors on a hand-labelled sample.

    Parameters
    ----------
    told
        Mentions that the model labels -1, 0 and 1.
    confusion
        Hand-labelled mentions: rows are the true -1, 0 and 1, columns the told ones.
    level
        Of the interval, which carries both the sample of mentions and that of the labels.
    seed
        Of the draws.

    Returns
    -------
    NetTone
        Shares p solve told = p R with R the rates of `confusion` by row; they are kept within 0 and 1.

    Raises
    ------
    StepError
        A true class with fewer than `LEAST` labels, or rates that hardly tell the classes apart.

    Notes
    -----
    Adjusted classify and count: Gart and Buck (1966), Forman (2008).
    """
    counts, table = np.asarray(told, np.float64), np.asarray(confusion, np.float64)
    _enough(table)
    if not counts.sum():
        return _summed(counts, np.zeros(0), counts, table, level)
    shares = _solved(counts / counts.sum(), _rates(table))
    return _summed(shares, _drawn(counts, table, seed), counts, table, level)


def _summed(shares: Floats, drawn: Floats, counts: Floats, table: Floats, level: float) -> NetTone:
    """The value with the quantiles of its draws; missing where there is neither praise nor blame."""
    value, drawn = net_tone(shares), drawn[np.isfinite(drawn)]
    low = high = float("nan")
    if np.isfinite(value) and len(drawn):
        tail = (1 - level) / 2
        low, high = (float(bound) for bound in np.quantile(drawn, [tail, 1 - tail]))
    told = (float(shares[0]), float(shares[1]), float(shares[2]))
    return NetTone(
        value, min(low, value), max(high, value), net_tone(counts), told, int(counts.sum()), int(table.sum())
    )


def _enough(table: Floats) -> None:
    for label, have in zip((-1, 0, 1), table.sum(axis=1), strict=True):
        if have < LEAST:
            raise StepError([Fault("text.tone_sample_small", fields={"label": label, "n": int(have), "least": LEAST})])
    steepness = float(np.linalg.cond(_rates(table)))
    if not steepness <= STEEPEST:
        raise StepError(
            [Fault("text.tone_matrix", fields={"steepness": round(min(steepness, 1e6), 1), "limit": STEEPEST})]
        )


def _rates(table: Floats) -> Floats:
    return np.asarray(table / table.sum(axis=-1, keepdims=True))


def _solved(told: Floats, rates: Floats) -> Floats:
    """Shares of the classes; what falls outside 0 and 1 is brought to the nearest shares."""
    return _nearest(np.linalg.solve(np.swapaxes(rates, -1, -2), told[..., None])[..., 0])


def _nearest(point: NDArray[np.floating]) -> Floats:
    """The nearest point with no negative part and the sum one (Duchi et al., 2008)."""
    order = np.sort(point, axis=-1)[..., ::-1]
    excess = (np.cumsum(order, axis=-1) - 1) / np.arange(1, point.shape[-1] + 1)
    last = (order > excess).sum(axis=-1, keepdims=True) - 1
    return np.asarray(np.maximum(point - np.take_along_axis(excess, last, axis=-1), 0.0))


def _drawn(counts: Floats, table: Floats, seed: int) -> Floats:
    """Net tones under draws of the mentions and of the labels, the latter with half a label added to each cell."""
    random = np.random.default_rng(seed)
    total = int(counts.sum())
    told = random.multinomial(total, counts / total, DRAWS) / total
    rates = np.stack([random.dirichlet(row + 0.5, DRAWS) for row in table], axis=1)
    sound = np.linalg.cond(rates) < 10 * STEEPEST
    shares = _solved(told[sound], rates[sound])
    tone = shares[:, 2] + shares[:, 0]
    return np.asarray(((shares[:, 2] - shares[:, 0])[tone > 0]) / tone[tone > 0])


def shares_by_em(probabilities: ArrayLike, priors: ArrayLike, *, steps: int = 200) -> NDArray[np.float64]:
    """Shares of the classes in a set whose shares differ from those the probabilities were calibrated on.

    Source: Saerens, Latinne and Decaestecker (2002).
    """
    chances, prior = np.asarray(probabilities, np.float64), np.asarray(priors, np.float64)
    shares = prior.copy()
    for _ in range(steps):
        weighed = chances * (shares / prior)
        renewed = (weighed / weighed.sum(axis=1, keepdims=True)).mean(axis=0)
        if np.abs(renewed - shares).max() < 1e-7:
            break
        shares = renewed
    return np.asarray(shares)


def corrected_within(told: ArrayLike, confusion: ArrayLike, *, level: float = 0.95, seed: int = 0) -> NetTone:
    """Net tone put right by a hand-labelled sample of these very mentions, drawn at random or by the told label.

    Needs no inversion and is steadier than `corrected`; it holds only where the sample is from the same company, period
    and kind of source, because it takes over how often each told label is true there.

    Parameters
    ----------
    told, confusion, level, seed
        As for `corrected`.

    Raises
    ------
    StepError
        A told class that occurs and has fewer than `LEAST` labels.

    Notes
    -----
    Post-stratification by the told label; Buonaccorsi (2010), reclassification probabilities.
    """
    counts, table = np.asarray(told, np.float64), np.asarray(confusion, np.float64)
    for label, n, have in zip((-1, 0, 1), counts, table.sum(axis=0), strict=True):
        if n and have < LEAST:
            raise StepError([Fault("text.tone_sample_small", fields={"label": label, "n": int(have), "least": LEAST})])
    total = counts.sum()
    if not total:
        return _summed(counts, np.zeros(0), counts, table, level)
    shares = counts / total @ _rates(np.where(table.sum(axis=0) > 0, table, 1.0).T)
    random = np.random.default_rng(seed)
    true = np.stack([random.dirichlet(row + 1 / 3, DRAWS) for row in table.T], axis=1)
    drawn = np.einsum("dt,dtc->dc", random.multinomial(int(total), counts / total, DRAWS) / total, true)
    return _summed(shares, np.array([net_tone(row) for row in drawn]), counts, table, level)
