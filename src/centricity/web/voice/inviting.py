"""Inviting to a survey by e-mail: by consent alone, not too often, each once, with a way out in every letter."""

import logging
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from itertools import pairwise
from smtplib import SMTPException

from django.core.mail import EmailMultiAlternatives, get_connection
from django.core.validators import validate_email
from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.template.loader import render_to_string
from django.utils import timezone, translation

from centricity.errors import Fault, MisuseError
from centricity.web.audit.services import Actor, record
from centricity.web.customers.models import Channel, Customer, Key
from centricity.web.customers.segments import customers_in
from centricity.web.jobs.services import Progress, ask
from centricity.web.voice.keys import code_signed
from centricity.web.voice.models import Invite, Survey

log = logging.getLogger("centricity.voice")

QUIET_DAYS = 30
"""Days in which nobody is asked twice, whatever the surveys."""
REMIND_AFTER = timedelta(days=3)
MOST_ADDRESSES = 20_000
STEPS = 10


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
    """Who may be asked by e-mail now; the rest is counted by the first reason against it."""
    since = timezone.now() - timedelta(days=quiet_days)
    mail = Key.objects.filter(customer=OuterRef("pk"), kind="email")
    lately = Invite.objects.filter(customer=OuterRef("pk"), sent_at__gte=since).exclude(survey=survey)
    told = among.annotate(
        mail=Exists(mail),
        lately=Exists(lately),
        invited=Exists(Invite.objects.filter(survey=survey, customer=OuterRef("pk"))),
    )
    agreed = told.filter(consent=Customer.Consent.GIVEN, do_not_contact=False)
    reached = agreed.filter(mail=True)
    preferring = reached.filter(Q(channel="") | Q(channel=Channel.EMAIL))
    rested = preferring.filter(lately=False)
    fresh = rested.filter(invited=False)
    counts = [each.count() for each in (told, agreed, reached, preferring, rested, fresh)]
    lost = [before - after for before, after in pairwise(counts)]
    return fresh, Reachable(counts[-1], *lost)


@transaction.atomic
def customers_invite(survey: Survey, among: QuerySet[Customer], quiet_days: int, base: str, actor: Actor) -> int:
    """Invite those customers who may be asked.

    Raises
    ------
    MisuseError
        Where the survey takes no answers.
    """
    _open(survey)
    fresh, _counts = split(survey, among, quiet_days)
    made = [
        Invite(survey=survey, customer_id=pk, channel=Channel.EMAIL, language=language or "ru")
        for pk, language in fresh.values_list("pk", "language").iterator(2_000)
    ]
    return _sent(survey, made, base, actor)


@transaction.atomic
def addresses_invite(survey: Survey, addresses: Iterable[str], language: str, base: str, actor: Actor) -> int:
    """Invite e-mail addresses, such as those of staff; one that is invited already is left alone.

    Raises
    ------
    MisuseError
        Where the survey takes no answers, or with every address that is none.
    """
    _open(survey)
    told = list(dict.fromkeys(each.strip().lower() for each in addresses if each.strip()))
    if len(told) > MOST_ADDRESSES:
        raise MisuseError([Fault("voice.many_addresses", fields={"count": len(told), "limit": MOST_ADDRESSES})])
    wrong = [Fault("voice.no_address", fields={"address": each[:100]}) for each in told if not _is_address(each)]
    if wrong:
        raise MisuseError(wrong[:50])
    known = set(Invite.objects.filter(survey=survey).exclude(address="").values_list("address", flat=True))
    made = [
        Invite(survey=survey, address=each, channel=Channel.EMAIL, language=language)
        for each in told
        if each not in known
    ]
    return _sent(survey, made, base, actor)


def _is_address(text: str) -> bool:
    try:
        validate_email(text)
    except Exception:  # noqa: BLE001  Django says what is wrong in a sentence of its own
        return False
    return len(text) <= 254


def _open(survey: Survey) -> None:
    if survey.state != Survey.State.OPEN:
        raise MisuseError([Fault("voice.not_open")])


def _sent(survey: Survey, made: list[Invite], base: str, actor: Actor) -> int:
    Invite.objects.bulk_create(made, batch_size=1_000)
    if made:
        record(actor, "survey.invited", survey.target, after={"count": len(made)})
        ask("survey.send", survey.target, actor, base=base, survey=survey.pk)
    return len(made)


