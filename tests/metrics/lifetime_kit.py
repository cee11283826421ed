"""Simulated customers, reference data and numerical derivatives for the tests of lifetime models."""

import csv
import os
from pathlib import Path

import numpy as np
import pytest

from centricity.errors import StepError


def reference(name):
    """Columns of a reference table by name, in the order of the file."""
    data = os.environ.get("CENTRICITY_REFERENCE_DATA")
    path = (Path(data) if data else Path(__file__).parents[2].parent / "shared" / "data") / "cx" / name
    if not path.is_file():
        pytest.skip(f"no reference data at {path}")
    with path.open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    return {column: np.array([float(row[column]) for row in rows]) for column in rows[0]}


def bg_nbd_customers(n, r, alpha, a, b, seed=0, longest=78.0):
    """Histories of n customers who leave, if ever, after a purchase."""
    rng = np.random.default_rng(seed)
    rate, chance, age = rng.gamma(r, 1 / alpha, n), rng.beta(a, b, n), rng.uniform(longest / 4, longest, n)
    x, last, clock = np.zeros(n), np.zeros(n), np.zeros(n)
    live = np.arange(n)
    while len(live):
        clock[live] += rng.exponential(1 / rate[live])
        live = live[clock[live] <= age[live]]
        x[live] += 1
        last[live] = clock[live]
        live = live[rng.random(len(live)) >= chance[live]]
    return x, last, age


def pareto_nbd_customers(n, r, alpha, s, beta, seed=0, longest=78.0):
    """Histories of n customers who may leave at any time."""
    rng = np.random.default_rng(seed)
    rate, age = rng.gamma(r, 1 / alpha, n), rng.uniform(longest / 4, longest, n)
    until = np.minimum(rng.exponential(1 / rng.gamma(s, 1 / beta, n)), age)
    x = rng.poisson(rate * until).astype(float)
    # the last of x times, uniform on the lifetime
    last = np.where(x > 0, until * rng.random(n) ** (1 / np.maximum(x, 1)), 0.0)
    return x, last, age


def spends(x, p, q, v, seed=0):
    """Mean spend of customers with x purchases, 0 where there are none."""
    rng = np.random.default_rng(seed)
    rate = rng.gamma(q, 1 / v, len(x))
    return np.where(x > 0, rng.gamma(p * np.maximum(x, 1)) / rate / np.maximum(x, 1), 0.0)


def derivatives(f, at, step=1e-5):
    """Central differences of a function of a vector, relative step; its value may be an array."""
    columns = []
    for i in range(len(at)):
        h = np.zeros(len(at))
        h[i] = step * at[i]
        columns.append((np.asarray(f(at + h)) - np.asarray(f(at - h))) / (2 * h[i]))
    return np.array(columns)


def codes(call):
    """Codes of all the faults that a call raises, in their order."""
    with pytest.raises(StepError) as caught:
        call()
    for language in ("ru", "en"):
        assert "{" not in caught.value.text(language)
    return [fault.code for fault in caught.value.faults]


def covered(fit, draw, truth, rounds):
    """How often intervals of 95 % for the logarithms of the parameters hold the truth, for each parameter."""
    hits = np.zeros(len(truth))
    for seed in range(rounds):
        model = fit(*draw(seed))
        errors = np.sqrt(np.diag(model.covariance))
        hits += np.abs(np.log(model.parameters / truth)) <= 1.96 * errors
    return hits / rounds
