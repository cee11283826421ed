"""When a survey asks again by itself, and what came of its waves."""

from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.text import capfirst
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from centricity.errors import CentricityError
from centricity.web.audit.services import actor_of
from centricity.web.customers.models import Customer
from centricity.web.customers.selectors import segments_of
from centricity.web.people.roles import VoiceRight
from centricity.web.voice.invite_views import rate_of
from centricity.web.voice.models import Rhythm, Survey
from centricity.web.voice.places import at
from centricity.web.voice.rounds import Plan, rhythm_set, waves_of
from centricity.web.voice.selectors import survey_for


class RhythmForm(forms.Form):
    every = forms.ChoiceField(
        label=_("How often"), required=False, choices=[("", _("do not ask again")), *Rhythm.Every.choices]
    )
    next_on = forms.DateField(
        label=_("Next wave on"), required=False, widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d")
    )
    segment = forms.ChoiceField(label=_("Segment"), required=False)
    market = forms.ChoiceField(label=_("Market"), required=False, choices=[("", _("all")), *Customer.Market.choices])
    remind = forms.BooleanField(label=_("Remind once, after three days"), required=False)
    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, survey: Survey, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        if survey.audience != "customers":
            del self.fields["segment"], self.fields["market"]
            self.fields["every"].choices = [each for each in self.fields["every"].choices if each[0] != "month"]
            self.fields["next_on"].label = _("Next survey on")
            return
        known = [(each, each) for each in segments_of(survey.organisation)]
        self.fields["segment"].choices = [("", _("all")), *known]


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def rhythm(request: HttpRequest, organisation: str, survey: str) -> HttpResponse:
    """Set the rhythm, and see the waves."""
    found = survey_for(request.user, organisation, survey, VoiceRight.MANAGE)
    known = Rhythm.objects.filter(survey=found).first()
    names = ("every", "next_on", "segment", "market", "remind")
    now = {name: getattr(known, name) for name in names} if known else {}
    form = RhythmForm(found, request.POST or None, initial={**now, "version": found.version})
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            plan = Plan(**{name: given[name] for name in names if name in given})
            rhythm_set(found, plan, given["version"], actor_of(request), request.user)
        except CentricityError as error:
            form.add_error(None, [capfirst(fault.sentence(get_language() or "ru")) for fault in error.faults])
        else:
            messages.success(request, _("Saved."))
            return redirect(at("survey_rhythm", found))
    more = {
        "survey": found, "place": found.organisation, "form": form, "known": known,
        "waves": [(wave, rate_of(wave.answered, wave.invited)) for wave in waves_of(found)],
    }  # fmt: skip
    return render(request, "voice/rhythm.html", more, status=422 if request.method == "POST" else 200)
