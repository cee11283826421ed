"""Letters of customers become feedback: fetched over IMAP, each once, seen only when it is kept."""

import imaplib
import logging
import ssl
from collections.abc import Iterator
from contextlib import contextmanager, suppress

from django.conf import settings
from django.utils import timezone

from centricity.errors import Fault, MisuseError
from centricity.web.audit.services import SYSTEM
from centricity.web.customers.models import Channel, Customer
from centricity.web.customers.selectors import customer_of_email
from centricity.web.feedback.letters import Letter, letter_of
from centricity.web.feedback.mailboxes import Mailbox
from centricity.web.feedback.receiving import Said, item_add
from centricity.web.jobs.services import Progress
from centricity.web.people.models import Organisation

log = logging.getLogger("centricity.feedback")

MOST = 200
"""Letters that are fetched of a mailbox at once; the rest follows."""
LARGEST = 5_000_000
"""Bytes of a letter that is read; of a larger one the beginning is."""
PATIENCE = 20.0


def fetch(progress: Progress) -> None:
    """Fetch new letters of every mailbox; one that does not answer hinders no other.

    Raises
    ------
    MisuseError
        With every mailbox that could not be read.
    """
    progress.next("Забираю письма", "Fetching letters")
    faults = []
    for box in settings.MAILBOXES:
        try:
            _fetched(box)
        except (imaplib.IMAP4.error, OSError) as error:
            log.warning("mailbox %s at %s: %s", box.user, box.host, type(error).__name__)
            faults.append(Fault("web.mailbox_down", fields={"user": box.user, "host": box.host}))
    if faults:
        raise MisuseError(faults)
    with progress.finishing():
        pass


def _fetched(box: Mailbox) -> None:
    organisation = Organisation.objects.filter(code=box.organisation).first()
    if organisation is None:
        log.warning("mailbox %s is of no organisation", box.user)
        return
    with _opened(box) as server:
        _, found = server.uid("SEARCH", "UNSEEN")
        for number in (found[0] or b"").split()[:MOST]:
            _, parts = server.uid("FETCH", number.decode(), f"(BODY.PEEK[]<0.{LARGEST}>)")
            raw = next((part[1] for part in parts if isinstance(part, tuple)), None)
            letter = letter_of(raw) if raw is not None else None
            if letter is not None:
                _keep(organisation, letter)
            server.uid("STORE", number.decode(), "+FLAGS", r"(\Seen)")


@contextmanager
def _opened(box: Mailbox) -> Iterator[imaplib.IMAP4]:
    context = ssl.create_default_context()
    if box.security == "tls":
        server: imaplib.IMAP4 = imaplib.IMAP4_SSL(box.host, box.port, ssl_context=context, timeout=PATIENCE)
    else:
        server = imaplib.IMAP4(box.host, box.port, timeout=PATIENCE)
    try:
        if box.security == "starttls":
            server.starttls(context)
        server.login(box.user, box.secret)
        done, _ = server.select(f'"{box.folder}"')
        if done != "OK":
            raise imaplib.IMAP4.error(box.folder)
        yield server
    finally:
        with suppress(imaplib.IMAP4.error, OSError):
            server.logout()
        with suppress(OSError):
            server.shutdown()


def _keep(organisation: Organisation, letter: Letter) -> None:
    """Keep a letter as feedback: whoever wrote wants an answer, to the address it came from."""
    customer: Customer | None = customer_of_email(organisation, letter.address)
    now = timezone.now()
    said = Said(
        letter.text, "email", str(Channel.EMAIL), letter.number, title=letter.title, author=letter.author,
        contact=letter.address, consent=bool(letter.address), language=letter.language, customer=customer,
        at=min(letter.at, now) if letter.at is not None else now,
    )  # fmt: skip
    item_add(organisation, said, SYSTEM)
