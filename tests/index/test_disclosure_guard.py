"""The disclosure guard, and an attacker who knows everything that was published and who belongs where.

The attacker shares no code with the guard: it works in exact fractions and tries every set of withheld
subjects that is too small to be known.
"""

from fractions import Fraction
from itertools import combinations

import index_kit  # noqa: F401  loads the hypothesis profile
import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from centricity.index.disclose import guard
from centricity.index.groups import BENCHMARK, MARKET, OVERALL, Group


def group(grouping, code, *members):
    return Group(grouping, code, np.array(members, dtype=np.int64))


def market(n):
    return group(OVERALL, MARKET, *range(n))


def guarded(groups, consent, min_n, **options):
    consent = np.array(consent, dtype=bool)
    return guard(groups, consent, np.ones(len(consent), dtype=bool), min_n, **options)


def echelon(rows):
    """Row-reduce in fractions: pairs of a pivot and its row."""
    done = []
    for row in rows:
        rest = remainder(row, done)
        pivot = next((i for i, x in enumerate(rest) if x), None)
        if pivot is not None:
            scaled = [x / rest[pivot] for x in rest]
            done = [(p, [x - r[pivot] * y for x, y in zip(r, scaled, strict=True)]) for p, r in done]
            done.append((pivot, scaled))
    return done


def remainder(row, basis):
    rest = [Fraction(int(x)) if not isinstance(x, Fraction) else x for x in row]
    for pivot, other in basis:
        factor = rest[pivot]
        if factor:
            rest = [x - factor * y for x, y in zip(rest, other, strict=True)]
    return rest


def broken_open(groups, disclosure, min_n):
    """Withheld subjects, fewer than ``min_n``, whose sum follows from what was published; None if there are none.

    Rows that are shown and sums of groups that are shown are known; a shown row is taken out of a sum.
    """
    hidden = np.flatnonzero(~disclosure.visible)
    sums = [[i in group_.members for i in hidden] for group_ in groups if disclosure.shows(group_)]
    basis = echelon(sums)
    for size in range(1, min(max(min_n, 2), len(hidden) + 1)):
        for chosen in combinations(range(len(hidden)), size):
            if not any(remainder([i in chosen for i in range(len(hidden))], basis)):
                return [int(hidden[i]) for i in chosen]
    return None


@st.composite
def configurations(draw):
    """Any field of subjects under overlapping groupings, with any consent and any smallest group."""
    n = draw(st.integers(1, 9))
    groups = [market(n)]
    best = draw(st.sets(st.integers(0, n - 1), max_size=5))
    groups += [group(OVERALL, BENCHMARK, *sorted(best))] if best else []
    for k in range(draw(st.integers(0, 3))):
        labels = draw(st.lists(st.integers(0, 3), min_size=n, max_size=n))
        first = draw(st.sampled_from([0, 0, 1]))
        members = {value: [i for i in range(n) if labels[i] == value] for value in range(first, 4)}
        groups += [group(f"grouping{k}", f"value{value}", *who) for value, who in members.items() if who]
    consent = draw(st.lists(st.booleans(), min_size=n, max_size=n))
    return groups, consent, draw(st.integers(1, 4))


@settings(max_examples=500)
@given(configurations())
@example(([market(5), group("segment", "a", 0, 1), group("segment", "b", 2, 3, 4)], [1, 0, 1, 1, 1], 3))
@example(([market(2)], [0, 0], 3))
@example(([market(4), group("g", "a", 0, 1, 2), group("h", "b", 0, 3), group("h", "c", 1, 2)], [0, 0, 1, 1], 3))
def test_r189_no_small_set_of_withheld_subjects_follows_from_what_is_published(configuration):
    groups, consent, min_n = configuration
    disclosure = guarded(groups, consent, min_n)
    assert broken_open(groups, disclosure, min_n) is None


@given(configurations())
def test_r189_no_shown_group_is_smaller_than_the_smallest_allowed_and_no_row_is_shown_without_consent(configuration):
    groups, consent, min_n = configuration
    disclosure = guarded(groups, consent, min_n)
    assert not (disclosure.visible & ~np.array(consent)).any()
    assert all(g.n >= min_n for g in groups if disclosure.shows(g) and g.code != MARKET)


@given(configurations())
def test_every_withheld_row_and_group_has_its_reason(configuration):
    groups, consent, min_n = configuration
    disclosure = guarded(groups, consent, min_n)
    np.testing.assert_array_equal(~disclosure.visible, disclosure.no_consent | disclosure.complementary)
    assert not (disclosure.no_consent & disclosure.complementary).any()
    assert disclosure.small.isdisjoint(disclosure.differencing)


@given(configurations())
def test_with_everybodys_consent_only_small_groups_are_withheld(configuration):
    groups, consent, min_n = configuration
    disclosure = guarded(groups, [True] * len(consent), min_n)
    assert disclosure.visible.all()
    assert not disclosure.differencing
    assert disclosure.small == {(g.grouping, g.code) for g in groups if g.n < min_n and g.code != MARKET}


