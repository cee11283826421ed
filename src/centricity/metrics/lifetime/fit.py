"""Maximum likelihood of positive parameters: Newton's method on their logarithms, with exact derivatives."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from centricity.errors import Fault, StepError

Floats = NDArray[np.float64]
Rows = TypeVar("Rows")

MOST_STEPS = 100
LONGEST_STEP = 1.5
FARTHEST = 15.0  # times are scaled to a mean of one, so a parameter beyond e^15 has run away
ENOUGH = 1e-12  # what a further step would add to the log-likelihood
BLOCK = 8192  # rows that stay in the cache, and so few that BLAS does not share a product among threads


@dataclass(frozen=True)
class LogLikelihood:
    """A log-likelihood with its gradient, shape (k,), and Hessian, shape (k, k)."""

    value: float
    gradient: Floats
    hessian: Floats

    def __add__(self, other: "LogLikelihood") -> "LogLikelihood":
        return LogLikelihood(self.value + other.value, self.gradient + other.gradient, self.hessian + other.hessian)


@dataclass(frozen=True)
class Maximum:
    """Where the likelihood is greatest: ``covariance`` is of the logarithms of the ``parameters``."""

    parameters: Floats
    value: float
    covariance: Floats
    iterations: int

    @property
    def standard_errors(self) -> Floats:
        """Standard errors of the parameters themselves, by the delta method, shape (k,)."""
        errors: Floats = self.parameters * np.sqrt(np.diag(self.covariance))
        return errors


def maximise(likelihood: Callable[[Floats], LogLikelihood], start: Floats, model: str) -> Maximum:
    """Find the greatest likelihood of positive parameters.

    Parameters
    ----------
    likelihood
        Value, gradient and Hessian with respect to the parameters, shape (k,).
    start
        Shape (k,), positive.
    model
        Name of the model, for the fault.

    Raises
    ------
    StepError
        ``lifetime.not_converged``: the steps run out, a parameter runs away or the maximum is flat.

    Notes
    -----
    Newton's step is taken on the logarithms; where the Hessian is not negative definite its eigenvalues are
    made so, and a step is halved until the likelihood does not fall.
    """
    log_parameters = np.log(start)
    here = _of_logs(likelihood, log_parameters)
    for iteration in range(MOST_STEPS):
        step, gain, proper = _newton_step(here)
        if proper and gain < ENOUGH:
            return Maximum(np.exp(log_parameters), here.value, _inverse(-here.hessian), iteration)
        ahead = _climb(likelihood, log_parameters, here, step)
        if ahead is None:
            break
        log_parameters, here = ahead
    fields = {"model": model, "parameters": [float(p) for p in np.exp(log_parameters)]}
    raise StepError([Fault("lifetime.not_converged", fields=fields)])


def _of_logs(likelihood: Callable[[Floats], LogLikelihood], log_parameters: Floats) -> LogLikelihood:
    parameters = np.exp(log_parameters)
    done = likelihood(parameters)
    gradient = done.gradient * parameters
    hessian = done.hessian * np.outer(parameters, parameters) + np.diag(gradient)
    return LogLikelihood(done.value, gradient, hessian)


def _newton_step(here: LogLikelihood) -> tuple[Floats, float, bool]:
    """Newton's step, what it promises to add, and whether the likelihood is a proper peak here."""
    values, vectors = np.linalg.eigh(-here.hessian)
    largest = np.abs(values).max()
    along = vectors.T @ here.gradient
    step = vectors @ (along / np.maximum(np.abs(values), 1e-9 * largest))
    gain = float(step @ here.gradient) / 2
    return step * min(1.0, LONGEST_STEP / float(np.linalg.norm(step) + 1e-300)), gain, bool(values[0] > 1e-9 * largest)


def _climb(
    likelihood: Callable[[Floats], LogLikelihood], origin: Floats, here: LogLikelihood, step: Floats
) -> tuple[Floats, LogLikelihood] | None:
    for halvings in range(40):
        ahead = origin + step / 2**halvings
        if np.abs(ahead).max() > FARTHEST:
            return None
        there = _of_logs(likelihood, ahead)
        if there.value >= here.value - 1e-13 * abs(here.value):
            return ahead, there
    return None


def _inverse(information: Floats) -> Floats:
    inverse = np.linalg.inv(information)
    even: Floats = (inverse + inverse.T) / 2
    return even


def over_blocks(
    part: Callable[[Floats, Rows], LogLikelihood], parameters: Floats, blocks: Iterable[Rows]
) -> LogLikelihood:
    """Add up the log-likelihoods of blocks of rows, in their order."""
    k = len(parameters)
    nothing = LogLikelihood(0.0, np.zeros(k), np.zeros((k, k)))
    return sum((part(parameters, block) for block in blocks), nothing)