@transaction.atomic
def remind(survey: Survey, base: str, actor: Actor) -> int:
    """Remind those who were asked three days ago or earlier and have not answered; nobody is reminded twice."""
    _open(survey)
    count = to_remind(survey).count()
    if count:
        record(actor, "survey.reminded", survey.target, after={"count": count})
        ask("survey.send", survey.target, actor, base=base, survey=survey.pk, again=True)
    return count


def to_remind(survey: Survey) -> QuerySet[Invite]:
    """Invitations that a reminder may follow: customers who have changed their mind meanwhile are left alone."""
    waiting = Invite.objects.filter(survey=survey, used_on=None, reminded_at=None, failed=False)
    willing = Q(customer=None) | Q(customer__consent=Customer.Consent.GIVEN, customer__do_not_contact=False)
    return waiting.filter(willing, sent_at__lte=timezone.now() - REMIND_AFTER)


def send(progress: Progress) -> None:
    """Send letters that wait; each is marked before it goes, so that none goes twice."""
    survey = Survey.objects.select_related("organisation", "current").get(pk=progress.arguments["survey"])
    again = bool(progress.arguments.get("again"))
    waiting = to_remind(survey) if again else Invite.objects.filter(survey=survey, sent_at=None, failed=False)
    codes = list(waiting.order_by("pk").values_list("pk", flat=True))
    with get_connection() as connection:
        for i, part in enumerate(_parts(codes, STEPS)):
            progress.next(f"Письма: {i * 10} %", f"Letters: {i * 10} %")
            for invite in Invite.objects.select_related("customer").filter(pk__in=part):
                if survey.state == Survey.State.OPEN and _claimed(invite, again=again):
                    _send(survey, invite, str(progress.arguments["base"]), connection, again=again)
    with progress.finishing():
        pass


def _parts(codes: list[int], count: int) -> Iterator[list[int]]:
    for i in range(count):
        yield codes[i * len(codes) // count : (i + 1) * len(codes) // count]


def _claimed(invite: Invite, *, again: bool) -> bool:
    name = "reminded_at" if again else "sent_at"
    return bool(Invite.objects.filter(pk=invite.pk, **{name: None}).update(**{name: timezone.now()}))


def _send(survey: Survey, invite: Invite, base: str, connection: object, *, again: bool) -> None:
    address = invite.address or _mail_of(invite)
    letter = _letter(survey, invite, base, again=again)
    letter.to, letter.connection = [address], connection
    try:
        if not address:
            raise OSError  # noqa: TRY301  the customer has lost its address since
        letter.send()
    except (SMTPException, OSError) as error:
        log.warning("a letter of survey %s was not sent: %s", survey.pk, type(error).__name__)
        Invite.objects.filter(pk=invite.pk).update(failed=True)


def _mail_of(invite: Invite) -> str:
    """The first e-mail of the customer, where consent still stands."""
    customer = invite.customer
    if customer is None or customer.do_not_contact or customer.consent != Customer.Consent.GIVEN:
        return ""
    return Key.objects.filter(customer=customer, kind="email").values_list("value", flat=True).first() or ""


def _letter(survey: Survey, invite: Invite, base: str, *, again: bool) -> EmailMultiAlternatives:
    """The letter: the first question can be answered in it where it is a rating."""
    assert survey.current is not None  # noqa: S101  it is open
    questionnaire = survey.current.questionnaire
    first = questionnaire.pages[0].questions[0]
    link = f"{base}s/p/{code_signed(invite.code)}/"
    out = f"{base}s/out/{code_signed(invite.code)}/" if invite.customer_id else ""
    language = "en" if invite.language == "en" else "ru"
    with translation.override(language):
        more = {
            "title": questionnaire.title[language], "link": f"{link}?lang={language}", "out": out, "again": again,
            "organisation": survey.organisation.name_en if language == "en" else survey.organisation.name_ru,
            "question": first.text[language] if first.levels else "", "nameless": questionnaire.nameless,
            "levels": [(level, f"{link}?lang={language}&a={level}") for level in first.levels],
            "language": language, "intro": questionnaire.intro[language] if questionnaire.intro else "",
        }  # fmt: skip
        subject = f"{more['organisation']}: {questionnaire.title[language]}"
        letter = EmailMultiAlternatives(subject.replace("\n", " ")[:200], render_to_string("voice/letter.txt", more))
        letter.attach_alternative(render_to_string("voice/letter.html", more), "text/html")
    if out:
        letter.extra_headers = {"List-Unsubscribe": f"<{out}>", "List-Unsubscribe-Post": "List-Unsubscribe=One-Click"}
    return letter
