"""What customers bring: lifetime value so far and to come, RFM, the most valuable."""

import math
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import ibis
import numpy as np
import polars as pl
from numpy.typing import NDArray

from centricity.engines.fetch import fetch
from centricity.errors import Fault, MetricError, MisuseError
from centricity.language import LANGUAGES, number
from centricity.metrics.call import Call, Made
from centricity.metrics.figures import WILSON, column, estimates, means
from centricity.metrics.options import Options
from centricity.metrics.outcome import Bin, Row
from centricity.metrics.periods import day_of
from centricity.metrics.sums import grouped, mean_sums
from centricity.stats.estimate import Estimate
from centricity.stats.proportions import wilson

BINS = 20
MODELS = {"bg_nbd": "BG/NBD + Gamma-Gamma", "pareto_nbd": "Pareto/NBD + Gamma-Gamma"}
YEAR = 365.25
MONTH = YEAR / 12

Floats = NDArray[np.float64]


def per(amount: Floats, n: Floats) -> Floats:
    """Amount for each of n; NaN where there is none."""
    made: Floats = np.divide(amount, n, out=np.full(len(amount), np.nan), where=n > 0)
    return made


def historical_cltv(call: Call) -> Made:
    """Margin that a customer has brought so far, discounted to the first purchase."""
    values, keys, sums = customer_values(call, call.keys)
    frame = grouped(values, keys, sums)
    found = means(frame, call.options.confidence)
    bins = () if call.by else _bins(values, float(found[0].value))
    return Made(call.rows(frame, found), notes=(terms(call),), bins=bins)


def terms(call: Call) -> Fault:
    """Say what period, margin and discount a value stands for."""
    options = call.options
    fields = {
        "start": {"ru": options.start or "начала", "en": options.start or "the beginning"},
        "end": {"ru": options.end or "конца данных", "en": options.end or "the end of the data"},
        "margin": f"{100 * options.margin:g}",
        "discount": f"{100 * options.discount:g}",
    }
    return Fault("metric.note_terms", fields=fields, severity="warning")


def _bins(values: Any, mean: float) -> tuple[Bin, ...]:
    """Customers by value, in steps of a quarter of the mean as people round it; the last step is open."""
    if not mean > 0:
        return ()
    power = 10 ** math.floor(math.log10(mean / 4))
    width = float(next(step * power for step in (1, 2, 5, 10) if step * power >= mean / 4))
    step = (values["value"] / width).floor().cast("int64").clip(0, BINS - 1)
    counts = dict(fetch(values.group_by(step=step).agg(n=values.count())).iter_rows())
    return tuple(Bin(i * width, (i + 1) * width if i < BINS - 1 else None, int(counts.get(i, 0))) for i in range(BINS))


def customer_values(call: Call, keys: dict[str, Any]) -> tuple[Any, dict[str, Any], dict[str, Any]]:
    """Customers with their value, the keys they are grouped by, the sums behind a mean."""
    day = call.main.moments["at"].day
    table = call.within(call.main.sound, day)
    rate = math.log1p(call.options.discount) / YEAR
    rows = table.select(**keys, customer=table["customer"], day=day, amount=table["amount"].cast("float64"))
    worth = rows["amount"] * call.options.margin
    if rate:
        first = rows["day"].min().over(group_by=rows["customer"])
        rows = rows.mutate(first=first)
        worth = rows["amount"] * call.options.margin * ((rows["day"] - rows["first"]) * -rate).exp()
    values = rows.group_by(*keys, "customer").agg(value=worth.sum())
    return values, {name: values[name] for name in keys}, mean_sums(values["value"], values, None)


def purchases(call: Call) -> Any:
    """Every customer's repeat purchases, recency and age in days and mean repeat spend, as an expression.

    Purchases of one day are one. ``frequency`` counts the days after the first; ``spend`` is their mean.
    """
    at = call.main.moments["at"].day
    table = call.within(call.main.sound, at)
    keys = call.keys
    amount = table["amount"].cast("float64")
    rows = table.select(**keys, customer=table["customer"], day=at.cast("int32"), amount=amount)
    place = ibis.dense_rank().over(group_by=[*(rows[name] for name in keys), rows["customer"]], order_by=rows["day"])
    placed = rows.mutate(place=place)
    return placed.group_by(*keys, "customer").agg(
        frequency=placed["place"].max(),
        first=placed["day"].min(),
        last=placed["day"].max(),
        total=placed["amount"].sum(),
        repeat=ibis.ifelse(placed["place"] > 0, placed["amount"], 0.0).sum(),
    )


