"""Sending letters that wait: each once; one that is refused hinders no other, and a server that is down loses none."""

import logging
from collections.abc import Iterator
from datetime import timedelta
from smtplib import SMTPException
from typing import Any

from django.core.mail import EmailMultiAlternatives, get_connection
from django.utils import timezone

from centricity.errors import Fault, MisuseError
from centricity.web.audit.services import SYSTEM
from centricity.web.customers.models import Customer, Key
from centricity.web.jobs.services import Progress, ask
from centricity.web.letters import LaterError, RefusedError, deliver
from centricity.web.voice import pacing
from centricity.web.voice.letters import letter_of
from centricity.web.voice.models import Invite, Survey
from centricity.web.voice.places import base
from centricity.web.voice.reminding import left_open, to_remind

log = logging.getLogger("centricity.voice")

STEPS = 10
GIVEN_UP = timedelta(days=3)
"""After so long a letter that could not be sent is not tried again: what it asks about is past."""
REMIND = "survey.remind"


def send(progress: Progress) -> None:
    """Send letters that wait; each is marked before it goes, so that none goes twice.

    Raises
    ------
    MisuseError
        Where the mail server is down; letters that did not go wait, and are tried again.
    """
    survey = Survey.objects.select_related("organisation", "current").get(pk=progress.arguments["survey"])
    again = progress.job.kind == REMIND
    codes = list(_waiting(survey, again=again).order_by("pk").values_list("pk", flat=True))
    try:
        with get_connection() as connection:
            for i, part in enumerate(_parts(codes)):
                progress.next(f"Письма: {i * 10} %", f"Letters: {i * 10}%")
                for invite in Invite.objects.select_related("customer").filter(pk__in=part):
                    if survey.state == Survey.State.OPEN and _claimed(survey, invite, again=again):
                        begun = again and left_open(survey, invite)
                        letter = letter_of(survey, invite, str(progress.arguments["base"]), again=again, begun=begun)
                        _send(survey, letter, invite, connection, again=again)
    except (SMTPException, OSError) as error:
        log.warning("letters of survey %s wait: %s", survey.pk, type(error).__name__)
        left = _waiting(survey, again=again).count()
        raise MisuseError([Fault("voice.mail_down", fields={"count": left})]) from error
    with progress.finishing():
        pass


def _waiting(survey: Survey, *, again: bool) -> Any:
    return to_remind(survey) if again else Invite.objects.filter(survey=survey, sent_at=None, failed=False)


def _parts(codes: list[int]) -> Iterator[list[int]]:
    for i in range(STEPS):
        yield codes[i * len(codes) // STEPS : (i + 1) * len(codes) // STEPS]


def _claimed(survey: Survey, invite: Invite, *, again: bool) -> bool:
    """Mark a letter as sent, where it is still to be: whoever has answered since is not reminded."""
    if again and invite.used_on is not None and not left_open(survey, invite):
        return False
    name = "reminded_at" if again else "sent_at"
    return bool(_waiting(survey, again=again).filter(pk=invite.pk).update(**{name: timezone.now()}))


def _send(survey: Survey, letter: EmailMultiAlternatives, invite: Invite, connection: Any, *, again: bool) -> None:
    letter.to, letter.connection = [invite.address or _mail_of(invite)], connection
    name = "reminded_at" if again else "sent_at"
    mine = Invite.objects.filter(pk=invite.pk)
    try:
        deliver(letter)
    except RefusedError as error:
        log.warning("a letter of survey %s was refused: %s", invite.survey_id, error)
        mine.update(failed=True)
    except LaterError:
        mine.update(**{name: None})
    except (SMTPException, OSError):
        mine.update(**{name: None})
        raise
    else:
        pacing.remember(survey, invite.address)


def _mail_of(invite: Invite) -> str:
    """The first e-mail of the customer, where consent still stands."""
    customer = invite.customer
    if customer is None or customer.do_not_contact or customer.consent != Customer.Consent.GIVEN:
        return ""
    return Key.objects.filter(customer=customer, kind="email").values_list("value", flat=True).first() or ""


def send_again(progress: Progress) -> None:
    """Ask for letters that still wait, as after the mail server was down; those that wait too long are given up."""
    progress.next("Ищу письма, что ждут", "Looking for letters that wait")
    waiting = Invite.objects.filter(sent_at=None, failed=False)
    waiting.filter(made_at__lt=timezone.now() - GIVEN_UP).update(failed=True)
    for survey in Survey.objects.filter(state=Survey.State.OPEN, pk__in=waiting.values("survey")):
        ask("survey.send", survey.target, SYSTEM, base=base(), survey=survey.pk)
    with progress.finishing():
        pass
