"""Inviting to a survey by e-mail: by consent alone, not too often, each once, with a way out in every letter."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise

from django.core.validators import validate_email
from django.db import transaction
from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from centricity.errors import Fault, MisuseError
from centricity.web.audit.services import Actor, record
from centricity.web.customers.models import Channel, Customer, Key
from centricity.web.customers.segments import customers_in
from centricity.web.jobs.services import ask
from centricity.web.voice.models import Invite, Survey
from centricity.web.voice.pacing import asked_lately, hold
from centricity.web.voice.pacing import quiet_days as usual_quiet_days

MOST_ADDRESSES = 20_000
OWN_DAYS = 27
"""Quiet days after an earlier wave of the same survey, at most: a rhythm may ask every month."""


@dataclass(frozen=True)
class Reachable:
    """How many would be asked, and how many are left out and why."""

    asked: int
    no_consent: int
    no_address: int
    other_channel: int
    lately: int
    already: int


def customers_to_ask(survey: Survey, segment: str, market: str, by_rule: str = "") -> QuerySet[Customer]:
    """Customers of the survey's organisation that a survey could be meant for; ``by_rule`` is a segment's code.

    Raises
    ------
    MisuseError
        Where there is no such segment.
    """
    known = Customer.objects.filter(organisation=survey.organisation_id, merged_into=None, erased_at=None)
    if by_rule:
        known = customers_in(survey.organisation, by_rule).order_by("pk")
    known = known.filter(segment=segment) if segment else known
    return known.filter(market=market) if market else known


def split(survey: Survey, among: QuerySet[Customer], quiet_days: int) -> tuple[QuerySet[Customer], Reachable]:
    """Who may be asked by e-mail now; the rest is counted by the first reason against it.

    Nobody is asked sooner than the organisation has set, whatever ``quiet_days`` say.
    """
    quiet_days = max(quiet_days, usual_quiet_days(survey.organisation))
    since, since_own = (timezone.now() - timedelta(days=days) for days in (quiet_days, min(quiet_days, OWN_DAYS)))
    mail = Key.objects.filter(customer=OuterRef("pk"), kind="email")
    invites, mine = Invite.objects.filter(customer=OuterRef("pk")), Q(survey=survey)
    told = among.annotate(
        mail=Exists(mail),
        lately=Exists(invites.filter(_asked(since, ~mine) | _asked(since_own, mine) if quiet_days else Q(pk=None))),
        invited=Exists(invites.filter(survey=survey, wave=survey.wave)),
    )
    agreed = told.filter(consent=Customer.Consent.GIVEN, do_not_contact=False)
    reached = agreed.filter(mail=True)
    preferring = reached.filter(Q(channel="") | Q(channel=Channel.EMAIL))
    others = preferring.filter(invited=False)
    fresh = others.filter(lately=False)
    counts = [each.count() for each in (told, agreed, reached, preferring, others, fresh)]
    no_consent, no_address, other_channel, already, lately = (before - after for before, after in pairwise(counts))
    return fresh, Reachable(counts[-1], no_consent, no_address, other_channel, lately, already)


def _asked(since: datetime, among: Q | None = None) -> Q:
    """Invitations by which somebody was asked since, or is about to be."""
    return (Q(sent_at__gte=since) | Q(sent_at=None, failed=False)) & (Q() if among is None else among)


def reason_against(survey: Survey, customer: Customer, quiet_days: int) -> str:
    """Why one customer may not be asked by e-mail now, the first reason; nothing where it may."""
    gone = customer.merged_into_id is not None or customer.erased_at is not None
    if gone or customer.do_not_contact or customer.consent != Customer.Consent.GIVEN:
        return "consent"
    if not Key.objects.filter(customer=customer, kind="email").exists():
        return "address"
    if customer.channel not in {"", Channel.EMAIL}:
        return "channel"
    since = timezone.now() - timedelta(days=quiet_days)
    mine = Invite.objects.filter(customer=customer).filter(_asked(since))
    return "lately" if quiet_days and mine.exists() else ""


@transaction.atomic
def customers_invite(survey: Survey, among: QuerySet[Customer], quiet_days: int, base: str, actor: Actor) -> int:
    """Invite those customers who may be asked.

    Raises
    ------
    MisuseError
        Where the survey takes no answers.
    """
    hold(survey.organisation)
    survey = open_now(survey)
    fresh, _counts = split(survey, among, quiet_days)
    made = [
        Invite(survey=survey, wave=survey.wave, customer_id=pk, channel=Channel.EMAIL, language=language or "ru")
        for pk, language in fresh.values_list("pk", "language").iterator(2_000)
    ]
    return _sent(survey, made, base, actor)


@transaction.atomic
def addresses_invite(survey: Survey, addresses: Iterable[str], language: str, base: str, actor: Actor) -> int:
    """Invite e-mail addresses, such as those of staff; one that is invited already, or was lately, is left alone.

    Raises
    ------
    MisuseError
        Where the survey takes no answers, or with every address that is none.
    """
    hold(survey.organisation)
    survey = open_now(survey)
    told = listed(addresses)
    if len(told) > MOST_ADDRESSES:
        raise MisuseError([Fault("voice.many_addresses", fields={"count": len(told), "limit": MOST_ADDRESSES})])
    wrong = [Fault("voice.no_address", fields={"address": each[:100]}) for each in told if not _is_address(each)]
    if wrong:
        raise MisuseError(wrong[:50])
    known = set(Invite.objects.filter(survey=survey).exclude(address="").values_list("address", flat=True))
    known |= asked_lately(survey, told)
    made = [
        Invite(survey=survey, wave=survey.wave, address=each, channel=Channel.EMAIL, language=language)
        for each in told
        if each not in known
    ]
    return _sent(survey, made, base, actor)


def listed(addresses: Iterable[str]) -> list[str]:
    """Addresses as they are compared, each once."""
    return list(dict.fromkeys(each.strip().lower() for each in addresses if each.strip()))


def _is_address(text: str) -> bool:
    try:
        validate_email(text)
    except Exception:  # noqa: BLE001  Django says what is wrong in a sentence of its own
        return False
    return len(text) <= 254


def open_now(survey: Survey) -> Survey:
    """The survey as it stands now, if it takes answers."""
    found = Survey.objects.select_related("organisation", "current").get(pk=survey.pk)
    if found.state != Survey.State.OPEN:
        raise MisuseError([Fault("voice.not_open")])
    return found


def _sent(survey: Survey, made: list[Invite], base: str, actor: Actor) -> int:
    Invite.objects.bulk_create(made, batch_size=1_000)
    if made:
        record(actor, "survey.invited", survey.target, after={"count": len(made)})
        ask("survey.send", survey.target, actor, base=base, survey=survey.pk)
    return len(made)


def letters_counted(survey: Survey) -> dict[str, int]:
    """Letters of a survey: sent, answered, waiting and lost."""
    sent, lost = Q(sent_at__isnull=False, failed=False), Q(failed=True)
    counted = {"sent": sent, "used": sent & Q(used_on__isnull=False), "waiting": Q(sent_at=None) & ~lost, "lost": lost}
    return survey.invites.aggregate(**{f"n_{name}": Count("pk", filter=which) for name, which in counted.items()})
