"""Who was asked and who answered: counts, the response rate with its interval, and how long an answer took."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import polars as pl
from django.db.models import BooleanField, Count, Exists, ExpressionWrapper, OuterRef, Q, QuerySet

from centricity.language import Language
from centricity.metrics import definition
from centricity.metrics.figures import shares
from centricity.metrics.guard import guarded
from centricity.metrics.outcome import Row
from centricity.metrics.wording import limits, withheld_shortly, written
from centricity.stats.estimate import Estimate
from centricity.web.customers.models import Channel, Customer
from centricity.web.voice.keys import QUICKEST
from centricity.web.voice.models import Invite, Response, Survey
from centricity.web.voice.selectors import quotas_told
from centricity.web.voice.shapes import Figure, figure_of

COLUMNS = ("segment", "market")
"""What is known of the invited, whoever answered, and may be told apart."""
MOST_GROUPS = 50
MOST_TIMED = 20_000
"""Responses whose time is looked at, the latest first."""
DELIVERED = Q(sent_at__isnull=False, failed=False)
_NAMES = {"channel": dict(Channel.choices), "market": dict(Customer.Market.choices)}


@dataclass(frozen=True)
class Rate:
    """A share of those asked with its interval, in words; empty where nobody was asked."""

    value: str = ""
    interval: str = ""
    figure: Figure | None = None


@dataclass(frozen=True)
class Group:
    """Those of one group who were asked, began and completed; a number that is not known is None.

    ``answered`` is how many of the invitations were answered to the end, told of channels alone: what was begun and
    completed by a channel came with and without an invitation.
    """

    name: str
    asked: int | None = None
    begun: int | None = None
    complete: int | None = None
    answered: int | None = None
    rate: Rate = Rate()
    hidden: str = ""
    key: str = ""


@dataclass(frozen=True)
class Groups:
    """The groups of a column."""

    column: str
    rows: list[Group]


@dataclass(frozen=True)
class Minutes:
    """Seconds in which answers were completed: the median, and between what half of them lie."""

    median: float
    low: float
    high: float
    n: int


def completed(survey: Survey) -> ExpressionWrapper[bool]:
    """Whether an invited customer has answered the wave to the end, or to an early one; of a named survey.

    What was asked after an event is answered by its own invitation: a customer may have several in a wave.
    """
    whole = Response.objects.filter(
        survey=survey, customer=OuterRef("customer"), wave=OuterRef("wave"), state=Response.State.WHOLE
    )
    return ExpressionWrapper(Q(Exists(whole)) & (Q(event=None) | Q(used_on__isnull=False)), BooleanField())


def delivered(survey: Survey) -> QuerySet[Invite]:
    """Invitations that reached somebody."""
    return Invite.objects.filter(DELIVERED, survey=survey)


def share_of(hit: int, n: int) -> Estimate | None:
    """A share of so many with Wilson's interval; none of nobody."""
    if not n:
        return None
    (found,) = shares(pl.DataFrame({"hit": [hit], "n": [n]}), 0.95)
    return found


