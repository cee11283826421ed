"""Bad input is refused in one sentence, or left out, counted and named; missing is never zero."""

import math
from datetime import UTC, date, datetime

import ibis
import polars as pl
import pytest
from metric_kit import column, done, excluded, faults, notes, quiet, sizes, table, values

from centricity import metrics
from centricity.errors import MetricError
from centricity.metrics import definition, metric_ids
from centricity.metrics.wording import REASONS

pytestmark = quiet

SOUND = [5] * 19


def csat(rows, *names, by=(), **asked):
    return done("csat", table(rows, *(names or ("score",))), by, **asked)


@pytest.mark.parametrize(
    ("cells", "reason", "example"),
    [
        ([*SOUND, 6], "outside_scale", "6"),
        ([*SOUND, 0], "outside_scale", "0"),
        ([*SOUND, None], "blank", None),
        ([*map(str, SOUND), ""], "blank", None),
        ([*map(str, SOUND), "  "], "blank", None),
        ([*map(str, SOUND), "good"], "not_number", "good"),
        ([*map(str, SOUND), "4,5"], "not_number", "4,5"),
        ([*map(str, SOUND), "0x4"], "not_number", "0x4"),
        ([*map(str, SOUND), "true"], "not_number", "true"),
        ([*map(str, SOUND), "nan"], "not_number", "nan"),
        ([*map(str, SOUND), "inf"], "not_number", "inf"),
        ([*map(float, SOUND), math.nan], "not_number", "nan"),
        ([*map(float, SOUND), math.inf], "not_number", "inf"),
        ([*map(float, SOUND), 4.5], "not_whole", "4.5"),
    ],
)
def test_an_unsound_answer_is_left_out_counted_and_named(cells, reason, example):
    outcome = csat([(cell,) for cell in cells])
    assert excluded(outcome) == {("score", reason): 1}
    assert outcome.excluded[0].examples == (() if example is None else (example,))
    assert (values(outcome), sizes(outcome), outcome.total, outcome.left_out) == ({(): 100}, {(): 19}, 20, 1)
    said = faults(lambda: csat([(cell,) for cell in cells], strict=True))
    assert (said["metric.left_out"]["n"], said["metric.left_out"]["reason"]["en"]) == (1, REASONS[reason].en)


@pytest.mark.parametrize(
    ("cell", "score"), [(" 5 ", 5), ("5.0", 5), ("+4", 4), ("1e0", 1), ("\u00a05", 5), ("05", 5)]
)  # fmt: skip
def test_a_number_may_be_written_in_several_ways(cell, score):
    assert values(done("mean_score", column("score", [cell]))) == {(): score}


def test_a_decimal_comma_is_read_where_it_is_declared():
    cells = column("score", ["4,5", "3,5"])
    assert values(done("mean_score", cells, decimal=",")) == {(): 4}
    assert set(faults(lambda: done("mean_score", cells))) == {"metric.none_sound"}


def test_booleans_are_no_numbers():
    assert faults(lambda: done("csat", column("score", [True, False])))["metric.none_sound"] == {
        "total": 2, "reasons": {"ru": "score: не число 2", "en": "score: not a number 2"},
    }  # fmt: skip


@pytest.mark.parametrize(("beyond", "refused"), [(2, False), (3, True)])
def test_more_than_a_tenth_off_the_scale_are_mixed_scales(beyond, refused):
    cells = [5] * (20 - beyond) + [9] * beyond
    if refused:
        said = faults(lambda: csat([(cell,) for cell in cells]))
        assert said["metric.mixed_scales"] == {"n": 3, "total": 20, "scale": "1-5"}
    else:
        assert excluded(csat([(cell,) for cell in cells])) == {("score", "outside_scale"): 2}


def test_answers_that_name_another_scale_are_left_out_though_they_would_fit():
    rows = [(5, "1-5")] * 18 + [(4, "1–5"), (5, ""), (3, "0-10"), (4, "1-7")]
    outcome = csat(rows, "score", "scale")
    assert excluded(outcome) == {("scale", "another_scale"): 2}
    assert outcome.excluded[0].examples == ("0-10", "1-7")
    assert sizes(outcome) == {(): 20}
    mixed = [(5, "1-5")] * 8 + [(5, "0-10")] * 2
    assert set(faults(lambda: csat(mixed, "score", "scale"))) == {"metric.mixed_scales"}


