"""Follow-ups whose time is past: marked, and told to their owners by a letter, once."""

import logging
from datetime import datetime
from smtplib import SMTPException

from django.conf import settings
from django.core.mail import send_mail
from django.db.models import Count, Min, Q
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from centricity.web.feedback.models import FollowUp
from centricity.web.jobs.services import Progress
from centricity.web.letters import origin
from centricity.web.people.models import Organisation

log = logging.getLogger("centricity.feedback")


def mark_overdue(progress: Progress) -> None:
    """Mark what is late, then write to the owners who were not told yet."""
    progress.next("Отмечаю просроченное", "Marking what is late")
    late = FollowUp.objects.filter(state=FollowUp.State.OPEN, due__lt=timezone.now())
    late.filter(overdue=False).update(overdue=True)
    untold = Q(told_at=None, owner__isnull=False, owner__is_active=True)
    for each in late.filter(untold).select_related("owner", "organisation").order_by("due"):
        _tell(each)
    with progress.finishing():
        pass


def _tell(follow_up: FollowUp) -> None:
    """Write one letter; whoever claims it first writes it, and a letter that fails is written the next time."""
    mine = FollowUp.objects.filter(pk=follow_up.pk)
    if not mine.filter(told_at=None).update(told_at=timezone.now()):
        return
    try:
        _write(follow_up)
    except (SMTPException, OSError) as error:
        log.warning("a letter was not sent: %s", type(error).__name__)
        mine.update(told_at=None)


def _write(follow_up: FollowUp) -> None:
    owner, place = follow_up.owner, follow_up.organisation
    link = origin() + reverse("follow_up", args=[place.code, follow_up.pk])
    with translation.override(owner.language or settings.LANGUAGE_CODE):
        name = place.name_ru if translation.get_language() == "ru" else place.name_en
        text = render_to_string("feedback/overdue.txt", {"name": name, "due": follow_up.due, "link": link})
        send_mail(_("Centricity: a customer waits for you"), text, None, [owner.email])


def overdue_of(organisation: Organisation) -> tuple[int, datetime | None]:
    """How many follow-ups of an organisation are overdue, and when the oldest of them was due."""
    late = FollowUp.objects.filter(organisation=organisation, state=FollowUp.State.OPEN, due__lt=timezone.now())
    told = late.aggregate(n=Count("pk"), oldest=Min("due"))
    return told["n"], told["oldest"]
