"""Where a score lies among the bands of a maturity model and the tiers of groups."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from index_kit import NAN, text

from centricity.index.bands import band_of, tier_of
from centricity.methods import bundled_method
from centricity.methods.policies import Bands, Tiers

SIX = bundled_method("six_questions").bands
CX = bundled_method("cx_maturity").bands
TIERS = bundled_method("hse_it_2025").tiers


def code(score, bands):
    band = band_of(score, bands)
    return band and band.code


@pytest.mark.parametrize(
    ("score", "band"),
    [
        (6, "initial"),
        (12, "initial"),
        (13, "transitional"),
        (20, "transitional"),
        (21, "forming"),
        (25, "forming"),
        (26, "mature"),
        (30, "mature"),
    ],
)
def test_r99_levels_of_the_six_questions_meet_at_the_stated_limits(score, band):
    assert code(score, SIX) == band


@pytest.mark.parametrize(
    ("score", "band"),
    [
        (12.49, "initial"),
        (12.5, "transitional"),
        (20.4999, "transitional"),
        (20.5, "forming"),
        (25.5, "mature"),
    ],
)
def test_r100_a_fractional_sum_is_rounded_half_up_to_find_its_level(score, band):
    assert code(score, SIX) == band


@pytest.mark.parametrize(
    ("score", "band"),
    [
        (6, "scattered"),
        (14, "scattered"),
        (14.49, "scattered"),
        (14.5, "footing"),
        (14.6, "footing"),
        (15, "footing"),
        (18, "footing"),
        (18.5, "coordinated"),
        (19, "coordinated"),
        (22, "coordinated"),
        (23, "steady"),
        (26, "steady"),
        (27, "foundation"),
        (30, "foundation"),
    ],
)
def test_r162_stages_of_cx_maturity_meet_at_the_stated_limits(score, band):
    assert code(score, CX) == band


@given(st.floats(6, 30), st.sampled_from([SIX, CX]))
def test_every_possible_sum_has_exactly_one_band(score, bands):
    band = band_of(score, bands)
    assert band is not None
    assert band.low - 0.5 <= score + 1e-9
    assert score - 1e-9 <= band.high + 0.5


@given(st.floats(6, 30), st.floats(6, 30), st.sampled_from([SIX, CX]))
def test_a_higher_sum_never_falls_into_a_lower_band(first, second, bands):
    low, high = sorted((first, second))
    assert band_of(low, bands).low <= band_of(high, bands).low


def test_a_missing_score_and_one_outside_have_no_band():
    assert band_of(NAN, SIX) is None
    assert band_of(5.4, SIX) is None
    assert band_of(30.5, SIX) is None


def test_without_rounding_the_edge_belongs_to_the_lower_band():
    words = {"title": text(), "text": text(), "next_step": text()}
    plain = Bands(
        rounding="none",
        bands=(
            {"code": "low", "low": 0.0, "high": 50.0, **words},
            {"code": "high", "low": 50.0, "high": 100.0, **words},
        ),
    )
    assert [code(score, plain) for score in (0, 50, 50.01, 100)] == ["low", "low", "high", "high"]


@pytest.mark.parametrize(
    ("score", "tier"),
    [(76, "leaders"), (65, "leaders"), (64.99, "middle"), (58, "middle"), (57.99, "low"), (0, "low")],
)
def test_r43_tiers_begin_at_their_thresholds(score, tier):
    assert tier_of(score, TIERS).code == tier


def test_a_mean_that_misses_its_threshold_by_binary_noise_reaches_it():
    assert tier_of(65 - 1e-12, TIERS).code == "leaders"
    assert tier_of(65 - 1e-6, TIERS).code == "middle"


def test_a_group_without_a_score_has_no_tier():
    assert tier_of(NAN, TIERS) is None


def test_r43_thresholds_of_tiers_are_data():
    words = {"title": text()}
    own = Tiers(grouping="segment", tiers=({"code": "a", "at_least": 80.0, **words}, {"code": "b", **words}))
    assert [tier_of(score, own).code for score in (80, 79)] == ["a", "b"]
