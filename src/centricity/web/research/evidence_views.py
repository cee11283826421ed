"""Pages of evidence: the records of a study, and the files kept with each."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from centricity.errors import CentricityError
from centricity.web.audit.services import actor_of
from centricity.web.files.services import remove
from centricity.web.files.serving import served
from centricity.web.people.roles import Right
from centricity.web.research import evidence_pages, services
from centricity.web.research.evidence_selectors import evidence_file as evidence_file_of
from centricity.web.research.evidence_selectors import evidence_files, evidence_of, record_of, uses_of
from centricity.web.research.forms import EvidenceFilesForm
from centricity.web.research.remarks import refused
from centricity.web.research.selectors import study_for, view_of
from centricity.web.research.views import ROWS, page_of

MOST_USES = 500
"""Numbers shown that rest on one record."""


@require_safe
def evidence(request: HttpRequest, code: str) -> HttpResponse:
    opened = study_for(request.user, code)
    view_of(opened)
    asked = request.GET.get("q", "")
    page = Paginator(evidence_of(opened, asked), ROWS).get_page(request.GET.get("page"))
    table = evidence_pages.evidence(opened.study, list(page), get_language() or "ru")
    return page_of(request, opened, "research/evidence.html", page=page, table=table, q=asked)


@require_http_methods(["GET", "HEAD", "POST"])
def record(request: HttpRequest, code: str, record: str) -> HttpResponse:
    """Show a record of evidence with the numbers that rest on it and its files; a POST adds files."""
    opened = study_for(request.user, code, Right.EDIT if request.method == "POST" else Right.PUBLIC)
    view, found = view_of(opened), record_of(opened, record)
    told: list[Any] = []
    form = EvidenceFilesForm(found, request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            services.evidence_file_add(opened.study, found, given["files"], given["access"], actor_of(request))
        except CentricityError as error:
            told = refused(error, get_language() or "ru")
        else:
            messages.success(request, _("Saved."))
            return redirect("study_record", code, record)
    shown = evidence_pages.record(view, found, list(uses_of(opened, found)[:MOST_USES]), get_language() or "ru")
    more = {
        "record": shown,
        "files": evidence_files(opened, found),
        "form": form,
        "faults": told,
    }
    response = page_of(request, opened, "research/record.html", **more)
    response.status_code = 422 if request.method == "POST" else 200
    return response


@require_safe
def evidence_file(request: HttpRequest, code: str, pk: Any) -> HttpResponseBase:
    return served(evidence_file_of(study_for(request.user, code), pk))


@require_POST
def evidence_file_remove(request: HttpRequest, code: str, pk: Any) -> HttpResponse:
    found = evidence_file_of(study_for(request.user, code, Right.EDIT), pk)
    remove(found, actor_of(request))
    messages.success(request, _("The file is taken away."))
    return redirect("study_record", code, found.about)
