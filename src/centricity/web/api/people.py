"""People, roles, invitations and organisations: what only administrators with a second factor do."""

from typing import Any, TypeVar

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from ninja import Query, Router, Status

from centricity.errors import Fault, Place
from centricity.web.api import people_schemas, schemas, shapes
from centricity.web.api.problems import Refused
from centricity.web.api.routing import as_it_was_read, read, write
from centricity.web.api.tags import tag_of_rows
from centricity.web.audit.services import actor_of
from centricity.web.people import invitations, personal, selectors, services
from centricity.web.people.forms import InviteForm, ScopeForm
from centricity.web.people.letters import send_invitation
from centricity.web.people.models import User
from centricity.web.people.second_factor import second_factor_remove

router = Router(tags=["people"])
SCOPE = "people"


@router.get("/people", **read(people_schemas.People, SCOPE))
def list_people(request: HttpRequest, window: Query[schemas.Window]) -> Any:
    """Everybody who has an account, with their roles."""
    selectors.administrator_or_404(request.user)
    return shapes.page(request, selectors.everybody(), window, shapes.person)


@router.get("/people/{int:person}", **read(people_schemas.Person, SCOPE))
def get_person(request: HttpRequest, response: HttpResponse, person: int) -> Any:
    """One person; its ETag is what a change needs."""
    selectors.administrator_or_404(request.user)
    return _tagged(response, person)


@router.get("/people/{int:person}/data", **read(dict[str, Any], SCOPE))
def get_person_data(request: HttpRequest, response: HttpResponse, person: int) -> Any:
    """All that the platform holds of a person, by app; asking for it is kept in the audit log."""
    selectors.administrator_or_404(request.user)
    response.headers["Cache-Control"] = "no-store"
    return personal.export(selectors.person_or_404(person), actor_of(request))


@router.patch("/people/{int:person}", **write(SCOPE, 200, people_schemas.Person, conditional=True))
def change_person(
    request: HttpRequest, response: HttpResponse, person: int, change: people_schemas.PersonChange
) -> Any:
    """Close an account, which ends its sessions, or open it again; ``If-Match`` names the person as you read it."""
    found = _as_read(request, person)
    services.active_set(found, active=change.active, version=found.version, actor=actor_of(request))
    return _tagged(response, person)


@router.delete("/people/{int:person}/second-factor", **write(SCOPE, 200, people_schemas.Person, conditional=True))
def remove_second_factor(request: HttpRequest, response: HttpResponse, person: int) -> Any:
    """Remove app, keys and codes of somebody who has lost them; ``If-Match`` names the person as you read it."""
    found = _as_read(request, person)
    second_factor_remove(found, found.version, actor_of(request))
    return _tagged(response, person)


@router.post("/people/{int:person}/erase", **write(SCOPE, 204, None, conditional=True))
def erase_person(request: HttpRequest, person: int, confirmed: people_schemas.Confirmed) -> Any:
    """Forget a person; the e-mail confirms whom, ``If-Match`` names the person as you read it."""
    found = _as_read(request, person)
    if confirmed.email.strip().lower() != found.email:
        raise Refused(422, [Fault("web.email_of_another", Place(key="email"))])
    personal.erase(found, found.version, actor_of(request))
    return Status(204, None)


@router.post("/people/{int:person}/grants", **write(SCOPE, 201, people_schemas.Person, conditional=True))
def give_role(request: HttpRequest, response: HttpResponse, person: int, wanted: people_schemas.NewGrant) -> Any:
    """Give a role; ``If-Match`` names the person as you read it."""
    found = _as_read(request, person)
    scope = _sound(ScopeForm(_asked(wanted))).scope()
    services.grant_give(found, scope, found.version, actor_of(request), request.user)
    return Status(201, _tagged(response, person))


@router.delete("/people/{int:person}/grants/{int:grant}", **write(SCOPE, 200, people_schemas.Person, conditional=True))
def take_role(request: HttpRequest, response: HttpResponse, person: int, grant: int) -> Any:
    """Take a role away; ``If-Match`` names the person as you read it."""
    found = _as_read(request, person)
    held = get_object_or_404(found.grants, pk=grant)
    services.grant_take_back(held, found.version, actor_of(request))
    return _tagged(response, person)


