"""Tables of the example in types and in texts, put into four engines, and what is asked of all of them."""

import math
import sqlite3
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from functools import cache
from pathlib import Path
from zoneinfo import ZoneInfo

import ibis
import numpy as np
import polars as pl
import pytest

from centricity.engines import fetch
from centricity.engines.values import with_moment
from centricity.metrics import Options, compute
from centricity.metrics.calendar import Calendar

EXAMPLE = Path(__file__).parents[2] / "examples" / "cx-dashboard"
OLD = datetime.fromisoformat("1969-12-31 23:59:58")
MOMENTS = ("at", "created", "first_response", "resolved", "due", "updated")
FLAGS = ("self_service", "assistant", "handed_over")
SPARK = (
    "spark://local[2]?spark.sql.shuffle.partitions=2&spark.driver.memory=1g&spark.sql.adaptive.enabled=false"
    "&spark.sql.codegen.wholeStage=false&spark.sql.codegen.factoryMode=NO_CODEGEN"
    "&spark.driver.extraJavaOptions=-XX:TieredStopAtLevel=1"
)
"""Spark without what only pays for large tables; the cluster is asked with it."""


@cache
def typed():
    """Tables by name, with types, nulls, repeated numbers and some rows that must be left out."""
    return {
        "answers": _answers(), "employees": _read("employees").with_columns(_day("at")),
        "customers": _read("customers", 600).with_columns(_day("joined"), _day("left"), _gaps("segment", 11)),
        "orders": _orders(), "costs": _costs(),
        "renewals": _read("renewals"), "requests": _requests(), "events": _events(), "measures": _read("measures"),
        "ledger": _ledger(), "tenures": _tenures(), "hours": _hours(),
    }  # fmt: skip


def _read(name, rows=None):
    frame = pl.read_csv(EXAMPLE / f"{name}.csv", try_parse_dates=False, infer_schema_length=None)
    return frame if rows is None else frame.head(rows)


def _moment(name):
    return pl.col(name).str.to_datetime("%Y-%m-%d %H:%M:%S", time_unit="us")


def _day(name):
    return pl.col(name).str.to_date("%Y-%m-%d")


def _gaps(name, every):
    return pl.when(pl.int_range(pl.len()) % every == 0).then(None).otherwise(pl.col(name)).alias(name)


def _answers():
    frame = _read("answers", 1_200).with_columns(_moment("at"))
    weight = np.random.default_rng(1).gamma(4, 0.25, frame.height).round(3)
    frame = frame.with_columns(pl.Series("weight", weight), _gaps("segment", 7), _gaps("recommend", 50))
    beyond = pl.when(pl.int_range(pl.len()) % 211 == 3).then(11).otherwise(pl.col("recommend")).alias("recommend")
    half = (pl.col("satisfied") - pl.when(pl.int_range(pl.len()) % 3 == 1).then(0.5).otherwise(0)).clip(1, 5)
    part = pl.duration(microseconds=pl.int_range(pl.len()) % 3 * 449_999)
    old = pl.when(pl.int_range(pl.len()) % 401 == 5).then(OLD).otherwise(pl.col("at"))
    frame = frame.with_columns(beyond, half.alias("half"), (old + part).alias("at")).with_columns(_gaps("at", 97))
    return pl.concat([frame, frame.head(5)])


def _orders():
    frame = _read("orders").with_columns(_moment("at"), _gaps("segment", 13))
    return frame.filter(pl.col("customer") < "C00350")


def _costs():
    return _read("costs").with_columns(_day("at"), pl.col("cost").cast(pl.Float64) + 0.1)


def _requests():
    flags = [(pl.col(name) == "yes").alias(name) for name in FLAGS]
    frame = _read("requests", 1_000).with_columns(*map(_moment, MOMENTS[1:]), *flags, _gaps("theme", 17))
    early = pl.when(pl.int_range(pl.len()) % 301 == 7).then(pl.col("created").dt.offset_by("-1h"))
    return frame.with_columns(early.otherwise(pl.col("resolved")).alias("resolved"))


