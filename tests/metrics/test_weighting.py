import ibis
import polars as pl
import pytest
from metric_kit import done, faults, notes, parts, quiet, sizes, table

from centricity.engines.fetch import fetch
from centricity.metrics.weighting import read_targets, weighted
from centricity.stats.rake import effective_n, rake

pytestmark = quiet

SEGMENTS = {"home": 0.5, "business": 0.3, "": 0.2}
REGIONS = {"north": 0.4, "south": 0.6}
HALVES = {"home": 0.5, "business": 0.5}


def answers():
    """Sixty answers; a sixth name no segment, in one of the ways in which cells are blank."""
    kinds = ("home", "home", "home", "business", "business", None)
    rows = [(kinds[i % 6], "north" if i % 4 else "south", i % 11) for i in range(60)]
    return table(rows, "segment", "region", "score")


def weighed(made):
    return fetch(made.table).with_columns(pl.col("segment").fill_null(""))


def test_raked_shares_are_the_known_ones():
    frame = weighed(weighted(answers(), {"segment": SEGMENTS, "region": REGIONS}))
    assert frame.height == 60
    assert frame["weight"].sum() == pytest.approx(60)
    for name, targets in (("segment", SEGMENTS), ("region", REGIONS)):
        sums = frame.group_by(name).agg(pl.col("weight").sum() / 60)
        assert dict(sums.iter_rows()) == pytest.approx(targets, abs=1e-9)


def test_answers_without_a_label_have_a_weight_of_their_own():
    frame = weighed(weighted(answers(), {"segment": SEGMENTS}))
    blank = frame.filter(pl.col("segment") == "")
    assert blank.height == 10
    assert set(blank["weight"].round(12)) == {1.2}
    assert frame["weight"].null_count() == 0


def test_a_blank_label_needs_a_share_like_any_other():
    found = faults(lambda: weighted(answers(), {"segment": {"home": 0.6, "business": 0.4}}))
    assert found["stats.target_missing"]["count"] == 10


def test_weights_and_effective_n_are_those_of_the_statistics():
    made = weighted(answers(), {"segment": SEGMENTS, "region": REGIONS})
    frame = fetch(answers()).with_columns(pl.col("segment").fill_null(""))
    direct = rake(
        {name: frame[name].to_numpy() for name in ("segment", "region")}, {"segment": SEGMENTS, "region": REGIONS}
    )
    assert made.n == 60
    assert made.effective_n == pytest.approx(direct.effective_n)
    assert made.effective_n == pytest.approx(effective_n(fetch(made.table)["weight"].to_numpy()))
    assert sorted(fetch(made.table)["weight"]) == pytest.approx(sorted(direct.weights))


def test_equal_shares_cost_nothing():
    made = weighted(answers(), {"region": {"north": 0.75, "south": 0.25}})
    assert made.effective_n == pytest.approx(60)
    assert set(fetch(made.table)["weight"].round(12)) == {1.0}


def test_a_column_of_weights_that_was_there_is_replaced_and_the_others_stay():
    source = answers().mutate(weight=ibis.literal(7.0))
    made = weighted(source, {"segment": SEGMENTS})
    assert made.table.columns == ("segment", "region", "score", "weight")
    assert fetch(made.table)["weight"].max() < 7


def test_numbers_are_labels_too():
    source = table([(1 if i % 4 else 2, 9) for i in range(40)], "store", "score")
    frame = fetch(weighted(source, {"store": {"1": 0.5, "2": 0.5}}).table)
    assert dict(frame.group_by("store").agg(pl.col("weight").sum()).iter_rows()) == pytest.approx({1: 20, 2: 20})


def test_a_metric_of_weighted_answers_meets_the_weighted_share():
    made = weighted(answers(), {"segment": SEGMENTS})
    frame = fetch(made.table)
    good = frame.filter(pl.col("score") >= 9)["weight"].sum() - frame.filter(pl.col("score") <= 6)["weight"].sum()
    row = done("nps", made.table).rows[0]
    assert row.estimate.value == pytest.approx(100 * good / 60)
    assert row.estimate.n == 60


def test_no_weight_goes_beyond_the_largest():
    made = weighted(answers(), {"segment": {"home": 0.48, "business": 0.32, "": 0.2}}, largest=1.5)
    assert fetch(made.table)["weight"].max() <= 1.5 + 1e-9


def test_all_that_is_wrong_with_the_shares_is_told_at_once():
    missing = faults(lambda: weighted(answers(), {"colour": {"red": 1.0}, "segment": SEGMENTS}))
    assert set(missing) == {"metric.column"}
    wrong = faults(lambda: weighted(answers(), {"segment": {"home": 0.5, "ghost": 0.4}}))
    assert set(wrong) == {"stats.target_sum", "stats.target_empty", "stats.target_missing"}


def test_shares_are_read_from_a_file(tmp_path):
    path = tmp_path / "w.yaml"
    path.write_text("shares:\n  segment: {home: 0.5, 'no': 0.5}\n  '1': {a: 1}\n", "utf-8")
    assert read_targets(path) == {"segment": {"home": 0.5, "no": 0.5}, "1": {"a": 1.0}}
    assert set(faults(lambda: read_targets(tmp_path / "nowhere.yaml"))) == {"file.unreadable"}


def test_answers_that_do_not_count_take_no_part_in_the_raking():
    rows = [("home", 10), ("home", 9), ("home", 0), ("business", 8)] * 10
    rows += [("business", 99), ("business", None), ("gone", 12)]
    made = done("top2", table(rows, "segment", "score"), scale="0-10", targets={"segment": HALVES})
    only = made.rows[0]
    assert only.estimate.n == 40
    assert only.estimate.value == pytest.approx(100 * (0.5 * 2 / 3))
    assert only.parts["effective_n"] == pytest.approx(30)
    assert notes(made)["metric.note_weighted"] == {"n": 40, "worth": 30}


def test_only_the_latest_answer_of_each_customer_is_raked():
    rows = [("a", "home", "2025-01-01", 0), ("a", "home", "2025-02-01", 10), ("b", "business", "2025-01-01", 0)]
    source = table(rows, "customer", "segment", "at", "score")
    made = done("nps", source, one_per_customer=True, targets={"segment": {"home": 0.8, "business": 0.2}})
    assert made.rows[0].estimate.value == pytest.approx(60)
    assert made.rows[0].estimate.n == 2


def test_groups_of_raked_answers_say_what_they_are_worth():
    made = done("nps", answers(), by=["region"], targets={"segment": SEGMENTS})
    assert 0 < parts(made, "effective_n")["north"] < sizes(made)["north"]


def test_a_column_of_the_contract_under_another_name_can_be_raked_by():
    source = answers().rename({"Q5": "segment"})
    renamed = done("nps", source, mapping={"segment": "Q5"}, targets={"segment": SEGMENTS}).rows[0]
    plain = done("nps", answers(), targets={"segment": SEGMENTS}).rows[0]
    assert renamed.estimate.value == pytest.approx(plain.estimate.value)


@pytest.mark.parametrize("metric", ["service_csat", "churn"])
def test_a_metric_without_weights_refuses_them(metric):
    assert set(faults(lambda: done(metric, answers(), targets={"segment": SEGMENTS}))) == {"metric.no_weights"}


def test_known_shares_do_not_replace_weights_of_the_table_in_silence():
    own = table([(9, "home", 2.0), (3, "business", 1.0)], "score", "segment", "weight")
    said = faults(lambda: done("nps", own, targets={"segment": HALVES}))
    assert said == {"metric.weights_twice": {"column": "weight"}}
