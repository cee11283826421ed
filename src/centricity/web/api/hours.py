"""When an organisation works, and how long its answers take in working and in calendar hours."""

from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse
from ninja import Query, Router

from centricity.web.api import hours_schemas as told
from centricity.web.api.routing import as_it_was_read, read, write
from centricity.web.api.shapes import Shape
from centricity.web.api.tags import tag_of_rows
from centricity.web.api.took_shapes import counted, took_told
from centricity.web.audit.services import actor_of
from centricity.web.feedback.figures import figures_of
from centricity.web.people.hours import hours_seen, hours_set
from centricity.web.people.hours import told as as_told
from centricity.web.people.models import WorkingHours
from centricity.web.people.roles import VoiceRight
from centricity.web.people.selectors import organisation_for
from centricity.web.people.working import AHEAD, DAYS, Wanted, clock, days_ahead

router = Router(tags=["feedback"])
HOURS = "/organisations/{slug:organisation}/hours"


@router.get(HOURS, **read(told.HoursTold))
def get_working_hours(request: HttpRequest, response: HttpResponse, organisation: str) -> Any:
    """When an organisation works, null where nobody has said it; its ETag is what a change needs."""
    content = _shape(hours_seen(organisation_for(request.user, organisation, VoiceRight.RESULTS)))
    response.headers["ETag"] = tag_of_rows(content)
    return content


@router.put(HOURS, **write("admin", 200, told.HoursTold, conditional=True))
def set_working_hours(request: HttpRequest, response: HttpResponse, organisation: str, wanted: told.HoursWanted) -> Any:
    """Say when an organisation works, or take it back; ``If-Match`` names the hours as you read them."""
    place = organisation_for(request.user, organisation, VoiceRight.MANAGE)
    row = hours_seen(place)
    as_it_was_read(request, _shape(row))
    hours_set(place, None if wanted.hours is None else _wanted(wanted.hours), row.version, actor_of(request))
    return get_working_hours(request, response, organisation)


@router.get("/organisations/{slug:organisation}/feedback/figures", **read(told.Answering))
def get_feedback_figures(request: HttpRequest, organisation: str, asked: Query[told.Between]) -> Any:
    """How an organisation answered in a period, as on its page: times in calendar and in working hours."""
    place = organisation_for(request.user, organisation, VoiceRight.RESULTS)
    found = figures_of(place, asked.period)
    return {
        "first": asked.period.first, "last": asked.period.last, "answered": counted(found.answered),
        "waiting": found.waiting, "first_answer": took_told(found.first_answer),
        "first_answer_of_nine_in_ten": took_told(found.slow_answer), "solution": took_told(found.solved),
        "closed": counted(found.closed), "closed_in_time": counted(found.in_time),
    }  # fmt: skip


def _shape(row: WorkingHours) -> Shape:
    wanted = as_told(row)
    clocks = {"opens": clock(wanted.opens), "closes": clock(wanted.closes)}
    spans = [(each.day, each.opens, each.closes) for each in days_ahead(wanted.hours, AHEAD)] if row.in_use else []
    return {
        "hours": wanted.kept() | clocks if row.in_use else None, "ahead": [_day(*each) for each in spans],
        "revision": row.version,
    }  # fmt: skip


def _day(day: date, opens: int, closes: int) -> Shape:
    on = closes > opens
    return {"day": day, "opens": clock(opens) if on else None, "closes": clock(closes) if on else None}


def _wanted(given: told.Hours) -> Wanted:
    lists = {name: tuple(getattr(given, name)) for name in ("weekdays", *DAYS)}
    clocks = {name: _minute(getattr(given, name)) for name in ("opens", "closes")}
    return Wanted(**given.dict() | lists | clocks)


def _minute(told: str) -> int:
    hour, minute = told.split(":")
    return int(hour) * 60 + int(minute)
