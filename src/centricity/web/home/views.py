"""The dashboard of an organisation, and one metric of it taken apart."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from centricity.web.feedback.figures import usual_period
from centricity.web.home.alert_words import told
from centricity.web.home.alerts import open_alerts
from centricity.web.home.asked import MONTHS, asked_of
from centricity.web.home.board import tiles
from centricity.web.home.heard import months_of
from centricity.web.home.kept_forms import KeepForm
from centricity.web.home.kept_views import rows_of
from centricity.web.home.metric_page import place_and_metric
from centricity.web.home.metric_shown import metric_shown
from centricity.web.look.languages import language_now
from centricity.web.people.roles import Right, VoiceRight
from centricity.web.people.selectors import access_to_study, organisation_for, organisations_heard, voice_right

MOST_ALERTS = 5


@require_safe
@login_required
def boards(request: HttpRequest) -> HttpResponse:
    """Organisations whose figures somebody may see; the one, where there is one."""
    known = list(organisations_heard(request.user))
    if len(known) == 1:
        return redirect("board", known[0].code)
    return render(request, "home/boards.html", {"organisations": known})


@require_safe
@login_required
def board(request: HttpRequest, organisation: str) -> HttpResponse:
    """Tiles of the journey, views that were kept, and what somebody should look at."""
    place = organisation_for(request.user, organisation, VoiceRight.RESULTS)
    asked = asked_of(request.GET, narrows=False)
    months = months_of(place)[-asked.months :]
    more = {
        "place": place, "asked": asked, "spans": MONTHS, "months": months, "keeping": KeepForm(),
        "tiles": list(tiles(place, months, usual_period(), language_now())), "views": rows_of(request.user, place),
        "sees_inside": access_to_study(request.user, "", place.code, open_to_all=False).right >= Right.INTERNAL,
        "manages": voice_right(request.user, place.code) >= VoiceRight.MANAGE,
        "alerts": [told(each, language_now()) for each in open_alerts(request.user, place)[:MOST_ALERTS]],
    }  # fmt: skip
    return render(request, "home/board.html", more)


@require_safe
@login_required
def metric(request: HttpRequest, organisation: str, metric: str) -> HttpResponse:
    """One metric, or a part of its answers, month by month and by columns, with the surveys it rests on."""
    place, known = place_and_metric(request, organisation, metric, VoiceRight.RESULTS)
    return metric_shown(request, place, known)
