"""The overall index computed again from the published sub-indices."""

import pytest
from numpy.testing import assert_allclose
from study_folders import EXAMPLES, csv_rows, example

NAME = "it-market-2025-published"
RESULT = example(NAME)
WAVE = RESULT.wave
BUILD = WAVE.build
PUBLISHED = {row["group"]: float(row["value"]) for row in csv_rows(EXAMPLES / NAME / "published.csv")}


def finding(code):
    return next((found for found in RESULT.findings if found.fault.code == code), None)


def index_of(subject):
    return float(BUILD.scores["index"][list(BUILD.frame.subjects).index(subject)])


@pytest.mark.parametrize("subject", PUBLISHED)
def test_r36_the_computed_index_lies_within_the_rounding_of_the_published_one(subject):
    assert abs(index_of(subject) - PUBLISHED[subject]) <= 1.06


def test_all_fourteen_published_rows_are_computed():
    assert len(PUBLISHED) == 14
    assert set(BUILD.frame.subjects) == set(PUBLISHED)


def test_r07_a_group_of_both_markets_takes_a_coefficient_between_theirs():
    k = dict(zip(BUILD.frame.subjects, BUILD.coefficients, strict=True))
    assert_allclose([k["SEG01"], k["SEG10"], k["SEG06"]], [1.115, 1.02, (1.115 + 1.02) / 2])
    assert_allclose(k["top5"], 0.8 * 1.115 + 0.2 * 1.02)


def test_sub_indices_are_taken_as_given():
    states = BUILD.states["s1"]
    assert set(states) == {1}
    assert_allclose(BUILD.scores["s3"][list(BUILD.frame.subjects).index("top5")], 85)


def test_summary_rows_belong_to_no_group_and_take_no_place():
    assert len(WAVE.market_members) == 10
    placed = [s for s, rank in zip(BUILD.frame.subjects, BUILD.ranks["index"], strict=True) if rank == rank]  # noqa: PLR0124
    assert placed == [f"SEG{i:02d}" for i in range(1, 11)]


def test_the_market_mean_is_weighted_by_the_number_of_companies():
    market = WAVE.by_key["overall", "market", "s3"]
    assert market.n == 39
    assert_allclose(market.mean, 54.64, atol=0.005)


def test_r09_segment_sizes_that_add_up_to_39_are_flagged():
    found = finding("claim.stated_sum")
    assert (found.fault.fields["sum"]["ru"], found.fault.fields["total"]) == ("39", 40)
    assert found.fault.severity == "warning"


def test_r37_the_statement_on_dispersion_is_found_to_contradict_the_table():
    found = finding("claim.dispersion")
    assert found.fault.fields["claimed"]["en"] == "Co-creation, External chain"
    assert found.fault.fields["table"]["ru"].startswith("Внутренняя интеграция 46\u00a0%")
    assert found.claim.en.startswith("Dispersion")
    assert "Внутренняя интеграция 46\u00a0%" in found.fault.text("ru")


def test_r54_two_numbers_of_interviews_are_flagged():
    assert finding("claim.figures_differ").fault.fields["values"] == {"ru": "15; 20", "en": "15; 20"}


def test_r34_the_published_market_mean_agrees_with_its_parts_within_a_point():
    assert finding("claim.mean_of_parts") is None


def test_r60_the_sponsor_and_the_conflict_of_interest_are_on_record_in_both_languages():
    settings = RESULT.study.settings
    assert "Cloud.ru" in settings.sponsor.ru
    assert "Cloud.ru" in settings.sponsor.en
    assert settings.conflicts[0].text.ru
    assert settings.conflicts[0].text.en
