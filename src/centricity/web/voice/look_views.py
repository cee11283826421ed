"""Setting how a survey looks, and giving its colours and its logo to those who answer."""

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.text import capfirst
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from centricity.errors import CentricityError
from centricity.web.audit.services import actor_of
from centricity.web.files.serving import served
from centricity.web.people.roles import VoiceRight
from centricity.web.voice.looks import LONGEST_ADDRESS, Dress, logo_drop, look_set, stylesheet
from centricity.web.voice.models import Look
from centricity.web.voice.places import at
from centricity.web.voice.selectors import look_at, survey_for

_COLOUR = forms.TextInput({"placeholder": "#1d6a9c", "spellcheck": "false"})


class LookForm(forms.Form):
    light = forms.CharField(
        label=_("Colour on a light background"),
        required=False,
        max_length=7,
        widget=_COLOUR,
        help_text=_("#rrggbb, for buttons and links. Empty: the colours of the platform."),
    )
    dark = forms.CharField(
        label=_("Colour on a dark background"),
        required=False,
        max_length=7,
        widget=_COLOUR,
        help_text=_("Empty: the same, as much brighter as it takes to be read."),
    )
    logo = forms.FileField(
        label=_("Logo"),
        required=False,
        help_text=_("PNG, JPEG or WebP, up to 200 KB."),
        widget=forms.FileInput({"accept": ".png,.jpg,.jpeg,.webp"}),
    )
    drop = forms.BooleanField(label=_("Take the logo away"), required=False)
    to = forms.CharField(
        label=_("Where the thanks lead to"),
        required=False,
        max_length=LONGEST_ADDRESS,
        help_text=_("An address that begins with https://. Empty: the thanks are the end."),
    )
    version = forms.IntegerField(widget=forms.HiddenInput)  # fmt: skip


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def look(request: HttpRequest, organisation: str, survey: str) -> HttpResponse:
    """Colour, logo and the way on."""
    found = survey_for(request.user, organisation, survey, VoiceRight.EDIT)
    known = Look.objects.filter(survey=found).select_related("logo").first() or Look(survey=found)
    now = {"light": known.light, "dark": known.dark, "to": known.to, "version": found.version}
    form = LookForm(request.POST or None, request.FILES or None, initial=now)
    if request.method == "POST" and form.is_valid():
        given, actor = form.cleaned_data, actor_of(request)
        try:
            with transaction.atomic():
                dress = Dress(given["light"], given["dark"], given["to"])
                look_set(found, dress, given["version"], actor, given["logo"])
                if given["drop"] and not given["logo"]:
                    logo_drop(found, actor)
        except CentricityError as error:
            form.add_error(None, [capfirst(fault.sentence(get_language() or "ru")) for fault in error.faults])
        else:
            messages.success(request, _("Saved."))
            return redirect(at("survey_look", found))
    more = {"survey": found, "place": found.organisation, "form": form, "known": known}
    return render(request, "voice/look.html", more, status=422 if request.method == "POST" else 200)


@require_safe
def style(request: HttpRequest, link: str) -> HttpResponse:
    """The colours of a survey, as a sheet of its own."""
    response = HttpResponse(stylesheet(look_at(link)), content_type="text/css; charset=utf-8")
    response["Cache-Control"] = "public, max-age=3600"
    return response


@require_safe
def logo(request: HttpRequest, link: str) -> HttpResponseBase:
    """The logo of a survey, to whoever sees the survey."""
    found = look_at(link).logo
    if found is None:
        raise Http404
    return served(found)
