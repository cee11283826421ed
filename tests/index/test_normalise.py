"""Metrics of different units come onto one line, higher always better."""

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from index_kit import NAN, columns, flat, frame, method, metric, node, quarters
from numpy.testing import assert_allclose, assert_array_equal

from centricity.errors import StepError
from centricity.index import build, normalise

SPREAD = {"min_max": normalise.min_max, "z_score": normalise.z_score, "to_maximum": normalise.distance_to_maximum}
ORDER = {"rank": normalise.ranked, "percentile_rank": normalise.percentile_rank, "borda": normalise.borda}

OPTIONS = {
    "none": {},
    "share_of_scale": {},
    "min_max": {},
    "z_score": {},
    "rank": {},
    "percentile_rank": {},
    "borda": {},
    "goalposts": {"goalposts": [0.0, 60.0]},
    "distance_to_maximum": {},
    "distance_to_reference": {"reference": 20.0},
    "fraction_of_maximum": {},
}
"""Every kind of normalisation, with what a metric needs for it."""

a_column = columns(1, spread=True).map(lambda found: found[0])


def scores(kind, values, direction="higher_is_better"):
    """Scores of one measured metric under a kind of normalisation."""
    leaf = metric("m1", direction=direction, **OPTIONS[kind])
    scale = {"scale": {"min": 0, "max": 60}} if kind == "share_of_scale" else {}
    trial = method(node("index", leaf), policies={"normalisation": {"kind": kind}}, **scale)
    return build(frame({"m1": values}), trial).scores["m1"]


@pytest.mark.parametrize("kind", SPREAD)
@given(x=a_column, slope=quarters(1, 40), shift=quarters(-200, 200))
def test_unit_and_zero_point_of_a_metric_do_not_matter(kind, x, slope, shift):
    assert_allclose(SPREAD[kind](slope * x + shift), SPREAD[kind](x), rtol=0, atol=1e-8)


@pytest.mark.parametrize("kind", SPREAD)
@given(x=a_column, slope=quarters(1, 40), shift=quarters(-200, 200))
def test_turning_a_metric_over_equals_turning_its_direction(kind, x, slope, shift):
    assert_allclose(SPREAD[kind](-slope * x + shift, -1), SPREAD[kind](x), rtol=0, atol=1e-8)


@pytest.mark.parametrize("kind", ORDER)
@given(x=a_column)
def test_only_the_order_matters_to_ranks(kind, x):
    assert_array_equal(ORDER[kind](np.exp(x / 20)), ORDER[kind](x))


@pytest.mark.parametrize("kind", OPTIONS)
@given(x=columns(1, low=1, high=60, spread=True).map(lambda found: found[0]))
def test_more_is_better_unless_the_metric_says_otherwise(kind, x):
    order = np.argsort(x, kind="stable")
    assert (np.diff(scores(kind, x)[order]) >= -1e-9).all()
    assert (np.diff(scores(kind, x, "lower_is_better")[order]) <= 1e-9).all()


@pytest.mark.parametrize("kind", OPTIONS)
@given(x=columns(1, low=1, high=60, spread=True).map(lambda found: found[0]))
def test_different_values_get_different_scores_in_either_direction(kind, x):
    low, high = x.argmin(), x.argmax()
    assert scores(kind, x)[low] < scores(kind, x)[high]
    turned = scores(kind, x, "lower_is_better")
    assert turned[low] > turned[high]


@pytest.mark.parametrize("kind", OPTIONS)
@given(x=columns(1, low=1, high=60, missing=True, spread=True).map(lambda found: found[0]))
def test_a_missing_value_stays_missing_and_moves_no_other(kind, x):
    known = ~np.isnan(x)
    whole = scores(kind, x)
    assert_array_equal(np.isnan(whole), ~known)
    assert_allclose(whole[known], scores(kind, x[known]), rtol=0, atol=1e-9)


@given(a_column, quarters(-20, 20), quarters(21, 90))
def test_min_max_runs_from_the_low_end_to_the_high_end(x, low, high):
    done = normalise.min_max(x, 1, low, high)
    assert_allclose([done.min(), done.max()], [low, high], rtol=0, atol=1e-9)


@given(a_column, quarters(-20, 20), quarters(1, 20))
def test_z_scores_have_the_mean_and_the_sample_deviation_asked_for(x, mean, sd):
    done = normalise.z_score(x, 1, mean, sd)
    assert_allclose([done.mean(), done.std(ddof=1)], [mean, sd], rtol=0, atol=1e-8)


