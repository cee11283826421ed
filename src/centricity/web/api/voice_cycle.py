"""The next one of a survey, and when it is due."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from ninja import Router, Status

from centricity.web.api import survey_schemas as told
from centricity.web.api import survey_shapes
from centricity.web.api.routing import as_it_was_read, write
from centricity.web.api.tags import tag_of_rows
from centricity.web.audit.services import actor_of
from centricity.web.people.roles import VoiceRight
from centricity.web.voice.cycle import next_due_set
from centricity.web.voice.following import survey_follow
from centricity.web.voice.selectors import survey_for

router = Router(tags=["surveys"])
ONE = "/surveys/{slug:organisation}/{slug:survey}"


@router.post(f"{ONE}/next", **write("write", 201, told.Survey))
def create_next_survey(
    request: HttpRequest, response: HttpResponse, organisation: str, survey: str, wanted: told.NextSurvey
) -> Any:
    """Make the next one as a draft: content, audience and look, without answers, links or invitations."""
    found = survey_for(request.user, organisation, survey, VoiceRight.EDIT)
    made = survey_follow(found, wanted.code, actor_of(request))
    response.headers["Location"] = f"/api/v1/surveys/{organisation}/{made.code}"
    content = survey_shapes.survey(survey_for(request.user, organisation, made.code, VoiceRight.EDIT))
    response.headers["ETag"] = tag_of_rows(content)
    return Status(201, content)


@router.put(f"{ONE}/cycle", **write("write", 200, told.Survey, conditional=True))
def set_survey_cycle(
    request: HttpRequest, response: HttpResponse, organisation: str, survey: str, wanted: told.Cycle
) -> Any:
    """Say when the next one is due; ``If-Match`` names the survey as you read it."""
    found = survey_for(request.user, organisation, survey, VoiceRight.EDIT)
    as_it_was_read(request, survey_shapes.survey(found))
    next_due_set(found, wanted.next_due, found.version, actor_of(request))
    content = survey_shapes.survey(survey_for(request.user, organisation, survey, VoiceRight.EDIT))
    response.headers["ETag"] = tag_of_rows(content)
    return content
