"""Alerts: a spike of mentions, or of negative tone, against what is usual for the company.

The usual is the periods before, without those of it that were spikes themselves. Counts have a variance that grows in
proportion to the mean (a negative binomial with a constant ratio); given that ratio, the count of one period among all
of them follows a beta-binomial law whatever the mean is, and so the tail is exact. A ratio of one is the Poisson case.
"""

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Final, Literal

import numpy as np
from numpy.typing import NDArray

from centricity.errors import Fault, MisuseError

Kind = Literal["mentions", "negative"]
Floats = NDArray[np.float64]

_WEEK: Final = 7


@dataclass(frozen=True)
class Watching:
    """What counts as an alert.

    Attributes
    ----------
    period
        ``day`` or ``week`` (from Monday).
    history
        Periods before the watched one that make the usual.
    least_history
        Fewer observed periods than this give no alert.
    least
        Mentions, or negative mentions, of a period below which there is no alert.
    level
        Share of false alerts among all alerts that is borne (Benjamini-Hochberg over companies, periods and kinds).
    documents
        How many documents are named behind an alert.
    """

    period: Literal["day", "week"] = "day"
    history: int = 56
    least_history: int = 14
    least: int = 5
    level: float = 0.05
    documents: int = 20

    def __post_init__(self) -> None:
        limits: dict[str, tuple[float, float]] = {
            "history": (2, 5000),
            "least_history": (2, self.history),
            "least": (1, 1_000_000),
        }
        limits |= {"level": (1e-9, 0.5), "documents": (0, 10_000)}
        faults = [
            Fault("text.option_range", fields={"name": name, "value": getattr(self, name), "low": low, "high": high})
            for name, (low, high) in limits.items()
            if not low <= getattr(self, name) <= high
        ]
        if faults:
            raise MisuseError(faults)


@dataclass(frozen=True)
class Alert:
    """One spike.

    Attributes
    ----------
    period
        First day of it.
    kind
        ``mentions``: their number; ``negative``: the share of negative ones among those with a tone.
    value, usual, low, high
        What was seen, what is usual, and the band in which 95 % of usual periods lie; a count or a share.
    p
        Probability of so much or more in a usual period; ``adjusted`` for all that was looked at (Benjamini-Hochberg).
    n
        Mentions of the period, or those of it with a tone.
    documents
        The documents behind it, negative ones first where the alert is of tone.
    """

    company: str
    period: date
    kind: Kind
    value: float
    usual: float
    low: float
    high: float
    p: float
    adjusted: float
    n: int
    documents: tuple[str, ...]


@dataclass(frozen=True)
class Watched:
    """What was looked at.

    Attributes
    ----------
    alerts
        By period and company, in order.
    looked
        Comparisons made.
    warnings
        Companies too young to be judged, mentions without a date.
    """

    alerts: tuple[Alert, ...]
    looked: int
    warnings: tuple[Fault, ...]


@dataclass(frozen=True)
class _Tested:
    alert: Alert
    least: bool


def watch(
    mentions: Mapping[str, Sequence[Any]],
    options: Watching | None = None,
    observed: Sequence[date] | None = None,
    last: int = 1,
) -> Watched:
    """Look for spikes in the last periods.

    Parameters
    ----------
    mentions
        Columns of equal length, one value per mention, reprints taken out: ``company``, ``day`` (date, or None),
        ``tone`` (-1, 0, 1, or None where unknown), ``document``.
    observed
        Days on which the sources were read. Left out: every day from the first to the last of the table. A period
        is compared only where all its days were observed; what was not observed is missing, not zero.
    last
        Periods at the end to look at.

    Raises
    ------
    MisuseError
        Where columns are missing or differ in length, or an option does not fit.
    """
    options = options or Watching()
    table, warnings = _dated(mentions)
    periods = _periods(table, observed, options)
    tested: list[_Tested] = []
    for company, mine in sorted(_places(table["company"]).items()):
        counted = _Counted.of(company, {name: [column[i] for i in mine] for name, column in table.items()}, options)
        for place in range(max(0, len(periods) - last), len(periods)):
            before = periods[max(0, place - options.history) : place]
            if len(before) < options.least_history:
                warnings.append(_young(company, periods[place], len(before), options))
            else:
                tested += _tests(counted, before, periods[place], options)
    return Watched(_raised(tested, options.level), len(tested), tuple(warnings))


