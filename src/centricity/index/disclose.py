"""The disclosure guard: what may leave, and what must stay so that it cannot be worked out."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from centricity.index.groups import MARKET, OVERALL, Group

Mask = NDArray[np.bool_]


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
        key = (group.grouping, group.code)
        return key not in self.small and key not in self.differencing


def guard(
    groups: Sequence[Group],
    consent: Mask,
    respondents_ok: Mask,
    min_n: int,
    *,
    complementary: bool = True,
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

    Notes
    -----
    A published mean with its n is a published sum. A sum over withheld subjects can be worked out exactly
    if it lies in the span of the published sums; each withheld set below ``min_n`` is tested against that
    span. While one can be worked out, the cheapest step that hides it is taken: a few further rows of one
    group, else one group, else whatever touches it.
    """
    visible = consent & respondents_ok
    small = {(g.grouping, g.code) for g in groups if g.n < min_n and g.code != MARKET}
    state = _State(groups, ~visible, set(small), min_n)
    if complementary:
        _protect(state)
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

    def published(self) -> list[Group]:
        return [g for g in self.groups if (g.grouping, g.code) not in self.withheld]


def _protect(state: _State) -> None:
    """Withhold more until nothing small can be worked out; the cheapest step that helps comes first."""
    for _ in range(len(state.groups) + len(state.hidden)):
        target = _given_away(state)
        if target is None:
            return
        used = [g for g in _derivation(state, target) if g.code != MARKET]
        used.sort(key=lambda g: (g.grouping == OVERALL, g.n, g.grouping, g.code))
        if not (_rows_help(state, used, target) or _group_helps(state, used, target)):
            _withhold_any(state, used)


def _rows_help(state: _State, used: list[Group], target: Mask) -> bool:
    """Withhold up to ``min_n`` further rows of one group, if that hides the target among them."""
    for group in used:
        before = state.hidden.copy()
        for row in group.members[~state.hidden[group.members]][::-1][: state.min_n]:
            state.hidden[row] = True
            if not _derivation(state, target):
                return True
        state.hidden = before
    return False


def _group_helps(state: _State, used: list[Group], target: Mask) -> bool:
    """Withhold the smallest group whose absence alone hides the target."""
    for group in used:
        state.withheld.add((group.grouping, group.code))
        if not _derivation(state, target):
            return True
        state.withheld.discard((group.grouping, group.code))
    return False


def _withhold_any(state: _State, used: list[Group]) -> None:
    if used:
        state.withheld.add((used[0].grouping, used[0].code))
    elif not state.hidden.all():
        state.hidden[np.flatnonzero(~state.hidden)[-1]] = True


def _given_away(state: _State) -> Mask | None:
    """A small set of withheld subjects whose sum the published sums give away; None where there is none."""
    for target in _small_sets(state):
        if _derivation(state, target):
            return target
    return None


def _small_sets(state: _State) -> list[Mask]:
    """Sets to protect: withheld subjects that share all their groups, and what withheld groups hide."""
    atoms, _ = _atoms(state)
    sets = [atoms == i for i in range(int(atoms.max(initial=-1)) + 1)]
    for group in state.groups:
        if (group.grouping, group.code) in state.withheld:
            members = np.zeros(len(state.hidden), dtype=bool)
            members[group.members] = True
            sets.append(members & state.hidden)
    return [chosen for chosen in sets if 0 < chosen.sum() < state.min_n]


def _atoms(state: _State) -> tuple[NDArray[np.int64], int]:
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
    published = state.published()
    rows = [np.bincount(atoms[g.members][state.hidden[g.members]], minlength=n) > 0 for g in published]
    basis = np.array(rows, dtype=float).reshape(len(rows), n)
    solution, *_ = np.linalg.lstsq(basis.T, vector, rcond=None)
    if np.abs(basis.T @ solution - vector).max(initial=0.0) >= 1e-8:
        return []
    return [group for group, share in zip(published, solution, strict=True) if abs(share) > 1e-9]
