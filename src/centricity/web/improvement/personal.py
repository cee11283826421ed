from typing import Any

from centricity.web.improvement.experiments import experiment_of
from centricity.web.improvement.models import Action, Barrier, Incentive, Ritual, Seat


def export(user: Any) -> dict[str, Any]:
    """What somebody owns, rituals where they are expected, and sittings they were at or missed."""
    found = Action.objects.filter(owner=user).select_related("organisation", "experiment").order_by("created_at")
    owned = Ritual.objects.filter(owner=user).select_related("organisation").order_by("pk")
    expected = Ritual.objects.filter(members=user).select_related("organisation").order_by("pk")
    seats = Seat.objects.filter(person=user).select_related("sitting__ritual__organisation").order_by("pk")
    barriers = Barrier.objects.filter(owner=user).select_related("organisation").order_by("pk")
    incentives = Incentive.objects.filter(owner=user).select_related("organisation").order_by("pk")
    return {
        "actions": [
            {"organisation": each.organisation.code, "title": each.title, "due": str(each.due or ""),
             "state": each.state, "outcome": each.outcome} | _experiment(each)
            for each in found
        ],
        "barriers": [
            {"organisation": each.organisation.code, "description": each.description, "state": each.state}
            for each in barriers
        ],
        "incentives": [_ritual(each) | {"who": each.who} for each in incentives],
        "rituals": [_ritual(each) | {"as": "owner"} for each in owned]
        + [_ritual(each) | {"as": "expected"} for each in expected],
        "sittings": [
            _ritual(each.sitting.ritual) | {"day": str(each.sitting.held_on or each.sitting.planned_on),
                                            "expected": each.expected, "came": each.came}
            for each in seats
        ],
    }  # fmt: skip


def _experiment(action: Action) -> dict[str, Any]:
    experiment = experiment_of(action)
    if experiment is None:
        return {}
    return {"hypothesis": experiment.hypothesis, "result": experiment.result}


def _ritual(ritual: Ritual | Incentive) -> dict[str, Any]:
    return {"organisation": ritual.organisation.code, "title": ritual.title}


def erase(user: Any) -> None:
    """Open actions lose their owner; the number of an account says nothing to whoever must take them over.

    Seats at sittings that were held stay by the number alone: how many came is not changed by who is forgotten.
    """
    Action.objects.filter(owner=user).update(owner=None)
    Barrier.objects.filter(owner=user).update(owner=None)
    Incentive.objects.filter(owner=user).update(owner=None)
    Ritual.objects.filter(owner=user).update(owner=None)
    Ritual.members.through.objects.filter(user=user).delete()
