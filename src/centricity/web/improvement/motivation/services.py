"""Setting what a reward hangs on, and acting on a sign that a figure was worked on."""

import math
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from typing import Any

from django.db import transaction
from django.utils import timezone

from centricity.errors import Fault, MisuseError, Place
from centricity.surveys.model import SMALLEST
from centricity.web.audit.services import Actor, record
from centricity.web.customers.models import Channel
from centricity.web.improvement.models import Action, Incentive
from centricity.web.improvement.motivation.measures import CODES, COLUMNS, Part, measure
from centricity.web.improvement.services import LONGEST_TITLE, Plan, action_create
from centricity.web.people.models import Organisation, User
from centricity.web.people.selectors import holders

LONGEST_WHO = 200
LONGEST_KEY = 80
MOST_PARTS = 6
MOST_PEOPLE = 100_000
LEAST = 30
MOST_LEAST = 100_000
MOST_FALL = 10.0
WHOLE = 100


@dataclass(frozen=True)
class Scheme:
    """Who is rewarded, and for what: shares of sales and of metrics of customers make a hundred together."""

    title: str
    who: str
    people: int
    every: str
    sales: int
    parts: tuple[Part, ...] = ()
    owner: User | None = None
    least: int = LEAST
    most_fall: float = MOST_FALL
    own_known: bool = False
    own_channels: tuple[str, ...] = ()

    def rules(self) -> dict[str, Any]:
        """What a reward is reckoned by."""
        return {
            "people": self.people, "every": str(self.every), "sales": self.sales, "least": self.least,
            "parts": [asdict(each) for each in self.parts], "most_fall": self.most_fall, "own_known": self.own_known,
            "own_channels": list(self.own_channels),
        }  # fmt: skip

    def told(self) -> dict[str, Any]:
        """What the log holds: all rules, and no words about people."""
        parts = [
            f"{each.metric} {each.share} % ({each.floor:g} … {each.target:g})"
            + (f", {each.column} = {each.key}" if each.column else "")
            for each in self.parts
        ]
        return self.rules() | {"parts": parts, "owner": self.owner.pk if self.owner else ""}

    def values(self) -> dict[str, Any]:
        return self.rules() | {"title": self.title.strip(), "who": self.who.strip(), "owner": self.owner}


def scheme_of(incentive: Incentive) -> Scheme:
    """A scheme as it stands."""
    names = ("title", "who", "people", "every", "sales", "owner", "least", "most_fall", "own_known")
    parts = tuple(Part(**each) for each in incentive.parts)
    kept = {name: getattr(incentive, name) for name in names}
    return Scheme(**kept, parts=parts, own_channels=tuple(incentive.own_channels))


@transaction.atomic
def incentive_create(organisation: Organisation, scheme: Scheme, actor: Actor) -> Incentive:
    """Make a scheme.

    Raises
    ------
    MisuseError
        With everything that does not fit.
    """
    _check(organisation, scheme)
    made = Incentive.objects.create(organisation=organisation, ruled_at=timezone.now(), **scheme.values())
    record(actor, "incentive.created", made.target, after=scheme.told())
    return made


@transaction.atomic
def incentive_change(incentive: Incentive, scheme: Scheme, version: int, actor: Actor) -> None:
    """Change a scheme as it was read; new rules carry the day on which they came.

    Raises
    ------
    MisuseError
        With everything that does not fit, or where somebody changed it meanwhile.
    """
    _check(incentive.organisation, scheme)
    before = scheme_of(incentive)
    values = scheme.values() | ({"ruled_at": timezone.now()} if scheme.rules() != before.rules() else {})
    same = Incentive.objects.filter(pk=incentive.pk, version=version)
    if not same.update(version=version + 1, **values):
        raise MisuseError([Fault("web.changed_meanwhile")])
    record(actor, "incentive.changed", incentive.target, before.told(), scheme.told())


def incentive_act(incentive: Incentive, title: str, actor: Actor) -> Action:
    """Make an action of a sign; whoever answers for the scheme owns it while they have a role here.

    Raises
    ------
    MisuseError
        Where the title does not fit.
    """
    known = holders(incentive.organisation.code).filter(pk=incentive.owner_id).first()
    return action_create(incentive.organisation, Plan(title, known), actor, origin=incentive.target)


def _check(organisation: Organisation, scheme: Scheme) -> None:
    faults = [*_named(organisation, scheme), *_bounds(scheme), *_shares(scheme)]
    faults += [fault for number, part in enumerate(scheme.parts, 1) for fault in _part(number, part)]
    if faults:
        raise MisuseError(faults)


def _named(organisation: Organisation, scheme: Scheme) -> Iterator[Fault]:
    if not 0 < len(scheme.title.strip()) <= LONGEST_TITLE:
        yield Fault("web.incentive_title", fields={"limit": LONGEST_TITLE})
    if not 0 < len(scheme.who.strip()) <= LONGEST_WHO:
        yield Fault("web.incentive_who", fields={"limit": LONGEST_WHO})
    if not SMALLEST <= scheme.people <= MOST_PEOPLE:
        yield Fault("web.incentive_people", fields={"least": SMALLEST, "most": MOST_PEOPLE})
    if scheme.owner is not None and not holders(organisation.code).filter(pk=scheme.owner.pk).exists():
        yield Fault("web.owner_without_role")


def _bounds(scheme: Scheme) -> Iterator[Fault]:
    if not SMALLEST <= scheme.least <= MOST_LEAST:
        yield Fault("web.incentive_least", fields={"least": SMALLEST, "most": MOST_LEAST})
    if not 0 <= scheme.most_fall <= WHOLE:
        yield Fault("web.incentive_fall")
    if str(scheme.every) not in Incentive.Every.values or not set(scheme.own_channels) <= set(Channel.values):
        yield Fault("web.incentive_choice")


def _shares(scheme: Scheme) -> Iterator[Fault]:
    total = scheme.sales + sum(each.share for each in scheme.parts)
    if total != WHOLE or not 0 <= scheme.sales <= WHOLE:
        yield Fault("web.incentive_shares", fields={"total": total})
    if len(scheme.parts) > MOST_PARTS:
        yield Fault("web.incentive_parts", fields={"most": MOST_PARTS})
    if len({(each.metric, each.column, each.key) for each in scheme.parts}) < len(scheme.parts):
        yield Fault("web.incentive_twice")


def _part(number: int, part: Part) -> Iterator[Fault]:
    place, told = Place(key=f"parts.{number}"), {"number": number}
    if part.metric not in CODES:
        yield Fault("web.incentive_metric", place, told)
        return
    known = measure(part.metric)
    cut = part.column in COLUMNS and known.asked and len(part.key) <= LONGEST_KEY and part.key.isprintable()
    if (part.column or part.key) and not cut:
        yield Fault("web.incentive_cut", place, told)
    if not 0 < part.share <= WHOLE:
        yield Fault("web.incentive_share", place, told)
    ends = (part.floor, part.target)
    rises = part.target > part.floor if known.metric.better == "up" else part.target < part.floor
    if not all(math.isfinite(each) and known.low <= each <= known.high for each in ends) or not rises:
        yield Fault("web.incentive_thresholds", place, told | {"low": known.low, "high": known.high})
