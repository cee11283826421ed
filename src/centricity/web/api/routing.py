"""What operations share: whose they are, which scope they need, and which answers they give."""

from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest
from django.utils.http import parse_etags
from ninja.security import HttpBearer

from centricity.errors import Fault
from centricity.web.api.limits import limit
from centricity.web.api.problems import Refused
from centricity.web.api.schemas import Problem
from centricity.web.api.tags import names, tag_of_rows
from centricity.web.audit.services import address_of

_CHALLENGE = {"WWW-Authenticate": "Bearer"}


class Bearer(HttpBearer):
    """A token with a scope; the middleware has read it, a session is nobody.

    Where ``guests`` may ask, a request without a token is let in as nobody, who sees what is public.
    """

    def __init__(self, scope: str, *, guests: bool = False) -> None:
        super().__init__()
        self.scope, self.guests = scope, guests

    def __call__(self, request: HttpRequest) -> Any:
        token = getattr(request, "token", None)
        if token is None and self.guests:
            limit("guest", address_of(request))
            return AnonymousUser()
        if token is None:
            raise Refused(401, [Fault("web.token_missing")], _CHALLENGE)
        if self.scope not in token.scopes:
            raise Refused(403, [Fault("web.token_scope", fields={"scope": self.scope})])
        return token

    def authenticate(self, request: HttpRequest, token: str) -> Any:
        raise NotImplementedError


def _problems(*more: int) -> dict[int, Any]:
    """Statuses of refusals; the first stands for the shape of all, which would take seconds to make for each."""
    return {400: Problem} | dict.fromkeys(sorted({401, 403, 404, 413, 422, 429, *more}))


def read(shape: Any = None, scope: str = "read", *, guests: bool = False) -> dict[str, Any]:
    """Settings of an operation that reads: it knows what the program has already; guests may ask without a token."""
    return {
        "auth": Bearer(scope, guests=guests),
        "response": {200: shape, 304: None, **_problems()},
        "openapi_extra": _known(scope, guests=guests),
    }


def give(media_type: str, scope: str = "read", *, guests: bool = False) -> dict[str, Any]:
    """Settings of an operation that gives a file."""
    told = read(scope=scope, guests=guests)
    return told | {"openapi_extra": told["openapi_extra"] | {"x-gives": media_type}}


def write(scope: str, status: int, shape: Any, *, conditional: bool = False) -> dict[str, Any]:
    """Settings of an operation that writes: it may be sent twice under one key."""
    more = (409, 412, 428) if conditional else (409,)
    headers = [_header("Idempotency-Key", "The same write sent twice under one key is done once, for 24 hours.", 100)]
    if conditional:
        headers.append(_header("If-Match", "The ETag of what is changed, as it was read.", 200))
    return {
        "auth": Bearer(scope),
        "response": {status: shape, **_problems(*more)},
        "openapi_extra": {"parameters": headers, "x-scope": scope, "x-guests": False},
    }


def as_it_was_read(request: HttpRequest, content: dict[str, Any]) -> None:
    """Refuse a change of what is not as ``If-Match`` names it, or of what it does not name."""
    told = request.headers.get("If-Match", "")
    if not told:
        raise Refused(428, [Fault("web.match_needed")])
    if not names(told, tag_of_rows(content)):
        raise Refused(412, [Fault("web.changed_meanwhile")])


def as_its_version(request: HttpRequest, known: str) -> None:
    """Refuse a change where ``If-Match`` names another version; an ETag is `tag_of_version` of it."""
    told = request.headers.get("If-Match", "").strip()
    if not told:
        raise Refused(428, [Fault("web.match_needed")])
    if told != "*" and known not in {each.strip('"').partition("-")[0] for each in parse_etags(told)}:
        raise Refused(412, [Fault("web.changed_meanwhile")])


def _known(scope: str, *, guests: bool) -> dict[str, Any]:
    known = _header("If-None-Match", "The ETag of an answer that is there already.", 200)
    return {"parameters": [known], "x-scope": scope, "x-guests": guests}


def _header(name: str, description: str, longest: int) -> dict[str, Any]:
    schema = {"type": "string", "maxLength": longest, "pattern": "^[ -~]*$"}
    return {"name": name, "in": "header", "required": False, "schema": schema, "description": description}
