"""Intervals of a study, the audit of its index, and that neither gives away what is withheld."""

import dataclasses
import json
import math

import numpy as np
import pytest
from study_folders import EXAMPLES, codes_of, computed, example, ratings, staff, table, write_study

from centricity.errors import StepError
from centricity.methods import bundled_method
from centricity.methods.robustness import Robustness
from centricity.reports.view import document
from centricity.studies import read_study, run
from centricity.studies.audit import audit
from centricity.studies.audit_outputs import audit_tables
from centricity.studies.raters import raters_of
from centricity.studies.summary import summary
from centricity.tables.write import csv_bytes

IT = example("it-companies-2025", "internal")
PUBLIC = example("it-companies-2025", "public")
HSE = bundled_method("hse_it_2025")


def asked(*assumptions, **more):
    return {"assumptions": list(assumptions), "draws": 400, **more}


def companies(**settings):
    """Eight companies, rated alike on all metrics, A best."""
    rows = [row for i, code in enumerate("ABCDEFGH") for row in ratings(code, 3 - i / 4, HSE.metrics)]
    subjects = [
        {"subject": code, "market": "B2B" if i % 2 else "B2C", "consent": "granted"}
        for i, code in enumerate("ABCDEFGH")
    ]
    return {"subjects": subjects, "observations": rows, "method": "hse_it_2025", "audience": "internal", **settings}


def test_r191_every_index_and_place_of_the_wave_carries_an_interval():
    rows = [row for row in table(IT, "scores") if row["node"] in HSE.nodes]
    assert len(rows) == 40 * 5
    for row in rows:
        assert row["low"] <= row["high"]
        assert row["rank_low"] <= row["rank_high"]
    wide = [row["high"] - row["low"] for row in rows if row["node"] == "index"]
    assert np.median(wide) > 10


def test_the_interval_of_a_rater_error_is_that_of_the_critique():
    """A step in a fifth of the levels: 12.5 points and 16 places at the median, 90 %."""
    error = {"code": "raters", "kind": "rater_error", "shift": {"share": 0.2, "step": 1.0}}
    study = read_study(EXAMPLES / "it-companies-2025")
    stated = Robustness.model_validate(asked(error, draws=4000))
    settings = study.settings.model_copy(update={"robustness": stated})
    drawn = run(dataclasses.replace(study, settings=settings), "internal").robust
    spread = drawn.uncertainty.spreads["index"]
    assert np.median(spread.high - spread.low) == pytest.approx(12.5, abs=0.5)
    assert np.median(spread.rank_width) == pytest.approx(16, abs=1)


def test_a_study_may_state_its_own_choices_and_a_method_that_says_nothing_has_weights_varied(tmp_path):
    own = companies(robustness=asked({"code": "w", "kind": "weights", "spread": 0.1}))
    assert [choice.code for choice in computed(write_study(tmp_path / "own", **own)).robust.choices] == ["w"]
    plain = computed(write_study(tmp_path / "plain", **companies(overrides={"robustness": None})))
    assert plain.robust.stated is False
    assert [choice.code for choice in plain.robust.choices] == ["weights"]


@pytest.mark.parametrize(("choice", "code"), [
    ({"kind": "weights"}, "robustness.weights"),
    ({"kind": "weights", "spread": 0.2, "concentration": 9.0}, "robustness.weights"),
    ({"kind": "weights", "spread": 0.2, "depths": [7]}, "method.no_such_depth"),
    ({"kind": "weights", "spread": 0.2, "parts": ["9.9"]}, "method.unknown_node"),
    ({"kind": "left_out", "parts": ["s9"]}, "method.unknown_node"),
    ({"kind": "cuts", "metrics": ["9.9"]}, "method.unknown_node"),
    ({"kind": "coefficients", "ranges": {"B2X": [1.0, 1.1]}}, "method.unknown_group"),
    ({"kind": "coefficients", "ranges": {"B2B": [1.2, 1.1]}}, "robustness.range"),
    ({"kind": "rater_error"}, "robustness.rater_error"),
    ({"kind": "rater_error", "observed": True, "shift": {"share": 0.1}}, "robustness.rater_error"),
    ({"kind": "rater_error", "confusion": [[1.0]]}, "robustness.confusion"),
    ({"kind": "rater_error", "confusion": [[0.5, 0.4, 0.0, 0.0]] * 4}, "robustness.confusion"),
    ({"kind": "normalisation", "alternatives": [{"kind": "goalposts"}]}, "method.metric_needs"),
    ({"kind": "aggregation", "alternatives": [{"rule": "power"}]}, "settings.missing_key"),
    ({"kind": "aggregation", "alternatives": [{"levels": [{"depth": 9, "rule": "sum"}]}]}, "method.no_such_depth"),
    ({"kind": "imputation", "alternatives": [{"kind": "constant"}]}, "settings.missing_key"),
    ({"kind": "shuffle"}, "settings.wrong_choice"),
    ({"kind": "evidence", "sets": 1}, "settings.too_small"),
])  # fmt: skip
def test_a_wrong_address_or_option_is_a_fault_that_names_it(tmp_path, choice, code):
    folder = write_study(tmp_path, **companies(robustness=asked({"code": "x"} | choice)))
    found = codes_of(folder)
    assert found, "nothing was found"
    assert code in found or code.startswith("settings.")


