"""Keeping webhooks, and telling them what happens."""

import secrets
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.http import Http404
from django.utils import timezone
from django.utils.crypto import salted_hmac

from centricity.errors import Fault, MisuseError, Place
from centricity.web.api.models import Delivery, Webhook
from centricity.web.audit.services import SYSTEM, Actor, record
from centricity.web.jobs.services import ask
from centricity.web.people.models import User
from centricity.web.people.roles import Right
from centricity.web.people.selectors import sees_organisation
from centricity.web.research.selectors import organisation_of, rights_to, study_for

EVENTS = {"study.computed": Right.PUBLIC, "edition.uploaded": Right.INTERNAL, "job.failed": Right.EDIT}
"""What may be told, and the right that its owner needs to a study to be told."""
MOST = 50
"""Webhooks of a person."""
LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})


@dataclass(frozen=True)
class Wanted:
    """A webhook that somebody wants: where to, what of, and of which study or organisation."""

    url: str
    events: tuple[str, ...]
    reach: str
    scope: str


def webhook_create(owner: User, wanted: Wanted, actor: Actor) -> Webhook:
    """Make a webhook for what its owner may see.

    Raises
    ------
    MisuseError
        Where the address will not do, or the owner has too many.
    Http404
        Where the owner may not see the study or the organisation.
    """
    _may_see(owner, wanted)
    if not _fit(wanted.url):
        raise MisuseError([Fault("web.webhook_url", Place(key="url"))])
    with transaction.atomic():
        User.objects.select_for_update().get(pk=owner.pk)
        if owner.webhooks.filter(ended_at=None).count() >= MOST:
            raise MisuseError([Fault("web.webhook_many", fields={"limit": MOST})])
        made = Webhook.objects.create(
            owner=owner, url=wanted.url, events=[event for event in EVENTS if event in wanted.events],
            reach=wanted.reach, scope=wanted.scope, salt=secrets.token_hex(16),
        )  # fmt: skip
        record(actor, "webhook.created", made.target, after=_told(made))
    return made


def _told(webhook: Webhook) -> dict[str, Any]:
    """A webhook for the audit log; the address without its query, which may hold a secret."""
    where = urlsplit(webhook.url)
    return {"url": f"{where.scheme}://{where.netloc}{where.path}", "events": webhook.events,
            "reach": webhook.reach, "scope": webhook.scope}  # fmt: skip


def _may_see(owner: User, wanted: Wanted) -> None:
    if wanted.reach == "study":
        study_for(owner, wanted.scope, max(EVENTS[event] for event in wanted.events))
    elif not sees_organisation(owner, wanted.scope):
        raise Http404


def _fit(url: str) -> bool:
    """Whether an address is https, or http of this machine on a platform for this machine alone."""
    try:
        parts = urlsplit(url)
        known = parts.port is None or parts.port > 0
    except ValueError:
        return False
    if not url.isascii() or not url.isprintable() or " " in url or not known or parts.username is not None:
        return False
    here = settings.LOCAL and parts.scheme == "http" and parts.hostname in LOOPBACK
    return bool(parts.hostname) and (parts.scheme == "https" or here)


@transaction.atomic
def webhook_end(webhook: Webhook, actor: Actor) -> None:
    if Webhook.objects.filter(pk=webhook.pk, ended_at=None).update(ended_at=timezone.now()):
        record(actor, "webhook.ended", webhook.target, before=_told(webhook))


def secret_of(webhook: Webhook) -> str:
    """The secret of a webhook: made of the platform's own, so that the database alone does not hold it."""
    return "whsec_" + salted_hmac("centricity.webhook", f"{webhook.pk}:{webhook.salt}", algorithm="sha256").hexdigest()


def announce(event: str, target: str, facts: dict[str, Any]) -> None:
    """Write a message for every webhook whose owner may be told, within the transaction of what happened."""
    if event not in EVENTS or not target.startswith("study:"):
        return
    code = target.removeprefix("study:")
    for webhook in _listening(event, code):
        if rights_to(webhook.owner, code) >= EVENTS[event]:
            payload = {"event": event, "study": code, "at": timezone.now().isoformat(), **facts}
            _send(Delivery.objects.create(webhook=webhook, event=event, payload=payload), SYSTEM)


def _listening(event: str, code: str) -> Iterator[Webhook]:
    mine = Q(reach="study", scope=code) | Q(reach="organisation", scope=organisation_of(code))
    for webhook in Webhook.objects.filter(mine, ended_at=None).select_related("owner"):
        if event in webhook.events:
            yield webhook


def may_be_told(delivery: Delivery) -> bool:
    """Whether the owner's right, which may have been taken away meanwhile, still holds."""
    return rights_to(delivery.webhook.owner, delivery.payload["study"]) >= EVENTS[delivery.event]


def _send(delivery: Delivery, actor: Actor) -> None:
    ask("webhook.deliver", f"delivery:{delivery.pk}/{delivery.resent}.0", actor, delivery=str(delivery.pk))


@transaction.atomic
def delivery_resend(delivery: Delivery, actor: Actor) -> Delivery:
    """Send a message once more, from the first attempt.

    Raises
    ------
    MisuseError
        Where it is being sent still.
    """
    again = Delivery.objects.filter(pk=delivery.pk).exclude(state=Delivery.State.WAITING)
    if not again.update(state=Delivery.State.WAITING, attempts=0, resent=delivery.resent + 1, next_at=None):
        raise MisuseError([Fault("web.delivery_waits")])
    delivery.refresh_from_db()
    record(actor, "webhook.resent", delivery.webhook.target, after={"delivery": str(delivery.pk)})
    _send(delivery, actor)
    return delivery
