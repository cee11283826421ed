"""The disclosure guard applied to a study, node by node: a mean may rest on fewer members than its group has."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from centricity.index.built import Build
from centricity.index.disclose import Disclosure, guard
from centricity.index.groups import Group
from centricity.studies.study import Study

Mask = NDArray[np.bool_]
Withheld = frozenset[tuple[str, str, str]]


def guarded(study: Study, done: Build, groups: Sequence[Group]) -> tuple[Disclosure, Withheld]:
    """Decide what the public edition shows.

    Returns
    -------
    tuple
        Rows and groups as a whole, and every (grouping, group, node) that is withheld.
    """
    consent, answered = _consent(study, done), _answered(study, done)
    patterns = _patterns(done)
    visible = consent & answered
    while True:
        found = {key: _guard(study, done, groups, known, visible) for key, (known, _) in patterns.items()}
        hidden = np.any([disclosure.complementary for disclosure in found.values()], axis=0)
        if not (hidden & visible).any():
            break
        visible = visible & ~hidden
    withheld = frozenset(
        (grouping, group, node)
        for key, (_, nodes) in patterns.items()
        for grouping, group in found[key].small | found[key].differencing
        for node in nodes
    )
    whole = found[_key(~np.isnan(done.scores[done.tree.root]))]
    overall = Disclosure(visible, ~consent, ~answered, consent & answered & ~visible, whole.small, whole.differencing)
    return overall, withheld


def _consent(study: Study, done: Build) -> Mask:
    policy = study.method.policies.disclosure
    if policy.consent_column is None:
        return np.ones(done.frame.n, dtype=bool)
    return np.asarray(done.frame.label(policy.consent_column) == policy.consent_granted)


def _answered(study: Study, done: Build) -> Mask:
    policy = study.method.policies.disclosure
    if policy.min_respondents > 1 and done.frame.respondents is not None:
        return np.asarray(done.frame.respondents >= policy.min_respondents)
    return np.ones(done.frame.n, dtype=bool)


def _key(known: Mask) -> bytes:
    return np.packbits(known).tobytes()


def _patterns(done: Build) -> dict[bytes, tuple[Mask, list[str]]]:
    """Nodes and metrics by who has a score there: with complete data all share one pattern."""
    patterns: dict[bytes, tuple[Mask, list[str]]] = {}
    for code, column in done.scores.items():
        known = ~np.isnan(column)
        patterns.setdefault(_key(known), (known, []))[1].append(code)
    return patterns


def _guard(study: Study, done: Build, groups: Sequence[Group], known: Mask, visible: Mask) -> Disclosure:
    """Guard the groups as they stand on nodes with one pattern; a group nobody scores on shows nothing there.

    On the index a few rows give way before a whole group; elsewhere a single cell does before a row.
    """
    policy = study.method.policies.disclosure
    scored = [Group(g.grouping, g.code, g.members[known[g.members]]) for g in groups]
    counted = policy.min_respondents > 1 and done.frame.respondents is not None
    return guard(
        [group for group in scored if group.n],
        visible,
        np.ones(done.frame.n, dtype=bool),
        policy.min_group_n,
        complementary=policy.complementary,
        people=done.frame.respondents if counted else None,
        min_people=policy.min_respondents if counted else 1,
        rows_first=bool((known == ~np.isnan(done.scores[done.tree.root])).all()),
    )
