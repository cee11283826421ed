"""How an organisation answers, in figures, and how it takes feedback."""

import math
from typing import Any

from django.http import HttpRequest, HttpResponse
from ninja import Query, Router, Status

from centricity.stats.estimate import Estimate
from centricity.web.api import desk_schemas as told
from centricity.web.api import shapes
from centricity.web.api.feedback_schemas import Cause, Causes
from centricity.web.api.owners import owner_of
from centricity.web.api.routing import as_it_was_read, read, write
from centricity.web.api.schemas import Window
from centricity.web.api.tags import tag_of_rows
from centricity.web.audit.services import actor_of
from centricity.web.feedback import desks
from centricity.web.feedback.selectors import causes_of, desk_seen
from centricity.web.people.models import Organisation
from centricity.web.people.roles import VoiceRight
from centricity.web.people.selectors import organisation_for

router = Router(tags=["feedback"])
ROOT = "/organisations/{slug:organisation}"
_FIGURES = ("answered", "first_answer", "slow_answer", "closed", "in_time")
_CHANGED = write("admin", 200, told.Desk, conditional=True)


@router.get(ROOT + "/desk", **read(told.Desk))
def get_desk(request: HttpRequest, response: HttpResponse, organisation: str) -> Any:
    """Who comes back to customers, within how many days, and whether the public form is on."""
    content = _shape(organisation_for(request.user, organisation, VoiceRight.MANAGE))
    response.headers["ETag"] = tag_of_rows(content)
    return content


@router.put(ROOT + "/desk/form", **_CHANGED)
def set_feedback_form(request: HttpRequest, response: HttpResponse, organisation: str, form: told.FormSet) -> Any:
    """Switch the public form on or off; ``If-Match`` names the desk as you read it."""
    found, version = _as_read(request, organisation)
    desks.form_set(found, version, actor_of(request), form_open=form.open)
    return get_desk(request, response, organisation)


@router.put(ROOT + "/desk/follow-ups", **_CHANGED)
def set_follow_up_rules(request: HttpRequest, response: HttpResponse, organisation: str, rules: told.Rules) -> Any:
    """Say who comes back where nobody is named, and within how many days; ``If-Match`` names the desk."""
    found, version = _as_read(request, organisation)
    owner = owner_of(found, rules.owner, need=VoiceRight.HANDLE)
    desks.follow_ups_set(found, owner, rules.days, version, actor_of(request))
    return get_desk(request, response, organisation)


@router.get(ROOT + "/causes", **read(Causes))
def list_causes(request: HttpRequest, organisation: str, window: Query[Window]) -> Any:
    """Causes that feedback of the organisation is closed with."""
    found = organisation_for(request.user, organisation, VoiceRight.HANDLE)
    return shapes.page(
        request, causes_of(found), window, lambda row: {"id": row.pk, "title": shapes.both(row, "title")}
    )


@router.post(ROOT + "/causes", **write("admin", 201, Cause))
def add_cause(request: HttpRequest, organisation: str, cause: told.NewCause) -> Any:
    """Add a cause to the list that feedback is closed with."""
    found = organisation_for(request.user, organisation, VoiceRight.MANAGE)
    made = desks.cause_add(found, cause.title.ru, cause.title.en, actor_of(request))
    return Status(201, {"id": made.pk, "title": shapes.both(made, "title")})


def _as_read(request: HttpRequest, organisation: str) -> tuple[Organisation, int]:
    """An organisation with the version of its desk, as it was read."""
    found = organisation_for(request.user, organisation, VoiceRight.MANAGE)
    content = _shape(found)
    as_it_was_read(request, content)
    return found, content["version"]


def _shape(organisation: Organisation) -> shapes.Shape:
    desk = desk_seen(organisation)
    return {"form_open": desk.form_open, "owner": desk.owner_id, "days": desk.days, "version": desk.version}


def estimated(found: Estimate) -> shapes.Shape:
    """An estimate with its n; of nothing it has neither value nor interval."""
    ends = {name: float(getattr(found, name)) for name in ("value", "low", "high")}
    known = {name: end if found.n and math.isfinite(end) else None for name, end in ends.items()}
    return {"n": int(found.n), "figure": known}
