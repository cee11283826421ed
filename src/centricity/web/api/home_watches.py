"""Watched numbers of the dashboard: set, changed and taken away, with the rights of the pages."""

import math
from dataclasses import replace
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from ninja import Query, Router, Status

from centricity.web.api import shapes
from centricity.web.api import watch_schemas as told
from centricity.web.api.routing import as_it_was_read, read, write
from centricity.web.api.schemas import Window
from centricity.web.api.tags import tag_of_rows
from centricity.web.audit.services import actor_of
from centricity.web.home.models import Watch
from centricity.web.home.watch_words import part_address
from centricity.web.home.watches import (
    Limit,
    Number,
    limit_of,
    watch_change,
    watch_delete,
    watch_make,
    watch_of,
    watches_of,
)
from centricity.web.home.watching import figure_of
from centricity.web.people.roles import VoiceRight
from centricity.web.people.selectors import organisation_for

router = Router(tags=["dashboard"])
ROOT = "/organisations/{slug:organisation}/watches"
ONE = ROOT + "/{int:watch}"
_PLAIN = ("metric", "key", "bound", "value", "certain", "least", "told", "version")


@router.get(ROOT, **read(told.Watches))
def list_watches(request: HttpRequest, organisation: str, window: Query[Window]) -> Any:
    """Numbers that are watched, by metric and group."""
    place = organisation_for(request.user, organisation, VoiceRight.RESULTS)
    return shapes.page(request, watches_of(place), window, _shape)


@router.post(ROOT, **write("write", 201, told.WatchFound))
def make_watch(request: HttpRequest, response: HttpResponse, organisation: str, wanted: told.NewWatch) -> Any:
    """Watch a number; whoever hears of watches is told once when it goes beyond."""
    place = organisation_for(request.user, organisation, VoiceRight.EDIT)
    limit = Limit(wanted.bound, wanted.value, wanted.certain, wanted.least)
    number = Number(wanted.metric, wanted.column or "", wanted.key)
    made = watch_make(place, number, limit, request.user, actor_of(request))
    response.headers["Location"] = f"/api/v1/organisations/{organisation}/watches/{made.pk}"
    return Status(201, get_watch(request, response, organisation, made.pk))


@router.get(ONE, **read(told.WatchFound))
def get_watch(request: HttpRequest, response: HttpResponse, organisation: str, watch: int) -> Any:
    """One watch with its number now; its ETag is what a change needs."""
    content = _found(_watch(request, organisation, watch, VoiceRight.RESULTS))
    response.headers["ETag"] = tag_of_rows(content)
    return content


@router.patch(ONE, **write("write", 200, told.WatchFound, conditional=True))
def change_watch(
    request: HttpRequest, response: HttpResponse, organisation: str, watch: int, change: told.WatchChange
) -> Any:
    """Change when a watch tells, and have it looked at afresh; ``If-Match`` names the watch as you read it."""
    found = _as_read(request, organisation, watch)
    named = {name: value for name, value in change.dict().items() if value is not None}
    watch_change(found, replace(limit_of(found), **named), found.version, actor_of(request))
    return get_watch(request, response, organisation, watch)


@router.delete(ONE, **write("write", 204, None, conditional=True))
def remove_watch(request: HttpRequest, organisation: str, watch: int) -> Any:
    """Take a watch away, its alerts stay; ``If-Match`` names the watch as you read it."""
    found = _as_read(request, organisation, watch)
    watch_delete(found, found.version, actor_of(request))
    return Status(204, None)


def _watch(request: HttpRequest, organisation: str, watch: int, need: VoiceRight) -> Watch:
    return watch_of(organisation_for(request.user, organisation, need), watch)


def _as_read(request: HttpRequest, organisation: str, watch: int) -> Watch:
    """A watch that is to be changed, and is as the program read it."""
    found = _watch(request, organisation, watch, VoiceRight.EDIT)
    as_it_was_read(request, _found(found))
    return found


def _shape(row: Watch) -> shapes.Shape:
    return {name: getattr(row, name) for name in _PLAIN} | {
        "id": row.pk, "column": row.column or None, "beyond_since": row.broken_at,
        "owner": str(row.owner) if row.owner else None,
        "address": part_address(row.organisation.code, row.metric, row.column, row.key),
    }  # fmt: skip


def _found(row: Watch) -> shapes.Shape:
    figure = figure_of(row, timezone.now().date())
    if figure is None:
        return _shape(row) | {"now": None}
    ends = {name: float(getattr(figure.estimate, name)) for name in ("value", "low", "high")}
    now = {name: end if math.isfinite(end) else None for name, end in ends.items()}
    return _shape(row) | {"now": now | {"month": figure.month, "n": int(figure.estimate.n)}}
