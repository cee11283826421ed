"""From observations in a table to levels: raters, visits, rankings, gaps, markets."""

import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal
from study_folders import codes_of, computed, ratings, write_study, write_table

from centricity.methods import bundled_method
from centricity.studies.explain import explain

CODES = tuple(bundled_method("hse_it_2025").metrics)
COMPANY = {"subject": "X", "market": "B2C", "consent": "granted"}


def study(folder, observations, *, subjects=(COMPANY,), **settings):
    return write_study(
        folder, subjects=subjects, observations=observations, method="hse_it_2025", audience="internal", **settings
    )


def built(folder, observations, **more):
    return computed(study(folder, observations, **more)).wave.build


def seen(metric, indicator, value, **more):
    return {"subject": "X", "metric": metric, "indicator": indicator, "value": value, "source": "desk", **more}


def visits(metric, indicator, *scores):
    return [
        seen(metric, indicator, score, rater=f"shopper {i % 2}", source=f"visit {i}") for i, score in enumerate(scores)
    ]


@pytest.mark.parametrize(("metric", "indicator"), [("2.4", "support_score"), ("4.3", "purchase_score")])
def test_r22_and_r28_three_visits_are_averaged_before_the_level_is_found(tmp_path, metric, indicator):
    done = built(tmp_path, visits(metric, indicator, 60, 90, 81))
    assert_array_equal(done.levels[metric], [2])
    assert_allclose(built(tmp_path / "more", visits(metric, indicator, 60, 90, 90)).levels[metric], [3])


def test_r22_every_visit_stays_to_be_seen_behind_the_mean(tmp_path):
    found = explain(computed(study(tmp_path, visits("2.4", "support_score", 60, 90, 81))), "X", "2.4")
    assert [observed.value for observed in found.observations] == [60, 90, 81]
    assert {observed.rater for observed in found.observations} == {"shopper 0", "shopper 1"}


def test_r22_a_visit_scores_between_0_and_100(tmp_path):
    assert codes_of(study(tmp_path, visits("2.4", "support_score", 101))) == ["table.out_of_range"]


@pytest.mark.parametrize("place", ["place 1", "place 2", "place 100", ""])
def test_r24_the_place_in_a_ranking_never_moves_the_score(tmp_path, place):
    assert_array_equal(built(tmp_path, [seen("3.2", "n_rankings", 2, note=place)]).levels["3.2"], [2])


def test_r24_there_is_no_way_to_put_a_place_into_the_score(tmp_path):
    assert codes_of(study(tmp_path, [seen("3.2", "place", 1)])) == ["observation.unknown_indicator"]


def test_r24_being_named_in_more_rankings_raises_the_score(tmp_path):
    found = [built(tmp_path / str(n), [seen("3.2", "n_rankings", n)]).levels["3.2"][0] for n in (0, 1, 2, 4)]
    assert found == [0, 1, 2, 3]


@pytest.mark.parametrize("level", [-1, 4, 3.01])
def test_r03_a_level_off_the_scale_is_refused(tmp_path, level):
    assert codes_of(study(tmp_path, ratings("X", level, ["1.1"]))) == ["observation.level_outside_scale"]


def test_r03_a_named_rater_gives_whole_levels(tmp_path):
    assert codes_of(study(tmp_path, ratings("X", 1.5, ["1.1"], rater="A"))) == ["observation.level_not_step"]


def test_r04_a_mean_of_several_raters_may_be_fractional_and_keeps_its_components(tmp_path):
    rows = [row | {"rater": rater} for rater, level in zip("ABCD", (1, 2, 2, 2), strict=True)
            for row in ratings("X", level, ["1.1"])]  # fmt: skip
    result = computed(study(tmp_path, rows))
    assert_array_equal(result.wave.build.levels["1.1"], [1.75])
    assert sorted(observed.level for observed in explain(result, "X", "1.1").observations) == [1, 2, 2, 2]


def test_r04_a_fractional_level_without_a_rater_is_the_mean_of_several(tmp_path):
    assert_array_equal(built(tmp_path, ratings("X", 1.75, ["1.1"])).levels["1.1"], [1.75])


