"""A sample that asks most where the model sees tone, and the net tone that it makes of the model's chances."""

from dataclasses import dataclass
from statistics import NormalDist
from typing import Final

import numpy as np
from numpy.typing import ArrayLike, NDArray

from centricity.errors import Fault, MisuseError
from centricity.text.tone.features import Floats
from centricity.text.tone.quantify import LEAST, NetTone, net_tone

Ints = NDArray[np.int64]

_FLOOR: Final = 0.05
"""Chance of tone below which a mention is not thought to have less: models overlook some."""


@dataclass(frozen=True)
class Drawn:
    """Mentions to label.

    Attributes
    ----------
    at
        Their places among all mentions, in order.
    chance
        With what chance each was drawn; one over it is how many mentions it stands for.
    """

    at: Ints
    chance: Floats


def draw_by_chance(chances: ArrayLike, n: int, seed: int) -> Drawn:
    """Draw mentions of one company, the more often the more likely the model thinks that they carry tone.

    Parameters
    ----------
    chances
        The model's probabilities of -1, 0 and 1, shape (m, 3).
    n
        How many; all where there are no more.
    seed
        The same seed and chances give the same sample.

    Raises
    ------
    MisuseError
        `n` is below one.

    Notes
    -----
    Systematic sampling in random order with chances in proportion to the standard deviation that the model expects:
    Särndal, Swensson and Wretman (1992), Model assisted survey sampling, 3.6 and 12.2.
    """
    if n < 1:
        raise MisuseError([Fault("text.tone_sample_size", fields={"n": n})])
    told = np.asarray(chances, np.float64).reshape(-1, 3)
    if n >= len(told):
        return Drawn(np.arange(len(told)), np.ones(len(told)))
    chance = _capped(np.sqrt(np.clip(told[:, 0] + told[:, 2], _FLOOR, 1.0)), n)
    random = np.random.default_rng(seed)
    order = random.permutation(len(told))
    steps = np.arange(n) + random.random()
    chosen = np.searchsorted(np.cumsum(chance[order]), steps, side="right")
    at = np.unique(order[np.minimum(chosen, len(told) - 1)])
    return Drawn(at, chance[at])


def _capped(size: Floats, n: int) -> Floats:
    """Chances in proportion to sizes that sum to n, none above one."""
    sure = np.zeros(len(size), dtype=bool)
    while True:
        chance = np.where(sure, 1.0, size * (n - sure.sum()) / size[~sure].sum())
        above = ~sure & (chance >= 1)
        if not above.any():
            return chance
        sure |= above


def corrected_by_chance(chances: ArrayLike, drawn: Drawn, labels: ArrayLike, *, level: float = 0.95) -> NetTone:
    """Net tone of one company: what the model expects, and what the labels of a sample say that it is off by.

    Parameters
    ----------
    chances
        Those that the sample was drawn by.
    drawn
        What `draw_by_chance` gave.
    labels
        The true -1, 0 or 1 of each drawn mention.
    level
        Of the interval; with fewer than ten labels of tone it is the whole range.

    Returns
    -------
    NetTone
        `raw` is the net tone of the chances alone.

    Raises
    ------
    MisuseError
        Not one label for each drawn mention, or others than -1, 0 and 1.

    Notes
    -----
    Difference estimator of a ratio, its variance by linearisation: Särndal, Swensson and Wretman (1992), 6.3 and 5.6.
    """
    told, truth = np.asarray(chances, np.float64).reshape(-1, 3), np.asarray(labels, np.int64)
    if len(truth) != len(drawn.at) or not np.isin(truth, (-1, 0, 1)).all():
        raise MisuseError([Fault("text.tone_drawn", fields={"drawn": len(drawn.at), "labels": len(truth)})])
    off = (truth[:, None] == np.array([-1, 1])) - told[drawn.at][:, [0, 2]]
    blame, praise = np.maximum(told[:, [0, 2]].sum(axis=0) + (off / drawn.chance[:, None]).sum(axis=0), 0.0).tolist()
    total = max(len(told), 1)
    shares = (blame / total, 1 - (blame + praise) / total, praise / total)
    value = net_tone(shares)
    reach = 2.0
    if (truth != 0).sum() >= LEAST and blame + praise > 0:
        rest = (off[:, 1] - off[:, 0] - value * off.sum(axis=1)) / drawn.chance
        spread = float(np.sqrt(((1 - drawn.chance) * rest**2).sum())) / (blame + praise)
        reach = NormalDist().inv_cdf((1 + level) / 2) * spread
    low, high = (float(np.clip(value + side * reach, -1, 1)) for side in (-1, 1))
    return NetTone(value, low, high, net_tone(told.sum(axis=0)), shares, len(told), len(truth))
