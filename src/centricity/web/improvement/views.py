"""Pages of actions: parse, fetch what may be seen, call, render."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from centricity.errors import MisuseError
from centricity.web.audit.services import actor_of
from centricity.web.improvement import services
from centricity.web.improvement.barrier_forms import TagForm
from centricity.web.improvement.barrier_selectors import barriers_known
from centricity.web.improvement.experiment_forms import ExperimentForm, begun, ending_form, finding_of
from centricity.web.improvement.experiment_words import told
from centricity.web.improvement.experiments import experiment_end, experiment_of
from centricity.web.improvement.forms import ActionForm, ChangeForm
from centricity.web.improvement.models import Action
from centricity.web.improvement.origins import origin_of, origins_of
from centricity.web.improvement.ritual_selectors import missed_of
from centricity.web.improvement.selectors import action_for, actions_of, is_overdue
from centricity.web.improvement.then import then
from centricity.web.people.roles import VoiceRight
from centricity.web.people.selectors import organisation_for, voice_right

ROWS = 50


@require_safe
@login_required
def actions(request: HttpRequest, organisation: str) -> HttpResponse:
    found = organisation_for(request.user, organisation, VoiceRight.HANDLE)
    ended = request.GET.get("ended") == "1"
    page = Paginator(actions_of(found, ended=ended), ROWS).get_page(request.GET.get("page"))
    rows = [(each, is_overdue(each)) for each in page]
    more = {"page": page, "rows": rows, "ended": ended, "missed": missed_of(found)}
    return _page(request, "improvement/actions.html", found, **more)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def new(request: HttpRequest, organisation: str) -> HttpResponse:
    found = organisation_for(request.user, organisation, VoiceRight.EDIT)
    form = ActionForm(found, request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            made = services.action_create(found, form.plan(), actor_of(request))
        except MisuseError as error:
            form.add_error(None, error.text(get_language() or "ru"))
        else:
            messages.success(request, _("The action is made."))
            return redirect("action", organisation, made.pk)
    status = 422 if request.method == "POST" else 200
    return _page(request, "improvement/new.html", found, form=form, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def action(request: HttpRequest, organisation: str, action: Any) -> HttpResponse:
    _organisation, found = action_for(request.user, organisation, action)
    if request.method != "POST":
        return shown(request, found)
    if voice_right(request.user, organisation) < VoiceRight.EDIT:
        raise PermissionDenied
    form = ChangeForm(found.organisation, request.POST)
    if form.is_valid():
        try:
            services.action_change(found, form.plan(), form.cleaned_data["version"], actor_of(request))
        except MisuseError as error:
            form.add_error(None, error.text(get_language() or "ru"))
        else:
            messages.success(request, _("The action is changed."))
            return redirect("action", organisation, found.pk)
    return shown(request, found, changing=form, status=422)


@require_POST
@login_required
def end(request: HttpRequest, organisation: str, action: Any) -> HttpResponse:
    _organisation, found = action_for(request.user, organisation, action)
    if not _may_end(request.user, found):
        raise PermissionDenied
    form = ending_form(experiment_of(found), request.POST, auto_id="end_%s")
    if form.is_valid():
        given = form.cleaned_data
        try:
            experiment_end(
                found, given["state"], given["outcome"], finding_of(form), given["version"], actor_of(request)
            )
        except MisuseError as error:
            form.add_error(None, error.text(get_language() or "ru"))
        else:
            messages.success(request, _("The action has ended."))
            return redirect("action", organisation, found.pk)
    return shown(request, found, ending=form, status=422)


def _may_end(user: Any, found: Action) -> bool:
    return found.owner_id == user.pk or voice_right(user, found.organisation.code) >= VoiceRight.EDIT


def shown(request: HttpRequest, found: Action, status: int = 200, **forms: Any) -> HttpResponse:
    """The page of an action, with forms that were refused."""
    experiment = experiment_of(found)
    opened, version = found.state == Action.State.OPEN, {"version": found.version}
    more: dict[str, Any] = {"action": found, "origin": origin_of(found), "overdue": is_overdue(found)}
    if voice_right(request.user, found.organisation.code) >= VoiceRight.RESULTS:
        more["then"] = then(found)
    aims = set(found.aims.values_list("aim", flat=True)) - {found.origin}
    more["aims"] = list(origins_of(found.organisation.code, sorted(aims)).values())
    more |= {"experiment": told(experiment), "barriers": list(found.barriers.order_by("created_at", "pk"))}
    if opened and voice_right(request.user, found.organisation.code) >= VoiceRight.EDIT:
        start = version | {"title": found.title, "kind": found.kind, "owner": found.owner_id, "due": found.due}
        more["changing"] = ChangeForm(found.organisation, initial=start)
        tagged = [each.pk for each in more["barriers"]]
        if barriers_known(found.organisation).exists():
            tags = {"barriers": tagged, "version": found.version}
            more["tagging"] = TagForm(found.organisation, initial=tags, auto_id="tag_%s")
        more["trying"] = ExperimentForm(initial=begun(found, experiment), auto_id="try_%s")
    if opened and _may_end(request.user, found):
        more["ending"] = ending_form(experiment, initial=version, auto_id="end_%s")
    return _page(request, "improvement/action.html", found.organisation, status=status, **more | forms)


def _page(request: HttpRequest, template: str, organisation: Any, status: int = 200, **more: Any) -> HttpResponse:
    right = voice_right(request.user, organisation.code)
    more |= {"organisation": organisation, "hears_here": right >= VoiceRight.RESULTS}
    more |= {"handles": right >= VoiceRight.HANDLE, "edits": right >= VoiceRight.EDIT}
    return render(request, template, more | {"manages": right >= VoiceRight.MANAGE}, status=status)
