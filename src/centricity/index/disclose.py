"""The disclosure guard: what may leave, and what must stay so that it cannot be worked out."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from centricity.index.groups import MARKET, OVERALL, Group

Mask = NDArray[np.bool_]
Ints = NDArray[np.int64]

_WHOLE = (OVERALL, MARKET)
_TRIED = 20_000
"""Unions of one number of parts that are tested; beyond it lie only unions of more parts."""


@dataclass(frozen=True)
class Disclosure:
    """What may be shown.

    Attributes
    ----------
    visible
        Shape (n,): subjects whose own row may be shown.
    no_consent, too_few
        Shape (n,): why a row is withheld: consent not granted, or too few respondents.
    complementary
        Shape (n,): rows withheld only because a total would give a withheld one away.
    small, differencing
        (grouping, group) pairs suppressed for their size, and to protect another figure.
    """

    visible: Mask
    no_consent: Mask
    too_few: Mask
    complementary: Mask
    small: frozenset[tuple[str, str]]
    differencing: frozenset[tuple[str, str]]

    def shows(self, group: Group) -> bool:
        """Tell whether a group's figures may be shown."""
        return _key(group) not in self.small | self.differencing


def guard(  # noqa: PLR0913  each is a rule of its own
    groups: Sequence[Group],
    consent: Mask,
    respondents_ok: Mask,
    min_n: int,
    *,
    complementary: bool = True,
    people: Ints | None = None,
    min_people: int = 1,
    rows_first: bool = True,
) -> Disclosure:
    """Decide which rows and groups may be shown.

    Parameters
    ----------
    groups
        All groups that would be published, the market among them.
    consent, respondents_ok
        Shape (n,): whether a subject agreed to its row, and has respondents enough.
    min_n
        Smallest group shown.
    complementary
        Also withhold what would let a reader subtract published figures from a published total.
    people, min_people
        Shape (n,): respondents behind each subject, where means count them, and the fewest that may be seen
        together.
    rows_first
        Withhold a few further rows rather than a group; the other way round where False.

    Notes
    -----
    A published mean with its n is a published sum. A sum over withheld subjects can be worked out exactly
    if it lies in the span of the published sums; each withheld set below ``min_n`` is tested against that
    span, and a single withheld subject always. While one can be worked out, the cheapest step that hides it
    is taken: a few further rows of one group, else one group, else whatever touches it. The market is the
    last to go, and only where it is such a set itself.
    """
    visible = consent & respondents_ok
    behind = np.ones(len(visible), dtype=np.int64) if people is None else people
    few = {_key(g) for g in groups if g.n < min_n or behind[g.members].sum() < min_people}
    small = few - {_WHOLE}
    state = _State(groups, ~visible, set(small), max(min_n, 2), behind, min_people)
    if complementary:
        _protect(state, rows_first=rows_first)
    return Disclosure(
        visible=~state.hidden,
        no_consent=~consent,
        too_few=~respondents_ok,
        complementary=state.hidden & visible,
        small=frozenset(small),
        differencing=frozenset(state.withheld - small),
    )


@dataclass
class _State:
    """What is withheld so far, while the guard looks for what else must be."""

    groups: Sequence[Group]
    hidden: Mask
    withheld: set[tuple[str, str]]
    min_n: int
    people: Ints
    min_people: int

    def published(self) -> list[Group]:
        return [g for g in self.groups if _key(g) not in self.withheld]


def _key(group: Group) -> tuple[str, str]:
    return group.grouping, group.code


def _protect(state: _State, *, rows_first: bool) -> None:
    """Withhold more until nothing small can be worked out; the cheapest step that helps comes first."""
    for _ in range(len(state.groups) + len(state.hidden)):
        target = _given_away(state)
        if target is None:
            return
        used = [g for g in _derivation(state, target) if not (rows_first and _key(g) == _WHOLE)]
        used.sort(key=lambda g: (g.grouping == OVERALL, g.n, g.grouping, g.code))
        ways = (_rows_help, _group_helps) if rows_first else (_group_helps, _rows_help)
        if not any(way(state, used, target) for way in ways):
            _withhold_any(state, used)


def _rows_help(state: _State, used: list[Group], target: Mask) -> bool:
    """Withhold up to ``min_n`` further rows of one group, if that hides the target among them."""
    for group in used:
        before = state.hidden.copy()
        for row in _spare(state, group.members)[: state.min_n]:
            state.hidden[row] = True
            if not _derivation(state, target):
                return True
        state.hidden = before
    return False


