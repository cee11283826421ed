"""What if, and the cheapest way to a target, on studies."""

from dataclasses import replace

import numpy as np
import pytest
import yaml
from study_folders import computed, example, staff, write_study

from centricity.errors import MisuseError, StudyError
from centricity.index.sweep import sweep
from centricity.studies.settings import Effort
from centricity.studies.what_if import plan_for, read_efforts, target_of_rank, what_if

IT = example("it-companies-2025", "internal")
PUBLIC = example("it-companies-2025", "public")
SIX = example("six-questions")


def faults(call):
    with pytest.raises(MisuseError) as caught:
        call()
    return [fault.code for fault in caught.value.faults]


def test_a_step_up_moves_index_place_and_interval():
    done = what_if(IT, "SYN01", {"2.4": 3.0, "4.1": 3.0})
    i = done.simulated.position
    before, after = (build.scores["index"][i] for build in (done.simulated.before, done.simulated.after))
    assert after - before == pytest.approx(1.115 * 100 / 3 * ((0.75 / 4) / 4 + (1.5 / 4) / 4))
    assert done.after.score_interval("index", i)[0] > done.before.score_interval("index", i)[0]
    assert done.after.rank_interval("index", i)[1] <= done.before.rank_interval("index", i)[1]
    assert len(done.overtaken) == 8
    assert done.passed_by == ()


def test_all_that_is_wrong_with_a_what_if_is_told_at_once():
    assert faults(lambda: what_if(IT, "SYN01", {"9.9": 1.0, "2.4": 4.0, "4.1": float("nan")})) == [
        "study.unknown_metric", "study.level_off_scale", "study.level_off_scale",
    ]  # fmt: skip
    assert faults(lambda: what_if(IT, "SYN99", {"2.4": 1.0})) == ["study.unknown_subject"]


def test_in_the_public_edition_only_those_shown_are_simulated_or_named():
    hidden = PUBLIC.wave.build.frame.subjects[~PUBLIC.wave.disclosure.visible]
    assert faults(lambda: what_if(PUBLIC, str(hidden[0]), {"2.4": 3.0})) == ["study.subject_withheld"]
    assert faults(lambda: plan_for(PUBLIC, str(hidden[0]), 70.0)) == ["study.subject_withheld"]
    shown = (
        str(PUBLIC.wave.build.frame.subjects[PUBLIC.order[-1]]) if PUBLIC.shows_subject(PUBLIC.order[-1]) else "SYN01"
    )
    done = what_if(PUBLIC, shown, dict.fromkeys(PUBLIC.method.metrics, 3.0))
    assert not set(done.overtaken) & set(map(str, hidden))


def test_a_plan_reaches_its_target_when_it_is_carried_out():
    planned = plan_for(IT, "SYN01", 72.0)
    assert len(planned.plans) == 3
    for plan in planned.plans:
        done = what_if(IT, "SYN01", plan.levels)
        reached = done.simulated.after.scores["index"][done.simulated.position]
        assert reached == pytest.approx(plan.reached)
        assert reached >= 72


def test_a_plan_for_a_place_takes_it():
    target = target_of_rank(IT, "SYN01", 3)
    plan = plan_for(IT, "SYN01", target).plans[0]
    done = what_if(IT, "SYN01", plan.levels)
    assert done.simulated.after.ranks["index"][done.simulated.position] <= 3
    assert faults(lambda: target_of_rank(IT, "SYN01", 0)) == ["study.no_rank"]
    assert faults(lambda: target_of_rank(IT, "SYN01", 41)) == ["study.no_rank"]


def test_a_target_out_of_reach_and_one_already_reached_are_said():
    assert plan_for(IT, "SYN01", 101.0).out_of_reach
    reached = plan_for(IT, "SYN01", 60.0)
    assert (reached.reached, reached.plans) == (True, ())


def test_r103_the_mean_of_all_is_lifted_from_18_to_23(tmp_path):
    rows = [row for code in "ab" for row in staff(code, *[[3] * 6] * 6)]
    subjects = [{"subject": "a"}, {"subject": "b"}]
    folder = write_study(tmp_path, subjects=subjects, observations=rows, audience="internal")
    planned = plan_for(computed(folder), "market", 23.0)
    assert planned.room.now == pytest.approx(18)
    best = planned.plans[0]
    assert (best.effort, best.reached) == (pytest.approx(5), pytest.approx(23))