@router.get("/invitations", **read(people_schemas.Invitations, SCOPE))
def list_invitations(request: HttpRequest, window: Query[schemas.Window]) -> Any:
    """Invitations that were neither taken up nor withdrawn."""
    selectors.administrator_or_404(request.user)
    return shapes.page(request, selectors.open_invitations(), window, shapes.invitation)


@router.post("/invitations", **write(SCOPE, 201, people_schemas.Invitation))
def create_invitation(request: HttpRequest, wanted: people_schemas.NewInvitation) -> Any:
    """Invite somebody by a letter; the answer is the same whether the address has an account or not."""
    selectors.administrator_or_404(request.user)
    form = _sound(InviteForm(_asked(wanted) | {"email": wanted.email, "language": wanted.language}))
    actor = actor_of(request)
    made, secret = invitations.invite(form.cleaned_data["email"], form.scope(), wanted.language, request.user, actor)
    send_invitation(made, secret, request)
    return Status(201, shapes.invitation(made))


@router.post("/invitations/{int:invitation}/resend", **write(SCOPE, 200, people_schemas.Invitation))
def resend_invitation(request: HttpRequest, invitation: int) -> Any:
    """Send the letter again with a new link, valid for seven days more; the old link is dead."""
    selectors.administrator_or_404(request.user)
    found = get_object_or_404(selectors.open_invitations(), pk=invitation)
    send_invitation(found, invitations.renew(found, actor_of(request)), request)
    return shapes.invitation(get_object_or_404(selectors.open_invitations(), pk=invitation))


@router.delete("/invitations/{int:invitation}", **write(SCOPE, 204, None))
def withdraw_invitation(request: HttpRequest, invitation: int) -> Any:
    """Make the link of an invitation dead."""
    selectors.administrator_or_404(request.user)
    invitations.withdraw(get_object_or_404(selectors.open_invitations(), pk=invitation), actor_of(request))
    return Status(204, None)


@router.get("/organisations", **read(schemas.Organisations))
def list_organisations(request: HttpRequest, window: Query[schemas.Window]) -> Any:
    """Organisations to which you may add a study."""
    return shapes.page(request, selectors.organisations_to_fill(request.user), window, shapes.organisation)


@router.post("/organisations", **write(SCOPE, 201, schemas.Organisation))
def create_organisation(request: HttpRequest, wanted: people_schemas.NewOrganisation) -> Any:
    """Add an organisation."""
    selectors.administrator_or_404(request.user)
    return Status(201, shapes.organisation(services.organisation_create(**wanted.dict(), actor=actor_of(request))))


def _as_read(request: HttpRequest, person: int) -> User:
    """The person that is to be changed, where it is as ``If-Match`` names it."""
    selectors.administrator_or_404(request.user)
    found = selectors.person_or_404(person)
    as_it_was_read(request, shapes.person(found))
    return found


def _tagged(response: HttpResponse, person: int) -> shapes.Shape:
    content = shapes.person(selectors.person_or_404(person))
    response.headers["ETag"] = tag_of_rows(content)
    return content


def _asked(wanted: people_schemas.NewGrant) -> dict[str, str]:
    """What the form of a role asks, of what the API was told."""
    return {"role": wanted.role, "place": f"{wanted.reach}:{wanted.scope}", "subject": wanted.subject}


_F = TypeVar("_F", bound=ScopeForm)
_UNFIT = {
    "place": ("scope", "web.place_unknown"), "subject": ("subject", "web.subject_needed"),
    "email": ("email", "web.email_unfit"),
}  # fmt: skip
"""Fields of the forms that a checked request may still fail at, what the API calls them, and what is wrong then."""


def _sound(form: _F) -> _F:
    """A form without faults."""
    if not form.is_valid():
        raise Refused(422, [Fault(code, Place(key=name)) for name, code in (_UNFIT[field] for field in form.errors)])
    return form
