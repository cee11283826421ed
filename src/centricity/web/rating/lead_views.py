"""What whoever leads a round does: give and take back shares, give a level back, close, take the levels over."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from centricity.errors import CentricityError
from centricity.web.audit.services import actor_of
from centricity.web.improvement.pages import said
from centricity.web.look.languages import language_now
from centricity.web.people.roles import Right
from centricity.web.rating.assigning import assign, unassign
from centricity.web.rating.forms import AssignForm, ReturnForm, VersionForm
from centricity.web.rating.models import Round
from centricity.web.rating.round_pages import shown
from centricity.web.rating.rounds import round_close
from centricity.web.rating.selectors import Room, assignment_or_404, level_or_404, round_for
from centricity.web.rating.submitting import give_back
from centricity.web.rating.taking import take


def _led(request: HttpRequest, code: str, number: int) -> tuple[Room, Round]:
    return round_for(request.user, code, number, Right.EDIT)


@require_POST
@login_required
def give(request: HttpRequest, code: str, rating: int) -> HttpResponse:
    """Give a rater companies and metrics."""
    room, made = _led(request, code, rating)
    form = AssignForm(made, language_now(), request.POST)
    if form.is_valid():
        try:
            assign(made, form.cleaned_data["person"], form.share(), actor_of(request))
        except CentricityError as error:
            form.add_error(None, said(error))
        else:
            messages.success(request, _("The share is given."))
            return redirect("study_rating_round", code, rating)
    return shown(request, room, made, 422, assigning=form)


@require_POST
@login_required
def remove(request: HttpRequest, code: str, rating: int, assignment: int) -> HttpResponse:
    """Take back what a rater was given."""
    _room, made = _led(request, code, rating)
    given = assignment_or_404(made, assignment)
    return _done(request, made, lambda: unassign(given, actor_of(request)), _("It is taken back."))


@require_POST
@login_required
def close(request: HttpRequest, code: str, rating: int) -> HttpResponse:
    """Close a round."""
    _room, made = _led(request, code, rating)
    form = VersionForm(request.POST)
    if not form.is_valid():
        return redirect("study_rating_round", code, rating)
    version = form.cleaned_data["version"]
    return _done(request, made, lambda: round_close(made, version, actor_of(request)), _("The rating is closed."))


@require_POST
@login_required
def give_level_back(request: HttpRequest, code: str, rating: int) -> HttpResponse:
    """Give a submitted level back to its rater."""
    _room, made = _led(request, code, rating)
    form = ReturnForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Tell what is to be corrected."))
        return redirect("study_rating_round", code, rating)
    told = form.cleaned_data
    level = level_or_404(made, told["rater"], told["company"], told["metric"])
    return _done(
        request, made, lambda: give_back(level, told["why"], actor_of(request)), _("The level is given back.")
    )  # fmt: skip


@require_POST
@login_required
def take_over(request: HttpRequest, code: str, rating: int) -> HttpResponse:
    """Make an edition with the levels of a closed round."""
    _room, made = _led(request, code, rating)
    try:
        taken = take(made, actor_of(request))
    except CentricityError as error:
        messages.error(request, said(error))
        return redirect("study_rating_round", code, rating)
    added = ngettext("%(n)d level is added.", "%(n)d levels are added.", taken.added) % {"n": taken.added}
    left = _("Levels that stand in the folder otherwise and are left as they are: %(n)d.") % {"n": taken.other}
    messages.success(request, f"{added} {left}" if taken.other else added)
    return redirect("study_edition", code, taken.edition.number)


def _done(request: HttpRequest, made: Round, deed: Callable[[], Any], told: str) -> HttpResponse:
    """Do something and tell that it is done, or why it is not."""
    try:
        deed()
    except CentricityError as error:
        messages.error(request, said(error))
    else:
        messages.success(request, told)
    return redirect("study_rating_round", made.study.code, made.number)
