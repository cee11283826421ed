"""A write that is sent twice is done once: its answer is kept for a day under the key the program chose.

The work and its answer are kept apart, so a server may die between them. What was begun and has had no answer is never
begun again under its key: nobody knows whether it was done, and the program is told so.

Answers are kept sealed: one of them may hold the secret of a webhook, which the database alone must not tell.
"""

import base64
import hashlib
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from cryptography.fernet import Fernet, InvalidToken
from django.core.exceptions import BadRequest, SuspiciousOperation
from django.db import IntegrityError, transaction
from django.http import HttpRequest, HttpResponse
from django.http.multipartparser import MultiPartParserError
from django.utils import timezone
from django.utils.crypto import salted_hmac

from centricity.errors import Fault, Place
from centricity.web.api.models import Answer
from centricity.web.api.problems import Refused

KEPT = timedelta(hours=24)
GIVEN_UP = timedelta(minutes=10)
"""A request that has had no answer for so long was probably cut off; it may have been done all the same."""
LONGEST = 100
_HEADERS = ("Content-Type", "Content-Language", "ETag", "Location", "Allow")


def answered_once(request: HttpRequest, get_response: Callable[[HttpRequest], HttpResponse]) -> HttpResponse:
    """Answer a request; one with a known key is given the answer that is kept."""
    key, token = request.headers.get("Idempotency-Key", ""), getattr(request, "token", None)
    if not key or token is None or request.method in {"GET", "HEAD", "OPTIONS"}:
        return get_response(request)
    if len(key) > LONGEST or not key.isprintable():
        raise Refused(422, [Fault("web.key_unfit", Place(key="Idempotency-Key"), {"limit": LONGEST})])
    kept, mine = _begun(token, key, _asked(request))
    if not mine:
        return _again(kept)
    try:
        response = get_response(request)
    except Exception:  # not of a server that is ended: what it was at may have been done
        kept.delete()
        raise
    return _kept(kept, response)


def _begun(token: Any, key: str, asked: str) -> tuple[Answer, bool]:
    """The row of a key, and whether this request is the one to do the work."""
    now = timezone.now()
    old = Answer.objects.filter(token=token, key=key)
    old.filter(at__lt=now - KEPT).delete()
    try:
        with transaction.atomic():
            return Answer.objects.create(token=token, key=key, asked=asked), True
    except IntegrityError:
        kept = old.first()
    if kept is None:
        raise _busy()
    if kept.asked != asked:
        raise Refused(422, [Fault("web.key_reused", Place(key="Idempotency-Key"))])
    if kept.status is None:
        raise _busy() if kept.at >= now - GIVEN_UP else _unanswered()
    return kept, False


def _busy() -> Refused:
    return Refused(409, [Fault("web.key_busy")], {"Retry-After": "1"})


def _unanswered() -> Refused:
    return Refused(409, [Fault("web.key_unanswered", fields={"minutes": GIVEN_UP // timedelta(minutes=1)})])


def _asked(request: HttpRequest) -> str:
    """What a request asks, whatever the boundary of its parts."""
    whole = hashlib.sha256(f"{request.method} {request.get_full_path()}\n".encode())
    if (request.content_type or "").startswith("multipart/"):
        try:
            for name, values in sorted(request.POST.lists()):
                whole.update(repr((name, values)).encode())
            for name, files in sorted(request.FILES.lists()):
                for file in files:
                    whole.update(repr((name, file.name, _digest(file))).encode())
        except (BadRequest, SuspiciousOperation, MultiPartParserError) as error:
            raise Refused(400, [Fault("web.unreadable")]) from error
    else:
        whole.update(request.body)
    return whole.hexdigest()


def _digest(file: Any) -> str:
    content = hashlib.sha256()
    for chunk in file.chunks():
        content.update(chunk)
    file.seek(0)
    return content.hexdigest()


def _again(kept: Answer) -> HttpResponse:
    headers = {**kept.headers, "Idempotent-Replayed": "true"}
    try:
        body = _seal().decrypt(kept.body.encode())
    except InvalidToken:  # the platform has another secret since
        raise Refused(422, [Fault("web.key_reused", Place(key="Idempotency-Key"))]) from None
    return HttpResponse(body, status=kept.status, headers=headers)


def _seal() -> Fernet:
    key = salted_hmac("centricity.answer", "", algorithm="sha256").digest()
    return Fernet(base64.urlsafe_b64encode(key))


def _kept(kept: Answer, response: HttpResponse) -> HttpResponse:
    """Keep an answer; a failure of the platform is not one, and may be tried again."""
    if response.status_code >= 500 or response.streaming:
        kept.delete()
        return response
    headers = {name: response.headers[name] for name in _HEADERS if name in response.headers}
    mine = Answer.objects.filter(pk=kept.pk)  # gone where the work took longer than answers are kept
    mine.update(status=response.status_code, body=_seal().encrypt(response.content).decode(), headers=headers)
    return response
