"""Six competencies, twenty practices, five stages; and never mixed with the other model."""

import datetime as dt
import json

import numpy as np
import pytest
from numpy.testing import assert_allclose
from study_folders import computed, example, staff, text, write_study

from centricity.errors import MisuseError, StudyError
from centricity.methods import bundled_method
from centricity.studies import read_study, run
from centricity.studies.compare import compare
from centricity.studies.summary import summary
from centricity.tables.write import json_bytes

CX = bundled_method("cx_maturity")
CODES = tuple(CX.metrics)
COMPETENCIES = tuple(child.code for child in CX.index.children)


def answered(folder, *sheets, **settings):
    rows = staff("a", *sheets, codes=" ".join(CODES))
    subjects = [{"subject": "a"}]
    return write_study(
        folder, subjects=subjects, observations=rows, method="cx_maturity", audience="internal", **settings
    )


def scores(folder, *sheets):
    done = computed(answered(folder, *sheets)).wave.build
    return {code: float(done.scores[code][0]) for code in CX.nodes}


def sheet(**by_competency):
    """Answers of one respondent: 3 everywhere but in the competencies named."""
    return [by_competency.get(code.split(".")[0], 3) for code in CODES]


def test_r161_threes_everywhere_make_eighteen(tmp_path):
    assert_allclose(scores(tmp_path, sheet())["index"], 18, rtol=0, atol=1e-12)


def test_r161_ones_and_fives_make_the_ends_of_the_range(tmp_path):
    ones, fives = (dict.fromkeys(COMPETENCIES, level) for level in (1, 5))
    assert_allclose(scores(tmp_path / "low", sheet(**ones))["index"], 6)
    assert_allclose(scores(tmp_path / "high", sheet(**fives))["index"], 30)


def test_r161_competencies_hold_three_or_four_practices():
    assert [len(CX.nodes[code].children) for code in COMPETENCIES] == [3, 3, 3, 4, 4, 3]


@pytest.mark.parametrize("code", COMPETENCIES)
def test_r161_the_number_of_practices_does_not_change_the_weight_of_a_competency(tmp_path, code):
    found = scores(tmp_path, sheet(**{code: 5}))
    assert_allclose(found[code], 5)
    assert_allclose(found["index"], 20)


def test_r161_a_competency_is_the_mean_of_its_practices_and_the_whole_their_sum(tmp_path):
    rng = np.random.default_rng(6)
    answers = rng.integers(1, 6, (7, len(CODES)))
    found = scores(tmp_path, *answers.tolist())
    means = answers.mean(axis=0)
    for code in COMPETENCIES:
        own = [means[i] for i, metric in enumerate(CODES) if metric.startswith(f"{code}.")]
        assert_allclose(found[code], np.mean(own))
    assert_allclose(found["index"], sum(found[code] for code in COMPETENCIES))


def test_r162_fourteen_point_six_counts_as_fifteen_and_is_shown_unrounded(tmp_path):
    fourteen, fifteen = {"c1": 1, "c2": 1}, {"c1": 1, "c2": 1, "c3": 4}
    result = computed(answered(tmp_path, *[sheet(**fourteen)] * 2, *[sheet(**fifteen)] * 3))
    assert_allclose(float(result.wave.build.scores["index"][0]), 14.6)
    assert result.subjects["a"].band.code == "footing"
    assert_allclose(summary(result)["waves"]["2025"]["scores"]["a"], 14.6)


@pytest.mark.parametrize(
    ("total", "stage"),
    [(14, "scattered"), (15, "footing"), (18, "footing"), (19, "coordinated"), (22, "coordinated"), (23, "steady"),
     (26, "steady"), (27, "foundation")],
)  # fmt: skip
def test_r162_stages_meet_between_14_and_15_18_and_19_22_and_23_26_and_27(tmp_path, total, stage):
    levels = {code: total // 6 + (i < total % 6) for i, code in enumerate(COMPETENCIES)}
    result = computed(answered(tmp_path, sheet(**levels)))
    assert_allclose(float(result.wave.build.scores["index"][0]), total)
    assert result.subjects["a"].band.code == stage


def written(folder, name, result):
    path = folder / name
    path.write_bytes(json_bytes(summary(result)))
    return path


def test_r164_a_result_names_its_method_and_version():
    assert summary(example("cx-maturity"))["method"]["id"] == "cx_maturity"
    assert summary(example("cx-maturity"))["method"]["version"] == "1.0.0"


def test_r164_results_of_different_models_are_not_compared(tmp_path):
    first = written(tmp_path, "six.json", example("six-questions"))
    second = written(tmp_path, "cx.json", example("cx-maturity"))
    with pytest.raises(MisuseError) as caught:
        compare(first, second)
    fault = caught.value.faults[0]
    assert fault.code == "study.methods_differ"
    assert (fault.fields["first"], fault.fields["second"]) == ("six_questions 1.0.0", "cx_maturity 1.0.0")


@pytest.mark.parametrize("change", [{"version": "1.1.0"}, {"overrides": {"policies": {"benchmark": {"top": 2}}}}])
def test_r164_results_of_another_version_or_with_other_rules_are_not_compared(tmp_path, change):
    content = json.loads(json_bytes(summary(example("six-questions"))))
    other = tmp_path / "other.json"
    other.write_text(json.dumps(content | {"method": content["method"] | change}), "utf-8")
    with pytest.raises(MisuseError) as caught:
        compare(written(tmp_path, "six.json", example("six-questions")), other)
    assert caught.value.faults[0].code == "study.methods_differ"


def test_results_of_the_same_model_are_compared_subject_by_subject(tmp_path):
    same = written(tmp_path, "first.json", example("six-questions"))
    found = compare(same, written(tmp_path, "second.json", example("six-questions")))
    assert [item.subject for item in found] == ["finance", "it", "support"]
    assert {item.change for item in found} == {0}


def with_earlier_wave(folder, measured_with):
    waves = [{"code": "2024", "date": dt.date(2024, 10, 1), "method": measured_with},
             {"code": "2025", "date": dt.date(2025, 10, 1)}]  # fmt: skip
    rows = [*staff("a", (3,) * 6, wave="2024"), *staff("a", (3,) * 6)]
    return write_study(folder, subjects=[{"subject": "a"}], observations=rows, waves=waves, title=text())


@pytest.mark.parametrize("other", ["cx_maturity 1.0.0", "six_questions 0.9.0"])
def test_r164_and_r188_a_wave_measured_with_another_model_or_version_is_not_run_in_one_series(tmp_path, other):
    study = read_study(with_earlier_wave(tmp_path, other))
    with pytest.raises(StudyError) as caught:
        run(study)
    fault = caught.value.faults[0]
    assert fault.code == "study.waves_differ"
    assert (fault.fields["wave"], fault.fields["got"], fault.fields["expected"]) == (
        "2024",
        other,
        "six_questions 1.0.0",
    )


def test_r188_a_wave_measured_with_the_same_version_stands_in_the_series(tmp_path):
    assert list(run(read_study(with_earlier_wave(tmp_path, "six_questions 1.0.0"))).waves) == ["2024", "2025"]
