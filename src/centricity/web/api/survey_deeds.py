"""What else pages do with a survey: its code, its logo, files of answers, a study, an action of an option."""

import uuid
from typing import Any, Literal

from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from ninja import File, Query, Router, Status
from ninja.files import UploadedFile

from centricity.errors import Fault, Place
from centricity.web.api import panels_schemas as of_panels
from centricity.web.api import survey_deeds_schemas as told
from centricity.web.api.actions_schemas import Action
from centricity.web.api.given import as_file
from centricity.web.api.owners import acted, plan_of
from centricity.web.api.problems import Refused
from centricity.web.api.routing import as_it_was_read, give, read, write
from centricity.web.api.voice_schemas import Look
from centricity.web.api.voice_settings import ONE, get_survey_look, look_shape
from centricity.web.audit.services import actor_of
from centricity.web.files.serving import saved, served
from centricity.web.improvement.services import action_create
from centricity.web.look.languages import language_now
from centricity.web.people.roles import VoiceRight
from centricity.web.voice import posters
from centricity.web.voice.file_answers import answered_file
from centricity.web.voice.looks import Dress, logo_drop, look_set
from centricity.web.voice.models import Survey
from centricity.web.voice.options import option_origin, options_shown
from centricity.web.voice.patterns import pattern, titles
from centricity.web.voice.selectors import look_of, survey_for
from centricity.web.voice.waves import wave_make

router = Router(tags=["surveys"])
_DRAWN = {"svg": (posters.svg, "image/svg+xml"), "png": (posters.png, "image/png")}


@router.get("/survey-templates", **read(told.Templates))
def list_survey_templates(request: HttpRequest) -> Any:
    """Patterns that a survey may begin with."""
    return {"items": [{"code": code, "title": title} for code, title in titles().items()]}


@router.get("/survey-templates/{slug:template}", **read(told.Template))
def get_survey_template(request: HttpRequest, template: str, asked: Query[told.TemplateAsked]) -> Any:
    """The content that a survey begins with; one of maturity asks about the departments that are named."""
    known = titles()
    if template not in known:
        raise Http404
    return {"code": template, "title": known[template], "content": pattern(template, "\n".join(asked.departments))}


@router.get(f"{ONE}/code/{{kind}}", **give("*/*"))
def download_survey_code(
    request: HttpRequest, organisation: str, survey: str, kind: Literal["svg", "png"], asked: Query[told.CodeAsked]
) -> Any:
    """The address of a survey as a QR code for posters, told apart by a channel where one is named."""
    found = survey_for(request.user, organisation, survey, VoiceRight.RESULTS)
    address = posters.address_of(found, request.build_absolute_uri("/"), asked.channel or "")
    drawn, media_type = _DRAWN[kind]
    return as_file(drawn(address), media_type, f"{found.code}.{kind}")


@router.get(f"{ONE}/look/logo", **give("*/*"))
def download_survey_logo(request: HttpRequest, organisation: str, survey: str) -> Any:
    """The logo of a survey; 404 where it has none."""
    found = look_of(survey_for(request.user, organisation, survey, VoiceRight.EDIT)).logo
    if found is None:
        raise Http404
    return served(found)


@router.post(f"{ONE}/look/logo", **write("write", 200, Look, conditional=True))
def set_survey_logo(
    request: HttpRequest, response: HttpResponse, organisation: str, survey: str, file: File[UploadedFile]
) -> Any:
    """Set a logo in the place of the one before; ``If-Match`` names the look as you read it."""
    found = _look_as_read(request, organisation, survey)
    look_set(found, _dress(found), found.version, actor_of(request), file)
    return get_survey_look(request, response, organisation, survey)


@router.delete(f"{ONE}/look/logo", **write("write", 200, Look, conditional=True))
def remove_survey_logo(request: HttpRequest, response: HttpResponse, organisation: str, survey: str) -> Any:
    """Take the logo away; ``If-Match`` names the look as you read it."""
    found = _look_as_read(request, organisation, survey)
    with transaction.atomic():
        look_set(found, _dress(found), found.version, actor_of(request))
        logo_drop(found, actor_of(request))
    return get_survey_look(request, response, organisation, survey)


@router.get(ONE + "/files/{uuid:answer_file}", **give("*/*"))
def download_answer_file(request: HttpRequest, organisation: str, survey: str, answer_file: uuid.UUID) -> Any:
    """A file that somebody answered with, of a complete answer."""
    found = survey_for(request.user, organisation, survey, VoiceRight.HANDLE)
    return saved(*answered_file(found, answer_file))


@router.post(f"{ONE}/study", **write("write", 201, of_panels.Made))
def make_survey_wave(request: HttpRequest, organisation: str, survey: str, wave: of_panels.NewWave) -> Any:
    """Make a study of a closed maturity survey, or a further wave of one."""
    found = survey_for(request.user, organisation, survey, VoiceRight.EDIT)
    edition, job = wave_make(found, wave.study, wave.wave, wave.date, actor_of(request))
    made = {"study": wave.study, "edition": edition.number, "sound": edition.sound}
    return Status(201, made | {"job": str(job.pk) if job else None})


@router.post(f"{ONE}/actions", **write("write", 201, Action))
def act_on_option(
    request: HttpRequest, response: HttpResponse, organisation: str, survey: str, wanted: told.OptionPlan
) -> Any:
    """Make an action of an option that results show; its share is kept as it is now."""
    found = survey_for(request.user, organisation, survey, VoiceRight.EDIT)
    chosen = options_shown(found, language_now()).get(f"{wanted.question}:{wanted.option}")
    if chosen is None:
        raise Refused(422, [Fault("web.option_unknown", Place(key="option"))])
    place, origin = found.organisation, option_origin(found, chosen.about)
    return acted(response, action_create(place, plan_of(place, wanted), actor_of(request), origin, chosen.facts()))


def _look_as_read(request: HttpRequest, organisation: str, survey: str) -> Survey:
    found = survey_for(request.user, organisation, survey, VoiceRight.EDIT)
    as_it_was_read(request, look_shape(found))
    return found


def _dress(survey: Survey) -> Dress:
    known = look_of(survey)
    return Dress(known.light, known.dark, known.to)
