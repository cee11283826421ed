"""Waves held against each other: bridges, breaks, causes that add up, and no arrow within error."""

import math

import numpy as np
import pytest
import yaml
from study_folders import codes_of, computed, ratings, table, write_study

from centricity.index.decompose import leaf_contributions
from centricity.methods import bundled_method
from centricity.reports.view import document
from centricity.studies.change import moved, noise_of, wave_changes

HSE = bundled_method("hse_it_2025")
CODES = list(HSE.metrics)
WAVES = [{"code": "2025", "date": "2025-11-01"}, {"code": "2026", "date": "2026-11-01"}]


def other_method(folder):
    """The method before its version: heavier first sub-index, other coefficients."""
    content = HSE.model_dump(mode="json", by_alias=True, exclude_none=True)
    content["id"], content["version"] = "hse_old", "0.9.0"
    content["policies"]["adjustment"]["coefficients"] = {"B2B": 1.3, "B2C": 1.0}
    for node, weight in zip(content["index"]["nodes"], (0.4, 0.2, 0.2, 0.2), strict=True):
        node["weight"] = weight
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "old.yaml").write_text(yaml.safe_dump(content, allow_unicode=True), "utf-8")


def observed(levels, wave):
    return [row for code, level in levels.items() for row in ratings(code, level, CODES, wave=wave)]


def study(folder, before, after, **settings):
    subjects = [{"subject": code, "market": "B2B", "consent": "granted"} for code in sorted({*before, *after})]
    rows = observed(before, "2025") + observed(after, "2026")
    base = {"method": "hse_it_2025", "audience": "internal", "wave": "2026", "waves": WAVES}
    return write_study(folder, subjects=subjects, observations=rows, **base | settings)


BEFORE = {"a": 1.0, "b": 1.5, "c": 2.0, "d": 1.0}
AFTER = {"a": 2.0, "b": 1.5, "c": 2.0, "e": 2.0}


def test_the_causes_of_a_change_add_up_to_it(tmp_path):
    result = computed(study(tmp_path, BEFORE, AFTER))
    (one,) = wave_changes(result)
    change = one.change
    assert not one.broken
    assert change.common == 3
    assert change.data + change.method + change.sample == pytest.approx(change.after - change.before)
    assert change.method == 0
    assert change.data == pytest.approx(1.115 * 100 / 3 / 3)
    assert sum(change.metrics.values()) == pytest.approx(change.data)


def test_r188_a_change_of_method_is_a_break_and_the_wave_before_is_bridged(tmp_path):
    other_method(tmp_path)
    result = computed(study(tmp_path, BEFORE, AFTER, earlier=[{"method": "old.yaml", "waves": ["2025"]}]))
    (one,) = wave_changes(result)
    assert one.broken
    assert set(result.bridges) == {"2025"}
    own, bridged = result.waves["2025"].build, result.bridges["2025"].build
    assert own.scores["index"][0] == pytest.approx(1.3 * 100 / 3)
    assert bridged.scores["index"][0] == pytest.approx(1.115 * 100 / 3)
    change = one.change
    assert change.method == pytest.approx(float(np.mean((bridged.scores["index"] - own.scores["index"])[:3])))
    assert change.data + change.method + change.sample == pytest.approx(change.after - change.before)
    assert result.previous.build is bridged
    said = repr([section for section in document(result, "en").sections if section.anchor == "change"])
    assert "hse_old 0.9.0" in said
    assert "A break in the series" in said
    waves = {(row["wave"], row["subject"], row["node"]): row["score"] for row in table(result, "scores")}
    assert waves["2025", "a", "index"] == pytest.approx(1.3 * 100 / 3)


def test_an_earlier_method_must_be_one_that_can_be_bridged(tmp_path):
    folder = study(tmp_path, BEFORE, AFTER, earlier=[{"method": "six_questions", "waves": ["2025", "2026", "2025"]}])
    assert set(codes_of(folder)) == {"study.earlier_parts", "study.earlier_wave"}
    missing = study(tmp_path / "b", BEFORE, AFTER, earlier=[{"method": "nowhere.yaml", "waves": ["2025"]}])
    assert codes_of(missing)


