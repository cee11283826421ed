"""The page of a round, to a rater and to whoever leads it."""

from dataclasses import dataclass
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse

from centricity.web.look.languages import language_now
from centricity.web.rating.forms import AssignForm, ChangeForm, SheetForm
from centricity.web.rating.lines import level_line, rater_line
from centricity.web.rating.models import Round
from centricity.web.rating.selectors import Room, Seat, levels_of, raters_of
from centricity.web.rating.tallies import agreement_of, progress_of, summed
from centricity.web.research.views import page_of

ROWS = 100


def shown(request: HttpRequest, room: Room, made: Round, status: int = 200, **forms: Any) -> HttpResponse:
    """A round; ``forms`` are those that were refused."""
    seat = room.seat(made)
    more: dict[str, Any] = {"round": made, "room": room, "seat": seat, "shares": _shares(seat)}
    if seat is not None:
        following = made.company(seat.next_company()) if made.open else None
        more |= {"bringing": SheetForm(), "mine": progress_of(seat.rater, made), "following": following,
                 "following_name": (following or {}).get(language_now(), "")}  # fmt: skip
    more |= (_led(request, made) if room.leads else {}) | forms
    response = page_of(request, room.opened, "rating/round.html", **more)
    response.status_code = status
    return response


@dataclass(frozen=True)
class Share:
    """A company that was given, with how much of it is submitted, of how much, and how much is to be corrected."""

    code: str
    name: str
    done: int
    of: int
    returned: int


def _shares(seat: Seat | None) -> list[Share]:
    if seat is None:
        return []
    names = {each["code"]: each[language_now()] for each in seat.round.companies}
    done, back = seat.done, seat.returned
    return [Share(code, names[code], done[code], len(given), back[code]) for code, given in seat.companies.items()]


def _led(request: HttpRequest, made: Round) -> dict[str, Any]:
    language, raters = language_now(), raters_of(made)
    lines, agreement = [rater_line(each, made, language) for each in raters], agreement_of(raters)
    rows: Any = levels_of(made)
    if differ := "differ" in request.GET:
        rows = [each for each in rows if (each.company, each.metric) in agreement.differing]
    page = Paginator(rows, ROWS).get_page(request.GET.get("page"))
    start = {"shows": made.shows, "due": made.due, "version": made.version}
    return {
        "raters": lines, "progress": summed(each.progress for each in lines), "agreement": agreement, "differ": differ,
        "page": page, "levels": [level_line(each, made, language) for each in page],
        "assigning": AssignForm(made, language), "changing": ChangeForm(initial=start),
    }  # fmt: skip
