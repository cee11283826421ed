"""Pages of imports: bringing a file, saying what it holds, following it, reading its faults."""

from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from centricity.errors import MisuseError
from centricity.web.audit.services import actor_of
from centricity.web.columns.lines import faults_response
from centricity.web.columns.sheets import SheetForm, sheets_asked
from centricity.web.customers import imports
from centricity.web.customers.checking import choices_checked
from centricity.web.customers.faults import faults_all, faults_path
from centricity.web.customers.import_forms import FileForm, MappingForm
from centricity.web.customers.import_pages import counted, preview
from centricity.web.customers.models import Import
from centricity.web.customers.selectors import import_for, imports_of
from centricity.web.customers.views import page_of, told
from centricity.web.jobs.models import Job
from centricity.web.look.languages import language_now
from centricity.web.people.models import Organisation
from centricity.web.people.roles import VoiceRight
from centricity.web.people.within import within


@require_http_methods(["GET", "HEAD", "POST"])
@within(VoiceRight.EDIT)
def listed(request: HttpRequest, organisation: Organisation) -> HttpResponse:
    """Imports there were, and a form to bring a file."""
    form = FileForm(request.POST or None, request.FILES or None)
    faults: list[str] = []
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            made = imports.import_start(organisation, given["holds"], given["file"], actor_of(request))
        except MisuseError as error:
            faults = told(error)
        else:
            return redirect("customer_import", organisation.code, made.pk)
    status = 422 if request.method == "POST" else 200
    page = Paginator(imports_of(organisation), 50).get_page(request.GET.get("page"))
    more = {"form": form, "faults": faults, "page": page}
    return page_of(request, organisation, "customers/imports.html", status, **more)


@require_http_methods(["GET", "HEAD", "POST"])
@within(VoiceRight.EDIT)
def opened(request: HttpRequest, organisation: Organisation, source: object) -> HttpResponse:
    """One import: what its columns hold while it is not begun, then how far it is, then what came of it."""
    made = import_for(organisation, source)
    if request.method == "POST":
        return _turned(request, made) if "turn" in request.POST else _told(request, organisation, made)
    if request.headers.get("HX-Request"):
        return render(request, "customers/progress.html", {"organisation": organisation, **_state(made)})
    form = MappingForm(made)
    return page_of(request, organisation, "customers/import.html", form=form, **_state(made))


def _state(made: Import) -> dict[str, Any]:
    job = imports.job_of(made)
    language = language_now()
    failed = job is not None and job.state == Job.State.FAILED and made.state == Import.State.ASKED
    return {
        "source": made, "job": job, "failed": failed,
        "step": getattr(job, f"step_{language}", ""), "counts": counted(made),
        "problems": [fault[language] for fault in job.faults] if failed and job else [],
        "wrong": [each | {"text": each[language]} for each in made.faults], "all_faults": faults_path(made).is_file(),
        "sheet_form": sheets_asked(made),
        "waits": made.state == Import.State.ASKED and not failed, "asks": made.state in {"new", "faulty"},
    }  # fmt: skip


def _turned(request: HttpRequest, made: Import) -> HttpResponse:
    """Take another sheet."""
    form, faults = SheetForm(made, request.POST), []
    if form.is_valid():
        try:
            imports.sheet_choose(made, **form.cleaned_data, actor=actor_of(request))
        except MisuseError as error:
            faults = told(error)
        else:
            return redirect("customer_import", made.organisation.code, made.pk)
    kept = import_for(made.organisation, made.pk)
    more = _state(kept) | {"form": MappingForm(kept), "faults": faults, "sheet_form": form}
    return page_of(request, made.organisation, "customers/import.html", 422, **more)


def _told(request: HttpRequest, organisation: Organisation, made: Import) -> HttpResponse:
    """Look at the first rows, or begin."""
    form = MappingForm(made, request.POST)
    faults: list[str] = []
    shown: dict[str, Any] = {}
    if form.is_valid():
        try:
            if "begin" in request.POST:
                _begin(request, made, form)
                return redirect("customer_import", organisation.code, made.pk)
            choices_checked(made.holds, form.chosen())
            grid, wrong = preview(made, form.chosen())
            language = language_now()
            shown = {"grid": grid, "first_wrong": [each | {"text": each[language]} for each in wrong]}
        except MisuseError as error:
            faults = told(error)
    status = 200 if shown else 422
    more = {"form": form, "faults": faults, **_state(made), **shown}
    return page_of(request, organisation, "customers/import.html", status, **more)


def _begin(request: HttpRequest, made: Import, form: MappingForm) -> None:
    given = form.cleaned_data
    imports.import_ask(
        made,
        form.chosen(),
        given["version"],
        actor_of(request),
        leave_out=given["leave_out"],
        add_unknown=given.get("add_unknown", False),
    )


@require_POST
@within(VoiceRight.EDIT)
def again(request: HttpRequest, organisation: Organisation, source: object) -> HttpResponse:
    """Go on with an import that failed on the way."""
    made = import_for(organisation, source)
    imports.import_again(made, actor_of(request))
    return redirect("customer_import", organisation.code, made.pk)


@require_safe
@within(VoiceRight.EDIT)
def faults(request: HttpRequest, organisation: Organisation, source: object) -> StreamingHttpResponse:
    """Give all faults as a table."""
    made = import_for(organisation, source)
    if not faults_path(made).is_file():
        raise Http404
    return faults_response(faults_all(made, language_now()), str(made.pk))
