# ruff: noqa: N803  the literature calls the age of a customer T
"""The Pareto/NBD model of repeat purchases: Poisson while alive, may leave at any time."""

from dataclasses import dataclass
from functools import partial

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import gammaln, hyperu, polygamma, psi

from centricity.errors import StepError
from centricity.metrics.lifetime.check import POSITIVE, option_faults, refuse
from centricity.metrics.lifetime.fit import LogLikelihood, Maximum, maximise, over_blocks
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

START = np.array([1.0, 1.0, 1.0, 1.0])
BLOCK = 512  # rows by nodes fill the cache
NODES, WEIGHTS = np.polynomial.legendre.leggauss(32)
FALL = 45.0  # e^-45 is below the last bit


@dataclass(frozen=True)
class ParetoNbd:
    """A fitted Pareto/NBD model.

    Attributes
    ----------
    r, alpha
        Shape, and rate in the unit of time of the data, of the gamma distribution of purchase rates.
    s, beta
        The same for the rates at which customers leave.
    log_likelihood
        At the maximum, of all customers.
    n
        Customers.
    covariance
        Shape (4, 4), of the logarithms of r, alpha, s, beta, from the observed information.
    standard_errors
        Shape (4,), of r, alpha, s, beta themselves, by the delta method.
    iterations
        Newton steps on all rows.

    References
    ----------
    Schmittlein, Morrison, Colombo (1987), Counting Your Customers, Management Science 33 (1). Fader, Hardie (2005),
    A Note on Deriving the Pareto/NBD Model and Related Expressions.
    """

    r: float
    alpha: float
    s: float
    beta: float
    log_likelihood: float
    n: int
    covariance: Floats
    standard_errors: Floats
    iterations: int

    @property
    def parameters(self) -> Floats:
        """r, alpha, s, beta as an array of shape (4,)."""
        return np.array([self.r, self.alpha, self.s, self.beta])

    def expected_purchases(self, t: ArrayLike, x: ArrayLike, t_x: ArrayLike, T: ArrayLike) -> Floats:
        """Purchases to be expected of customers with these histories in the next ``t`` units of time.

        Parameters
        ----------
        t
            One number, or shape (n,); not negative.
        x, t_x, T
            Shape (n,), as in ``fit_pareto_nbd``; a single customer may be numbers.

        Returns
        -------
        ndarray
            Shape (n,), equation (41) of Fader and Hardie's note.

        Raises
        ------
        StepError
            With every fault of the histories, as in ``fit_pareto_nbd``.
        """
        rows = customers(x, t_x, T)
        return alive(self.parameters, rows) * purchases_if_alive(self.parameters, periods(t), rows)

    def alive(self, x: ArrayLike, t_x: ArrayLike, T: ArrayLike) -> Floats:
        """Chance that each customer is still alive, shape (n,); errors as in ``expected_purchases``."""
        return alive(self.parameters, customers(x, t_x, T))

    def expected_repeat(self, t: ArrayLike) -> Floats:
        """Repeat purchases to be expected of a new customer in ``t`` units of time."""
        return _expected(periods(t), *self.parameters)

    def discounted_purchases(self, rate: float, x: ArrayLike, t_x: ArrayLike, T: ArrayLike) -> Floats:
        """Discounted expected residual transactions (DERT): all future purchases at a continuous discount rate.

        Parameters
        ----------
        rate
            Per unit of time, continuously compounded, above zero: ``ln(1 + d)`` for a discount d.
        x, t_x, T
            Shape (n,), as in ``fit_pareto_nbd``.

        Raises
        ------
        StepError
            With every fault of the histories, or where the rate is not above zero.

        References
        ----------
        Fader, Hardie, Lee (2005), RFM and CLV: Using Iso-Value Curves for Customer Base Analysis, Journal of
        Marketing Research 42 (4); their Psi(s, s, z) is ``z^(1 - s) U(1, 2 - s, z)``.
        """
        refuse(option_faults("rate", rate, POSITIVE, fits=0 < rate < np.inf))
        rows = customers(x, t_x, T)
        age = self.beta + rows.age
        worth = age * hyperu(1, 2 - self.s, rate * age)
        discounted: Floats = alive(self.parameters, rows) * (self.r + rows.x) / (self.alpha + rows.age) * worth
        return discounted


