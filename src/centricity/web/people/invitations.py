"""Inviting people: an invitation is valid for seven days and once; only the hash of its secret is kept."""

import secrets
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from centricity.errors import Fault, MisuseError
from centricity.web.audit.services import Actor, record
from centricity.web.people.addresses import address
from centricity.web.people.hashes import hashed
from centricity.web.people.models import Invitation, User
from centricity.web.people.roles import Role
from centricity.web.people.services import Scope, administers, grant, user_create

VALID_FOR = timedelta(days=7)


@transaction.atomic
def invite(email: str, scope: Scope, language: str, by: User, actor: Actor) -> tuple[Invitation, str]:
    """Make an invitation and its secret, which is told in the letter alone."""
    secret = secrets.token_urlsafe(32)
    made = Invitation.objects.create(
        email=address(email), role=scope.role, reach=scope.reach, scope=scope.scope, subject=scope.subject,
        language=language, secret_hash=hashed(secret), invited_by=by, expires_at=timezone.now() + VALID_FOR,
    )  # fmt: skip
    record(actor, "invitation.sent", f"invitation:{made.pk}", after=scope.told())
    return made, secret


@transaction.atomic
def renew(invitation: Invitation, actor: Actor) -> str:
    """Give an open invitation a new secret and seven more days; the old link is dead.

    Raises
    ------
    MisuseError
        Where it was accepted or withdrawn.
    """
    secret = secrets.token_urlsafe(32)
    _change_open(
        Invitation.objects.filter(pk=invitation.pk), secret_hash=hashed(secret), expires_at=timezone.now() + VALID_FOR
    )
    record(actor, "invitation.resent", f"invitation:{invitation.pk}")
    return secret


@transaction.atomic
def withdraw(invitation: Invitation, actor: Actor) -> None:
    """Make the link of an invitation dead.

    Raises
    ------
    MisuseError
        Where it was accepted or withdrawn already.
    """
    _change_open(Invitation.objects.filter(pk=invitation.pk), withdrawn_at=timezone.now())
    record(actor, "invitation.withdrawn", f"invitation:{invitation.pk}")


@transaction.atomic
def accept(invitation: Invitation, user: User, actor: Actor) -> None:
    """Give what an invitation promises, once.

    Raises
    ------
    MisuseError
        Where it was accepted, withdrawn or outlived, is another person's, or makes an administrator while whoever
        sent it is none any more.
    """
    if user.email != invitation.email:
        raise MisuseError([Fault("web.invitation_of_another")])
    if invitation.role == Role.ADMINISTRATOR and not _is_backed(invitation):
        raise MisuseError([Fault("web.invitation_unbacked")])
    now = timezone.now()
    _change_open(Invitation.objects.filter(pk=invitation.pk, expires_at__gte=now), accepted_at=now)
    grant(user, scope_of(invitation), actor, invitation.invited_by)
    record(actor, "invitation.accepted", f"invitation:{invitation.pk}", after={"user": f"user:{user.pk}"})


def _is_backed(invitation: Invitation) -> bool:
    """Whether whoever sent an invitation administers the platform still; a change of that waits meanwhile."""
    by = User.objects.select_for_update().filter(pk=invitation.invited_by_id, is_active=True).first()
    return by is not None and administers(by)


@transaction.atomic
def join(invitation: Invitation, password: str | None, actor: Actor, **more: Any) -> User:
    """Make the account of an invited person, with what the invitation promises.

    Raises
    ------
    MisuseError
        Where the invitation is not open any more.
    ValidationError
        Where the password breaks the platform's rules.
    """
    user = user_create(invitation.email, password, actor, language=invitation.language, **more)
    accept(invitation, user, Actor(f"user:{user.pk}", actor.address))
    return user


def _change_open(asked: QuerySet[Invitation], **changes: Any) -> None:
    if not asked.filter(accepted_at=None, withdrawn_at=None).update(**changes):
        raise MisuseError([Fault("web.invitation_over")])


def scope_of(invitation: Invitation) -> Scope:
    return Scope(invitation.role, invitation.reach, invitation.scope, invitation.subject)
