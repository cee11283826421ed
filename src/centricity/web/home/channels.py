"""Channels side by side: how often customers turn to us by each, and how satisfied those who answer there are."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

import numpy as np
import polars as pl

from centricity.metrics import definition
from centricity.metrics.change import Verdict, verdict
from centricity.metrics.figures import per_hundred
from centricity.metrics.tallies import from_tallies
from centricity.stats.estimate import Estimate, difference
from centricity.web.customers.models import Channel
from centricity.web.feedback.figures import share
from centricity.web.feedback.times import CONFIDENCE, Took, took
from centricity.web.home import channel_rows as rows
from centricity.web.home.assistant import Assistant, assistant
from centricity.web.home.channel_repeats import Repeats, repeats
from centricity.web.home.channel_rows import GROUPS, NOTHING, Asked, members
from centricity.web.home.state import state_of
from centricity.web.keeping import Kept
from centricity.web.people.hours import hours_of
from centricity.web.people.models import Organisation

LOSS = 2.0
"""Points of CSAT: whoever says that nothing was lost has to rule out a loss of so many."""
QUIET = timedelta(days=7)
"""So long may the contacts end before a period does and still tell of all of it."""
Moments = list[tuple[datetime, datetime]]


@dataclass(frozen=True)
class Line:
    """A channel, or several together; ``repeated`` is missing where contacts are too many or too young.

    ``worked`` is the first answer in working hours, missing where the organisation has not said when it works.
    """

    code: str
    contacts: int
    share: Estimate
    rate: Estimate
    repeated: Estimate
    csat: Estimate
    nps: Estimate
    first_answer: Estimate
    worked: Estimate


@dataclass(frozen=True)
class Moved:
    """A number of the period and of the one before; ``before`` is missing where contacts do not reach so far back."""

    now: Estimate
    before: Estimate
    better: str

    @property
    def by(self) -> Estimate:
        return difference(self.now, self.before)

    @property
    def verdict(self) -> Verdict:
        return verdict(self.by, self.better)


@dataclass(frozen=True)
class Channels:
    """Channels of a period; ``days`` are those of the first and the last contact that are known."""

    asked: Asked
    customers: int
    undated: int
    nobodys: int
    days: tuple[date, date] | None
    lines: list[Line]
    groups: list[Line]
    self_service: Moved
    by_person: Moved
    csat: Moved
    repeats: Repeats
    assistant: Assistant

    @property
    def covered(self) -> bool:
        """Whether the contacts that are known tell of all of this period and of the one before."""
        if self.days is None:
            return False
        first, last = self.days
        return first <= self.asked.earlier().period.first + QUIET and last >= self.asked.period.last - QUIET

    @property
    def came_of_it(self) -> str:
        """Whether contacts with a person were cut, and with or without a loss of quality."""
        if not self.covered:
            return "not_covered"
        if self.by_person.verdict != "better":
            return "rose" if self.by_person.verdict == "worse" else "cannot_tell"
        if self.csat.verdict == "worse":
            return "cut_with_loss"
        return "cut_without_loss" if self.csat.by.low > -LOSS else "cut_cannot_tell"


_KEPT = Kept[Channels](64)


def channels(organisation: Organisation, asked: Asked) -> Channels:
    """Channels of a period; made anew when anything has been done."""
    return _KEPT.get((asked, state_of(organisation)), lambda: _channels(organisation, asked))


def _channels(organisation: Organisation, asked: Asked) -> Channels:
    earlier, days = asked.earlier(), rows.known_days(organisation)
    now, before = (_Counted(organisation, each) for each in (asked, earlier))
    again = repeats(organisation, asked)
    codes = [each for each in (*Channel.values, "") if now.knows(each)]
    return Channels(
        asked, now.customers, now.undated, rows.nobodys(organisation, asked), days,
        [now.line(each, [each], again.by.get(each, NOTHING)) for each in codes],
        [now.line(each, members(each), again.by.get(each, NOTHING)) for each in GROUPS],
        Moved(now.self_service, before.self_service, "neither"),
        Moved(now.rate(members("person")), before.rate(members("person")), "down"),
        Moved(now.rated("csat", members("all")), before.rated("csat", members("all")), "up"), again,
        assistant(organisation, asked),
    )  # fmt: skip


class _Counted:
    """What a period comes to, before it is parted by channels."""

    def __init__(self, organisation: Organisation, asked: Asked) -> None:
        self.contacts = rows.contacts(organisation, asked)
        self.customers, self.undated = rows.base(organisation, asked)
        self.scores = {each: rows.scores(organisation, asked, definition(each)) for each in ("csat", "nps")}
        self.moments: Mapping[str, Moments] = rows.first_answers(organisation, asked)
        self.hours = hours_of(organisation)

    def knows(self, channel: str) -> bool:
        rated = any(channel in each["channel"].to_list() for each in self.scores.values())
        return bool(self.contacts[channel]) or rated or channel in self.moments

    def n(self, codes: Sequence[str]) -> int:
        return sum(self.contacts[each] for each in codes)

    def line(self, code: str, codes: Sequence[str], repeated: Estimate) -> Line:
        answered = [each for channel in codes for each in self.moments.get(channel, [])]
        first = took(answered, self.hours, 0.5)[0] if answered else Took(NOTHING)
        return Line(
            code, self.n(codes), self.share(codes, members("all")), self.rate(codes), repeated,
            self.rated("csat", codes), self.rated("nps", codes), first.calendar, first.working or NOTHING,
        )  # fmt: skip

    def share(self, codes: Sequence[str], whole: Sequence[str]) -> Estimate:
        """The share that channels have of the contacts of several."""
        return share(self.n(whole), self.n(codes)) if self.n(whole) else NOTHING

    @property
    def self_service(self) -> Estimate:
        """The share of self-service in the contacts whose channel is told."""
        return self.share(members("self_service"), list(Channel.values))

    def rate(self, codes: Sequence[str]) -> Estimate:
        """Contacts per hundred customers of the opening day, as the metric has it."""
        n, base = (np.array([float(each)]) for each in (self.n(codes), self.customers))
        return per_hundred(n, base, CONFIDENCE)[0] if self.customers else NOTHING

    def rated(self, metric: str, codes: Sequence[str]) -> Estimate:
        """A metric of the answers that came by some channels."""
        told: Any = self.scores[metric].filter(pl.col("channel").is_in(list(codes)))
        return from_tallies(definition(metric), told).rows[0].estimate if told.height else NOTHING