def fit_pareto_nbd(x: ArrayLike, t_x: ArrayLike, T: ArrayLike, counts: ArrayLike | None = None) -> ParetoNbd:
    """Fit the Pareto/NBD model by maximum likelihood.

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
    The likelihood is usually written with the difference of two Gaussian hypergeometric functions, which cancel
    where t_x is close to T. That difference is an integral over the time of leaving, between t_x and T, of a
    positive function; it is taken by Gauss and Legendre's rule, and its derivatives with it.
    """
    rows = histories(x, t_x, T, counts)
    unit = float((rows.age * rows.counts).sum() / rows.counts.sum())
    found = _maximum(rows, unit)
    units = np.array([1, unit, 1, unit])
    r, alpha, s, beta = (float(p) for p in found.parameters * units)
    value = float(found.value - (rows.x * rows.counts).sum() * np.log(unit))
    n = int(rows.counts.sum())
    return ParetoNbd(r, alpha, s, beta, value, n, found.covariance, found.standard_errors * units, found.iterations)


def _maximum(rows: Histories, unit: float) -> Maximum:
    sample = sampled(rows)
    start = START if sample is None else _sample_start(sample, unit)
    return maximise(partial(log_likelihood, merged(rows).scaled(unit)), start, "Pareto/NBD")


def _sample_start(sample: Histories, unit: float) -> Floats:
    try:
        return maximise(partial(log_likelihood, sample.scaled(unit)), START, "Pareto/NBD").parameters
    except StepError:  # what a sample cannot tell all rows may
        return START


def log_likelihood(rows: Histories, parameters: Floats) -> LogLikelihood:
    """Log-likelihood of r, alpha, s, beta with its gradient and Hessian."""
    return _by_x(rows, parameters) + over_blocks(_of_block, parameters, rows.blocks(BLOCK))


def _by_x(rows: Histories, parameters: Floats) -> LogLikelihood:
    """Everything that does not depend on time."""
    r, alpha, s, beta = parameters
    x, places = levels(rows.x)
    w = customers_by(places, rows.counts, len(x))
    n = w.sum()
    value = w @ gammaln(r + x) + n * (r * np.log(alpha) - gammaln(r) + s * np.log(beta))
    gradient = [w @ psi(r + x) + n * (np.log(alpha) - psi(r)), n * r / alpha, n * np.log(beta), n * s / beta]
    hessian = np.diag([w @ polygamma(1, r + x) - n * polygamma(1, r), -n * r / alpha**2, 0.0, -n * s / beta**2])
    hessian[0, 1] = hessian[1, 0] = n / alpha
    hessian[2, 3] = hessian[3, 2] = n / beta
    return LogLikelihood(float(value), np.array(gradient), hessian)


def _nodes(parameters: Floats, rows: Histories) -> tuple[Floats, Floats]:
    """Times of leaving between t_x and T, shape (n, nodes), and the logarithms of their weights.

    The rule runs over ``ln(c + time)``, c the smaller of alpha and beta, which leaves no kink in the integrand,
    and stops where the integrand has fallen to nothing.
    """
    r, alpha, s, beta = parameters
    c = min(alpha, beta)
    near = (c + rows.t_x)[:, None]
    fall = (r + rows.x)[:, None] * near / (alpha + rows.t_x)[:, None]
    fall += (s + 1) * near / (beta + rows.t_x)[:, None] - 1
    width = np.log1p((rows.age - rows.t_x)[:, None] / near)
    width = np.minimum(width, FALL / np.maximum(fall, 1e-9))
    growth = width * ((NODES + 1) / 2)
    with np.errstate(divide="ignore"):  # whoever bought at the very end had no time to leave: weight zero
        weights = np.log(width / 2) + np.log(WEIGHTS) + np.log(near) + growth
    return rows.t_x[:, None] + near * np.expm1(growth), weights