def _histories(call: Call) -> tuple[pl.DataFrame, int]:
    """Histories of the customers and the day that ends the observation."""
    frame = fetch(purchases(call))
    if frame.height == 0:
        raise MetricError([Fault("metric.nothing_left", fields={"metric": call.metric.id})])
    last = int(frame["last"].max() or 0)  # type: ignore[arg-type]
    end = day_of(call.options.end) - 1 if call.options.end else last
    names = [f"by {i}" for i in range(len(call.by))]
    return frame.sort(*names, "customer"), end


def predictive_cltv(call: Call) -> Made:
    """Margin to be expected from a customer over the horizon, from models of buying and of spending."""
    from centricity.metrics.lifetime import fit_bg_nbd, fit_gamma_gamma, fit_pareto_nbd
    from centricity.metrics.lifetime import predictive_cltv as predicted

    frame, end = _histories(call)
    x, first, last = (column(frame, name) for name in ("frequency", "first", "last"))
    t_x, age = last - first, end - first
    watched = age > 0
    x, t_x, age = x[watched], t_x[watched], age[watched]
    spend = per(column(frame, "repeat")[watched], x)
    paid = (x > 0) & (spend > 0)
    fit = fit_bg_nbd if call.options.model == "bg_nbd" else fit_pareto_nbd
    buying: Any = fit(x, t_x, age)
    spending = fit_gamma_gamma(x[paid], spend[paid])
    options = call.options
    rows, names = [], [f"by {i}" for i in range(len(call.by))]
    unsure: dict[str, Fault] = {}
    free = (x > 0) & ~paid
    kept = frame.filter(pl.Series(watched)).with_row_index("place").filter(pl.Series(~free))
    parts = kept.partition_by(*names, maintain_order=True) if names else [kept]
    for part in parts:
        at = part["place"].to_numpy()
        found = predicted(
            buying, spending, x[at], t_x[at], age[at], np.where(paid[at], spend[at], np.nan),
            horizon=options.horizon_days, margin=options.margin,
            discount=math.expm1(math.log1p(options.discount) / YEAR), draws=_draws(options), seed=options.seed,
            confidence=options.confidence, each=False,
        )  # fmt: skip
        mean = _over(found.total, len(at))
        unsure |= {fault.code: fault for fault in found.total.warnings}
        alive = float(buying.alive(x[at], t_x[at], age[at]).mean())
        shape = dict(zip(("p", "q", "v"), map(float, spending.parameters), strict=True))
        shape |= {name: float(value) for name, value in zip(_names(options.model), buying.parameters, strict=True)}
        rows.append(Row(call.labels(part.head(1))[0], mean, {"customers": float(len(at)), "alive": alive, **shape}))
    notes = [*_assumed(options, buying, spending), *unsure.values()]
    if free.any():
        notes.append(Fault("metric.note_free", fields={"n": int(free.sum())}, severity="warning"))
    unseen = int((~watched).sum())
    if unseen:
        notes.append(Fault("metric.note_last_day", fields={"n": unseen}, severity="warning"))
    return Made(rows, notes=tuple(notes))


def _assumed(options: Options, buying: Any, spending: Any) -> Iterator[Fault]:
    """What the models take for granted, and where they are barely identified."""
    ahead = {
        "days": f"{options.horizon_days:g}",
        "margin": f"{100 * options.margin:g}",
        "discount": f"{100 * options.discount:g}",
        "model": MODELS[options.model],
    }
    yield Fault("metric.note_horizon", fields=ahead, severity="warning")
    yield Fault("metric.note_spend_correlation", fields={"r": _both(spending.correlation)}, severity="warning")
    if _rough(buying.covariance):
        yield Fault("metric.note_rough", fields={"advice": _ADVICE[options.model]}, severity="warning")


_ADVICE = {
    "bg_nbd": {"ru": "Возьмите больше клиентов или более долгий период", "en": "Take more customers or a longer time"},
    "pareto_nbd": {
        "ru": "Возьмите model=bg_nbd, больше клиентов или более долгий период",
        "en": "Take model=bg_nbd, more customers or a longer time",
    },
}


