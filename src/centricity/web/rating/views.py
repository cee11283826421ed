"""Pages of ratings: rounds, one round, and the cells of a company that a rater was given."""

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from centricity.errors import CentricityError
from centricity.language import Language
from centricity.web.audit.services import actor_of
from centricity.web.improvement.pages import said
from centricity.web.look.languages import language_now
from centricity.web.panels.level_keeping import keep_changed
from centricity.web.people.roles import Right
from centricity.web.rating.forms import CellForm, ChangeForm, RoundForm
from centricity.web.rating.lines import level_named, level_word
from centricity.web.rating.models import Level
from centricity.web.rating.round_pages import shown
from centricity.web.rating.rounds import round_change, round_make, waves_of
from centricity.web.rating.selectors import Room, Seat, room_for, round_for, rounds_with_progress, seat_for
from centricity.web.rating.submitting import submit
from centricity.web.research.goals import latest
from centricity.web.research.views import page_of


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def rounds(request: HttpRequest, code: str) -> HttpResponse:
    """Rounds of a study; whoever edits it makes one."""
    room = room_for(request.user, code, Right.EDIT if request.method == "POST" else Right.RATE)
    form = _round_form(room, request.POST or None)
    if request.method == "POST" and form is not None and form.is_valid():
        try:
            made = round_make(room.opened.study, form.wanted(), actor_of(request))
        except CentricityError as error:
            form.add_error(None, said(error))
        else:
            return redirect("study_rating_round", code, made.number)
    rounds = rounds_with_progress(room)
    response = page_of(request, room.opened, "rating/rounds.html", room=room, rounds=rounds, form=form)
    response.status_code = 422 if request.method == "POST" else 200
    return response


def _round_form(room: Room, data: Any) -> RoundForm | None:
    edition = latest(room.opened.study) if room.leads else None
    return RoundForm(waves_of(edition), data) if edition is not None else None


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def one(request: HttpRequest, code: str, rating: int) -> HttpResponse:
    """A round: what a rater was given, or everything to whoever leads it, who changes its terms."""
    room, made = round_for(request.user, code, rating, Right.EDIT if request.method == "POST" else Right.RATE)
    if request.method != "POST":
        return shown(request, room, made)
    form = ChangeForm(request.POST)
    if form.is_valid():
        told = form.cleaned_data
        try:
            round_change(made, told["shows"], told["due"], told["version"], actor_of(request))
        except CentricityError as error:
            form.add_error(None, said(error))
        else:
            messages.success(request, _("Saved."))
            return redirect("study_rating_round", code, rating)
    return shown(request, room, made, 422, changing=form)


@dataclass(frozen=True)
class Row:
    """A cell as its rater sees it: the form while it is open, the own level, those of others that may be seen."""

    metric: dict[str, Any]
    title: str
    form: CellForm | None
    mine: Level | None
    word: str
    others: list[tuple[int, str, Level]]


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def rate(request: HttpRequest, code: str, rating: int, company: str) -> HttpResponse:
    """The metrics of a company that one was given, each with its rubric; what is sent is submitted."""
    room, seat = seat_for(request.user, code, rating)
    if company not in seat.companies:
        raise PermissionDenied
    rows = _rows(seat, company, language_now(), request.POST if request.method == "POST" else None)
    if request.method != "POST":
        return _page(request, room, seat, company, rows)
    kept, wrong = keep_changed(
        [row.form for row in rows if row.form is not None],
        lambda form: submit(seat.rater, company, form.metric, form.given(), actor_of(request)),
    )
    if not wrong:
        _tell(request, kept)
        return redirect("study_rating_company", code, rating, company)
    return _page(request, room, seat, company, rows, 422, wrong=wrong, kept=kept)


def _tell(request: HttpRequest, kept: int) -> None:
    if kept:
        told = ngettext("%(n)d level is submitted.", "%(n)d levels are submitted.", kept) % {"n": kept}
        messages.success(request, told)
    else:
        messages.warning(request, _("No level is filled in, so nothing is submitted."))


def _page(
    request: HttpRequest, room: Room, seat: Seat, company: str, rows: list[Row], status: int = 200, **more: Any
) -> HttpResponse:
    told = seat.round.company(company) or {}
    following = seat.round.company(seat.next_company(company)) if seat.round.open else None
    more |= {"round": seat.round, "rows": rows, "company": told, "name": told[language_now()],
             "rates": any(row.form is not None for row in rows), "following": following,
             "following_name": (following or {}).get(language_now(), "")}  # fmt: skip
    response = page_of(request, room.opened, "rating/rate.html", **more)
    response.status_code = status
    return response


def _rows(seat: Seat, company: str, language: Language, data: Any) -> list[Row]:
    return [_row(seat, company, code, language, data) for code in seat.companies[company]]


def _row(seat: Seat, company: str, code: str, language: Language, data: Any) -> Row:
    metric, mine = seat.round.metric(code) or {}, seat.own.get((company, code))
    still = seat.round.open and (mine is None or mine.submitted_at is None)
    others = [
        (each.rater.number, level_named(metric, each, language), each) for each in seat.others.get((company, code), [])
    ]
    return Row(
        metric, f"{code} {metric['title'][language]}", CellForm(metric, mine, language, data) if still else None, mine,
        level_word(metric, mine, language) if mine is not None and mine.submitted_at else "", others,
    )  # fmt: skip
