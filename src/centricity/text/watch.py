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
from centricity.text.usual import Usual, benjamini_hochberg, usual_count, usual_share

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
    usual: Usual,
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
