"""Forty invented companies whose levels reproduce the published tables 8 and 9."""

import math

import numpy as np
import pytest
from numpy.testing import assert_allclose
from study_folders import PUBLISHED, QUARTERS, csv_rows, example, table

from centricity.index import changed, diagnose, replay
from centricity.language import half_up
from centricity.studies.explain import explain

NAME = "it-companies-2025"
INNER = ("s1", "s2", "s3", "s4")
NODES = ("index", *INNER)
GROUPS = {
    "top5": ("overall", "benchmark"),
    "market": ("overall", "market"),
    "B2B": ("market", "B2B"),
    "B2C": ("market", "B2C"),
}
TOLERANCE = 0.52

published = csv_rows(PUBLISHED)
cells = [(row["table"], row["row"], node) for row in published if row["row"] != "rsd_percent" for node in NODES]
RESULT = example(NAME)
WAVE = RESULT.wave
BUILD = WAVE.build


def key(row):
    return GROUPS.get(row) or ("segment", row.split()[0])


def stated(table_no, row, node):
    return float(next(r[node] for r in published if (r["table"], r["row"]) == (table_no, row)))


def mean(row, node):
    return WAVE.by_key[*key(row), node].mean


def test_the_published_tables_hold_seventy_cells():
    assert len(cells) == 70


@pytest.mark.parametrize(("table_no", "row", "node"), cells)
def test_r30_and_r32_every_published_cell_is_reproduced(table_no, row, node):
    assert abs(mean(row, node) - stated(table_no, row, node)) <= TOLERANCE


def test_r31_relative_dispersion_is_20_21_29_46_and_31_per_cent():
    rsd = [WAVE.by_key["overall", "market", node].rsd for node in NODES]
    assert [half_up(value) for value in rsd] == [20, 21, 29, 46, 31]
    assert [stated("8", "rsd_percent", node) for node in NODES] == [20, 21, 29, 46, 31]


def test_r31_dispersion_is_taken_over_all_forty_companies():
    scores = BUILD.scores["s3"]
    assert_allclose(WAVE.by_key["overall", "market", "s3"].rsd, 100 * scores.std() / scores.mean())


def test_r33_the_benchmark_is_the_mean_of_the_five_companies_with_the_highest_index():
    order = np.argsort(-BUILD.scores["index"])[:5]
    for node in NODES:
        assert_allclose(mean("top5", node), BUILD.scores[node][order].mean())
    assert WAVE.groups_by_key["overall", "benchmark"].n == 5


def test_r34_the_market_agrees_with_27_and_13_companies_of_its_two_parts():
    assert (WAVE.groups_by_key["market", "B2B"].n, WAVE.groups_by_key["market", "B2C"].n) == (27, 13)
    for node in NODES:
        parts = (27 * mean("B2B", node) + 13 * mean("B2C", node)) / 40
        assert abs(parts - mean("market", node)) <= 1
        assert_allclose(parts, mean("market", node))


def test_r34_the_text_check_finds_nothing_wrong_with_the_market_mean():
    assert "claim.mean_of_parts" not in [finding.fault.code for finding in RESULT.findings]


def test_r35_the_largest_gap_to_the_benchmark_is_30_points_in_internal_integration():
    gaps = RESULT.groups["overall", "market"].gaps
    assert gaps[0].node == "s3"
    assert half_up(gaps[0].points) == 30
    points = [gap.points for gap in gaps]
    assert points == sorted(points, reverse=True)
    assert {gap.node for gap in gaps} == set(INNER)


def test_r36_the_overall_index_is_no_plain_mean_of_its_sub_indices():
    plain = np.mean([mean("B2B", node) for node in INNER])
    assert mean("B2B", "index") - plain > 5
    assert_allclose(mean("B2B", "index"), 1.115 * plain, atol=0.05)