def test_the_attacker_breaks_a_guard_that_only_drops_small_groups():
    groups = [market(6), group("segment", "a", 0, 1), group("segment", "b", 2, 3, 4, 5)]
    consent = [False, True, True, True, True, True]
    careless = guarded(groups, consent, 3, complementary=False)
    assert broken_open(groups, careless, 3) == [0]
    careful = guarded(groups, consent, 3)
    assert broken_open(groups, careful, 3) is None


def test_r189_a_group_below_the_smallest_size_is_withheld():
    groups = [market(6), group("segment", "a", 0, 1), group("segment", "b", 2, 3, 4, 5)]
    disclosure = guarded(groups, [True] * 6, 3)
    assert disclosure.small == {("segment", "a")}
    assert [disclosure.shows(g) for g in groups] == [True, False, True]


def test_r189_one_withheld_row_takes_others_with_it_so_that_no_total_gives_it_away():
    groups = [market(6), group("segment", "a", 0, 1, 2), group("segment", "b", 3, 4, 5)]
    disclosure = guarded(groups, [False, True, True, True, True, True], 3)
    assert disclosure.complementary.sum() >= 1
    assert not disclosure.visible[0]
    assert broken_open(groups, disclosure, 3) is None


def test_r189_two_groups_that_differ_by_one_subject_are_not_both_shown():
    groups = [market(8), group("g", "wide", *range(5)), group("h", "narrow", *range(4))]
    disclosure = guarded(groups, [False] * 8, 3)
    assert not (disclosure.shows(groups[1]) and disclosure.shows(groups[2]))
    assert broken_open(groups, disclosure, 3) is None


def test_r189_a_group_whose_complement_is_small_is_not_shown_beside_the_market():
    groups = [market(6), group("segment", "a", 0, 1, 2, 3)]
    disclosure = guarded(groups, [False] * 6, 3)
    assert not disclosure.shows(groups[1])
    assert disclosure.shows(groups[0])


def test_withheld_subjects_told_apart_by_another_grouping_are_protected_together():
    groups = [market(7), group("g", "a", 0, 1, 2), group("h", "x", 0, 3, 4), group("h", "y", 1, 2, 5, 6)]
    disclosure = guarded(groups, [False, False, True, True, True, True, True], 3)
    assert broken_open(groups, disclosure, 3) is None


def test_a_single_withheld_row_is_protected_even_where_groups_of_one_are_allowed():
    disclosure = guarded([market(5)], [True, True, False, True, True], 1)
    assert disclosure.complementary.sum() == 1
    assert broken_open([market(5)], disclosure, 1) is None


def test_rows_in_the_fewest_groups_are_withheld_first_to_protect_others():
    groups = [market(5), group(OVERALL, BENCHMARK, 4)]
    disclosure = guarded(groups, [True, True, False, True, True], 1)
    assert disclosure.shows(groups[1])
    assert disclosure.visible[4]


def test_a_field_too_small_to_be_known_is_not_shown_at_all():
    disclosure = guarded([market(2)], [False, False], 3)
    assert not disclosure.shows(market(2))


def test_a_small_field_that_agreed_to_everything_is_shown():
    disclosure = guarded([market(2)], [True, True], 3)
    assert disclosure.visible.all()
    assert disclosure.shows(market(2))


def test_a_segment_that_bears_the_name_of_the_market_is_guarded_like_any_other():
    groups = [market(5), group("segment", MARKET, 0), group("segment", "b", 1, 2, 3, 4)]
    disclosure = guarded(groups, [True] * 5, 3)
    assert not disclosure.shows(groups[1])
    assert disclosure.shows(groups[0])


@pytest.mark.parametrize("min_n", [2, 3, 5])
def test_forty_companies_in_three_groupings_withstand_the_attack(min_n):
    rng = np.random.default_rng(11)
    n = 40
    groups = [market(n), group(OVERALL, BENCHMARK, *rng.choice(n, 5, replace=False))]
    for name, sizes in (("segment", 10), ("market", 2), ("enlarged", 4)):
        labels = rng.integers(0, sizes, n)
        groups += [group(name, str(value), *np.flatnonzero(labels == value)) for value in range(sizes)]
    disclosure = guarded(groups, rng.random(n) < 0.75, min_n)
    assert broken_open(groups, disclosure, min(min_n, 3)) is None
    assert disclosure.visible.any()


def test_too_few_respondents_withhold_a_row_for_a_reason_of_its_own():
    disclosure = guard([market(4)], np.ones(4, dtype=bool), np.array([True, False, True, True]), 2)
    np.testing.assert_array_equal(disclosure.too_few, [False, True, False, False])
    assert not disclosure.no_consent.any()
    assert not disclosure.visible[1]
