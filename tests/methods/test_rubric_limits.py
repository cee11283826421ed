"""Rubrics that would lead off their scale are refused before anything is computed."""

import pytest
import yaml

from centricity.methods import inspect_method


def both(word="word"):
    return {"ru": "слово", "en": word}


def faults(folder, rubric, **metric):
    """Codes and keys of what is wrong with a method of one metric on the scale 0-3."""
    content = {
        "schema": "centricity/method-1",
        "id": "trial",
        "version": "1.0.0",
        "title": both(),
        "summary": both(),
        "source": {"citation": both()},
        "provenance": {"published": both(), "proposed": both()},
        "scale": {"min": 0, "max": 3},
        "groupings": [{"code": "market", "column": "market", "title": both()}],
        "index": {
            "code": "index",
            "title": both(),
            "metrics": [{"code": "m1", "title": both(), "rubric": rubric, **metric}],
        },
    }
    path = folder / "trial.yaml"
    path.write_text(yaml.safe_dump(content, allow_unicode=True), "utf-8")
    _, _, found = inspect_method(path)
    return [(fault.code, fault.place.key.removeprefix("index.metrics[0].rubric.")) for fault in found]


@pytest.mark.parametrize("cuts", [[1.0], [1.0, 2.0, 3.0]])
def test_as_many_cuts_as_there_are_steps_on_the_scale_are_sound(tmp_path, cuts):
    assert faults(tmp_path, {"kind": "absolute", "cuts": cuts}) == []


def test_more_cuts_than_steps_are_refused(tmp_path):
    found = faults(tmp_path, {"kind": "absolute", "cuts": [1.0, 2.0, 3.0, 4.0]})
    assert found == [("method.too_many_cuts", "cuts")]


def test_more_cuts_than_steps_are_refused_in_a_group_too(tmp_path):
    by_group = {"column": "market", "cuts": {"B2B": [1.0, 2.0, 3.0, 4.0]}}
    found = faults(tmp_path, {"kind": "absolute", "cuts": [1.0, 2.0, 3.0], "by_group": by_group})
    assert ("method.too_many_cuts", "by_group.cuts.B2B") in found


@pytest.mark.parametrize(("zero", "cuts", "sound"), [(0, 2, True), (0, 3, False), (1, 1, True), (1, 2, False)])
def test_a_level_for_zero_takes_its_room_on_the_scale(tmp_path, zero, cuts, sound):
    rubric = {"kind": "percentile", "cuts": [20.0, 50.0, 80.0][:cuts], "zero": zero}
    assert faults(tmp_path, rubric) == ([] if sound else [("method.too_many_cuts", "cuts")])


def test_cuts_fall_where_less_is_better_and_rise_where_more_is(tmp_path):
    rising = {"kind": "absolute", "cuts": [1.0, 2.0]}
    falling = {"kind": "absolute", "cuts": [2.0, 1.0]}
    assert faults(tmp_path, rising) == faults(tmp_path, falling, direction="lower_is_better") == []
    assert faults(tmp_path, falling) == [("method.cuts_order", "cuts")]
    assert faults(tmp_path, rising, direction="lower_is_better") == [("method.cuts_order", "cuts")]
