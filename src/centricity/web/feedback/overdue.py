"""Follow-ups whose time is past: marked, and told by a letter, once: to their owners, else to who manages the desk."""

import logging
from datetime import datetime
from smtplib import SMTPException

from django.conf import settings
from django.core.mail import send_mail
from django.db.models import Count, Min, Q, QuerySet
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from centricity.web.feedback.models import FollowUp
from centricity.web.jobs.services import Progress
from centricity.web.letters import origin
from centricity.web.people.models import Organisation, User
from centricity.web.people.roles import VoiceRight
from centricity.web.people.selectors import holders

log = logging.getLogger("centricity.feedback")
OWNERLESS = Q(owner=None) | Q(owner__is_active=False)


def mark_overdue(progress: Progress) -> None:
    """Mark what is late, then write to the owners, or for want of one to managers, who were not told yet."""
    progress.next("Отмечаю просроченное", "Marking what is late")
    late = FollowUp.objects.filter(state=FollowUp.State.OPEN, due__lt=timezone.now())
    late.filter(overdue=False).update(overdue=True)
    untold = late.filter(told_at=None)
    for each in untold.filter(owner__is_active=True).select_related("owner", "organisation").order_by("due"):
        _tell(each)
    nobodys = untold.filter(OWNERLESS)
    for place in Organisation.objects.filter(pk__in=nobodys.order_by().values("organisation")).order_by("pk"):
        _tell_managers(place, nobodys.filter(organisation=place))
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


def _tell_managers(place: Organisation, nobodys: QuerySet[FollowUp]) -> None:
    """Write one letter of all that nobody comes back to; where none could be sent it is written the next time."""
    managers = list(holders(place.code, VoiceRight.MANAGE))
    moment = timezone.now()
    mine = FollowUp.objects.filter(pk__in=nobodys.order_by().values("pk"), told_at=None)
    count = mine.update(told_at=moment) if managers else 0
    sent = sum(_written(each, place, count) for each in managers) if count else 0
    if count and not sent:
        FollowUp.objects.filter(organisation=place, told_at=moment).update(told_at=None)


def _written(manager: User, place: Organisation, count: int) -> bool:
    link = origin() + reverse("follow_ups", args=[place.code])
    with translation.override(manager.language or settings.LANGUAGE_CODE):
        name = place.name_ru if translation.get_language() == "ru" else place.name_en
        text = render_to_string("feedback/overdue_nobodys.txt", {"name": name, "count": count, "link": link})
        try:
            send_mail(_("Centricity: customers wait, and nobody is named"), text, None, [manager.email])
        except (SMTPException, OSError) as error:
            log.warning("a letter was not sent: %s", type(error).__name__)
            return False
    return True


def overdue_of(organisation: Organisation) -> tuple[int, datetime | None]:
    """How many follow-ups of an organisation are overdue, and when the oldest of them was due."""
    late = FollowUp.objects.filter(organisation=organisation, state=FollowUp.State.OPEN, due__lt=timezone.now())
    told = late.aggregate(n=Count("pk"), oldest=Min("due"))
    return told["n"], told["oldest"]
