"""What somebody has still to rate, wherever it is."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from centricity.web.people.roles import RATING
from centricity.web.people.selectors import access_to_study, grants_of
from centricity.web.rating.models import Assignment, Rater, Round
from centricity.web.rating.tallies import Progress, progress_of


@dataclass(frozen=True)
class Due:
    """A rating that runs, and how far the own part of it has come."""

    round: Round
    progress: Progress


def due_of(user: Any) -> list[Due]:
    """Ratings that run in which somebody was given something; those that end first come first."""
    if not any(grant.role in RATING for grant in grants_of(user)):
        return []
    given = Assignment.objects.filter(rater__user=user, rater__round__state=Round.State.OPEN)
    seats = Rater.objects.filter(user=user, pk__in=given.values("rater"))
    known = seats.select_related("round__study__organisation").prefetch_related("assignments", "levels")
    found = [Due(each.round, progress_of(each, each.round)) for each in known if _rates(user, each.round)]
    return sorted(found, key=lambda each: (each.round.due or date.max, each.round.pk))


def _rates(user: Any, made: Round) -> bool:
    study = made.study
    return access_to_study(user, study.code, study.organisation.code, open_to_all=False).rates
