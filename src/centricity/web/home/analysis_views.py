"""Pages of analyses: parse, fetch what may be seen, call, render."""

from datetime import date
from typing import Literal

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from centricity.web.customers.selectors import segments_of
from centricity.web.home import cohorts, driving, funnels
from centricity.web.home.analyses import cohorts_of, drivers_of, funnel_of
from centricity.web.home.analysis_pages import shown
from centricity.web.home.charts import quadrants
from centricity.web.home.sheets import Analysis
from centricity.web.look.languages import language_now
from centricity.web.people.roles import VoiceRight
from centricity.web.people.selectors import organisation_for, voice_right


@require_safe
@login_required
def drivers(request: HttpRequest, organisation: str) -> HttpResponse:
    """What drives a metric of a survey."""
    place, language = organisation_for(request.user, organisation, VoiceRight.RESULTS), language_now()
    kind: Literal["johnson", "shapley"] = "shapley" if request.GET.get("kind") == "shapley" else "johnson"
    made = drivers_of(place, request.GET.get("of", ""), kind, request.GET.getlist("by"), language)
    choice, picked, found = made.choice, made.picked, made.driven
    if choice is None:
        return shown(request, place, "home/analysis/drivers.html", Analysis(), choices=[])
    boxes = [] if choice.nameless else [
        (driving.name_of(each), text, each in picked) for each, text in choice.drivers.items()
    ]  # fmt: skip
    more = {
        "choices": list(made.known.values()), "choice": choice, "kind": kind, "boxes": boxes, "surveys": choice.surveys,
        "chart": quadrants(found.points) if found.points else None,
    }  # fmt: skip
    return shown(request, place, "home/analysis/drivers.html", found.analysis, **more)


@require_safe
@login_required
def cohort(request: HttpRequest, organisation: str) -> HttpResponse:
    """Who stays and who leaves."""
    place, language = organisation_for(request.user, organisation, VoiceRight.RESULTS), language_now()
    every: cohorts.Every = "quarter" if request.GET.get("every") == "quarter" else "month"
    end = _day(request.GET.get("end", ""))
    base: cohorts.Base = "served" if request.GET.get("base") == "served" else "opening"
    wanted = cohorts.Asked(every, request.GET.get("segment", ""), end, base)
    found, asked, surveys = cohorts_of(place, wanted, language)
    more = {
        "every": every, "segment": asked.segment, "end": end, "base": base, "segments": segments_of(place),
        "surveys": surveys,
        "handles": voice_right(request.user, organisation) >= VoiceRight.HANDLE,
    }  # fmt: skip
    return shown(request, place, "home/analysis/cohorts.html", found, **more)


@require_safe
@login_required
def funnel(request: HttpRequest, organisation: str) -> HttpResponse:
    """Who goes on from stage to stage of a journey that is chosen."""
    place, language = organisation_for(request.user, organisation, VoiceRight.RESULTS), language_now()
    asked = [request.GET.get(f"s{i}", "") for i in range(1, funnels.MOST + 1)]
    by = request.GET.get("by", "")
    by = by if by in funnels.BY else ""
    first, last = _day(request.GET.get("first", "")), _day(request.GET.get("last", ""))
    found = funnel_of(place, asked, by, (first, last), language)
    chosen = [stage.code for stage in found.chosen]
    slots = [(i, chosen[i - 1] if i <= len(chosen) else "") for i in range(1, funnels.MOST + 1)]
    more = {
        "stages": found.known, "slots": slots, "by": by, "first": first, "last": last,
        "handles": voice_right(request.user, organisation) >= VoiceRight.HANDLE,
    }  # fmt: skip
    return shown(request, place, "home/analysis/funnels.html", found.analysis, **more)


def _day(told: str) -> date | None:
    """A day of this time, as a field of a day sends it; nothing where it is none."""
    try:
        day = date.fromisoformat(told)
    except ValueError:
        return None
    return day if 1970 <= day.year <= 2100 else None
