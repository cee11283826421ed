"""The builder: a draft part by part, with everything that is wrong with it in its place."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from centricity.errors import CentricityError, Fault
from centricity.surveys import Step
from centricity.web.audit.services import actor_of
from centricity.web.look.languages import language_now
from centricity.web.people.roles import VoiceRight
from centricity.web.voice import drafts, services
from centricity.web.voice.drafts import Draft, free_code
from centricity.web.voice.files import draft_of
from centricity.web.voice.forms import (
    ConditionForm,
    EndForm,
    FileForm,
    PageForm,
    QuestionForm,
    QuotaForm,
    SettingsForm,
    lines_of,
    options_of,
)
from centricity.web.voice.models import Survey
from centricity.web.voice.places import at
from centricity.web.voice.public import Sheet, told_of
from centricity.web.voice.selectors import survey_for

KEPT = ("key", "longest")
"""Keys of a question that only a file sets; the form keeps what it does not show."""
BESIDE: dict[str, Any] = {"ends": EndForm, "quotas": QuotaForm}


SHOWN: dict[str, Callable[[Any], Any]] = {
    "options": lambda told: options_of(lines_of(told)), "rows": lambda told: options_of(lines_of(told)),
    "show": ConditionForm.told, "when": ConditionForm.told,
    "accepts": QuestionForm.accepted,
    "scale": lambda told: QuestionForm.fields_of_part({"scale": told}),
}  # fmt: skip
"""What a form shows of parts that hold more than it shows."""


@require_safe
@login_required
def build(request: HttpRequest, organisation: str, survey: str) -> HttpResponse:
    """The whole draft."""
    found = survey_for(request.user, organisation, survey, VoiceRight.EDIT)
    _made, faults = services.draft_faults(found)
    listed = [
        {"part": page, "questions": drafts.questions(page), "faults": _of(faults, f"pages[{i}]")}
        for i, page in enumerate(drafts.pages(found.draft))
    ]
    empty = _empty(found.draft)
    more = {
        "survey": found, "place": found.organisation, "pages": listed,
        "faults": [fault for fault in faults if fault.place.key not in empty], "empty": bool(empty), "file": FileForm(),
        "ends": drafts.parts(found.draft, "ends"), "quotas": drafts.parts(found.draft, "quotas"),
        "language": language_now(),
    }  # fmt: skip
    return render(request, "voice/build.html", more)


def _empty(draft: Draft) -> set[str]:
    """Where a draft has no page, or a page no question, yet: that is a beginning, and no fault."""
    listed = drafts.pages(draft)
    bare = {f"pages[{i}].questions" for i, page in enumerate(listed) if not drafts.questions(page)}
    return bare if listed else {"pages"}


def _of(faults: list[Fault], key: str) -> list[Fault]:
    """Faults of a part and of what is below it."""
    return [fault for fault in faults if fault.place.key == key or fault.place.key.startswith((f"{key}.", f"{key}["))]


@dataclass(frozen=True)
class Work:
    """A part that is worked on: its form, where it goes, and what the page is called."""

    survey: Survey
    form: Any
    put: Callable[[Draft], Draft]
    title: str
    key: str


def _edited(request: HttpRequest, work: Work) -> HttpResponse:
    """Show the form of a part, or keep what it says; faults are told beside and hinder nobody from going on later."""
    form, survey = work.form, work.survey
    if request.method == "POST" and form.is_valid():
        try:
            services.draft_set(survey, work.put(form.part()), form.cleaned_data["version"], actor_of(request))
        except CentricityError as error:
            form.add_error(None, error.text(language_now()))
        else:
            return redirect(at("survey_build", survey))
    status = 422 if request.method == "POST" else 200
    faults = _of(services.draft_faults(survey)[1], work.key) if work.key else []
    more = {"survey": survey, "place": survey.organisation, "form": form, "title": work.title, "faults": faults}
    return render(request, "voice/part.html", more, status=status)


def _initial(survey: Survey, fields: Draft) -> Draft:
    return fields | {"version": survey.version}


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def settings(request: HttpRequest, organisation: str, survey: str) -> HttpResponse:
    """Title, who is asked, what for."""
    found = survey_for(request.user, organisation, survey, VoiceRight.EDIT)
    form = SettingsForm(request.POST or None, initial=_initial(found, SettingsForm.told(found.draft)))
    return _edited(request, Work(found, form, lambda part: drafts.with_settings(found.draft, part), _("Settings"), ""))


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def page(request: HttpRequest, organisation: str, survey: str, page: int) -> HttpResponse:
    """A page of questions, or a new one."""
    found = survey_for(request.user, organisation, survey, VoiceRight.EDIT)
    listed = drafts.pages(found.draft)
    old = _part(listed, page, "page")
    form = PageForm(found.draft, request.POST or None, initial=_initial(found, PageForm.fields_of_part(old)))

    def put(part: Draft) -> Draft:
        return drafts.with_page(found.draft, page, _whole(old, part, "show"))

    return _edited(request, Work(found, form, put, _("Page"), f"pages[{page}]"))


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def question(request: HttpRequest, organisation: str, survey: str, page: int, question: int) -> HttpResponse:
    """A question, or a new one."""
    found = survey_for(request.user, organisation, survey, VoiceRight.EDIT)
    listed = drafts.questions(drafts.at(drafts.pages(found.draft), page))
    known = drafts.codes(found.draft)
    old = listed[question] if question < len(listed) else {"code": free_code(known, "q1"), "kind": "nps"}
    _part(listed, question, "q")
    form = QuestionForm(found.draft, request.POST or None, initial=_initial(found, QuestionForm.fields_of_part(old)))

    def put(part: Draft) -> Draft:
        kept = {name: old[name] for name in KEPT if name in old}
        return drafts.with_question(found.draft, page, question, _whole(old, kept | part, "show"))

    return _edited(request, Work(found, form, put, _("Question"), f"pages[{page}].questions[{question}]"))


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def beside(request: HttpRequest, organisation: str, survey: str, name: str, place: int) -> HttpResponse:
    """An end or a quota, or a new one."""
    if name not in BESIDE:
        raise Http404
    found = survey_for(request.user, organisation, survey, VoiceRight.EDIT)
    old = _part(drafts.parts(found.draft, name), place, name[:-1])
    kind = BESIDE[name]
    form = kind(found.draft, request.POST or None, initial=_initial(found, kind.fields_of_part(old)))
    title = _("Early end") if name == "ends" else _("Quota")

    def put(part: Draft) -> Draft:
        return drafts.with_part(found.draft, name, place, _whole(old, part, "when"))

    return _edited(request, Work(found, form, put, title, f"{name}[{place}]"))


def _part(listed: list[Draft], place: int, stem: str) -> Draft:
    """The part at a place; after the last, the beginning of a new one."""
    if place > len(listed):
        raise Http404
    if place < len(listed):
        return listed[place]
    return {"code": free_code((each.get("code") for each in listed), f"{stem}{len(listed) + 1}")}


def _whole(old: Draft, part: Draft, name: str) -> Draft:
    """A part with what it had that its form does not show, or shows as it was."""
    had = old.get(name)
    hidden = len(drafts.tests(had)) > 3 or bool(drafts.tests(had, "all") and drafts.tests(had, "any"))
    kept = {name: had} if hidden else {}
    if old.get("kind") == part.get("kind"):
        kept |= {
            each: old[each]
            for each, shown in SHOWN.items()
            if each in old and shown(old[each]) == shown(part.get(each))
        }
    return part | kept


@require_POST
@login_required
def change(request: HttpRequest, organisation: str, survey: str) -> HttpResponse:
    """Move a part, or take it out."""
    found = survey_for(request.user, organisation, survey, VoiceRight.EDIT)
    work, name, *places = (*request.POST.get("do", "").split(":"), "", "")[:4]
    place, inner = _where(places)
    version = request.POST.get("version", "")
    try:
        if work == "drop" and name in {"pages", "ends", "quotas"}:
            draft = drafts.without(found.draft, name, place, inner)
        elif work in {"up", "down"} and name == "pages":
            draft = drafts.moved(found.draft, place, inner, -1 if work == "up" else 1)
        else:
            raise Http404
        number = int(version) if version.isascii() and version.isdecimal() and len(version) < 10 else -1
        services.draft_set(found, draft, number, actor_of(request))
    except CentricityError as error:
        messages.error(request, error.text(language_now()))
    return redirect(at("survey_build", found))


def _where(places: list[str]) -> tuple[int, int | None]:
    """The place of a part, and of a question in it where one is named; what is no number is nowhere."""
    told = [int(each) if each.isascii() and each.isdecimal() and len(each) < 4 else -1 for each in places if each]
    return (told[0] if told else -1), (told[1] if len(told) > 1 else None)


@require_POST
@login_required
def bring(request: HttpRequest, organisation: str, survey: str) -> HttpResponse:
    """Take a file as the draft."""
    found = survey_for(request.user, organisation, survey, VoiceRight.EDIT)
    form, faults = FileForm(request.POST, request.FILES), list[Fault]()
    if form.is_valid():
        draft, faults = draft_of(form.cleaned_data["file"])
        if not faults:
            try:
                services.draft_set(found, draft, form.cleaned_data["version"] or 0, actor_of(request))
            except CentricityError as error:
                messages.error(request, error.text(language_now()))
            else:
                messages.success(request, _("The draft is that of the file."))
            return redirect(at("survey_build", found))
    more = {"survey": found, "place": found.organisation, "form": form, "faults": faults}
    return render(request, "voice/brought.html", more, status=422)


@require_safe
@login_required
def preview(request: HttpRequest, organisation: str, survey: str, page: int) -> HttpResponse:
    """A page of the draft as those who answer will see it, every question of it shown."""
    found = survey_for(request.user, organisation, survey, VoiceRight.EDIT)
    questionnaire, faults = services.draft_faults(found)
    width = "phone" if request.GET.get("width") == "phone" else ""
    if questionnaire is None or faults:
        more = {
            "survey": found,
            "title": found.title(language_now()),
            "language": language_now(),
            "place": found.organisation,
        }
        told = [f"{fault.place.text(language_now())}: {fault.sentence(language_now())}" for fault in faults]
        return render(request, "voice/unready.html", more | {"told": told}, status=409)
    if not 1 <= page <= len(questionnaire.pages):
        raise Http404
    whole = questionnaire.pages[page - 1]
    sheet = Sheet(questionnaire, Step(page, whole, whole.questions), {}, "")
    paper = request.GET.get("paper") if request.GET.get("paper") in {"light", "dark"} else ""
    more = told_of(found, sheet, language_now()) | {"preview": True, "place": found.organisation}
    more |= {"width": width, "paper": paper}
    more["numbers"] = range(1, len(questionnaire.pages) + 1)
    return render(request, "voice/preview.html", more)
