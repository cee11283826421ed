"""Reading rounds: those who edit the study see all of them, a rater what was given and nothing else."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404

from centricity.web.people.roles import Right
from centricity.web.rating.models import Assignment, Level, Rater, Round
from centricity.web.rating.seeing import Cell, cells_of, others_seen
from centricity.web.rating.tallies import Progress, progress_of, summed
from centricity.web.research.selectors import Opened, study_for


@dataclass(frozen=True)
class Seat:
    """A rater in a round: the cells that were given, the own levels, and those of others that may be seen."""

    round: Round
    rater: Rater

    @cached_property
    def cells(self) -> dict[Cell, None]:
        return cells_of(self.rater, self.round)

    @cached_property
    def own(self) -> dict[Cell, Level]:
        """Own levels in the cells that are given now."""
        mine = {(each.company, each.metric): each for each in self.rater.levels.all()}
        return {cell: each for cell, each in mine.items() if cell in self.cells}

    @cached_property
    def others(self) -> dict[Cell, list[Level]]:
        return others_seen(self.rater, self.round, self.cells, self.own.values())

    @property
    def companies(self) -> dict[str, list[str]]:
        """Metrics that were given, by company."""
        found: dict[str, list[str]] = {}
        for company, metric in self.cells:
            found.setdefault(company, []).append(metric)
        return found

    @property
    def done(self) -> Counter[str]:
        """How many levels are submitted, by company."""
        return Counter(company for (company, _metric), each in self.own.items() if each.submitted_at is not None)

    @property
    def returned(self) -> Counter[str]:
        """How many levels are to be corrected, by company."""
        back = (cell for cell, each in self.own.items() if each.submitted_at is None and each.returned_at is not None)
        return Counter(company for company, _metric in back)

    def next_company(self, after: str = "") -> str:
        """The next company, round and round, of which levels are not submitted yet; none where all are."""
        codes = list(self.companies)
        at = codes.index(after) + 1 if after in codes else 0
        waiting = (code for code in codes[at:] + codes[:at] if self.done[code] < len(self.companies[code]))
        return next((code for code in waiting if code != after), "")


@dataclass(frozen=True)
class Room:
    """The ratings of a study as somebody may open them: to lead them, or to rate."""

    opened: Opened
    user: Any

    @property
    def leads(self) -> bool:
        return self.opened.may_edit

    @property
    def rounds(self) -> QuerySet[Round]:
        """All rounds to whoever leads, to a rater those in which something was given."""
        found = Round.objects.filter(study=self.opened.study).select_related(
            "study__organisation", "study__current__edition"
        )
        return found if self.leads else found.filter(raters__in=self._seats())

    @property
    def raters(self) -> QuerySet[Rater]:
        """Raters of all rounds to whoever leads them, else the own seats while the role is held."""
        if self.leads:
            return Rater.objects.all()
        return self._seats() if self.opened.access.rates else Rater.objects.none()

    def _seats(self) -> QuerySet[Rater]:
        given = Assignment.objects.filter(rater__user=self.user)
        return Rater.objects.filter(user=self.user, pk__in=given.values("rater"))

    def seat(self, made: Round) -> Seat | None:
        """The seat of a rater in a round, while something is given there and the role is held."""
        if not self.opened.access.rates:
            return None
        rater = self._seats().filter(round=made).select_related("user").prefetch_related("assignments").first()
        return Seat(made, rater) if rater is not None else None


def room_for(user: Any, code: str, need: Right = Right.RATE) -> Room:
    """The ratings of a study: 404 to strangers, 403 to whoever neither rates nor edits it."""
    opened = study_for(user, code, need)
    if not opened.may_rate:
        raise PermissionDenied
    return Room(opened, user)


def round_for(user: Any, code: str, number: int, need: Right = Right.RATE) -> tuple[Room, Round]:
    """A round that somebody leads or rates in: 403 to a rater to whom nothing was given in it."""
    room = room_for(user, code, need)
    found = room.rounds.filter(number=number).first()
    if found is None and room.leads:
        raise Http404
    if found is None:
        raise PermissionDenied
    return room, found


def seat_for(user: Any, code: str, number: int) -> tuple[Room, Seat]:
    """A round in which somebody rates: 403 to all others."""
    room, made = round_for(user, code, number)
    seat = room.seat(made)
    if seat is None:
        raise PermissionDenied
    return room, seat


def assignment_or_404(made: Round, pk: int) -> Assignment:
    found = Assignment.objects.filter(rater__round=made, pk=pk).select_related("rater__round").first()
    if found is None:
        raise Http404
    return found


def level_or_404(made: Round, rater: int, company: str, metric: str) -> Level:
    """A level of a round by the number of its rater."""
    rows = Level.objects.filter(rater__round=made, rater__number=rater, company=company, metric=metric)
    found = rows.select_related("rater__round__study", "rater__user").first()
    if found is None:
        raise Http404
    return found


def levels_of(made: Round) -> QuerySet[Level]:
    """All levels of a round, for those who lead it."""
    return Level.objects.filter(rater__round=made).select_related("rater__user")


def rounds_with_progress(room: Room) -> list[tuple[Round, Progress]]:
    """Rounds and how far they have come: of all raters to whoever leads them, else of the own part."""
    rounds = list(room.rounds)
    raters: dict[int, list[Rater]] = {}
    for each in room.raters.filter(round__in=rounds).prefetch_related("assignments", "levels"):
        raters.setdefault(each.round_id, []).append(each)
    return [(each, summed(progress_of(rater, each) for rater in raters.get(each.pk, ()))) for each in rounds]


def raters_of(made: Round) -> Sequence[Rater]:
    """Raters of a round with what they were given and what they gave, for those who lead it."""
    return list(made.raters.select_related("user", "round").prefetch_related("assignments", "levels"))