def _events():
    frame = _read("events").with_columns(_moment("at"), _gaps("channel", 19))
    return frame.filter(pl.col("customer") < "V00600")


def _hours():
    """Half hours around both changes of the clock, with fractions, and days before 1970 and after 2040."""
    days = ("2025-03-29 22:00", "2025-10-25 22:00", "1969-12-31 20:00", "2045-07-01 00:00")
    starts = [datetime.fromisoformat(day) for day in days]
    naive = [start + timedelta(minutes=30 * i, microseconds=999_000 * (i % 2)) for start in starts for i in range(12)]
    frame = pl.DataFrame({"naive": [*naive, None]}, schema={"naive": pl.Datetime("us")})
    return frame.with_columns(pl.col("naive").dt.replace_time_zone("UTC").alias("aware"))


def _ledger():
    periods = [f"2025-{month:02d}" for month in range(1, 13)]
    return pl.DataFrame(
        {
            "period": periods, "start": [1_000 + 7 * i for i in range(12)], "new": [50 + i for i in range(12)],
            "end": [1_005 + 6 * i for i in range(12)], "segment": ["home", None, "business"] * 4,
        }
    )  # fmt: skip


def _tenures():
    rng = np.random.default_rng(2)
    n = 300
    return pl.DataFrame(
        {
            "customer": np.arange(n), "tenure": rng.gamma(2, 90, n).round(1), "churned": rng.random(n) < 0.6,
            "segment": [("home", "business", None)[i % 3] for i in range(n)],
        }
    )  # fmt: skip


@cache
def texts():
    """Tables of texts, as files and careless databases hold them."""
    return {
        "answers": _answers_texts(), "requests": _requests_texts(), "orders": _orders_texts(),
        "moments": pl.DataFrame({"written": [*ODD, None]}),
    }  # fmt: skip


ODD = (
    "2025-03-30 02:30", "2025-10-26 02:30:00", "2025-10-26 03:30", "2025-03-30 01:59:59", "2025-03-30T03:00:00",
    "2025-06-01T10:00:00+03:00", "2025-06-01T23:30:00-0500", "2025-12-31T23:59:59Z", "2025-01-01 00:00:00.123456",
    "31.12.2025", "01.02.2025 14:30", "20251231", "2025-07", "31.02.2025", "2025-13-01", "2025-02-29", "2024-02-29",
    "yesterday", "", "   ", "-", "2025-10-26T02:30:00+01:00", "2025-10-26T02:30:00+02:00", "2025-06-01 10:00 UTC",
    " 2025-05-05 05:05 ", "2025-06-01 24:00", "20251331", "1899-12-31", "2025-06-01T10:00",
)  # fmt: skip


SHAPES = (
    "%Y-%m-%d", "%Y-%m-%d %H:%M", "%Y-%m-%d %H:%M:%S", "%Y-%m-%d %H:%M:%S.%f", "%d.%m.%Y", "%d.%m.%Y %H:%M", "%Y%m%d",
)  # fmt: skip


def moment_read(text, zone):
    """Seconds from 1970 of a written moment, reckoned by Python; None where it is none."""
    text = text.strip().replace(" UTC", "+00:00").replace("T", " ").replace("Z", "+00:00")
    for shape in (*SHAPES, *(f"{shape}%z" for shape in SHAPES[1:4])):
        try:
            found = datetime.strptime(text, shape)  # noqa: DTZ007  the zone is looked at below
        except ValueError:
            continue
        if not 1900 <= found.year < 2200:
            return None
        if found.tzinfo is None:
            placed = found.replace(tzinfo=ZoneInfo(zone))
            if placed.astimezone(UTC).astimezone(ZoneInfo(zone)).replace(tzinfo=None) != found:
                return None
            found = placed
        return int(found.replace(microsecond=0).timestamp())
    return None


