"""The audit log, for administrators of the platform."""

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from centricity.web.audit.export import exported
from centricity.web.audit.selectors import entries, verify
from centricity.web.audit.services import actor_of
from centricity.web.audit.words import lines as said
from centricity.web.people.selectors import administrator_or_404, user_of


@require_safe
@login_required
def log(request: HttpRequest) -> HttpResponse:
    administrator_or_404(request.user)
    asked = {name: request.GET.get(name, "")[:120] for name in ("target", "actor")}
    page = Paginator(entries(**_by_number(asked)), 100).get_page(request.GET.get("page"))
    verified = verify() if "verify" in request.GET else None
    more = {"page": page, "lines": said(page), "asked": asked, "verified": verified}
    return render(request, "audit/log.html", more)


def _by_number(asked: dict[str, str]) -> dict[str, str]:
    """The log names people by the numbers of their accounts; whoever asks may know an e-mail alone."""
    found = {name: user_of(told.strip().lower()) for name, told in asked.items() if "@" in told}
    return asked | {name: f"user:{user.pk}" for name, user in found.items() if user is not None}


@require_safe
@login_required
def export(request: HttpRequest) -> StreamingHttpResponse:
    """The whole log as lines of JSON; that it was taken out is its last entry."""
    administrator_or_404(request.user)
    lines = exported(actor_of(request))
    response = StreamingHttpResponse(lines, content_type="application/jsonl; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="audit.jsonl"'
    return response
