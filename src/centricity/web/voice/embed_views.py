"""The page that tells how a survey comes to a site, and the script that puts it there."""

from hashlib import sha256
from pathlib import Path

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.text import capfirst
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import etag, require_http_methods, require_safe

from centricity.errors import CentricityError
from centricity.web.audit.services import actor_of
from centricity.web.people.roles import VoiceRight
from centricity.web.voice.embedding import sites_set, snippet
from centricity.web.voice.places import at
from centricity.web.voice.selectors import survey_for

_SCRIPT = (Path(__file__).parent / "static" / "voice" / "embed.js").read_bytes()
_TAG = f'"{sha256(_SCRIPT).hexdigest()}"'
MODES = ("inline", "button")


class SitesForm(forms.Form):
    sites = forms.CharField(
        label=_("Sites that may show the survey, one on a line"), required=False, max_length=5_000,
        widget=forms.Textarea({"rows": 4, "spellcheck": "false"}),
        help_text=_("Each begins with https:// and ends with the name of the host. Empty: none may."),
    )  # fmt: skip
    version = forms.IntegerField(widget=forms.HiddenInput)


@require_safe
@etag(lambda _request: _TAG)
def script(request: HttpRequest) -> HttpResponse:
    """The script that sites bring in: it asks no other host and keeps no cookies."""
    response = HttpResponse(_SCRIPT, content_type="text/javascript; charset=utf-8")
    response["Cache-Control"] = "public, max-age=3600"
    response["Cross-Origin-Resource-Policy"] = "cross-origin"
    return response


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def embed(request: HttpRequest, organisation: str, survey: str) -> HttpResponse:
    """On which sites a survey may be shown, and what to put there."""
    found = survey_for(request.user, organisation, survey, VoiceRight.MANAGE)
    form = SitesForm(request.POST or None, initial={"sites": "\n".join(found.sites), "version": found.version})
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            sites_set(found, given["sites"].splitlines(), given["version"], actor_of(request))
        except CentricityError as error:
            form.add_error("sites", [capfirst(fault.sentence(get_language() or "ru")) for fault in error.faults])
        else:
            messages.success(request, _("Saved."))
            return redirect(at("survey_embed", found))
    base, language = request.build_absolute_uri("/"), get_language() or "ru"
    more = {
        "survey": found, "place": found.organisation, "form": form,
        "snippets": [(mode, snippet(found, base, mode, language)) for mode in MODES], "base": base.rstrip("/"),
    }  # fmt: skip
    return render(request, "voice/embed.html", more, status=422 if request.method == "POST" else 200)
