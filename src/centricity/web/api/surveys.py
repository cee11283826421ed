"""Surveys: drafts, versions, and whole responses that other programs have taken."""

import secrets
from typing import Any

from django.http import HttpRequest, HttpResponse
from ninja import Query, Router, Status

from centricity.errors import Fault, MisuseError, Place
from centricity.web.api import schemas, shapes, survey_schemas, survey_shapes
from centricity.web.api.problems import Refused
from centricity.web.api.routing import as_it_was_read, read, write
from centricity.web.api.tags import tag_of_rows
from centricity.web.audit.services import actor_of
from centricity.web.people.roles import VoiceRight
from centricity.web.people.selectors import organisation_for
from centricity.web.voice import bringing, services
from centricity.web.voice.answers_file import is_listed
from centricity.web.voice.contents import draft_of_content, draft_of_text
from centricity.web.voice.models import Survey
from centricity.web.voice.selectors import responses_of, survey_for, surveys_of

router = Router(tags=["surveys"])
ONE = "/surveys/{slug:organisation}/{slug:survey}"
_ONE_CONTENT = {"ru": "нужно либо content, либо yaml", "en": "either content or yaml is needed"}
_ONE_CHANGE = {"ru": "нужно либо state, либо public", "en": "either state or public is needed"}


@router.get("/surveys/{slug:organisation}", **read(survey_schemas.Surveys))
def list_surveys(request: HttpRequest, organisation: str, window: Query[schemas.Window]) -> Any:
    """Surveys of an organisation, the newest first."""
    place = organisation_for(request.user, organisation, VoiceRight.RESULTS)
    rows = surveys_of(place).select_related("organisation", "current", "follows").defer("draft", "follows__draft")
    return shapes.page(request, rows, window, survey_shapes.survey)


@router.post("/surveys/{slug:organisation}", **write("write", 201, survey_schemas.Draft))
def create_survey(
    request: HttpRequest, response: HttpResponse, organisation: str, wanted: survey_schemas.NewSurvey
) -> Any:
    """Make a survey of its content; a draft with faults is kept, with its faults."""
    place = organisation_for(request.user, organisation, VoiceRight.EDIT)
    content, faults = _content(wanted)
    made = services.survey_create(place, wanted.code, content, actor_of(request))
    response.headers["Location"] = f"/api/v1/surveys/{organisation}/{made.code}"
    response.headers["ETag"] = tag_of_rows(survey_shapes.survey(made))
    return Status(201, survey_shapes.draft(made, faults))


@router.get(ONE, **read(survey_schemas.Survey))
def get_survey(request: HttpRequest, response: HttpResponse, organisation: str, survey: str) -> Any:
    """One survey; its ETag is what a change needs."""
    return _told(response, survey_for(request.user, organisation, survey, VoiceRight.RESULTS))


@router.patch(ONE, **write("admin", 200, survey_schemas.Survey, conditional=True))
def change_survey(
    request: HttpRequest, response: HttpResponse, organisation: str, survey: str, change: survey_schemas.SurveyChange
) -> Any:
    """Open or close a survey, or say who may answer; ``If-Match`` names the survey as you read it."""
    found = _as_read(request, organisation, survey, VoiceRight.MANAGE)
    if (change.state is None) == (change.public is None):
        raise MisuseError([Fault("web.value_unfit", Place(key="state"), {"problem": _ONE_CHANGE})])
    if change.state is not None:
        services.state_set(found, change.state, found.version, actor_of(request))
    else:
        services.public_set(found, public=bool(change.public), version=found.version, actor=actor_of(request))
    return get_survey(request, response, organisation, survey)


@router.get(f"{ONE}/draft", **read(survey_schemas.Draft))
def get_survey_draft(request: HttpRequest, response: HttpResponse, organisation: str, survey: str) -> Any:
    """The draft with its faults; its ETag is that of the survey."""
    found = survey_for(request.user, organisation, survey, VoiceRight.EDIT)
    _told(response, found)
    return survey_shapes.draft(found, services.draft_faults(found)[1])


