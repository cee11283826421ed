"""Small groups of employees stay hidden: no withheld group can be reckoned from what is shown."""

import math
from itertools import combinations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from metric_kit import done, faults, notes, quiet, sizes, table

from centricity.errors import Fault, MetricError
from centricity.metrics import definition, enps, metric_ids
from centricity.metrics.dashboard import compute_dashboard, read_dashboard
from centricity.metrics.guard import guarded
from centricity.metrics.outcome import Row
from centricity.metrics.tables import outcome_json
from centricity.stats.estimate import Estimate

settings.register_profile("centricity", deadline=None, derandomize=True, max_examples=300)
settings.load_profile("centricity")

pytestmark = quiet


def rows(sizes_):
    return [Row(keys, Estimate(1.0, 0.0, 2.0, n, "x"), {"hit": float(n)}) for keys, n in sizes_.items()]


def hidden(sizes_, least=5):
    return {row.keys for row in guarded(rows(sizes_), least) if row.hidden}


def lines(keys):
    """Groups that differ in one key only."""
    found = {}
    for key in keys:
        for k in range(len(key)):
            found.setdefault((k, key[:k] + key[k + 1 :]), []).append(key)
    return list(found.values())


def totals(keys):
    """Groups of rows behind every total by fewer keys."""
    width = len(next(iter(keys)))
    for size in range(1, width + 1):
        for gone in combinations(range(width), size):
            found = {}
            for key in keys:
                found.setdefault(tuple(part for k, part in enumerate(key) if k not in gone), []).append(key)
            yield from found.values()


cells = st.integers(1, 12)
one_way = st.dictionaries(st.tuples(st.sampled_from("abcdefg")), cells, min_size=1)
two_ways = st.dictionaries(st.tuples(st.sampled_from("abcd"), st.sampled_from("1234")), cells, min_size=1)
three_ways = st.dictionaries(
    st.tuples(st.sampled_from("abc"), st.sampled_from("12"), st.sampled_from("xy")), cells, min_size=1
)  # fmt: skip
tables = one_way | two_ways | three_ways


@given(tables)
def test_r189_every_small_group_is_withheld_with_all_its_numbers(sizes_):
    for row in guarded(rows(sizes_), 5):
        if sizes_[row.keys] < 5:
            assert row.hidden
        if row.hidden:
            assert (dict(row.parts), row.estimate.n, row.estimate.method) == ({}, 0, "withheld")
            assert all(math.isnan(number) for number in (row.estimate.value, row.estimate.low, row.estimate.high))
        else:
            assert row.parts["hit"] == sizes_[row.keys]


@given(tables)
def test_r189_what_a_line_withholds_is_two_groups_and_five_people_or_the_whole_line(sizes_):
    gone = hidden(sizes_)
    for line in lines(sizes_):
        lost = [key for key in line if key in gone]
        if lost and len(lost) < len(line):
            assert len(lost) > 1
            assert sum(sizes_[key] for key in lost) >= 5


@given(tables)
def test_r189_no_small_group_follows_from_all_totals_together_while_anything_is_shown(sizes_):
    """The differencing attack: all totals of five people and more are known, and all that is shown."""
    gone = sorted(hidden(sizes_))
    if len(gone) in {0, len(sizes_)}:
        return
    place = {key: i for i, key in enumerate(gone)}
    known = [line for line in totals(sizes_) if sum(sizes_[key] for key in line) >= 5]
    sums = np.array([[key in line for key in gone] for line in known], float).reshape(len(known), len(gone))
    rank = np.linalg.matrix_rank(sums) if known else 0
    for key in gone:
        if sizes_[key] < 5:
            alone = np.zeros((1, len(gone)))
            alone[0, place[key]] = 1
            assert np.linalg.matrix_rank(np.vstack([sums, alone])) > rank


@given(tables)
def test_r189_tables_without_small_groups_are_shown_whole(sizes_):
    large = {keys: n + 4 for keys, n in sizes_.items()}
    assert hidden(large) == set()