def _places(companies: Sequence[str]) -> dict[str, list[int]]:
    places: dict[str, list[int]] = {}
    for place, company in enumerate(companies):
        places.setdefault(company, []).append(place)
    return places


def _dated(mentions: Mapping[str, Sequence[Any]]) -> tuple[dict[str, list[Any]], list[Fault]]:
    names = ("company", "day", "tone", "document")
    lengths = {name: len(mentions.get(name, ())) for name in names}
    if any(name not in mentions for name in names) or len(set(lengths.values())) > 1:
        raise MisuseError([Fault("text.columns_differ", fields={"lengths": str(lengths)})])
    known = [place for place, day in enumerate(mentions["day"]) if day is not None]
    undated = lengths["day"] - len(known)
    warnings = [Fault("text.watch_undated", fields={"n": undated}, severity="warning")] if undated else []
    return {name: [mentions[name][place] for place in known] for name in names}, warnings


def _young(company: str, period: date, n: int, options: Watching) -> Fault:
    fields = {"company": company, "period": period.isoformat(), "n": n, "least": options.least_history}
    return Fault("text.watch_young", fields=fields, severity="warning")


def _first_day(day: date, options: Watching) -> date:
    return day if options.period == "day" else day - timedelta(days=day.weekday())


def _periods(table: Mapping[str, list[Any]], observed: Sequence[date] | None, options: Watching) -> list[date]:
    """First days of the periods that were observed in full, in order."""
    days = set(observed) if observed is not None else _all_days(table["day"])
    size = 1 if options.period == "day" else _WEEK
    firsts = {_first_day(day, options) for day in days}
    return sorted(first for first in firsts if all(first + timedelta(days=i) in days for i in range(size)))


def _all_days(days: Sequence[date]) -> set[date]:
    if not days:
        return set()
    return {min(days) + timedelta(days=i) for i in range((max(days) - min(days)).days + 1)}


@dataclass(frozen=True)
class _Counted:
    """Mentions of one company by period: all, with a tone, negative, and which they are."""

    company: str
    rows: Mapping[date, list[tuple[Any, str]]]

    @classmethod
    def of(cls, company: str, columns: Mapping[str, list[Any]], options: Watching) -> "_Counted":
        rows: dict[date, list[tuple[Any, str]]] = {}
        for day, tone, document in zip(columns["day"], columns["tone"], columns["document"], strict=True):
            rows.setdefault(_first_day(day, options), []).append((tone, document))
        return cls(company, rows)

    def counts(self, periods: Sequence[date]) -> tuple[Floats, Floats, Floats]:
        """All, toned and negative mentions by period."""
        seen = [self.rows.get(period, []) for period in periods]
        toned = [[tone for tone, _ in rows if tone is not None] for rows in seen]
        negative = [sum(tone < 0 for tone in tones) for tones in toned]
        return tuple(np.array(x, dtype=float) for x in ([len(r) for r in seen], [len(t) for t in toned], negative))  # type: ignore[return-value]

    def documents(self, period: date, kind: Kind, most: int) -> tuple[str, ...]:
        rows = self.rows.get(period, [])
        if kind == "negative":
            rows = [row for row in rows if row[0] is not None and row[0] < 0]
        return tuple(dict.fromkeys(document for _, document in rows))[:most]


def _tests(counted: _Counted, before: list[date], period: date, options: Watching) -> Iterator[_Tested]:
    count, toned, negative = counted.counts(before)
    (now,), (toned_now,), (negative_now,) = counted.counts([period])
    days = np.array([day.weekday() for day in before]) if options.period == "day" else None
    usual = usual_count(count, days, period.weekday())
    yield _tested(counted, period, "mentions", (now, now, now), usual, options)
    if toned.sum() > 0 and toned_now > 0:
        share = usual_share(negative, toned, int(toned_now))
        yield _tested(counted, period, "negative", (negative_now, negative_now / toned_now, toned_now), share, options)


