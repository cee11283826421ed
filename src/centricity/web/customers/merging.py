"""Making two customers one, and undoing it exactly; what moved is kept with the merge."""

from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from centricity.errors import Fault, MisuseError
from centricity.web.audit.services import Actor, record
from centricity.web.customers import belongings
from centricity.web.customers.keys import sought
from centricity.web.customers.models import Conflict, Customer, Interaction, Key, Merge
from centricity.web.customers.services import FACTS, told

_FILLED = ("name", "market", "segment", "language", "channel", "joined", "left")
_CONSENT = ("consent", "consent_at", "consent_source")


def merge(kept: Customer, gone: Customer, versions: tuple[int, int], actor: Actor) -> Merge:
    """Make two customers one, as both were read: the kept one gets what the other has and what it lacks.

    Contacts that either refused stay refused.

    Raises
    ------
    MisuseError
        Where they are one already, of two organisations, or somebody else changed either since.
    """
    if kept.pk == gone.pk or kept.organisation_id != gone.organisation_id:
        raise MisuseError([Fault("web.customer_same")])
    with transaction.atomic():
        first, second = _turned(kept, versions[0]), _turned(gone, versions[1])
        before = told(first)
        _filled(first, second)
        first.save()
        made = Merge(organisation_id=first.organisation_id, kept=first, gone=second, by=actor.name)
        made.keys = _moved(Key, second, first)
        made.interactions = _moved(Interaction, second, first)
        made.others = {name: belongings.moved(name, second, first) for name in sorted(belongings.OF_CUSTOMERS)}
        made.before, made.after = before, told(first)
        made.save(force_insert=True)
        Customer.objects.filter(pk=second.pk).update(merged_into=first)
        settle(first, second)
        record(actor, "customer.merged", first.target, after={"gone": second.target})
    return made


def undo(made: Merge, actor: Actor) -> None:
    """Make two customers of one again: what moved goes back, facts are as they were unless changed since.

    Contacts refused since are refused by both.

    Raises
    ------
    MisuseError
        Where it is undone already, or the customer was merged on, or erased.
    """
    with transaction.atomic():
        undone = Merge.objects.filter(pk=made.pk, undone_at=None).update(undone_at=timezone.now())
        kept = Customer.objects.select_for_update().get(pk=made.kept_id)
        gone = Customer.objects.select_for_update().get(pk=made.gone_id)
        if not undone or kept.merged_into_id is not None or gone.merged_into_id != kept.pk:
            raise MisuseError([Fault("web.customer_merged_on")])
        if kept.erased_at is not None or gone.erased_at is not None:
            raise MisuseError([Fault("web.customer_erased")])
        Key.objects.filter(pk__in=made.keys, customer=kept).update(customer=gone)
        Interaction.objects.filter(pk__in=made.interactions, customer=kept).update(customer=gone)
        for name, numbers in made.others.items():
            belongings.returned(name, numbers, kept, gone)
        _restored(kept, gone, made)
        kept.version += 1
        gone.version += 1
        gone.merged_into = None
        kept.save()
        gone.save()
        record(actor, "customer.merge_undone", kept.target, after={"gone": gone.target})


def settle(one: Customer, other: Customer) -> None:
    """Let a pair stand among the likely duplicates no more."""
    pairs = Conflict.objects.filter(one_id__in=[one.pk, other.pk], other_id__in=[one.pk, other.pk])
    pairs.update(settled_at=timezone.now())


def differ(one: Customer, other: Customer, actor: Actor) -> None:
    """Say that two likely duplicates are two customers."""
    low, high = sorted((one.pk, other.pk))
    with transaction.atomic():
        Conflict.objects.get_or_create(
            one_id=low, other_id=high, defaults={"organisation_id": one.organisation_id, "row": 0}
        )
        settle(one, other)
        record(actor, "customer.differs", one.target, after={"gone": other.target})


def _turned(customer: Customer, version: int) -> Customer:
    open_ones = Customer.objects.filter(pk=customer.pk, version=version, merged_into=None, erased_at=None)
    if not open_ones.update(version=version + 1):
        raise MisuseError([Fault("web.changed_meanwhile")])
    return Customer.objects.get(pk=customer.pk)


def _moved(model: type[Key] | type[Interaction], gone: Customer, kept: Customer) -> list[int]:
    numbers = list(model.objects.filter(customer=gone).order_by("pk").values_list("pk", flat=True))
    model.objects.filter(customer=gone).update(customer=kept)
    return numbers


def _filled(kept: Customer, gone: Customer) -> None:
    """Fill what is not known of a customer by what is known of another; the stricter word on contacts holds."""
    for name in _FILLED:
        if getattr(kept, name) in {"", None}:
            setattr(kept, name, getattr(gone, name))
    kept.sought = sought(kept.name)
    kept.fields = gone.fields | kept.fields
    kept.do_not_contact = kept.do_not_contact or gone.do_not_contact
    if _stricter(gone.consent, kept.consent):
        for name in _CONSENT:
            setattr(kept, name, getattr(gone, name))


def _stricter(consent: str, than: str) -> bool:
    order = [Customer.Consent.WITHDRAWN, Customer.Consent.GIVEN, Customer.Consent.UNKNOWN]
    return order.index(Customer.Consent(consent)) < order.index(Customer.Consent(than))


def _restored(kept: Customer, gone: Customer, made: Merge) -> None:
    """Put facts back that are as the merge left them; what was refused since, both refuse."""
    now = told(kept)
    if now["do_not_contact"] and not made.after["do_not_contact"]:
        gone.do_not_contact = True
    if now["consent"] == Customer.Consent.WITHDRAWN != made.after["consent"]:
        for name in _CONSENT:
            setattr(gone, name, getattr(kept, name))
    for name in FACTS:
        if made.before[name] != made.after[name] == now[name]:
            setattr(kept, name, _read(name, made.before[name]))
    kept.sought = sought(kept.name)


def _read(name: str, value: Any) -> Any:
    """A fact as it was written down."""
    if value is None or name not in {"joined", "left", "consent_at"}:
        return value
    return datetime.fromisoformat(value) if name == "consent_at" else date.fromisoformat(value)
