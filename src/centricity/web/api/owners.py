"""People who are to do something, and what they are to do, as programs tell it."""

from django.http import HttpResponse
from ninja import Status

from centricity.errors import Fault, Place
from centricity.web.api import actions_schemas as told
from centricity.web.api.actions_shapes import action_shape
from centricity.web.api.problems import Refused
from centricity.web.improvement.models import Action
from centricity.web.improvement.services import Plan
from centricity.web.people.models import Organisation, User
from centricity.web.people.roles import VoiceRight
from centricity.web.people.selectors import holders


def owner_of(
    place: Organisation, number: int | None, key: str = "owner", need: VoiceRight = VoiceRight.NONE
) -> User | None:
    """A person with a role on an organisation, who may do so much there; nobody where none is named."""
    if number is None:
        return None
    found = holders(place.code, need).filter(pk=number).first()
    if found is None:
        raise Refused(422, [Fault("web.owner_without_role", Place(key=key))])
    return found


def plan_of(place: Organisation, wanted: told.NewPlan) -> Plan:
    return Plan(wanted.title, owner_of(place, wanted.owner), wanted.due, wanted.kind)


def acted(response: HttpResponse, made: Action) -> Status:
    """Tell of an action that was made of something."""
    response.headers["Location"] = f"/api/v1/organisations/{made.organisation.code}/actions/{made.pk}"
    return Status(201, action_shape(made))