def test_a_response_that_came_twice_counts_once_and_the_sound_one_counts():
    rows = [(5, "r1"), (5, "r1"), (1, "r2"), (None, "r3"), (1, "r3"), (5, None), (5, None)]
    outcome = csat(rows, "score", "response")
    assert excluded(outcome) == {("response", "duplicate"): 1, ("score", "blank"): 1}
    assert (values(outcome), sizes(outcome)) == ({(): 60}, {(): 5})


def test_several_answers_of_one_person_are_told_and_the_latest_can_be_taken():
    rows = [
        (1, "a", "2025-01-01 10:00", "x"), (5, "a", "2025-01-02 10:00", "x"), (1, "a", "2025-01-01 12:00", "y"),
        (1, "b", "2025-01-01", "x"), (5, None, "2025-01-01", "x"), (5, None, "2025-01-01", "x"),
    ]  # fmt: skip
    names = ("score", "customer", "at", "touchpoint")
    plain = csat(rows, *names)
    assert notes(plain)["metric.note_repeated"] == {"n": 4, "people": 2}
    latest = csat(rows, *names, one_per_customer=True)
    assert (values(latest), sizes(latest)) == ({(): 75}, {(): 4})
    assert "metric.note_repeated" not in notes(latest)
    assert sizes(csat(rows, *names, by=["touchpoint"], one_per_customer=True)) == {"x": 4, "y": 1}


def test_one_answer_per_customer_needs_customers_and_moments():
    said = faults(lambda: csat([(5,)], one_per_customer=True))
    assert said["metric.no_column"]["columns"] == "customer, at"


def test_weights_that_are_blank_or_negative_are_left_out_and_never_zero():
    rows = [(5, 2.0), (1, 1.0), (1, None), (5, -1.0), (5, math.inf)]
    outcome = csat(rows, "score", "weight")
    assert excluded(outcome) == {("weight", "blank"): 1, ("weight", "negative"): 1, ("weight", "not_number"): 1}
    assert (values(outcome, 6), sizes(outcome)) == ({(): 66.666667}, {(): 2})


def test_an_empty_table_gives_no_number_and_says_so():
    empty = ibis.memtable(pl.DataFrame(schema={"score": pl.Int64}))
    outcome = done("csat", empty)
    assert "metric.note_nothing" in notes(outcome)
    assert (outcome.total, sizes(outcome)) == (0, {(): 0})
    row = outcome.rows[0].estimate
    assert all(math.isnan(number) for number in (row.value, row.low, row.high))
    assert done("csat", empty.mutate(segment=ibis.literal("a")), ["segment"]).rows == ()


def test_a_table_of_blanks_only_is_refused():
    assert faults(lambda: csat([(None,), (None,)]))["metric.none_sound"] == {
        "total": 2, "reasons": {"ru": "score: пусто 2", "en": "score: blank 2"},
    }  # fmt: skip


def test_a_blank_label_is_a_group_of_its_own():
    outcome = csat([(5, "a"), (1, None), (1, " "), (1, "")], "score", "segment", by=["segment"])
    assert sizes(outcome) == {"": 3, "a": 1}


@pytest.mark.parametrize(
    ("asked", "code"),
    [
        ({"by": ["colour"]}, "metric.by"),
        ({"by": ["month"]}, "metric.by"),
        ({"by": ["a", "b", "c", "d", "e"]}, "metric.too_many_keys"),
        ({"by": ["segment", "segment"]}, "metric.too_many_keys"),
        ({"mapping": {"score": "Q9"}}, "metric.map_column"),
        ({"mapping": {"rating": "score"}}, "metric.map_name"),
        ({"start": date(2025, 1, 1)}, "metric.option"),
        ({"base": "served"}, "metric.option"),
        ({"zone": "Mars/Base"}, "engine.zone"),
    ],
)
def test_what_is_asked_for_and_does_not_exist_is_refused(asked, code):
    rows = [(5, "x", "2025-01-01")]
    names = ("score", "segment", "at" if code == "engine.zone" else "when")
    assert set(
        faults(
            lambda: (
                csat(rows, *names, **asked) if "mapping" not in asked else done("csat", table(rows, *names), **asked)
            )
        )
    ) == {code}


