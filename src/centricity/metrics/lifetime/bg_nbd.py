# ruff: noqa: N803  the literature calls the age of a customer T
"""The BG/NBD model of repeat purchases: Poisson while alive, may leave after any purchase."""

from dataclasses import dataclass
from functools import partial

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import expit, gammaln, hyp2f1, polygamma, psi

from centricity.errors import StepError
from centricity.metrics.lifetime.fit import BLOCK, LogLikelihood, Maximum, maximise, over_blocks
from centricity.metrics.lifetime.histories import (
    Histories,
    customers,
    customers_by,
    histories,
    levels,
    merged,
    periods,
    sampled,
)

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]

START = np.array([1.0, 1.0, 1.0, 2.0])
NEAR = 1e-4
ALIKE = 1_000.0  # a + b from which customers hardly differ in the chance to leave


@dataclass(frozen=True)
class BgNbd:
    """A fitted BG/NBD model.

    Attributes
    ----------
    r, alpha
        Shape, and rate in the unit of time of the data, of the gamma distribution of purchase rates.
    a, b
        Parameters of the beta distribution of the chance to leave after a purchase.
    log_likelihood
        At the maximum, of all customers.
    n
        Customers.
    covariance
        Shape (4, 4), of the logarithms of r, alpha, a, b, from the observed information.
    standard_errors
        Shape (4,), of r, alpha, a, b themselves, by the delta method.
    iterations
        Newton steps on all rows.

    References
    ----------
    Fader, Hardie, Lee (2005), "Counting Your Customers" the Easy Way: An Alternative to the Pareto/NBD Model,
    Marketing Science 24 (2).
    """

    r: float
    alpha: float
    a: float
    b: float
    log_likelihood: float
    n: int
    covariance: Floats
    standard_errors: Floats
    iterations: int

    @property
    def parameters(self) -> Floats:
        """r, alpha, a, b as an array of shape (4,)."""
        return np.array([self.r, self.alpha, self.a, self.b])

    def expected_purchases(self, t: ArrayLike, x: ArrayLike, t_x: ArrayLike, T: ArrayLike) -> Floats:
        """Purchases to be expected of customers with these histories in the next ``t`` units of time.

        Parameters
        ----------
        t
            One number, or shape (n,); not negative.
        x, t_x, T
            Shape (n,), as in ``fit_bg_nbd``; a single customer may be numbers.

        Returns
        -------
        ndarray
            Shape (n,), equation (10) of the paper.

        Raises
        ------
        StepError
            With every fault of the histories, as in ``fit_bg_nbd``.
        """
        rows = customers(x, t_x, T)
        return alive(self.parameters, rows) * purchases_if_alive(self.parameters, periods(t), rows)

    def alive(self, x: ArrayLike, t_x: ArrayLike, T: ArrayLike) -> Floats:
        """Chance that each customer is still alive, shape (n,); 1 where there was no repeat purchase.

        The model lets nobody leave but after a repeat purchase. Errors as in ``expected_purchases``.
        """
        return alive(self.parameters, customers(x, t_x, T))

    def expected_repeat(self, t: ArrayLike) -> Floats:
        """Repeat purchases to be expected of a new customer in ``t`` units of time; equation (9) of the paper."""
        return _expected(periods(t), *self.parameters)


def fit_bg_nbd(x: ArrayLike, t_x: ArrayLike, T: ArrayLike, counts: ArrayLike | None = None) -> BgNbd:
    """Fit the BG/NBD model by maximum likelihood.

    Parameters
    ----------
    x
        Shape (n,), repeat purchases: whole, not negative.
    t_x
        Shape (n,), time from the first purchase to the last; 0 where and only where x is 0.
    T
        Shape (n,), time from the first purchase to the end of the observation, in the unit of ``t_x``.
    counts
        Shape (n,), how many customers share a row; one each where left out.

    Raises
    ------
    StepError
        With every fault of the input (``lifetime.*``; missing values are faults), or with
        ``lifetime.not_converged``.

    Notes
    -----
    Histories in whole units of time (days) are merged first; on more than 100,000 rows Newton's method
    starts from the maximum of a sample of 20,000, drawn in the same way every time. The result is the same to
    the last bit on the same machine.
    """
    rows = histories(x, t_x, T, counts)
    unit = float((rows.age * rows.counts).sum() / rows.counts.sum())
    found = _maximum(rows, unit)
    r, alpha, a, b = (float(p) for p in found.parameters * np.array([1, unit, 1, 1]))
    value = found.value - float((rows.x * rows.counts).sum()) * np.log(unit)
    errors = found.standard_errors * np.array([1, unit, 1, 1])
    return BgNbd(r, alpha, a, b, float(value), int(rows.counts.sum()), found.covariance, errors, found.iterations)