@given(a_column)
def test_average_ranks_add_up_to_those_of_a_list_without_ties(x):
    assert normalise.ranked(x).sum() == len(x) * (len(x) + 1) / 2


def test_ties_share_the_mean_of_their_places():
    assert_array_equal(normalise.ranked(np.array([5.0, 1, 5, NAN, 9])), [2.5, 1, 2.5, NAN, 4])
    assert_array_equal(normalise.borda(np.array([5.0, 1, 5, 9])), [1.5, 0, 1.5, 3])


def test_a_percentile_rank_is_the_share_of_the_others_that_one_is_ahead_of():
    assert_array_equal(normalise.percentile_rank(np.array([1.0, 2, 2, 4, 5])), [0, 37.5, 37.5, 75, 100])


def test_goalposts_clip_what_lies_beyond_them_on_both_sides():
    x = np.array([-5.0, 0, 5, 10, 15, NAN])
    assert_array_equal(normalise.goalposts(x, 1, (0, 10)), [0, 0, 50, 100, 100, NAN])
    assert_array_equal(normalise.goalposts(x, -1, (0, 10)), [100, 100, 50, 0, 0, NAN])


def test_a_share_of_the_scale_looks_at_no_other_subject():
    alone = normalise.share_of_scale(np.array([2.25]), 3)
    among = normalise.share_of_scale(np.array([2.25, 0, 3]), 3)
    assert alone[0] == among[0] == 75


def test_a_share_of_a_scale_from_one_to_five_starts_at_one():
    assert_array_equal(normalise.share_of_scale(np.array([1.0, 3, 5, NAN]), 5, 1), [0, 50, 100, NAN])


def test_the_distance_to_the_best_leaves_the_best_at_the_top():
    assert_array_equal(normalise.distance_to_maximum(np.array([2.0, 6, 10])), [0, 50, 100])


def test_the_distance_to_a_reference_is_a_ratio_that_may_pass_one_hundred():
    assert_array_equal(normalise.distance_to_reference(np.array([10.0, 20, 40]), 1, 20), [50, 100, 200])
    assert_array_equal(normalise.distance_to_reference(np.array([10.0, 20, 40]), -1, 20), [200, 100, 50])


def test_the_fraction_of_the_best_is_inverted_where_less_is_better():
    assert_array_equal(normalise.fraction_of_maximum(np.array([1.0, 2, 4])), [25, 50, 100])
    assert_array_equal(normalise.fraction_of_maximum(np.array([1.0, 2, 4]), -1), [100, 50, 25])


@pytest.mark.parametrize("kind", SPREAD)
@given(value=quarters(-50, 50), n=st.integers(1, 6))
def test_a_constant_column_is_refused_where_the_rule_needs_a_spread(kind, value, n):
    with pytest.raises(ValueError, match="constant"):
        SPREAD[kind](np.full(n, value))


@pytest.mark.parametrize("kind", ["min_max", "z_score", "distance_to_maximum"])
def test_every_constant_metric_is_named_at_once(kind):
    trial = flat(3, normalisation={"kind": kind})
    with pytest.raises(StepError) as caught:
        build(frame({"m1": [1, 1, 1], "m2": [1, 2, 3], "m3": [7, NAN, 7]}), trial)
    assert [(fault.code, fault.fields["metric"]) for fault in caught.value.faults] == [
        ("step.constant_column", "m1"),
        ("step.constant_column", "m3"),
    ]


def test_a_spread_of_binary_noise_is_none():
    x = np.array([(0.1 + 0.2 + 0.3) / 3, (0.3 + 0.2 + 0.1) / 3, 0.2])
    assert np.ptp(x) > 0
    with pytest.raises(ValueError, match="constant"):
        normalise.min_max(x)


def test_a_rule_that_divides_refuses_zeros_and_negatives_by_name():
    for kind, code in (
        ("fraction_of_maximum", "step.not_positive_column"),
        ("distance_to_reference", "step.zero_column"),
    ):
        leaf = metric("m1", direction="lower_is_better", **OPTIONS[kind])
        trial = method(node("index", leaf), policies={"normalisation": {"kind": kind}})
        with pytest.raises(StepError) as caught:
            build(frame({"m1": [0, 2, 4]}), trial)
        assert [fault.code for fault in caught.value.faults] == [code]


@given(columns(1, low=-20, high=60, missing=True).map(lambda found: found[0]))
def test_no_rule_ever_gives_an_infinite_score(x):
    assume(np.isfinite(x).any())
    for kind in OPTIONS:
        try:
            found = scores(kind, x)
        except StepError:
            continue
        assert not np.isinf(found).any()
