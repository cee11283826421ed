"""The shifted-beta-geometric model of renewals: everyone has a chance of his own to leave at each renewal."""

from dataclasses import dataclass
from functools import partial

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import betaln, hyp2f1

from centricity.errors import Fault, StepError
from centricity.metrics.lifetime.check import (
    FROM_ONE,
    NOT_NEGATIVE,
    marked,
    number_faults,
    numbers,
    option_faults,
    refuse,
)
from centricity.metrics.lifetime.fit import LogLikelihood, maximise

Floats = NDArray[np.float64]

START = np.array([1.0, 1.0])
FEWEST_PERIODS = 2


@dataclass(frozen=True)
class ShiftedBetaGeometric:
    """A fitted shifted-beta-geometric model; time is counted in renewals.

    Attributes
    ----------
    alpha, beta
        Parameters of the beta distribution of the chance to leave at a renewal.
    log_likelihood
        At the maximum.
    n
        Customers.
    covariance
        Shape (2, 2), of the logarithms of alpha and beta, from the observed information.
    standard_errors
        Shape (2,), of alpha and beta themselves, by the delta method.
    iterations
        Newton steps.

    References
    ----------
    Fader, Hardie (2007), How to Project Customer Retention, Journal of Interactive Marketing 21 (1); Fader, Hardie
    (2010), Customer-Base Valuation in a Contractual Setting, Marketing Science 29 (1).
    """

    alpha: float
    beta: float
    log_likelihood: float
    n: int
    covariance: Floats
    standard_errors: Floats
    iterations: int

    def survival(self, t: ArrayLike) -> Floats:
        """Share of new customers who are still there after ``t`` renewals, t of any shape, not negative."""
        times = _renewals("t", t)
        share: Floats = np.exp(betaln(self.alpha, self.beta + times) - betaln(self.alpha, self.beta))
        return share

    def retention(self, t: ArrayLike) -> Floats:
        """Share of those still there who renew for the ``t``-th time, t of any shape, from 1."""
        times = _renewals("t", t)
        refuse(option_faults("t", t, FROM_ONE, fits=bool((times >= 1).all())))
        rate: Floats = (self.beta + times - 1) / (self.alpha + self.beta + times - 1)
        return rate

    @property
    def expected_lifetime(self) -> float:
        """Periods a new customer is to be expected to pay, the first included; infinite if alpha <= 1."""
        return self.discounted_lifetime(0.0)

    def discounted_lifetime(self, discount: float) -> float:
        """Discounted expected lifetime (DEL) of a new customer: the sum of ``S(t) / (1 + discount)^t``, t from 0.

        Parameters
        ----------
        discount
            Per period, not negative; 0.1 is 10 %.
        """
        return float(self._discounted(0.0, discount))

    def discounted_residual_lifetime(self, periods_survived: ArrayLike, discount: float) -> Floats:
        """Discounted expected residual lifetime (DERL), just before the next renewal.

        Parameters
        ----------
        periods_survived
            Of any shape: how often the customer has renewed. For k renewals it is the sum, from t = k + 1, of
            ``S(t) / S(k) / (1 + discount)^(t - k - 1)``: the renewal that is due is not discounted.
        discount
            Per period, not negative.

        Raises
        ------
        StepError
            ``lifetime.option``, for a number of periods or a discount below zero.
        """
        renewals = _renewals("periods_survived", periods_survived)
        rate = (self.beta + renewals) / (self.alpha + self.beta + renewals)
        residual: Floats = rate * self._discounted(renewals + 1, discount)
        return residual

    def _discounted(self, renewals: ArrayLike, discount: float) -> Floats:
        refuse(option_faults("discount", discount, NOT_NEGATIVE, fits=0 <= discount < np.inf))
        beta = self.beta + np.asarray(renewals, dtype=np.float64)
        if discount > 0:
            worth: Floats = hyp2f1(1, beta, self.alpha + beta, 1 / (1 + discount))
            return worth
        return (self.alpha + beta - 1) / (self.alpha - 1) if self.alpha > 1 else np.full(beta.shape, np.inf)


