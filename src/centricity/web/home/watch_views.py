"""Watched numbers: the list, a new one, one with its number now, taken away."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from centricity.errors import MisuseError
from centricity.language import Language
from centricity.metrics import definition
from centricity.metrics.wording import interval, written
from centricity.web.audit.services import actor_of
from centricity.web.home.heard import METRICS, months_of
from centricity.web.home.measured import called, metric_known, metric_named
from centricity.web.home.models import Watch
from centricity.web.home.narrowing import choices
from centricity.web.home.watch_forms import ChangeForm, WatchForm
from centricity.web.home.watch_words import name_of, part_address, says
from centricity.web.home.watches import watch_change, watch_delete, watch_make, watch_of, watches_of
from centricity.web.home.watching import figure_of, part_told
from centricity.web.look.filled import filled
from centricity.web.look.languages import language_now
from centricity.web.people.roles import VoiceRight
from centricity.web.people.selectors import organisation_for, voice_right

ROWS = 50


@require_safe
@login_required
def watches(request: HttpRequest, organisation: str) -> HttpResponse:
    """Numbers that are watched, by metric."""
    place = organisation_for(request.user, organisation, VoiceRight.RESULTS)
    page = Paginator(watches_of(place), ROWS).get_page(request.GET.get("page"))
    edits = voice_right(request.user, place.code) >= VoiceRight.EDIT
    rows = [(each, _named(each, each.key), _says(each), _address(each)) for each in page]
    return render(request, "home/watches.html", {"place": place, "page": page, "rows": rows, "edits": edits})


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def new(request: HttpRequest, organisation: str) -> HttpResponse:
    """Watch a number of a metric; without a metric, metrics to choose from."""
    place = organisation_for(request.user, organisation, VoiceRight.EDIT)
    metric = metric_known(place, request.GET.get("metric", ""))
    if metric is None:
        more = {"place": place, "metrics": [(each, definition(each).name[language_now()]) for each in METRICS]}
        return render(request, "home/watch_new.html", more, status=422 if request.method == "POST" else 200)
    parts = list(choices(place, metric, months_of(place, metric.id), language_now()))
    form = WatchForm(metric, parts, request.POST or None, initial={"part": request.GET.get("part", "")})
    if request.method == "POST" and form.is_valid():
        try:
            watch_make(place, form.number(), form.limit(), request.user, actor_of(request))
        except MisuseError as error:
            form.add_error(None, error.text(language_now()))
        else:
            messages.success(request, _("The number is watched."))
            return redirect("board_watches", organisation)
    more = {"place": place, "form": form, "name": metric.name[language_now()]}
    return render(request, "home/watch_new.html", more, status=422 if request.method == "POST" else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def watch(request: HttpRequest, organisation: str, watch: int) -> HttpResponse:
    """One watch with its number now; change when it tells."""
    place = organisation_for(request.user, organisation, VoiceRight.RESULTS)
    edits = voice_right(request.user, organisation) >= VoiceRight.EDIT
    if request.method == "POST":
        organisation_for(request.user, organisation, VoiceRight.EDIT)
    found = watch_of(place, watch)
    form = ChangeForm(metric_named(place, found.metric), request.POST or None, initial=_initial(found))
    if request.method == "POST" and form.is_valid():
        try:
            watch_change(found, form.limit(), form.cleaned_data["version"], actor_of(request))
        except MisuseError as error:
            form.add_error(None, error.text(language_now()))
        else:
            messages.success(request, _("Saved."))
            return redirect("board_watches", organisation)
    more = _shown(found, language_now()) | {"place": place, "form": form, "edits": edits}
    return render(request, "home/watch.html", more, status=422 if request.method == "POST" else 200)


@require_POST
@login_required
def delete(request: HttpRequest, organisation: str, watch: int) -> HttpResponse:
    """Take a watch away."""
    place = organisation_for(request.user, organisation, VoiceRight.EDIT)
    found = watch_of(place, watch)
    told = request.POST.get("version", "")
    version = int(told) if told.isascii() and told.isdecimal() and len(told) < 9 else -1
    try:
        watch_delete(found, version, actor_of(request))
    except MisuseError as error:
        messages.error(request, error.text(language_now()))
        return redirect("board_watch", organisation, watch)
    messages.success(request, _("The watch is taken away."))
    return redirect("board_watches", organisation)


def _initial(found: Watch) -> dict[str, Any]:
    plain = {name: getattr(found, name) for name in ("bound", "least", "version")}
    return plain | {"value": filled(found.value), "certain": "1" if found.certain else "0"}


def _shown(found: Watch, language: Language) -> dict[str, Any]:
    """A watch in words, with its number where the dashboard shows it."""
    metric, figure = metric_named(found.organisation, found.metric), figure_of(found, timezone.now().date())
    now = {}
    if figure is not None:
        now = {
            "month": figure.month, "value": written(figure.estimate.value, metric.unit, language),
            "interval": interval(figure.estimate, metric, language), "n": figure.estimate.n,
        }  # fmt: skip
    return {
        "watch": found, "name": _named(found, part_told(found)[language]), "says": _says(found), "now": now,
        "address": _address(found),
    }  # fmt: skip


def _named(found: Watch, part: str) -> str:
    name = called(metric_named(found.organisation, found.metric), language_now())
    return name_of(name, found.column, part or _("not told"))


def _says(found: Watch) -> str:
    return says(found.bound, found.value, metric_named(found.organisation, found.metric).unit, language_now())


def _address(found: Watch) -> str:
    return part_address(found.organisation.code, found.metric, found.column, found.key)
