"""The Gamma-Gamma model of spend per purchase."""

from dataclasses import dataclass
from functools import partial

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import gammaln, polygamma, psi

from centricity.errors import Fault
from centricity.metrics.lifetime.check import columns, count_faults, few_repeaters, marked, refuse, repeat_faults
from centricity.metrics.lifetime.fit import BLOCK, LogLikelihood, maximise, over_blocks
from centricity.metrics.lifetime.histories import customers_by, levels

Floats = NDArray[np.float64]

START = np.array([2.0, 3.0, 2.0])


@dataclass(frozen=True)
class GammaGamma:
    """A fitted Gamma-Gamma model.

    Attributes
    ----------
    p, q, v
        A purchase is gamma with shape p and rate nu, and nu is gamma with shape q and rate v; v has the unit of
        spend.
    log_likelihood
        At the maximum.
    n
        Customers with repeat purchases, who alone tell of spend.
    covariance
        Shape (3, 3), of the logarithms of p, q, v, from the observed information.
    standard_errors
        Shape (3,), of p, q, v themselves, by the delta method.
    iterations
        Newton steps.
    correlation
        Pearson's correlation of x and mean spend among these customers, NaN where either does not vary. The model
        assumes that there is none: where it is far from zero, values made with this model are biased.

    References
    ----------
    Fader, Hardie (2013), The Gamma-Gamma Model of Monetary Value; Fader, Hardie, Lee (2005), RFM and CLV.
    """

    p: float
    q: float
    v: float
    log_likelihood: float
    n: int
    covariance: Floats
    standard_errors: Floats
    iterations: int
    correlation: float

    @property
    def parameters(self) -> Floats:
        """p, q, v as an array of shape (3,)."""
        return np.array([self.p, self.q, self.v])

    def expected_spend(self, x: ArrayLike, mean_spend: ArrayLike) -> Floats:
        """Mean spend per purchase to be expected of customers.

        Parameters
        ----------
        x
            Shape (n,), repeat purchases; a single customer may be numbers.
        mean_spend
            Shape (n,), of repeat purchases, above zero; not looked at, and may be missing, where x is 0.

        Returns
        -------
        ndarray
            Shape (n,); the mean of all customers where x is 0, which is infinite if q <= 1.

        Raises
        ------
        StepError
            With every fault of the input.
        """
        found = columns({"x": x, "mean_spend": mean_spend})
        refuse([*repeat_faults(found["x"]), *spend_faults(found["x"], found["mean_spend"])])
        return spend_ahead(self.parameters, found["x"], found["mean_spend"])


def fit_gamma_gamma(x: ArrayLike, mean_spend: ArrayLike, counts: ArrayLike | None = None) -> GammaGamma:
    """Fit the Gamma-Gamma model by maximum likelihood, to customers with repeat purchases.

    Parameters
    ----------
    x
        Shape (n,), repeat purchases: whole, not negative; customers with none are left out.
    mean_spend
        Shape (n,), mean spend per repeat purchase, above zero; not looked at where x is 0.
    counts
        Shape (n,), how many customers share a row; one each where left out.

    Raises
    ------
    StepError
        With every fault of the input (``lifetime.*``; missing values are faults), or with
        ``lifetime.not_converged``.
    """
    found = columns({"x": x, "mean_spend": mean_spend} | ({} if counts is None else {"counts": counts}))
    w = found.get("counts", np.ones(len(found["x"])))
    faults = [*repeat_faults(found["x"]), *spend_faults(found["x"], found["mean_spend"]), *count_faults(w)]
    refuse([*faults, *few_repeaters(found["x"], w)])
    back = found["x"] > 0
    return _fitted(found["x"][back], found["mean_spend"][back], w[back])


@dataclass(frozen=True)
class Spends:
    """Customers with repeat purchases: ``x`` of them, ``total`` spent, ``counts`` customers; shapes (n,)."""

    x: Floats
    total: Floats
    counts: Floats

    def blocks(self) -> list["Spends"]:
        """Cut into blocks that fit the cache."""
        cuts = [slice(start, start + BLOCK) for start in range(0, len(self.x), BLOCK)]
        return [Spends(self.x[cut], self.total[cut], self.counts[cut]) for cut in cuts]


