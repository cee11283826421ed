"""Personal data: what each app holds of a person, and how it forgets it."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db import transaction

from centricity.web.audit.services import Actor, record
from centricity.web.forgetting import forget_on_disk
from centricity.web.people.models import User
from centricity.web.people.services import administers, keep_an_administrator, turn


@dataclass(frozen=True)
class Personal:
    """What an app gives of a person, and how it forgets it."""

    export: Callable[[User], dict[str, Any]]
    erase: Callable[[User], None]


HELD: dict[str, Personal] = {}
"""By label of the app; every app of the platform adds its own when it is ready, also one that holds nothing."""


def register(app: str, export: Callable[[User], dict[str, Any]], erase: Callable[[User], None]) -> None:
    HELD[app] = Personal(export, erase)


def nothing(user: User) -> dict[str, Any]:
    """For apps that hold nothing of a person."""
    return {}


def keep(user: User) -> None:
    """For apps whose rows name a person by number alone: it names nobody after the account is erased."""


@transaction.atomic
def export(user: User, actor: Actor) -> dict[str, Any]:
    """All that the platform holds of a person, by app."""
    record(actor, "user.exported", f"user:{user.pk}")
    return {app: held.export(user) for app, held in sorted(HELD.items())}


@transaction.atomic
def erase(user: User, version: int, actor: Actor) -> None:
    """Forget a person: the account stays as a number that names nobody.

    Raises
    ------
    MisuseError
        Where the person is the last administrator, or was changed meanwhile.
    """
    user = turn(user, version)
    if administers(user):
        keep_an_administrator(user)
    for held in HELD.values():
        held.erase(user)
    record(actor, "user.erased", f"user:{user.pk}")
    forget_on_disk()
