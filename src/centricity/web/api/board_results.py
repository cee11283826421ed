"""What boards come to: a computation asked for, its numbers as JSON, its reports as files."""

import json
from typing import Any, Literal

from django.http import Http404, HttpRequest, HttpResponse
from ninja import Router, Status

from centricity.language import LANGUAGES
from centricity.web.api import boards_schemas as told
from centricity.web.api import shapes
from centricity.web.api.routing import give, read, write
from centricity.web.api.tags import has_already, tag_of_rows
from centricity.web.audit.services import actor_of
from centricity.web.jobs.models import Job
from centricity.web.people.roles import VoiceRight
from centricity.web.warehouse.computing import PAPERS
from centricity.web.warehouse.selectors import board_for, paper_of, papers_of
from centricity.web.warehouse.services import compute_ask

router = Router(tags=["boards"])
ONE = "/organisations/{slug:organisation}/boards/{slug:board}"
FIGURES = "metrics.json"
_PARTS = {f"{language}-{name}": (language, name) for language in LANGUAGES for name in PAPERS}


@router.post(f"{ONE}/compute", **write("compute", 202, told.BoardJob))
def compute_board(request: HttpRequest, organisation: str, board: str) -> Any:
    """Ask for the computation of a board; where it is under way already, that one is told."""
    found = board_for(request.user, organisation, board, VoiceRight.EDIT)
    return Status(202, job_told(compute_ask(found, actor_of(request))))


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


@router.get(f"{ONE}/papers", **read(told.BoardPapers))
def list_board_papers(request: HttpRequest, organisation: str, board: str) -> Any:
    """Reports of the last computation, by language."""
    root = f"/api/v1/organisations/{organisation}/boards/{board}/papers"
    known = [
        (*_PARTS[each.name], each.size)
        for each in papers_of(board_for(request.user, organisation, board))
        if each.name in _PARTS
    ]
    items = [
        {"language": language, "name": name, "size": size, "address": f"{root}/{language}/{name}"}
        for language, name, size in known
    ]
    return {"items": items}


@router.get(ONE + "/papers/{language}/{name}", **give("*/*"))
def download_board_paper(
    request: HttpRequest,
    organisation: str,
    board: str,
    language: Literal["ru", "en"],
    name: Literal["report.pdf", "report.xlsx"],
) -> Any:
    """A report of the last computation in a language, as PDF or XLSX."""
    found = board_for(request.user, organisation, board)
    paper = paper_of(found, f"{language}-{name}")
    tag = tag_of_rows({"made": paper.made_id, "name": paper.name})
    if has_already(request, tag):
        return HttpResponse(status=304, headers={"ETag": tag})
    named = {"Content-Disposition": f'attachment; filename="{found.code}-{paper.name}"', "ETag": tag}
    return HttpResponse(bytes(paper.content), content_type="application/octet-stream", headers=named)


def job_told(row: Job) -> shapes.Shape:
    names = ("id", "state", "step", "steps", "faults", "asked_at", "ended_at")
    return {name: getattr(row, name) for name in names} | {"doing": shapes.both(row, "step")}