def test_two_choices_of_the_same_step_and_equal_codes_are_refused(tmp_path):
    twice = [{"code": "a", "kind": "adjustment"}, {"code": "a", "kind": "adjustment"}]
    assert set(codes_of(write_study(tmp_path, **companies(robustness=asked(*twice))))) == {
        "method.duplicate_code",
        "robustness.twice",
    }
    uneven = asked({"code": "w", "kind": "weights", "spread": 0.1}, base=1000)
    assert codes_of(write_study(tmp_path / "b", **companies(robustness=uneven))) == ["robustness.base"]


def test_a_draw_that_fails_is_named_and_leaves_no_interval(tmp_path):
    bad = asked({"code": "n", "kind": "normalisation", "alternatives": [{"kind": "z_score"}]},
                {"code": "a", "kind": "aggregation", "alternatives": [{"rule": "geometric"}]})  # fmt: skip
    result = computed(write_study(tmp_path, **companies(robustness=bad)))
    (fault, *_) = result.robust.failed
    assert fault.code == "robustness.draw_failed"
    assert "z_score" in fault.text("en")
    assert "geometric" in fault.text("ru")
    assert all(math.isnan(row["low"]) for row in table(result, "scores"))
    assert summary(result)["robustness"]["failed"]
    with pytest.raises(StepError):
        audit(result)


def test_what_cannot_vary_here_is_said(tmp_path):
    idle = asked(
        {"code": "e", "kind": "evidence"},
        {"code": "c", "kind": "cuts"},
        {"code": "w", "kind": "weights", "spread": 0.2},
    )
    result = computed(write_study(tmp_path, **companies(robustness=idle)))
    assert [fault.code for fault in result.robust.idle] == ["robustness.idle_evidence", "robustness.idle_cuts"]
    assert summary(result)["robustness"]["idle"] == ["e", "c"]


def test_evidence_drawn_again_varies_what_rests_on_few(tmp_path):
    rows = staff("few", [1] * 6, [5] * 6, [3] * 6, [1] * 6, [5] * 6) + staff("sure", *[[3] * 6] * 5)
    settings = {"subjects": [{"subject": "few"}, {"subject": "sure"}], "observations": rows, "audience": "internal"}
    drawn = computed(write_study(tmp_path, **settings)).robust
    spread = drawn.uncertainty.spreads["index"]
    names = list(drawn.uncertainty.spreads)
    assert "index" in names
    few, sure = spread.high - spread.low
    assert few > 2
    assert sure == pytest.approx(0, abs=1e-9)


def test_cut_points_vary_what_is_cut(tmp_path):
    subjects = [{"subject": f"c{i}", "market": "B2B"} for i in range(12)]
    rows = [{"subject": f"c{i}", "metric": "2.4", "indicator": "support_score", "value": 8.0 * i} for i in range(12)]
    metric = HSE.metrics["2.4"]
    indicator = getattr(metric.rubric, "indicator", None) or "2.4"
    rows = [row | {"indicator": indicator} for row in rows]
    rows += [row for i in range(12) for row in ratings(f"c{i}", 2, [code for code in HSE.metrics if code != "2.4"])]
    cuts = asked({"code": "cuts", "kind": "cuts", "spread": 0.5, "metrics": ["2.4"], "sets": 50})
    settings = {"method": "hse_it_2025", "audience": "internal", "robustness": cuts}
    drawn = computed(write_study(tmp_path, subjects=subjects, observations=rows, **settings)).robust
    spread = drawn.uncertainty.spreads["s2"]
    width = spread.high - spread.low
    assert 0 < (width > 0).sum() < 12


