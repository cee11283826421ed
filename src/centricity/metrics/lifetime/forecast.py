# ruff: noqa: N803  the literature calls the age of a customer T
"""What each customer may do: chance to be there, chance to come again, purchases and value over a horizon."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import hyp2f1

from centricity.errors import Fault, StepError
from centricity.metrics.lifetime import bg_nbd, pareto_nbd
from centricity.metrics.lifetime.check import POSITIVE, columns, history_faults, option_faults, refuse
from centricity.metrics.lifetime.gamma_gamma import spend_ahead, spend_faults
from centricity.metrics.lifetime.histories import Histories

Floats = NDArray[np.float64]

BG_NBD, PARETO_NBD, GAMMA_GAMMA = ("r", "alpha", "a", "b"), ("r", "alpha", "s", "beta"), ("p", "q", "v")
LEAST, MOST = 0.0, 1.0


@dataclass(frozen=True)
class CustomerForecast:
    """What is expected of each customer over a horizon; every column has shape (n,), in the order of the input.

    Attributes
    ----------
    alive
        Chance that the customer has not left for good, 0 to 1.
    again
        Chance of at least one purchase within the horizon, 0 to 1; never above ``alive``.
    purchases
        Mean number of purchases within the horizon.
    spend
        Mean spend per purchase, in the unit of spend.
    value
        ``purchases`` times ``spend``.
    """

    alive: Floats
    again: Floats
    purchases: Floats
    spend: Floats
    value: Floats


def forecast_customers(
    parameters: Mapping[str, float],
    x: ArrayLike,
    t_x: ArrayLike,
    T: ArrayLike,
    mean_spend: ArrayLike,
    *,
    horizon: float,
) -> CustomerForecast:
    """Purchases and value to be expected of each customer over a horizon, from fitted parameters.

    Parameters
    ----------
    parameters
        By name, all above zero: ``r``, ``alpha``, ``a``, ``b`` of BG/NBD, or ``r``, ``alpha``, ``s``, ``beta`` of
        Pareto/NBD, as ``fit_bg_nbd`` and ``fit_pareto_nbd`` find them, and ``p``, ``q``, ``v`` of Gamma-Gamma, as
        ``fit_gamma_gamma`` does. Others are not looked at, so that the parts of the metric ``predictive_cltv`` will
        do. ``alpha`` and ``beta`` are in the unit of time of the histories, ``v`` is in the unit of spend.
    x
        Shape (n,), repeat purchases: whole, not negative.
    t_x
        Shape (n,), time from the first purchase to the last; 0 where and only where ``x`` is 0.
    T
        Shape (n,), time from the first purchase to the end of the observation, above zero, in the unit of ``t_x``.
    mean_spend
        Shape (n,), mean spend of repeat purchases, above zero; not looked at, and may be missing, where ``x`` is 0:
        there the mean of all customers stands for it. Elsewhere a missing value is a fault.
    horizon
        How far ahead, above zero, in the same unit of time.

    Returns
    -------
    CustomerForecast
        Columns of shape (n,); nothing in them is missing. Nobody gives columns of no rows.

    Raises
    ------
    StepError
        With every fault found, among them those of every row (``lifetime.*``): parameters that are missing or not
        above zero; a horizon, histories or spend that do not fit; no mean spend (``q`` of 1 or less) for customers
        without repeat purchases.

    Notes
    -----
    Time and memory grow with n alone. The expectations are means over all who have the same history: what one of
    them will do scatters widely. Purchases and spend are taken to be independent.

    References
    ----------
    Purchases: Fader, Hardie, Lee (2005), "Counting Your Customers" the Easy Way, equation (10); Fader, Hardie (2005),
    A Note on Deriving the Pareto/NBD Model. Spend: Fader, Hardie (2013), The Gamma-Gamma Model of Monetary Value,
    equation (5). The chance to come again is 1 less the chance that whoever is alive buys nothing: under BG/NBD
    nobody leaves before buying, so it is ``((alpha + T) / (alpha + T + t)) ** (r + x)``; under Pareto/NBD it is that
    of Fader, Hardie (2014), Deriving the Conditional PMF of the Pareto/NBD Model, at nought.
    """
    names = BG_NBD if "a" in parameters else PARETO_NBD
    found = columns({"x": x, "t_x": t_x, "T": T, "mean_spend": mean_spend})
    n, recency, age, paid = found.values()
    faults = [
        *_parameter_faults(parameters, names),
        *option_faults("horizon", horizon, POSITIVE, fits=0 < horizon < np.inf),
        *history_faults(n, recency, age),
        *spend_faults(n, paid),
    ]
    refuse(faults)
    rows = Histories(n.astype(np.int64), recency, age, np.ones(len(n)))
    buying, spending = (np.array([float(parameters[name]) for name in each]) for each in (names, GAMMA_GAMMA))
    _refuse_no_mean(spending[1], n)
    return _forecast(buying, spending, rows, paid, float(horizon), leaves_after_buying=names is BG_NBD)


def _parameter_faults(parameters: Mapping[str, float], names: tuple[str, ...]) -> list[Fault]:
    found = []
    for name in (*names, *GAMMA_GAMMA):
        value = parameters.get(name, np.nan)
        found += option_faults(name, value, POSITIVE, fits=bool(np.isfinite(value) and value > 0))
    return found


def _refuse_no_mean(q: float, x: Floats) -> None:
    once = int((x == 0).sum())
    if q <= 1 and once:
        raise StepError([Fault("lifetime.no_mean_spend", fields={"q": float(q), "count": once})])


def _forecast(
    buying: Floats, spending: Floats, rows: Histories, paid: Floats, horizon: float, *, leaves_after_buying: bool
) -> CustomerForecast:
    room = bg_nbd if leaves_after_buying else pareto_nbd
    silent = _silent_bg_nbd if leaves_after_buying else _silent_pareto_nbd
    alive = room.alive(buying, rows)
    again = alive * np.clip(1 - silent(buying, horizon, rows), LEAST, MOST)
    purchases = alive * room.purchases_if_alive(buying, horizon, rows)
    spend = spend_ahead(spending, rows.x.astype(np.float64), paid)
    return CustomerForecast(alive, again, purchases, spend, purchases * spend)


def _silent_bg_nbd(parameters: Floats, t: float, rows: Histories) -> Floats:
    """Chance of whoever is alive to buy nothing in the next ``t``, shape (n,)."""
    r, alpha, _, _ = parameters
    chance: Floats = np.exp(-(r + rows.x) * np.log1p(t / (alpha + rows.age)))
    return chance


def _silent_pareto_nbd(parameters: Floats, t: float, rows: Histories) -> Floats:
    """The same where one may leave at any time: neither buys nor leaves, or leaves before buying."""
    r, alpha, s, beta = parameters
    shape, one, other = r + rows.x, alpha + rows.age, beta + rows.age
    stays = np.exp(-shape * np.log1p(t / one) - s * np.log1p(t / other))
    leaves = _leaves_first(shape, s, one, other) - stays * _leaves_first(shape, s, one + t, other + t)
    chance: Floats = stays + leaves
    return chance


def _leaves_first(shape: Floats, s: float, alpha: Floats, beta: Floats) -> Floats:
    """Chance to leave before the next purchase, however long it takes: the mean of ``mu / (lambda + mu)``.

    ``lambda`` is gamma with ``shape`` and ``alpha``, ``mu`` with ``s`` and ``beta``. The larger rate is taken out, and
    Euler's transformation leaves series whose terms do not grow with the number of purchases.
    """
    more = alpha >= beta
    left = np.where(more, beta / alpha, alpha / beta)
    series = hyp2f1(np.where(more, shape, s + 1), 1.0, shape + s + 1, 1 - left)
    chance: Floats = s / (shape + s) * np.where(more, 1.0, left) * series
    return chance
