"""How many answers are needed, against published numbers and statsmodels."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from centricity.errors import StepError
from centricity.stats.estimate import mean_interval
from centricity.stats.planner import (
    answers_for_difference,
    answers_for_mean,
    answers_for_net_share,
    answers_for_share,
    change_of,
    invitations,
    margin_of,
    net_share_sd,
    share_sd,
)

settings.register_profile("centricity", deadline=None, derandomize=True, max_examples=60)
settings.load_profile("centricity")


def test_published_numbers():
    assert answers_for_share(0.05) == 385
    assert answers_for_share(0.03) == 1068
    assert answers_for_share(0.05, confidence=0.99) == 664
    assert answers_for_share(0.05, population=1000) == 278
    assert answers_for_net_share(0.05) == 938


@given(st.integers(1, 20), st.integers(1, 99))
@pytest.mark.filterwarnings("ignore")
def test_a_share_needs_what_statsmodels_says(points, percent):
    from statsmodels.stats.proportion import samplesize_confint_proportion

    expected = math.ceil(samplesize_confint_proportion(percent / 100, points / 100) - 1e-9)
    assert answers_for_share(points / 100, percent / 100) == max(expected, 1)


@given(st.integers(1, 40), st.integers(1, 40), st.sampled_from([0.8, 0.95]))
def test_a_mean_needs_the_least_n_whose_interval_is_as_narrow(margin, sd, confidence):
    def half(n):
        low, high = mean_interval(np.zeros(1), np.array([float(sd)]), np.array([n]), confidence)
        return float(high[0] - low[0]) / 2

    n = answers_for_mean(margin, sd, confidence)
    assert half(n) <= margin + 1e-9
    assert n == 2 or half(n - 1) > margin


@given(st.integers(1, 20), st.sampled_from([0.5, 0.8, 0.9]))
@pytest.mark.filterwarnings("ignore")
def test_a_change_needs_what_statsmodels_says(points, power):
    from statsmodels.stats.power import NormalIndPower

    change = points / 10
    n = answers_for_difference(change, 2.0, power=power)
    # statsmodels counts the chance to find a change of the wrong sign as power, too
    assert NormalIndPower().power(change / 2, n, 0.05) >= power - 1e-6
    assert n == 1 or NormalIndPower().power(change / 2, n - 1, 0.05) < power + 0.01


def test_unequal_spreads_are_averaged_as_variances():
    assert answers_for_difference(1, 3, 4) == answers_for_difference(1, math.sqrt(12.5))


def test_spreads_of_single_answers():
    answers = np.repeat([1, 0, -1], [5, 3, 2])
    assert net_share_sd(0.5, 0.2) == pytest.approx(answers.std())
    assert share_sd(0.2) == pytest.approx((answers == -1).std())


@given(st.integers(2, 5000))
def test_nobody_needs_more_answers_than_there_are_people(population):
    assert answers_for_share(0.02, population=population) <= population


def test_invitations():
    assert invitations(385, 0.2) == 1925
    assert invitations(3, 0.3) == 10
    assert invitations(10, 1, population=10) == 10


def codes(call):
    with pytest.raises(StepError) as raised:
        call()
    return [(fault.code, fault.fields.get("name")) for fault in raised.value.faults]


def test_all_numbers_out_of_range_are_named():
    assert codes(lambda: answers_for_net_share(-5, 0.7, 0.6, population=0)) == [
        ("stats.out_of_range", "positive + negative"),
        ("stats.out_of_range", "margin"),
        ("stats.out_of_range", "population"),
    ]
    assert codes(lambda: answers_for_mean(1, math.nan)) == [("stats.out_of_range", "sd")]
    assert codes(lambda: answers_for_difference(1, 2, power=80)) == [("stats.out_of_range", "power")]
    assert codes(lambda: answers_for_share(0.05, 50)) == [("stats.out_of_range", "share")]
    assert codes(lambda: invitations(100, 0)) == [("stats.out_of_range", "response_rate")]


def test_more_invitations_than_people_are_refused():
    assert codes(lambda: invitations(385, 0.1, population=2000)) == [("stats.too_few_people", None)]


@given(st.integers(2, 3_000), st.floats(0.05, 0.95), st.none() | st.integers(3_001, 10_000))
def test_a_margin_is_the_plan_turned_round(answers, share, population):
    margin = margin_of(answers, share_sd(share), population=population)
    assert answers_for_share(margin, share, population=population) == answers
    assert answers_for_difference(change_of(answers, share_sd(share)), share_sd(share)) in {answers, answers + 1}


@given(st.integers(2, 1_000), st.floats(0.1, 10))
def test_the_margin_of_a_mean_is_that_of_student(answers, sd):
    low, high = mean_interval(np.array([0.0]), np.array([sd]), np.array([float(answers)]))
    assert margin_of(answers, sd, student=True) == pytest.approx((high - low)[0] / 2)
    assert answers_for_mean(margin_of(answers, sd, student=True) * (1 + 1e-9), sd) == answers


def test_a_margin_of_everybody_is_nought_and_of_one_is_endless():
    assert margin_of(40, 1.0, population=40) == 0
    assert margin_of(1, 1.0, student=True) == math.inf
    with pytest.raises(StepError):
        margin_of(0, -1.0)