def test_r189_the_smallest_shown_group_of_the_line_is_the_complement():
    assert hidden({("a",): 4, ("b",): 9, ("c",): 7, ("d",): 30}) == {("a",), ("c",)}
    assert hidden({("a",): 1, ("b",): 1, ("c",): 7, ("d",): 30}) == {("a",), ("b",), ("c",)}
    assert hidden({("a",): 2, ("b",): 3, ("c",): 7}) == {("a",), ("b",)}
    assert hidden({("a",): 4}) == {("a",)}
    assert hidden({("a",): 5}) == set()


def test_r189_a_complement_that_stands_alone_on_its_line_hides_nobody():
    """b of January is the only cell of b, so its total would give it away, and with it a of January."""
    sizes_ = {("a", "1"): 3, ("b", "1"): 7, ("a", "2"): 20, ("c", "1"): 6, ("c", "2"): 9}
    gone = hidden(sizes_)
    assert {("a", "1"), ("c", "1"), ("a", "2"), ("c", "2")} <= gone


def test_r189_a_bridge_between_two_rings_of_withheld_groups_is_seen():
    ring = {("a", "1"): 6, ("a", "2"): 6, ("b", "1"): 6, ("b", "2"): 6}
    other = {("c", "3"): 6, ("c", "4"): 6, ("d", "3"): 6, ("d", "4"): 6}
    small = {("a", "1"): 4, ("b", "2"): 4, ("c", "3"): 4, ("d", "4"): 4, ("b", "3"): 2}
    rest = {
        ("a", "3"): 40,
        ("c", "1"): 40,
        ("d", "1"): 40,
        ("c", "2"): 40,
        ("a", "4"): 40,
        ("b", "4"): 40,
        ("d", "2"): 40,
    }
    sizes_ = ring | other | rest | small
    assert ("b", "3") in hidden(sizes_)
    assert len(hidden(sizes_)) > 9


def answers(counts):
    return [(9 if i % 2 else 3, department) for department, n in counts.items() for i in range(n)]


def test_r69_r189_enps_by_department_withholds_small_ones_with_a_complement():
    outcome = done(
        "enps", table(answers({"hr": 3, "it": 8, "law": 6, "shop": 30}), "score", "department"), ["department"]
    )
    assert {row.keys[0] for row in outcome.rows if row.hidden} == {"hr", "law"}
    assert [row.keys[0] for row in outcome.shown] == ["it", "shop"]
    assert sizes(outcome) == {"hr": 0, "law": 0, "it": 8, "shop": 30}
    assert all(not row.parts for row in outcome.rows if row.hidden)


@pytest.mark.parametrize("metric", ["enps", "esi"])
def test_r189_the_least_number_can_be_raised_and_never_lowered(metric):
    asked = table(answers({"hr": 3, "it": 8}), "score", "department") if metric == "enps" else table(
        [(5 if i % 2 else 3, d) for d, n in (("hr", 3), ("it", 8)) for i in range(n)], "score", "department"
    )  # fmt: skip
    said = faults(lambda: done(metric, asked, ["department"], min_n=1))
    assert said == {"metric.min_n_private": {"metric": metric, "n": 1, "least": 5}}
    wider = done(metric, asked, min_n=12)
    assert wider.rows[0].hidden
    assert not done(metric, asked, min_n=11).rows[0].hidden
    assert set(faults(lambda: enps.query(asked, min_n=2))) == {"metric.min_n_private"}


def test_r189_a_metric_of_customers_shows_small_groups_and_says_that_they_are_small():
    outcome = done("nps", table(answers({"hr": 3, "it": 40}), "score", "segment"), ["segment"])
    assert [row.hidden for row in outcome.rows] == [False, False]
    assert next(note for note in outcome.notes if note.code == "metric.note_few").fields == {
        "groups": 1,
        "of": 2,
        "n": 30,
    }
    assert done("nps", table(answers({"it": 3}), "score", "segment"), min_n=3).notes == ()


def test_r189_what_is_private_is_withheld_below_five():
    private = {metric for metric in metric_ids() if definition(metric).private}
    assert private == {"enps", "esi"}
    assert {definition(metric).min_n for metric in private} == {5}