def test_efforts_come_from_a_file_and_bound_the_steps(tmp_path):
    path = tmp_path / "efforts.yaml"
    path.write_text("efforts:\n  - {metric: '2.4', effort: 0.1}\n  - {metric: '3.3', effort: 50.0, most: 1}\n", "utf-8")
    efforts = read_efforts(path)
    plan = plan_for(IT, "SYN01", 68.5, efforts).plans[0]
    assert plan.levels == {"2.4": 3.0}
    path.write_text("efforts:\n  - {metric: '2.4', effort: -1.0, x: 2}\n", "utf-8")
    with pytest.raises(StudyError) as caught:
        read_efforts(path)
    assert len(caught.value.faults) == 2
    assert faults(lambda: plan_for(IT, "SYN01", 70.0, [efforts[0].model_copy(update={"metric": "9.9"})])) == [
        "study.unknown_metric"
    ]


def test_an_index_that_is_no_sum_has_no_provable_plan(tmp_path):
    settings = {"audience": "internal", "overrides": {"policies": {"aggregation": {"rule": "geometric"}}}}
    rows = staff("a", *[[3, 3, 3, 3, 3, 2]] * 6)
    folder = write_study(tmp_path, subjects=[{"subject": "a"}], observations=rows, **settings)
    assert faults(lambda: plan_for(computed(folder), "a", 20.0)) == ["study.not_additive"]


def test_the_laboratory_finds_where_places_change():
    build = IT.wave.build
    done = sweep(build, "B2B", 1.0, 1.2, 81)
    assert done.crossings
    first = done.crossings[0]
    k = int(np.searchsorted(done.coefficients, first.coefficient))
    assert done.scores[k - 1, first.ahead] <= done.scores[k - 1, first.behind] + 1e-9
    assert done.scores[min(k + 1, 80), first.ahead] > done.scores[min(k + 1, 80), first.behind]
    at_own = sweep(build, "B2B", 1.115, 1.2, 2).scores[0]
    np.testing.assert_allclose(at_own, build.scores["index"])


def companies(folder, levels, *, refused=(), **more):
    """Ten or so IT companies in turn B2B and B2C; levels by code and metric, nothing where None."""
    metrics = list(IT.method.metrics)
    codes = [f"S{i:03d}" for i in range(10)]
    subjects = [
        {"subject": code, "name_ru": code, "name_en": code, "segment": "SEG01", "market": ("B2B", "B2C")[i % 2],
         "consent": "refused" if code in refused else "granted"}
        for i, code in enumerate(codes)
    ]  # fmt: skip
    rows = [
        {"subject": code, "metric": metric, "level": level, "source": "open_source", "wave": "2025"}
        for code in codes
        for metric in metrics
        if (level := levels(code, metric)) is not None
    ]
    return write_study(folder, method="hse_it_2025", subjects=subjects, observations=rows, **more)


def lone(code, metric):
    """Only the last has metric 1.1, one level below the top."""
    return 1 if metric != "1.1" or code == "S009" else None


def test_a_mean_that_is_withheld_is_in_no_public_plan(tmp_path):
    folder = companies(tmp_path, lone, refused=("S009",))
    cheap = [Effort(metric="1.1", effort=0.001)]
    inside = plan_for(computed(folder, "internal"), "market", 35.7, cheap)
    assert inside.plans[0].levels == {"1.1": 2.0}
    assert inside.withheld == ()
    outside = plan_for(computed(folder, "public"), "market", 35.7, cheap)
    assert outside.withheld == ("1.1",)
    assert "1.1" not in outside.room.levels
    assert all("1.1" not in plan.levels for plan in outside.plans)
    assert outside.plans[0].effort == 1


def test_a_mean_over_fewer_than_the_published_one_would_tell_of_the_difference(tmp_path):
    """The withheld S009 has metric 1.1 and no index: its level would be what two means differ by."""
    folder = companies(tmp_path, lambda code, m: 1 if code != "S009" or m == "1.1" else None, refused=("S009",))
    result = computed(folder, "public")
    assert np.isnan(result.wave.build.scores["index"][9])
    planned = plan_for(result, "market", 36.0)
    assert "1.1" in planned.withheld
    assert "1.2" in planned.room.levels


def test_a_group_none_of_whose_means_is_shown_has_no_plan(tmp_path):
    result = computed(companies(tmp_path, lone, refused=("S009",)), "public")
    keys = {("overall", "market", code) for code in result.method.metrics}
    wave = replace(result.wave, withheld=frozenset(keys))
    kept = replace(result, waves={**result.waves, wave.wave: wave})
    assert faults(lambda: plan_for(kept, "market", 36.0)) == ["study.plan_withheld"]
    wave = replace(wave, withheld=frozenset({("overall", "market", "index")}))
    kept = replace(result, waves={**result.waves, wave.wave: wave})
    assert faults(lambda: plan_for(kept, "market", 36.0)) == ["study.group_withheld"]


