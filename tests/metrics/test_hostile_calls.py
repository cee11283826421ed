"""Calls from Python with what is no answer, no table and no option: each is refused in words."""

import ibis
import numpy as np
import pandas as pd
import polars as pl
import pytest

from centricity.errors import CentricityError, MisuseError
from centricity.metrics import Options, compute, mean_score, nps, retention


@pytest.fixture
def table():
    return ibis.memtable({"score": [9, 10, 1], "segment": ["a", "b", "a"]})


def codes(function):
    with pytest.raises(CentricityError) as error:
        function()
    for fault in error.value.faults:
        assert len(fault.sentence("ru")) < 500
        assert len(fault.sentence("en")) < 500
    return [fault.code for fault in error.value.faults]


NO_LISTS = (
    {10: 1}, {10, 9}, frozenset([10]), {10: 1}.keys(), pl.DataFrame({"a": [10]}),
    pd.DataFrame({"a": [10]}), np.array([[9, 10]]), np.array(9), "9", 9,
)  # fmt: skip


@pytest.mark.parametrize("values", NO_LISTS, ids=lambda values: type(values).__name__)
def test_answers_come_one_by_one(values):
    assert codes(lambda: nps(values)) == ["metric.not_list"]
    assert codes(lambda: nps([9], values)) == ["metric.not_weights"]


def test_a_query_is_no_list(table):
    for values in (table, table.score):
        assert codes(lambda values=values: nps(values)) == ["metric.not_list"]


def test_lists_of_every_kind_are_answers():
    for values in (
        [9, 10],
        (9, 10),
        range(9, 11),
        iter([9, 10]),
        np.array([9, 10]),
        pl.Series([9, 10]),
        pd.Series([9]),
    ):
        assert nps(values).value == 100


def test_numbers_beyond_every_float_are_answers_on_no_scale():
    assert codes(lambda: nps([10**400])) == ["metric.answers_outside"]
    assert codes(lambda: nps([-(10**6000)])) == ["metric.answers_outside"]
    assert codes(lambda: nps([9], [10**400])) == ["metric.weights"]
    assert codes(lambda: retention(start=10**400, new=1, end=2)) == ["metric.bad_counts"]


def test_a_metric_of_counts_takes_no_list():
    assert codes(lambda: retention([1, 2], start=10, new=1, end=9)) == ["metric.not_counts"]
    assert codes(lambda: retention(start=10, new=1, end=9, weights=[1])) == ["metric.not_counts"]


@pytest.mark.parametrize("by", [None, "segment", ["segment", 1], [["segment"]], {"segment"}, 1], ids=str)
def test_groups_are_a_list_of_names(by, table):
    for function in (lambda: compute("nps", table, by), lambda: nps.compute(table, by), lambda: nps.query(table, by)):
        assert codes(function) == ["metric.not_groups"]


def test_options_are_options(table):
    assert codes(lambda: compute("nps", table, options={"min_n": 3})) == ["metric.not_options"]
    assert codes(lambda: nps.compute(table, options={"min_n": 3})) == ["metric.no_option"]
    assert compute("nps", table, options=Options()).total == 3


@pytest.mark.parametrize("given", [[9], {"main": [9]}, pl.DataFrame({"score": [9]}), None], ids=str)
def test_a_table_is_one_of_ibis(given):
    assert codes(lambda: compute("nps", given)) == ["metric.not_table"]


@pytest.mark.parametrize("scale", ["0-" + "9" * 400, "1-1000001", "9" * 400 + "-" + "9" * 401, "-" + "9" * 400 + "-1"])
def test_a_scale_that_nobody_answers_on_is_refused(scale):
    assert codes(lambda: mean_score([1], scale=scale)) == ["metric.option_value"]


def test_these_calls_are_misuse():
    with pytest.raises(MisuseError):
        nps({10: 1})


def test_what_names_no_metric_and_no_column_is_refused(table):
    assert codes(lambda: compute(3, table)) == ["metric.not_metric"]
    assert codes(lambda: compute("nps", table, mapping=[1])) == ["metric.not_mapping"]
    assert codes(lambda: compute("nps", table, mappings={"main": "score"})) == ["metric.not_mapping"]
    assert codes(lambda: compute("nps", table, mappings=["main"])) == ["metric.not_mapping"]
