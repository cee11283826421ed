"""What the pages of rituals, barriers and actions share."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.text import capfirst

from centricity.errors import CentricityError
from centricity.web.look.languages import language_now
from centricity.web.people.models import Organisation
from centricity.web.people.roles import VoiceRight
from centricity.web.people.selectors import voice_right


def page_of(
    request: HttpRequest, template: str, organisation: Organisation, status: int = 200, **more: Any
) -> HttpResponse:
    """A page within an organisation: its frame knows where it is and what the reader may do."""
    right = voice_right(request.user, organisation.code)
    frame = {
        "organisation": organisation, "hears_here": right >= VoiceRight.RESULTS, "handles": right >= VoiceRight.HANDLE,
        "edits": right >= VoiceRight.EDIT, "manages": right >= VoiceRight.MANAGE,
    }  # fmt: skip
    return render(request, template, frame | more, status=status)


def said(error: CentricityError) -> str:
    """What is wrong, in the language of the reader."""
    return " ".join(capfirst(fault.sentence(language_now())) for fault in error.faults)
