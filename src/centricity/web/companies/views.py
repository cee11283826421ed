"""Pages of rated companies: comments on their numbers, answers, and whether they may be named."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from centricity.errors import CentricityError
from centricity.web.audit.services import actor_of
from centricity.web.companies import services
from centricity.web.companies.forms import AnswerForm, CommentForm, ConsentForm, VersionForm
from centricity.web.companies.lines import consent_lines, lines
from centricity.web.companies.models import Comment
from centricity.web.companies.selectors import (
    comment_or_404,
    comments_listed,
    comments_of,
    company_for,
    consent_of,
    consents_of,
    names_of,
    room_for,
)
from centricity.web.improvement.pages import said
from centricity.web.look.languages import language_now
from centricity.web.people.roles import Right
from centricity.web.research.explaining import explanation
from centricity.web.research.selectors import Opened
from centricity.web.research.views import page_of

ROWS = 50


@require_safe
def comments(request: HttpRequest, code: str) -> HttpResponse:
    """Comments with their answers: a contact's own ones, all of them to those who work on the study."""
    return _listed(request, room_for(request.user, code))


def _listed(request: HttpRequest, opened: Opened, answering: Any = None, status: int = 200) -> HttpResponse:
    page = Paginator(comments_listed(opened), ROWS).get_page(request.GET.get("page"))
    consents = list(consents_of(opened))
    spoken_of = {each.subject for each in (*page, *consents)} | opened.access.own
    names = names_of(opened, spoken_of)
    more = {
        "page": page, "lines": lines(page, opened, names, language_now(), answering),
        "waiting": comments_of(opened).filter(state=Comment.State.OPEN).count(),
        "consents": consent_lines(consents, opened, names, language_now()),
    }  # fmt: skip
    response = page_of(request, opened, "companies/comments.html", **more, inside=bool(opened.access.own))
    response.status_code = status
    return response


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def consent(request: HttpRequest, code: str, subject: str) -> HttpResponse:
    """Say whether the own company may be named."""
    opened, row = company_for(request.user, code, subject)
    known = consent_of(opened, subject)
    start = {"version": known.version if known else 0}
    if known is not None:
        start["granted"] = "yes" if known.granted else "no"
    form = ConsentForm(request.POST or None, initial=start)
    if request.method == "POST" and form.is_valid():
        told = {name: form.cleaned_data[name] for name in ("granted", "version")}

        def state() -> None:
            services.consent_state(opened.study, subject, **told, user=request.user, actor=actor_of(request))

        if _done(request, form, state, _("It is kept.")):
            return redirect("study_comments", code)
    response = page_of(request, opened, "companies/consent.html", form=form, known=known, company=row, inside=True)
    response.status_code = 422 if request.method == "POST" else 200
    return response


@require_POST
@login_required
def comment(request: HttpRequest, code: str, subject: str, node: str) -> HttpResponse:
    """Comment on a number of the own company."""
    opened, row = company_for(request.user, code, subject)
    form = CommentForm(request.POST)
    if form.is_valid():
        text = form.cleaned_data["text"]

        def add() -> None:
            services.comment_add(opened.study, row, node, text, request.user, actor_of(request))

        if _done(request, form, add, _("The comment is sent.")):
            return redirect("study_comments", code)
    told = explanation(row.view, row, node, language_now())
    more = {"form": form, "told": told, "company": row, "node": node, "inside": True}
    response = page_of(request, opened, "companies/comment.html", **more)
    response.status_code = 422
    return response


@require_POST
@login_required
def answer(request: HttpRequest, code: str, comment: int) -> HttpResponse:
    """Answer a comment, and say whether it is shown beside the number."""
    opened = room_for(request.user, code, Right.EDIT)
    found, form = comment_or_404(opened, comment), AnswerForm(request.POST, auto_id=f"a{comment}_%s")
    if form.is_valid():
        told = form.cleaned_data

        def give() -> None:
            services.comment_answer(
                found, told["answer"], agree=told["agree"], version=told["version"], user=request.user,
                actor=actor_of(request),
            )  # fmt: skip

        if _done(request, form, give, _("The comment is answered.")):
            return redirect("study_comments", code)
    return _listed(request, opened, (found.pk, form), 422)


@require_POST
@login_required
def withdraw(request: HttpRequest, code: str, comment: int) -> HttpResponse:
    """Take back a comment of the own company."""
    opened = room_for(request.user, code)
    found = comment_or_404(opened, comment)
    company_for(request.user, code, found.subject)
    form = VersionForm(request.POST)
    if form.is_valid():
        try:
            services.comment_withdraw(found, form.cleaned_data["version"], actor_of(request))
        except CentricityError as error:
            messages.error(request, said(error))
        else:
            messages.success(request, _("The comment is taken back."))
    return redirect("study_comments", code)


def _done(request: HttpRequest, form: Any, deed: Callable[[], None], told: str) -> bool:
    """Whether something was done; where it was refused, the form tells why."""
    try:
        deed()
    except CentricityError as error:
        form.add_error(None, said(error))
        return False
    messages.success(request, told)
    return True