def fit_sbg(lost: ArrayLike, survivors: ArrayLike) -> ShiftedBetaGeometric:
    """Fit the shifted-beta-geometric model by maximum likelihood.

    Parameters
    ----------
    lost
        Shape (periods,), customers who did not renew the first, second, ... time; or (cohorts, periods), NaN in the
        last periods of the cohorts that have been observed for fewer.
    survivors
        Customers still there at the end: one number, or shape (cohorts,).

    Raises
    ------
    StepError
        With every fault of the input (``lifetime.*``), or with ``lifetime.not_converged``.

    Notes
    -----
    The likelihood depends on the data only through how many were due to renew, and did not, each time; over
    cohorts these are added.
    """
    left, kept, start = _renewed(lost, survivors)
    found = maximise(partial(log_likelihood, left, kept), START, "sBG")
    alpha, beta = (float(p) for p in found.parameters)
    n = int(start)
    return ShiftedBetaGeometric(alpha, beta, found.value, n, found.covariance, found.standard_errors, found.iterations)


def _renewed(lost: ArrayLike, survivors: ArrayLike) -> tuple[Floats, Floats, float]:
    """Customers who left and who renewed, each time, shape (periods,), and how many there were at first."""
    table = np.atleast_2d(numbers("lost", lost))
    last = np.atleast_1d(numbers("survivors", survivors))
    if table.ndim > 2 or last.shape != table.shape[:1]:
        said = [f"lost {'x'.join(map(str, table.shape))}", f"survivors {'x'.join(map(str, last.shape))}"]
        raise StepError([Fault("lifetime.lengths", fields={"columns": said})])
    refuse(_faults(table, last))
    seen = ~np.isnan(table)
    left = np.where(seen, table, 0.0)
    later = left[:, ::-1].cumsum(axis=1)[:, ::-1] - left
    kept = np.where(seen, later + last[:, None], 0.0)
    return left.sum(axis=0), kept.sum(axis=0), float(left.sum() + last.sum())


def _faults(table: Floats, last: Floats) -> list[Fault]:
    unknown = np.isnan(table)
    gaps = unknown & (np.flip(np.logical_and.accumulate(np.flip(unknown, 1), axis=1), 1) ^ unknown)
    faults = [
        *marked("lifetime.not_finite", "lost", (gaps | np.isinf(table)).ravel()),
        *marked("lifetime.not_finite", "survivors", ~np.isfinite(last)),
        *number_faults("lost", table.ravel()),
        *number_faults("survivors", last),
    ]
    seen = int((~unknown).any(axis=0).sum())
    if seen < FEWEST_PERIODS:
        faults.append(Fault("lifetime.few_periods", fields={"count": seen, "needed": FEWEST_PERIODS}))
    left, stayed = float(np.nansum(table)), float(last.sum())
    if left == 0 or left + stayed == float(np.nansum(table[:, :1])):
        faults.append(Fault("lifetime.one_outcome", fields={"lost": left, "survivors": stayed}))
    return faults


def _renewals(name: str, t: ArrayLike) -> Floats:
    times = numbers(name, t)
    refuse(option_faults(name, t, NOT_NEGATIVE, fits=bool((times >= 0).all() and np.isfinite(times).all())))
    return times


def log_likelihood(left: Floats, kept: Floats, parameters: Floats) -> LogLikelihood:
    """Log-likelihood of alpha and beta with its gradient and Hessian."""
    alpha, beta = parameters
    t = np.arange(len(left), dtype=np.float64)
    due, gone = left + kept, left.sum()
    value = gone * np.log(alpha) + kept @ np.log(beta + t) - due @ np.log(alpha + beta + t)
    both = due @ (1 / (alpha + beta + t))
    gradient = np.array([gone / alpha - both, kept @ (1 / (beta + t)) - both])
    bend = due @ (alpha + beta + t) ** -2.0
    hessian = np.array([[bend - gone / alpha**2, bend], [bend, bend - kept @ (beta + t) ** -2.0]])
    return LogLikelihood(float(value), gradient, hessian)