def _maximum(rows: Histories, unit: float) -> Maximum:
    sample = sampled(rows)
    start = START if sample is None else _sample_start(sample, unit)
    return maximise(partial(log_likelihood, prepared(merged(rows).scaled(unit))), start, "BG/NBD")


def _sample_start(sample: Histories, unit: float) -> Floats:
    try:
        return maximise(partial(log_likelihood, prepared(sample.scaled(unit))), START, "BG/NBD").parameters
    except StepError:  # what a sample cannot tell all rows may
        return START


@dataclass(frozen=True)
class Prepared:
    """Histories split by what their likelihood needs.

    ``once`` never came back. ``blocks`` did; their ``x`` is the place of x among ``values``, of which there are
    ``customers``.
    """

    once: list[Histories]
    blocks: list[Histories]
    values: Floats
    customers: Floats


def prepared(rows: Histories) -> Prepared:
    """Split histories by what their likelihood needs."""
    back = rows.rows(rows.x > 0)
    values, places = levels(back.x)
    placed = Histories(places, back.t_x, back.age, back.counts)
    values = np.maximum(values, 1)  # a table may begin at x = 0, where nobody is and b + x - 1 need not be positive
    return Prepared(
        rows.rows(rows.x == 0).blocks(BLOCK),
        placed.blocks(BLOCK),
        values,
        customers_by(places, back.counts, len(values)),
    )


def log_likelihood(data: Prepared, parameters: Floats) -> LogLikelihood:
    """Log-likelihood of r, alpha, a, b with its gradient and Hessian."""
    once = over_blocks(_of_once, parameters, data.once)
    return _by_x(data, parameters) + once + over_blocks(partial(_of_block, data.values), parameters, data.blocks)


def _by_x(data: Prepared, parameters: Floats) -> LogLikelihood:
    """Everything that depends on x alone, for those who came back."""
    r, alpha, a, b = parameters
    held = data.customers > 0
    x, w = data.values[held], data.customers[held]
    everyone = w.sum()
    value = w @ (gammaln(r + x) + gammaln(b + x - 1) - gammaln(a + b + x))
    value += everyone * (r * np.log(alpha) - gammaln(r) + gammaln(a + b) - gammaln(b) + np.log(a))
    joint = everyone * psi(a + b) - w @ psi(a + b + x)
    gradient = [
        w @ psi(r + x) + everyone * (np.log(alpha) - psi(r)),
        everyone * r / alpha,
        joint + everyone / a,
        joint + w @ psi(b + x - 1) - everyone * psi(b),
    ]
    bend = everyone * polygamma(1, a + b) - w @ polygamma(1, a + b + x)
    hessian = np.zeros((4, 4))
    hessian[0, 0] = w @ polygamma(1, r + x) - everyone * polygamma(1, r)
    hessian[0, 1] = hessian[1, 0] = everyone / alpha
    hessian[1, 1] = -everyone * r / alpha**2
    hessian[2:, 2:] = bend
    hessian[2, 2] -= everyone / a**2
    hessian[3, 3] += w @ polygamma(1, b + x - 1) - everyone * polygamma(1, b)
    return LogLikelihood(float(value), np.array(gradient), hessian)


def _of_once(parameters: Floats, once: Histories) -> LogLikelihood:
    r, alpha, _, _ = parameters
    w, later = once.counts, 1 / (alpha + once.age)
    logs = float(w @ np.log(alpha * later))
    lost = float(w @ (1 / alpha - later))
    hessian = np.zeros((4, 4))
    hessian[0, 1] = hessian[1, 0] = lost
    hessian[1, 1] = r * float(w @ (later**2 - alpha**-2))
    return LogLikelihood(r * logs, np.array([logs, r * lost, 0, 0]), hessian)


