"""The audit log, for administrators of the platform with a second factor."""

from dataclasses import asdict
from typing import Any

from django.http import HttpRequest
from ninja import Query, Router

from centricity.web.api import people_schemas, shapes
from centricity.web.api.given import as_stream
from centricity.web.api.routing import give, read
from centricity.web.audit.export import exported
from centricity.web.audit.selectors import entries, verify
from centricity.web.audit.services import actor_of
from centricity.web.people.selectors import administrator_or_404

router = Router(tags=["audit"])


@router.get("/audit", **read(people_schemas.Entries, "people"))
def list_entries(request: HttpRequest, asked: Query[people_schemas.LogAsked]) -> Any:
    """Who did what, when and from where, the newest first."""
    administrator_or_404(request.user)
    return shapes.page(request, entries(asked.target, asked.actor), asked, shapes.entry)


@router.get("/audit/verification", **read(people_schemas.Verified, "people"))
def verify_log(request: HttpRequest) -> Any:
    """Read the whole log and compute every hash anew."""
    administrator_or_404(request.user)
    return asdict(verify())


@router.get("/audit/export.jsonl", **give("application/jsonl", "people"))
def download_log(request: HttpRequest) -> Any:
    """The whole log as lines of JSON, the oldest first; that it was taken out is its last entry."""
    administrator_or_404(request.user)
    return as_stream(exported(actor_of(request)), "application/jsonl; charset=utf-8", "audit.jsonl")