def assert_moments(table, zone):
    """Hold what an engine makes of `ODD` against Python."""
    read, cell, moment = with_moment(table, "written", zone)
    columns = {"written": read["written"], "seconds": moment.seconds, "wrong": cell.wrong, "blank": cell.blank}
    rows = fetch(read.select(**columns)).rows()
    assert len(rows) == len(ODD) + 1
    for written, seconds, wrong, blank in rows:
        bare = (written or "").strip()
        expected = moment_read(bare, zone)
        assert bool(blank) == (bare == ""), written
        assert bool(wrong) == (bare != "" and expected is None), written
        if expected is not None:
            assert seconds == expected, written


def assert_hours(table, zone):
    """Hold what an engine makes of its own moments against Python."""
    rule = ZoneInfo(zone)
    for name in ("naive", "aware"):
        read, cell, moment = with_moment(table, name, zone)
        columns = {"seconds": moment.seconds, "wall": moment.wall, "wrong": cell.wrong, "month": moment.period("month")}
        rows = fetch(read.select(written=read["naive"], **columns)).rows()
        assert len(rows) == typed()["hours"].height
        for written, seconds, wall, wrong, month in rows:
            if written is None:
                assert (seconds, wall, month) == (None, None, None)
                continue
            placed = written.replace(tzinfo=rule) if name == "naive" else written.replace(tzinfo=UTC).astimezone(rule)
            back = placed.astimezone(UTC).astimezone(rule)
            assert bool(wrong) == (back.replace(tzinfo=None) != placed.replace(tzinfo=None)), written
            if written.year < 2040 and not wrong:
                assert seconds == math.floor(placed.timestamp()), written
                assert wall == math.floor(placed.replace(tzinfo=UTC).timestamp()), written
                assert month == placed.year * 12 + placed.month - 1, written


def _answers_texts():
    odd = [
        ("9", "1"), ("10.0", "1,5"), ("7", "0,25"), ("", "1"), ("  8 ", " 2 "), ("нет", "1"), ("11", "1"), ("8.5", "1"),
        ("6", "x"), ("0", "1 000,5"), ("5", "-1"), ("1e1", "1"), ("9", ""), ("NaN", "1"), ("inf", "1"),
        ("+9", "1\u00a0000"), ("10\u2028", "1"), ("9\n", "1"), ("1e400", "1"), ("\t8\u00a0", "1e-400"),
        ("9" * 400, "1"), ("8", "1e99"),
    ]  # fmt: skip
    rows = [
        (f"R{i}", f"C{i % 40}", ODD[i % len(ODD)], *(odd[i % len(odd)] if i % 3 == 0 else (str(i % 11), "1")),
         ("Дом", "офис", "", None, "  студент ", "O'Neil \"x\"")[i % 6])
        for i in range(600)
    ]  # fmt: skip
    return pl.DataFrame(rows, schema=["response", "customer", "at", "score", "weight", "segment"], orient="row")


def _requests_texts():
    frame = typed()["requests"].head(300)
    words = {True: "да", False: "нет"}
    columns = []
    for name in frame.columns:
        if name in MOMENTS:
            shown = pl.col(name).dt.strftime("%d.%m.%Y %H:%M" if name != "due" else "%Y-%m-%dT%H:%M:%S+01:00")
        elif name in FLAGS:
            shown = pl.col(name).replace_strict(words, return_dtype=pl.String)
        else:
            shown = pl.col(name).cast(pl.String)
        columns.append(shown.alias(name))
    frame = frame.select(columns)
    odd = pl.when(pl.int_range(pl.len()) % 29 == 0).then(pl.lit("maybe")).otherwise(pl.col("self_service"))
    return frame.with_columns(
        odd.alias("self_service"), pl.col("waiting_hours", "total_hours").str.replace(".", ",", literal=True)
    )


def _orders_texts():
    frame = typed()["orders"].head(400)
    return frame.with_columns(
        pl.col("at").dt.strftime("%Y-%m-%dT%H:%M:%S+03:00"),
        pl.col("amount").cast(pl.String).str.replace(".", ",", literal=True),
    ).select(pl.all().cast(pl.String))


