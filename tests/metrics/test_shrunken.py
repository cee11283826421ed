import math

import ibis
import numpy as np
import pytest
from metric_kit import done, quiet, table

from centricity.metrics.shrunken import FEWEST, shrunken
from centricity.metrics.tables import outcome_json, outcome_table
from centricity.stats.shrink import shrink

pytestmark = quiet

Z = 1.959963984540054
SIZES = {"a": (60, 0.9), "b": (40, 0.8), "c": (8, 1.0), "d": (100, 0.5), "e": (20, 0.7), "f": (5, 0.2)}


def ratings(names=tuple(SIZES)):
    """Shops of unequal size; a part of the answers is 5, the others are 2."""
    rows = [
        (name, "2025-01-05", 5 if i < n * share else 2)
        for name in names
        for n, share in [SIZES[name]]
        for i in range(n)
    ]
    return table(rows, "shop", "at", "score")


def requests():
    """Requests of which the waiting time rises from shop to shop."""
    rows = [
        (f"{name}{i}", "2025-01-01 10:00:00", name, 0.5 + (i % 3 - 1) * 0.1 + k, 10.0)
        for k, name in enumerate("abcde")
        for i in range(12)
    ]
    return table(rows, "request", "created", "shop", "waiting_hours", "total_hours")


def test_values_and_limits_are_those_of_the_statistics():
    outcome = done("csat", ratings(), ["shop"])
    rows = list(outcome.rows)
    errors = [(row.estimate.high - row.estimate.low) / (2 * Z) for row in rows]
    direct = shrink(np.array([row.estimate.value for row in rows]), np.array(errors) ** 2, 0.95)
    found = shrunken(outcome)
    assert list(found) == [row.keys for row in rows]
    assert [near.value for near in found.values()] == pytest.approx(direct.values)
    assert [near.low for near in found.values()] == pytest.approx(np.clip(direct.low, 0, 100))
    assert [near.high for near in found.values()] == pytest.approx(np.clip(direct.high, 0, 100))


def test_the_smallest_group_is_drawn_furthest():
    outcome = done("csat", ratings(), ["shop"])
    found = shrunken(outcome)
    drawn = {row.keys[0]: abs(row.estimate.value - found[row.keys].value) for row in outcome.rows}
    assert max(drawn, key=drawn.__getitem__) == "f"
    assert drawn["c"] > drawn["a"]


def test_places_run_from_one_and_follow_the_values():
    found = shrunken(done("csat", ratings(), ["shop"]))
    by_place = sorted(found.values(), key=lambda near: near.place)
    assert [near.place for near in by_place] == list(range(1, len(SIZES) + 1))
    assert [near.value for near in by_place] == sorted((near.value for near in by_place), reverse=True)


def test_where_less_is_better_the_first_place_has_the_least():
    outcome = done("wait_share", requests(), ["shop"])
    assert outcome.metric.better == "down"
    found = shrunken(outcome)
    assert len(found) == 5
    by_place = sorted(found.values(), key=lambda near: near.place)
    assert [near.value for near in by_place] == sorted(near.value for near in by_place)


def test_limits_stay_within_what_can_be():
    found = shrunken(done("nps", ratings().mutate(score=ibis._.score * 2), ["shop"]))
    assert found
    for near in found.values():
        assert -100 <= near.low <= near.value <= near.high <= 100


def test_few_groups_and_periods_are_left_as_they_are():
    names = tuple(SIZES)[: FEWEST - 1]
    assert shrunken(done("csat", ratings(names), ["shop"])) == {}
    assert shrunken(done("csat", ratings(), ["month"])) == {}
    assert shrunken(done("csat", ratings(), ["month", "shop"])) == {}
    assert shrunken(done("csat", ratings())) == {}


def test_withheld_groups_take_no_part():
    employees = ratings().mutate(score=ibis._.score * 2)
    outcome = done("enps", employees, ["shop"], min_n=10)
    hidden = {row.keys for row in outcome.rows if row.hidden}
    assert hidden == {("c",), ("f",)}
    assert not hidden & set(shrunken(outcome))


def test_tables_and_json_carry_the_shrunken_beside_the_raw():
    outcome = done("csat", ratings(), ["shop"])
    found = shrunken(outcome)
    written = outcome_table(outcome)
    assert written.columns[-4:] == ("shrunk", "shrunk_low", "shrunk_high", "place")
    for row, line in zip(outcome.rows, written.rows, strict=True):
        near = found[row.keys]
        assert line[-4:-1] == pytest.approx((near.value, near.low, near.high), rel=1e-11)  # twelve digits are written
        assert line[-1] == near.place
    content = outcome_json(outcome)["shrunk"]
    assert [line["place"] for line in content] == [near.place for near in found.values()]
    assert outcome_json(done("csat", ratings(), ["month"]))["shrunk"] == []
    assert "place" not in outcome_table(done("csat", ratings(), ["month"])).columns


def test_groups_without_an_interval_are_told_apart_from_the_others():
    outcome = done(
        "mean_score", table([("a", 5)] + [(n, 1 + i % 5) for n in "bcdef" for i in range(9)], "shop", "score"), ["shop"]
    )
    single = outcome.by_keys["a",]
    assert math.isnan(single.estimate.low)
    assert ("a",) not in shrunken(outcome)
    assert len(shrunken(outcome)) == 5
    assert outcome_table(outcome).rows[0][-4:] == (None, None, None, None)


def test_no_places_are_given_where_hardly_anything_happened():
    rows = [(5 if i % 20 else 1, f"shop {i % 4}") for i in range(80)]
    assert shrunken(done("csat", table(rows, "score", "shop"), ["shop"])) == {}
    rows = [(5 if i % 3 else 1, f"shop {i % 4}") for i in range(80)]
    assert len(shrunken(done("csat", table(rows, "score", "shop"), ["shop"]))) == 4


def test_means_drawn_together_stay_within_the_scale_and_keep_the_scatter_of_small_groups():
    rows = [("a", 5), ("a", 4), *((name, 1 + (i + k) % 5) for k, name in enumerate("bcde") for i in range(12))]
    outcome = done("mean_score", table(rows, "shop", "score"), ["shop"])
    small = outcome.by_keys["a",].estimate
    assert (small.low, small.high) == (1, 5)
    assert np.ptp(small.limits) > 12
    errors = [np.ptp(row.estimate.limits) / (2 * Z) for row in outcome.rows]
    direct = shrink(np.array([row.estimate.value for row in outcome.rows]), np.array(errors) ** 2, 0.95)
    found = list(shrunken(outcome).values())
    assert [near.value for near in found] == pytest.approx(direct.values)
    assert [near.high for near in found] == pytest.approx(np.clip(direct.high, 1, 5))
