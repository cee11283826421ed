"""Sums by group that an engine takes, and the quantiles that it ranks."""

from collections.abc import Mapping, Sequence
from typing import Any

import ibis
import ibis.expr.operations as ops
import numpy as np
import polars as pl

from centricity.engines.fetch import fetch
from centricity.metrics.contract import Prepared
from centricity.metrics.figures import RANKS, estimates
from centricity.stats.estimate import Estimate
from centricity.stats.quantiles import order_ranks, quantile_positions

Keys = Mapping[str, Any]


def one(condition: Any) -> Any:
    """1 where a condition holds, else 0: an unknown is not a hit."""
    return ibis.ifelse(condition, 1, 0)


def summed(table: Any, keys: Keys, sums: Mapping[str, Any]) -> Any:
    """Sum by group, as an expression: one row per group, one row in all where there are no keys.

    Labels are trimmed by group rather than by row, which would take engines longer than the sums: rows are summed
    by what the cells hold, and then by the labels that these make.
    """
    if not keys:
        return table.agg(**sums)
    made = {name: value(table) if callable(value) else value for name, value in sums.items()}
    cells = {name: cell for name, key in keys.items() if (cell := _cell(key)) is not None}
    again = {name: _AGAIN.get(type(value.op())) for name, value in made.items()}
    if not cells or None in again.values():
        return table.group_by(**keys).agg(**made)
    first = table.group_by(**dict(keys) | {name: cell.to_expr() for name, cell in cells.items()}).agg(**made)
    labels = {
        name: key.op().replace({cells[name]: first[name].op()}, filter=ops.Value).to_expr() if name in cells else name
        for name, key in keys.items()
    }
    return first.group_by(**labels).agg(**{
        name: getattr(first[name], str(how))().cast(made[name].type()) for name, how in again.items()
    })  # fmt: skip


_AGAIN = {ops.Sum: "sum", ops.CountStar: "sum", ops.Min: "min", ops.Max: "max"}
"""How sums of parts are put together."""


def _cell(key: Any) -> Any | None:
    """The one column of texts that a key is worked out from; none where it is a column itself, or no text."""
    cells = key.op().find(ops.Field, filter=ops.Value)
    plain = isinstance(key.op(), ops.Field) or len(cells) != 1 or not cells[0].dtype.is_string()
    return None if plain else cells[0]


def grouped(table: Any, keys: Keys, sums: Mapping[str, Any]) -> pl.DataFrame:
    """Run `summed`; rows come sorted by their keys."""
    frame = fetch(summed(table, keys, sums))
    return frame.sort(list(keys)) if keys else frame


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
