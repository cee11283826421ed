"""Metrics from requests: response and resolution times, SLA, first contact, backlog, self-service."""

import math
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import ibis
import polars as pl

from centricity.engines.fetch import fetch
from centricity.errors import Fault, MetricError, MisuseError
from centricity.language import LANGUAGES, Language
from centricity.metrics.answers import answered
from centricity.metrics.calendar import worked_until, working_seconds
from centricity.metrics.call import Call, Made
from centricity.metrics.contract import keys_of, with_labels_of
from centricity.metrics.coverage import coverage
from centricity.metrics.figures import COUNT, column, estimates, per_hundred, ratios, shares
from centricity.metrics.outcome import TOTAL, Row
from centricity.metrics.periods import day_of, period_start
from centricity.metrics.sums import grouped, one, quantiles, share_sums
from centricity.metrics.wording import key_text

DAY = 86_400
HOUR = 3_600


def times_to(until: str) -> Callable[[Call], Made]:
    """Make the maker of a time from filing to another moment of a request."""

    def made(call: Call) -> Made:
        table = _of_period(call)
        sound = table[f"{until} at"].notnull()
        waiting = int(fetch(table.agg(n=one(~sound).sum()))["n"][0] or 0)
        table, seconds = _elapsed(call, table.filter(sound), "created", until)
        frame, found = quantiles(table, call.keys, seconds, call.options.quantiles, call.options.confidence, 1 / HOUR)
        rows = _quantile_rows(call, frame, found)
        notes = [Fault("metric.note_waiting", fields={"n": waiting}, severity="warning")] if waiting else []
        return Made(rows, ("quantile",), (*notes, *_outside_hours(call, table, seconds, until)))

    return made


def _outside_hours(call: Call, table: Any, worked: Any, until: str) -> tuple[Fault, ...]:
    """Tell of what took time, but none that is worked: filed and ended between two working days."""
    if call.options.hours == "calendar":
        return ()
    took = table[f"{until} at"] > table["created at"]
    n = int(fetch(table.agg(n=one((worked == 0) & took).sum()))["n"][0] or 0)
    return (Fault("metric.note_outside_hours", fields={"n": n}, severity="warning"),) if n else ()


def _quantile_rows(call: Call, frame: pl.DataFrame, found: list[list[Any]]) -> list[Row]:
    names = [f"p{100 * q:g}" for q in call.options.quantiles]
    return [
        Row((*label, name), made[i])
        for i, label in enumerate(call.labels(frame))
        for name, made in zip(names, found, strict=True)
    ]


def _of_period(call: Call) -> Any:
    """Requests filed in the period asked for."""
    table = call.main.sound
    return call.within(table, call.main.moments["created"].day) if call.main.has("created") else table