def test_given_nodes_above_a_changed_metric_are_named():
    published = example("it-market-2025-published")
    done = what_if(published, "top5", {"1.1": 3.0})
    assert done.given == ("s1",)
    i = done.simulated.position
    assert done.simulated.after.scores["index"][i] == done.simulated.before.scores["index"][i]
    assert what_if(IT, "SYN01", {"1.1": 3.0}).given == ()


@pytest.mark.parametrize("target", [float("inf"), -float("inf"), float("nan"), 1e308])
def test_a_target_is_an_ordinary_number(target):
    assert faults(lambda: plan_for(IT, "SYN01", target)) == ["study.target_endless"]


@pytest.mark.parametrize("step", [float("inf"), float("nan"), 1e9, 3.1, 0.0, -1.0])
def test_a_step_is_no_longer_than_the_scale(step):
    assert faults(lambda: plan_for(IT, "SYN01", 70.0, step=step)) == ["study.step_size"]
    assert plan_for(IT, "SYN01", 70.0, step=3.0).plans


def test_the_last_place_is_reached_already():
    own = IT.wave.build.scores["index"][IT.position_of("SYN01")]
    target = target_of_rank(IT, "SYN01", 40)
    assert target == own
    assert plan_for(IT, "SYN01", target).reached


def test_a_metric_has_one_effort(tmp_path):
    path = tmp_path / "efforts.yaml"
    path.write_text("efforts:\n  - {metric: '2.4', effort: 0.1}\n  - {metric: '2.4', effort: 9.0}\n", "utf-8")
    with pytest.raises(StudyError) as caught:
        read_efforts(path)
    (fault,) = caught.value.faults
    assert (fault.code, fault.place.file, fault.place.key) == ("study.effort_twice", "efforts.yaml", "efforts[1]")
    assert faults(lambda: plan_for(IT, "SYN01", 70.0, [Effort(metric="2.4"), Effort(metric="2.4")])) == [
        "study.effort_twice"
    ]


def unequal(code, _metric):
    """S000 has the top level everywhere and stands at the cap; the others have level 2."""
    return 3 if code == "S000" else 2


def test_a_subject_at_the_cap_stands_where_it_is_published(tmp_path):
    folder = companies(tmp_path, unequal, audience="internal")
    settings = yaml.safe_load((folder / "study.yaml").read_text("utf-8"))
    result = computed(folder)
    assert result.wave.build.scores["index"][0] == 100
    over = plan_for(result, "S000", 101.0)
    assert (over.room.now, over.reached, over.out_of_reach) == (100, False, True)
    assert plan_for(result, "S000", 100.0).reached
    adjusting = {"policies": {"adjustment": {"depth": 1}}}
    (folder / "study.yaml").write_text(yaml.safe_dump(settings | {"overrides": adjusting}), "utf-8")
    assert faults(lambda: plan_for(computed(folder), "S001", 80.0)) == ["study.cap_below"]


def test_a_mean_starts_from_what_is_published_and_is_refused_at_the_cap(tmp_path):
    result = computed(companies(tmp_path, unequal, audience="internal"))
    reached = plan_for(result, "market", 70.0)
    assert reached.room.now == pytest.approx(result.wave.market["index"])
    assert reached.room.now == pytest.approx((100 + 4 * 1.115 * 200 / 3 + 5 * 1.02 * 200 / 3) / 10)
    assert reached.reached
    assert faults(lambda: plan_for(result, "market", 80.0)) == ["study.group_at_cap"]


def middling(_code, _metric):
    return 1.5


def test_a_plan_on_whose_way_a_member_comes_to_the_cap_is_refused(tmp_path):
    result = computed(companies(tmp_path, middling, audience="internal"))
    low = plan_for(result, "market", 60.0)
    assert low.plans[0].reached >= 60
    assert not low.cap_untested
    assert faults(lambda: plan_for(result, "market", 99.0)) == ["study.group_at_cap"]


def test_of_the_withheld_nobody_is_told_whether_they_stand_at_the_cap(tmp_path):
    result = computed(companies(tmp_path, unequal, refused=("S000",)), "public")
    planned = plan_for(result, "market", result.wave.market["index"] + 1)
    assert planned.cap_untested
    assert planned.plans


def test_many_plans_are_in_order_of_effort_and_then_of_index():
    plans = plan_for(IT, "SYN02", 72.0, plans=20).plans
    order = [(plan.effort, -round(plan.reached, 6)) for plan in plans]
    assert len(order) == 15
    assert order[-5:] == [(1, -73.636458), (1, -73.636458)] + [(1, -73.171875)] * 3
    assert order == sorted(order)
