"""Whose the token is: profile, own data, sessions and tokens."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from ninja import Query, Router, Status

from centricity.web.api import people_schemas, schemas, shapes
from centricity.web.api.routing import read, write
from centricity.web.api.selectors import token_for, tokens_of
from centricity.web.api.tokens import token_revoke
from centricity.web.audit.services import actor_of
from centricity.web.panels.models import Panel
from centricity.web.panels.selectors import panels_asking
from centricity.web.people import personal, services
from centricity.web.people.selectors import organisations_heard, voice_right

router = Router(tags=["me"])


@router.get("/me", **read(schemas.Me))
def who_am_i(request: HttpRequest) -> Any:
    """Whose token this is, and what it may do."""
    token = request.token
    return {"name": str(token.owner), "scopes": token.scopes, "expires_at": token.expires_at}


@router.patch("/me", **write("write", 200, schemas.Me))
def change_me(request: HttpRequest, change: people_schemas.Profile) -> Any:
    """Keep another name, language or appearance."""
    wanted = {name: value for name, value in change.dict().items() if value is not None}
    if wanted:
        services.profile_set(request.user, actor_of(request), **wanted)
    return who_am_i(request)


@router.get("/me/organisations", **read(people_schemas.OrganisationsSeen))
def list_my_organisations(request: HttpRequest, window: Query[schemas.Window]) -> Any:
    """Organisations whose figures you may see, and how much you may do there."""
    return shapes.page(
        request, organisations_heard(request.user), window,
        lambda row: shapes.organisation(row) | {"right": voice_right(request.user, row.code).name.lower()},
    )  # fmt: skip


@router.get("/me/panels", **read(people_schemas.MyPanels))
def list_my_panels(request: HttpRequest, window: Query[schemas.Window]) -> Any:
    """Panels that you are of, open ones first."""
    return shapes.page(request, panels_asking(request.user), window, _panel)


@router.get("/me/data", **read(dict[str, Any]))
def get_my_data(request: HttpRequest, response: HttpResponse) -> Any:
    """All that the platform holds of you, by app; asking for it is kept in the audit log."""
    response.headers["Cache-Control"] = "no-store"
    return personal.export(request.user, actor_of(request))


@router.delete("/me/sessions", **write("write", 204, None))
def end_my_sessions(request: HttpRequest) -> Any:
    """Sign out in every browser; tokens stay."""
    services.sessions_end(request.user, actor_of(request))
    return Status(204, None)


@router.get("/tokens", **read(people_schemas.Tokens))
def list_tokens(request: HttpRequest, window: Query[schemas.Window]) -> Any:
    """Your tokens without their secrets; one is made on its page alone, where you tell who you are."""
    return shapes.page(request, tokens_of(request.user), window, shapes.token)


@router.delete("/tokens/{int:token}", **write("write", 204, None))
def revoke_token(request: HttpRequest, token: int) -> Any:
    """End a token, also that which asks."""
    token_revoke(token_for(request.user, token), actor_of(request))
    return Status(204, None)


def _panel(row: Panel) -> shapes.Shape:
    plain = {name: getattr(row, name) for name in ("code", "state", "due")}
    return plain | {"organisation": row.organisation.code, "title": shapes.both(row, "title")}