def test_same_seed_same_bytes():
    again = run(read_study(EXAMPLES / "it-companies-2025"), "internal")
    assert table(again, "scores") == table(IT, "scores")
    assert json.dumps(summary(again)) == json.dumps(summary(IT))


def test_the_public_edition_ranks_and_draws_only_those_it_shows():
    drawn = PUBLIC.robust
    hidden = ~PUBLIC.wave.disclosure.visible
    root = drawn.uncertainty.spreads["index"]
    assert hidden.any()
    assert np.isnan(root.rank[hidden]).all()
    assert np.isnan(drawn.uncertainty.top[hidden]).all()
    assert np.nanmax(root.rank_high) <= (~hidden).sum()
    assert np.isnan(drawn.uncertainty.above[hidden]).all()
    assert not any(group.group == "benchmark" for group in drawn.uncertainty.groups)


@pytest.mark.parametrize("language", ["ru", "en"])
def test_no_withheld_company_is_named_in_the_report_or_its_audit(language):
    found = audit(PUBLIC)
    made = document(PUBLIC, language, found)
    said = repr(made)
    hidden = [
        str(code)
        for code, shown in zip(PUBLIC.wave.build.frame.subjects, PUBLIC.wave.disclosure.visible, strict=True)
        if not shown
    ]
    names = {PUBLIC.study.name_of(code, language) for code in hidden} | set(hidden)
    assert names
    assert not [name for name in names if name in said]
    assert {section.anchor for section in made.sections} >= {
        "robustness",
        "audit",
        "sensitivity",
        "coherence",
        "weights",
    }
    assert found.coherence.n == int(PUBLIC.wave.disclosure.visible.sum())
    written = b"".join(csv_bytes(each) for each in audit_tables(PUBLIC, found)).decode()
    assert not [name for name in names if name in written]
    assert "rater A" not in said


def test_the_audit_says_for_each_point_what_it_found():
    found = audit(IT)
    assert [item.code for item in found.items] == [
        "framework", "selection", "missing", "outliers", "normalisation", "coherence", "weights", "compensability",
        "uncertainty", "sensitivity", "balance", "raters", "replay",
    ]  # fmt: skip
    verdicts = {item.code: item.verdict for item in found.items}
    assert verdicts["replay"] == "passed"
    assert verdicts["missing"] == "passed"
    assert verdicts["uncertainty"] == "failed"
    assert found.sensitivity is not None
    assert dict(zip(found.sensitivity.choices, found.sensitivity.shift.total[:, 0], strict=True))["raters"] > 0.5


def test_correlations_of_the_audit_are_those_of_scipy():
    from scipy.stats import kendalltau, pearsonr, spearmanr

    scores = IT.wave.build.scores
    pairs = {(pair.first, pair.second): pair for pair in audit(IT).coherence.pairs}
    pair = pairs["1.1", "1.4"]
    x, y = scores["1.1"], scores["1.4"]
    assert pair.pearson == pytest.approx(pearsonr(x, y).statistic)
    assert pair.spearman == pytest.approx(spearmanr(x, y).statistic)
    assert pair.kendall == pytest.approx(kendalltau(x, y).statistic)
    assert pairs["s1", "s3"].flag == "weak"
    assert ("3.1", "s3") in pairs


def test_raters_are_held_against_each_other(tmp_path):
    levels = {"kind": (2, 3), "hard": (1, 2), "odd": (3, 0)}
    rows = [
        {"subject": code, "metric": metric, "level": given[i], "rater": rater, "source": "desk", "evidence": None,
         "observed_at": f"2025-0{1 + i}-01"}
        for code in "ABCDEFGH" for i, metric in enumerate(("1.1", "1.2")) for rater, given in levels.items()
    ]  # fmt: skip
    rest = [row for code in "ABCDEFGH" for row in ratings(code, 2, list(HSE.metrics)[2:])]
    found = raters_of(computed(write_study(tmp_path, **companies(observations=rows + rest))))
    severity = {rater.name: rater.severity.value for rater in found.raters}
    assert severity["hard"] < 0 < severity["kind"]
    drift = {rater.name: rater.drift.value for rater in found.raters}
    assert drift["odd"] == pytest.approx(-4.0)
    assert {(each.subject, each.metric) for each in found.apart} == {(c, m) for c in "ABCDEFGH" for m in ("1.1", "1.2")}
    assert dict(found.apart[0].ratings) == {"hard": 1.0, "kind": 2.0, "odd": 3.0}
    assert found.overall.reliable is False
    assert found.overall.doubled == 16