@dataclass(frozen=True)
class Case:
    """One call: the metric, its table, what it is grouped by, and how it is asked for."""

    metric: str
    table: str
    by: tuple[str, ...] = ()
    options: dict = field(default_factory=dict)
    mapping: dict = field(default_factory=dict)
    others: tuple[tuple[str, str], ...] = ()

    @property
    def name(self):
        chosen = [f"{key}={value}" for key, value in self.options.items() if key != "calendar"]
        return "-".join([self.metric, self.table, *self.by, *chosen]).replace("/", "_").replace(" ", "")


def outcome(case, tables):
    """Compute a case on tables by name."""
    given = {"main": tables(case.table)} | {role: tables(name) for role, name in case.others}
    return compute(case.metric, given, case.by, Options(**case.options), case.mapping)


def assert_same(found, wanted):
    """Same keys, whole numbers, exclusions and remarks; floats to 1e-9, order statistics exactly."""
    assert found.by == wanted.by
    assert found.total == wanted.total
    assert [(part.column, part.reason, part.n, part.examples) for part in found.excluded] == [
        (part.column, part.reason, part.n, part.examples) for part in wanted.excluded
    ]
    assert [(note.code, note.fields) for note in found.notes] == [(note.code, note.fields) for note in wanted.notes]
    assert [row.keys for row in found.rows] == [row.keys for row in wanted.rows]
    for here, there in zip(found.rows, wanted.rows, strict=True):
        assert (here.estimate.n, here.estimate.method, here.hidden, tuple(here.parts)) == (
            there.estimate.n, there.estimate.method, there.hidden, tuple(there.parts),
        ), here.keys  # fmt: skip
        exact = here.estimate.method in {"order statistics", "count"}
        numbers = [(getattr(row.estimate, part) for part in ("value", "low", "high")) for row in (here, there)]
        near = 0 if exact else 1e-9
        wish = pytest.approx(list(numbers[1]), rel=near, abs=near, nan_ok=True)
        assert list(numbers[0]) == wish, here.keys
        assert dict(here.parts) == pytest.approx(dict(there.parts), rel=1e-9, abs=1e-9, nan_ok=True), here.keys


WORK = {"hours": "working", "calendar": Calendar(opens=9.5, closes=18, country="RU", short=(date(2025, 11, 1),))}
YEAR = {"start": date(2025, 4, 1), "end": date(2026, 2, 1)}
ANSWERS = (
    ("nps", "recommend"), ("csat", "satisfied"), ("ces", "easy"), ("cli", "satisfied"), ("top2", "half"),
    ("mean_score", "half"), ("enps", "recommend"), ("esi", "satisfied"),
)  # fmt: skip
COSTS = (("costs", "costs"),)
PEOPLE = (("customers", "customers"),)


def _answers_cases():
    for i, (metric, score) in enumerate(ANSWERS):
        scores = {"score": score}
        yield Case(metric, "answers", (("month", "segment"), ("quarter", "channel"), ("week",))[i % 3], {}, scores)
        yield Case(
            metric, "answers", ("year", "segment", "channel"), {"zone": "Europe/Berlin"} | YEAR_OF[i % 2], scores
        )
    yield Case("nps", "answers", ("day",), {}, {"score": "recommend"})
    yield Case("nps", "answers", (), {"reverse": True, "direction": "low"}, {"score": "recommend"})
    yield Case("top2", "answers", ("quarter",), {"scale": "0-10"}, {"score": "recommend"})
    yield Case("mean_score", "answers", ("speed",), {"confidence": 0.9}, {"score": "price"})
    yield Case("enps", "employees", ("quarter", "department"))
    yield Case("esi", "employees", ("department",), {}, {"score": "satisfaction"})


YEAR_OF = ({"one_per_customer": True}, {"confidence": 0.8})


