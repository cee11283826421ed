"""What is done for targets: actions of the organisation and those written in the folder, and whether that is a plan."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from centricity.web.improvement.aims import aimed
from centricity.web.improvement.models import Action
from centricity.web.research.goals import aim_of
from centricity.web.research.models import Study

Told = Mapping[str, Any]
FLAGS = {
    "none": _("No action stands behind this target: it is a wish, not a plan."),
    "unowned": _("No action with an owner and a day stands behind this target: it is a wish, not a plan."),
    "ended": _("All its actions have ended, and the target is not reached: decide what comes next."),
    "late": _("Every open action is overdue."),
}


@dataclass(frozen=True)
class Step:
    """An action behind a target, wherever it is written."""

    open: bool
    owned: bool
    due: dt.date | None


def steps_of(goal: Told, actions: Sequence[Action]) -> list[Step]:
    """What is done for a target; a dropped action is nothing that is done."""
    written = [
        Step(not each.get("done"), bool(each.get("owner") and each.get("due")), each.get("due"))
        for each in goal.get("actions", [])
    ]
    real = [
        Step(each.state == Action.State.OPEN, each.owner_id is not None and each.due is not None, each.due)
        for each in actions if each.state != Action.State.DROPPED
    ]  # fmt: skip
    return [*written, *real]


def flag_of(steps: Sequence[Step], today: dt.date, *, reached: bool = False) -> str:
    """What is wrong with a plan; empty where nothing is, or nothing is left to be done."""
    if reached:
        return ""
    if not steps:
        return "none"
    todo = [each for each in steps if each.open]
    if not todo:
        return "ended"
    if not any(each.owned for each in todo):
        return "unowned"
    return "late" if all(each.due is not None and each.due < today for each in todo) else ""


def planned(study: Study, codes: Sequence[str]) -> dict[str, list[Action]]:
    """Actions of the organisation behind targets, by the codes of these."""
    found = aimed(study.organisation, [aim_of(study, code) for code in codes])
    return {code: found.get(aim_of(study, code), []) for code in codes}


def owned(actions: Sequence[Action]) -> bool:
    """Whether an action that is not dropped has an owner and a day."""
    return any(each.owned for each in steps_of({}, actions))


def today() -> dt.date:
    return timezone.now().date()
