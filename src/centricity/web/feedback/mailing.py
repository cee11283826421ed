"""Answers that are sent by e-mail: each once; a refusal hinders no other, a server that is down loses none."""

import logging
from datetime import timedelta
from smtplib import SMTPException
from typing import Any

from django.core.exceptions import ValidationError
from django.core.mail import get_connection
from django.core.validators import validate_email
from django.db.models import QuerySet
from django.utils import timezone, translation

from centricity.errors import Fault, MisuseError
from centricity.web.customers.models import Key
from centricity.web.feedback.models import Answer, Item
from centricity.web.jobs.services import Progress
from centricity.web.letters import LaterError, RefusedError, deliver, letter_of

log = logging.getLogger("centricity.feedback")

SEND = "feedback.send"
GIVEN_UP = timedelta(days=3)
"""After so long an answer that could not be sent is not tried again."""
LONGEST_QUOTE = 600


def address_of(item: Item) -> str:
    """Where an answer may be sent: the e-mail that somebody left for this, else that of the customer."""
    left = item.contact.strip() if item.consent else ""
    known = [left, *Key.objects.filter(customer=item.customer_id, kind="email").values_list("value", flat=True)]
    return next((each for each in known if _is_email(each)), "")


def _is_email(text: str) -> bool:
    try:
        validate_email(text)
    except ValidationError:
        return False
    return True


def _waiting() -> QuerySet[Answer]:
    return Answer.objects.filter(sent_at=None, failed=False).exclude(address="")


def send(progress: Progress) -> None:
    """Send answers that wait; each is marked before it goes, so that none goes twice.

    Raises
    ------
    MisuseError
        Where the mail server is down; answers that did not go wait, and are tried again.
    """
    progress.next("Отправляю ответы", "Sending answers")
    _waiting().filter(at__lt=timezone.now() - GIVEN_UP).update(failed=True, address="")
    waiting = list(_waiting().select_related("item__organisation").order_by("pk"))
    try:
        if waiting:
            with get_connection() as connection:
                for answer in waiting:
                    _send(answer, connection)
    except (SMTPException, OSError) as error:
        log.warning("answers wait: %s", type(error).__name__)
        raise MisuseError([Fault("voice.mail_down", fields={"count": _waiting().count()})]) from error
    with progress.finishing():
        pass


def _send(answer: Answer, connection: Any) -> None:
    mine = Answer.objects.filter(pk=answer.pk)
    if not mine.filter(sent_at=None).update(sent_at=timezone.now()):
        return
    letter = _letter(answer)
    letter.to, letter.connection = [answer.address], connection
    try:
        deliver(letter)
    except RefusedError as error:
        log.warning("an answer was refused: %s", error)
        mine.update(sent_at=None, failed=True, address="")
    except LaterError:
        mine.update(sent_at=None)
    except (SMTPException, OSError):
        mine.update(sent_at=None)
        raise
    else:
        mine.update(address="")


def _letter(answer: Answer) -> Any:
    item, language = answer.item, "en" if answer.item.language == "en" else "ru"
    place = item.organisation.name_en if language == "en" else item.organisation.name_ru
    with translation.override(language):
        subject = translation.gettext("%(organisation)s: an answer to your message") % {"organisation": place}
        more = {
            "subject": subject, "organisation": place, "text": answer.text, "said": item.text[:LONGEST_QUOTE],
            "cut": len(item.text) > LONGEST_QUOTE, "at": item.received_at, "language": language,
        }  # fmt: skip
        return letter_of("feedback/answer_letter", subject, more)
