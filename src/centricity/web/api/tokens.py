"""Making and revoking tokens; a token is never more than its owner."""

import secrets
from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from centricity.errors import Fault, MisuseError
from centricity.web.api.models import Token
from centricity.web.audit.services import Actor, record
from centricity.web.people.hashes import hashed
from centricity.web.people.models import User

LONGEST = 365
"""Days that a token may live."""
MOST = 50
"""Living tokens of a person."""
_MARK = "cty_"


@transaction.atomic
def token_create(owner: User, name: str, scopes: list[str], days: int, actor: Actor) -> tuple[Token, str]:
    """Make a token and its secret, which is shown once.

    Raises
    ------
    MisuseError
        Where the scopes or the days will not do, or the owner has too many tokens.
    """
    if not scopes or not set(scopes) <= set(Token.Scope.values) or not 1 <= days <= LONGEST:
        raise MisuseError([Fault("web.token_unfit", fields={"limit": LONGEST})])
    User.objects.select_for_update().get(pk=owner.pk)
    living = owner.tokens.filter(revoked_at=None, expires_at__gt=timezone.now())
    if living.count() >= MOST:
        raise MisuseError([Fault("web.token_many", fields={"limit": MOST})])
    secret = _MARK + secrets.token_urlsafe(32)
    made = Token.objects.create(
        owner=owner, name=name, prefix=secret[:12], secret_hash=hashed(secret),
        scopes=[scope for scope in Token.Scope.values if scope in scopes],
        expires_at=timezone.now() + timedelta(days=days),
    )  # fmt: skip
    record(actor, "token.created", made.target, after={"scopes": made.scopes, "expires": made.expires_at.isoformat()})
    return made, secret


@transaction.atomic
def token_revoke(token: Token, actor: Actor) -> None:
    """End a token; ending it twice is ending it once."""
    if Token.objects.filter(pk=token.pk, revoked_at=None).update(revoked_at=timezone.now()):
        record(actor, "token.revoked", token.target)


def token_of(secret: str) -> Token:
    """The living token with a secret.

    Raises
    ------
    MisuseError
        Where there is none, it has expired or was revoked, or its owner may not sign in any more.
    """
    found = Token.objects.select_related("owner").filter(secret_hash=hashed(secret)).first()
    if found is None or not found.alive or not found.owner.is_active:
        raise MisuseError([Fault("web.token_refused")])
    today = timezone.now().date()
    if found.last_used_on != today:
        Token.objects.filter(pk=found.pk).update(last_used_on=today)
    return found
