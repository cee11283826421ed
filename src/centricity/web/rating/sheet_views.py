"""The table of a rater: taken away to be filled in, and brought back."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from centricity.errors import FaultsError, MisuseError
from centricity.web.audit.services import actor_of
from centricity.web.feedback.import_pages import wrong_of
from centricity.web.improvement.pages import said
from centricity.web.look.languages import language_now
from centricity.web.rating.bringing import levels_bring
from centricity.web.rating.forms import SheetForm
from centricity.web.rating.round_pages import shown
from centricity.web.rating.selectors import seat_for
from centricity.web.rating.sheets import sheet_bytes, sheet_of
from centricity.web.tabled import filed, kind_or_404


@require_safe
@login_required
def sheet(request: HttpRequest, code: str, rating: int, kind: str) -> HttpResponse:
    """A table with a row for each level that is not submitted."""
    _room, seat = seat_for(request.user, code, rating)
    known = kind_or_404(kind)
    return filed(sheet_bytes(sheet_of(seat, language_now()), known), f"{code}-rating-{rating}", known)


@require_POST
@login_required
def bring(request: HttpRequest, code: str, rating: int) -> HttpResponse:
    """Submit what is filled in, all of it or nothing; faults are told where they stand."""
    room, seat = seat_for(request.user, code, rating)
    form, wrong = SheetForm(request.POST, request.FILES), []
    if form.is_valid():
        file = form.cleaned_data["file"]
        try:
            count = levels_bring(seat.rater, file.read(), file.name, actor_of(request))
        except MisuseError as error:  # it was closed meanwhile
            messages.error(request, said(error))
            return redirect("study_rating_round", code, rating)
        except FaultsError as error:
            wrong = wrong_of(error.faults)
        else:
            told = ngettext("%(n)d level is submitted.", "%(n)d levels are submitted.", count) % {"n": count}
            messages.success(request, told)
            return redirect("study_rating_round", code, rating)
    return shown(request, room, seat.round, 422, bringing=form, wrong=wrong)