def test_people_are_counted_where_the_table_names_them():
    rows_ = [(9, f"E{i % 3}", "small") for i in range(30)] + [(9, f"F{i}", "large") for i in range(30)]
    rows_ += [(9, f"G{i}", "other") for i in range(30)]
    outcome = done("enps", table(rows_, "score", "customer", "department"), ["department"])
    assert {row.keys[0]: (row.hidden, row.protects) for row in outcome.rows} == {
        "small": (True, False), "large": (True, True), "other": (False, False),
    }  # fmt: skip
    assert "metric.note_people_unknown" not in notes(outcome)
    plain = done("enps", table([(score, where) for score, _, where in rows_], "score", "department"), ["department"])
    assert not any(row.hidden for row in plain.rows)
    assert "metric.note_people_unknown" in notes(plain)
    nobody = done("enps", table([(score, None, where) for score, _, where in rows_], "score", "customer", "department"),
                  ["department"])  # fmt: skip
    assert "metric.note_people_unknown" in notes(nobody)


def test_json_says_why_a_group_is_withheld():
    sizes_ = (("a", 3), ("b", 20), ("c", 30))
    rows_ = [(9, f"{where}{i}", where) for where, n in sizes_ for i in range(n)]
    outcome = done("enps", table(rows_, "score", "customer", "department"), ["department"])
    assert [row.get("why") for row in outcome_json(outcome)["rows"]] == ["too_few", "protects_another", None]


def test_an_estimate_is_printed_in_sentences():
    said = str(Estimate(12.5, 10.0, 15.0, 40, "t", (Fault("metric.note_association", severity="warning"),)))
    assert said.startswith("12.5, between 10 and 15, n = 40 (t). this is association")
    assert "Fault(" not in said
    assert str(Estimate(3.0, math.nan, math.nan, 1, "t")) == "3, n = 1 (t)."


def dashboard_of(tmp_path, groups, *panels):
    """Panels of eNPS over answers: how many of each department and team."""
    rows_ = [f"{department},{team},{score}" for (department, team), (score, n) in groups.items() for _ in range(n)]
    (tmp_path / "e.csv").write_text("\n".join(["department,team,score", *rows_]) + "\n", "utf-8")
    text = "schema: centricity/dashboard-1\ntitle: {ru: a, en: a}\nsources: {e: {table: e.csv}}\npanels:\n"
    text += "".join(f"  - {{metric: enps, source: e, by: [{', '.join(by)}]}}\n" for by in panels)
    (tmp_path / "d.yaml").write_text(text, "utf-8")
    made = compute_dashboard(read_dashboard(tmp_path / "d.yaml"), tmp_path).panels
    return [[fault.code for fault in each.faults] if isinstance(each, MetricError) else each for _, each in made]


def test_panels_that_give_a_group_away_together_are_not_both_shown(tmp_path):
    groups = {("A", "t1"): (9, 6), ("A", "t2"): (0, 3), ("B", "t2"): (8, 20)}
    first, second = dashboard_of(tmp_path, groups, ["department"], ["team"])
    assert not any(row.hidden for row in first.rows)
    assert second == ["dashboard.together"]


def test_panels_whose_groups_may_all_be_shown_stand_together(tmp_path):
    groups = {("A", "t1"): (9, 6), ("A", "t2"): (0, 7), ("B", "t2"): (8, 20)}
    made = dashboard_of(tmp_path, groups, ["department"], ["team"], [])
    assert all(not any(row.hidden for row in outcome.rows) for outcome in made)
    groups["B", "t3"] = (1, 2)
    nested = dashboard_of(tmp_path, groups, ["department"], ["department", "team"])
    assert {row.keys: row.hidden for row in nested[1].rows}["B", "t3"]


def test_r189_small_groups_that_only_together_follow_from_totals_are_withheld_too():
    # a and b hold two each: what a line withholds must not be those two alone
    gone = hidden({("x", "a"): 2, ("x", "b"): 2, ("x", "c"): 9, ("y", "a"): 9, ("y", "b"): 9, ("y", "c"): 9})
    assert {("x", "a"), ("x", "b"), ("x", "c")} <= gone
    assert len(gone & {("y", "a"), ("y", "b"), ("y", "c")}) > 0