def test_two_periods_at_once_are_refused():
    said = faults(lambda: csat([(5, "2025-01-01")], "score", "at", by=["month", "year"]))
    assert said == {"metric.two_periods": {"periods": "month, year"}}


def test_all_missing_columns_are_told_at_once():
    said = faults(lambda: done("sla_attainment", column("request", ["1"])))
    assert said["metric.no_column"]["columns"] == "created, resolved, due"


def test_all_wrong_options_are_told_at_once():
    said = faults(lambda: done("retention", column("x", [1]), start=date(2025, 2, 1), end=date(2025, 1, 1), top=0.5))
    assert set(said) == {"metric.option", "metric.period_order"}


def test_a_metric_that_does_not_exist_is_refused():
    assert "metric.unknown" in faults(lambda: definition("nsp"))
    with pytest.raises(AttributeError):
        metrics.nsp  # noqa: B018


def test_a_column_of_the_sources_own_may_be_called_month():
    outcome = csat([(5, "2025-01"), (1, "May")], "score", "month", by=["month"])
    assert values(outcome) == {"2025-01": 100, "May": 0}


def test_columns_by_other_names_are_mapped():
    rows = [(5, "2025-01-31", "north"), (1, "2025-02-01", "south")]
    outcome = done("csat", table(rows, "Q1", "Date", "Region"), ["month", "Region"], {"score": "Q1", "at": "Date"})
    assert values(outcome) == {("2025-01", "north"): 100, ("2025-02", "south"): 0}


# --- days and moments ---------------------------------------------------------------------------------------

WRONG = ("2025-02-29", "31.04.2025", "1/2/2025", "2025-13-01", "2025-1-2", "20250230", "yesterday", "2025-01-01 24:00",
         "2025-01-01T10:61", "45658", "32.01.2025")  # fmt: skip
RIGHT = {
    "2024-02-29": "2024-02-29", "30.04.2025": "2025-04-30", "20250228": "2025-02-28",
    "2025-01-01T23:59:59": "2025-01-01",
    "31.12.2025 14:30": "2025-12-31", "2025-01-01 10:00:00.123": "2025-01-01", " 2025-03-01 ": "2025-03-01",
}  # fmt: skip


@pytest.mark.parametrize("cell", WRONG)
def test_a_date_that_does_not_exist_is_left_out_with_its_text(cell):
    outcome = csat([(5, "2025-01-01"), (1, cell)], "score", "at", by=["day"])
    assert excluded(outcome) == {("at", "not_moment"): 1}
    assert outcome.excluded[0].examples == (cell,)
    assert values(outcome) == {"2025-01-01": 100}


@pytest.mark.parametrize("cell", RIGHT)
def test_a_date_may_be_written_in_several_ways(cell):
    assert values(csat([(5, cell)], "score", "at", by=["day"])) == {RIGHT[cell]: 100}


def test_a_needed_moment_that_cannot_be_read_is_not_called_blank():
    rows = [("a", "2025-02-29", 1.0), ("b", None, 1.0), ("c", "2025-01-01", 1.0)]
    outcome = done("repeat_purchase", table(rows, "customer", "at", "amount"))
    assert excluded(outcome) == {("at", "blank"): 1, ("at", "not_moment"): 1}


def test_an_offset_is_converted_to_the_zone():
    rows = [
        (5, "2025-01-01T23:30:00+00:00"),
        (1, "2025-01-01T23:30:00-0500"),
        (1, "2025-01-01 23:30"),
        (5, "2025-01-01T22:30Z"),
    ]
    outcome = csat(rows, "score", "at", by=["day"], zone="Europe/Moscow")
    assert sizes(outcome) == {"2025-01-01": 1, "2025-01-02": 3}


