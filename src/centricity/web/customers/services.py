"""Changing customers, and turning to them; every change is audited, and none overwrites another's."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone

from centricity.errors import Fault, MisuseError
from centricity.web.audit.services import Actor, record
from centricity.web.customers.keys import sought, sound
from centricity.web.customers.models import Customer, Interaction, Key
from centricity.web.customers.selectors import may_be_contacted
from centricity.web.people.models import Organisation

FACTS = (
    "kind", "name", "market", "segment", "language", "channel", "do_not_contact", "consent", "consent_at",
    "consent_source", "joined", "left", "fields",
)  # fmt: skip
"""What is known of a customer, beside keys and interactions."""
NAMELESS = frozenset({"name", "fields", "consent_source"})
"""Facts that the log names without telling: it is kept for good, a customer may ask to be forgotten."""
Keys = Sequence[tuple[str, str]]


@transaction.atomic
def customer_create(organisation: Organisation, facts: dict[str, Any], keys: Keys, actor: Actor) -> Customer:
    """Add a customer.

    Raises
    ------
    MisuseError
        Where there is neither a name nor a key; where a key is none, or another customer's; where consent has no
        source.
    """
    customer = Customer(organisation=organisation)
    _set(customer, facts)
    _named(customer, keys)
    customer.save(force_insert=True)
    _keys_set(customer, keys)
    record(actor, "customer.created", customer.target, after={"organisation": organisation.code})
    return customer


@transaction.atomic
def customer_edit(customer: Customer, facts: dict[str, Any], keys: Keys, version: int, actor: Actor) -> Customer:
    """Change a customer as it was read.

    Raises
    ------
    MisuseError
        Where somebody else changed the customer since; see also `customer_create`.
    """
    turned = turn(customer, version)
    before = told(turned)
    _set(turned, facts)
    _named(turned, keys)
    turned.save()
    _keys_set(turned, keys)
    after = told(turned)
    changed = [name for name, value in after.items() if before[name] != value]
    record(
        actor,
        "customer.changed",
        turned.target,
        {name: before[name] for name in changed if name not in NAMELESS},
        {"facts": changed} | {name: after[name] for name in changed if name not in NAMELESS},
    )
    return turned


def turn(customer: Customer, version: int) -> Customer:
    """Begin a change of a customer as it was read, within a transaction.

    Raises
    ------
    MisuseError
        Where somebody else changed the customer since, or it is merged or erased.
    """
    open_ones = Customer.objects.filter(pk=customer.pk, version=version, merged_into=None, erased_at=None)
    if not open_ones.update(version=version + 1):
        raise MisuseError([Fault("web.changed_meanwhile")])
    return Customer.objects.get(pk=customer.pk)


def told(customer: Customer) -> dict[str, Any]:
    """Facts of a customer as they can be kept in a log."""
    values = {name: getattr(customer, name) for name in FACTS}
    return {name: value.isoformat() if hasattr(value, "isoformat") else value for name, value in values.items()}


def _set(customer: Customer, facts: dict[str, Any]) -> None:
    before = customer.consent
    for name in FACTS:
        if name in facts:
            setattr(customer, name, facts[name])
    customer.sought = sought(customer.name)
    days = customer.joined, customer.left
    if {"joined", "left"} & set(facts) and None not in days and days[1] < days[0]:
        raise MisuseError([Fault("web.customer_left_first")])
    if customer.consent == Customer.Consent.UNKNOWN:
        customer.consent_at, customer.consent_source = None, ""
        return
    if not customer.consent_source:
        raise MisuseError([Fault("web.customer_consent_source")])
    if customer.consent_at is None or (customer.consent != before and "consent_at" not in facts):
        customer.consent_at = timezone.now()


def _named(customer: Customer, keys: Keys) -> None:
    if not customer.name.strip() and not keys:
        raise MisuseError([Fault("web.customer_unnamed")])


def _keys_set(customer: Customer, keys: Keys) -> None:
    """Let a customer have these keys and no others."""
    wanted = set(sound(list(keys)))
    held = {(each.kind, each.value): each.pk for each in customer.keys.all()}
    Key.objects.filter(pk__in=[pk for pair, pk in held.items() if pair not in wanted]).delete()
    for kind, value in sorted(wanted - set(held)):
        try:
            with transaction.atomic():
                Key.objects.create(customer=customer, organisation_id=customer.organisation_id, kind=kind, value=value)
        except IntegrityError:
            raise MisuseError([Fault("web.customer_key_taken", fields={"kind": kind, "value": value})]) from None


@transaction.atomic
def consent_withdraw(customer: Customer, source: str, actor: Actor) -> None:
    """Take back a customer's consent to be asked, whoever changes the customer meanwhile."""
    held = Customer.objects.select_for_update().get(pk=customer.pk)
    before = held.consent
    held.consent, held.consent_at, held.consent_source = Customer.Consent.WITHDRAWN, timezone.now(), source
    held.version += 1
    held.save(update_fields=["consent", "consent_at", "consent_source", "version"])
    record(actor, "customer.changed", held.target, {"consent": before}, {"consent": held.consent})


@transaction.atomic
def contact_record(
    customer: Customer, channel: str, text: str, reason: str, actor: Actor, at: datetime | None = None
) -> Interaction:
    """Keep that somebody turns to a customer; another channel than the preferred one needs a reason.

    Raises
    ------
    MisuseError
        Where the customer may not be contacted, or not so without a reason.
    """
    now = Customer.objects.select_for_update().get(pk=customer.pk)
    contact_allowed(now, channel, reason)
    made = Interaction.objects.create(
        customer=now, organisation_id=now.organisation_id, kind=Interaction.Kind.CONTACT, channel=channel,
        at=at or timezone.now(), outgoing=True, text=text, reason=reason.strip(),
    )  # fmt: skip
    record(actor, "customer.contacted", now.target, after={"channel": channel, "reason": bool(reason.strip())})
    return made


def contact_allowed(customer: Customer, channel: str, reason: str) -> None:
    """Refuse to turn to a customer who must not be contacted, or over another channel without a reason.

    Raises
    ------
    MisuseError
        Where it is so.
    """
    if not may_be_contacted(customer):
        raise MisuseError([Fault("web.customer_not_to_contact")])
    if customer.channel not in {"", channel} and not reason.strip():
        raise MisuseError([Fault("web.customer_other_channel")])
