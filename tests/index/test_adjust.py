"""Smoothing coefficients: one per market, a mixture in between, a cap at the top."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from index_kit import NAN, frame, method, metric, node, quarters, text
from numpy.testing import assert_allclose, assert_array_equal

from centricity.errors import StepError
from centricity.index import build, changed, recipe_of, replay, without
from centricity.index.adjust import adjusted, coefficients

MIX = {"column": "b2b_share", "full": "B2B", "empty": "B2C"}


def trial(depth=0, *, cap=100.0, mix=MIX, **policies):
    """Two nodes of two metrics, smoothed by market at some depth."""
    nodes = [node(f"s{i}", metric(f"{i}.1"), metric(f"{i}.2")) for i in (1, 2)]
    smoothing = {"depth": depth, "column": "market", "coefficients": {"B2B": 1.5, "B2C": 1.0}, "status": text()}
    smoothing |= {"cap": cap} if cap else {}
    smoothing |= {"mix": mix} if mix else {}
    return method(node("index", *nodes), policies={"adjustment": smoothing, **policies})


def data(markets, *, share=None, level=40.0):
    values = {code: [level] * len(markets) for code in ("1.1", "1.2", "2.1", "2.2")}
    numbers = {} if share is None else {"b2b_share": np.array(share, dtype=float)}
    return frame(values, labels={"market": np.array(markets)}, numbers=numbers)


def test_r05_coefficients_are_data_of_the_method_by_market():
    done = build(data(["B2B", "B2C"]), trial())
    assert_array_equal(done.coefficients, [1.5, 1.0])
    assert_array_equal(done.scores["index"], [60, 40])
    assert_array_equal(done.unadjusted["index"], [40, 40])


@given(st.lists(st.sampled_from(["B2B", "B2C"]), min_size=1, max_size=6), st.data())
def test_r05_coefficients_of_one_give_plain_means(markets, draw):
    codes = ("1.1", "1.2", "2.1", "2.2")
    values = {
        code: draw.draw(st.lists(quarters(0, 100), min_size=len(markets), max_size=len(markets))) for code in codes
    }
    recipe = changed(recipe_of(trial()), "adjust", coefficients={"B2B": 1.0, "B2C": 1.0})
    done = replay(frame(values, labels={"market": np.array(markets)}), build(data(["B2B"]), trial()).tree, recipe)
    assert_allclose(done.scores["index"], np.mean(list(values.values()), axis=0))
    assert_array_equal(done.scores["index"], done.unadjusted["index"])


@given(st.floats(0, 1))
def test_r07_a_share_between_the_markets_interpolates_the_coefficient(share):
    k = coefficients(np.array(["B2B"]), {"B2B": 1.115, "B2C": 1.02}, np.array([share]), "B2B", "B2C")
    assert_allclose(k, 1.02 + share * (1.115 - 1.02))


def test_r07_a_company_without_a_share_takes_the_coefficient_of_its_market():
    done = build(data(["B2B", "B2C", "B2C"], share=[NAN, NAN, 0.5]), trial())
    assert_array_equal(done.coefficients, [1.5, 1.0, 1.25])


def test_a_share_speaks_for_a_company_without_a_market():
    done = build(data([""], share=[0.2]), trial())
    assert_allclose(done.coefficients, [1.1])


def test_a_company_with_neither_market_nor_share_is_named():
    with pytest.raises(StepError) as caught:
        build(data(["B2B", "", "B2G"]), trial())
    fault = caught.value.faults[0]
    assert fault.code == "step.no_coefficient"
    assert fault.fields["subjects"] == "S01, S02"


def test_an_adjusted_score_stops_at_the_cap():
    assert_array_equal(build(data(["B2B"], level=90), trial()).scores["index"], [100])
    assert_array_equal(build(data(["B2B"], level=90), trial(cap=None)).scores["index"], [135])
    assert_array_equal(adjusted(np.array([50.0, NAN, 90]), np.array([2.0, 2, 2]), 100), [100, NAN, 100])


def test_smoothing_sub_indices_carries_on_into_the_index():
    done = build(data(["B2B", "B2C"]), trial(depth=1))
    assert_array_equal(done.scores["s1"], [60, 40])
    assert_array_equal(done.scores["index"], [60, 40])
    assert_array_equal(done.unadjusted["index"], [40, 40])
    assert_array_equal(done.scores["1.1"], [40, 40])


def test_smoothing_metrics_carries_on_into_sub_indices_and_index():
    done = build(data(["B2B", "B2C"]), trial(depth=2))
    assert_array_equal(done.scores["1.1"], [60, 40])
    assert_array_equal(done.scores["index"], [60, 40])


def test_without_the_step_nothing_is_smoothed():
    sample = data(["B2B", "B2C"])
    done = replay(sample, build(sample, trial()).tree, without(recipe_of(trial()), "adjust"))
    assert done.coefficients is None
    assert_array_equal(done.scores["index"], [40, 40])
