"""Boards over a warehouse: listed, made, changed and taken away, with the rights of the pages."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from ninja import Query, Router, Status

from centricity.web.api import boards_schemas as told
from centricity.web.api import shapes
from centricity.web.api.board_results import job_told
from centricity.web.api.routing import as_it_was_read, read, write
from centricity.web.api.schemas import Window
from centricity.web.api.tags import tag_of_rows
from centricity.web.audit.services import actor_of
from centricity.web.people.roles import VoiceRight
from centricity.web.people.selectors import organisation_for
from centricity.web.warehouse.models import Board
from centricity.web.warehouse.selectors import board_for, boards_of, latest_job
from centricity.web.warehouse.services import Draft, board_add, board_change, board_remove

router = Router(tags=["boards"])
ROOT = "/organisations/{slug:organisation}/boards"
ONE = ROOT + "/{slug:board}"


@router.get(ROOT, **read(told.Boards))
def list_boards(request: HttpRequest, organisation: str, window: Query[Window]) -> Any:
    """Boards of an organisation, by title."""
    place = organisation_for(request.user, organisation, VoiceRight.RESULTS)
    return shapes.page(request, boards_of(place), window, _shape)


@router.post(ROOT, **write("write", 201, told.BoardFile))
def create_board(request: HttpRequest, response: HttpResponse, organisation: str, wanted: told.NewBoard) -> Any:
    """Make a board of its dashboard file, which is computed at once; its titles are those of the file."""
    place = organisation_for(request.user, organisation, VoiceRight.EDIT)
    made = board_add(place, wanted.code, _draft(wanted), actor_of(request))
    response.headers["Location"] = f"/api/v1/organisations/{organisation}/boards/{made.code}"
    return Status(201, _tagged(response, made))


@router.get(ONE, **read(told.BoardFound))
def get_board(request: HttpRequest, organisation: str, board: str) -> Any:
    """One board, and how far its latest computation is."""
    found = board_for(request.user, organisation, board)
    job = latest_job(found)
    return _shape(found) | {"job": job_told(job) if job else None}


@router.get(f"{ONE}/file", **read(told.BoardFile))
def get_board_file(request: HttpRequest, response: HttpResponse, organisation: str, board: str) -> Any:
    """The dashboard file of a board; its ETag is what a change and a removal need."""
    return _tagged(response, board_for(request.user, organisation, board, VoiceRight.EDIT))


@router.put(f"{ONE}/file", **write("write", 200, told.BoardFile, conditional=True))
def change_board(
    request: HttpRequest, response: HttpResponse, organisation: str, board: str, wanted: told.BoardDraft
) -> Any:
    """Put another file in the place of this, computed at once; ``If-Match`` names the file as you read it."""
    found = _as_read(request, organisation, board, VoiceRight.EDIT)
    return _tagged(response, board_change(found, _draft(wanted), found.version, actor_of(request)))


@router.delete(ONE, **write("write", 204, None, conditional=True))
def remove_board(request: HttpRequest, organisation: str, board: str) -> Any:
    """Take a board away with its figures; ``If-Match`` names its file as you read it."""
    found = _as_read(request, organisation, board, VoiceRight.MANAGE)
    board_remove(found, found.version, actor_of(request))
    return Status(204, None)


def _shape(row: Board) -> shapes.Shape:
    made = row.current
    return {
        "code": row.code, "title": shapes.both(row, "title"), "warehouse": row.warehouse, "every": row.every,
        "revision": row.version, "computed_at": made.computed_at if made else None,
        "failed": made.failed if made else None,
    }  # fmt: skip


def _as_read(request: HttpRequest, organisation: str, board: str, need: VoiceRight) -> Board:
    """A board to be changed, whose file is as the program read it."""
    found = board_for(request.user, organisation, board, need)
    as_it_was_read(request, _file(found))
    return found


def _tagged(response: HttpResponse, board: Board) -> shapes.Shape:
    content = _file(board)
    response.headers["ETag"] = tag_of_rows(content)
    return content


def _draft(wanted: told.BoardDraft) -> Draft:
    return Draft(wanted.warehouse, wanted.text, wanted.every)


def _file(row: Board) -> shapes.Shape:
    plain = {name: getattr(row, name) for name in ("code", "warehouse", "text", "every")}
    return plain | {"title": shapes.both(row, "title"), "revision": row.version}