def _of_block(values: Floats, parameters: Floats, block: Histories) -> LogLikelihood:
    """What is left: ``-(r + x) ln(alpha + t_x) + ln(1 + e^z)``, where z are the log-odds to be alive."""
    r, alpha, a, b = parameters
    w, shape, tries = block.counts, (r + values)[block.x], (1 / (b + values - 1))[block.x]
    last, end = 1 / (alpha + block.t_x), 1 / (alpha + block.age)
    log_last, log_end = np.log(last), np.log(end)
    z = np.log((b + values - 1) / a)[block.x] + shape * (log_end - log_last)
    small = np.exp(-np.abs(z))
    value = w @ (shape * log_last + np.maximum(z, 0) + np.log(1 + small))
    odds = w * np.where(z > 0, 1, small) / (1 + small)
    slopes = np.stack([log_end - log_last, shape * (last - end), np.full(len(w), -1 / a), tries])
    gradient = slopes @ odds
    gradient[:2] += w @ log_last, -w @ (shape * last)
    hessian = (slopes * (odds * (1 - odds / w))) @ slopes.T
    hessian[0, 1] = hessian[1, 0] = hessian[0, 1] + odds @ (last - end) - w @ last
    hessian[1, 1] += w @ (shape * last**2) - odds @ (slopes[1] * (last + end))
    hessian[2, 2] += odds.sum() / a**2
    hessian[3, 3] -= odds @ tries**2
    return LogLikelihood(float(value), gradient, hessian)


def alive(parameters: Floats, rows: Histories) -> Floats:
    """Chance to be alive under r, alpha, a, b, shape (n,)."""
    r, alpha, a, b = parameters
    x = np.maximum(rows.x, 1)
    z = np.log((b + x - 1) / a) - (r + x) * np.log((alpha + rows.age) / (alpha + rows.t_x))
    chance: Floats = np.where(rows.x == 0, 1.0, expit(z))
    return chance


def purchases_if_alive(parameters: Floats, t: Floats | float, rows: Histories) -> Floats:
    """Purchases in the next ``t``, shape (n,), of customers known to be alive, under r, alpha, a, b."""
    r, alpha, a, b = parameters
    return _expected(t, r + rows.x, alpha + rows.age, a, b + rows.x)


def _expected(t: Floats | float, r: Floats | float, alpha: Floats | float, a: float, b: Floats | float) -> Floats:
    """Purchases of a customer who is alive: given that, r, alpha and b are only moved by the history.

    The closed form has removable gaps at a = 1 and a + b = 1; there the mean of both sides stands for it.
    """
    gap = np.minimum(np.abs(a - 1), np.abs(a + b - 1)) < NEAR
    if not gap.any():
        return _closed_form(t, r, alpha, a, b)
    sides = _closed_form(t, r, alpha, a - 3 * NEAR, b) + _closed_form(t, r, alpha, a + 3 * NEAR, b)
    return np.where(gap, sides / 2, _closed_form(t, r, alpha, a + np.where(gap, 3 * NEAR, 0), b))


def _closed_form(
    t: Floats | float, r: Floats | float, alpha: Floats | float, a: Floats | float, b: Floats | float
) -> Floats:
    # Euler's transformation of the paper's 2F1: its parameters no longer grow with x, so nothing overflows
    share = t / (alpha + t)
    with np.errstate(over="ignore", invalid="ignore"):
        left = hyp2f1(a - 1, a + b - 1 - r, a + b - 1, share) * (1 - share) ** (a - 1)
        expected: Floats = (a + b - 1) / (a - 1) * (1 - left)
    return np.where(np.isfinite(expected) | (a + b < ALIKE), expected, _all_alike(t, r, alpha, a / (a + b)))


def _all_alike(t: Floats | float, r: Floats | float, alpha: Floats | float, leaving: Floats | float) -> Floats:
    """Purchases where everybody leaves after a purchase by the same chance: the limit of a and b that grow together.

    There the closed form is nought times infinity; it stands for it from ``ALIKE`` on alone, where the two are near.
    """
    expected: Floats = -np.expm1(-r * np.log1p(leaving * t / alpha)) / leaving
    return expected
