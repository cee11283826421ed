"""Tallies of answers give what the answers give."""

import ibis
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from centricity.errors import MisuseError
from centricity.metrics import compute, definition
from centricity.metrics.options import Options
from centricity.metrics.tallies import from_tallies

METRICS = {"nps": (0, 10), "csat": (1, 5), "ces": (1, 5), "cli": (1, 5), "enps": (0, 10), "mean_score": (1, 5)}


def tallied(frame, *by):
    return frame.group_by(*by, "score").len(name="n")


def told(outcome):
    return [
        (row.keys, row.hidden, None if row.hidden else [repr(round(x, 9)) for x in _numbers(row.estimate)], row.parts)
        for row in sorted(outcome.rows, key=lambda row: row.keys)
    ]


def _numbers(estimate):
    return estimate.value, estimate.low, estimate.high, estimate.n


@given(st.data())
@settings(max_examples=25, deadline=None)
def test_every_metric_of_answers_is_the_same(data):
    metric = data.draw(st.sampled_from(sorted(METRICS)))
    low, high = METRICS[metric]
    answers = data.draw(st.lists(st.tuples(st.integers(low, high), st.sampled_from(["a", "b", "c"])), min_size=1))
    frame = pl.DataFrame(answers, schema={"score": pl.Int64, "channel": pl.String}, orient="row")
    for by in ((), ("channel",)):
        whole = compute(metric, ibis.memtable(frame), by=by)
        assert told(from_tallies(definition(metric), tallied(frame, *by), by)) == told(whole)


@given(st.data())
@settings(max_examples=20, deadline=None)
def test_weighted_tallies_give_what_weighted_answers_give(data):
    metric = data.draw(st.sampled_from(sorted(METRICS)))
    low, high = METRICS[metric]
    weights = {"a": 0.5, "b": 1.0, "c": 2.5}
    answers = data.draw(st.lists(st.tuples(st.integers(low, high), st.sampled_from("abc")), min_size=1))
    frame = pl.DataFrame(answers, schema={"score": pl.Int64, "channel": pl.String}, orient="row")
    frame = frame.with_columns(weight=pl.col("channel").replace_strict(weights))
    for by in ((), ("channel",)):
        made = from_tallies(definition(metric), tallied(frame, *by, "weight"), by)
        whole = compute(metric, ibis.memtable(frame), by=by)
        for ours, theirs in zip(*(sorted(each.rows, key=lambda row: row.keys) for each in (made, whole)), strict=True):
            assert ours.keys == theirs.keys
            assert _numbers(ours.estimate) == pytest.approx(_numbers(theirs.estimate), nan_ok=True)
            assert {**ours.parts} == pytest.approx({**theirs.parts}, nan_ok=True)


@pytest.mark.parametrize(
    ("metric", "scores", "value"),
    [("nps", [10, 9, 8, 7, 6, 0], 0.0), ("csat", [5, 4, 3, 2, 1], 40.0), ("ces", [5, 5, 4, 2], 75.0)],
)
def test_the_worked_numbers(metric, scores, value):
    frame = tallied(pl.DataFrame({"score": scores}))
    (row,) = from_tallies(definition(metric), frame).rows
    assert row.estimate.value == pytest.approx(value)


def test_scores_off_the_scale_are_no_answers():
    frame = pl.DataFrame({"score": [10, 11, -1], "n": [3, 5, 7]})
    outcome = from_tallies(definition("nps"), frame)
    assert (outcome.rows[0].estimate.n, outcome.total) == (3, 15)


def test_small_groups_and_what_gives_them_away_are_withheld():
    frame = pl.DataFrame({"department": ["a", "b", "c"], "score": [4, 4, 4], "n": [30, 12, 2]})
    outcome = from_tallies(definition("csat"), frame, ("department",), least=5)
    assert [(row.keys[0], row.hidden) for row in outcome.rows] == [("a", False), ("b", True), ("c", True)]
    assert all(row.estimate.value != row.estimate.value for row in outcome.rows if row.hidden)


def test_no_answers_are_no_number():
    frame = pl.DataFrame({"score": [], "n": []}, schema={"score": pl.Int64, "n": pl.Int64})
    (row,) = from_tallies(definition("nps"), frame).rows
    assert row.estimate.n == 0
    assert row.estimate.value != row.estimate.value


def test_a_metric_that_is_not_made_of_answers_is_refused():
    frame = pl.DataFrame({"score": [1], "n": [1]})
    with pytest.raises(MisuseError):
        from_tallies(definition("retention"), frame)
    with pytest.raises(MisuseError):
        from_tallies(definition("nps"), frame, options=Options(margin=0.5))
