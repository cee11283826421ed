"""Rated companies: comments on their numbers, answers, and whether they may be named, with the rights of the pages."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from ninja import Query, Router, Status

from centricity.web.api import companies_schemas as told
from centricity.web.api import shapes
from centricity.web.api.routing import as_it_was_read, read, write
from centricity.web.api.schemas import Window
from centricity.web.api.tags import tag_of_rows
from centricity.web.audit.services import actor_of
from centricity.web.companies import services
from centricity.web.companies.models import Comment, Consent
from centricity.web.companies.selectors import (
    comment_or_404,
    comments_of,
    comments_on,
    company_for,
    consent_of,
    consents_of,
    room_for,
)
from centricity.web.people.roles import Right
from centricity.web.research.selectors import study_for, subject_of

router = Router(tags=["companies"])
COMMENTS = "/studies/{slug:code}/comments"
COMMENT = COMMENTS + "/{int:comment}"
BESIDE = "/studies/{slug:code}/subjects/{subject}/comments"
CONSENTS = "/studies/{slug:code}/consents"
_PLAIN = ("subject", "node", "wave", "score", "text", "at", "state", "answer", "answered_at", "version")


@router.get(COMMENTS, **read(told.NumberComments))
def list_number_comments(request: HttpRequest, code: str, window: Query[Window]) -> Any:
    """Comments of companies: all to whoever edits the study, to a contact those of the own company."""
    return shapes.page(request, comments_of(room_for(request.user, code)), window, _comment)


@router.get(BESIDE, **read(told.NumberComments, guests=True))
def list_comments_beside(request: HttpRequest, code: str, subject: str, window: Query[Window]) -> Any:
    """Comments that stand beside the numbers of a company: those that were agreed to."""
    opened = study_for(request.user, code)
    return shapes.page(request, comments_on(opened, subject_of(opened, subject)[1]), window, _comment)


@router.post(BESIDE, **write("write", 201, told.NumberComment))
def comment_number(
    request: HttpRequest, response: HttpResponse, code: str, subject: str, wanted: told.NewNumberComment
) -> Any:
    """Comment on a number of your own company."""
    opened, row = company_for(request.user, code, subject)
    made = services.comment_add(opened.study, row, wanted.node, wanted.text, request.user, actor_of(request))
    response.headers["Location"] = f"/api/v1/studies/{code}/comments/{made.pk}"
    return Status(201, _comment(made))


@router.get(COMMENT, **read(told.NumberComment))
def get_number_comment(request: HttpRequest, response: HttpResponse, code: str, comment: int) -> Any:
    """One comment; its ETag is what an answer needs."""
    content = _comment(comment_or_404(room_for(request.user, code), comment))
    response.headers["ETag"] = tag_of_rows(content)
    return content


@router.put(COMMENT + "/answer", **write("write", 200, told.NumberComment, conditional=True))
def answer_number_comment(
    request: HttpRequest, response: HttpResponse, code: str, comment: int, wanted: told.NewNumberAnswer
) -> Any:
    """Answer a comment, and say whether it is shown beside the number; ``If-Match`` names it as you read it."""
    found = comment_or_404(room_for(request.user, code, Right.EDIT), comment)
    as_it_was_read(request, _comment(found))
    services.comment_answer(
        found, wanted.answer, agree=wanted.agree, version=found.version, user=request.user, actor=actor_of(request)
    )  # fmt: skip
    return get_number_comment(request, response, code, comment)


@router.delete(COMMENT, **write("write", 204, None, conditional=True))
def withdraw_number_comment(request: HttpRequest, code: str, comment: int) -> Any:
    """Take back a comment of your own company; ``If-Match`` names it as you read it."""
    found = comment_or_404(room_for(request.user, code), comment)
    company_for(request.user, code, found.subject)
    as_it_was_read(request, _comment(found))
    services.comment_withdraw(found, found.version, actor_of(request))
    return Status(204, None)


@router.get(CONSENTS, **read(told.CompanyConsents))
def list_company_consents(request: HttpRequest, code: str, window: Query[Window]) -> Any:
    """What companies stated of being named: all to whoever edits the study, to a contact that of the own company."""
    rows = consents_of(room_for(request.user, code))
    return shapes.page(request, rows, window, lambda row: _consent(row.subject, row))


@router.get(CONSENTS + "/{subject}", **read(told.CompanyConsent))
def get_company_consent(request: HttpRequest, response: HttpResponse, code: str, subject: str) -> Any:
    """Whether your own company may be named; its ETag is what a change needs."""
    opened, _row = company_for(request.user, code, subject)
    content = _consent(subject, consent_of(opened, subject))
    response.headers["ETag"] = tag_of_rows(content)
    return content


@router.put(CONSENTS + "/{subject}", **write("write", 200, told.CompanyConsent, conditional=True))
def state_company_consent(
    request: HttpRequest, response: HttpResponse, code: str, subject: str, wanted: told.NewCompanyConsent
) -> Any:
    """Say whether your own company may be named; a withdrawal holds at once. ``If-Match`` names it as you read it."""
    opened, _row = company_for(request.user, code, subject)
    known = consent_of(opened, subject)
    as_it_was_read(request, _consent(subject, known))
    services.consent_state(
        opened.study, subject, granted=wanted.granted, version=known.version if known else 0, user=request.user,
        actor=actor_of(request),
    )  # fmt: skip
    return get_company_consent(request, response, code, subject)


def _comment(row: Comment) -> shapes.Shape:
    return {"number": row.pk} | {name: getattr(row, name) for name in _PLAIN}


def _consent(subject: str, row: Consent | None) -> shapes.Shape:
    return {
        "subject": subject, "granted": row.granted if row else None, "stated_at": row.stated_at if row else None,
    }  # fmt: skip
