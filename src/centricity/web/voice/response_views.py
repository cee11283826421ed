"""The page of who answered: by groups, who is missing, whether the late differ; and the files they sent."""

import uuid

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_safe

from centricity.web.files.serving import saved
from centricity.web.look.languages import language_now
from centricity.web.people.roles import VoiceRight
from centricity.web.voice.file_answers import answered_file
from centricity.web.voice.missing import NOTABLE, missing, thirds
from centricity.web.voice.responding import Responding
from centricity.web.voice.selectors import survey_for


@require_safe
@login_required
def response(request: HttpRequest, organisation: str, survey: str) -> HttpResponse:
    """Who was asked and who answered."""
    found = survey_for(request.user, organisation, survey, VoiceRight.RESULTS)
    more = {"survey": found, "place": found.organisation, "responding": None}
    if found.current is not None:
        language = language_now()
        more |= {
            "responding": Responding(found, language), "missing": missing(found), "thirds": thirds(found, language),
            "notable": NOTABLE,
        }  # fmt: skip
    return render(request, "voice/response.html", more)


@require_safe
@login_required
def file(request: HttpRequest, organisation: str, survey: str, file: uuid.UUID) -> HttpResponseBase:
    """A file of a complete answer, to be saved; a browser shows none of them within a page."""
    found = survey_for(request.user, organisation, survey, VoiceRight.HANDLE)
    return saved(*answered_file(found, file))
