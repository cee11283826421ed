"""Rituals and their sittings, with the rights of the pages."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from ninja import Query, Router, Status

from centricity.errors import Fault, Place
from centricity.web.api import improvement_schemas as told
from centricity.web.api import shapes
from centricity.web.api.actions_schemas import Action, NewPlan
from centricity.web.api.owners import acted, plan_of
from centricity.web.api.problems import Refused
from centricity.web.api.routing import as_it_was_read, read, write
from centricity.web.api.schemas import Window
from centricity.web.api.tags import tag_of_rows
from centricity.web.audit.services import actor_of
from centricity.web.improvement.models import Ritual, Sitting
from centricity.web.improvement.ritual_selectors import answers_for, may_hold, ritual_for, rituals_of, sitting_for
from centricity.web.improvement.rituals import Habit, ritual_change, ritual_create
from centricity.web.improvement.sittings import Held, is_missed, sitting_act, sitting_excuse, sitting_hold
from centricity.web.people.models import Organisation, User
from centricity.web.people.roles import VoiceRight
from centricity.web.people.selectors import holders, organisation_for, voice_right

router = Router(tags=["actions"])
ROOT = "/organisations/{slug:organisation}/rituals"
ONE = ROOT + "/{int:ritual}"
SITTING = "/organisations/{slug:organisation}/sittings/{int:sitting}"


@router.get(ROOT, **read(told.Rituals))
def list_rituals(request: HttpRequest, organisation: str, window: Query[Window]) -> Any:
    """Rituals of an organisation, those with missed sittings first."""
    found = organisation_for(request.user, organisation, VoiceRight.RESULTS)
    return shapes.page(request, rituals_of(found).prefetch_related("sittings", "members"), window, _ritual)


@router.post(ROOT, **write("write", 201, told.Ritual))
def create_ritual(request: HttpRequest, response: HttpResponse, organisation: str, wanted: told.NewRitual) -> Any:
    """Make a ritual; its sittings are planned up to the next one."""
    found = organisation_for(request.user, organisation, VoiceRight.EDIT)
    made = ritual_create(found, _habit(found, wanted), actor_of(request))
    response.headers["Location"] = f"/api/v1/organisations/{organisation}/rituals/{made.pk}"
    return Status(201, get_ritual(request, response, organisation, made.pk))


@router.get(ONE, **read(told.Ritual))
def get_ritual(request: HttpRequest, response: HttpResponse, organisation: str, ritual: int) -> Any:
    """One ritual; its ETag is what a change needs."""
    content = _ritual(ritual_for(request.user, organisation, ritual)[1])
    response.headers["ETag"] = tag_of_rows(content)
    return content


@router.put(ONE, **write("write", 200, told.Ritual, conditional=True))
def change_ritual(
    request: HttpRequest, response: HttpResponse, organisation: str, ritual: int, wanted: told.NewRitual
) -> Any:
    """Change a ritual; ``If-Match`` names it as you read it. Past sittings stay as they were."""
    place, found = ritual_for(request.user, organisation, ritual)
    if voice_right(request.user, organisation) < VoiceRight.EDIT:
        raise PermissionDenied
    as_it_was_read(request, _ritual(found))
    ritual_change(found, _habit(place, wanted), found.version, actor_of(request))
    return get_ritual(request, response, organisation, ritual)


@router.get(f"{ONE}/sittings", **read(told.Sittings))
def list_sittings(request: HttpRequest, organisation: str, ritual: int, window: Query[Window]) -> Any:
    """Sittings of a ritual, the latest first."""
    _place, found = ritual_for(request.user, organisation, ritual)
    return shapes.page(
        request,
        found.sittings.select_related("ritual__organisation").prefetch_related("seats", "topics"),
        window,
        lambda row: _sitting(request, row),
    )


@router.get(SITTING, **read(told.Sitting))
def get_sitting(request: HttpRequest, response: HttpResponse, organisation: str, sitting: int) -> Any:
    """One sitting; its ETag is what a change needs."""
    content = _sitting(request, sitting_for(request.user, organisation, sitting)[1])
    response.headers["ETag"] = tag_of_rows(content)
    return content


@router.post(f"{SITTING}/hold", **write("write", 200, told.Sitting, conditional=True))
def hold_sitting(
    request: HttpRequest, response: HttpResponse, organisation: str, sitting: int, held: told.HeldSitting
) -> Any:
    """Tell who came and what came of a sitting; ``If-Match`` names it as you read it."""
    place, found = sitting_for(request.user, organisation, sitting)
    if not may_hold(request.user, found):
        raise PermissionDenied
    as_it_was_read(request, _sitting(request, found))
    known = set(found.seats.values_list("person", flat=True))
    came = _people(place, held.came, "came", known)
    how = Held(held.held_on, held.outcome, came, held.guests, held.effect)
    sitting_hold(found, how, found.version, actor_of(request))
    return get_sitting(request, response, organisation, sitting)


@router.post(f"{SITTING}/excuse", **write("write", 200, told.Sitting, conditional=True))
def excuse_sitting(
    request: HttpRequest, response: HttpResponse, organisation: str, sitting: int, why: told.Excuse
) -> Any:
    """Tell why a sitting was missed; its agenda goes to the next one. ``If-Match`` names it as you read it."""
    _place, found = sitting_for(request.user, organisation, sitting)
    if not answers_for(request.user, found.ritual):
        raise PermissionDenied
    as_it_was_read(request, _sitting(request, found))
    sitting_excuse(found, why.excuse, found.version, actor_of(request))
    return get_sitting(request, response, organisation, sitting)


@router.post(f"{SITTING}/actions", **write("write", 201, Action))
def act_on_sitting(
    request: HttpRequest, response: HttpResponse, organisation: str, sitting: int, wanted: NewPlan
) -> Any:  # fmt: skip
    """Make an action of what came of a sitting that was held."""
    place, found = sitting_for(request.user, organisation, sitting)
    if voice_right(request.user, organisation) < VoiceRight.EDIT:
        raise PermissionDenied
    return acted(response, sitting_act(found, plan_of(place, wanted), actor_of(request)))


def _habit(place: Organisation, wanted: told.NewRitual) -> Habit:
    owner = _people(place, [wanted.owner], "owner")[0] if wanted.owner is not None else None
    members = _people(place, wanted.members, "members")
    return Habit(wanted.title, wanted.kind, wanted.every, wanted.first_on, owner, members, wanted.on)


def _people(place: Organisation, numbers: list[int], name: str, known: set[int] | None = None) -> list[User]:
    """People with a role on the organisation, or who are seated already; every stranger is named."""
    wanted = list(dict.fromkeys(numbers))
    found = {user.pk: user for user in holders(place.code).filter(pk__in=wanted)}
    seated = set(wanted) & (known or set())
    found |= {user.pk: user for user in User.objects.filter(pk__in=seated - set(found))}
    strange = [n for n, each in enumerate(numbers) if each not in found]
    if strange:
        raise Refused(422, [Fault("web.owner_without_role", Place(key=f"{name}.{n}")) for n in strange])
    return [found[each] for each in wanted]


def _ritual(row: Ritual) -> shapes.Shape:
    names = ("title", "kind", "every", "first_on", "on", "version")
    sittings = row.sittings.all()
    waiting = [each.planned_on for each in sittings if each.held_on is None and not is_missed(each)]
    return {name: getattr(row, name) for name in names} | {
        "id": row.pk, "owner": row.owner_id, "members": sorted(each.pk for each in row.members.all()),
        "next_on": min(waiting, default=None), "missed": sum(is_missed(each) and not each.excuse for each in sittings),
    }  # fmt: skip


def _sitting(request: HttpRequest, row: Sitting) -> shapes.Shape:
    """A sitting; what is on its agenda is named to those alone who handle feedback."""
    names = ("planned_on", "held_on", "guests", "outcome", "effect", "excuse", "version")
    came = sorted(seat.person_id for seat in row.seats.all() if seat.came and seat.person_id)
    abouts = [each.about for each in row.topics.all()]
    handles = voice_right(request.user, row.ritual.organisation.code) >= VoiceRight.HANDLE
    more = {"id": row.pk, "missed": is_missed(row), "came": came, "topics": len(abouts)}
    more["agenda"] = abouts if handles else None
    return {name: getattr(row, name) for name in names} | more
