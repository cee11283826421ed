"""Where a survey may be shown, how it looks, and how often an organisation asks anybody."""

from typing import Any

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from ninja import Router

from centricity.web.api import voice_schemas as told
from centricity.web.api.routing import as_it_was_read, read, write
from centricity.web.api.shapes import Shape
from centricity.web.api.tags import tag_of_rows
from centricity.web.audit.services import actor_of
from centricity.web.people.roles import VoiceRight
from centricity.web.people.selectors import organisation_for
from centricity.web.voice.embedding import sites_set
from centricity.web.voice.looks import Dress, look_set
from centricity.web.voice.models import Survey
from centricity.web.voice.pacing import hold, quiet_days, quiet_days_set
from centricity.web.voice.selectors import look_of, survey_for

router = Router(tags=["surveys"])
ONE = "/surveys/{slug:organisation}/{slug:survey}"
PACE = "/organisations/{slug:organisation}/pace"


@router.get(f"{ONE}/sites", **read(told.Sites))
def get_survey_sites(request: HttpRequest, response: HttpResponse, organisation: str, survey: str) -> Any:
    """Sites that may show a survey; its ETag is what a change needs."""
    return _tagged(response, _sites(survey_for(request.user, organisation, survey, VoiceRight.MANAGE)))


@router.put(f"{ONE}/sites", **write("admin", 200, told.Sites, conditional=True))
def set_survey_sites(
    request: HttpRequest, response: HttpResponse, organisation: str, survey: str, wanted: told.NewSites
) -> Any:
    """Let these sites show a survey, and no others; ``If-Match`` names the sites as you read them."""
    found = survey_for(request.user, organisation, survey, VoiceRight.MANAGE)
    as_it_was_read(request, _sites(found))
    sites_set(found, wanted.sites, found.version, actor_of(request))
    return get_survey_sites(request, response, organisation, survey)


@router.get(f"{ONE}/look", **read(told.Look))
def get_survey_look(request: HttpRequest, response: HttpResponse, organisation: str, survey: str) -> Any:
    """How a survey looks to those who answer; its ETag is what a change needs."""
    return _tagged(response, look_shape(survey_for(request.user, organisation, survey, VoiceRight.EDIT)))


@router.put(f"{ONE}/look", **write("write", 200, told.Look, conditional=True))
def set_survey_look(
    request: HttpRequest, response: HttpResponse, organisation: str, survey: str, wanted: told.NewLook
) -> Any:
    """Set colours and the way on; without a dark colour one is made. ``If-Match`` names the look as you read it."""
    found = survey_for(request.user, organisation, survey, VoiceRight.EDIT)
    as_it_was_read(request, look_shape(found))
    look_set(found, Dress(**wanted.dict()), found.version, actor_of(request))
    return get_survey_look(request, response, organisation, survey)


@router.get(PACE, **read(told.Pace))
def get_pace(request: HttpRequest, response: HttpResponse, organisation: str) -> Any:
    """In how many days an organisation asks nobody twice; its ETag is what a change needs."""
    place = organisation_for(request.user, organisation, VoiceRight.MANAGE)
    return _tagged(response, {"quiet_days": quiet_days(place)})


@router.put(PACE, **write("admin", 200, told.Pace, conditional=True))
@transaction.atomic
def set_pace(request: HttpRequest, response: HttpResponse, organisation: str, wanted: told.Pace) -> Any:
    """Set in how many days nobody is asked twice; ``If-Match`` names the pace as you read it."""
    place = organisation_for(request.user, organisation, VoiceRight.MANAGE)
    hold(place)
    as_it_was_read(request, {"quiet_days": quiet_days(place)})
    quiet_days_set(place, wanted.quiet_days, actor_of(request))
    return get_pace(request, response, organisation)


def _tagged(response: HttpResponse, content: Shape) -> Shape:
    response.headers["ETag"] = tag_of_rows(content)
    return content


def _sites(survey: Survey) -> Shape:
    return {"sites": survey.sites, "revision": survey.version}


def look_shape(survey: Survey) -> Shape:
    """How a survey looks, as the API gives it."""
    found = look_of(survey)
    return {"light": found.light, "dark": found.dark, "to": found.to, "logo": found.logo_id is not None,
            "revision": survey.version}  # fmt: skip