def test_a_wall_time_that_the_clock_jumped_over_never_was():
    rows = [(5, "2025-03-30 01:59"), (1, "2025-03-30 02:30"), (5, "2025-03-30 03:00"), (5, "2025-03-30T02:30+01:00")]
    outcome = csat(rows, "score", "at", by=["day"], zone="Europe/Berlin")
    assert excluded(outcome) == {("at", "not_moment"): 1}
    assert excluded(csat(rows, "score", "at", by=["day"])) == {}


def test_of_an_hour_that_came_twice_the_first_is_meant():
    rows = [("1", "2025-10-26 02:30", "2025-10-26 03:30")]
    outcome = done("resolution_time", table(rows, "request", "created", "resolved"), zone="Europe/Berlin")
    assert values(outcome)["p50"] == 2
    offset = [("1", "2025-10-26 02:30+01:00", "2025-10-26 03:30")]
    assert (
        values(done("resolution_time", table(offset, "request", "created", "resolved"), zone="Europe/Berlin"))["p50"]
        == 1
    )


def test_hours_that_came_twice_are_counted_unless_they_carry_an_offset():
    rows = [("1", "2025-10-26 02:30", "2025-10-26 02:59:59"), ("2", "2025-10-26 01:59:59", "2025-10-26 03:00")]
    rows += [("3", "2025-10-26 02:30+01:00", "2025-10-26 04:00"), ("4", "2025-03-30 01:00", "2025-03-30 03:00")]
    source = table(rows, "request", "created", "resolved")
    outcome = done("resolution_time", source, zone="Europe/Berlin")
    told = [note.fields for note in outcome.notes if note.code == "metric.note_twice"]
    assert told == [{"column": "created", "n": 1}, {"column": "resolved", "n": 1}]
    assert "metric.note_twice" not in notes(done("resolution_time", source, zone="Europe/Moscow"))


def test_a_typed_hour_that_came_twice_is_counted_too():
    frame = pl.DataFrame({"score": [5, 1], "at": [datetime(2025, 10, 26, 2, 30), datetime(2025, 10, 26, 4)]})  # noqa: DTZ001
    outcome = done("csat", ibis.memtable(frame), ["month"], zone="Europe/Berlin")
    assert notes(outcome)["metric.note_twice"] == {"column": "at", "n": 1}


def test_typed_dates_and_timestamps_give_what_texts_give():
    moments = [datetime(2025, 1, 31, 22, 30), datetime(2025, 2, 1, 0, 0)]  # noqa: DTZ001
    naive = pl.DataFrame({"score": [5, 1], "at": moments})
    aware = naive.with_columns(pl.col("at").dt.replace_time_zone("UTC"))
    for frame, zone, expected in (
        (naive, "UTC", {"2025-01": 100, "2025-02": 0}),
        (naive, "Europe/Moscow", {"2025-01": 100, "2025-02": 0}),
        (aware, "Europe/Moscow", {"2025-02": 50}),
        (naive.with_columns(pl.col("at").dt.date()), "Europe/Moscow", {"2025-01": 100, "2025-02": 0}),
    ):
        assert values(done("csat", ibis.memtable(frame), ["month"], zone=zone)) == expected
    assert moments[0].astimezone(UTC) is not None


@pytest.mark.parametrize(
    ("by", "keys"),
    [
        ("day", ["2024-12-30", "2025-01-05", "2026-01-01"]), ("week", ["2025-W01", "2026-W01"]),
        ("month", ["2024-12", "2025-01", "2026-01"]), ("quarter", ["2024-Q4", "2025-Q1", "2026-Q1"]),
        ("year", ["2024", "2025", "2026"]),
    ],
)  # fmt: skip
def test_periods_are_those_of_the_wall_clock_and_sort_as_time_does(by, keys):
    rows = [(5, "2026-01-01"), (5, "2024-12-30"), (5, "2025-01-05 23:59:59")]
    assert list(values(csat(rows, "score", "at", by=[by]))) == keys


