"""The next one of a survey: its content and its look, without answers, links or invitations."""

import copy
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.utils import timezone

from centricity.web.audit.services import Actor, record
from centricity.web.files.models import StoredFile
from centricity.web.files.places import path_of
from centricity.web.files.services import store
from centricity.web.voice.due import code_after
from centricity.web.voice.looks import LOGO
from centricity.web.voice.models import Look, Survey
from centricity.web.voice.services import survey_create


def code_proposed(survey: Survey) -> str:
    """A free code for the next one: with the year it is due in, else with this one."""
    mine = Survey.objects.filter(organisation=survey.organisation_id)
    year = (survey.next_due or timezone.localdate()).year
    return code_after(survey.code, year, lambda code: mine.filter(code=code).exists())


@transaction.atomic
def survey_follow(survey: Survey, code: str, actor: Actor, content: dict[str, Any] | None = None) -> Survey:
    """Make the next one as a draft; questions keep their codes, by which they are compared.

    It has the ``content`` that is told, else that of the draft.

    Raises
    ------
    MisuseError
        Where the code is unfit or taken.
    """
    made = survey_create(
        survey.organisation, code or code_proposed(survey), copy.deepcopy(content or survey.draft), actor
    )
    made.follows, made.public = survey, survey.public
    made.save(update_fields=["follows", "public"])
    record(actor, "survey.followed", made.target, after={"follows": survey.code, "code": made.code})
    _dress(survey, made, actor)
    return made


def _dress(survey: Survey, made: Survey, actor: Actor) -> None:
    """Let the next one look the same, with a logo of its own."""
    worn = Look.objects.filter(survey=survey).select_related("logo").first()
    if worn is None:
        return
    look = Look(survey=made, light=worn.light, dark=worn.dark, to=worn.to)
    if worn.logo is not None and path_of(worn.logo.pk).exists():
        upload = SimpleUploadedFile(worn.logo.name, path_of(worn.logo.pk).read_bytes())
        (look.logo,) = store([upload], str(StoredFile.Access.PUBLIC), made.target, LOGO, actor)
    look.save()