def _customers_cases():
    for metric in ("retention", "churn"):
        yield Case(metric, "customers", ("month", "segment"))
        yield Case(metric, "customers", ("channel",), YEAR)
        yield Case(metric, "ledger", ("segment",), {"base": "served"} if metric == "churn" else {})
    yield Case("repeat_purchase", "orders", ("channel", "segment"), YEAR)
    yield Case("repeat_purchase", "orders", ("channel",))
    yield Case("cohort_retention", "orders", ("segment",), {"every": "quarter"})
    yield Case("cohort_retention", "orders")
    yield Case("survival", "customers", ("segment",), {"as_of": date(2026, 3, 1)})
    yield Case("survival", "tenures", ("segment",))
    yield Case("survival", "tenures")
    yield Case("exit_reasons", "customers", ("quarter", "segment"))
    yield Case("exit_reasons", "customers", (), YEAR)


def _value_cases():
    yield Case("cac", "costs")
    yield Case("cac", "costs", ("quarter", "channel"))
    for discount in (0.0, 0.1):
        yield Case("historical_cltv", "orders", ("segment",), {"discount": discount, "margin": 0.4})
    yield Case("historical_cltv", "orders", ("channel",), YEAR)
    yield Case("predictive_cltv", "orders", (), {"draws": 50})
    yield Case("predictive_cltv", "orders", ("channel",), {"draws": 50, "model": "pareto_nbd", "discount": 0.1})
    yield Case("subscription_cltv", "renewals", (), {"discount": 0.15})
    yield Case("subscription_cltv", "renewals", ("cohort",), {"discount": 0.15})
    yield Case("cltv_to_cac", "orders", ("segment",), {"margin": 0.5}, {}, COSTS)
    yield Case("cltv_to_cac", "orders", ("channel",), {}, {}, COSTS)
    yield Case("payback", "orders", (), {"margin": 0.5}, {}, COSTS)
    yield Case("payback", "orders", ("channel", "segment"), {"end": date(2026, 4, 1)}, {}, COSTS)
    yield Case("rfm", "orders")
    yield Case("rfm", "orders", ("segment",))
    yield Case("pareto_share", "orders", ("channel",), {"draws": 60})
    yield Case("pareto_share", "orders", (), {"draws": 60, "top": 0.25})


SERVICE = (
    "sla_attainment", "first_contact_resolution", "reopening", "repeat_contacts", "backlog", "stale_requests",
    "article_reuse", "self_service", "containment", "service_csat",
)  # fmt: skip


def _service_cases():
    for i, metric in enumerate(SERVICE):
        yield Case(metric, "requests", (("month", "theme"), ("week",), ("quarter", "service", "theme"))[i % 3])
        yield Case(metric, "requests", ("channel",), {} if i % 4 else {"zone": "Europe/Berlin"})
    for metric in ("first_response", "resolution_time"):
        yield Case(metric, "requests", ("quarter", "theme"), {"quantiles": (0.1, 0.5, 0.95)})
        yield Case(metric, "requests", ("service",), WORK | {"zone": "Europe/Moscow"})
        yield Case(metric, "requests", (), YEAR)
    yield Case("backlog_age", "requests", ("service", "theme"), {"as_of": date(2026, 6, 30)})
    yield Case("backlog_age", "requests")
    yield Case("stale_requests", "requests", (), {"as_of": date(2026, 6, 28), "within_days": 1})
    yield Case("repeat_contacts", "requests", ("theme",), {"within_days": 90} | YEAR)
    yield Case("wait_share", "requests")
    yield Case("wait_share", "requests", ("service", "theme"))
    yield Case("contact_rate", "requests", ("service",), YEAR, {}, PEOPLE)
    yield Case("contact_rate", "requests", ("month",), YEAR, {}, PEOPLE)


