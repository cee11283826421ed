"""How the API says no: one shape for every refusal."""

import json
import logging
from collections.abc import Mapping, Sequence
from typing import Any

from django.core.exceptions import BadRequest, PermissionDenied, RequestDataTooBig, SuspiciousOperation
from django.http import Http404, HttpRequest, HttpResponse, RawPostDataException
from django.http.multipartparser import MultiPartParserError
from django.utils.translation.trans_real import parse_accept_lang_header
from ninja.errors import HttpError, ValidationError

from centricity.errors import CentricityError, Fault, Place
from centricity.language import Language
from centricity.methods.validate import expected
from centricity.web.people.selectors import SecondFactorNeededError
from centricity.web.research.services import MOST_FAULTS, told

log = logging.getLogger("centricity.api")

MEDIA_TYPE = "application/problem+json"
STATUS = {
    "web.study_taken": 409,
    "web.organisation_taken": 409,
    "web.last_administrator": 409,
    "web.invitation_over": 409,
    "web.edition_faulty": 409,
    "web.feedback_state": 409,
    "web.follow_up_closed": 409,
    "web.cause_taken": 409,
    "web.theme_taken": 409,
    "web.do_not_contact": 409,
    "web.customer_key_taken": 409,
    "web.customer_not_to_contact": 409,
    "web.customer_over": 409,
    "web.interaction_taken": 409,
    "web.segment_taken": 409,
    "web.segment_unknown": 404,
    "web.segment_used": 409,
    "voice.code_taken": 409,
    "web.view_taken": 409,
    "web.watch_taken": 409,
    "warehouse.code_taken": 409,
    "web.changed_meanwhile": 412,
    "web.token_refused": 401,
    "web.upload_too_large": 413,
    "web.upload_file_large": 413,
}
"""Statuses of faults of services; the rest are 422."""


class Refused(Exception):  # noqa: N818  it is an answer, not a failure
    """A request that is refused, with its status, faults and headers."""

    def __init__(self, status: int, faults: Sequence[Fault], headers: Mapping[str, str] | None = None) -> None:
        super().__init__(status)
        self.status, self.faults, self.headers = status, faults, dict(headers or {})


def language_of(request: HttpRequest) -> Language:
    """The language of a program, by ``Accept-Language``; Russian where it does not say."""
    for accepted, _ in parse_accept_lang_header(request.headers.get("Accept-Language", "")):
        if accepted[:2] in {"ru", "en"}:
            return "ru" if accepted[:2] == "ru" else "en"
    return "ru"


def problem(
    request: HttpRequest, status: int, faults: Sequence[Fault], headers: Mapping[str, str] | None = None
) -> HttpResponse:
    language = language_of(request)
    first = faults[0]
    content = {
        "status": status, "code": first.code, "title": first.sentence(language),
        "faults": [told(fault) for fault in faults[:MOST_FAULTS]],
    }  # fmt: skip
    return HttpResponse(
        json.dumps(content, ensure_ascii=False), status=status, content_type=MEDIA_TYPE,
        headers={"Content-Language": language, **(headers or {})},
    )  # fmt: skip


def refusal(request: HttpRequest, error: Exception) -> HttpResponse:
    """Say no to whatever was raised; what nobody foresaw is logged and told as a failure of the platform."""
    status, faults, headers = _read(error)
    if status == 500:
        log.error("the API failed at %s %s", request.method, request.path, exc_info=error)
    return problem(request, status, faults, headers)


_UNREADABLE = (BadRequest, SuspiciousOperation, MultiPartParserError, RawPostDataException, HttpError)
_KNOWN: tuple[tuple[type[Exception] | tuple[type[Exception], ...], int, str], ...] = (
    (Http404, 404, "web.not_found"),
    (PermissionDenied, 403, "web.not_allowed"),
    (SecondFactorNeededError, 403, "web.second_factor_needed"),
    (RequestDataTooBig, 413, "web.body_large"),
    (_UNREADABLE, 400, "web.unreadable"),
    (Exception, 500, "web.failed"),
)
"""What Django and ninja raise; the first that fits is taken."""
_COUNTED, _PAIRS = ("", "it must hold "), ("требуются ", "it must be ")
_VERBS = {
    "too_short": _COUNTED, "too_long": _COUNTED,
    "dict_type": _PAIRS, "model_type": _PAIRS, "model_attributes_type": _PAIRS,
}  # fmt: skip
_PLAIN = {
    "missing": {"ru": "его нет", "en": "it is missing"},
    "extra_forbidden": {"ru": "такого поля здесь нет", "en": "there is no such field here"},
}


def _read(error: Exception) -> tuple[int, Sequence[Fault], Mapping[str, str]]:
    if isinstance(error, Refused):
        return error.status, error.faults, error.headers
    if isinstance(error, CentricityError):
        return max(STATUS.get(fault.code, 422) for fault in error.faults), error.faults, _challenge(error.faults)
    if isinstance(error, ValidationError):
        return 422, [_value(each) for each in error.errors], {}
    status, code = next((status, code) for kind, status, code in _KNOWN if isinstance(error, kind))
    return status, [Fault(code)], {}


def _challenge(faults: Sequence[Fault]) -> dict[str, str]:
    return {"WWW-Authenticate": "Bearer"} if any(fault.code == "web.token_refused" for fault in faults) else {}


def _value(error: Mapping[str, Any]) -> Fault:
    """A value that does not fit, in its place, and what would have fitted."""
    where = ".".join(str(part) for part in error["loc"])
    return Fault("web.value_unfit", Place(key=where), {"problem": _PLAIN.get(error["type"]) or _needed(error)})


def _needed(error: Any) -> dict[str, str]:
    told, (russian, english) = expected(error), _VERBS.get(error["type"], ("требуется ", "it must be "))
    return {"ru": russian + told["ru"], "en": english + told["en"]}
