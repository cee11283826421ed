"""Channels that an organisation offers."""

from typing import Any

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from ninja import Router

from centricity.web.api import feedback_ways_schemas as told
from centricity.web.api.routing import as_it_was_read, read, write
from centricity.web.api.shapes import Shape, both
from centricity.web.api.tags import tag_of_rows
from centricity.web.audit.services import actor_of
from centricity.web.feedback.desks import desk_held
from centricity.web.feedback.models import Way
from centricity.web.feedback.way_addresses import link_of
from centricity.web.feedback.ways import Offered, ways_of, ways_set
from centricity.web.people.models import Organisation
from centricity.web.people.roles import VoiceRight
from centricity.web.people.selectors import organisation_for

router = Router(tags=["feedback"])
WAYS = "/organisations/{slug:organisation}/ways"


@router.get(WAYS, **read(told.Ways))
def list_ways(request: HttpRequest, response: HttpResponse, organisation: str) -> Any:
    """Channels that an organisation offers, in their order; its ETag is what a change needs."""
    content = _ways(organisation_for(request.user, organisation, VoiceRight.RESULTS))
    response.headers["ETag"] = tag_of_rows(content)
    return content


@router.put(WAYS, **write("admin", 200, told.Ways, conditional=True))
@transaction.atomic
def set_ways(request: HttpRequest, response: HttpResponse, organisation: str, wanted: told.NewWays) -> Any:
    """Replace the list; ``If-Match`` names it as you read it."""
    found = organisation_for(request.user, organisation, VoiceRight.MANAGE)
    desk = desk_held(found)
    as_it_was_read(request, _ways(found))
    ways_set(found, [_offered(each) for each in wanted.items], desk.version, actor_of(request))
    return list_ways(request, response, organisation)


def _offered(each: told.NewWay) -> Offered:
    name, hours = each.name, each.hours
    return Offered(each.channel, name.ru, name.en, each.address, each.always, hours.ru, hours.en)


def _ways(organisation: Organisation) -> Shape:
    return {"items": [_way(each) for each in ways_of(organisation)]}


def _way(row: Way) -> Shape:
    facts = {name: getattr(row, name) for name in ("channel", "address", "always")}
    return facts | {"name": both(row, "name"), "hours": both(row, "hours"), "link": link_of(row.address) or None}