def _elapsed(call: Call, table: Any, first: str, second: str) -> tuple[Any, Any]:
    """Seconds between two moments: by the calendar, or those that are worked."""
    if call.options.hours == "calendar":
        return table, table[f"{second} at"] - table[f"{first} at"]
    walls = {"first": table[f"{first} wall"], "last": table[f"{second} wall"]}
    ends = fetch(table.agg(first=(walls["first"] // DAY).min(), last=(walls["last"] // DAY).max()))
    if ends["first"][0] is None:
        return table, table[f"{second} at"] - table[f"{first} at"]
    days = working_seconds(call.options.calendar, int(ends["first"][0]), int(ends["last"][0]))
    table = worked_until(table, f"{first} wall", "worked before", days)
    table = worked_until(table, f"{second} wall", "worked until", days.view())
    return table, table["worked until"] - table["worked before"]


def share_of(hit: Callable[[Call, Any], Any], base: Callable[[Call, Any], Any] | None = None) -> Callable[[Call], Made]:
    """Make the maker of a share of requests."""

    def made(call: Call) -> Made:
        table = _of_period(call)
        if base is not None:
            table = table.filter(base(call, table).fill_null(False))
        frame = grouped(table, call.keys, share_sums(hit(call, table), table, None))
        return Made(call.rows(frame, shares(frame, call.options.confidence), ("hit",)))

    return made


def _resolved(_: Call, table: Any) -> Any:
    return table["resolved at"].notnull()


def _once(call: Call, table: Any) -> Any:
    again = table["reopened"] > 0 if call.main.has("reopened") else ibis.literal(False)
    return (table["contacts"] <= 1) & ~again.fill_null(False)


first_contact_resolution = share_of(_once, _resolved)
reopening = share_of(lambda _, table: table["reopened"] > 0, _resolved)
article_reuse = share_of(lambda _, table: table["article"].notnull(), _resolved)
self_service = share_of(lambda _, table: table["self_service"])
containment = share_of(
    lambda _, table: ~table["handed_over"], lambda _, table: table["assistant"] & table["handed_over"].notnull()
)


def sla_attainment(call: Call) -> Made:
    """Requests resolved in time, among those that are resolved or overdue; a red CSAT beside a green SLA is said."""
    table = _of_period(call)
    now = call.last_day("created", "resolved") * DAY
    decided = ((table["resolved wall"] < now) | (table["due wall"] < now)).fill_null(False)
    table = table.filter(table["due wall"].notnull() & decided)
    met = (table["resolved at"] <= table["due at"]).fill_null(False)
    frame = grouped(table, call.keys, share_sums(met, table, None))
    rows = with_csat(call, call.rows(frame, shares(frame, call.options.confidence), ("hit",)))
    target = 100 * call.options.target
    red = [row for row in rows if row.estimate.value >= target and row.parts.get("csat_high", 100) < RED]
    named = {language: [_named(call, row, language) for row in red] for language in LANGUAGES}
    notes = (Fault("metric.note_green_red", fields={"groups": named, "red": RED}, severity="warning"),) if red else ()
    return Made(rows, notes=notes)


def _named(call: Call, row: Row, language: Language) -> str:
    """Name of a group; of all together where nothing is grouped."""
    if not row.keys:
        return key_text("", TOTAL, language)
    return " / ".join(key_text(name, key, language) for name, key in zip(call.by, row.keys, strict=True))


def beside_csat(maker: Callable[[Call], Made]) -> Callable[[Call], Made]:
    """Let a maker put the CSAT of the same group beside every row."""

    def made(call: Call) -> Made:
        found = maker(call)
        return replace(found, rows=with_csat(call, found.rows))

    return made


def with_csat(call: Call, rows: list[Row]) -> list[Row]:
    """Rows with the CSAT of the requests of their group, where requests were rated."""
    if not call.main.has("csat"):
        return rows
    table = _of_period(call)
    table = table.filter(table["csat"].notnull())
    frame = grouped(table, call.keys, {"n": table.count(), "hit": one(table["csat"] >= 4).sum()})
    found = dict(zip(call.labels(frame), shares(frame, call.options.confidence), strict=True))
    return [
        replace(row, parts={**row.parts, "csat": csat.value, "csat_high": csat.high, "rated": float(csat.n)})
        if (csat := found.get(row.keys[: len(call.by)])) is not None
        else row
        for row in rows
    ]


RED = 70
"""CSAT in per cent that is red when even its upper limit stays below."""


def repeat_contacts(call: Call) -> Made:
    """Requests that the same customer followed by another, on the same theme where it is known."""
    table = call.main.sound
    same = ["customer", *(["theme"] if call.main.has("theme") else [])]
    order = [table["created at"], *([table["request"]] if call.main.has("request") else [])]
    after = table["created at"].lead(1).over(group_by=[table[name] for name in same], order_by=order)
    table = table.mutate(**{"next at": after})
    soon = (table["next at"] - table["created at"] <= call.options.within_days * DAY).fill_null(False)
    table, notes = _old_enough(call, call.within(table.mutate(soon=soon), table["created wall"] // DAY))
    frame = grouped(table, call.keys, share_sums(table["soon"], table, None))
    return Made(call.rows(frame, shares(frame, call.options.confidence), ("hit",)), notes=notes)


def _old_enough(call: Call, table: Any) -> tuple[Any, tuple[Fault, ...]]:
    """Requests whose time to be followed was over before the data end; of the others nothing is known yet."""
    known = coverage(call.main.sound, call.options, call.main.sound["created wall"] // DAY)
    if known is None:
        return table, ()
    old = table["created wall"] // DAY < known.until - math.ceil(call.options.within_days)
    counted = fetch(table.agg(n=table.count(), young=one(~old).sum()))
    n, young = (int(counted[name][0] or 0) for name in ("n", "young"))
    told = {"n": young, "days": call.options.within_days, "last": known.last}
    if young and young == n:
        raise MetricError([Fault("metric.none_old_enough", fields=told)])
    return table.filter(old), (Fault("metric.note_too_young", fields=told, severity="warning"),) if young else ()


def _open(call: Call) -> tuple[Any, int]:
    """Requests open at the end of the day before ``as_of``, and that moment on the wall clock."""
    sound = call.main.sound
    now = call.last_day("created", "resolved") * DAY
    table = sound.filter(sound["created wall"] < now)
    return table.filter(table["resolved wall"].isnull() | (table["resolved wall"] >= now)), now


def backlog(call: Call) -> Made:
    """Requests that are open: a count, which has no sampling error."""
    table, _ = _open(call)
    frame = grouped(table, call.keys, {"n": table.count()})
    n = column(frame, "n")
    return Made(call.rows(frame, estimates(n, n, n, n, COUNT)))


def backlog_age(call: Call) -> Made:
    """Age in days of what is open."""
    table, now = _open(call)
    age = ibis.literal(now, "int64") - table["created wall"]
    frame, found = quantiles(table, call.keys, age, call.options.quantiles, call.options.confidence, 1 / DAY)
    return Made(_quantile_rows(call, frame, found), ("quantile",))


def stale_requests(call: Call) -> Made:
    """Open requests that have not moved for a number of days."""
    table, now = _open(call)
    moved = ibis.coalesce(table["updated wall"], table["created wall"])
    stale = now - moved > call.options.within_days * DAY
    frame = grouped(table, call.keys, share_sums(stale, table, None))
    return Made(call.rows(frame, shares(frame, call.options.confidence), ("hit",)))


def wait_share(call: Call) -> Made:
    """Hours of waiting as a share of all hours."""
    table = _of_period(call)
    table = table.filter(table["total_hours"] > 0)
    a, b = (table[name].cast("float64") for name in ("waiting_hours", "total_hours"))
    sums = {
        "n": table.count(), "a": a.sum(), "b": b.sum(),
        "aa": (a * a).sum(), "ab": (a * b).sum(), "bb": (b * b).sum(),
    }  # fmt: skip
    frame = grouped(table, call.keys, sums)
    found = ratios(frame, call.options.confidence, 100)
    return Made(
        call.rows(frame.rename({"a": "waiting_hours", "b": "total_hours"}), found, ("waiting_hours", "total_hours"))
    )


def contact_rate(call: Call) -> Made:
    """Requests per hundred customers of the opening day, of a span that is named or of each period.

    A group of customers, such as a segment, is held against its own customers; a group of requests against all.
    """
    if call.grain is None and (call.options.start is None or call.options.end is None):
        raise MisuseError([Fault("metric.needs_period", fields={"metric": call.metric.id})])
    call = _with_columns_of_customers(call)
    table = _of_period(call)
    frame = grouped(table, call.keys, {"n": table.count()})
    frame, notes = _of_whole_periods(call, frame)
    frame = frame.with_columns(start=pl.Series(_opening_days(call, frame), dtype=pl.Int64))
    own = [name for name in call.by if _tells_of_customers(call, name)]
    frame = _beside_customers(call, frame, own)
    n, base = column(frame, "n"), column(frame, "customers")
    if frame.height and not base.any():
        raise MetricError([Fault("metric.no_start", fields={"rows": frame["start"].n_unique()})])
    all_of = [name for name in call.by if name not in own and name != call.grain]
    if all_of:
        notes += (Fault("metric.note_all_customers", fields={"by": all_of}, severity="warning"),)
    return Made(call.rows(frame, per_hundred(n, base, call.options.confidence), ("customers",)), notes=notes)


def _with_columns_of_customers(call: Call) -> Call:
    """Give requests what only the table of customers tells of who asked, such as the segment."""
    there, people = call.main, call.others["customers"]
    lacking = [name for name in call.by if name not in there.names and name not in there.source.columns]
    found = [name for name in lacking if name != call.grain and _tells_of_customers(call, name)]
    if not found or not there.has("customer"):
        return call
    return replace(call, main=with_labels_of(there, people, "customer", found))


def _of_whole_periods(call: Call, frame: pl.DataFrame) -> tuple[pl.DataFrame, tuple[Fault, ...]]:
    """Groups of periods that the requests tell of from their first day to their last, and what is to be said."""
    created = call.main.moments["created"].day
    known = coverage(call.main.sound, call.options, created)
    if known is None:
        return frame, ()
    if call.grain is None:
        return frame, known.note()
    grain: Any = call.grain
    codes = frame[f"by {call.by.index(grain)}"]
    cut = sorted({int(code) for code in codes if not known.holds(grain, int(code))})
    if cut and len(cut) == codes.n_unique():
        raise MetricError([known.nothing_over()])
    return frame.filter(~codes.is_in(cut)), (*known.note(), *known.left_out(grain, cut))


def _opening_days(call: Call, frame: pl.DataFrame) -> list[int]:
    """First day of the period of every group, or of the span asked for."""
    grain: Any = call.grain
    if grain is None:
        assert call.options.start is not None  # noqa: S101  contact_rate refuses a span without
        return [day_of(call.options.start)] * frame.height
    return [period_start(grain, int(code)) for code in frame[f"by {call.by.index(grain)}"]]


OF_REQUESTS = ("channel", "service", "theme")
"""Columns that say another thing of a request than of a customer, or nothing of a customer."""


def _tells_of_customers(call: Call, name: str) -> bool:
    people = call.others["customers"]
    known = people.has(name) or name in people.source.columns
    return known and name not in OF_REQUESTS and name != call.grain


def _beside_customers(call: Call, frame: pl.DataFrame, own: list[str]) -> pl.DataFrame:
    """Groups with the customers at the start of their day: those who came before it and have not left."""
    if not frame.height:
        return frame.with_columns(customers=pl.lit(0.0))
    names = [f"by {call.by.index(name)}" for name in own]
    people = call.others["customers"]
    table = people.sound
    labels = dict(zip(names, keys_of(people, own).values(), strict=True))
    crossed = table.select("joined", "left", **labels).cross_join(ibis.memtable({"start": sorted(set(frame["start"]))}))
    there = (crossed["joined"] < crossed["start"]) & (crossed["left"].fill_null(10**9) >= crossed["start"])
    found = fetch(crossed.group_by(*names, "start").agg(customers=one(there).sum().cast("float64")))
    joined = frame.join(found, on=[*names, "start"], how="left", maintain_order="left")
    return joined.with_columns(pl.col("customers").fill_null(0.0))


def service_csat(call: Call) -> Made:
    """CSAT of the requests that were rated."""
    return answered(call, "csat")
