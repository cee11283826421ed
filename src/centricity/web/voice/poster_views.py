"""The poster of a survey: title, QR code and address on a sheet of paper, and the code as a file."""

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from centricity.web.customers.models import Channel
from centricity.web.people.roles import VoiceRight
from centricity.web.voice import posters
from centricity.web.voice.models import Survey
from centricity.web.voice.selectors import survey_for

PAPERS = ("a4", "a5")
KINDS = {"svg": (posters.svg, "image/svg+xml"), "png": (posters.png, "image/png")}


def _address(request: HttpRequest, survey: Survey) -> str:
    return posters.address_of(survey, request.build_absolute_uri("/"), request.GET.get("channel", ""))


@require_safe
@login_required
def poster(request: HttpRequest, organisation: str, survey: str) -> HttpResponse:
    """A sheet to be printed: what it is about, the code to scan, the address to type."""
    found = survey_for(request.user, organisation, survey, VoiceRight.RESULTS)
    address = _address(request, found)
    paper = request.GET.get("paper", "")
    more = {
        "survey": found, "place": found.organisation, "title": found.title(get_language() or "ru"),
        "qr": posters.inline(address), "short": posters.short(address), "papers": PAPERS,
        "paper": paper if paper in PAPERS else PAPERS[0], "channels": Channel.choices,
        "channel": request.GET.get("channel", ""), "language": get_language(),
    }  # fmt: skip
    return render(request, "voice/poster.html", more)


@require_safe
@login_required
def code(request: HttpRequest, organisation: str, survey: str, kind: str) -> HttpResponse:
    """The QR code as a file."""
    found = survey_for(request.user, organisation, survey, VoiceRight.RESULTS)
    if kind not in KINDS:
        raise Http404
    made, media_type = KINDS[kind]
    response = HttpResponse(made(_address(request, found)), content_type=media_type)
    response["Content-Disposition"] = f'attachment; filename="{found.code}.{kind}"'
    return response
