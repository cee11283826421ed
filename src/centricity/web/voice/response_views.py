"""The page of who answered: by groups, who is missing, and whether the late differ."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from centricity.language import Language
from centricity.web.people.roles import VoiceRight
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
        language: Language = "en" if get_language() == "en" else "ru"
        more |= {
            "responding": Responding(found, language), "missing": missing(found), "thirds": thirds(found, language),
            "notable": NOTABLE,
        }  # fmt: skip
    return render(request, "voice/response.html", more)
