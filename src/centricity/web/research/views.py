"""Pages of studies: parse, fetch what may be seen, call, render."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from centricity.errors import CentricityError
from centricity.web.audit.services import actor_of
from centricity.web.companies.beside import beside
from centricity.web.companies.forms import CommentForm
from centricity.web.companies.selectors import own_studies
from centricity.web.look.languages import language_now
from centricity.web.people.roles import Right
from centricity.web.people.selectors import may_fill
from centricity.web.rating.mine import due_of
from centricity.web.research import explaining, pages, services
from centricity.web.research.export import zipped
from centricity.web.research.forms import FilesForm, NewStudyForm, OpennessForm
from centricity.web.research.levels import level_of, percent
from centricity.web.research.models import View
from centricity.web.research.remarks import refused, remarks
from centricity.web.research.selectors import (
    Opened,
    edition_of,
    file_of,
    files_of,
    held_back,
    latest_job,
    studies_of,
    study_for,
    subject_of,
    subjects_of,
    view_of,
)

ROWS, WIDE_ROWS = 100, 50
"""Subjects on a page of a long list, and of one that shows every metric."""


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    page = Paginator(studies_of(request.user), 50).get_page(request.GET.get("page"))
    more = {"rating": due_of(request.user), "companies": own_studies(request.user)} if page.number == 1 else {}
    return render(request, "research/home.html", {"page": page, **more})


@login_required
def new(request: HttpRequest) -> HttpResponse:
    if not may_fill(request.user):
        raise PermissionDenied
    form = NewStudyForm(request.user, request.POST or None, request.FILES or None)
    told: list[Any] = []
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            made = services.study_create(given["code"], given["organisation"], given["files"], actor_of(request))
        except CentricityError as error:
            told = refused(error, get_language() or "ru")
        else:
            return redirect("study_edition", given["code"], made.number)
    status = 422 if request.method == "POST" else 200
    more = {"form": form, "faults": told}
    return render(request, "research/new.html", more, status=status)


def page_of(request: HttpRequest, opened: Opened, template: str, **more: Any) -> HttpResponse:
    """A page within a study: its frame knows where it is and what else there is."""
    frame = more.pop("frame", None) or pages.frame(opened, get_language() or "ru")
    return render(request, template, {"opened": opened, "study": opened.study, "frame": frame, **more})


@require_safe
def overview(request: HttpRequest, code: str) -> HttpResponse:
    opened = study_for(request.user, code, Right.RATE)
    if opened.access.right == Right.RATE:
        return redirect("study_rating", code)
    if opened.view is None:
        return page_of(
            request, opened, "research/waiting.html", job=latest_job(opened.study) if opened.may_edit else None
        )
    frame = pages.frame(opened, get_language() or "ru")
    first = pages.section(view_of(opened), frame.sections[0]) if frame.sections else None
    return page_of(request, opened, "research/overview.html", section=first, frame=frame)


@require_safe
def section(request: HttpRequest, code: str, anchor: str) -> HttpResponse:
    opened = study_for(request.user, code)
    view = view_of(opened)
    frame = pages.frame(opened, get_language() or "ru")
    known = {each.anchor: each for each in frame.sections}
    if anchor not in known:
        raise Http404
    drawn = pages.section(view, known[anchor])
    return page_of(request, opened, "research/section.html", section=drawn, frame=frame)


@require_safe
def ranking(request: HttpRequest, code: str) -> HttpResponse:
    opened = study_for(request.user, code)
    view = view_of(opened)
    page = Paginator(subjects_of(view, request.GET.get("q", "")), ROWS).get_page(request.GET.get("page"))
    table = pages.ranking(view, list(page), get_language() or "ru")
    more = {"page": page, "table": table, "q": request.GET.get("q", ""),
            "level": percent(level_of(view), language_now()),
            "compared": pages.summary_rows(view, list(page))}  # fmt: skip
    return page_of(request, opened, "research/ranking.html", **more)


@require_safe
def heatmap(request: HttpRequest, code: str) -> HttpResponse:
    opened = study_for(request.user, code)
    view, rows = view_of(opened), WIDE_ROWS if "metrics" in request.GET else ROWS
    page = Paginator(subjects_of(view, request.GET.get("q", "")), rows).get_page(request.GET.get("page"))
    table = pages.heatmap(view, list(page), get_language() or "ru", metrics="metrics" in request.GET)
    more = {"page": page, "table": table, "q": request.GET.get("q", ""), "metrics": "metrics" in request.GET,
            "metrics_known": page.has_other_pages() or "q" in request.GET
                             or pages.metrics_known(view, list(page))}  # fmt: skip
    return page_of(request, opened, "research/heatmap.html", **more)


@require_safe
def segments(request: HttpRequest, code: str) -> HttpResponse:
    opened = study_for(request.user, code)
    view = view_of(opened)
    more = {"tables": pages.segments(view, language_now()), "told": view.facts}
    return page_of(request, opened, "research/segments.html", **more)


@require_safe
def company(request: HttpRequest, code: str, subject: str) -> HttpResponse:
    opened = study_for(request.user, code)
    view, found = subject_of(opened, subject)
    language = language_now()
    more = {"company": pages.company(view, found, language), "comments": beside(opened, view, found, language)}
    return page_of(request, opened, "research/company.html", **more, inside=_from_inside(opened, view))


@require_safe
def explanation(request: HttpRequest, code: str, subject: str, node: str) -> HttpResponse:
    opened = study_for(request.user, code)
    view, found = subject_of(opened, subject)
    language = language_now()
    told = explaining.explanation(view, found, node, language)
    if told is None:
        raise Http404
    more = {"told": told, "comments": beside(opened, view, found, language, node)}
    inside = _from_inside(opened, view)
    return page_of(request, opened, "research/explanation.html", **more, form=CommentForm(), inside=inside)


def _from_inside(opened: Opened, view: View) -> bool:
    """Whether a contact sees more of the own company than the public edition tells of it."""
    return view.audience != opened.audience


@require_safe
def downloads(request: HttpRequest, code: str) -> HttpResponse:
    opened = study_for(request.user, code)
    return page_of(request, opened, "research/downloads.html", files=pages.downloads(files_of(opened)))


@require_safe
def download(request: HttpRequest, code: str, name: str) -> HttpResponse:
    """Give a file of the results: only names that the run itself wrote, and always as a file, never as a page."""
    opened = study_for(request.user, code)
    path = file_of(opened, name)
    return FileResponse(path.open("rb"), as_attachment=True, filename=f"{code}-{name.replace('/', '-')}")


@require_http_methods(["GET", "HEAD", "POST"])
def editions(request: HttpRequest, code: str) -> HttpResponse:
    """Show the editions of a study; a POST adds one."""
    if request.method == "POST":
        return _added(request, study_for(request.user, code, Right.EDIT))
    opened = study_for(request.user, code, Right.INTERNAL)
    form = OpennessForm(initial={"openness": opened.study.openness, "version": opened.study.version})
    more = {
        "editions": opened.study.editions.all(),
        "job": latest_job(opened.study) if opened.may_edit else None,
        "held_back": held_back(opened.study),
        "openness": form,
        "form": FilesForm(),
    }
    return page_of(request, opened, "research/editions.html", **more)


@require_safe
def edition(request: HttpRequest, code: str, number: int) -> HttpResponse:
    """Show an edition with its faults."""
    opened = study_for(request.user, code, Right.INTERNAL)
    found = edition_of(opened, number)
    return page_of(
        request,
        opened,
        "research/edition.html",
        edition=found,
        faults=remarks(found.faults, get_language() or "ru"),
    )


def _added(request: HttpRequest, opened: Opened) -> HttpResponse:
    form = FilesForm(request.POST, request.FILES)
    told: list[Any] = []
    if form.is_valid():
        try:
            made = services.edition_add(opened.study, form.cleaned_data["files"], actor_of(request))
        except CentricityError as error:
            told = refused(error, get_language() or "ru")
        else:
            return redirect("study_edition", opened.study.code, made.number)
    response = page_of(request, opened, "research/add.html", form=form, faults=told)
    response.status_code = 422
    return response


@require_POST
def compute(request: HttpRequest, code: str, number: int) -> HttpResponse:
    opened = study_for(request.user, code, Right.EDIT)
    try:
        job = services.computation_ask(edition_of(opened, number), actor_of(request))
    except CentricityError as error:
        messages.error(request, error.text(get_language() or "ru"))
        return redirect("study_edition", code, number)
    return redirect("job", job.pk)


@require_POST
def openness(request: HttpRequest, code: str) -> HttpResponse:
    opened = study_for(request.user, code, Right.MANAGE)
    form = OpennessForm(request.POST)
    if form.is_valid():
        try:
            services.openness_set(
                opened.study, form.cleaned_data["openness"], form.cleaned_data["version"], actor_of(request)
            )
            messages.success(request, _("Saved."))
        except CentricityError as error:
            messages.error(request, error.text(get_language() or "ru"))
    return redirect("study_editions", code)


@require_safe
def export(request: HttpRequest, code: str, number: int) -> StreamingHttpResponse:
    """Give an edition back as it was uploaded."""
    opened = study_for(request.user, code, Right.INTERNAL)
    found = edition_of(opened, number)
    response = StreamingHttpResponse(zipped(found), content_type="application/zip")
    response["Content-Disposition"] = f'attachment; filename="{code}-{number}.zip"'
    return response