def test_surveys_and_lone_raters_have_no_agreement(tmp_path):
    assert raters_of(example("six-questions")) is None
    assert raters_of(computed(write_study(tmp_path, **companies()))) is None


def test_another_imputation_forgets_what_it_does_not_say(tmp_path):
    """The median of all, where the method imputes the mean of the market: the group is not inherited."""
    levels = {"a": 0.0, "b": 3.0, "c": 3.0, "d": 1.0}
    rows = [row for code, level in levels.items() for row in ratings(code, level, list(HSE.metrics)[1:])]
    rows += [row for code in "abc" for row in ratings(code, levels[code], ["1.1"])]
    subjects = [{"subject": code, "market": "B2B" if code in "ad" else "B2C"} for code in "abcd"]
    choice = {"code": "i", "kind": "imputation", "alternatives": [{"kind": "group_median"}], "own": False}
    both = choice | {"alternatives": [{"kind": "group_median"}, {"kind": "group_median", "group": "market"}]}
    own = {"policies": {"missing": {"imputation": {"kind": "group_mean", "group": "market"}}}}
    settings = {"method": "hse_it_2025", "audience": "internal", "robustness": asked(both), "overrides": own}
    result = computed(write_study(tmp_path, subjects=subjects, observations=rows, **settings))
    spread = result.robust.uncertainty.spreads["s1"]
    d = list(result.wave.build.frame.subjects).index("d")
    by_all, by_market = (100 / 3 * (4 * 1.0 + level) / 5 for level in (3.0, 0.0))
    assert spread.high[d] == pytest.approx(by_all)
    assert spread.low[d] == pytest.approx(by_market)


def test_of_a_large_study_fewer_draws_are_taken():
    from centricity.studies.robust import MOST_CELLS, asked_of

    wave = dataclasses.replace(IT.wave, build=_grown(IT.wave.build, 1_000_000))
    assert asked_of(IT.study, wave)[0].draws == max(200, MOST_CELLS // 1_000_000)
    assert asked_of(IT.study, IT.wave)[0].draws == 10_000


def _grown(build, n):
    return dataclasses.replace(build, frame=dataclasses.replace(build.frame, subjects=np.zeros(n, dtype="U1")))


def test_of_few_subjects_no_correlation_is_judged():
    verdicts = {item.code: item.verdict for item in audit(example("six-questions")).items}
    assert (verdicts["coherence"], verdicts["weights"]) == ("not_applicable", "not_applicable")
    assert verdicts["uncertainty"] == "passed"


def test_the_first_of_a_tier_is_ahead_of_each_of_all_later_tiers():
    result = IT
    made, separated = result.robust.uncertainty, result.robust.asked.separated
    order = sorted(np.flatnonzero(made.tiers), key=lambda i: (made.tiers[i], made.spreads["index"].rank_mean[i]))
    firsts = [next(i for i in order if made.tiers[i] == tier) for tier in range(1, made.tiers.max() + 1)]
    assert len(firsts) > 2
    for first in firsts:
        later = [i for i in order if made.tiers[i] > made.tiers[first]]
        assert all(made.above[first, i] >= separated for i in later)


def test_scores_of_different_scales_have_no_interval_but_places_do(tmp_path):
    other = {"code": "n", "kind": "normalisation", "alternatives": [{"kind": "min_max"}, {"kind": "z_score"}]}
    result = computed(write_study(tmp_path, **companies(robustness=asked(other))))
    spread = result.robust.uncertainty.spreads["index"]
    assert np.isnan(spread.low).all()
    assert not np.isnan(spread.rank_low).any()
    assert result.robust.uncertainty.groups == ()
    for language, words in (("en", "on different scales"), ("ru", "в разных шкалах")):
        assert words in repr([part for part in document(result, language).sections if part.anchor == "robustness"])
