"""Personal data of a customer: giving all that is held, and forgetting who it was."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from centricity.web.audit.services import Actor, record
from centricity.web.customers.models import Conflict, Customer, Interaction, Key, Merge
from centricity.web.customers.services import told, turn
from centricity.web.forgetting import forget_on_disk


@dataclass(frozen=True)
class HeldFile:
    """A file that a customer sent: its number, its name as it was sent, where it came, where it lies on the disk."""

    number: str
    name: str
    size: int
    sha256: str
    about: str
    path: Path


def no_files(_customer: Customer) -> list[HeldFile]:
    return []


@dataclass(frozen=True)
class Personal:
    """What an app gives of a customer, the files of one, and how it forgets one."""

    export: Callable[[Customer], Any]
    erase: Callable[[Customer], None]
    files: Callable[[Customer], Iterable[HeldFile]] = no_files


HELD: dict[str, Personal] = {}
"""By label of the app; every app with rows of customers adds its own when it is ready."""


def register(
    app: str,
    export: Callable[[Customer], Any],
    erase: Callable[[Customer], None],
    files: Callable[[Customer], Iterable[HeldFile]] = no_files,
) -> None:
    HELD[app] = Personal(export, erase, files)


@transaction.atomic
def export(customer: Customer, actor: Actor) -> dict[str, Any]:
    """All that is held of a customer, of those merged into it too."""
    record(actor, "customer.exported", customer.target)
    return {
        "customer": _told(customer),
        "merged": [_told(each) | _elsewhere(each) for each in _merged(customer)],
        "timeline": [_happened(each) for each in customer.interactions.order_by("at", "pk")],
    } | _elsewhere(customer)


def files_of(customer: Customer) -> list[HeldFile]:
    """Files that a customer sent, and those merged into it; each once."""
    everybody = [customer, *_merged(customer)]
    found = {file.number: file for each in everybody for _, held in sorted(HELD.items()) for file in held.files(each)}
    return list(found.values())


def _elsewhere(customer: Customer) -> dict[str, Any]:
    """What other apps hold."""
    return {app: held.export(customer) for app, held in sorted(HELD.items())}


@transaction.atomic
def erase(customer: Customer, version: int, actor: Actor) -> None:
    """Forget who a customer was: name, keys, own fields and texts go, what is counted stays.

    Raises
    ------
    MisuseError
        Where somebody else changed the customer since, or it is merged or erased.
    """
    found = turn(customer, version)
    everybody = [found, *_merged(found)]
    for each in everybody:
        for held in HELD.values():
            held.erase(each)
    numbers = [each.pk for each in everybody]
    Key.objects.filter(customer__in=numbers).delete()
    Interaction.objects.filter(customer__in=numbers).update(text="", reason="", number=None, about="")
    Conflict.objects.filter(Q(one__in=numbers) | Q(other__in=numbers)).delete()
    Merge.objects.filter(Q(kept__in=numbers) | Q(gone__in=numbers)).delete()
    Customer.objects.filter(pk__in=numbers).update(
        name="", sought="", fields={}, consent_source="", do_not_contact=True, erased_at=timezone.now()
    )
    record(actor, "customer.erased", found.target)
    forget_on_disk()


def _merged(customer: Customer) -> list[Customer]:
    """Customers merged into one, and those merged into them."""
    found: list[Customer] = []
    above = [customer.pk]
    while above:
        below = list(Customer.objects.filter(merged_into__in=above).order_by("pk"))
        found += below
        above = [each.pk for each in below]
    return found


def _told(customer: Customer) -> dict[str, Any]:
    keys = [{"kind": each.kind, "value": each.value} for each in customer.keys.all()]
    return {"code": str(customer.code), "created_at": customer.created_at.isoformat()} | told(customer) | {"keys": keys}


def _happened(each: Interaction) -> dict[str, Any]:
    names = ("kind", "channel", "outgoing", "text", "reason", "number", "about", "robot", "handed_over")
    amount = None if each.amount is None else str(each.amount)
    return {"at": each.at.isoformat(), "amount": amount} | {name: getattr(each, name) for name in names}
