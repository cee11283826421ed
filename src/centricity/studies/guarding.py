"""The disclosure guard applied to a study, node by node: a mean may rest on fewer members than its group has."""

from collections.abc import Sequence

import numpy as np
import polars as pl
from numpy.typing import NDArray

from centricity.index.built import Build
from centricity.index.disclose import Disclosure, guard
from centricity.index.frame import IMPUTED
from centricity.index.groups import Group
from centricity.studies.study import Study

Mask = NDArray[np.bool_]
Withheld = frozenset[tuple[str, str, str]]


def guarded(study: Study, done: Build, groups: Sequence[Group], wave: str) -> tuple[Disclosure, Withheld]:
    """Decide what the public edition shows.

    Where any row is withheld, rows with an imputed cell are too: the cell is a mean of others, hidden ones among them.

    Returns
    -------
    tuple
        Rows and groups as a whole, and every (grouping, group, node) that is withheld.
    """
    people = _people(study, done, wave)
    consent = _consent(study, done)
    answered = people >= study.method.policies.disclosure.min_respondents
    patterns = _patterns(done)
    visible = consent & answered
    if not visible.all():
        visible = visible & ~_imputed(done)
    while True:
        found = {key: _guard(study, done, groups, known, visible, people) for key, (known, _) in patterns.items()}
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


def _people(study: Study, done: Build, wave: str) -> NDArray[np.int64]:
    """Respondents that stand behind every figure of a subject: those of its least answered question.

    A question nobody of a subject answered has no figure and does not count. Subjects of a method that asks for
    no smallest number count as if there were enough.
    """
    least = study.method.policies.disclosure.min_respondents
    if least <= 1 or done.frame.respondents is None:
        return np.full(done.frame.n, least, dtype=np.int64)
    rows = study.observations.filter(
        (pl.col("wave") == wave) & (pl.col("status") == "assessed") & pl.col("rater").is_not_null()
    )
    counts = rows.group_by("subject", "metric").agg(pl.col("rater").n_unique().alias("n"))
    fewest = dict(counts.group_by("subject").agg(pl.col("n").min()).iter_rows())
    return np.array([fewest.get(str(code), 0) for code in done.frame.subjects], dtype=np.int64)


def _imputed(done: Build) -> Mask:
    hit = np.zeros(done.frame.n, dtype=bool)
    for states in done.metric_states.values():
        hit |= states == IMPUTED
    return hit


def _key(known: Mask) -> bytes:
    return np.packbits(known).tobytes()


def _patterns(done: Build) -> dict[bytes, tuple[Mask, list[str]]]:
    """Nodes and metrics by who has a score there: with complete data all share one pattern."""
    patterns: dict[bytes, tuple[Mask, list[str]]] = {}
    for code, column in done.scores.items():
        known = ~np.isnan(column)
        patterns.setdefault(_key(known), (known, []))[1].append(code)
    return patterns


def _guard(
    study: Study, done: Build, groups: Sequence[Group], known: Mask, visible: Mask, people: NDArray[np.int64]
) -> Disclosure:
    """Guard the groups as they stand on nodes with one pattern; a group nobody scores on shows nothing there.

    On the index a few rows give way before a whole group; elsewhere a single cell does before a row.
    """
    policy = study.method.policies.disclosure
    scored = [Group(g.grouping, g.code, g.members[known[g.members]]) for g in groups]
    counted = policy.min_respondents > 1
    return guard(
        [group for group in scored if group.n],
        visible,
        np.ones(done.frame.n, dtype=bool),
        policy.min_group_n,
        complementary=policy.complementary,
        people=people if counted else None,
        min_people=policy.min_respondents if counted else 1,
        rows_first=bool((known == ~np.isnan(done.scores[done.tree.root])).all()),
    )