def test_sources_count_alike_however_many_raters_each_has(tmp_path):
    rows = [row | {"rater": rater, "source": source} for rater, source, level in
            (("A", "desk", 3), ("B", "desk", 3), ("C", "desk", 3), ("D", "shop", 1))
            for row in ratings("X", level, ["1.1"])]  # fmt: skip
    assert_array_equal(built(tmp_path, rows).levels["1.1"], [2])


@pytest.mark.parametrize("kind", ["B2B", "B2C", "B2G", "B2E", ""])
def test_r06_a_company_has_a_market_and_may_have_a_market_type(tmp_path, kind):
    subjects = [COMPANY | {"market_type": kind}]
    assert codes_of(study(tmp_path, ratings("X", 2, CODES), subjects=subjects)) == []


def test_r06_an_unknown_market_or_market_type_is_refused(tmp_path):
    subjects = [COMPANY | {"market": "B2X", "market_type": "B2X"}]
    codes = codes_of(study(tmp_path, ratings("X", 2, CODES), subjects=subjects))
    assert set(codes) == {"table.not_allowed", "subject.no_group"}


@pytest.mark.parametrize(("share", "k"), [("", 1.02), (0, 1.02), (1, 1.115), (0.5, 1.0675), (0.25, 1.04375)])
def test_r07_the_coefficient_follows_the_share_of_business_customers(tmp_path, share, k):
    result = computed(study(tmp_path, ratings("X", 2, CODES), subjects=[COMPANY | {"b2b_share": share}]))
    assert_allclose(result.wave.build.scores["index"], [k * 200 / 3])
    assert_allclose(explain(result, "X").coefficient, k)


def test_r07_a_share_outside_0_to_1_is_refused(tmp_path):
    subjects = [COMPANY | {"b2b_share": 1.2}]
    assert codes_of(study(tmp_path, ratings("X", 2, CODES), subjects=subjects)) == ["table.out_of_range"]


def gap(status):
    rows = ratings("X", 2, [code for code in CODES if code != "1.2"])
    return rows if status is None else [*rows, {"subject": "X", "metric": "1.2", "status": status, "source": "desk"}]


@pytest.mark.parametrize(
    ("status", "state", "share"),
    [
        (None, "not_assessed", 15 / 16),
        ("not_assessed", "not_assessed", 15 / 16),
        ("not_applicable", "not_applicable", 1),
    ],
)
def test_r15_missing_revenue_is_not_assessed_and_costs_no_points(tmp_path, status, state, share):
    result = computed(study(tmp_path, gap(status)))
    done = result.wave.build
    assert explain(result, "X", "1.2").status == state
    assert np.isnan(done.scores["1.2"][0])
    assert_allclose(done.scores["s1"], [200 / 3])
    assert_allclose(done.coverage["index"].share, [share])


def test_r15_a_zero_is_a_level_and_costs_points(tmp_path):
    done = built(tmp_path, [*gap(None), *ratings("X", 0, ["1.2"])])
    assert_allclose(done.scores["s1"], [0.8 * 200 / 3])


def test_wide_and_long_tables_say_the_same(tmp_path):
    long = built(tmp_path / "long", ratings("X", 2, CODES))
    wide = built(tmp_path / "wide", [{"subject": "X", "source": "desk", **dict.fromkeys(CODES, 2)}])
    assert_array_equal(long.scores["index"], wide.scores["index"])


def test_a_blank_cell_a_word_and_a_zero_are_three_things_in_a_wide_table(tmp_path):
    cells = dict.fromkeys(CODES, 2) | {"1.1": "", "1.2": "n/a", "1.3": 0}
    result = computed(study(tmp_path, [{"subject": "X", "source": "desk", **cells}]))
    assert [explain(result, "X", code).status for code in ("1.1", "1.2", "1.3")] == [
        "not_assessed",
        "not_applicable",
        "assessed",
    ]
    assert_array_equal(result.wave.build.scores["1.3"], [0])


def test_r08_a_sample_that_does_not_add_up_is_flagged(tmp_path):
    result = computed(study(tmp_path, ratings("X", 2, CODES), sample=2))
    fault = next(fault for fault in result.study.warnings if fault.code == "study.sample_differs")
    assert (fault.fields["stated"], fault.fields["counted"]) == (2, 1)


