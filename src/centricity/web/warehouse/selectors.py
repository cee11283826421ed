"""Reading boards, each for whoever may see them."""

from typing import Any

from django.db.models import QuerySet
from django.http import Http404

from centricity.web.jobs.models import Job
from centricity.web.people.models import Organisation
from centricity.web.people.roles import VoiceRight
from centricity.web.people.selectors import organisation_for
from centricity.web.warehouse.models import Board, Drawn, Paper


def boards_of(organisation: Organisation) -> QuerySet[Board]:
    """Boards of an organisation by title, without their texts."""
    return Board.objects.filter(organisation=organisation).select_related("current").defer("text")


def board_for(user: Any, organisation: str, code: str, need: VoiceRight = VoiceRight.RESULTS) -> Board:
    """A board where somebody may do so much."""
    place = organisation_for(user, organisation, need)
    found = Board.objects.select_related("organisation", "current").filter(organisation=place, code=code).first()
    if found is None:
        raise Http404
    return found


def sections_of(board: Board, language: str) -> list[Drawn]:
    """Sections of what was computed last, without their drawings."""
    if board.current is None:
        return []
    return list(board.current.sections.filter(language=language).defer("html"))


def section_of(board: Board, language: str, anchor: str) -> Drawn:
    """A section with its drawing; the first where none is named."""
    found = None
    if board.current is not None:
        known = board.current.sections.filter(language=language)
        found = known.filter(anchor=anchor).first() if anchor else known.first()
    if found is None:
        raise Http404
    return found


def papers_of(board: Board) -> list[Paper]:
    """Files of what was computed last, without their content."""
    return list(board.current.papers.defer("content")) if board.current is not None else []


def paper_of(board: Board, name: str) -> Paper:
    """A file of what was computed last."""
    found = board.current.papers.filter(name=name).first() if board.current is not None else None
    if found is None:
        raise Http404
    return found


def latest_job(board: Board) -> Job | None:
    """The latest computation of a board."""
    return Job.objects.filter(kind="warehouse.compute", target=board.target).order_by("-asked_at", "pk").first()
