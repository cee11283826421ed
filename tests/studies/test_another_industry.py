"""A second industry is a second file and no change of code."""

import yaml
from numpy.testing import assert_allclose
from study_folders import codes_of, computed, text, write_study

from centricity.methods import find_method
from centricity.studies.explain import explain
from centricity.studies.summary import summary


def part(code, **more):
    return {"code": code, "title": text(code), **more}


RETAIL = {
    "schema": "centricity/method-1",
    "id": "retail",
    "version": "0.1",
    "title": text("Retail"),
    "summary": text(),
    "source": {"citation": text()},
    "provenance": {"published": text(), "proposed": text()},
    "index": part(
        "total",
        nodes=[
            part(
                "shop",
                weight=0.75,
                metrics=[
                    part("queue", direction="lower_is_better", goalposts=[0.0, 20.0], weight=0.5),
                    part("returns", goalposts=[0.0, 100.0], weight=0.5),
                ],
            ),
            part("online", weight=0.25, metrics=[part("rating", goalposts=[1.0, 5.0], weight=1.0)]),
        ],
    ),
    "groupings": [part("region", column="region")],
    "policies": {
        "normalisation": {"kind": "goalposts"},
        "weighting": {"kind": "stated"},
        "aggregation": {"rule": "arithmetic", "levels": [{"depth": 0, "rule": "geometric"}]},
        "benchmark": {"top": 1},
        "disclosure": {"min_group_n": 2},
    },
}
SHOPS = {"north": (5, 80, 4), "south": (10, 40, 3), "east": (20, 100, 5)}


def retail(folder, **method):
    subjects = [{"subject": code, "region": "city" if code != "east" else "country"} for code in SHOPS]
    rows = [
        {"subject": code, "source": "visit", "queue": queue, "returns": returns, "rating": rating}
        for code, (queue, returns, rating) in SHOPS.items()
    ]
    folder = write_study(folder, subjects=subjects, observations=rows, method="retail.yaml", audience="public")
    (folder / "retail.yaml").write_text(yaml.safe_dump(RETAIL | method, allow_unicode=True), "utf-8")
    return folder


def test_r62_an_index_of_other_metrics_and_segments_runs_from_its_file(tmp_path):
    result = computed(retail(tmp_path))
    scores = result.wave.build.scores
    assert_allclose(scores["queue"], [0, 75, 50])
    assert_allclose(scores["shop"], [50, 77.5, 45])
    assert_allclose(scores["online"], [100, 75, 50])
    assert_allclose(scores["total"], [50**0.75 * 100**0.25, 77.5**0.75 * 75**0.25, 45**0.75 * 50**0.25])
    assert_allclose(result.wave.build.ranks["total"], [2, 1, 3])


def test_r62_groups_guard_and_explanation_work_on_it_as_on_any_other(tmp_path):
    result = computed(retail(tmp_path))
    assert result.shows_group("region", "city")
    assert not result.shows_group("region", "country")
    top = explain(result, "north")
    assert_allclose(sum(child.contribution for child in top.children), top.score)
    assert summary(result)["method"]["id"] == "retail"


def test_r62_a_custom_method_is_found_beside_the_study(tmp_path):
    retail(tmp_path)
    assert find_method("retail.yaml", tmp_path).identity == "retail 0.1"


def test_r187_a_method_without_one_of_the_languages_is_refused(tmp_path):
    assert codes_of(retail(tmp_path, title={"ru": "Торговля"})) == ["settings.missing_language"]


def test_r62_a_study_may_change_single_policies_and_the_change_is_on_record(tmp_path):
    folder = retail(tmp_path)
    settings = yaml.safe_load((folder / "study.yaml").read_text("utf-8"))
    settings["overrides"] = {"policies": {"aggregation": {"rule": "arithmetic", "levels": []}}}
    (folder / "study.yaml").write_text(yaml.safe_dump(settings, allow_unicode=True), "utf-8")
    result = computed(folder)
    assert_allclose(result.wave.build.scores["total"], [62.5, 76.875, 46.25])
    assert summary(result)["method"]["overrides"] == settings["overrides"]