def _group_helps(state: _State, used: list[Group], target: Mask) -> bool:
    """Withhold the smallest group whose absence alone hides the target."""
    for group in used:
        state.withheld.add(_key(group))
        if not _derivation(state, target):
            return True
        state.withheld.discard(_key(group))
    return False


def _withhold_any(state: _State, used: list[Group]) -> None:
    if used:
        state.withheld.add(_key(used[0]))
    elif not state.hidden.all():
        state.hidden[_spare(state, np.arange(len(state.hidden)))[0]] = True
    else:
        state.withheld.add(_WHOLE)


def _spare(state: _State, rows: Ints) -> Ints:
    """Rows still shown, those that take part in the fewest published groups first, later ones before earlier."""
    taking_part = np.zeros(len(state.hidden))
    for group in state.published():
        taking_part[group.members] += 1
    shown = rows[~state.hidden[rows]][::-1]
    return shown[np.argsort(taking_part[shown], kind="stable")]


def _given_away(state: _State) -> Mask | None:
    """A small set of withheld subjects whose sum the published sums give away; None where there is none.

    What cannot be told apart stands or falls together, so the sets are unions of atoms. A set is given away
    if it is at right angles to everything that the published sums leave open.
    """
    atoms, n = _atoms(state)
    sizes = np.bincount(atoms[atoms >= 0], minlength=n)
    people = np.bincount(atoms[atoms >= 0], weights=state.people[atoms >= 0], minlength=n)
    few = np.flatnonzero((sizes < state.min_n) | (people < state.min_people))
    open_ = _left_open(_sums_over(state, atoms, n))
    for parts in range(1, max(state.min_n, min(state.min_people, 6))):
        if math.comb(len(few), parts) not in range(1, _TRIED + 1):
            return None
        chosen = np.array(list(combinations(few, parts)), dtype=np.int64)
        known = np.abs(open_[chosen].sum(axis=1)).max(axis=1, initial=0.0) < 1e-8
        too_few = sizes[chosen].sum(axis=1) < state.min_n
        too_few |= people[chosen].sum(axis=1) < state.min_people
        found = np.flatnonzero(known & too_few)
        if len(found):
            return np.isin(atoms, chosen[found[0]])
    return None


def _sums_over(state: _State, atoms: Ints, n: int) -> NDArray[np.float64]:
    """Matrix (groups, atoms): which withheld subjects each published sum covers."""
    rows = [np.bincount(atoms[g.members][state.hidden[g.members]], minlength=n) > 0 for g in state.published()]
    return np.array(rows, dtype=float).reshape(len(rows), n)


def _left_open(sums: NDArray[np.float64]) -> NDArray[np.float64]:
    """Matrix (atoms, d): a basis of the changes of the atoms that no published sum would show."""
    if 0 in sums.shape:
        return np.eye(sums.shape[1])
    _, sizes, vectors = np.linalg.svd(sums)
    return vectors[int((sizes > 1e-9 * sizes[0]).sum()) :].T


def _atoms(state: _State) -> tuple[Ints, int]:
    """Number the withheld subjects by their published groups; within a number none can be told apart."""
    published = state.published()
    members = np.zeros((len(state.hidden), len(published)), dtype=np.int8)
    for i, group in enumerate(published):
        members[group.members, i] = 1
    where = np.full(len(state.hidden), -1, dtype=np.int64)
    if not state.hidden.any():
        return where, 0
    _, atoms = np.unique(members[state.hidden], axis=0, return_inverse=True)
    where[state.hidden] = atoms.ravel()
    return where, int(atoms.max()) + 1


def _derivation(state: _State, target: Mask) -> list[Group]:
    """Published groups whose sums, added and subtracted, give the sum over ``target``; none where they do not.

    A target whose subjects share a number with others cannot be singled out from them.
    """
    atoms, n = _atoms(state)
    touched = np.unique(atoms[target & state.hidden])
    whole = np.isin(atoms, touched) & state.hidden
    if (whole & ~target).any():
        return []
    vector = np.zeros(n)
    vector[touched] = 1.0
    sums = _sums_over(state, atoms, n)
    solution, *_ = np.linalg.lstsq(sums.T, vector, rcond=None)
    if np.abs(sums.T @ solution - vector).max(initial=0.0) >= 1e-8:
        return []
    return [group for group, share in zip(state.published(), solution, strict=True) if abs(share) > 1e-9]
