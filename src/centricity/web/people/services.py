"""Changing people, their roles and their organisations; every change is audited."""

from dataclasses import dataclass
from typing import Any

from django.contrib.auth.password_validation import validate_password
from django.db import IntegrityError, transaction
from django.db.models import F

from centricity.errors import Fault, MisuseError
from centricity.web.audit.services import SYSTEM, Actor, record
from centricity.web.people.addresses import address
from centricity.web.people.models import Grant, Organisation, User
from centricity.web.people.roles import Reach, Role


@dataclass(frozen=True)
class Scope:
    """A role, where it holds, and the company of a contact."""

    role: str
    reach: str = Reach.SITE
    scope: str = ""
    subject: str = ""

    def told(self) -> dict[str, str]:
        return {"role": self.role, "reach": self.reach, "scope": self.scope, "subject": self.subject}


@transaction.atomic
def user_create(email: str, password: str | None, actor: Actor = SYSTEM, **more: Any) -> User:
    """Make an account; a password that is given must pass the platform's rules.

    Raises
    ------
    MisuseError
        Where the address has an account.
    ValidationError
        Where the address or the password breaks the platform's rules.
    """
    user = User(email=address(email), **more)
    if password is None:
        user.set_unusable_password()
    else:
        validate_password(password, user)
        user.set_password(password)
    try:
        with transaction.atomic():
            user.save(force_insert=True)
    except IntegrityError:
        raise MisuseError([Fault("web.email_taken")]) from None
    record(actor, "user.created", f"user:{user.pk}")
    return user


@transaction.atomic
def grant(user: User, scope: Scope, actor: Actor = SYSTEM, by: User | None = None) -> Grant:
    """Give a role; giving it twice is giving it once."""
    made, fresh = Grant.objects.get_or_create(
        user=user,
        role=scope.role,
        reach=scope.reach,
        scope=scope.scope,
        subject=scope.subject,
        defaults={"granted_by": by},
    )
    if fresh:
        record(actor, "grant.given", f"user:{user.pk}", after=scope.told())
    return made


@transaction.atomic
def grant_take(held: Grant, actor: Actor) -> None:
    """Take a role away; the last administrator of the platform keeps it.

    Raises
    ------
    MisuseError
        Where nobody else administers the platform.
    """
    if held.role == Role.ADMINISTRATOR and held.reach == Reach.SITE:
        keep_an_administrator(held.user)
    lost = Scope(held.role, held.reach, held.scope, held.subject)
    record(actor, "grant.taken", f"user:{held.user_id}", before=lost.told())
    held.delete()


@transaction.atomic
def organisation_create(code: str, name_ru: str, name_en: str, actor: Actor = SYSTEM) -> Organisation:
    """Add an organisation.

    Raises
    ------
    MisuseError
        Where the code is taken.
    """
    try:
        with transaction.atomic():
            made = Organisation.objects.create(code=code, name_ru=name_ru, name_en=name_en)
    except IntegrityError:
        raise MisuseError([Fault("web.organisation_taken", fields={"code": code})]) from None
    record(actor, "organisation.created", f"organisation:{code}")
    return made


@transaction.atomic
def grant_give(user: User, scope: Scope, version: int, actor: Actor, by: User) -> None:
    """Give a role to a person as it was read; see `turn`."""
    grant(turn(user, version), scope, actor, by)


@transaction.atomic
def grant_take_back(held: Grant, version: int, actor: Actor) -> None:
    """Take a role from a person as it was read; see `turn` and `grant_take`."""
    turn(held.user, version)
    grant_take(held, actor)


@transaction.atomic
def turn(user: User, version: int) -> User:
    """Begin a change of a person as it was read: what another has changed meanwhile is not overwritten.

    Raises
    ------
    MisuseError
        Where somebody else changed the person since.
    """
    if not User.objects.filter(pk=user.pk, version=version).update(version=version + 1):
        raise MisuseError([Fault("web.changed_meanwhile")])
    return User.objects.get(pk=user.pk)


def keep_an_administrator(user: User) -> None:
    """Refuse to lose the last administrator; two who go at once wait for each other here.

    Raises
    ------
    MisuseError
        Where nobody but the user administers the platform.
    """
    administering = Grant.objects.filter(role=Role.ADMINISTRATOR, reach=Reach.SITE)
    list(administering.order_by("pk").select_for_update())
    if not administering.filter(user__is_active=True).exclude(user=user).exists():
        raise MisuseError([Fault("web.last_administrator")])


def administers(user: User) -> bool:
    return user.grants.filter(role=Role.ADMINISTRATOR, reach=Reach.SITE).exists()


@transaction.atomic
def active_set(user: User, *, active: bool, version: int, actor: Actor) -> None:
    """Let a person in, or keep it out; keeping it out ends its sessions.

    Raises
    ------
    MisuseError
        Where the person is the last administrator, or was changed meanwhile.
    """
    user = turn(user, version)
    if not active and administers(user):
        keep_an_administrator(user)
    user.is_active = active
    user.sessions_ended += 1
    user.save(update_fields=["is_active", "sessions_ended"])
    record(actor, "user.reactivated" if active else "user.deactivated", f"user:{user.pk}")


@transaction.atomic
def sessions_end(user: User, actor: Actor) -> None:
    """End all sessions of a person, also that in which it is asked for."""
    User.objects.filter(pk=user.pk).update(sessions_ended=F("sessions_ended") + 1)
    record(actor, "sessions.ended", f"user:{user.pk}")


@transaction.atomic
def profile_set(user: User, actor: Actor, **chosen: str) -> None:
    """Keep name, language and theme; the log tells that, not what: a name must not live on in it."""
    look_set(user, **chosen)
    record(actor, "user.profile", f"user:{user.pk}")


def look_set(user: Any, **chosen: str) -> None:
    """Keep the language and the theme somebody chose; no audit: it tells nothing that anyone must answer for."""
    User.objects.filter(pk=user.pk).update(**chosen)
    for name, value in chosen.items():
        setattr(user, name, value)