def _tested(
    counted: _Counted,
    period: date,
    kind: Kind,
    seen: tuple[float, float, float],
    usual: "Usual",
    options: Watching,
) -> _Tested:
    count, value, n = seen
    documents = counted.documents(period, kind, options.documents)
    band = usual.value, usual.low, usual.high
    alert = Alert(counted.company, period, kind, float(value), *band, usual.tail(count), math.nan, int(n), documents)
    return _Tested(alert, count >= options.least and value > usual.value)


def _raised(tested: Sequence[_Tested], level: float) -> tuple[Alert, ...]:
    adjusted = benjamini_hochberg(np.array([one.alert.p for one in tested]))
    alerts = [
        Alert(**{**one.alert.__dict__, "adjusted": float(p)})
        for one, p in zip(tested, adjusted, strict=True)
        if p <= level and one.least
    ]
    return tuple(sorted(alerts, key=lambda alert: (alert.period, alert.company, alert.kind)))


def benjamini_hochberg(p: Floats) -> Floats:
    """Probabilities adjusted for how many there are, so that a level bounds the share of false discoveries.

    References
    ----------
    Benjamini and Hochberg (1995), Journal of the Royal Statistical Society B 57, 289-300.
    """
    order = np.argsort(p, kind="stable")
    raised = p[order] * len(p) / np.arange(1, len(p) + 1)
    adjusted = np.empty(len(p))
    adjusted[order] = np.minimum(np.minimum.accumulate(raised[::-1])[::-1], 1)
    return adjusted


@dataclass(frozen=True)
class Usual:
    """What is usual in one period: its value, its band, and the tail of a count under it.

    Attributes
    ----------
    first, second
        Parameters of the beta-binomial law of the tail; infinite ``second`` stands for a binomial with share ``first``.
    total
        Trials of the law beside the count itself (mentions before), or the trials as a whole (``of_share``).
    """

    value: float
    low: float
    high: float
    first: float
    second: float
    total: int
    of_share: bool

    def tail(self, count: float) -> float:
        """Probability of this count or more."""
        from scipy import stats

        trials = self.total if self.of_share else self.total + int(count)
        if math.isinf(self.second):
            return float(stats.binom.sf(count - 1, trials, self.first))
        return float(min(1.0, max(0.0, stats.betabinom.sf(count - 1, trials, self.first, self.second))))


_RATIO: Final = 1.02
"""A ratio of variance to mean below this is Poisson for the arithmetic."""

_CAUTION: Final = 0.1


def usual_count(counts: Floats, weekdays: NDArray[Any] | None, today: int) -> Usual:
    """What is usual for a count.

    Parameters
    ----------
    counts
        Shape (n,), mentions of each period before.
    weekdays
        Shape (n,), 0 to 6, or None where periods are weeks.
    today
        Weekday of the period that is watched.

    Notes
    -----
    Days of the week differ by factors that are shrunk to one (positive-part James-Stein) as far as they may be noise.
    The ratio of variance to mean is the upper end of a one-sided 90 % interval, so that a short history is not
    taken for a quiet one. The uncertainty of mean and factor widens the law: it is that of fewer mentions before.
    """
    counts = _without_spikes(counts)
    kept = ~np.isnan(counts)
    counts, days = counts[kept], None if weekdays is None else weekdays[kept]
    factors, weight = _factors(counts, days)
    expected = np.ones(len(counts)) if days is None else factors[days]
    mean = (counts.sum() + 0.5) / expected.sum()
    ratio = _ratio(counts, mean * expected, len(counts) - 1 - 6 * weight)
    factor = 1.0 if days is None else float(factors[today])
    same = counts.sum() if days is None else max(counts[days == today].sum(), 0.5)
    loose = 1 / (counts.sum() + 0.5) + weight**2 * max(0.0, 1 / same - 1 / (counts.sum() + 0.5))
    before = 1 / loose
    low, high = _band(mean * factor, ratio, loose)
    exposure = before / mean
    share = factor / (factor + exposure)
    if ratio < _RATIO:
        return Usual(mean * factor, low, high, share, math.inf, round(before), of_share=False)
    size = mean / (ratio - 1)
    return Usual(mean * factor, low, high, size * factor, size * exposure, round(before), of_share=False)


