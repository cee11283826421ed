"""Surveys of an organisation: the list, a new one, and one as a whole."""

from collections.abc import Callable
from typing import Any

import yaml
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from centricity.errors import CentricityError, Fault
from centricity.web.audit.services import actor_of
from centricity.web.look.languages import language_now
from centricity.web.people.roles import VoiceRight
from centricity.web.people.selectors import organisation_for, organisations_heard, voice_right
from centricity.web.voice import services
from centricity.web.voice.answers_file import is_listed
from centricity.web.voice.cycle import cycle_of, with_followed
from centricity.web.voice.files import draft_of
from centricity.web.voice.forms import FileForm, NewSurveyForm, WaveForm
from centricity.web.voice.models import Survey
from centricity.web.voice.next_wave import wave_proposed
from centricity.web.voice.options import acted_on
from centricity.web.voice.patterns import pattern, titles
from centricity.web.voice.places import at
from centricity.web.voice.posters import address_of, inline, kiosk_of
from centricity.web.voice.responding import Responding
from centricity.web.voice.results import Results
from centricity.web.voice.selectors import counts_of, survey_for, surveys_of, version_of
from centricity.web.voice.waves import wave_make
from centricity.web.voice.weighing import weighing_of

ROWS = 50


@require_safe
@login_required
def organisations(request: HttpRequest) -> HttpResponse:
    """Organisations whose surveys somebody may see; the one, where there is one."""
    known = list(organisations_heard(request.user))
    if len(known) == 1:
        return redirect("surveys", known[0].code)
    return render(request, "voice/organisations.html", {"organisations": known})


@require_safe
@login_required
def surveys(request: HttpRequest, organisation: str) -> HttpResponse:
    """All surveys of an organisation."""
    place = organisation_for(request.user, organisation, VoiceRight.RESULTS)
    page = Paginator(with_followed(surveys_of(place)), ROWS).get_page(request.GET.get("page"))
    right = voice_right(request.user, organisation)
    more = {
        "place": place,
        "page": page,
        "edits": right >= VoiceRight.EDIT,
        "manages": right >= VoiceRight.MANAGE,
        "today": timezone.localdate(),
    }
    return render(request, "voice/surveys.html", more)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def new(request: HttpRequest, organisation: str) -> HttpResponse:
    """Make a survey after a pattern, or of a file."""
    place = organisation_for(request.user, organisation, VoiceRight.EDIT)
    form = NewSurveyForm(_templates(), request.POST or None)
    file, faults = FileForm(request.POST or None, request.FILES or None), list[Fault]()
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        draft = _begun(form, given)
        if request.FILES and file.is_valid():
            draft, faults = draft_of(file.cleaned_data["file"])
        if not faults and not form.errors:
            made = _made(lambda: services.survey_create(place, given["code"], draft, actor_of(request)), form)
            if made is not None:
                return redirect(at("survey_build", made))
    status = 422 if request.method == "POST" else 200
    more = {"place": place, "form": form, "file": FileForm(), "faults": faults}
    return render(request, "voice/new.html", more, status=status)


def _begun(form: NewSurveyForm, given: dict[str, Any]) -> dict[str, Any]:
    """The draft of a pattern; what hinders it is told in the form."""
    try:
        return pattern(given["template"], given["departments"])
    except CentricityError as error:
        form.add_error("departments", [fault.sentence(language_now()) for fault in error.faults])
        return {}


def _made(work: Callable[[], Survey], form: NewSurveyForm) -> Survey | None:
    try:
        return work()
    except CentricityError as error:
        form.add_error("code", error.text(language_now()))
        return None


def _templates() -> list[tuple[str, str]]:
    language = language_now()
    return [(each, title[language]) for each, title in titles().items()]


@require_safe
@login_required
def survey(request: HttpRequest, organisation: str, survey: str) -> HttpResponse:
    """One survey: whether it is open, where it is answered, how many answered."""
    found = survey_for(request.user, organisation, survey, VoiceRight.RESULTS)
    right = voice_right(request.user, organisation)
    draft, faults = services.draft_faults(found)
    address = address_of(found, request.build_absolute_uri("/"))
    more = {
        "survey": found, "place": found.organisation, "counts": counts_of(found), "edits": right >= VoiceRight.EDIT,
        "manages": right >= VoiceRight.MANAGE, "address": address, "qr": inline(address),
        "kiosk": kiosk_of(found, request.build_absolute_uri("/")),
        "faults": len(faults), "published": services.is_published(found, draft), "cycle": cycle_of(found),
    }  # fmt: skip
    return render(request, "voice/survey.html", more)


