"""From an engine's sums per group to estimates: shares, net shares, means, ratios, quantiles, counts."""

from collections.abc import Mapping, Sequence
from typing import Any

import ibis
import numpy as np
import polars as pl
from numpy.typing import NDArray

from centricity.engines.fetch import fetch
from centricity.metrics.contract import Prepared
from centricity.stats.estimate import Estimate, critical, mean_interval
from centricity.stats.proportions import net_share, wilson
from centricity.stats.quantiles import order_ranks, quantile_positions

Floats = NDArray[np.float64]
Keys = Mapping[str, Any]

WILSON, NET, STUDENT, RANKS, RATIO = "Wilson", "adjusted Wald", "t", "order statistics", "linearised ratio"
POISSON, COUNT = "Poisson", "count"


def one(condition: Any) -> Any:
    """1 where a condition holds, else 0: an unknown is not a hit."""
    return ibis.ifelse(condition, 1, 0).fill_null(0)


def summed(table: Any, keys: Keys, sums: Mapping[str, Any]) -> Any:
    """Sum by group, as an expression: one row per group, one row in all where there are no keys."""
    return table.group_by(**keys).agg(**sums) if keys else table.agg(**sums)


def grouped(table: Any, keys: Keys, sums: Mapping[str, Any]) -> pl.DataFrame:
    """Run `summed`; rows come sorted by their keys."""
    frame = fetch(summed(table, keys, sums))
    return frame.sort(list(keys)) if keys else frame


def column(frame: pl.DataFrame, name: str) -> Floats:
    """Column of numbers, NaN where missing."""
    return frame[name].cast(pl.Float64).fill_null(np.nan).to_numpy().astype(np.float64)


def weight_of(prepared: Prepared) -> Any | None:
    """Weights of the rows, where the table has them."""
    return prepared.table["weight"] if prepared.has("weight") else None


def share_sums(hit: Any, table: Any, weight: Any | None) -> dict[str, Any]:
    """Sums behind a share."""
    if weight is None:
        return {"n": table.count(), "hit": one(hit).sum()}
    return {
        "n": table.count(), "hit": (one(hit) * weight).sum(), "w": weight.sum(), "ww": (weight * weight).sum(),
    }  # fmt: skip


def net_sums(positive: Any, negative: Any, table: Any, weight: Any | None) -> dict[str, Any]:
    """Sums behind a share less a share."""
    if weight is None:
        return {"n": table.count(), "positive": one(positive).sum(), "negative": one(negative).sum()}
    sums = {"n": table.count(), "positive": (one(positive) * weight).sum(), "negative": (one(negative) * weight).sum()}
    return sums | {"w": weight.sum(), "ww": (weight * weight).sum()}


def mean_sums(value: Any, table: Any, weight: Any | None) -> dict[str, Any]:
    """Sums behind a mean."""
    x = value.cast("float64")
    if weight is None:
        return {"n": table.count(), "x": x.sum(), "xx": (x * x).sum()}
    return {
        "n": table.count(), "x": (x * weight).sum(), "xx": (x * x * weight).sum(),
        "w": weight.sum(), "ww": (weight * weight).sum(),
    }  # fmt: skip


def sizes(frame: pl.DataFrame) -> tuple[Floats, Floats]:
    """Sum of the weights and effective n (Kish) of each group; both are n where there are no weights."""
    n = column(frame, "n")
    if "w" not in frame.columns:
        return n, n
    w, ww = column(frame, "w"), column(frame, "ww")
    return w, np.divide(w**2, ww, out=np.zeros_like(w), where=ww > 0)


def shares(frame: pl.DataFrame, confidence: float, scale: float = 100) -> list[Estimate]:
    """Shares with Wilson's interval."""
    w, effective = sizes(frame)
    share = _ratio(column(frame, "hit"), w)
    low, high = wilson(share, effective, confidence)
    return estimates(share, low, high, column(frame, "n"), WILSON, scale)


def net_shares(frame: pl.DataFrame, confidence: float) -> list[Estimate]:
    """Net shares in points, with the adjusted Wald interval."""
    w, effective = sizes(frame)
    positive, negative = _ratio(column(frame, "positive"), w), _ratio(column(frame, "negative"), w)
    low, high = net_share(positive, negative, effective, confidence)
    return estimates(positive - negative, low, high, column(frame, "n"), NET, 100)