def _journey_cases():
    yield Case("conversion", "events")
    yield Case("conversion", "events", ("quarter", "channel"), {"stages": ("visit", "basket", "delivery")})
    yield Case("step_time", "events", ("channel",))
    yield Case("step_time", "events", ("month",), {"quantiles": (0.25, 0.5, 0.75), "zone": "Asia/Tokyo"})
    yield Case("total_experience", "measures")


TYPED = (*_answers_cases(), *_customers_cases(), *_value_cases(), *_service_cases(), *_journey_cases())


def _texts_cases():
    for zone in ("UTC", "Europe/Berlin"):
        there = {"zone": zone, "decimal": ","}
        yield Case("nps", "answers", ("month", "segment"), there)
        yield Case("nps", "answers", ("day",), there | {"one_per_customer": True})
        yield Case("mean_score", "answers", ("segment",), there | {"scale": "0-10", "decimal": "."})
        yield Case("resolution_time", "requests", ("month", "service"), there)
        yield Case("resolution_time", "requests", ("theme",), there | WORK)
        yield Case("sla_attainment", "requests", ("week",), there)
        yield Case("self_service", "requests", ("quarter",), there)
        yield Case("wait_share", "requests", ("service",), there)
        yield Case("historical_cltv", "orders", ("segment",), there)
        yield Case("cohort_retention", "orders", (), there)


TEXTS = tuple(_texts_cases())

FULL = TYPED + TEXTS
SAMPLE = (*tuple({case.metric: case for case in reversed(TYPED)}.values())[::3], TEXTS[0], TEXTS[10], TEXTS[13])
"""What Spark is asked where only a minute is to be spent: every third metric once, and texts in two zones."""

_SQLITE = {
    pl.Datetime: "TIMESTAMP", pl.Date: "DATE", pl.Int64: "INTEGER", pl.Float64: "REAL", pl.Boolean: "BOOLEAN",
    pl.String: "TEXT",
}  # fmt: skip


def quoted(name):
    return '"' + name.replace('"', '""') + '"'


def _declared(names, kind):
    """Name of a type in an engine."""
    return names[kind.base_type()] + ("tz" if getattr(kind, "time_zone", None) else "")


def fill_sqlite(path, tables):
    """Put tables into a SQLite file as other programs would: declared types, moments as texts."""
    with sqlite3.connect(path) as base:
        for name, frame in tables.items():
            declared = ", ".join(f"{quoted(c)} {_declared(_SQLITE, kind)}" for c, kind in frame.schema.items())
            base.execute(f"CREATE TABLE {quoted(name)} ({declared})")
            plain = frame.with_columns(
                pl.col(pl.Datetime).dt.strftime("%Y-%m-%d %H:%M:%S%.f"), pl.col(pl.Date).dt.strftime("%Y-%m-%d")
            )
            marks = ", ".join("?" * len(frame.columns))
            base.executemany(f"INSERT INTO {quoted(name)} VALUES ({marks})", plain.rows())
    base.close()


_POSTGRES = {
    pl.Datetime: "timestamp", pl.Date: "date", pl.Int64: "bigint", pl.Float64: "double precision",
    pl.Boolean: "boolean", pl.String: "text",
}  # fmt: skip


def fill_postgres(uri, tables):
    """Put tables into PostgreSQL as other programs would."""
    import psycopg

    with psycopg.connect(uri) as base, base.cursor() as cursor:
        for name, frame in tables.items():
            declared = ", ".join(f"{quoted(c)} {_declared(_POSTGRES, kind)}" for c, kind in frame.schema.items())
            cursor.execute(f"CREATE TABLE {quoted(name)} ({declared})")
            with cursor.copy(f"COPY {quoted(name)} FROM STDIN") as copy:
                for row in frame.iter_rows():
                    copy.write_row(row)


def fill_parquet(folder, tables):
    """Write tables as Parquet."""
    for name, frame in tables.items():
        frame.write_parquet(folder / f"{name}.parquet")


def in_memory(name, frame):
    """Table of DuckDB in memory."""
    engine = ibis.duckdb.connect()
    return engine.create_table(name, frame.to_arrow())
