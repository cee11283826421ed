"""Changing actions: made, changed while they are open, ended with what came of them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import transaction
from django.utils import timezone

from centricity.errors import Fault, MisuseError
from centricity.web.audit.services import Actor, record
from centricity.web.improvement.models import Action
from centricity.web.people.models import Organisation, User
from centricity.web.people.selectors import holders

LONGEST_TITLE = 300


@dataclass(frozen=True)
class Plan:
    """What is to be done, by whom, by when."""

    title: str
    owner: User | None = None
    due: date | None = None
    kind: str = str(Action.Kind.ACTION)

    def told(self) -> dict[str, Any]:
        """What the log may hold: titles tell of people, and stay out of it."""
        return {"owner": self.owner.pk if self.owner else "", "due": str(self.due or ""), "kind": str(self.kind)}


@transaction.atomic
def action_create(
    organisation: Organisation, plan: Plan, actor: Actor, origin: str = "", facts: Mapping[str, Any] | None = None
) -> Action:
    """Make an action; ``origin`` is what it came of, such as ``feedback:<id>``, with ``facts`` as they are now.

    Raises
    ------
    MisuseError
        Where it has no title, or its owner no role on the organisation.
    """
    _check(organisation, plan)
    made = Action.objects.create(
        organisation=organisation, title=plan.title.strip(), owner=plan.owner, due=plan.due, kind=plan.kind,
        origin=origin, origin_facts=dict(facts or {}),
    )  # fmt: skip
    record(actor, "action.created", made.target, after=plan.told() | {"origin": origin})
    return made


@transaction.atomic
def action_change(action: Action, plan: Plan, version: int, actor: Actor) -> None:
    """Change an open action as it was read.

    Raises
    ------
    MisuseError
        Where the plan does not fit, the action has ended, or somebody changed it meanwhile.
    """
    _check(action.organisation, plan)
    before = Plan(action.title, action.owner, action.due, action.kind).told()
    turn(action, version, title=plan.title.strip(), owner=plan.owner, due=plan.due, kind=plan.kind)
    record(actor, "action.changed", action.target, before, plan.told())


@transaction.atomic
def action_end(action: Action, state: str, outcome: str, version: int, actor: Actor) -> None:
    """End an action, done or dropped, with what came of it.

    Raises
    ------
    MisuseError
        Where no outcome is told, the action has ended, or somebody changed it meanwhile.
    """
    if not outcome.strip():
        raise MisuseError([Fault("web.outcome_needed")])
    turn(action, version, state=state, outcome=outcome.strip(), ended_at=timezone.now())
    record(actor, "action.ended", action.target, {"state": action.state}, {"state": str(state)})


def turn(action: Action, version: int, **values: Any) -> None:
    """Change an open action that nobody changed since it was read.

    Raises
    ------
    MisuseError
        Where it has ended, or was changed meanwhile.
    """
    same = Action.objects.filter(pk=action.pk)
    if same.filter(version=version, state=Action.State.OPEN).update(version=version + 1, **values):
        return
    ended = same.exclude(state=Action.State.OPEN).exists()
    raise MisuseError([Fault("web.action_ended" if ended else "web.changed_meanwhile")])


def _check(organisation: Organisation, plan: Plan) -> None:
    if not 0 < len(plan.title.strip()) <= LONGEST_TITLE:
        raise MisuseError([Fault("web.title_needed", fields={"limit": LONGEST_TITLE})])
    if plan.owner is not None and not holders(organisation.code).filter(pk=plan.owner.pk).exists():
        raise MisuseError([Fault("web.owner_without_role")])