def test_a_wave_that_names_another_method_than_it_is_computed_by_is_refused(tmp_path):
    from centricity.errors import StudyError

    named = [{"code": "2025", "date": "2025-11-01", "method": "hse_it_2025 0.1.0"}, WAVES[1]]
    with pytest.raises(StudyError):
        computed(study(tmp_path, BEFORE, AFTER, waves=named))


def test_no_arrow_is_drawn_where_error_alone_could_have_drawn_it(tmp_path):
    error = {"code": "raters", "kind": "rater_error", "shift": {"share": 0.2, "step": 1.0}}
    robustness = {"assumptions": [error], "draws": 200}
    after = {"a": 1.0, "b": 1.5, "c": 3.0}
    result = computed(study(tmp_path, {"a": 1.0, "b": 1.25, "c": 1.0}, after, robustness=robustness))
    shifts = {row.name: row for row in moved(result) if row.node == "index"}
    assert shifts["b"].low < 0 < shifts["b"].high
    assert shifts["c"].low > 0
    said = repr([section for section in document(result, "en").sections if section.anchor == "change"])
    assert "cannot tell" in said
    assert "higher" in said


def test_noise_is_what_the_error_of_every_metric_adds_up_to(tmp_path):
    """Sixteen metrics off by a step in a fifth: the variance of a level is 0.2, of the index their weighted sum."""
    error = {"code": "raters", "kind": "rater_error", "shift": {"share": 0.2, "step": 1.0}}
    result = computed(study(tmp_path, {"a": 1.0}, {"a": 1.5}, robustness={"assumptions": [error], "draws": 200}))
    noise = noise_of(result, result.wave)
    sizes = (5, 4, 3, 4)
    variance = sum(0.2 * (100 / 3 / 4 / size) ** 2 * size for size in sizes)
    assert noise.subjects["index"][0] == pytest.approx(1.115 * math.sqrt(variance), rel=0.1)


def test_without_a_stated_error_nothing_is_said_of_it(tmp_path):
    weights = {"assumptions": [{"code": "w", "kind": "weights", "spread": 0.2}], "draws": 200}
    result = computed(study(tmp_path, BEFORE, AFTER, robustness=weights))
    assert noise_of(result, result.wave) is None
    assert all(math.isnan(row.low) for row in moved(result))


@pytest.mark.parametrize("rule", ["arithmetic", "geometric", "harmonic"])
def test_contributions_of_metrics_add_up_to_the_index(tmp_path, rule):
    overrides = {"policies": {"aggregation": {"rule": rule}}}
    build = computed(study(tmp_path, BEFORE, AFTER, overrides=overrides)).wave.build
    total = sum(leaf_contributions(build).values())
    known = ~np.isnan(build.scores["index"])
    np.testing.assert_allclose(total[known], build.scores["index"][known])


def pending(folder, before, after, closed):
    """A public study in which the consent of some is pending."""
    subjects = [
        {"subject": code, "market": "B2B", "consent": "pending" if code in closed else "granted"}
        for code in sorted({*before, *after})
    ]
    rows = observed(before, "2025") + observed(after, "2026")
    base = {"method": "hse_it_2025", "audience": "public", "wave": "2026", "waves": WAVES}
    return write_study(folder, subjects=subjects, observations=rows, **base)


def test_causes_do_not_tell_of_the_few_who_came_and_are_kept_back(tmp_path):
    before = {f"s{i:02}": 1.0 + i / 20 for i in range(20)}
    after = {code: level + 0.25 for code, level in before.items()}
    many = {f"s{i:02}" for i in range(8)}
    (open_to_all,) = wave_changes(computed(pending(tmp_path / "stayed", before, after, many)))
    assert open_to_all.change is not None
    result = computed(pending(tmp_path / "came", before, after | {"t": 3.0}, many | {"t"}))
    (one,) = wave_changes(result)
    assert result.market_shown_in("2025")
    assert result.market_shown_in("2026")
    assert one.change is None
    for language, words in (("en", "is not divided into causes"), ("ru", "на причины не разложен")):
        assert words in repr([part for part in document(result, language).sections if part.anchor == "change"])