def _fitted(x: Floats, spend: Floats, w: Floats) -> GammaGamma:
    unit = float((w * spend).sum() / w.sum())
    found = maximise(partial(log_likelihood, Spends(x, x * spend / unit, w)), START, "Gamma-Gamma")
    units = np.array([1, 1, unit])
    p, q, v = (float(value) for value in found.parameters * units)
    value = float(found.value - (w * np.log(spend)).sum())
    errors, correlation = found.standard_errors * units, _correlation(x, spend, w)
    return GammaGamma(p, q, v, value, int(w.sum()), found.covariance, errors, found.iterations, correlation)


def _correlation(x: Floats, spend: Floats, w: Floats) -> float:
    a, b = x - (w * x).sum() / w.sum(), spend - (w * spend).sum() / w.sum()
    spread = float(np.sqrt((w * a**2).sum() * (w * b**2).sum()))
    return float((w * a * b).sum()) / spread if spread > 0 else float("nan")


def log_likelihood(data: Spends, parameters: Floats) -> LogLikelihood:
    """Log-likelihood of p, q, v with its gradient and Hessian, but for the mean spends' own logarithms."""
    values, places = levels(data.x.astype(np.int64))
    customers = customers_by(places, data.counts, len(values))
    logs = float((data.counts * data.x * np.log(data.total)).sum())
    held = customers > 0
    tables = _by_x(values[held], customers[held], logs, parameters)
    return tables + over_blocks(_of_block, parameters, data.blocks())


def _by_x(x: Floats, w: Floats, logs: float, parameters: Floats) -> LogLikelihood:
    """Everything that depends on x alone, and what is proportional to p."""
    p, q, v = parameters
    n = w.sum()
    value = w @ (gammaln(p * x + q) - gammaln(p * x)) + n * (q * np.log(v) - gammaln(q)) + p * logs
    both, own = psi(p * x + q), psi(p * x)
    gradient = [(w * x) @ (both - own) + logs, w @ both + n * (np.log(v) - psi(q)), n * q / v]
    both, own = polygamma(1, p * x + q), polygamma(1, p * x)
    mixed = (w * x) @ both
    hessian = [
        [(w * x**2) @ (both - own), mixed, 0],
        [mixed, w @ both - n * polygamma(1, q), n / v],
        [0, n / v, -n * q / v**2],
    ]
    return LogLikelihood(float(value), np.array(gradient), np.array(hessian))


def _of_block(parameters: Floats, block: Spends) -> LogLikelihood:
    """What is left: ``-(p x + q) ln(v + total)``."""
    p, q, v = parameters
    x, w, inverse = block.x, block.counts, 1 / (v + block.total)
    shape, logs = p * x + q, np.log(inverse)
    gradient = [(w * x) @ logs, w @ logs, -(w * shape) @ inverse]
    p_v, q_v = -(w * x) @ inverse, -w @ inverse
    hessian = [[0, 0, p_v], [0, 0, q_v], [p_v, q_v, (w * shape) @ inverse**2]]
    return LogLikelihood(float((w * shape) @ logs), np.array(gradient), np.array(hessian))


def spend_faults(x: Floats, spend: Floats) -> list[Fault]:
    """Faults of what repeat purchases cost on average, shape (n,), where there are any."""
    back = x > 0
    return [
        *marked("lifetime.not_finite", "mean_spend", back & ~np.isfinite(spend)),
        *marked("lifetime.spend_not_positive", "mean_spend", back & (spend <= 0)),
    ]


def spend_ahead(parameters: Floats, x: Floats, spend: Floats) -> Floats:
    """Mean spend per purchase to be expected under p, q, v, shape (n,); infinite where the purchases leave no mean."""
    p, q, v = parameters
    known, over = np.where(x > 0, spend, 0.0), p * x + q - 1
    return np.where(over > 0, p * (v + x * known) / np.where(over > 0, over, 1.0), np.inf)
