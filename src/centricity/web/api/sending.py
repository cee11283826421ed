"""Sending a message to a webhook: signed, bounded in time and size, to an address that was checked."""

import hashlib
import hmac
import http.client
import ipaddress
import json
import ssl
import threading
import time
from datetime import timedelta
from typing import Final

from django.conf import settings
from django.utils import timezone

from centricity.text.fetch import FetchSettings, RefusedError, checked, connection_to, cut
from centricity.web.api.hooks import may_be_told, secret_of
from centricity.web.api.models import Delivery
from centricity.web.audit.services import SYSTEM
from centricity.web.jobs.services import Progress, ask

ATTEMPTS = 8
FIRST_DELAY = timedelta(seconds=30)
"""Before the second attempt; every next delay is four times as long, the last one a day."""
LONGEST_DELAY = timedelta(days=1)
SECONDS = 10.0
SIZE = 64 * 1024
ENDED = "ended"
"""The webhook is no more, or its owner may not be told any more."""
_INSIDE: Final = tuple(
    ipaddress.ip_network(network)
    for network in ("127.0.0.0/8", "::1/128", "10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "fc00::/7")
)


def deliver(progress: Progress) -> None:
    """Do one attempt; where it fails, ask for the next one later."""
    delivery = Delivery.objects.select_related("webhook__owner").get(pk=progress.arguments["delivery"])
    progress.next("Отправляю сообщение", "Sending the message")
    status, problem = _attempt(delivery)
    with progress.finishing():
        delivery.attempts += 1
        delivery.status, delivery.problem, delivery.tried_at, delivery.next_at = status, problem, timezone.now(), None
        if status is not None and 200 <= status < 300:
            delivery.state = Delivery.State.DELIVERED
        elif delivery.attempts >= ATTEMPTS or problem == ENDED:
            delivery.state = Delivery.State.FAILED
        else:
            _later(delivery)
        delivery.save()


def _later(delivery: Delivery) -> None:
    delivery.next_at = timezone.now() + delay(delivery.attempts)
    target = f"delivery:{delivery.pk}/{delivery.resent}.{delivery.attempts}"
    ask("webhook.deliver", target, SYSTEM, run_after=delivery.next_at, delivery=str(delivery.pk))


def delay(attempts: int) -> timedelta:
    """How long to wait after so many attempts."""
    return min(FIRST_DELAY * 4 ** (attempts - 1), LONGEST_DELAY)


def _attempt(delivery: Delivery) -> tuple[int | None, str]:
    """Status of the answer, or what is in the way; what a program of another hand does never fails the job."""
    if delivery.webhook.ended_at is not None or not may_be_told(delivery):
        return None, ENDED
    body = json.dumps({"id": str(delivery.pk), **delivery.payload}, ensure_ascii=False, sort_keys=True).encode()
    headers = {
        "Content-Type": "application/json", "User-Agent": "Centricity-Webhooks", "Centricity-Event": delivery.event,
        "Centricity-Delivery": str(delivery.pk),
        "Centricity-Signature": signature(secret_of(delivery.webhook), int(time.time()), body),
    }  # fmt: skip
    try:
        return post(delivery.webhook.url, body, headers), ""
    except RefusedError as error:
        return None, error.code
    except (OSError, http.client.HTTPException, ValueError) as error:
        return None, type(error).__name__[:60]


def signature(secret: str, moment: int, body: bytes) -> str:
    """Time and HMAC-SHA256 over the time and the body, so that an old message cannot be sent again as a new one."""
    made = hmac.new(secret.encode(), f"{moment}.".encode() + body, hashlib.sha256).hexdigest()
    return f"t={moment},v1={made}"


def post(url: str, body: bytes, headers: dict[str, str]) -> int:
    """Send a body to an address of the open network, and give the status; a redirect is not followed.

    Raises
    ------
    RefusedError
        Where the address may not be asked.
    OSError, http.client.HTTPException
        Where the connection fails, lasts too long or is not HTTP.
    """
    parts, address, port = checked(url, FetchSettings(allow=_INSIDE if settings.LOCAL else ()))
    connection = connection_to(parts, address, port, SECONDS, ssl.create_default_context())
    late = threading.Event()
    watch = threading.Timer(SECONDS, cut, (connection, late))
    watch.daemon = True
    watch.start()
    try:
        connection.connect()
        connection.held = connection.sock  # type: ignore[attr-defined]  # the connection forgets it once it answers
        target = parts.path + (f"?{parts.query}" if parts.query else "")
        connection.request("POST", target, body, {"Host": parts.netloc, **headers})
        answer = connection.getresponse()
        answer.read(SIZE)
    except (OSError, http.client.HTTPException) as error:
        raise TimeoutError if late.is_set() else error from None
    else:
        if late.is_set():
            raise TimeoutError
        return answer.status
    finally:
        watch.cancel()
        connection.close()
