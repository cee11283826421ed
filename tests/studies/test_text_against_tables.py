"""Statements of a study held against its own tables."""

import datetime as dt

import pytest
from study_folders import computed, ratings, text, write_study

from centricity.methods import bundled_method

CODES = tuple(bundled_method("hse_it_2025").metrics)
LEVELS = {"A": 3.0, "B": 2.0, "C": 1.0, "D": 0.0}


def found(folder, *claims, **settings):
    """Codes of what does not hold, among the claims of a study of four companies."""
    subjects = [
        {"subject": code, "market": market, "segment": "SEG01", "consent": "granted"}
        for code, market in zip(LEVELS, ("B2B", "B2B", "B2C", "B2C"), strict=True)
    ]
    rows = [row for code, level in LEVELS.items() for row in ratings(code, level, CODES)]
    rows = [row | {"level": 2.0} if row["metric"].startswith("2.") else row for row in rows]
    folder = write_study(
        folder,
        subjects=subjects,
        observations=rows,
        method="hse_it_2025",
        audience="internal",
        claims=[{"text": text("claim")} | claim for claim in claims],
        **settings,
    )
    return [finding.fault.code for finding in computed(folder).findings if finding.claim is not None]


def test_r09_sizes_that_add_up_to_39_of_40_are_flagged(tmp_path):
    claim = {"kind": "group_sizes", "grouping": "segment", "values": [4, 3, 3, 3, 5, 2, 2, 9, 2, 6], "total": 40}
    assert found(tmp_path / "wrong", claim) == ["claim.stated_sum"]
    assert found(tmp_path / "right", claim | {"total": 39}) == []


def test_r54_one_figure_given_twice_differently_is_flagged(tmp_path):
    assert found(tmp_path / "wrong", {"kind": "same_figure", "values": [15, 20]}) == ["claim.figures_differ"]
    assert found(tmp_path / "right", {"kind": "same_figure", "values": [20, 20]}) == []


@pytest.mark.parametrize(("nodes", "codes"), [(["s2", "s4"], ["claim.dispersion"]), (["s3", "s4"], [])])
def test_r37_a_claim_on_dispersion_is_held_against_the_figures_it_states(tmp_path, nodes, codes):
    assert found(tmp_path, {"kind": "dispersion_highest", "nodes": nodes, "values": [21, 29, 46, 31]}) == codes


@pytest.mark.parametrize(("nodes", "codes"), [(["s2"], ["claim.dispersion"]), (["s1", "s3", "s4"], [])])
def test_r37_a_claim_without_figures_is_held_against_the_computed_ones(tmp_path, nodes, codes):
    assert found(tmp_path, {"kind": "dispersion_highest", "nodes": nodes}) == codes


@pytest.mark.parametrize(
    ("whole", "codes"), [(59, []), (60, []), (61, ["claim.mean_of_parts"]), (58, ["claim.mean_of_parts"])]
)
def test_r34_a_stated_mean_is_held_against_its_stated_parts(tmp_path, whole, codes):
    claim = {"kind": "mean_of_parts", "values": [whole, 27, 58, 13, 63], "tolerance": 1.0}
    assert found(tmp_path, claim) == codes


@pytest.mark.parametrize(("value", "codes"), [(50, []), (51, []), (52, ["claim.value"])])
def test_a_stated_value_is_held_against_the_computed_one(tmp_path, value, codes):
    assert found(tmp_path, {"kind": "value", "nodes": ["s1"], "values": [value], "tolerance": 1.0}) == codes


def test_a_stated_value_of_a_group_is_looked_up_in_that_group(tmp_path):
    claim = {"kind": "value", "grouping": "market", "group": "B2B", "nodes": ["s1"], "values": [83.3]}
    assert found(tmp_path / "right", claim) == []
    assert found(tmp_path / "nobody", claim | {"group": "B2X"}) == ["claim.value"]


def test_a_finding_carries_the_statement_it_is_about_and_a_sentence_in_both_languages(tmp_path):
    folder = write_study(
        tmp_path,
        subjects=[{"subject": "a"}],
        observations=[{"subject": "a", "source": "x", **dict.fromkeys(("q1", "q2", "q3", "q4", "q5", "q6"), 3)}],
        claims=[{"kind": "same_figure", "text": text("two numbers"), "values": [1, 2]}],
        published=dt.date(2025, 11, 1),
    )
    finding = computed(folder).findings[0]
    assert finding.claim.en == "two numbers"
    assert finding.fault.severity == "warning"
    assert finding.fault.text("ru") != finding.fault.text("en")
