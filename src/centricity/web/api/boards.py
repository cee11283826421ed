"""Boards over a warehouse: the list, a computation, and what it came to as JSON."""

import json
from typing import Any

from django.http import Http404, HttpRequest
from ninja import Query, Router, Status

from centricity.web.api import boards_schemas as told
from centricity.web.api import shapes
from centricity.web.api.routing import read, write
from centricity.web.api.schemas import Window
from centricity.web.audit.services import actor_of
from centricity.web.jobs.models import Job
from centricity.web.people.roles import VoiceRight
from centricity.web.people.selectors import organisation_for
from centricity.web.warehouse.models import Board
from centricity.web.warehouse.selectors import board_for, boards_of, latest_job, paper_of
from centricity.web.warehouse.services import compute_ask

router = Router(tags=["boards"])
ROOT = "/organisations/{slug:organisation}/boards"
ONE = ROOT + "/{slug:board}"
FIGURES = "metrics.json"


@router.get(ROOT, **read(told.Boards))
def list_boards(request: HttpRequest, organisation: str, window: Query[Window]) -> Any:
    """Boards of an organisation, by title."""
    place = organisation_for(request.user, organisation, VoiceRight.RESULTS)
    return shapes.page(request, boards_of(place), window, _shape)


@router.get(ONE, **read(told.BoardFound))
def get_board(request: HttpRequest, organisation: str, board: str) -> Any:
    """One board, and how far its latest computation is."""
    found = board_for(request.user, organisation, board)
    job = latest_job(found)
    return _shape(found) | {"job": _job(job) if job else None}


@router.post(f"{ONE}/compute", **write("compute", 202, told.BoardJob))
def compute_board(request: HttpRequest, organisation: str, board: str) -> Any:
    """Ask for the computation of a board; where it is under way already, that one is told."""
    found = board_for(request.user, organisation, board, VoiceRight.EDIT)
    return Status(202, _job(compute_ask(found, actor_of(request))))


@router.get(f"{ONE}/result", **read(told.BoardResult))
def get_board_result(request: HttpRequest, organisation: str, board: str) -> Any:
    """Every number of the last computation; there is none before the first."""
    found = board_for(request.user, organisation, board)
    if found.current is None:
        raise Http404
    panels = json.loads(bytes(paper_of(found, FIGURES).content))
    made = found.current
    return {
        "code": found.code, "title": shapes.both(found, "title"), "computed_at": made.computed_at,
        "of_revision": made.of_version, "seconds": made.seconds, "failed": made.failed, "panels": panels,
    }  # fmt: skip


def _shape(row: Board) -> shapes.Shape:
    made = row.current
    return {
        "code": row.code, "title": shapes.both(row, "title"), "warehouse": row.warehouse, "every": row.every,
        "revision": row.version, "computed_at": made.computed_at if made else None,
        "failed": made.failed if made else None,
    }  # fmt: skip


def _job(row: Job) -> shapes.Shape:
    names = ("id", "state", "step", "steps", "faults", "asked_at", "ended_at")
    return {name: getattr(row, name) for name in names} | {"doing": shapes.both(row, "step")}
