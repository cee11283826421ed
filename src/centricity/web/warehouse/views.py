"""Boards over a warehouse: the list, a new one, its sections, its file, its downloads."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from centricity.errors import CentricityError, Fault
from centricity.web.audit.services import actor_of
from centricity.web.jobs.models import Job
from centricity.web.look.languages import language_now
from centricity.web.people.roles import VoiceRight
from centricity.web.people.selectors import organisation_for, voice_right
from centricity.web.warehouse import services
from centricity.web.warehouse.forms import BoardForm, NewBoardForm
from centricity.web.warehouse.models import Board
from centricity.web.warehouse.reading import warehouses_of
from centricity.web.warehouse.selectors import (
    board_for,
    boards_of,
    latest_job,
    paper_of,
    papers_of,
    section_of,
    sections_of,
)

EXAMPLE = """schema: centricity/dashboard-1
title: {ru: Лояльность, en: Loyalty}
sources:
  answers: {table: answers}
panels:
  - {metric: nps, source: answers, by: [month], tile: true}
"""


@require_safe
@login_required
def boards(request: HttpRequest, organisation: str) -> HttpResponse:
    """Boards of an organisation, and warehouses to make more of."""
    place = organisation_for(request.user, organisation, VoiceRight.RESULTS)
    more = {
        "place": place, "boards": boards_of(place)[:500], "warehouses": warehouses_of(place),
        "may_edit": voice_right(request.user, place.code) >= VoiceRight.EDIT,
    }  # fmt: skip
    return render(request, "warehouse/boards.html", more)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def new(request: HttpRequest, organisation: str) -> HttpResponse:
    """A new board."""
    place = organisation_for(request.user, organisation, VoiceRight.EDIT)
    known = warehouses_of(place)
    form = NewBoardForm(known, language_now(), request.POST or None, request.FILES or None, initial={"text": EXAMPLE})
    faults: list[Fault] = []
    if request.method == "POST" and form.is_valid():
        try:
            made = services.board_add(place, form.cleaned_data["code"], _draft(form), actor_of(request))
        except CentricityError as error:
            faults = list(error.faults)
        else:
            return redirect("warehouse_board", place.code, made.code)
    more = {"place": place, "form": form, "faults": faults, "warehouses": known}
    return render(request, "warehouse/new.html", more, status=422 if request.method == "POST" else 200)


@require_safe
@login_required
def board(request: HttpRequest, organisation: str, board: str, anchor: str = "") -> HttpResponse:
    """A section of a board, or how far its computation is."""
    found = board_for(request.user, organisation, board)
    job = latest_job(found)
    more: dict[str, Any] = _frame(request, found) | {
        "job": job, "under_way": job is not None and not job.ended,
        "step": getattr(job, f"step_{language_now()}", ""),
        "problems": [fault[language_now()] for fault in job.faults] if job and job.state == Job.State.FAILED else [],
    }  # fmt: skip
    if request.headers.get("HX-Request"):
        return render(request, "warehouse/progress.html", more)
    if found.current is not None or anchor:
        section = section_of(found, language_now(), anchor)
        more |= {
            "section": {"title": section.title, "anchor": section.anchor, "html": mark_safe(section.html)},  # noqa: S308
            "sections": sections_of(found, language_now()), "papers": papers_of(found),
        }  # fmt: skip
    return render(request, "warehouse/board.html", more)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def change(request: HttpRequest, organisation: str, board: str) -> HttpResponse:
    """The file of a board, and how often it is computed."""
    found = board_for(request.user, organisation, board, VoiceRight.EDIT)
    known = warehouses_of(found.organisation)
    initial = {name: getattr(found, name) for name in ("warehouse", "text", "every", "version")}
    form = BoardForm(known, language_now(), request.POST or None, request.FILES or None, initial=initial)
    faults: list[Fault] = []
    if request.method == "POST" and form.is_valid():
        try:
            services.board_change(found, _draft(form), form.cleaned_data["version"] or 0, actor_of(request))
        except CentricityError as error:
            faults = list(error.faults)
        else:
            return redirect("warehouse_board", organisation, board)
    more = _frame(request, found) | {"form": form, "faults": faults}
    return render(request, "warehouse/change.html", more, status=422 if request.method == "POST" else 200)


@require_POST
@login_required
def compute(request: HttpRequest, organisation: str, board: str) -> HttpResponse:
    """Have a board computed now."""
    found = board_for(request.user, organisation, board, VoiceRight.EDIT)
    services.compute_ask(found, actor_of(request))
    return redirect("warehouse_board", organisation, board)


@require_POST
@login_required
def remove(request: HttpRequest, organisation: str, board: str) -> HttpResponse:
    """Take a board away."""
    found = board_for(request.user, organisation, board, VoiceRight.MANAGE)
    version = request.POST.get("version", "")
    try:
        services.board_remove(found, int(version) if version.isdecimal() else -1, actor_of(request))
    except CentricityError as error:
        messages.error(request, error.text(language_now()))
        return redirect("warehouse_board", organisation, board)
    messages.success(request, _("The board was taken away."))
    return redirect("warehouse_boards", organisation)


@require_safe
@login_required
def download(request: HttpRequest, organisation: str, board: str, name: str) -> HttpResponse:
    """Give a file of what was computed last, always as a file, never as a page."""
    found = paper_of(board_for(request.user, organisation, board), name)
    response = HttpResponse(bytes(found.content), content_type="application/octet-stream")
    response["Content-Disposition"] = f'attachment; filename="{board}-{found.name}"'
    return response


def _frame(request: HttpRequest, found: Board) -> dict[str, Any]:
    right = voice_right(request.user, found.organisation.code)
    known = warehouses_of(found.organisation).get(found.warehouse)
    return {
        "board": found, "place": found.organisation, "title": found.title(language_now()),
        "warehouse": known.title[language_now()] if known else found.warehouse,
        "may_edit": right >= VoiceRight.EDIT, "may_manage": right >= VoiceRight.MANAGE,
    }  # fmt: skip


def _draft(form: BoardForm) -> services.Draft:
    told = form.cleaned_data
    return services.Draft(told["warehouse"], told["file"] or told["text"], told["every"])
