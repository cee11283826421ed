"""Pages of imports of feedback: bringing a table, saying what it holds, seeing what came of it."""

from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods, require_safe

from centricity.errors import CentricityError
from centricity.web.audit.services import actor_of
from centricity.web.columns.lines import faults_response
from centricity.web.columns.sheets import SheetForm, sheets_asked
from centricity.web.feedback import imports
from centricity.web.feedback.import_forms import FeedbackColumnsForm, ImportForm
from centricity.web.feedback.import_pages import counted, faults_all, first_rows, first_wrong, kept_wrong, looked
from centricity.web.feedback.models import Import
from centricity.web.feedback.pages import page_of
from centricity.web.feedback.selectors import import_for, imports_of
from centricity.web.look.languages import language_now
from centricity.web.people.models import Organisation
from centricity.web.people.roles import VoiceRight
from centricity.web.people.within import within

ROWS = 50


@require_http_methods(["GET", "HEAD", "POST"])
@within(VoiceRight.EDIT)
def listed(request: HttpRequest, organisation: Organisation) -> HttpResponse:
    """Tables there were, and a form to bring one."""
    form, faults = ImportForm(request.POST or None, request.FILES or None), []
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            made = imports.import_start(organisation, given["source"], given["file"], actor_of(request))
        except CentricityError as error:
            faults = _told(error)
        else:
            return redirect("feedback_brought", organisation.code, made.pk)
    status = 422 if request.method == "POST" else 200
    page = Paginator(imports_of(organisation), ROWS).get_page(request.GET.get("page"))
    return page_of(request, "feedback/imports.html", organisation, status, form=form, faults=faults, page=page)


@require_http_methods(["GET", "HEAD", "POST"])
@within(VoiceRight.EDIT)
def opened(request: HttpRequest, organisation: Organisation, brought: object) -> HttpResponse:
    """One table: what its columns hold while it is not taken in, then what came of it."""
    made = import_for(organisation, brought)
    if request.method != "POST":
        return _page(request, made, FeedbackColumnsForm(made))
    if "turn" in request.POST:
        return _turned(request, made)
    form, faults = FeedbackColumnsForm(made, request.POST), []
    if form.is_valid():
        try:
            if "begin" not in request.POST:
                return _looked(request, made, form)
            given = form.cleaned_data
            imports.import_do(made, form.chosen(), given["version"], actor_of(request), leave_out=given["leave_out"])
        except CentricityError as error:
            faults = _told(error)
        else:
            return redirect("feedback_brought", organisation.code, made.pk)
    return _page(request, import_for(organisation, brought), form, 422, faults=faults)


def _looked(request: HttpRequest, made: Import, form: FeedbackColumnsForm) -> HttpResponse:
    """The page with the first rows, and all that is wrong with the table."""
    read = imports.import_look(made, form.chosen())
    more: dict[str, Any] = {
        "grid": first_rows(read, form.chosen()),
        "first_wrong": first_wrong(read),
        "looked": looked(read),
    }
    return _page(request, made, form, **more)


def _turned(request: HttpRequest, made: Import) -> HttpResponse:
    """Take another sheet."""
    form, faults = SheetForm(made, request.POST), []
    if form.is_valid():
        try:
            imports.sheet_choose(made, **form.cleaned_data, actor=actor_of(request))
        except CentricityError as error:
            faults = _told(error)
        else:
            return redirect("feedback_brought", made.organisation.code, made.pk)
    kept = import_for(made.organisation, made.pk)
    return _page(request, kept, FeedbackColumnsForm(kept), 422, faults=faults, sheet_form=form)


def _page(
    request: HttpRequest, made: Import, form: FeedbackColumnsForm, status: int = 200, **more: Any
) -> HttpResponse:
    asks = made.state != Import.State.DONE
    told = {
        "brought": made, "form": form, "asks": asks, "counts": counted(made.counts), "wrong": kept_wrong(made),
        "sheet_form": sheets_asked(made),
    }  # fmt: skip
    return page_of(request, "feedback/import.html", made.organisation, status, **(told | more))


def _told(error: CentricityError) -> list[str]:
    return [fault.text(language_now()) for fault in error.faults]


@require_safe
@within(VoiceRight.EDIT)
def faults(request: HttpRequest, organisation: Organisation, brought: object) -> StreamingHttpResponse:
    """Give all faults as a table."""
    made = import_for(organisation, brought)
    if not made.faults:
        raise Http404
    return faults_response(faults_all(made), str(made.pk))