@router.put(f"{ONE}/draft", **write("write", 200, survey_schemas.Draft, conditional=True))
def change_survey_draft(
    request: HttpRequest, response: HttpResponse, organisation: str, survey: str, wanted: survey_schemas.Content
) -> Any:
    """Put another draft in the place of this; ``If-Match`` names the survey as you read it."""
    found = _as_read(request, organisation, survey, VoiceRight.EDIT)
    content, faults = _content(wanted)
    made = services.draft_set(found, content, found.version, actor_of(request))
    _told(response, made)
    return survey_shapes.draft(made, faults)


@router.post(f"{ONE}/publish", **write("write", 201, survey_schemas.SurveyVersion, conditional=True))
def publish_survey(request: HttpRequest, organisation: str, survey: str) -> Any:
    """Make a version of the draft, which is answered from now on; ``If-Match`` names the survey as you read it."""
    found = _as_read(request, organisation, survey, VoiceRight.EDIT)
    return Status(201, survey_shapes.edition(services.publish(found, found.version, actor_of(request))))


@router.get(f"{ONE}/versions", **read(survey_schemas.SurveyEditions))
def list_survey_versions(request: HttpRequest, organisation: str, survey: str, window: Query[schemas.Window]) -> Any:
    """Versions that were published, the newest first."""
    found = survey_for(request.user, organisation, survey, VoiceRight.EDIT)
    return shapes.page(request, found.versions.all(), window, survey_shapes.edition)


@router.get(f"{ONE}/responses", **read(survey_schemas.Responses))
def list_responses(request: HttpRequest, organisation: str, survey: str, window: Query[schemas.Window]) -> Any:
    """Complete responses, the latest first; never those of an anonymous survey or of one of staff.

    Answers to questions of a metric that withholds small groups are left out, as on the page of single answers.
    """
    found = survey_for(request.user, organisation, survey, VoiceRight.HANDLE)
    if found.current is not None and not is_listed(found):
        raise Refused(403, [Fault("voice.nameless_listed")])
    return shapes.page(request, responses_of(found), window, survey_shapes.response)


@router.post(f"{ONE}/responses", **write("write", 201, survey_schemas.ResponseTaken))
def take_response(request: HttpRequest, organisation: str, survey: str, sent: survey_schemas.NewResponse) -> Any:
    """Take a whole response, by the rules of the pages; to an anonymous survey never under a customer's name."""
    found = survey_for(request.user, organisation, survey, VoiceRight.HANDLE)
    whose = bringing.Brought(sent.answers, sent.channel, sent.language, sent.customer, sent.id or secrets.token_hex(16))
    made = bringing.response_bring(found, whose, actor_of(request))
    kept = {name.partition(":")[0] for name in made.values}
    left = sorted({name.partition(":")[0] for name in sent.answers} - kept)
    return Status(201, {"state": made.state, "edition": made.version.number, "left_out": left})


def _content(wanted: survey_schemas.Content) -> tuple[dict[str, Any], list[Fault]]:
    if (wanted.content is None) == (wanted.yaml is None):
        raise MisuseError([Fault("web.value_unfit", Place(key="content"), {"problem": _ONE_CONTENT})])
    return draft_of_text(wanted.yaml) if wanted.yaml is not None else draft_of_content(wanted.content or {})


def _told(response: HttpResponse, survey: Survey) -> dict[str, Any]:
    content = survey_shapes.survey(survey)
    response.headers["ETag"] = tag_of_rows(content)
    return content


def _as_read(request: HttpRequest, organisation: str, survey: str, need: VoiceRight) -> Survey:
    """A survey to be changed, which is as the program read it."""
    found = survey_for(request.user, organisation, survey, need)
    as_it_was_read(request, survey_shapes.survey(found))
    return found