def test_r08_group_sizes_that_differ_from_those_published_are_flagged(tmp_path):
    rows, plain = ratings("X", 2, CODES), tmp_path / "plain"
    (plain_codes,) = [[finding.fault.code for finding in computed(study(plain, rows, sample=40)).findings]]
    assert "claim.stated_sizes" not in plain_codes
    reference = {"file": "published.csv", "title": {"ru": "Источник", "en": "Source"}, "tolerance": 1.0}
    folder = study(tmp_path / "held", rows, sample=40, references=[reference])
    (folder / "published.csv").write_text("group,node,value\nmarket,index,59\n", "utf-8")
    assert "claim.stated_sizes" in [finding.fault.code for finding in computed(folder).findings]


def test_r55_a_score_without_evidence_or_source_is_counted_as_bare(tmp_path):
    rows = [row | {"source": ""} for row in ratings("X", 2, CODES[:3])] + ratings("X", 2, CODES[3:])
    fault = next(f for f in computed(study(tmp_path, rows)).study.warnings if f.code == "observation.no_evidence")
    assert (fault.fields["count"], fault.fields["total"]) == (3, 16)


def test_r33_how_many_companies_make_the_benchmark_can_be_overridden(tmp_path):
    subjects = [COMPANY | {"subject": f"C{i}"} for i in range(6)]
    rows = [row for i in range(6) for row in ratings(f"C{i}", i / 2, CODES)]
    for top in (1, 3):
        overrides = {"policies": {"benchmark": {"top": top}}}
        folder = study(tmp_path / str(top), rows, subjects=subjects, overrides=overrides)
        result = computed(folder)
        members = result.wave.groups_by_key["overall", "benchmark"].members
        assert {str(result.wave.build.frame.subjects[i]) for i in members} == {f"C{5 - i}" for i in range(top)}


def test_r33_a_tie_at_the_border_of_the_benchmark_goes_to_the_better_internal_integration(tmp_path):
    subjects = [COMPANY | {"subject": code} for code in "AB"]
    better = {code: {"s3": 3.0, "s1": 1.0}.get(f"s{code[0]}", 2.0) for code in CODES}
    worse = {code: {"s3": 1.0, "s1": 3.0}.get(f"s{code[0]}", 2.0) for code in CODES}
    rows = [row for code in CODES for subject, levels in (("A", worse), ("B", better))
            for row in ratings(subject, levels[code], [code])]  # fmt: skip
    result = computed(study(tmp_path, rows, subjects=subjects, overrides={"policies": {"benchmark": {"top": 1}}}))
    assert_allclose(result.wave.build.scores["index"][0], result.wave.build.scores["index"][1])
    assert list(result.wave.groups_by_key["overall", "benchmark"].members) == [1]


def test_cuts_frozen_in_a_base_wave_are_carried_into_the_next_study(tmp_path):
    from centricity.studies.freeze import write_cuts

    def field(folder, values, **settings):
        subjects = [COMPANY | {"subject": f"C{i}"} for i in range(len(values))]
        rows = [seen("2.1", "mentions_log", value) | {"subject": f"C{i}"} for i, value in enumerate(values)]
        return study(folder, rows, subjects=subjects, **settings)

    base = computed(field(tmp_path / "base", [0, 1, 2, 3, 4, 5]))
    assert_array_equal(base.wave.build.levels["2.1"], [0, 1, 1, 2, 2, 3])
    later = field(tmp_path / "later", [3, 3, 5, 5, 9], cuts="cuts.yaml")
    write_cuts(base, later / "cuts.yaml")
    carried = computed(later).wave.build
    assert_array_equal(carried.levels["2.1"], [2, 2, 3, 3, 3])
    assert carried.cuts["2.1"] == base.wave.build.cuts["2.1"]
    assert_array_equal(computed(field(tmp_path / "fresh", [3, 3, 5, 5, 9])).wave.build.levels["2.1"], [1, 1, 2, 2, 3])


def test_subjects_come_out_in_the_order_of_their_codes_whatever_the_table(tmp_path):
    subjects = [COMPANY | {"subject": code} for code in "CAB"]
    rows = [row for level, code in enumerate("BCA") for row in ratings(code, level, CODES)]
    folder = study(tmp_path, rows, subjects=subjects)
    first = computed(folder).wave.build
    write_table(folder / "subjects.csv", subjects[::-1])
    again = computed(folder).wave.build
    assert list(first.frame.subjects) == list(again.frame.subjects) == ["A", "B", "C"]
    assert_array_equal(first.scores["index"], again.scores["index"])
