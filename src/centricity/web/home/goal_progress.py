"""How far targets of metrics are: the change since the base with its interval, in points and in percent, in words."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from centricity.language import MISSING, Language, in_percent, number
from centricity.metrics.definition import Metric
from centricity.metrics.wording import interval, moved, written
from centricity.stats.estimate import Estimate, difference
from centricity.web.home.goal_setting import LEAST, goals_of
from centricity.web.home.measured import called, metric_named
from centricity.web.home.models import Goal
from centricity.web.home.watch_words import name_of, part_address
from centricity.web.home.watches import range_of
from centricity.web.home.watching import Figure, newest, part_told
from centricity.web.improvement.aims import aimed
from centricity.web.improvement.models import Action
from centricity.web.improvement.selectors import is_overdue
from centricity.web.people.models import Organisation
from centricity.web.research.plans import FLAGS, flag_of, steps_of, today
from centricity.web.research.progress import WORDS, Standing
from centricity.web.voice.tallies import one_moment

UNKNOWN = gettext_lazy("How far it is cannot be told: no month after the base has enough answers that may be shown.")
OF_WHAT_MAY_BE_NEGATIVE = gettext_lazy(
    "This metric may be negative, and a percentage of it grows as the base nears zero: compare targets by their points."
)

POINTS: dict[Language, str] = {"ru": "\u00a0пункта", "en": "\u00a0points"}
PERCENT: dict[Language, str] = {"ru": "\u00a0% от базы", "en": "% of the base"}


@dataclass(frozen=True)
class Aiming:
    """A target with the newest number after its base, and what is done for it."""

    goal: Goal
    now: Figure | None
    actions: Sequence[Action]

    @property
    def standing(self) -> Standing:
        """Where the number is; its interval holds the uncertainty of the base as well."""
        goal = self.goal
        if self.now is None:
            return Standing(goal.base, None, None, None, goal.value)
        found = difference(self.now.estimate, _base(goal))
        low, high = (goal.base + each if math.isfinite(each) else None for each in (found.low, found.high))
        return Standing(goal.base, self.now.estimate.value, low, high, goal.value)

    @property
    def flag(self) -> str:
        return flag_of(steps_of({}, self.actions), today(), reached=self.standing.reached)

    @property
    def points(self) -> float:
        """The change that is wanted, in points."""
        return self.goal.value - self.goal.base

    @property
    def percent(self) -> float | None:
        """The change that is wanted in percent of the base; nothing where that means nothing."""
        return 100 * self.points / self.goal.base if self.goal.base > 0 else None


def _base(goal: Goal) -> Estimate:
    low, high = (math.nan if each is None else each for each in (goal.base_low, goal.base_high))
    return Estimate(goal.base, low, high, goal.base_n, "base")


def aimings(organisation: Organisation, metric: str = "") -> list[Aiming]:
    """Targets of an organisation, or those of one metric; actions are asked for once."""
    rows = list(goals_of(organisation).filter(metric=metric) if metric else goals_of(organisation))
    acted = aimed(organisation, [each.target for each in rows])
    with one_moment():
        return [Aiming(each, _now(each), acted.get(each.target, [])) for each in rows]


def aiming_of(goal: Goal) -> Aiming:
    return Aiming(goal, _now(goal), aimed(goal.organisation, [goal.target]).get(goal.target, []))


def _now(goal: Goal) -> Figure | None:
    """The newest number, where it is of a later month than the base."""
    found = newest(goal.organisation, goal, LEAST, timezone.now().date())
    return found if found is not None and found.month > goal.base_month else None


@dataclass(frozen=True)
class Card:
    """A target as pages show it."""

    goal: Goal
    name: str
    wanted: str
    change: str
    stated: Any
    base: str
    base_interval: str
    now: str
    now_interval: str
    now_n: str
    month: str
    share: str
    says: Any
    flag: Any
    warning: Any
    open: int
    actions: list[tuple[Action, bool]]
    address: str
    unowned: bool


def card(aiming: Aiming, language: Language) -> Card:
    """A target in words."""
    goal, metric, at = aiming.goal, _metric(aiming.goal), aiming.standing
    steps, now = steps_of({}, aiming.actions), aiming.now
    share = at.share(at.now)
    relative = goal.stated == Goal.Stated.PERCENT and range_of(metric)[0] < 0
    return Card(
        goal=goal, name=named(goal, language), wanted=written(goal.value, metric.unit, language),
        change=change(aiming, language), stated=goal.get_stated_display(),
        base=written(goal.base, metric.unit, language), base_interval=interval(_base(goal), metric, language),
        now=written(now.estimate.value, metric.unit, language) if now else MISSING,
        now_interval=interval(now.estimate, metric, language) if now else "",
        now_n=number(now.estimate.n, language) if now else "", month=now.month if now else "",
        share=in_percent(None if share is None else 100 * share, language),
        says=UNKNOWN if at.verdict == "unknown" else WORDS[at.verdict], flag=FLAGS.get(aiming.flag, ""),
        warning=OF_WHAT_MAY_BE_NEGATIVE if relative else "", open=sum(each.open for each in steps),
        actions=[(each, is_overdue(each)) for each in aiming.actions],
        address=part_address(goal.organisation.code, goal.metric, goal.column, goal.key),
        unowned=not any(each.open and each.owned for each in steps),
    )  # fmt: skip


def _metric(goal: Goal) -> Metric:
    return metric_named(goal.organisation, goal.metric)


def named(goal: Goal, language: Language) -> str:
    """What has a target, in words."""
    return capfirst(name_of(called(_metric(goal), language), goal.column, part_told(goal)[language] or _("not told")))


def change(aiming: Aiming, language: Language) -> str:
    """The change that is wanted in both ways, the one that was told first."""
    unit = _metric(aiming.goal).unit
    points = moved(aiming.points, unit, language) + ("" if unit == "percent" else POINTS[language])
    if aiming.percent is None:
        return points
    relative = number(aiming.percent, language, 1, signed=True) + PERCENT[language]
    return f"{relative} ({points})" if aiming.goal.stated == Goal.Stated.PERCENT else f"{points} ({relative})"
