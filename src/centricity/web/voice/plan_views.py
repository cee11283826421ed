"""The planner of a sample: before a survey is there, and for one that is."""

import re
from typing import Any

from django import forms
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from django.views.decorators.http import require_safe

from centricity.language import in_percent, number
from centricity.web.look.languages import language_now
from centricity.web.people.models import Organisation
from centricity.web.people.roles import VoiceRight
from centricity.web.people.selectors import organisation_for
from centricity.web.voice.models import Survey
from centricity.web.voice.planning import (
    CHANGE,
    MARGIN,
    MEAN,
    NEEDED,
    NPS,
    SHARE,
    Planned,
    PlanUnfitError,
    Wanted,
    planned,
)
from centricity.web.voice.planning import proposed as proposed_of
from centricity.web.voice.selectors import survey_for


class NumberField(forms.FloatField):
    """A number as it is typed in either language; a browser's own field would refuse the comma."""

    widget = forms.TextInput

    def to_python(self, value: Any) -> float | None:
        told = re.sub(r"\s", "", value).replace(",", ".") if isinstance(value, str) else value
        made: float | None = super().to_python(told)
        return made

    def prepare_value(self, value: Any) -> Any:
        if not isinstance(value, float):
            return value
        told = f"{value:.10g}"
        return told.replace(".", ",") if language_now() == "ru" else told

    def widget_attrs(self, widget: Any) -> dict[str, Any]:
        return {**super().widget_attrs(widget), "inputmode": "decimal"}


UNITS = {NPS: pgettext_lazy("plan", "points"), SHARE: _("percentage points"), MEAN: _("points of the rating")}


def _confidences() -> list[tuple[str, str]]:
    return [(code, in_percent(100 * float(code), language_now())) for code in ("0.9", "0.95", "0.99")]


class PlanForm(forms.Form):
    what = forms.ChoiceField(label=_("What is to be known"), choices=[
        (NPS, _("NPS or another balance of shares")), (SHARE, _("CSAT or another share")),
        (MEAN, _("a mean of ratings")),
    ])  # fmt: skip
    goal = forms.ChoiceField(label=_("How"), choices=[
        (MARGIN, _("to within a margin, up or down")), (CHANGE, _("so that a change between two waves is seen")),
    ])  # fmt: skip
    size = NumberField(
        label=_("Margin, or change"), min_value=0.01, max_value=1_000,
        help_text=_("In points of the NPS, percentage points of a share, or in points of the ratings."),
    )  # fmt: skip
    promoters = NumberField(
        label=_("Promoters expected, %"), required=False, min_value=0, max_value=100, help_text=_("For a balance.")
    )
    detractors = NumberField(
        label=_("Detractors expected, %"), required=False, min_value=0, max_value=100, help_text=_("For a balance.")
    )
    share = NumberField(
        label=_("Share expected, %"), required=False, min_value=0, max_value=100,
        help_text=_("For a share; a share of 50% needs the most answers."),
    )  # fmt: skip
    sd = NumberField(
        label=_("Standard deviation expected"), required=False, min_value=0.01, max_value=1_000,
        help_text=_("For a mean; of ratings from 1 to 5 it is mostly near 1."),
    )  # fmt: skip
    confidence = forms.ChoiceField(label=_("Confidence"), choices=_confidences)
    population = forms.IntegerField(
        label=_("People in all"), required=False, min_value=2, max_value=10**9,
        widget=forms.TextInput({"inputmode": "numeric"}),
        help_text=_("A small group needs fewer answers. Leave it empty where there are very many people."),
    )  # fmt: skip
    response_rate = NumberField(
        label=_("How many of those invited answer, %"), required=False, min_value=0.1, max_value=100,
        help_text=_("Empty where it is not known."),
    )  # fmt: skip

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        for name in NEEDED.get(str(given.get("what")), ()):
            if name not in self.errors and given.get(name) is None:
                self.add_error(name, ValidationError(_("The plan rests on it: say what you expect."), "required"))
        return given

    def wanted(self) -> Wanted:
        given = {name: value for name, value in self.cleaned_data.items() if value is not None}
        return Wanted(**given | {"confidence": float(given["confidence"])})


@require_safe
@login_required
def plan_new(request: HttpRequest, organisation: str) -> HttpResponse:
    """Plan a survey that is not there yet."""
    return _plan(request, organisation_for(request.user, organisation, VoiceRight.RESULTS), None)


@require_safe
@login_required
def plan(request: HttpRequest, organisation: str, survey: str) -> HttpResponse:
    """Plan a survey that is there."""
    found = survey_for(request.user, organisation, survey, VoiceRight.RESULTS)
    return _plan(request, found.organisation, found)


def _plan(request: HttpRequest, place: Organisation, survey: Survey | None) -> HttpResponse:
    asked = "what" in request.GET
    form, made = PlanForm(request.GET if asked else None, initial=proposed_of(survey)), None
    if asked and form.is_valid():
        made = _made(form)
    more = {"place": place, "survey": survey, "form": form, "plan": told(form.wanted(), made) if made else None}
    return render(request, "voice/plan.html", more, status=422 if asked and made is None else 200)


def _made(form: PlanForm) -> Planned | None:
    try:
        return planned(form.wanted())
    except PlanUnfitError as error:
        for name, fault in error.faults.items():
            sentence = fault.sentence(language_now())
            form.add_error(name, sentence[:1].upper() + sentence[1:])
        return None


def told(wanted: Wanted, made: Planned) -> dict[str, Any]:
    """A plan as its page shows it."""
    language = language_now()
    digits = 2 if wanted.what == MEAN else 1
    size = number(wanted.size, language, 0 if wanted.size.is_integer() else 2)
    return {
        "what": wanted.what, "unit": UNITS[wanted.what], "goal": wanted.goal, "size": size,
        "answers": number(made.answers, language),
        "count": made.answers, "invite": None if made.invite is None else number(made.invite, language),
        "percent": number(100 * wanted.confidence, language), "rated": wanted.response_rate is not None,
        "lines": [
            {
                "answers": number(line.answers, language), "there": line.margin is not None,
                "margin": number(line.margin, language, digits), "change": number(line.change, language, digits),
                "invite": number(line.invite, language),
            }
            for line in made.lines
        ],
    }  # fmt: skip
