"""Levels submitted together: every one is held to what a page holds a level to, and all are kept or none."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from django.db import transaction

from centricity.errors import CentricityError, Fault, FaultsError, Place
from centricity.web.audit.services import Actor
from centricity.web.rating.models import Level, Rater
from centricity.web.rating.rounds import held
from centricity.web.rating.submitting import Given, submit

MOST_LEVELS = 1_000


@dataclass(frozen=True)
class Told:
    """A level, and where it stands in what was brought."""

    place: Place
    company: str
    metric: str
    given: Given


def levels_submit(rater: Rater, told: Sequence[Told], actor: Actor, faults: Sequence[Fault] = ()) -> int:
    """Submit levels, all or none; how many were. Those that stand so already are passed over.

    Raises
    ------
    FaultsError
        With everything that does not fit, the given faults among it, and where it stands; nothing is submitted then.
    MisuseError
        Where the rating is closed.
    """
    known = {(each.company, each.metric): each for each in rater.levels.exclude(submitted_at=None)}
    fresh = [each for each in told if not _same(known.get((each.company, each.metric)), each.given)]
    with transaction.atomic():
        held(rater.round)
        found = [*faults, *(fault for each in fresh for fault in _refused(rater, each, actor))]
        if found:
            raise FaultsError(sorted(found, key=lambda each: each.place.row or 0))
    return len(fresh)


def _same(known: Level | None, given: Given) -> bool:
    if known is None:
        return False
    seen = given.seen
    rests = (seen.title.strip(), seen.reference.strip(), seen.kind) if seen else ("", "", "")
    told = (given.level, given.applies, given.note.strip(), *rests)
    return told == (known.level, known.applies, known.note, known.title, known.reference, known.kind)


def _refused(rater: Rater, told: Told, actor: Actor) -> list[Fault]:
    """Submit a level; what is wrong with it, where it stands."""
    try:
        submit(rater, told.company, told.metric, told.given, actor)
    except CentricityError as error:
        return [replace(each, place=told.place) for each in error.faults]
    return []