def _rough(covariance: Floats) -> bool:
    """Whether parameters are barely identified: one may be out by a factor of e, or two say nearly the same."""
    return bool(np.diag(covariance).max() > 1 or np.linalg.cond(covariance) > MOST_LIKE)


MOST_LIKE = 1e6
"""Condition number of a covariance of logarithms from which its draws say little."""


def _both(value: float) -> dict[str, str]:
    """A number of two decimals as either language writes it."""
    return {language: number(value, language, 2) for language in LANGUAGES}


def _draws(options: Options) -> int:
    """Draws of the parameters: fewer than elsewhere unless asked for, as each values every customer anew."""
    return options.draws if "draws" in options.model_fields_set else 200


def _names(model: str) -> tuple[str, ...]:
    return ("r", "alpha", "a", "b") if model == "bg_nbd" else ("r", "alpha", "s", "beta")


def _over(total: Estimate, n: int) -> Estimate:
    return replace(total, value=total.value / n, low=total.low / n, high=total.high / n, n=n)


def subscription_cltv(call: Call) -> Made:
    """Discounted lifetime in periods, from how many of a cohort renewed."""
    from centricity.metrics.lifetime import fit_sbg

    if call.options.discount <= 0:
        raise MisuseError([Fault("metric.needs_discount")])
    table = call.main.sound
    by = call.by or (("cohort",) if call.main.has("cohort") else ())
    call = replace(call, by=by)
    frame = grouped(
        table, call.keys | {"period": table["period"].cast("int64")}, {"n": table["customers"].sum().cast("float64")}
    )  # fmt: skip
    if frame.height == 0:
        raise MetricError([Fault("metric.nothing_left", fields={"metric": call.metric.id})])
    rows = []
    names = [f"by {i}" for i in range(len(by))]
    for part in frame.partition_by(*names, maintain_order=True) if names else [frame]:
        there = column(part.sort("period"), "n")
        if (np.diff(there) > 0).any() or len(there) < 3:
            raise MetricError([Fault("metric.cohort_grows", fields={"cohort": " ".join(call.labels(part)[0])})])
        model = fit_sbg(-np.diff(there), there[-1])
        value, low, high = _lifetime(model, call.options)
        estimate = Estimate(value, low, high, int(there[0]), "shifted beta-geometric")
        parts = {"alpha": float(model.alpha), "beta": float(model.beta), "retained": float(there[-1] / there[0])}
        rows.append(Row(call.labels(part.head(1))[0], estimate, parts))
    return Made(rows)


def _lifetime(model: Any, options: Any) -> tuple[float, float, float]:
    """Discounted lifetime with the limits that the parameters' uncertainty leaves."""
    rng = np.random.default_rng(options.seed)
    logs = np.log([model.alpha, model.beta])
    drawn = np.exp(rng.multivariate_normal(logs, model.covariance, size=options.draws))
    lives = [replace(model, alpha=a, beta=b).discounted_lifetime(options.discount) for a, b in drawn]
    tail = 50 * (1 - options.confidence)
    low, high = np.percentile(lives, [tail, 100 - tail])
    return float(model.discounted_lifetime(options.discount)), float(low), float(high)


def rfm(call: Call) -> Made:
    """Segments by recency, frequency and amount, each in fifths."""
    frame, end = _histories(call)
    scored = scored_customers(frame, end)
    names = [f"by {i}" for i in range(len(call.by))]
    total = scored.group_by(names).agg(all=pl.len(), revenue=pl.col("total").sum()) if names else None
    made = scored.group_by(*names, "segment", "place").agg(
        customers=pl.len(), total=pl.col("total").sum(), recency=pl.col("recency").mean(),
        frequency=(pl.col("frequency") + 1).mean(), amount=pl.col("total").mean(),
    ).sort(*names, "place")  # fmt: skip
    if total is not None:
        made = made.join(total, on=names)
    else:
        made = made.with_columns(all=pl.lit(scored.height), revenue=pl.lit(float(scored["total"].sum())))
    n, every = column(made, "customers"), column(made, "all")
    found = estimates(n / every, *wilson(n / every, every, call.options.confidence), every, WILSON, 100)
    made = made.with_columns(revenue_share=pl.col("total") / pl.col("revenue") * 100)
    parts = ("customers", "revenue_share", "recency", "frequency", "amount")
    rows = [
        Row((*label, segment), estimate, {name: float(made[name][i]) for name in parts})
        for i, (label, segment, estimate) in enumerate(zip(call.labels(made), made["segment"], found, strict=True))
    ]
    return Made(rows, ("rfm_segment",))