class Responding:
    """Who was asked and who answered, in a language."""

    def __init__(self, survey: Survey, language: Language) -> None:
        assert survey.current is not None  # noqa: S101  it is asked of what was published
        self.survey, self.language = survey, language
        questionnaire = survey.current.questionnaire
        self.nameless = questionnaire.nameless
        self.least = questionnaire.minimum_n if self.nameless else 0
        self.sealed = self.nameless and survey.state != Survey.State.CLOSED
        self.invited = self._invited()
        self.begun = self._begun()
        self.enough = quotas_told(survey, self.begun["whole"])
        if not self.enough:
            self.begun |= {"part": self.begun["part"] + self.begun["full"], "early": 0, "full": 0}

    def _invited(self) -> dict[str, int]:
        counted = {
            "all": Q(), "delivered": DELIVERED, "lost": Q(failed=True), "used": DELIVERED & Q(used_on__isnull=False),
        }  # fmt: skip
        invites = Invite.objects.filter(survey=self.survey)
        if not self.nameless:
            invites = invites.annotate(done=completed(self.survey))
            counted["complete"] = DELIVERED & Q(done=True)
        return invites.aggregate(**{f"n_{name}": Count("pk", filter=which) for name, which in counted.items()})

    def _begun(self) -> dict[str, int]:
        state = Response.State
        counted = {
            "all": Q(), "part": Q(state=state.PART), "whole": Q(state=state.WHOLE),
            "early": Q(state=state.WHOLE) & ~Q(end=""), "full": Q(state=state.FULL),
        }  # fmt: skip
        return Response.objects.filter(survey=self.survey).aggregate(
            **{name: Count("pk", filter=which) for name, which in counted.items()}
        )

    @property
    def rate(self) -> Rate:
        """Complete answers of those whom an invitation reached; of a nameless survey those who used theirs."""
        found = self.invited
        return self.share(found["n_used"] if self.nameless else found["n_complete"], found["n_delivered"])

    @property
    def finished(self) -> Rate:
        """Complete answers of those who began."""
        return self.share(self.begun["whole"], self.begun["all"])

    def share(self, hit: int, n: int) -> Rate:
        """A share with Wilson's interval."""
        found = share_of(hit, n)
        if found is None:
            return Rate()
        percent = definition("csat")
        ends = limits(found, percent, self.language)
        return Rate(written(found.value, percent.unit, self.language), ends, figure_of(found))

    @property
    def groups(self) -> list[Groups]:
        """By channel, segment and market; of a nameless survey by one column, once closed, small groups withheld."""
        if self.nameless:
            return [] if self.sealed else self._nameless_groups()
        tables = [Groups("channel", self._channels()), *(Groups(each, self._rows(each)) for each in COLUMNS)]
        return [table for table in tables if len(table.rows) > 1]

    def _counts(self, column: str) -> list[tuple[str, int, int, int]]:
        """Groups of the invited by what is known of the customer: asked, begun, complete; the largest first."""
        invites = delivered(self.survey).filter(customer__isnull=False)
        done = Q(used_on__isnull=False) if self.nameless else Q(done=True)
        told = invites if self.nameless else invites.annotate(done=completed(self.survey))
        key = f"customer__{column}"
        found = told.values(key).annotate(
            n=Count("pk"), used=Count("pk", filter=Q(used_on__isnull=False)), whole=Count("pk", filter=done)
        )
        return [(row[key], row["n"], row["used"], row["whole"]) for row in found.order_by("-n", key)]

    def _rows(self, column: str) -> list[Group]:
        return [
            Group(self.name(column, key), n, used, whole, rate=self.share(whole, n), key=key)
            for key, n, used, whole in self._counts(column)[:MOST_GROUPS]
        ]

    def _channels(self) -> list[Group]:
        """Channels: answers came by them without an invitation too, so a rate is told of the invited alone."""
        invites = delivered(self.survey).annotate(done=completed(self.survey)).values("channel")
        asked = {
            row["channel"]: (row["n"], row["whole"])
            for row in invites.annotate(n=Count("pk"), whole=Count("pk", filter=Q(done=True))).order_by("channel")
        }
        responses = Response.objects.filter(survey=self.survey).values("channel")
        whole = Count("pk", filter=Q(state=Response.State.WHOLE))
        given = {
            row["channel"]: (row["n"], row["whole"])
            for row in responses.annotate(n=Count("pk"), whole=whole).order_by("channel")
        }
        rows = []
        for key in sorted({*asked, *given}, key=lambda each: (-given.get(each, (0, 0))[0], each)):
            n, complete = asked.get(key, (0, 0))
            begun, ended = given.get(key, (0, 0))
            rate = self.share(complete, n)
            name, answered = self.name("channel", key), complete if n else None
            rows.append(Group(name, n or None, begun, ended, answered, rate, key=key))
        return rows

    def _nameless_groups(self) -> list[Groups]:
        """One column alone: two beside each other could give a small group away."""
        for column in COLUMNS:
            counts = self._counts(column)
            if len(counts) > 1:
                return [Groups(column, self._guarded(column, counts))]
        return []

    def _guarded(self, column: str, counts: Iterable[tuple[str, int, int, int]]) -> list[Group]:
        """Groups of which so many used their invitation and so many did not that neither tells who it was."""
        listed = list(counts)
        rows = [Row((key,), Estimate(0.0, 0.0, 0.0, n, "count")) for key, n, _used, _whole in listed]
        people = [max(min(used, n - used), 1) for _key, n, used, _whole in listed]
        made = []
        for row, (key, n, used, _whole) in zip(guarded(rows, self.least, people), listed, strict=True):
            group = Group(self.name(column, key), n, used, rate=self.share(used, n), key=key)
            if row.hidden:
                group = replace(group, asked=None, begun=None, rate=Rate(), hidden=withheld_shortly(row, self.language))
            made.append(group)
        return made

    def name(self, column: str, key: str) -> str:
        """The name of a group; what nothing is known of is told so."""
        told = str(_NAMES.get(column, {}).get(key, key))
        return told or {"ru": "не указано", "en": "not told"}[self.language]

    @property
    def minutes(self) -> Minutes | None:
        """How long it took; of a nameless survey the hour is not kept. What a program brought took no time."""
        if self.nameless:
            return None
        whole = Response.objects.filter(survey=self.survey, state=Response.State.WHOLE, ended_at__isnull=False)
        pairs = whole.order_by("-ended_at").values_list("begun_at", "ended_at")[:MOST_TIMED]
        taken = [(ended - begun).total_seconds() for begun, ended in pairs]
        known: Any = np.array([each for each in taken if each > QUICKEST])
        if not len(known):
            return None
        low, median, high = np.percentile(known, [25, 50, 75])
        return Minutes(float(median), float(low), float(high), len(known))
