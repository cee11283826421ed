"""What must hold of any table: ranges, order of rows, weights, groups, and that every row is accounted for."""

import math
import random

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from metric_kit import done, quiet, table
from numpy.testing import assert_allclose

from centricity.metrics import csat, mean_score, nps

settings.register_profile("centricity", deadline=None, derandomize=True, max_examples=60)
settings.load_profile("centricity")

pytestmark = quiet

scores = st.lists(st.integers(0, 10), min_size=1, max_size=60)
fives = st.lists(st.integers(1, 5), min_size=1, max_size=60)
few = settings(max_examples=4)


def numbers(estimate):
    return estimate.value, estimate.low, estimate.high


@given(scores)
def test_r67_nps_lies_between_minus_100_and_100_and_inside_its_interval(given_):
    made = nps(given_)
    assert -100 <= made.low <= made.value <= made.high <= 100
    assert made.value == pytest.approx(100 * sum((s >= 9) - (s <= 6) for s in given_) / len(given_))


@given(fives)
def test_r64_a_share_lies_between_0_and_100_and_inside_its_interval(given_):
    made = csat(given_)
    assert 0 <= made.low <= made.value <= made.high <= 100
    assert made.value + csat([6 - s for s in given_ if s != 3] or [1]).value >= 0


@given(fives)
def test_turning_the_scale_round_is_reversing_the_answers(given_):
    assert csat(given_, reverse=True) == csat([6 - s for s in given_])
    assert mean_score(given_, reverse=True).value == pytest.approx(6 - mean_score(given_).value)


@given(scores, st.randoms(use_true_random=False))
def test_the_order_of_the_answers_does_not_matter(given_, rng):
    mixed = list(given_)
    rng.shuffle(mixed)
    assert nps(mixed) == nps(given_)


@given(fives, st.floats(0.01, 100))
def test_equal_weights_are_no_weights(given_, weight):
    weights = [weight] * len(given_)
    for metric, answers in ((csat, given_), (nps, given_), (mean_score, given_)):
        plain, weighed = metric(answers), metric(answers, weights=weights)
        assert_allclose(numbers(weighed), numbers(plain), atol=1e-6)
        assert weighed.n == plain.n


@given(fives, st.integers(2, 5))
def test_a_whole_weight_counts_an_answer_as_often_but_makes_nobody_surer(given_, times):
    weights = [times] + [1] * (len(given_) - 1)
    repeated = [given_[0]] * times + given_[1:]
    assert csat(given_, weights=weights).value == pytest.approx(csat(repeated).value)


rows_of = st.lists(
    st.tuples(
        st.one_of(st.integers(0, 6), st.none()), st.sampled_from(["a", "b", "c", None]),
        st.sampled_from(["2025-01-31", "2025-02-01", "x", None]), st.one_of(st.none(), st.floats(0.5, 4)),
    ),
    min_size=3, max_size=40,
)  # fmt: skip
NAMES = ("score", "segment", "at", "weight")


def sound(row):
    score, _, at, weight = row
    return score is not None and 1 <= score <= 5 and at != "x" and weight is not None


@given(rows_of)
@few
def test_every_row_is_used_or_left_out(rows):
    rows = [*rows, *[(5, "a", "2025-01-31", 1.0)] * 60]
    outcome = done("csat", table(rows, *NAMES), ["segment"])
    assert sum(row.estimate.n for row in outcome.rows) + outcome.left_out == outcome.total == len(rows)
    assert outcome.left_out == sum(not sound(row) for row in rows)


@given(rows_of, st.randoms(use_true_random=False))
@few
def test_the_order_of_the_rows_does_not_matter(rows, rng):
    rows = [*rows, *[(5, "a", "2025-01-31", 1.0)] * 60]
    mixed = list(rows)
    rng.shuffle(mixed)
    one, other = (done("csat", table(each, *NAMES), ["segment", "month"]) for each in (rows, mixed))
    assert [row.keys for row in one.rows] == [row.keys for row in other.rows]
    assert one.excluded == other.excluded
    for here, there in zip(one.rows, other.rows, strict=True):
        assert_allclose(numbers(here.estimate), numbers(there.estimate))


@given(rows_of)
@few
def test_groups_are_what_their_rows_make_by_themselves(rows):
    rows = [*rows, *[(5, name, "2025-01-31", 1.0) for name in ("a", "b", "c", None) for _ in range(20)]]
    outcome = done("csat", table(rows, *NAMES), ["segment"])
    for row in outcome.rows:
        mine = [each for each in rows if (each[1] or "") == row.keys[0] and sound(each)]
        made = csat([each[0] for each in mine], weights=[each[3] for each in mine])
        assert_allclose(numbers(row.estimate), numbers(made))
        assert row.estimate.n == made.n


@pytest.mark.parametrize("metric", ["nps", "csat", "mean_score"])
def test_a_table_gives_what_the_list_gives(metric):
    from centricity import metrics

    rng = random.Random(4)
    given_ = [rng.randint(1, 5) for _ in range(50)]
    row = done(metric, table([(score,) for score in given_], "score")).rows[0].estimate
    assert_allclose(numbers(row), numbers(getattr(metrics, metric)(given_)))


def test_parts_of_a_net_share_add_up_to_all():
    rng = np.random.default_rng(2)
    rows = [
        (int(score), "ab"[int(side)])
        for score, side in zip(rng.integers(0, 11, 90), rng.integers(0, 2, 90), strict=True)
    ]
    for row in done("nps", table(rows, "score", "segment"), ["segment"]).rows:
        assert row.parts["promoters"] + row.parts["passives"] + row.parts["detractors"] == row.estimate.n
        expected = 100 * (row.parts["promoters"] - row.parts["detractors"]) / row.estimate.n
        assert row.estimate.value == pytest.approx(expected)
    assert not math.isnan(expected)
