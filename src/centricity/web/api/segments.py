"""Segments by rule, with the rights and the rules of the pages."""

from collections.abc import Sequence
from typing import Any

from django.http import HttpRequest, HttpResponse
from ninja import Query, Router, Status

from centricity.web.api import customers, customers_schemas, shapes
from centricity.web.api import segment_schemas as told
from centricity.web.api.given import as_stream
from centricity.web.api.routing import as_its_version, give, read, write
from centricity.web.api.schemas import Window
from centricity.web.api.tags import tag_of_version, version_tag
from centricity.web.audit.services import actor_of
from centricity.web.customers import segment_services as services
from centricity.web.customers.models import Segment
from centricity.web.customers.rules import rules_of
from centricity.web.customers.segment_query import counts, members
from centricity.web.customers.segment_words import rule_words
from centricity.web.customers.segments import listed, members_taken, segment_for, segments_in
from centricity.web.people.roles import VoiceRight
from centricity.web.people.selectors import organisation_for

router = Router(tags=["customers"])
SEGMENTS = "/organisations/{slug:organisation}/segments"
ONE = SEGMENTS + "/{slug:segment}"


@router.get(SEGMENTS, **read(told.Segments))
def list_segments(request: HttpRequest, organisation: str, window: Query[Window]) -> Any:
    """Segments by rule, with how many customers fit each now."""
    found = organisation_for(request.user, organisation, VoiceRight.HANDLE)
    rows = segments_in(found)
    held = counts(found, list(rows[window.offset : window.offset + window.limit]))
    return shapes.page(request, rows, window, lambda row: _shape(row) | {"members": held[row.pk]})


@router.post(SEGMENTS, **write("write", 201, told.Segment))
def create_segment(request: HttpRequest, response: HttpResponse, organisation: str, wanted: told.NewSegment) -> Any:
    """Make a segment; every rule that does not fit is told at once."""
    found = organisation_for(request.user, organisation, VoiceRight.EDIT)
    asked = services.Wanted(wanted.title.ru, wanted.title.en, wanted.joined_by, _raw(wanted.rules))
    made = services.segment_create(found, wanted.code, asked, actor_of(request))
    response.headers["Location"] = f"/api/v1/organisations/{organisation}/segments/{made.code}"
    return Status(201, _told(response, made))


@router.get(ONE, **read(told.Segment))
def get_segment(request: HttpRequest, response: HttpResponse, organisation: str, segment: str) -> Any:
    """One segment with its rules, also in words; its ETag is what a change needs."""
    return _told(response, _one(request, organisation, segment, VoiceRight.HANDLE))


@router.patch(ONE, **write("write", 200, told.Segment, conditional=True))
def change_segment(
    request: HttpRequest, response: HttpResponse, organisation: str, segment: str, change: told.SegmentChange
) -> Any:
    """Change what is named; ``If-Match`` names the segment as you read it."""
    found = _as_read(request, organisation, segment)
    title = change.title or told.Titles(ru=found.title_ru, en=found.title_en)
    rules = found.rules if change.rules is None else _raw(change.rules)
    asked = services.Wanted(title.ru, title.en, change.joined_by or found.joined_by, rules)
    return _told(response, services.segment_edit(found, asked, found.version, actor_of(request)))


@router.delete(ONE, **write("write", 204, None, conditional=True))
def delete_segment(request: HttpRequest, organisation: str, segment: str) -> Any:
    """Delete a segment that nothing uses; ``If-Match`` names it as you read it. Its customers stay."""
    found = _as_read(request, organisation, segment)
    services.segment_delete(found, found.version, actor_of(request))
    return Status(204, None)


@router.get(ONE + "/members", **read(customers_schemas.Customers))
def list_members(request: HttpRequest, organisation: str, segment: str, window: Query[Window]) -> Any:
    """Customers who fit a segment now, by name."""
    found = _one(request, organisation, segment, VoiceRight.HANDLE)
    rows = listed(found, lambda rows: rows.select_related("merged_into").prefetch_related("keys"))
    return shapes.page(request, rows, window, customers.shape)


@router.get(ONE + "/members.csv", **give("text/csv"))
def download_members(request: HttpRequest, organisation: str, segment: str) -> Any:
    """Customers who fit a segment now as a table with their addresses; the log tells that it was taken out."""
    found = _one(request, organisation, segment, VoiceRight.EDIT)
    return as_stream(members_taken(found, actor_of(request)), "text/csv; charset=utf-8", f"{found.code}.csv")


def _one(request: HttpRequest, organisation: str, segment: str, need: VoiceRight) -> Segment:
    return segment_for(organisation_for(request.user, organisation, need), segment)


def _as_read(request: HttpRequest, organisation: str, segment: str) -> Segment:
    """A segment for a change; refused where ``If-Match`` names other rules, whoever fits them meanwhile."""
    found = _one(request, organisation, segment, VoiceRight.EDIT)
    as_its_version(request, version_tag(_shape(found)))
    return found


def _told(response: HttpResponse, segment: Segment) -> shapes.Shape:
    """A segment with its ETag: of the rules, then how many fit them, which changes by itself."""
    content = _shape(segment)
    counted = content | {"members": members(segment).count()}
    response.headers["ETag"] = tag_of_version(content, counted)
    return counted


def _raw(rules: Sequence[told.NewRule]) -> list[dict[str, Any]]:
    return [each.dict() for each in rules]


def _shape(row: Segment) -> shapes.Shape:
    rules = [
        each.content() | {"words": {"ru": rule_words(each, "ru"), "en": rule_words(each, "en")}}
        for each in rules_of(row.rules)
    ]
    return {
        "code": row.code, "title": shapes.both(row, "title"), "joined_by": row.joined_by, "rules": rules,
        "version": row.version,
    }  # fmt: skip
