"""Changing barriers, and which actions are to lower them."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from django.db import transaction

from centricity.errors import Fault, MisuseError
from centricity.web.audit.services import Actor, record
from centricity.web.improvement.models import Action, Barrier
from centricity.web.improvement.services import Plan, action_create, turn
from centricity.web.people.models import Organisation, User
from centricity.web.people.selectors import holders

LONGEST = 2_000


@dataclass(frozen=True)
class Wall:
    """What a barrier is, who answers for it, and how far it is; what is open needs no reason."""

    kind: str
    description: str
    owner: User | None = None
    state: str = str(Barrier.State.OPEN)
    reason: str = ""

    def told(self) -> dict[str, Any]:
        """What the log may hold: descriptions may tell of people, and stay out of it."""
        return {"kind": str(self.kind), "owner": self.owner.pk if self.owner else "", "state": str(self.state)}

    def values(self) -> dict[str, Any]:
        """What is kept; the reason of a barrier that is open again is forgotten."""
        reason = "" if self.state == str(Barrier.State.OPEN) else self.reason.strip()
        return {"kind": self.kind, "description": self.description.strip(), "owner": self.owner, "state": self.state,
                "reason": reason}  # fmt: skip


@transaction.atomic
def barrier_create(organisation: Organisation, wall: Wall, actor: Actor) -> Barrier:
    """Add a barrier.

    Raises
    ------
    MisuseError
        Where it is not described, it is over without a reason, or its owner has no role on the organisation.
    """
    _check(organisation, wall)
    made = Barrier.objects.create(organisation=organisation, **wall.values())
    record(actor, "barrier.created", made.target, after=wall.told())
    return made


@transaction.atomic
def barrier_change(barrier: Barrier, wall: Wall, version: int, actor: Actor) -> None:
    """Change a barrier as it was read.

    Raises
    ------
    MisuseError
        Where it does not fit, or somebody changed it meanwhile.
    """
    _check(barrier.organisation, wall)
    before = Wall(barrier.kind, barrier.description, barrier.owner, barrier.state, barrier.reason)
    same = Barrier.objects.filter(pk=barrier.pk, version=version)
    if not same.update(version=version + 1, **wall.values()):
        raise MisuseError([Fault("web.changed_meanwhile")])
    record(actor, "barrier.changed", barrier.target, before.told(), wall.told())


@transaction.atomic
def barrier_act(barrier: Barrier, plan: Plan, actor: Actor) -> Action:
    """Make an action that is to lower a barrier.

    Raises
    ------
    MisuseError
        Where the plan does not fit.
    """
    made = action_create(barrier.organisation, plan, actor, origin=barrier.target)
    barrier.actions.add(made)
    return made


@transaction.atomic
def action_tag(action: Action, barriers: Collection[Barrier], version: int, actor: Actor) -> None:
    """Say which barriers an open action is to lower.

    Raises
    ------
    MisuseError
        Where the action has ended, or somebody changed it meanwhile.
    """
    turn(action, version)
    before = sorted(action.barriers.values_list("pk", flat=True))
    ours = [each.pk for each in barriers if each.organisation_id == action.organisation_id]
    action.barriers.set(ours)
    record(actor, "action.barriers", action.target, {"barriers": before}, {"barriers": sorted(ours)})


def _check(organisation: Organisation, wall: Wall) -> None:
    if not 0 < len(wall.description.strip()) <= LONGEST:
        raise MisuseError([Fault("web.barrier_needed", fields={"limit": LONGEST})])
    if wall.state != str(Barrier.State.OPEN) and not 0 < len(wall.reason.strip()) <= LONGEST:
        raise MisuseError([Fault("web.barrier_reason", fields={"limit": LONGEST})])
    if wall.owner is not None and not holders(organisation.code).filter(pk=wall.owner.pk).exists():
        raise MisuseError([Fault("web.owner_without_role")])
