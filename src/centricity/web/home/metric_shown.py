"""The page of a metric, or of a question, with what may be made of its number: a view, a watch, a target."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from centricity.metrics.definition import Metric
from centricity.web.home.asked import RULE, asked_of
from centricity.web.home.goal_progress import aimings, card
from centricity.web.home.kept_forms import KeepForm
from centricity.web.home.metric_page import shown
from centricity.web.home.watch_words import new_address
from centricity.web.look.languages import language_now
from centricity.web.people.models import Organisation
from centricity.web.people.roles import VoiceRight
from centricity.web.people.selectors import voice_right


def metric_shown(request: HttpRequest, place: Organisation, metric: Metric, **more: Any) -> HttpResponse:
    """One metric, or a part of its answers; a segment of a rule is neither watched nor aimed at."""
    asked, right, language = asked_of(request.GET), voice_right(request.user, place.code), language_now()
    wanted = asked.column != RULE
    goals = [card(each, language) for each in aimings(place, metric.id)]
    part = (asked.column, asked.key)
    target = next((each.goal.value for each in goals if (each.goal.column, each.goal.key) == part), None)
    more |= {
        "code": metric.id, "keeping": KeepForm(), "goals": goals,
        "aim": wanted and right >= VoiceRight.MANAGE and new_address(place.code, metric.id, asked, "board_goal_new"),
        "watch": wanted and right >= VoiceRight.EDIT and new_address(place.code, metric.id, asked),
    }  # fmt: skip
    return render(request, "home/metric.html", {**shown(place, metric, asked, target), **more})
