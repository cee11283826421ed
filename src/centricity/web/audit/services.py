"""Writing the audit log: every entry holds the hash of the one before it."""

import hashlib
import json
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db import connection, transaction
from django.utils import timezone

from centricity.web.audit.models import Entry

START = "0" * 64
_LOCK = 7_340_021
"""Key of the advisory lock under which PostgreSQL appends."""


@dataclass(frozen=True)
class Actor:
    """Who does something, and from where: ``user:7``, ``token:3``, ``system``."""

    name: str
    address: str = ""


SYSTEM = Actor("system")


def record(
    actor: Actor,
    action: str,
    target: str = "",
    before: dict[str, Any] | None = None,
    after: dict[str, Any] | None = None,
) -> Entry:
    """Append an entry within the transaction of what it tells, so that neither stands without the other."""
    with transaction.atomic():
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])
        last = Entry.objects.order_by("-number").first()
        entry = Entry(
            number=last.number + 1 if last else 1, at=timezone.now(), actor=actor.name, action=action, target=target,
            before=before, after=after, address=actor.address, previous=last.digest if last else START,
        )  # fmt: skip
        entry.digest = digest_of(entry)
        entry.save(force_insert=True)
    return entry


def digest_of(entry: Entry) -> str:
    """SHA-256 of an entry and of the digest before it."""
    told = [entry.number, entry.at.isoformat(), entry.actor, entry.action, entry.target, entry.before, entry.after,
            entry.address, entry.previous]  # fmt: skip
    plain = json.dumps(told, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(plain.encode()).hexdigest()


def address_of(request: Any) -> str:
    """From where a request comes; behind a proxy, what the proxy says, which is the last of the list."""
    direct = str(request.META.get("REMOTE_ADDR", ""))
    if not settings.BEHIND_PROXY:
        return direct
    told = request.headers.get("X-Forwarded-For", "").rpartition(",")[2].strip()
    return told[:45] or direct


def actor_of(request: Any) -> Actor:
    """Who sends a request."""
    token = getattr(request, "token", None)
    address = address_of(request)
    if token is not None:
        return Actor(f"token:{token.pk}", address)
    return Actor(f"user:{request.user.pk}" if request.user.is_authenticated else "anonymous", address)
