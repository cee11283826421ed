"""Letters of the platform: plain text, in the language of who reads it."""

import logging
from smtplib import SMTPException

from django.core.mail import send_mail
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from centricity.errors import Fault, MisuseError
from centricity.web.people.models import Invitation

log = logging.getLogger("centricity.people")


def send_invitation(invitation: Invitation, secret: str, request: HttpRequest) -> None:
    """Send the letter with the link.

    Raises
    ------
    MisuseError
        Where the mail server refuses it; the invitation stands and can be sent again.
    """
    link = request.build_absolute_uri(reverse("join", args=[secret]))
    with translation.override(invitation.language):
        subject = _("Centricity: you are invited")
        text = render_to_string("people/letter.txt", {"invitation": invitation, "link": link})
    try:
        send_mail(subject, text, None, [invitation.email])
    except (SMTPException, OSError) as error:
        log.warning("a letter was not sent: %s", type(error).__name__)
        raise MisuseError([Fault("web.letter_not_sent")]) from error