def _mixture(parameters: Floats, rows: Histories) -> tuple[Floats, Floats]:
    """Times of leaving and, last, T; the logarithms of the likelihoods of each and of being alive at T."""
    r, alpha, s, beta = parameters
    nodes, weights = _nodes(parameters, rows)
    times = np.hstack([nodes, rows.age[:, None]])
    terms = -(r + rows.x)[:, None] * np.log(alpha + times) - s * np.log(beta + times)
    terms[:, :-1] += np.log(s) - np.log(beta + nodes) + weights
    return times, terms


def _of_block(parameters: Floats, rows: Histories) -> LogLikelihood:
    """Likelihood of a mixture: of having left at each of the nodes, and, last, of being alive."""
    _, alpha, s, beta = parameters
    times, terms = _mixture(parameters, rows)
    shape, leaves = (parameters[0] + rows.x)[:, None], np.append(np.ones(len(NODES)), 0.0)
    a, b = 1 / (alpha + times), 1 / (beta + times)
    top = terms.max(axis=1, keepdims=True)
    chances = np.exp(terms - top)
    sums = chances.sum(axis=1, keepdims=True)
    chances /= sums
    slopes = np.stack([np.log(a), -shape * a, leaves / s + np.log(b), -(s + leaves) * b])
    means, w = (slopes * chances).sum(axis=2), rows.counts
    weighted = chances * w[:, None]
    flat = slopes.reshape(4, -1)
    hessian = (flat * weighted.ravel()) @ flat.T - (means * w) @ means.T
    hessian += _bends(weighted, shape, a, b, s)
    return LogLikelihood(float(w @ (top + np.log(sums))[:, 0]), means @ w, hessian)


def _bends(weighted: Floats, shape: Floats, a: Floats, b: Floats, s: float) -> Floats:
    """Sum of the second derivatives of the logarithms of the terms."""
    leaves = np.append(np.ones(len(NODES)), 0.0)
    bends = np.zeros((4, 4))
    bends[0, 1] = bends[1, 0] = -(weighted * a).sum()
    bends[1, 1] = (weighted * shape * a**2).sum()
    bends[2, 2] = -(weighted * leaves).sum() / s**2
    bends[2, 3] = bends[3, 2] = -(weighted * b).sum()
    bends[3, 3] = (weighted * (s + leaves) * b**2).sum()
    return bends


def alive(parameters: Floats, rows: Histories) -> Floats:
    """Chance to be alive under r, alpha, s, beta, shape (n,)."""
    blocks = [_alive(parameters, block) for block in rows.blocks(BLOCK)]
    return np.concatenate(blocks) if blocks else np.empty(0)


def _alive(parameters: Floats, rows: Histories) -> Floats:
    _, terms = _mixture(parameters, rows)
    chance: Floats = 1 / np.exp(np.minimum(terms - terms[:, -1:], 700)).sum(axis=1)
    return chance


def purchases_if_alive(parameters: Floats, t: Floats | float, rows: Histories) -> Floats:
    """Purchases in the next ``t``, shape (n,), of customers known to be alive, under r, alpha, s, beta."""
    r, alpha, s, beta = parameters
    return _expected(t, r + rows.x, alpha + rows.age, s, beta + rows.age)


def _expected(t: Floats | float, r: Floats | float, alpha: Floats | float, s: float, beta: Floats | float) -> Floats:
    """Purchases of a customer who is alive: given that, r, alpha and beta are only moved by the history."""
    lived = np.log1p(t / beta)
    time = lived if abs(s - 1) < 1e-12 else -np.expm1((1 - s) * lived) / (s - 1)
    expected: Floats = r / alpha * beta * time
    return expected
