"""The weekly letter: to whoever asked for it and may still see the figures, once a week at most.

It goes on Monday morning; where the platform was down then, as soon as it is up again within the week.
"""

import uuid
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from django.core.mail import get_connection
from django.db import transaction
from django.http import Http404
from django.utils import timezone

from centricity.web import codes
from centricity.web.audit.services import Actor, record
from centricity.web.home.alerts import week_of
from centricity.web.home.digest_letter import morning_of, written
from centricity.web.home.models import Letter, Subscription
from centricity.web.jobs.services import Progress
from centricity.web.letters import sent
from centricity.web.people.models import Organisation, User
from centricity.web.people.roles import VoiceRight
from centricity.web.people.selectors import voice_right

SALT = "centricity.home.digest"
EVERY = timedelta(minutes=15)
DAY = timedelta(days=1)


def is_subscribed(user: Any, organisation: Organisation) -> bool:
    return Subscription.objects.filter(user=user, organisation=organisation, on=True).exists()


@transaction.atomic
def subscription_set(user: User, organisation: Organisation, actor: Actor, *, on: bool) -> None:
    """Switch the letter of an organisation on or off for a person."""
    known = Subscription.objects.filter(user=user, organisation=organisation).first()
    if known is None and on:
        known, fresh = Subscription.objects.get_or_create(user=user, organisation=organisation)
        if fresh:
            record(actor, "digest.switched", known.target, after={"on": True, "user": f"user:{user.pk}"})
    if known is not None and known.on != on:
        _switch(known, actor, on=on)


def _switch(subscription: Subscription, actor: Actor, *, on: bool) -> None:
    since = {"since": timezone.now()} if on else {}
    if Subscription.objects.filter(pk=subscription.pk, on=not on).update(on=on, **since):
        record(actor, "digest.switched", subscription.target, {"on": not on}, {"on": on})


@transaction.atomic
def leave(subscription: Subscription, actor: Actor) -> None:
    """End the letter by the address in it; ending it twice is ending it once."""
    _switch(subscription, actor, on=False)


def subscription_at(secret: str) -> Subscription:
    """The subscription of an address; 404 where the address was not made here."""
    code: uuid.UUID | None = codes.read(secret, SALT)
    found = Subscription.objects.select_related("organisation", "user").filter(code=code).first()
    if code is None or found is None:
        raise Http404
    return found


def send_all(progress: Progress) -> None:
    """Send the letters of this week where it is time and they were not written yet."""
    progress.next("Недельные письма", "Weekly letters")
    now = timezone.localtime(timezone.now())
    if now >= morning_of(now):
        send_week(now)
    with progress.finishing():
        pass


def send_week(now: datetime) -> None:
    """Write down every letter before it goes: whatever ends this work, none goes twice."""
    waiting = list(_waiting(now))
    if not waiting:
        return
    with get_connection() as connection:
        for subscription in waiting:
            claim = _claimed(subscription, week_of(now.date()))
            if claim is None:
                continue
            letter = written(subscription, now, codes.signed(subscription.code, SALT))
            if not sent(letter, subscription.user.email, connection):
                Letter.objects.filter(pk=claim.pk).update(failed=True)


def _waiting(now: datetime) -> Iterator[Subscription]:
    """Subscriptions without a letter this week, of people who may see the figures now."""
    known = Subscription.objects.filter(on=True, user__is_active=True).exclude(letters__week=week_of(now.date()))
    monday = morning_of(now)
    if now.date() > monday.date():  # whoever came later has missed no letter
        known = known.filter(since__lt=(monday + DAY).replace(hour=0))
    for each in known.select_related("user", "organisation").order_by("pk"):
        if voice_right(each.user, each.organisation.code) >= VoiceRight.RESULTS:
            yield each


@transaction.atomic
def _claimed(subscription: Subscription, week: str) -> Letter | None:
    """The letter of a week, written down; None where another has done so, or the person has left meanwhile."""
    if not Subscription.objects.select_for_update().filter(pk=subscription.pk, on=True).exists():
        return None
    made, fresh = Letter.objects.get_or_create(subscription=subscription, week=week)
    return made if fresh else None
