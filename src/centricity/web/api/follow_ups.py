"""Follow-ups: promises to come back to somebody, given to people and closed."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from ninja import Query, Router

from centricity.web.api import follow_ups_schemas as told
from centricity.web.api import shapes
from centricity.web.api.feedback_deeds_schemas import Handler
from centricity.web.api.feedback_schemas import Closing
from centricity.web.api.owners import owner_of
from centricity.web.api.routing import as_it_was_read, read, write
from centricity.web.api.tags import tag_of_rows
from centricity.web.audit.services import actor_of
from centricity.web.feedback import follow_ups as services
from centricity.web.feedback.models import FollowUp
from centricity.web.feedback.selectors import causes_of, follow_up_for, follow_ups_of
from centricity.web.people.roles import VoiceRight
from centricity.web.people.selectors import organisation_for

router = Router(tags=["feedback"])
ROOT = "/organisations/{slug:organisation}/follow-ups"
ONE = ROOT + "/{int:follow_up}"
_PLAIN = ("about", "opened_at", "due", "state", "overdue", "outcome", "closed_at", "version")
_CHANGED = write("write", 200, told.FollowUp, conditional=True)


@router.get(ROOT, **read(told.FollowUps))
def list_follow_ups(request: HttpRequest, organisation: str, window: Query[told.FollowUpsAsked]) -> Any:
    """Follow-ups: open ones and one's own by when they are due, closed and withdrawn ones the latest first."""
    found = organisation_for(request.user, organisation, VoiceRight.HANDLE)
    return shapes.page(request, follow_ups_of(found, request.user, window.tab), window, _shape)


@router.get(ONE, **read(told.FollowUp))
def get_follow_up(request: HttpRequest, response: HttpResponse, organisation: str, follow_up: int) -> Any:
    """One follow-up; its ETag is what a change needs."""
    content = _shape(follow_up_for(request.user, organisation, follow_up)[1])
    response.headers["ETag"] = tag_of_rows(content)
    return content


@router.put(ONE + "/owner", **_CHANGED)
def give_follow_up(
    request: HttpRequest, response: HttpResponse, organisation: str, follow_up: int, handler: Handler
) -> Any:
    """Give an open follow-up to somebody who handles feedback; ``If-Match`` names it as you read it."""
    found = _as_read(request, organisation, follow_up)
    person = owner_of(found.organisation, handler.person, "person", VoiceRight.HANDLE)
    services.follow_up_give(found, person, found.version, actor_of(request))
    return get_follow_up(request, response, organisation, follow_up)


@router.post(ONE + "/close", **_CHANGED)
def close_follow_up(
    request: HttpRequest, response: HttpResponse, organisation: str, follow_up: int, closing: Closing
) -> Any:
    """Close a follow-up with outcome and cause; ``If-Match`` names it as you read it."""
    found = _as_read(request, organisation, follow_up)
    cause = causes_of(found.organisation).filter(pk=closing.cause).first()
    services.follow_up_close(found, closing.outcome, cause, found.version, actor_of(request))
    return get_follow_up(request, response, organisation, follow_up)


@router.post(ONE + "/withdraw", **_CHANGED)
def withdraw_follow_up(
    request: HttpRequest, response: HttpResponse, organisation: str, follow_up: int, withdrawing: told.Withdrawing
) -> Any:
    """Withdraw a follow-up with the reason why nobody has to come back; ``If-Match`` names it as you read it."""
    found = _as_read(request, organisation, follow_up)
    services.follow_up_withdraw(found, withdrawing.reason, found.version, actor_of(request))
    return get_follow_up(request, response, organisation, follow_up)


def _as_read(request: HttpRequest, organisation: str, follow_up: int) -> FollowUp:
    found = follow_up_for(request.user, organisation, follow_up)[1]
    as_it_was_read(request, _shape(found))
    return found


def _shape(row: FollowUp) -> shapes.Shape:
    values = {name: getattr(row, name) for name in _PLAIN} | {"id": row.pk, "owner": row.owner_id}
    return values | {
        "feedback": row.item_id, "customer": row.customer.code if row.customer else None, "cause": row.cause_id,
    }  # fmt: skip