def _without_spikes(counts: Floats) -> Floats:
    """Take out former spikes, far above the rest, lest one alert hides the next."""
    middle = np.median(counts)
    spread = max(1.4826 * float(np.median(np.abs(counts - middle))), math.sqrt(max(middle, 1.0)))
    return np.where(counts > middle + 6 * spread, math.nan, counts)


def _factors(counts: Floats, days: NDArray[Any] | None) -> tuple[Floats, float]:
    """Factors of the days of the week, and how far they are believed, 0 to 1."""
    ones = np.ones(_WEEK)
    if days is None or counts.sum() == 0 or len(counts) < 3 * _WEEK:
        return ones, 0.0
    number = np.bincount(days, minlength=_WEEK).astype(float)
    sums = np.bincount(days, weights=counts, minlength=_WEEK)
    expected = counts.mean() * number
    raw = np.divide(sums, expected, out=ones.copy(), where=expected > 0)
    within = _ratio(counts, np.maximum(counts.mean() * raw[days], 1e-9), len(counts) - _WEEK, cautious=False)
    between = float((np.divide((sums - expected) ** 2, expected, out=np.zeros(_WEEK), where=expected > 0)).sum())
    weight = max(0.0, 1 - 4 * within / between) if between > 0 else 0.0
    return 1 + weight * (raw - 1), weight


def _ratio(counts: Floats, expected: Floats, freedom: float, *, cautious: bool = True) -> float:
    """Variance over mean from Pearson's statistic, at least 1."""
    from scipy import stats

    statistic = float(((counts - expected) ** 2 / expected).sum())
    freedom = max(freedom, 1.0)
    return max(1.0, statistic / (float(stats.chi2.ppf(_CAUTION, freedom)) if cautious else freedom))


def _band(mean: float, ratio: float, loose: float) -> tuple[float, float]:
    """Band of 95 % for a count: negative binomial with the variance of the count and of its mean."""
    from scipy import stats

    variance = mean * ratio + ratio * mean**2 * loose
    if variance <= mean * 1.0001:
        return float(stats.poisson.ppf(0.025, mean)), float(stats.poisson.ppf(0.975, mean))
    size = mean**2 / (variance - mean)
    law = stats.nbinom(size, size / (size + mean))
    return float(law.ppf(0.025)), float(law.ppf(0.975))


def usual_share(negative: Floats, toned: Floats, trials: int) -> Usual:
    """What is usual for the negative ones among ``trials`` mentions with a tone.

    Parameters
    ----------
    negative, toned
        Shape (n,), negative mentions and all with a tone, of each period before.

    Notes
    -----
    The share of a period varies about the usual one by a beta law; its correlation comes from Pearson's statistic as
    for counts, and the uncertainty of the usual share is added to it.
    """
    from scipy import stats

    held = toned > 0
    x, n = negative[held], toned[held]
    share = float((x.sum() + 0.5) / (n.sum() + 1))
    statistic = float(((x - n * share) ** 2 / (n * share * (1 - share))).sum())
    quantile = float(stats.chi2.ppf(_CAUTION, max(len(n) - 1, 1)))
    typical = float((n**2).sum() / n.sum())
    within = min(0.9, max(0.0, statistic / quantile - 1) / max(typical - 1, 1.0))
    spread = within + (1 - within) * (1 + (typical - 1) * within) / float(n.sum() + 1)
    size = max(1 / spread - 1, 0.1)
    law = stats.betabinom(trials, size * share, size * (1 - share))
    low, high = (float(law.ppf(q)) / trials for q in (0.025, 0.975))
    return Usual(share, low, high, size * share, size * (1 - share), trials, of_share=True)