def test_r36_every_score_is_the_sum_of_what_the_trace_gives_for_it():
    added = {}
    for row in table(RESULT, "trace"):
        added.setdefault((row["subject"], row["node"]), []).append(row["contribution"])
    scores = {(row["subject"], row["node"]): row["score"] for row in table(RESULT, "scores")}
    assert len(scores) == 40 * 21
    assert added.keys() == scores.keys()
    for where, score in scores.items():
        assert_allclose(sum(added[where]), score, atol=1e-9)


def test_r36_a_trace_leads_from_the_index_down_to_levels_and_their_raters():
    top = explain(RESULT, "SYN01")
    assert [child.code for child in top.children] == list(INNER)
    assert_allclose(sum(child.contribution for child in top.children), top.unadjusted)
    assert_allclose(top.unadjusted * top.coefficient, top.score)
    leaf = top.children[0].children[0]
    assert leaf.code == "1.1"
    assert_allclose(leaf.score, 100 * leaf.value / 3)
    assert_allclose(leaf.value, np.mean([seen.level for seen in leaf.observations]))
    assert all(seen.evidence and seen.reference for seen in leaf.observations if seen.access == "public")


def test_r04_levels_of_four_raters_combine_to_the_quarter_points_of_the_fixture():
    rows = {row["company_id"]: row for row in csv_rows(QUARTERS)}
    for i, subject in enumerate(BUILD.frame.subjects):
        for code in BUILD.tree.metrics:
            assert BUILD.levels[code][i] == float(rows[subject][code])


def test_r03_every_level_a_rater_gave_is_whole_and_on_the_scale():
    levels = RESULT.study.observations["level"].to_numpy()
    assert set(np.unique(levels)) <= {0.0, 1.0, 2.0, 3.0}


def test_r05_coefficients_of_one_reproduce_plain_means():
    recipe = changed(tuple(BUILD.log), "adjust", coefficients={"B2B": 1.0, "B2C": 1.0})
    plain = replay(BUILD.frame, BUILD.tree, recipe)
    assert_allclose(plain.scores["index"], np.mean([plain.scores[node] for node in INNER], axis=0))
    for code in INNER:
        levels = np.mean([BUILD.levels[metric] for metric in BUILD.tree.children[code]], axis=0)
        assert_allclose(plain.scores[code], 100 * levels / 3)
    assert_allclose(BUILD.unadjusted["index"], plain.scores["index"])


def test_r05_every_company_carries_the_coefficient_of_its_market():
    market = BUILD.frame.label("market")
    assert_allclose(BUILD.coefficients, np.where(market == "B2B", 1.115, 1.02))


def test_r08_and_r09_forty_companies_are_rated_and_39_have_a_segment():
    assert len(WAVE.market_members) == 40
    codes = [finding.fault.code for finding in RESULT.findings]
    assert "claim.sizes" in codes
    assert "claim.stated_sum" in codes
    sizes = next(f.fault for f in RESULT.findings if f.fault.code == "claim.sizes")
    assert (sizes.fields["sum"], sizes.fields["total"], sizes.severity) == (39, 40, "warning")
    assert "39 of 40" in sizes.text("en")
    assert "39" in sizes.text("ru")


def test_r08_the_sizes_of_all_groups_are_those_published():
    for grouping in RESULT.method.groupings:
        for value in grouping.values:
            if value.published_n is not None:
                assert WAVE.groups_by_key[grouping.code, value.code].n == value.published_n
    assert "claim.stated_sizes" not in [finding.fault.code for finding in RESULT.findings]


SEGMENTS = {name: judged for (grouping, name), judged in RESULT.groups.items() if grouping == "segment"}


def tier(code):
    return {name for name, judged in SEGMENTS.items() if judged.tier.code == code}


def test_r43_tiers_regenerate_the_three_published_groups():
    assert tier("leaders") == {"SEG01", "SEG02", "SEG05", "SEG07", "SEG09"}
    assert tier("middle") == {"SEG04", "SEG06", "SEG10"}
    assert tier("low") == {"SEG03", "SEG08"}


def test_r43_only_segments_have_tiers():
    assert {judged.tier for (grouping, _), judged in RESULT.groups.items() if grouping != "segment"} == {None}


