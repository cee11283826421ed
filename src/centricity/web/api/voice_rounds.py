"""When a survey asks again by itself, what came of its waves, and after which events it asks."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from ninja import Query, Router, Status

from centricity.errors import Fault, MisuseError, Place
from centricity.web.api import shapes
from centricity.web.api import voice_schemas as told
from centricity.web.api.routing import as_it_was_read, read, write
from centricity.web.api.schemas import Window
from centricity.web.api.survey_shapes import figure
from centricity.web.api.tags import tag_of_rows
from centricity.web.audit.services import actor_of
from centricity.web.customers.selectors import segments_of
from centricity.web.people.roles import VoiceRight
from centricity.web.voice.models import Survey, Trigger
from centricity.web.voice.responding import share_of
from centricity.web.voice.rounds import Plan, Wave, rhythm_set, waves_of
from centricity.web.voice.selectors import rhythm_of, survey_for, trigger_of
from centricity.web.voice.shapes import figure_of
from centricity.web.voice.triggers import Rule, counts_of, trigger_end, trigger_set

router = Router(tags=["surveys"])
ONE = "/surveys/{slug:organisation}/{slug:survey}"
_NO_SEGMENT = {"ru": "в этом сегменте нет клиентов", "en": "no customer is in this segment"}


@router.get(f"{ONE}/rhythm", **read(told.Rhythm))
def get_survey_rhythm(request: HttpRequest, response: HttpResponse, organisation: str, survey: str) -> Any:
    """When a survey asks next and whom; its ETag is what a change needs."""
    return _tagged(response, _rhythm(_one(request, organisation, survey)))


@router.put(f"{ONE}/rhythm", **write("admin", 200, told.Rhythm, conditional=True))
def set_survey_rhythm(
    request: HttpRequest, response: HttpResponse, organisation: str, survey: str, wanted: told.NewRhythm
) -> Any:
    """Let a survey ask again by itself; ``If-Match`` names the rhythm as you read it.

    One of staff is closed on its day, and the next one opened: every quarter at most, without a segment and a market.
    """
    found = _one(request, organisation, survey)
    as_it_was_read(request, _rhythm(found))
    if wanted.segment and wanted.segment not in segments_of(found.organisation):
        raise MisuseError([Fault("web.value_unfit", Place(key="segment"), {"problem": _NO_SEGMENT})])
    rhythm_set(found, Plan(**wanted.dict()), found.version, actor_of(request), request.user)
    return get_survey_rhythm(request, response, organisation, survey)


@router.delete(f"{ONE}/rhythm", **write("admin", 204, None, conditional=True))
def remove_survey_rhythm(request: HttpRequest, organisation: str, survey: str) -> Any:
    """Let a survey ask by itself no more; ``If-Match`` names the rhythm as you read it."""
    found = _one(request, organisation, survey)
    as_it_was_read(request, now := _rhythm(found))
    if now["every"] is None:
        raise Http404
    rhythm_set(found, Plan(""), found.version, actor_of(request))
    return Status(204, None)


@router.get(f"{ONE}/waves", **read(told.SurveyWaves))
def list_survey_waves(request: HttpRequest, organisation: str, survey: str, window: Query[Window]) -> Any:
    """Waves that were, the newest first, with how many of the delivered letters were answered."""
    return shapes.page(request, waves_of(_one(request, organisation, survey)), window, _wave)


@router.get(f"{ONE}/triggers", **read(told.Triggers))
def list_survey_triggers(request: HttpRequest, organisation: str, survey: str, window: Query[Window]) -> Any:
    """Rules that ask after events, and what came of what they saw."""
    found = _one(request, organisation, survey)
    return shapes.page(request, counts_of(found), window, lambda row: _rule(found, row[0]) | {"outcomes": row[1]})


@router.get(ONE + "/triggers/{slug:event}", **read(told.Trigger))
def get_survey_trigger(
    request: HttpRequest, response: HttpResponse, organisation: str, survey: str, event: told.SurveyEvent
) -> Any:
    """The rule of an event, also where there is none; its ETag is what a change needs."""
    return _tagged(response, _at(_one(request, organisation, survey), event))


@router.put(ONE + "/triggers/{slug:event}", **write("admin", 200, told.Trigger, conditional=True))
def set_survey_trigger(
    request: HttpRequest,
    response: HttpResponse,
    organisation: str,
    survey: str,
    event: told.SurveyEvent,
    wanted: told.NewTrigger,
) -> Any:
    """Ask after an event, from now on; ``If-Match`` names the rule as you read it."""
    found = _one(request, organisation, survey)
    as_it_was_read(request, _at(found, event))
    trigger_set(found, Rule(event, wanted.hours, wanted.share, wanted.touchpoint), found.version, actor_of(request))
    return get_survey_trigger(request, response, organisation, survey, event)


@router.delete(ONE + "/triggers/{slug:event}", **write("admin", 204, None, conditional=True))
def remove_survey_trigger(request: HttpRequest, organisation: str, survey: str, event: told.SurveyEvent) -> Any:
    """Ask after an event no more; ``If-Match`` names the rule as you read it."""
    found = _one(request, organisation, survey)
    as_it_was_read(request, now := _at(found, event))
    if not now["on"]:
        raise Http404
    trigger_end(found, event, found.version, actor_of(request))
    return Status(204, None)


def _one(request: HttpRequest, organisation: str, survey: str) -> Survey:
    return survey_for(request.user, organisation, survey, VoiceRight.MANAGE)


def _tagged(response: HttpResponse, content: shapes.Shape) -> shapes.Shape:
    response.headers["ETag"] = tag_of_rows(content)
    return content


def _rhythm(survey: Survey) -> shapes.Shape:
    known = rhythm_of(survey)
    none = {"every": None, "next_on": None, "segment": "", "market": "", "remind": False}
    return {name: getattr(known, name, usual) for name, usual in none.items()} | {"revision": survey.version}


def _at(survey: Survey, event: str) -> shapes.Shape:
    return _rule(survey, trigger_of(survey, event) or event)


def _rule(survey: Survey, known: Trigger | str) -> shapes.Shape:
    if isinstance(known, str):
        told_of = {"event": known, "on": False, "hours": None, "share": None, "touchpoint": "", "since": None}
    else:
        told_of = {name: getattr(known, name) for name in ("event", "on", "hours", "share", "touchpoint", "since")}
    return told_of | {"revision": survey.version}


def _wave(row: Wave) -> shapes.Shape:
    share = share_of(row.answered, row.invited)
    return {
        "number": row.number, "begun_at": row.begun, "invited": row.invited, "answered": row.answered,
        "rate": figure(figure_of(share)) if share else None, "responses": row.responses,
    }  # fmt: skip