SEGMENTS = (
    ("champions", 4, 4), ("loyal", 2, 4), ("recent", 4, 2), ("new", 4, 1),
    ("at_risk", 1, 3), ("need_attention", 3, 2), ("hibernating", 1, 1),
)  # fmt: skip
"""Segments by least recency and least value, the first that fits; value is the mean of frequency and amount."""


def scored_customers(frame: pl.DataFrame, end: int) -> pl.DataFrame:
    """Score customers from 1 to 5 on recency, frequency and amount, equals alike, and name their segment."""
    recency = end - pl.col("last")
    scored = frame.with_columns(recency=recency).with_columns(
        r=(6 - _fifth(pl.col("recency"))), f=_fifth(pl.col("frequency")), m=_fifth(pl.col("total"))
    )
    value = (pl.col("f") + pl.col("m")) / 2
    segment: Any = pl.lit("hibernating")
    place: Any = pl.lit(len(SEGMENTS) - 1)
    for i, (name, r, least) in reversed(list(enumerate(SEGMENTS))):
        fits = (pl.col("r") >= r) & (value >= least)
        segment = pl.when(fits).then(pl.lit(name)).otherwise(segment)
        place = pl.when(fits).then(pl.lit(i)).otherwise(place)
    return scored.with_columns(segment=segment, place=place)


def _fifth(column: pl.Expr) -> pl.Expr:
    """Fifth of a column, 1 is lowest; equals are alike."""
    return (1 + (column.rank("min") - 1) * 5 // pl.len()).clip(1, 5)


def pareto_share(call: Call) -> Made:
    """Share of the revenue that the most valuable customers bring."""
    keys = call.keys
    at = call.main.moments["at"].day
    table = call.within(call.main.sound, at)
    sums = table.group_by(**keys, customer=table["customer"]).agg(total=table["amount"].sum().cast("float64"))
    frame = fetch(sums).sort(*keys, "total", "customer")
    if frame.height == 0:
        raise MetricError([Fault("metric.nothing_left", fields={"metric": call.metric.id})])
    rows = []
    for part in frame.partition_by(*keys, maintain_order=True) if keys else [frame]:
        amounts = column(part, "total")
        value = _top_share(amounts[None, :], call.options.top)[0]
        low, high = _bootstrap(amounts, call)
        estimate = Estimate(100 * value, 100 * low, 100 * high, len(amounts), "bootstrap")
        rows.append(Row(call.labels(part.head(1))[0], estimate, {"revenue": float(amounts.sum())}))
    return Made(rows)


def _top_share(sorted_amounts: Floats, top: float) -> Floats:
    """Share of the sum that the top share holds; amounts ascend along each row, a part customer counts in part."""
    n = sorted_amounts.shape[1]
    whole, part = divmod(top * n, 1)
    best = sorted_amounts[:, ::-1]
    held = best[:, : int(whole)].sum(axis=1)
    if part:
        held = held + part * best[:, int(whole)]
    total = best.sum(axis=1)
    made: Floats = np.divide(held, total, out=np.full(len(total), np.nan), where=total > 0)
    return made


def _resampled(ascending: Floats, rng: np.random.Generator) -> Floats:
    """As many of the amounts as there are, drawn with replacement, ascending; counting them is quicker than sorting."""
    n = len(ascending)
    return np.repeat(ascending, np.bincount(rng.integers(0, n, n), minlength=n))


def _bootstrap(amounts: Floats, call: Call) -> tuple[float, float]:
    """Percentile limits from resampled customers; large groups are resampled as a tenth of the draws."""
    rng = np.random.default_rng(call.options.seed)
    n = len(amounts)
    if n < 2:
        return math.nan, math.nan
    draws = max(50, min(call.options.draws, int(2e8 / n)))
    made = [_top_share(_resampled(amounts, rng)[None, :], call.options.top)[0] for _ in range(draws)]
    tail = 50 * (1 - call.options.confidence)
    low, high = np.percentile(made, [tail, 100 - tail])
    return float(low), float(high)
