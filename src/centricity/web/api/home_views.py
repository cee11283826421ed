"""Kept views of the dashboard: one's own, and those shared with the organisation."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from ninja import Query, Router, Status

from centricity.errors import Fault, MisuseError, Place
from centricity.web.api import home_schemas as told
from centricity.web.api import shapes
from centricity.web.api.routing import as_it_was_read, read, write
from centricity.web.api.schemas import Window
from centricity.web.api.tags import tag_of_rows
from centricity.web.audit.services import actor_of
from centricity.web.home.asked import Asked, address_of, asked_of
from centricity.web.home.kept_services import (
    may_change,
    view_change,
    view_delete,
    view_for,
    view_keep,
    view_seen,
    views_of,
)
from centricity.web.home.models import KeptView
from centricity.web.people.models import Organisation
from centricity.web.people.roles import VoiceRight
from centricity.web.people.selectors import organisation_for

router = Router(tags=["dashboard"])
ROOT = "/organisations/{slug:organisation}/views"
ONE = ROOT + "/{int:view}"
_TILES = {"ru": "вид без показателя по группам не сужают", "en": "a view without a metric is not narrowed to a group"}
_NO_COLUMN = {"ru": "к ключу нужен столбец", "en": "a key needs its column"}
_UNREADABLE = {"ru": "в ключе есть непечатные знаки", "en": "the key has characters that cannot be printed"}


@router.get(ROOT, **read(told.KeptViews))
def list_kept_views(request: HttpRequest, organisation: str, window: Query[Window]) -> Any:
    """Views that you keep, and those that are shared, by name."""
    place = _place(request, organisation)
    return shapes.page(request, views_of(request.user, place), window, lambda row: _shape(request, place, row))


@router.post(ROOT, **write("write", 201, told.KeptView))
def keep_view(request: HttpRequest, response: HttpResponse, organisation: str, wanted: told.NewView) -> Any:
    """Keep a view of the dashboard, for yourself or shared."""
    place = _place(request, organisation)
    _fit(wanted)
    asked = Asked(wanted.months, wanted.column or "", wanted.key)
    made = view_keep(
        place, request.user, wanted.name, wanted.metric or "", asked, actor_of(request), shared=wanted.shared
    )
    response.headers["Location"] = f"/api/v1/organisations/{organisation}/views/{made.pk}"
    return Status(201, get_kept_view(request, response, organisation, made.pk))


@router.get(ONE, **read(told.KeptView))
def get_kept_view(request: HttpRequest, response: HttpResponse, organisation: str, view: int) -> Any:
    """One kept view; its ETag is what a change needs."""
    place = _place(request, organisation)
    content = _shape(request, place, view_seen(request.user, place, view))
    response.headers["ETag"] = tag_of_rows(content)
    return content


@router.patch(ONE, **write("write", 200, told.KeptView, conditional=True))
def change_kept_view(
    request: HttpRequest, response: HttpResponse, organisation: str, view: int, change: told.ViewChange
) -> Any:
    """Rename a view, share it or take it back; ``If-Match`` names the view as you read it."""
    found = _as_read(request, organisation, view)
    name = found.name if change.name is None else change.name
    shared = found.shared if change.shared is None else change.shared
    view_change(found, name, found.version, actor_of(request), shared=shared)
    return get_kept_view(request, response, organisation, view)


@router.delete(ONE, **write("write", 204, None, conditional=True))
def remove_kept_view(request: HttpRequest, organisation: str, view: int) -> Any:
    """Take a view away; ``If-Match`` names the view as you read it."""
    found = _as_read(request, organisation, view)
    view_delete(found, found.version, actor_of(request))
    return Status(204, None)


def _place(request: HttpRequest, organisation: str) -> Organisation:
    return organisation_for(request.user, organisation, VoiceRight.RESULTS)


def _as_read(request: HttpRequest, organisation: str, view: int) -> KeptView:
    """A view that is to be changed, and is as the program read it."""
    place = _place(request, organisation)
    found = view_for(request.user, place, view)
    as_it_was_read(request, _shape(request, place, found))
    return found


def _fit(wanted: told.NewView) -> None:
    """Refuse what the pages would leave out."""
    problem = None
    if wanted.column and not wanted.metric:
        problem = Fault("web.value_unfit", Place(key="column"), {"problem": _TILES})
    elif wanted.key and not wanted.column:
        problem = Fault("web.value_unfit", Place(key="column"), {"problem": _NO_COLUMN})
    elif not wanted.key.isprintable():
        problem = Fault("web.value_unfit", Place(key="key"), {"problem": _UNREADABLE})
    if problem:
        raise MisuseError([problem])


def _shape(request: HttpRequest, place: Organisation, row: KeptView) -> shapes.Shape:
    row.organisation = place
    asked = asked_of(row.asked, narrows=bool(row.metric))
    return {
        "id": row.pk, "name": row.name, "metric": row.metric or None, "months": asked.months,
        "column": asked.column or None, "key": asked.key, "shared": row.shared,
        "mine": row.owner_id == request.user.pk,
        "owner": str(row.owner) if row.shared and row.owner else None, "may_change": may_change(request.user, row),
        "address": address_of(place.code, row.metric, asked), "version": row.version,
    }  # fmt: skip