@require_safe
@login_required
def results(request: HttpRequest, organisation: str, survey: str) -> HttpResponse:
    """What a survey came to: figures for those who see results, words for those who handle answers."""
    found = survey_for(request.user, organisation, survey, VoiceRight.RESULTS)
    language = language_now()
    read = Results(found, language) if found.current is not None else None
    items = list(read.items) if read is not None and not read.sealed else []
    right = voice_right(request.user, organisation)
    more = {
        "survey": found, "place": found.organisation, "results": read, "items": items,
        "acted": acted_on(found, items) if right >= VoiceRight.HANDLE else {},
        "weighing": weighing_of(found, language),
        "responding": Responding(found, language) if read is not None else None,
        "words": right >= VoiceRight.HANDLE, "edits": right >= VoiceRight.EDIT,
        "listed": right >= VoiceRight.HANDLE and is_listed(found),
    }  # fmt: skip
    return render(request, "voice/results.html", more)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def wave(request: HttpRequest, organisation: str, survey: str) -> HttpResponse:
    """Make a study of a maturity survey, or a further wave of one: its level, its interval, its target."""
    found = survey_for(request.user, organisation, survey, VoiceRight.EDIT)
    form = WaveForm(request.POST or None, initial=wave_proposed(found))
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            edition, _job = wave_make(found, given["study"], given["wave"], given["date"], actor_of(request))
        except CentricityError as error:
            form.add_error(None, [capfirst(fault.sentence(language_now())) for fault in error.faults])
        else:
            return redirect("study_edition", given["study"], edition.number)
    status = 422 if request.method == "POST" else 200
    more = {
        "survey": found,
        "place": found.organisation,
        "form": form,
        "title": _("A study from the survey"),
        "faults": [],
    }
    return render(request, "voice/part.html", more, status=status)


@require_POST
@login_required
def publish(request: HttpRequest, organisation: str, survey: str) -> HttpResponse:
    """Make a version of the draft."""
    found = survey_for(request.user, organisation, survey, VoiceRight.EDIT)
    return _done(
        request, found, lambda v: services.publish(found, v, actor_of(request)), _("The version is published.")
    )


@require_POST
@login_required
def state(request: HttpRequest, organisation: str, survey: str) -> HttpResponse:
    """Open or close."""
    found = survey_for(request.user, organisation, survey, VoiceRight.MANAGE)
    wanted = "open" if request.POST.get("state") == "open" else "closed"
    done = _("The survey is open.") if wanted == "open" else _("The survey is closed.")
    return _done(request, found, lambda v: services.state_set(found, wanted, v, actor_of(request)), done)


@require_POST
@login_required
def openness(request: HttpRequest, organisation: str, survey: str) -> HttpResponse:
    """Let whoever has the address answer, or only the invited."""
    found = survey_for(request.user, organisation, survey, VoiceRight.MANAGE)
    public = request.POST.get("public") == "1"

    def work(version: int) -> None:
        services.public_set(found, public=public, version=version, actor=actor_of(request))

    return _done(request, found, work, _("Saved."))


@require_safe
@login_required
def download(request: HttpRequest, organisation: str, survey: str, number: int) -> HttpResponse:
    """A version as a file; the draft is number nought."""
    found = survey_for(request.user, organisation, survey, VoiceRight.EDIT)
    content = found.draft if number == 0 else version_of(found, number).content
    text = yaml.safe_dump(content, allow_unicode=True, sort_keys=False, width=120)
    response = HttpResponse(text, content_type="application/yaml; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{found.code}-{number}.yaml"'
    return response


def _done(request: HttpRequest, survey: Survey, work: Callable[[int], Any], said: str) -> HttpResponse:
    """Do something with the survey as it was read, and say that it is done or why not."""
    told = request.POST.get("version", "")
    version = int(told) if told.isascii() and told.isdecimal() and len(told) < 10 else -1
    try:
        work(version)
    except CentricityError as error:
        messages.error(request, error.text(language_now()))
    else:
        messages.success(request, said)
    return redirect(at("survey", survey))
