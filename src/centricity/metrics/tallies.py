"""Metrics from tallies: how many answers gave each score, as a database that holds millions of them counts."""

from collections.abc import Sequence
from typing import Any

import polars as pl

from centricity.metrics.definition import Metric, Rule
from centricity.metrics.figures import means, net_shares, shares, sizes
from centricity.metrics.guard import guarded
from centricity.metrics.options import Options, options_of
from centricity.metrics.outcome import Outcome, Row
from centricity.metrics.rules import check_options, rule_of
from centricity.stats.estimate import Estimate


def from_tallies(
    metric: Metric, tallies: pl.DataFrame, by: Sequence[str] = (), options: Options | None = None, least: int = 0
) -> Outcome:
    """Compute a metric that is made of answers from tallies of them.

    Parameters
    ----------
    tallies
        Columns ``score`` (whole or fractional, on the metric's scale), ``n`` (answers, not negative), and those of
        ``by``, texts; a null key is the group without one. One row for each score of each group, or several. With a
        column ``weight``, of one answer and not negative, figures are weighted and parts tell the ``effective_n``.
    by
        Columns to group by; one called like a period (month, quarter) is a period.
    least
        Groups of fewer answers are withheld, and complements that would give them away; a private metric withholds
        those below its own number in any case.

    Returns
    -------
    Outcome
        The same rows as `compute` gives on the answers themselves.

    Raises
    ------
    MisuseError
        Where the metric is not made of answers, or an option does not fit it.
    """
    chosen = options_of(options)
    rule = rule_of(metric, chosen)
    check_options(metric, chosen, by)
    inside = tallies.filter(pl.col("score").is_between(rule.scale.min, rule.scale.max))
    frame = _summed(inside, tuple(by), rule)
    keys = (
        [tuple("" if key is None else str(key) for key in row) for row in frame.select(by).iter_rows()] if by else [()]
    )
    rows = [
        Row(key, estimate, parts) for key, (estimate, parts) in zip(keys, _estimated(frame, rule, chosen), strict=True)
    ]
    floor = max(least, chosen.min_n or metric.min_n if metric.private else 0)
    total = int(tallies["n"].sum())
    return Outcome(metric, tuple(by), tuple(guarded(rows, floor) if floor else rows), chosen, total)


def _summed(tallies: pl.DataFrame, by: tuple[str, ...], rule: Rule) -> pl.DataFrame:
    n, score = pl.col("n"), pl.col("score")
    weighted = "weight" in tallies.columns
    mass = n * pl.col("weight") if weighted else n
    sums = [n.sum().alias("n"), (mass * score).sum().alias("x"), (mass * score**2).sum().alias("xx")]
    if weighted:
        sums += [mass.sum().alias("w"), (mass * pl.col("weight")).sum().alias("ww")]
    for name, levels in (("positive", rule.positive), ("negative", rule.negative)):
        if levels is not None:
            sums.append(mass.filter(score.is_between(*levels)).sum().alias(name))
    return tallies.group_by(by).agg(sums).sort(by, nulls_last=False) if by else tallies.select(sums)


def _estimated(frame: pl.DataFrame, rule: Rule, options: Options) -> list[tuple[Estimate, dict[str, float]]]:
    """Estimates with what they are made of."""
    total, effective = sizes(frame)
    worth = [{"effective_n": float(each)} if "w" in frame.columns else {} for each in effective]
    if rule.positive is None:
        return list(zip(means(frame, options.confidence, rule.scale.ends), worth, strict=True))
    if rule.negative is None:
        made = shares(frame.rename({"positive": "hit"}), options.confidence)
        return [
            (each, {"hit": float(hit)} | more) for each, hit, more in zip(made, frame["positive"], worth, strict=True)
        ]
    parts: list[dict[str, Any]] = [
        {"promoters": float(p), "passives": float(n - p - d), "detractors": float(d)} | more
        for n, p, d, more in zip(total, frame["positive"], frame["negative"], worth, strict=True)
    ]
    return list(zip(net_shares(frame, options.confidence), parts, strict=True))
