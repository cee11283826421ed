"""Pages of analyses: parse, fetch what may be seen, call, render."""

from datetime import date
from typing import Literal

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from centricity.web.customers.selectors import segments_of
from centricity.web.home import cohorts, driving, funnels
from centricity.web.home.analysis_pages import shown
from centricity.web.home.charts import quadrants
from centricity.web.home.happened import Stage, stages_known
from centricity.web.home.sheets import Analysis, together
from centricity.web.look.languages import language_now
from centricity.web.people.roles import VoiceRight
from centricity.web.people.selectors import organisation_for, voice_right


@require_safe
@login_required
def drivers(request: HttpRequest, organisation: str) -> HttpResponse:
    """What drives a metric of a survey."""
    place, language = organisation_for(request.user, organisation, VoiceRight.RESULTS), language_now()
    known = driving.choices(place, language)
    choice = known.get(request.GET.get("of", "")) or next(iter(known.values()), None)
    kind: Literal["johnson", "shapley"] = "shapley" if request.GET.get("kind") == "shapley" else "johnson"
    if choice is None:
        return shown(request, place, "home/analysis/drivers.html", Analysis(), choices=[])
    picked = driving.chosen_drivers(choice, request.GET.getlist("by"))
    found = driving.driven(choice, picked, kind, language)
    boxes = [] if choice.nameless else [
        (driving.name_of(each), text, each in picked) for each, text in choice.drivers.items()
    ]  # fmt: skip
    more = {
        "choices": list(known.values()), "choice": choice, "kind": kind, "boxes": boxes, "surveys": choice.surveys,
        "chart": quadrants(found.points) if found.points else None,
    }  # fmt: skip
    return shown(request, place, "home/analysis/drivers.html", found.analysis, **more)


@require_safe
@login_required
def cohort(request: HttpRequest, organisation: str) -> HttpResponse:
    """Who stays and who leaves."""
    place, language = organisation_for(request.user, organisation, VoiceRight.RESULTS), language_now()
    every: cohorts.Every = "quarter" if request.GET.get("every") == "quarter" else "month"
    known = segments_of(place)
    segment = request.GET.get("segment", "")
    segment = segment if segment in known else ""
    why, surveys = cohorts.left(place, language)
    base: cohorts.Base = "served" if request.GET.get("base") == "served" else "opening"
    asked = cohorts.Asked(every, segment, _day(request.GET.get("end", "")), base)
    found = together(cohorts.bought(place, asked, language), cohorts.stayed(place, asked, language), why)
    more = {
        "every": every, "segment": segment, "end": asked.end, "base": base, "segments": known, "surveys": surveys,
        "handles": voice_right(request.user, organisation) >= VoiceRight.HANDLE,
    }  # fmt: skip
    return shown(request, place, "home/analysis/cohorts.html", found, **more)


@require_safe
@login_required
def funnel(request: HttpRequest, organisation: str) -> HttpResponse:
    """Who goes on from stage to stage of a journey that is chosen."""
    place, language = organisation_for(request.user, organisation, VoiceRight.RESULTS), language_now()
    known = {stage.code: stage for stage in stages_known(place)}
    asked = [request.GET.get(f"s{i}", "") for i in range(1, funnels.MOST + 1)]
    chosen = [known[code] for code in asked if code in known] if any(asked) else [Stage("contact"), Stage("order")]
    by = request.GET.get("by", "")
    by = by if by in funnels.BY else ""
    first, last = _day(request.GET.get("first", "")), _day(request.GET.get("last", ""))
    found = funnels.funnel(place, chosen, by, (first, last), language)
    slots = [(i, chosen[i - 1].code if i <= len(chosen) else "") for i in range(1, funnels.MOST + 1)]
    more = {
        "stages": list(known.values()), "slots": slots, "by": by, "first": first, "last": last,
        "handles": voice_right(request.user, organisation) >= VoiceRight.HANDLE,
    }  # fmt: skip
    return shown(request, place, "home/analysis/funnels.html", found, **more)


def _day(told: str) -> date | None:
    """A day of this time, as a field of a day sends it; nothing where it is none."""
    try:
        day = date.fromisoformat(told)
    except ValueError:
        return None
    return day if 1970 <= day.year <= 2100 else None