def test_orders_before_the_customer_came_are_left_out():
    """`joined` stands in the contract of orders; a metric must use it to hold purchases against it."""
    rows = [
        ("a", "2025-01-01", 5.0, "2025-01-02"),
        ("a", "2025-01-02", 5.0, "2025-01-02"),
        ("b", "2025-01-02", 5.0, None),
    ]
    outcome = done("historical_cltv", table(rows, "customer", "at", "amount", "joined"))
    assert excluded(outcome) == {("at", "before_joined"): 1}
    assert values(outcome) == {(): 5}


def test_requests_of_a_wrong_state_are_told():
    rows = [
        ("1", "2025-01-02", "2025-01-01", "maybe"),
        ("2", "2025-01-02", "2025-01-03", "yes"),
        ("3", "2025-01-02", None, "нет"),
    ]
    outcome = done("self_service", table(rows, "request", "created", "resolved", "self_service"))
    assert excluded(outcome) == {("self_service", "not_flag"): 1}
    assert outcome.excluded[0].examples == ("maybe",)
    assert values(outcome) == {(): 50}


# --- every metric -------------------------------------------------------------------------------------------


def tables_of(metric, cells):
    """A table in each role, in the columns that the metric needs, filled by a function of column and row."""
    found = {}
    for wanted in definition(metric).inputs:
        found.setdefault(wanted.role, table([[cells(name) for name in wanted.needs]], *wanted.needs))
    return found


@pytest.mark.parametrize("metric", metric_ids())
def test_a_table_without_a_sound_row_is_refused_by_every_metric(metric):
    asked = {"discount": 0.1} if metric == "subscription_cltv" else {}
    tables = tables_of(metric, lambda _: "?!")
    said = faults(lambda: done(metric, tables, **asked))
    assert set(said) == {"metric.none_sound"}


@pytest.mark.parametrize("metric", metric_ids())
def test_a_table_without_rows_gives_no_number_in_any_metric(metric):
    asked = {"discount": 0.1} if metric == "subscription_cltv" else {}
    tables = {role: each.filter(ibis.literal(value=False)) for role, each in tables_of(metric, lambda _: "").items()}
    if metric in {"retention", "churn", "contact_rate"}:
        asked = {"start": date(2025, 1, 1), "end": date(2025, 2, 1)}
    try:
        outcome = done(metric, tables, **asked)
    except MetricError as error:
        codes = {fault.code for fault in error.faults}
        assert codes <= {"metric.nothing_left", "metric.no_start", "metric.one_stage", "metric.no_cac"}
    else:
        assert all(math.isnan(row.estimate.value) for row in outcome.rows)
        assert "metric.note_nothing" in notes(outcome)


@pytest.mark.parametrize("metric", metric_ids())
def test_strictness_names_the_column_and_the_reason_in_every_metric(metric):
    asked = {"discount": 0.1} if metric == "subscription_cltv" else {}
    said = faults(lambda: done(metric, tables_of(metric, lambda _: "?!"), strict=True, **asked))
    wrong = {text.en for reason, text in REASONS.items() if reason.startswith("not_")}
    assert said["metric.left_out"]["reason"]["en"] in wrong


@pytest.mark.parametrize(
    ("metric", "scores", "scale"),
    [
        ("nps", [1, 5, 3] * 10, "1-5"), ("nps", [1, 7, 3] * 10, "1-7"), ("nps", [0, 5, 3] * 10, None),
        ("nps", [1, 9, 3] * 10, None), ("nps", [1, 5, 3], None), ("csat", [1, 2, 3] * 10, None),
    ],
)  # fmt: skip
def test_answers_that_all_lie_within_a_shorter_scale_are_asked_about(metric, scores, scale):
    said = notes(done(metric, column("score", scores)))
    assert said.get("metric.note_shorter_scale") == (scale and {"scale": scale})


def test_few_in_one_set_are_no_group():
    rows = [(f"{i}", "2025-03-01 10:00", "2025-03-01 12:00") for i in range(5)]
    said = notes(done("resolution_time", table(rows, "request", "created", "resolved")))
    assert said["metric.note_few_in_all"] == {"got": 5, "n": 30}
    assert "metric.note_few" not in said
