"""Pages of schemes: parse, fetch what may be seen, call, render."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from centricity.errors import MisuseError
from centricity.web.audit.services import actor_of
from centricity.web.improvement.models import Incentive
from centricity.web.improvement.motivation import services
from centricity.web.improvement.motivation.forms import IncentiveChangeForm, IncentiveForm, Parts
from centricity.web.improvement.motivation.results import flagged, result_of
from centricity.web.improvement.motivation.selectors import incentive_for, incentives_of, manages, today
from centricity.web.improvement.motivation.shown import names_of, points_of, rows_of, signs_of
from centricity.web.improvement.motivation.spans import Span, over, span_of
from centricity.web.improvement.motivation.words import action_title
from centricity.web.improvement.pages import page_of, said
from centricity.web.improvement.selectors import came_of, is_overdue
from centricity.web.look.filled import filled
from centricity.web.people.roles import VoiceRight
from centricity.web.people.selectors import organisation_for, voice_right

ROWS = 50


@require_safe
@login_required
def incentives(request: HttpRequest, organisation: str) -> HttpResponse:
    """Schemes of an organisation, and which of them hang on no customer."""
    found = organisation_for(request.user, organisation, VoiceRight.RESULTS)
    page = Paginator(incentives_of(found), ROWS).get_page(request.GET.get("page"))
    return page_of(request, "improvement/incentives.html", found, page=page)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def new(request: HttpRequest, organisation: str) -> HttpResponse:
    found = organisation_for(request.user, organisation, VoiceRight.MANAGE)
    form, parts = IncentiveForm(found, request.POST or None), Parts(found, request.POST or None)
    if request.method == "POST" and all([form.is_valid(), parts.is_valid()]):
        try:
            made = services.incentive_create(found, form.scheme(parts), actor_of(request))
        except MisuseError as error:
            form.add_error(None, said(error))
        else:
            messages.success(request, _("The scheme is made."))
            return redirect("incentive", organisation, made.pk)
    status = 422 if request.method == "POST" else 200
    return page_of(request, "improvement/incentive_form.html", found, status, form=form, parts=parts)


@require_safe
@login_required
def incentive(request: HttpRequest, organisation: str, incentive: int) -> HttpResponse:
    """A scheme in a period: figures, what is payable, and signs that they were worked on."""
    place, found = incentive_for(request.user, organisation, incentive)
    span = _span(found, request.GET.get("period", ""))
    result = result_of(found, span)
    more: dict[str, Any] = {
        "incentive": found, "span": span, "spans": over(found.every, today()), "score": points_of(result.score),
        "rows": rows_of(place, result), "signs": signs_of(found, result),
    }  # fmt: skip
    if voice_right(request.user, organisation) >= VoiceRight.HANDLE:
        more["actions"] = [(each, is_overdue(each)) for each in came_of(found.target)[:ROWS]]
    return page_of(request, "improvement/incentive.html", place, **more)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def change(request: HttpRequest, organisation: str, incentive: int) -> HttpResponse:
    """Change what a reward hangs on."""
    place, found = incentive_for(request.user, organisation, incentive)
    manages(request.user, organisation)
    scheme = services.scheme_of(found)
    start = {**scheme.__dict__, "owner": found.owner_id, "version": found.version}
    start["most_fall"] = filled(scheme.most_fall)
    form = IncentiveChangeForm(place, request.POST or None, initial=start)
    parts = Parts(place, request.POST or None, scheme.parts)
    if request.method == "POST" and all([form.is_valid(), parts.is_valid()]):
        try:
            services.incentive_change(found, form.scheme(parts), form.cleaned_data["version"], actor_of(request))
        except MisuseError as error:
            form.add_error(None, said(error))
        else:
            messages.success(request, _("The scheme is changed."))
            return redirect("incentive", organisation, found.pk)
    status = 422 if request.method == "POST" else 200
    more = {"form": form, "parts": parts, "incentive": found}
    return page_of(request, "improvement/incentive_form.html", place, status, **more)


@require_POST
@login_required
def act(request: HttpRequest, organisation: str, incentive: int) -> HttpResponse:
    """Make an action of a sign that is there."""
    place, found = incentive_for(request.user, organisation, incentive)
    organisation_for(request.user, organisation, VoiceRight.EDIT)
    span = _span(found, request.POST.get("period", ""))
    sign = flagged(found, span, request.POST.get("sign", ""), request.POST.get("part", ""))
    if sign is None:
        raise Http404
    made = services.incentive_act(found, action_title(sign, names_of(found), span.code), actor_of(request))
    messages.success(request, _("The action is made."))
    return redirect("action", place.code, made.pk)


def _span(found: Incentive, code: str) -> Span:
    """The period that is asked for; the latest where it is none."""
    return span_of(found.every, code, today()) or over(found.every, today())[0]