def test_r38_the_leading_segments_reach_59_in_the_external_chain():
    groups = [WAVE.groups_by_key["segment", code] for code in sorted(tier("leaders"))]
    means = np.array([WAVE.by_key["segment", group.code, "s4"].mean for group in groups])
    sizes = np.array([group.n for group in groups])
    assert abs((means * sizes).sum() / sizes.sum() - 59.1) <= 0.6
    assert abs(means.mean() - 57.8) <= 0.6
    assert 55 <= means.mean() <= 60


def found(code):
    return {diagnosis.code for diagnosis in SEGMENTS[code].diagnoses}


def test_r45_every_segment_of_the_middle_group_works_for_and_not_with_the_customer():
    assert [code for code in sorted(tier("middle")) if "for_not_with" in found(code)] == ["SEG04", "SEG06", "SEG10"]
    assert not any("for_not_with" in found(code) for code in tier("leaders") | tier("low"))


def test_r46_the_lowest_segment_is_closed_and_turned_inward_and_no_other_is():
    assert [code for code in SEGMENTS if "closed" in found(code)] == ["SEG08"]


def test_r47_metrics_are_compared_between_the_benchmark_and_the_rest():
    best, market = WAVE.benchmark, WAVE.market
    for code in INNER:
        leaves = [metric.code for metric in RESULT.method.nodes[code].children]
        gaps = diagnose.gaps(market, best, leaves)
        assert {gap.node for gap in gaps} == set(leaves)
        assert all(math.isfinite(gap.points) for gap in gaps)


def test_r44_every_recommendation_given_has_a_gap_that_calls_for_it():
    given = [item for judged in RESULT.groups.values() for item in judged.advice]
    assert given
    assert all(item.gap.points >= item.recommendation.gap for item in given)


def test_r63_a_company_is_held_against_market_segment_benchmark_and_chosen_peers():
    own = RESULT.subjects["SYN05"].scores
    segment = str(BUILD.frame.label("segment")[list(BUILD.frame.subjects).index("SYN05")])
    references = {
        "market": WAVE.market,
        "segment": WAVE.means("segment", segment),
        "benchmark": WAVE.benchmark,
        "peer": RESULT.subjects["SYN01"].scores,
    }
    for reference in references.values():
        gaps = diagnose.gaps(own, reference, list(NODES))
        assert {gap.node: gap.points for gap in gaps} == {node: reference[node] - own[node] for node in NODES}
    assert [gap.node for gap in RESULT.subjects["SYN05"].gaps] == [
        gap.node for gap in diagnose.gaps(own, WAVE.benchmark, list(INNER))
    ]


def test_r01_every_company_has_one_index_and_a_place_and_the_rule_for_ties_is_on_record():
    scores, places = BUILD.scores["index"], BUILD.ranks["index"]
    assert ((scores >= 0) & (scores <= 100)).all()
    assert sorted(places) == [1 + (scores > own + 1e-9).sum() for own in -np.sort(-scores)]
    assert BUILD.step("rank") == {"ties": "min"}
    assert [BUILD.ranks["index"][i] for i in RESULT.order] == sorted(places)


def test_r61_a_company_goal_on_a_sub_index_has_an_owner_and_a_target_or_is_seen_to_have_none():
    owned, wish = RESULT.goals
    assert (owned.goal.subject, owned.goal.node, owned.target) == ("SYN01", "index", 72)
    assert owned.goal.owner is not None
    assert not owned.unowned
    assert (wish.goal.node, wish.unowned) == ("s2", True)


def test_r41_enlarged_segments_take_in_every_company_that_has_a_segment():
    sizes = {code: WAVE.groups_by_key["enlarged", code].n for g, code in RESULT.groups if g == "enlarged"}
    assert sum(sizes.values()) == 39
    assert min(sizes.values()) >= 5


def test_claims_that_the_tables_bear_out_raise_no_finding():
    assert RESULT.study.settings.claims
    assert [finding for finding in RESULT.findings if finding.claim is not None] == []
