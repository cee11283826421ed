"""The page of a round, to a rater and to whoever leads it."""

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse

from centricity.web.look.languages import language_now
from centricity.web.rating.forms import AssignForm, ChangeForm
from centricity.web.rating.lines import level_line, rater_line
from centricity.web.rating.models import Round
from centricity.web.rating.selectors import Room, Seat, levels_of, raters_of
from centricity.web.research.views import page_of

ROWS = 100


def shown(request: HttpRequest, room: Room, made: Round, status: int = 200, **forms: Any) -> HttpResponse:
    """A round; ``forms`` are those that were refused."""
    seat = room.seat(made)
    more: dict[str, Any] = {"round": made, "room": room, "seat": seat, "shares": _shares(seat)}
    if room.leads:
        more |= _led(request, made) | forms
    response = page_of(request, room.opened, "rating/round.html", **more)
    response.status_code = status
    return response


def _shares(seat: Seat | None) -> list[tuple[str, str, int, int]]:
    """Code and name of every company that was given, how much is submitted, and of how much."""
    if seat is None:
        return []
    names, done = {each["code"]: each[language_now()] for each in seat.round.companies}, seat.done
    return [(code, names[code], done[code], len(metrics)) for code, metrics in seat.companies.items()]


def _led(request: HttpRequest, made: Round) -> dict[str, Any]:
    language = language_now()
    page = Paginator(levels_of(made), ROWS).get_page(request.GET.get("page"))
    start = {"shows": made.shows, "due": made.due, "version": made.version}
    return {
        "raters": [rater_line(each, made, language) for each in raters_of(made)],
        "page": page, "levels": [level_line(each, made, language) for each in page],
        "assigning": AssignForm(made, language), "changing": ChangeForm(initial=start),
    }  # fmt: skip
