"""From numbers to what they mean: gaps, strengths, patterns and the actions they call for."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from index_kit import NAN, quarters

from centricity.index.diagnose import advice, diagnoses, gaps, strengths, weaknesses
from centricity.methods import bundled_method
from centricity.methods.policies import Condition, Diagnosis

HSE = bundled_method("hse_it_2025")
INNER = ["s1", "s2", "s3", "s4"]
MARKET = dict(zip(INNER, (59.0, 51.0, 55.0, 54.0), strict=True))
BEST = dict(zip(INNER, (68.0, 61.0, 85.0, 65.0), strict=True))


def scores(*values):
    return dict(zip(INNER, values, strict=True))


def found(*values):
    return [rule.code for rule in diagnoses(HSE.diagnoses, scores(*values), MARKET, BEST)]


def test_r35_gaps_of_the_published_market_are_led_by_internal_integration():
    table = gaps(MARKET, BEST, INNER)
    assert [(gap.node, gap.points) for gap in table] == [("s3", 30), ("s4", 11), ("s2", 10), ("s1", 9)]


def test_r45_the_middle_group_works_for_the_customer_but_not_with_the_customer():
    assert "for_not_with" in found(46.0, 68, 61, 71)
    assert "for_not_with" in found(73.0, 46, 43, 56)
    assert "for_not_with" in found(62.0, 44, 57, 63)


def test_r45_a_strong_outer_chain_with_no_weak_support_is_no_such_case():
    assert "for_not_with" not in found(62.0, 67, 63, 66)


def test_r45_a_weak_outer_chain_is_no_such_case():
    assert "for_not_with" not in found(46.0, 44, 43, 53)


def test_r46_below_the_market_everywhere_is_closed_and_turned_inward():
    assert "closed" in found(58.0, 33, 36, 34)


def test_r46_one_sub_index_at_the_market_is_enough_to_be_no_such_case():
    assert "closed" not in found(59.0, 33, 36, 34)
    assert "closed" not in found(49.0, 49, 59, 45)


def test_equals_of_the_market_are_not_below_it_for_binary_noise():
    noisy = {code: value - 1e-14 for code, value in MARKET.items()}
    assert [rule.code for rule in diagnoses(HSE.diagnoses, noisy, MARKET, BEST)] == []


def test_a_condition_on_a_missing_score_does_not_hold():
    assert found(NAN, NAN, NAN, NAN) == []


@pytest.mark.parametrize(
    ("compared", "to", "by", "score", "holds"),
    [
        ("above", "market", 5.0, 64.0, True),
        ("above", "market", 5.0, 63.9, False),
        ("below", "market", 5.0, 54.0, True),
        ("below", "market", 5.0, 54.1, False),
        ("below", "benchmark", 0.0, 67.0, True),
        ("below", "benchmark", 0.0, 68.0, False),
        ("above", 60.0, 0.0, 60.0, True),
        ("below", 60.0, 0.0, 60.0, False),
    ],
)
def test_conditions_hold_at_their_limits(compared, to, by, score, holds):
    rule = Diagnosis(
        code="x",
        title={"ru": "а", "en": "a"},
        text={"ru": "а", "en": "a"},
        every=(Condition(node="s1", compared=compared, to=to, by=by),),
    )
    assert bool(diagnoses((rule,), {"s1": score}, MARKET, BEST)) is holds


@given(st.lists(quarters(0, 100), min_size=4, max_size=4), st.lists(quarters(0, 100), min_size=4, max_size=4))
def test_gaps_come_largest_first_and_none_is_lost(mine, others):
    table = gaps(scores(*mine), scores(*others), INNER)
    points = [gap.points for gap in table]
    assert points == sorted(points, reverse=True)
    assert {gap.node: gap.points for gap in table} == {
        code: b - a for code, a, b in zip(INNER, mine, others, strict=True)
    }


@given(st.lists(quarters(0, 100), min_size=4, max_size=4))
def test_strengths_and_weaknesses_lie_on_either_side_of_the_market(mine):
    strong = {gap.node for gap in strengths(scores(*mine), MARKET, INNER, 5)}
    weak = {gap.node for gap in weaknesses(scores(*mine), MARKET, INNER, 5)}
    assert strong == {code for code, score in scores(*mine).items() if score >= MARKET[code] + 5}
    assert weak == {code for code, score in scores(*mine).items() if score <= MARKET[code] - 5}


def test_a_node_without_a_score_has_no_gap():
    assert [gap.node for gap in gaps({"s1": NAN, "s2": 1.0}, BEST, INNER)] == ["s2"]


def test_r44_every_recommendation_is_tied_to_a_gap_and_an_action():
    nodes = set(HSE.parts)
    assert HSE.recommendations
    for rule in HSE.recommendations:
        assert rule.node in nodes
        assert rule.gap > 0
        assert rule.action.en
        assert rule.action.ru


def test_r44_a_recommendation_comes_with_the_gap_that_triggered_it():
    mine = dict.fromkeys(HSE.parts, 50.0)
    best = dict.fromkeys(HSE.parts, 100.0)
    given_ = advice(HSE.recommendations, mine, best, best)
    assert {item.recommendation.code for item in given_} == {rule.code for rule in HSE.recommendations}
    assert all(item.gap.points >= item.recommendation.gap for item in given_)


def test_r44_no_gap_calls_for_no_action():
    level = dict.fromkeys(HSE.parts, 70.0)
    assert advice(HSE.recommendations, level, level, level) == []


def test_r76_recommendations_are_filtered_by_market_type():
    mine, best = (dict.fromkeys(HSE.parts, value) for value in (10.0, 90.0))
    for kind, other in (("B2B", "B2C"), ("B2C", "B2B")):
        markets = [item.recommendation.markets for item in advice(HSE.recommendations, mine, best, best, kind)]
        assert all(not named or kind in named for named in markets)
        assert (other,) not in markets


def test_advice_puts_the_largest_gap_first():
    rng = np.random.default_rng(4)
    mine = {code: float(rng.uniform(0, 60)) for code in HSE.parts}
    best = dict.fromkeys(HSE.parts, 95.0)
    points = [item.gap.points for item in advice(HSE.recommendations, mine, best, best)]
    assert points == sorted(points, reverse=True)
    assert len(points) > 3
