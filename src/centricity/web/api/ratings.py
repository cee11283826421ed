"""Ratings of studies: begun, given to raters, submitted, closed and taken over, with the rights of the pages."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from ninja import Query, Router, Status

from centricity.errors import Fault, Place
from centricity.web.api import ratings_schemas as told
from centricity.web.api import shapes
from centricity.web.api.problems import Refused
from centricity.web.api.ratings_shapes import level_shape, round_shape, whole_shape
from centricity.web.api.routing import as_it_was_read, read, write
from centricity.web.api.schemas import Window
from centricity.web.api.tags import tag_of_rows
from centricity.web.audit.services import actor_of
from centricity.web.panels.judging import Seen
from centricity.web.people.roles import Right
from centricity.web.rating.assigning import Share, assign, raters_for, unassign
from centricity.web.rating.rounds import Wanted, round_change, round_close, round_make
from centricity.web.rating.selectors import assignment_or_404, level_or_404, room_for, round_for, seat_for
from centricity.web.rating.submitting import Given, give_back, submit
from centricity.web.rating.taking import take
from centricity.web.rating.together import Told, levels_submit

router = Router(tags=["ratings"])
ROOT = "/studies/{slug:code}/ratings"
ONE = ROOT + "/{int:rating}"


@router.get(ROOT, **read(told.RatingRounds))
def list_ratings(request: HttpRequest, code: str, window: Query[Window]) -> Any:
    """Ratings of a study: all to whoever edits it, to a rater those in which something was given."""
    room = room_for(request.user, code)
    return shapes.page(request, room.rounds, window, lambda row: round_shape(row, leads=room.leads))


@router.post(ROOT, **write("write", 201, told.RatingWhole))
def begin_rating(request: HttpRequest, response: HttpResponse, code: str, wanted: told.NewRatingRound) -> Any:
    """Begin a rating of a wave: its companies and rubrics are those of the newest edition."""
    room = room_for(request.user, code, Right.EDIT)
    made = round_make(room.opened.study, Wanted(wanted.wave, wanted.shows, wanted.due), actor_of(request))
    response.headers["Location"] = f"/api/v1/studies/{code}/ratings/{made.number}"
    return Status(201, get_rating(request, response, code, made.number))


@router.get(ONE, **read(told.RatingWhole))
def get_rating(request: HttpRequest, response: HttpResponse, code: str, rating: int) -> Any:
    """One rating as you may see it; its ETag is what a change needs."""
    content = whole_shape(*round_for(request.user, code, rating))
    response.headers["ETag"] = tag_of_rows(content)
    return content


@router.patch(ONE, **write("write", 200, told.RatingWhole, conditional=True))
def change_rating(
    request: HttpRequest, response: HttpResponse, code: str, rating: int, change: told.RatingChange
) -> Any:
    """Change the terms of a rating, or close it; ``If-Match`` names it as you read it."""
    room, made = round_for(request.user, code, rating, Right.EDIT)
    as_it_was_read(request, whole_shape(room, made))
    wanted = change.dict(exclude_unset=True)
    if wanted.get("shows") or "due" in wanted:
        shows, due = wanted.get("shows") or made.shows, wanted.get("due", made.due)
        round_change(made, shows, due, made.version, actor_of(request))
        made.refresh_from_db()
    if change.state is not None:
        round_close(made, made.version, actor_of(request))
    return get_rating(request, response, code, rating)


@router.post(f"{ONE}/shares", **write("write", 201, told.RatingWhole))
def give_share(request: HttpRequest, response: HttpResponse, code: str, rating: int, share: told.NewShare) -> Any:
    """Give a rater or a mystery shopper companies and metrics."""
    room, made = round_for(request.user, code, rating, Right.EDIT)
    person = raters_for(room.opened.study).filter(email=share.person.lower()).first()
    if person is None:
        raise Refused(422, [Fault("rating.no_rater", Place(key="person"), {"person": share.person})])
    assign(made, person, Share(share.companies, share.metrics), actor_of(request))
    return Status(201, get_rating(request, response, code, rating))


@router.delete(f"{ONE}/shares/{{int:share}}", **write("write", 204, None))
def take_share_back(request: HttpRequest, code: str, rating: int, share: int) -> Any:
    """Take back what a rater was given; levels that were submitted stay."""
    _room, made = round_for(request.user, code, rating, Right.EDIT)
    unassign(assignment_or_404(made, share), actor_of(request))
    return Status(204, None)


@router.post(f"{ONE}/levels", **write("write", 201, told.GivenLevel))
def submit_level(request: HttpRequest, code: str, rating: int, level: told.NewLevel) -> Any:
    """Submit a level of a company and a metric that was given to you; it is not overwritten."""
    _room, seat = seat_for(request.user, code, rating)
    made = submit(seat.rater, level.company, level.metric, _given(level), actor_of(request))
    return Status(201, level_shape(made, own=True))


@router.post(f"{ONE}/levels/all", **write("write", 201, told.SubmittedLevels))
def submit_levels(request: HttpRequest, code: str, rating: int, given: told.NewLevels) -> Any:
    """Submit many levels, all of them or none; each fault names the place of its level, counted from nought."""
    _room, seat = seat_for(request.user, code, rating)
    brought = [
        Told(Place(key=f"levels[{at}]"), each.company, each.metric, _given(each))
        for at, each in enumerate(given.levels)
    ]  # fmt: skip
    return Status(201, {"submitted": levels_submit(seat.rater, brought, actor_of(request))})


def _given(level: told.NewLevel) -> Given:
    seen = Seen(**level.seen.dict()) if level.seen is not None else None
    return Given(level.level, seen, level.note, level.applies)


@router.post(f"{ONE}/levels/return", **write("write", 200, told.GivenLevel))
def return_level(request: HttpRequest, code: str, rating: int, level: told.ReturnedLevel) -> Any:
    """Give a submitted level back to its rater, who may correct it."""
    _room, made = round_for(request.user, code, rating, Right.EDIT)
    found = level_or_404(made, level.rater, level.company, level.metric)
    give_back(found, level.why, actor_of(request))
    found.refresh_from_db()
    return level_shape(found, own=False)


@router.post(f"{ONE}/edition", **write("write", 201, told.RatingTaken))
def take_levels_over(request: HttpRequest, response: HttpResponse, code: str, rating: int) -> Any:
    """Make an edition of the newest one and of the levels of a closed rating; what stands there is not changed."""
    _room, made = round_for(request.user, code, rating, Right.EDIT)
    taken = take(made, actor_of(request))
    response.headers["Location"] = f"/api/v1/studies/{code}/editions/{taken.edition.number}"
    edition = {"edition": taken.edition.number, "sound": taken.edition.sound}
    return Status(201, edition | {"added": taken.added, "there": taken.there, "other": taken.other})
