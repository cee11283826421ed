"""The staff survey of six questions, from answers to a level, a goal and the next date."""

import datetime as dt

import numpy as np
import pytest
from numpy.testing import assert_allclose
from study_folders import codes_of, computed, example, staff, table, text, write_study

from centricity.errors import MisuseError
from centricity.studies import read_study
from centricity.studies.explain import explain
from centricity.studies.goals import next_due, progress
from centricity.studies.settings import Goal
from centricity.studies.summary import summary

DEPARTMENTS = [{"subject": code, "name_ru": code, "name_en": code} for code in ("a", "b", "c", "d")]
THREES = (3, 3, 3, 3, 3, 3)


def survey(folder, *rows, departments=DEPARTMENTS, **settings):
    return write_study(folder, subjects=departments, observations=[row for group in rows for row in group], **settings)


def sums(*totals):
    """One answer sheet per total, spread over six questions."""
    return [tuple(total // 6 + (i < total % 6) for i in range(6)) for total in totals]


def one_department(folder, *answers, **settings):
    result = computed(survey(folder, staff("a", *answers), departments=DEPARTMENTS[:1], **settings), "internal")
    return result, float(result.wave.build.scores["index"][0])


@pytest.mark.parametrize(
    ("total", "band"),
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
def test_r99_a_department_lies_in_the_level_of_its_sum(tmp_path, total, band):
    result, score = one_department(tmp_path, *sums(total) * 5)
    assert_allclose(score, total)
    assert result.subjects["a"].band.code == band


def test_r100_a_mean_sum_of_twelve_and_a_half_counts_as_thirteen_and_is_shown_unrounded(tmp_path):
    result, score = one_department(tmp_path, *sums(12, 13, 12, 13, 12, 13))
    assert score == 12.5
    assert result.subjects["a"].band.code == "transitional"
    assert summary(result)["waves"]["2025"]["scores"] == {"a": 12.5}
    row = next(row for row in table(result, "scores") if row["node"] == "index")
    assert row["score"] == 12.5


@pytest.mark.parametrize("answer", [0, 6, 3.5, -1])
def test_r92_only_whole_answers_from_1_to_5_are_accepted(tmp_path, answer):
    folder = survey(tmp_path, staff("a", (answer, 3, 3, 3, 3, 3)), departments=DEPARTMENTS[:1])
    expected = "observation.level_not_step" if answer == 3.5 else "observation.level_outside_scale"
    assert codes_of(folder) == [expected]


def test_r92_a_sheet_without_all_six_answers_makes_no_score(tmp_path):
    rows = staff("a", *[THREES] * 5)
    for row in rows:
        row["q4"] = ""
    result = computed(survey(tmp_path, rows, departments=DEPARTMENTS[:1]), "internal")
    assert np.isnan(result.wave.build.scores["index"][0])
    assert result.subjects["a"].band is None


def test_r93_to_r98_every_question_has_its_mean_distribution_and_number_of_answers(tmp_path):
    answers = [(1, 3, 3, 3, 3, 5), (2, 3, 3, 3, 3, 5), (2, 3, 3, 3, 3, 5), (4, 3, 3, 3, 3, 5), (5, 3, 3, 3, 3, 5)]
    result, _ = one_department(tmp_path, *answers)
    items = {item.metric: item for item in result.wave.survey.items["a"]}
    assert list(items) == ["q1", "q2", "q3", "q4", "q5", "q6"]
    assert items["q1"].counts == {1: 1, 2: 2, 4: 1, 5: 1}
    assert items["q6"].counts == {5: 5}
    assert [item.n for item in items.values()] == [5] * 6
    assert_allclose([item.mean for item in items.values()], [2.8, 3, 3, 3, 3, 5])


def test_the_sum_of_a_department_is_the_mean_of_its_respondents_and_has_an_interval_from_them(tmp_path):
    result, score = one_department(tmp_path, *sums(12, 15, 18, 21, 14))
    estimate = result.wave.survey.estimates["a"]
    assert_allclose([score, estimate.value], [16, 16])
    assert estimate.n == result.wave.survey.respondents["a"] == 5
    assert estimate.low < 16 < estimate.high


def test_respondents_are_told_apart_by_department_even_with_the_same_name(tmp_path):
    rows = staff("a", *[(1,) * 6] * 2) + staff("b", *[(5,) * 6] * 3)
    for i, row in enumerate(rows):
        row["rater"] = f"r{i % 2}" if row["subject"] == "a" else f"r{i - 2}"
    found = computed(survey(tmp_path, rows, departments=DEPARTMENTS[:2]), "internal").wave.survey
    assert found.respondents == {"market": 5, "a": 2, "b": 3}
    assert [found.estimates[code].value for code in ("a", "b")] == [6, 30]


def test_the_whole_company_counts_every_respondent_once(tmp_path):
    rows = staff("a", *[(1,) * 6] * 2) + staff("b", *[(5,) * 6] * 6)
    result = computed(survey(tmp_path, rows, departments=DEPARTMENTS[:2]), "internal")
    market = result.wave.by_key["overall", "market", "index"]
    assert (market.n, market.mean) == (8, 24)
    assert result.groups["overall", "market"].band.code == "forming"


def test_r103_progress_is_the_part_of_the_way_from_base_to_target():
    goal = Goal.model_validate({"node": "index", "target": 23, "wave": "2026"})
    assert progress(goal, 18, 18).share == 0
    assert progress(goal, 18, 20.5).share == 0.5
    assert progress(goal, 18, 23).share == 1
    assert progress(goal, 18, 24).share == 1.2
    assert progress(goal, 18, 17).share == -0.2
    assert np.isnan(progress(goal, 23, 23).share)
    assert np.isnan(progress(goal, 18, float("nan")).share)


def two_waves(folder, now, **settings):
    waves = [{"code": "2024", "date": dt.date(2024, 10, 15)}, {"code": "2025", "date": dt.date(2025, 10, 15)}]
    rows = [*staff("a", *[THREES] * 5, wave="2024"), *staff("a", *sums(now) * 5)]
    goal = {"subject": "a", "node": "index", "target": 23, "wave": "2026"} | settings.pop("goal", {})
    return survey(folder, rows, departments=DEPARTMENTS[:1], waves=waves, goals=[goal], **settings)


@pytest.mark.parametrize(("now", "share"), [(18, 0), (20, 0.4), (23, 1), (26, 1.6)])
def test_r103_a_goal_of_23_from_18_is_measured_from_the_first_wave(tmp_path, now, share):
    found = computed(two_waves(tmp_path, now), "internal").goals[0]
    assert_allclose([found.base, found.now, found.target, found.share], [18, now, 23, share])


def test_r103_18_is_transitional_and_23_forming(tmp_path):
    result = computed(two_waves(tmp_path, 23), "internal")
    before = result.waves["2024"]
    assert_allclose(before.build.scores["index"], [18])
    assert result.subjects["a"].band.code == "forming"


def test_r103_a_base_that_is_stated_stands(tmp_path):
    found = computed(two_waves(tmp_path, 20, goal={"base": 19}), "internal").goals[0]
    assert_allclose([found.base, found.share], [19, 0.25])


OWNER = text("owner")


@pytest.mark.parametrize(
    ("actions", "unowned"),
    [
        ([], True),
        ([{"title": text()}], True),
        ([{"title": text(), "owner": OWNER}], True),
        ([{"title": text(), "due": dt.date(2026, 3, 1)}], True),
        ([{"title": text(), "owner": OWNER}, {"title": text(), "due": dt.date(2026, 3, 1)}], True),
        ([{"title": text(), "owner": OWNER, "due": dt.date(2026, 3, 1)}], False),
    ],
)
def test_r104_a_goal_without_an_owned_and_dated_action_is_flagged(tmp_path, actions, unowned):
    result = computed(two_waves(tmp_path, 20, goal={"actions": actions}), "internal")
    assert result.goals[0].unowned is unowned
    assert summary(result)["goals"][0]["without_owned_dated_action"] is unowned


def test_r102_the_next_assessment_is_due_a_year_after_the_last(tmp_path):
    study = read_study(two_waves(tmp_path, 20))
    assert next_due(study.settings, study.method) == dt.date(2026, 10, 15)
    assert summary(computed(tmp_path, "internal"))["next_wave_due"] == "2026-10-15"


@pytest.mark.parametrize(
    ("day", "due"),
    [((2024, 2, 29), (2025, 2, 28)), ((2025, 12, 31), (2026, 12, 31)), ((2023, 2, 28), (2024, 2, 28))],
)
def test_r102_the_next_date_exists_in_the_calendar(tmp_path, day, due):
    rows = staff("a", *[THREES] * 5)
    waves = [{"code": "2025", "date": dt.date(*day)}]
    study = read_study(survey(tmp_path, rows, departments=DEPARTMENTS[:1], waves=waves))
    assert next_due(study.settings, study.method) == dt.date(*due)


def test_r102_without_a_date_nothing_falls_due(tmp_path):
    study = read_study(survey(tmp_path, staff("a", *[THREES] * 5), departments=DEPARTMENTS[:1]))
    assert next_due(study.settings, study.method) is None


def test_r102_waves_stand_in_the_order_of_their_dates_with_the_present_one_last(tmp_path):
    result = computed(two_waves(tmp_path, 20), "internal")
    assert list(result.waves) == ["2024", "2025"]
    assert result.previous.wave == "2024"


def test_the_bundled_survey_has_two_waves_goals_and_a_department_too_small_to_show():
    result = example("six-questions")
    assert list(result.waves) == ["2024", "2025"]
    assert [found.unowned for found in result.goals] == [False, True]
    legal = list(result.wave.build.frame.subjects).index("legal")
    assert result.wave.disclosure.too_few[legal]
    assert result.groups["overall", "market"].band.code == "transitional"


def test_r189_a_department_of_four_does_not_follow_from_the_company_and_the_other_departments():
    result = example("six-questions", "public")
    for wave in result.waves.values():
        shown = {row["subject"] for row in table(result, "scores") if row["wave"] == wave.wave}
        hidden = set(wave.build.frame.subjects) - shown
        assert "legal" in hidden
        assert len(hidden) > 1


def test_answers_stay_anonymous_in_an_explanation():
    seen = explain(example("six-questions", "internal"), "support").children[0]
    assert seen.observations == ()
    assert sum(count for _, count in seen.answers) == 18


def test_a_department_with_too_few_answers_is_shown_in_no_edition():
    for audience in ("internal", "public"):
        result = example("six-questions", audience)
        assert "legal" not in {row["subject"] for row in table(result, "scores")}
        with pytest.raises(MisuseError) as caught:
            explain(result, "legal")
        assert caught.value.faults[0].code == "study.respondents_protected"
