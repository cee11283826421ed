"""What actions are to bring about: made for it, or taken from those that are there; one may serve several."""

from collections import defaultdict
from collections.abc import Mapping, Sequence

from django.db import transaction
from django.db.models import QuerySet

from centricity.errors import Fault, MisuseError
from centricity.web.audit.services import Actor, record
from centricity.web.improvement.models import Action, Aim
from centricity.web.improvement.selectors import actions_of
from centricity.web.improvement.services import Plan, action_create
from centricity.web.people.models import Organisation


def aimed(organisation: Organisation, aims: Sequence[str]) -> Mapping[str, list[Action]]:
    """Actions of an organisation by what they are to bring about, the soonest first; asked once for all."""
    found: defaultdict[str, list[Action]] = defaultdict(list)
    known = Aim.objects.filter(aim__in=aims, action__organisation=organisation)
    for each in known.select_related("action__owner", "action__organisation").order_by("action__created_at", "pk"):
        found[each.aim].append(each.action)
    for actions in found.values():
        actions.sort(key=lambda action: (action.state != Action.State.OPEN, action.due is None, str(action.due)))
    return found


def to_link(organisation: Organisation, aim: str) -> QuerySet[Action]:
    """Open actions that may be taken for an aim."""
    return actions_of(organisation).exclude(aims__aim=aim)


@transaction.atomic
def aim_act(organisation: Organisation, plan: Plan, aim: str, actor: Actor) -> Action:
    """Make an action for an aim, of which it came.

    Raises
    ------
    MisuseError
        Where the plan does not fit.
    """
    made = action_create(organisation, plan, actor, origin=aim)
    Aim.objects.create(action=made, aim=aim)
    return made


@transaction.atomic
def aim_link(action: Action, aim: str, actor: Actor) -> None:
    """Say that an open action is to bring something about; who says so twice says it once.

    Raises
    ------
    MisuseError
        Where the action has ended.
    """
    if not Action.objects.select_for_update().filter(pk=action.pk, state=Action.State.OPEN).exists():
        raise MisuseError([Fault("web.action_ended")])
    _aim, new = Aim.objects.get_or_create(action=action, aim=aim)
    if new:
        record(actor, "action.aimed", action.target, after={"target": aim})


@transaction.atomic
def aim_unlink(action: Action, aim: str, actor: Actor) -> None:
    """Say that an action does not serve an aim; the action itself stays."""
    gone, _by_model = Aim.objects.filter(action=action, aim=aim).delete()
    if gone:
        record(actor, "action.unaimed", action.target, before={"target": aim})
