# ruff: noqa: N803  the literature calls the age of a customer T
"""Predictive customer lifetime value: purchases to be expected times spend to be expected, with its interval."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from centricity.errors import Fault
from centricity.metrics.lifetime import bg_nbd, pareto_nbd
from centricity.metrics.lifetime.bg_nbd import BgNbd
from centricity.metrics.lifetime.check import (
    DRAWS,
    FEWEST_DRAWS,
    FINITE,
    NOT_NEGATIVE,
    POSITIVE,
    columns,
    history_faults,
    option_faults,
    refuse,
)
from centricity.metrics.lifetime.gamma_gamma import GammaGamma, spend_ahead, spend_faults
from centricity.metrics.lifetime.histories import Histories
from centricity.metrics.lifetime.pareto_nbd import ParetoNbd
from centricity.stats.estimate import Estimate

Floats = NDArray[np.float64]

CELLS = 2_000_000  # customers by draws held at once
CONFIDENCE = 0.95
NODES = 16


@dataclass(frozen=True)
class Cltv:
    """Expected value of each customer, shape (n,), its interval, and the same of all together."""

    value: Floats
    low: Floats
    high: Floats
    total: Estimate


@dataclass(frozen=True)
class _Asked:
    """Customers, those with equal histories side by side; their places in the input; what a purchase leaves."""

    rows: Histories
    spend: Floats
    order: NDArray[np.intp]
    margin: float
    confidence: float
    each: bool


Ahead = Callable[[Floats, Histories, Histories, NDArray[np.intp]], Floats]


def predictive_cltv(  # noqa: PLR0913  two models, a history of three columns, and what is asked
    purchases: BgNbd | ParetoNbd,
    spend: GammaGamma,
    x: ArrayLike,
    t_x: ArrayLike,
    T: ArrayLike,
    mean_spend: ArrayLike,
    *,
    horizon: float,
    margin: float = 1.0,
    discount: float = 0.0,
    draws: int = 200,
    seed: int = 0,
    confidence: float = CONFIDENCE,
    each: bool = True,
) -> Cltv:
    """Value to be expected of customers over a horizon.

    Parameters
    ----------
    purchases, spend
        Fitted models.
    x, t_x, T
        Shape (n,), histories in the unit of time of the model of purchases.
    mean_spend
        Shape (n,), of repeat purchases; not looked at, and may be missing, where x is 0: there the mean spend of all
        customers stands for it.
    horizon
        How far ahead, in the same unit of time.
    margin
        Share of spend that is margin.
    discount
        Per unit of time, not negative; 0.01 is 1 %. Time is cut into steps of one unit, the last may be shorter, and
        the purchases of a step are discounted from its middle.
    draws
        Of the parameters, for the intervals.
    seed
        Of the draws.
    confidence
        Coverage of the intervals, 0 to 1.
    each
        Whether the interval of each customer is asked for; where it is not, ``low`` and ``high`` are NaN, and all the
        rest is the same in less time.

    Returns
    -------
    Cltv
        Values in the unit of spend, with their intervals.

    Raises
    ------
    StepError
        With every fault found (``lifetime.*``).

    Notes
    -----
    The intervals are of the *expected* value: they hold what is not known of the parameters, drawn from the normal
    distribution of their logarithms, and shrink as customers are added to the fit. With few customers the parameters
    may be so little known that draws of them leave spend without a mean, and the interval is open upwards, or cannot
    be computed, and it is missing; the ``warnings`` of the total say so. What a single customer will in
    fact spend scatters far more widely, and so does, by less, what all of them will; that is not in the intervals,
    nor is the doubt whether the models hold.

    Purchases and spend are taken to be independent; see ``GammaGamma.correlation``. Memory is bounded: customers are
    taken in blocks, and those with the same history are computed once.
    """
    found = columns({"x": x, "t_x": t_x, "T": T, "mean_spend": mean_spend})
    n, recency, age, paid = found.values()
    faults = [*_option_faults(horizon, margin, discount, draws), *_mean_faults(spend, n)]
    refuse([*faults, *history_faults(n, recency, age), *spend_faults(n, paid)])
    order = np.lexsort((paid, age, recency, n))
    rows = Histories(n.astype(np.int64), recency, age, np.ones(len(n))).rows(order)
    rng = np.random.default_rng(seed)
    first, second = _drawn(purchases, draws, rng), _drawn(spend, draws, rng)
    asked = _Asked(rows, paid[order], order, float(margin), confidence, each)
    return _valued(asked, _ahead(purchases, float(horizon), float(discount)), first, second)


def _option_faults(horizon: float, margin: float, discount: float, draws: int) -> list[Fault]:
    return [
        *option_faults("horizon", horizon, POSITIVE, fits=0 < horizon < np.inf),
        *option_faults("margin", margin, FINITE, fits=bool(np.isfinite(margin))),
        *option_faults("discount", discount, NOT_NEGATIVE, fits=0 <= discount < np.inf),
        *option_faults("draws", draws, DRAWS, fits=draws >= FEWEST_DRAWS),
    ]


def _mean_faults(spend: GammaGamma, x: Floats) -> list[Fault]:
    once = int((x == 0).sum())
    if spend.q > 1 or once == 0:
        return []
    return [Fault("lifetime.no_mean_spend", fields={"q": spend.q, "count": once})]


def _drawn(model: BgNbd | ParetoNbd | GammaGamma, draws: int, rng: np.random.Generator) -> Floats:
    """Parameters of shape (1 + draws, k): the estimates, then draws of what they might be."""
    logs = np.log(model.parameters)
    scatter = rng.standard_normal((draws, len(logs))) @ np.linalg.cholesky(model.covariance).T
    with np.errstate(over="ignore"):
        drawn: Floats = np.exp(np.vstack([logs, logs + scatter]))
    return drawn


def _valued(asked: _Asked, ahead: Ahead, first: Floats, second: Floats) -> Cltv:
    n = len(asked.rows)
    value, low, high, totals = np.empty(n), np.full(n, np.nan), np.full(n, np.nan), np.zeros(len(first))
    for cut in _cuts(n, len(first)):
        cells = _cells(asked, cut, ahead, first, second)
        totals += cells.sum(axis=1)
        place = asked.order[cut]
        value[place] = cells[0]
        if asked.each:
            low[place], high[place] = _interval(cells[1:], asked.confidence)
    if not np.isfinite(totals[0]):
        refuse([Fault("lifetime.not_valued", fields={"count": int((~np.isfinite(value)).sum())})])
    bounds = _interval(totals[1:, None], asked.confidence)
    ends, warnings = (float(bounds[0, 0]), float(bounds[1, 0])), _warnings(totals[1:], bounds)
    return Cltv(value, low, high, Estimate(float(totals[0]), *ends, n, "parameter draws", warnings))


def _warnings(drawn: Floats, bounds: Floats) -> tuple[Fault, ...]:
    """Why there is no interval, or one that is open."""
    count = int(np.isnan(drawn).sum())
    if np.isnan(bounds).any():
        told = {"count": count, "draws": len(drawn)}
        return (Fault("lifetime.no_interval", fields=told, severity="warning"),)
    if np.isinf(bounds).any():
        told = {"count": int(np.isinf(drawn).sum()), "draws": len(drawn)}
        return (Fault("lifetime.open_interval", fields=told, severity="warning"),)
    return ()


def _cuts(n: int, cells_each: int) -> list[slice]:
    size = max(1, CELLS // cells_each)
    return [slice(start, start + size) for start in range(0, n, size)]


def _interval(drawn: Floats, confidence: float) -> Floats:
    """Interval of each column of shape (draws, n), as (2, n).

    A draw under which the model cannot be computed may be anything: it counts against both ends, and where there are
    too many of them no interval is told.
    """
    tail = (1 - confidence) / 2
    unknown = np.isnan(drawn)
    # no mean of two draws: where q <= 1 is drawn the spend of newcomers is infinite
    low, high = (
        np.quantile(np.where(unknown, stands, drawn), share, axis=0, method="inverted_cdf")
        for stands, share in ((-np.inf, tail), (np.inf, 1 - tail))
    )
    told = unknown.mean(axis=0) < tail
    bounds: Floats = np.where(told, np.stack([low, high]), np.nan)
    return bounds


def _cells(asked: _Asked, cut: slice, ahead: Ahead, first: Floats, second: Floats) -> Floats:
    """Values of some customers under each set of parameters, shape (sets, customers)."""
    rows, spend = asked.rows.rows(cut), asked.spend[cut]
    changes = (np.diff(rows.x) != 0) | (np.diff(rows.t_x) != 0) | (np.diff(rows.age) != 0)
    new = np.append([True], changes)
    distinct, place = rows.rows(new), np.cumsum(new) - 1
    pairs = _by_age(distinct)
    with np.errstate(over="ignore", invalid="ignore", divide="ignore"):
        bought = np.stack([ahead(parameters, distinct, *pairs) for parameters in first])[:, place]
        bought[~np.isfinite(bought) | (bought < 0)] = np.nan  # parameters so far off that the model cannot be computed
        spent = np.stack([spend_ahead(parameters, rows.x.astype(np.float64), spend) for parameters in second])
        worth: Floats = asked.margin * np.where((bought == 0) & np.isinf(spent), 0.0, bought * spent)
    return worth


def _by_age(rows: Histories) -> tuple[Histories, NDArray[np.intp]]:
    """Rows that differ in purchases or age, which alone tell what one who is alive will do; the place of each row."""
    order = np.lexsort((rows.age, rows.x))
    x, age = rows.x[order], rows.age[order]
    new = np.append([True], (np.diff(x) != 0) | (np.diff(age) != 0))
    place = np.empty(len(rows), dtype=np.intp)
    place[order] = np.cumsum(new) - 1
    return rows.rows(order[new]), place


def _ahead(model: BgNbd | ParetoNbd, horizon: float, discount: float) -> Ahead:
    """Discounted purchases to be expected over the horizon, given parameters and histories."""
    room, scale = (bg_nbd, 1) if isinstance(model, BgNbd) else (pareto_nbd, 3)

    def purchases(parameters: Floats, rows: Histories, pairs: Histories, place: NDArray[np.intp]) -> Floats:
        times, weights = _instants(horizon, discount, parameters[scale])
        alive = room.purchases_if_alive
        found = sum(weight * alive(parameters, t, pairs) for t, weight in zip(times, weights, strict=True))
        discounted: Floats = room.alive(parameters, rows) * np.asarray(found)[place]
        return discounted

    return purchases


def _instants(horizon: float, discount: float, scale: float) -> tuple[Floats, Floats]:
    """Times at which to ask for purchases so far, and the weights with which they add up to what is discounted.

    Summed by parts, the discounted purchases of all steps are a weighted sum of purchases so far. These are so
    smooth in ``ln(1 + t / scale)`` that past a few steps they are interpolated from sixteen Chebyshev points.
    """
    if discount == 0:
        return np.array([horizon]), np.ones(1)
    edges = np.minimum(np.arange(np.ceil(horizon) + 1), horizon)
    factors = (1 + discount) ** -((edges[1:] + edges[:-1]) / 2)
    weights = factors - np.append(factors[1:], 0.0)
    if len(weights) <= NODES:
        return edges[1:], weights
    points, top = np.polynomial.chebyshev.chebpts1(NODES), np.log1p(horizon / scale)
    known = np.polynomial.chebyshev.chebvander(points, NODES - 1)
    wanted = np.polynomial.chebyshev.chebvander(2 * np.log1p(edges[1:] / scale) / top - 1, NODES - 1)
    return scale * np.expm1((points + 1) / 2 * top), weights @ wanted @ np.linalg.inv(known)