def means(frame: pl.DataFrame, confidence: float) -> list[Estimate]:
    """Means with Student's interval."""
    w, effective = sizes(frame)
    mean = _ratio(column(frame, "x"), w)
    spread = np.maximum(_ratio(column(frame, "xx"), w) - mean**2, 0)
    sd = np.sqrt(_ratio(spread * effective, effective - 1))
    low, high = mean_interval(mean, sd, effective, confidence)
    return estimates(mean, low, high, column(frame, "n"), STUDENT, 1)


def ratios(frame: pl.DataFrame, confidence: float, scale: float) -> list[Estimate]:
    """Ratios of two sums, by linearisation: columns n, a, b, aa, ab, bb."""
    a, b, n = (column(frame, name) for name in ("a", "b", "n"))
    ratio = _ratio(a, b)
    squares = column(frame, "aa") - 2 * ratio * column(frame, "ab") + ratio**2 * column(frame, "bb")
    error = _ratio(np.sqrt(np.maximum(squares, 0) * _ratio(n, n - 1)), b)
    half = np.where(n > 1, critical(confidence, np.maximum(n - 1, 1)), np.nan) * error
    return estimates(ratio, np.maximum(ratio - half, 0), np.minimum(ratio + half, 1), n, RATIO, scale)


def poisson_limits(count: Floats, confidence: float) -> tuple[Floats, Floats]:
    """Exact limits of a count of chance events (Garwood 1936)."""
    from scipy.stats import chi2

    tail = (1 - confidence) / 2
    low = np.where(count > 0, chi2.ppf(tail, 2 * np.maximum(count, 1e-9)) / 2, 0.0)
    return low, chi2.ppf(1 - tail, 2 * count + 2) / 2


def quantiles(
    table: Any, keys: Keys, value: Any, wanted: Sequence[float], confidence: float, scale: float
) -> tuple[pl.DataFrame, list[list[Estimate]]]:
    """Quantiles by group, exact on every engine: the values at the ranks are fetched, not an engine's own quantile.

    Returns
    -------
    tuple
        Groups with their n, sorted; for each of ``wanted`` an estimate per group, limits by order statistics.
    """
    sized = grouped(table.filter(value.notnull()), keys, {"n": lambda t: t.count()})
    n = sized["n"].to_numpy()
    cuts = [(q, *quantile_positions(n, q), *order_ranks(n, q, confidence)) for q in wanted]
    ranks = sorted(
        {int(rank) for _, lower, upper, _, low, high in cuts for rank in (*lower, *upper, *low, *high)} - {0}
    )
    found = _at_ranks(table, keys, value, ranks)
    groups = [tuple(row) for row in sized.select(list(keys)).iter_rows()] if keys else [()]
    made = []
    for _, lower, upper, fraction, low, high in cuts:
        at = [
            [found.get((*group, int(r[i])), np.nan) for i, group in enumerate(groups)]
            for r in (lower, upper, low, high)
        ]
        below, above, first, last = (np.array(values) for values in at)
        middle = below + (above - below) * fraction
        made.append(estimates(middle, first, last, n.astype(np.float64), RANKS, scale))
    return sized, made


def _at_ranks(table: Any, keys: Keys, value: Any, ranks: Sequence[int]) -> dict[tuple[Any, ...], float]:
    if not ranks:
        return {}
    kept = table.filter(value.notnull()).select(**keys, value=value)
    window = {"group_by": [kept[name] for name in keys]} if keys else {}
    placed = kept.mutate(rank=ibis.row_number().over(order_by=kept["value"], **window) + 1)
    frame = fetch(placed.filter(placed["rank"].isin(list(ranks))))
    return {(*row[:-2], row[-1]): row[-2] for row in frame.select(*keys, "value", "rank").iter_rows()}


def estimates(value: Floats, low: Floats, high: Floats, n: Floats, method: str, scale: float = 1) -> list[Estimate]:
    """Estimates, one per group."""
    rows = zip(value * scale, low * scale, high * scale, n, strict=True)
    return [Estimate(float(v), float(a), float(b), int(k), method) for v, a, b, k in rows]


def _ratio(a: Floats, b: Floats) -> Floats:
    """Quotient; NaN where the divisor is not positive."""
    made: Floats = np.divide(a, b, out=np.full(len(a), np.nan), where=b > 0)
    return made
