"""Whom to invite, and how many answered."""

from typing import Any

import polars as pl
from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from centricity.errors import CentricityError, Fault
from centricity.metrics import definition
from centricity.metrics.figures import shares
from centricity.metrics.wording import interval, written
from centricity.web.audit.services import actor_of
from centricity.web.customers.models import Customer
from centricity.web.customers.segments import segments_in
from centricity.web.customers.selectors import segments_of
from centricity.web.look.languages import language_now
from centricity.web.people.roles import VoiceRight
from centricity.web.voice import inviting, reminding
from centricity.web.voice.models import Survey
from centricity.web.voice.pacing import asked_lately, quiet_days
from centricity.web.voice.places import at
from centricity.web.voice.selectors import survey_for


class AmongForm(forms.Form):
    segment = forms.ChoiceField(label=_("Segment"), required=False)
    by_rule = forms.ChoiceField(label=_("Segment by rule"), required=False)
    market = forms.ChoiceField(label=_("Market"), required=False, choices=[("", _("all")), *Customer.Market.choices])
    quiet_days = forms.IntegerField(
        label=_("Leave out whoever was asked in so many days before"), min_value=0, max_value=365
    )

    def __init__(self, survey: Survey, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        known = [(each, each) for each in segments_of(survey.organisation)]
        self.fields["segment"].choices = [("", _("all")), *known]
        language = language_now()
        by_rule = [(each.code, each.title(language)) for each in segments_in(survey.organisation)]
        self.fields["by_rule"].choices = [("", _("all")), *by_rule]


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def invites(request: HttpRequest, organisation: str, survey: str) -> HttpResponse:
    """Count whom a letter would reach, and send it."""
    found = survey_for(request.user, organisation, survey, VoiceRight.MANAGE)
    form = AmongForm(found, request.POST or request.GET or {"quiet_days": quiet_days(found.organisation)})
    faults: list[Fault] = []
    if request.method == "POST":
        left_out = asked_lately(found, inviting.listed(request.POST.get("addresses", "").splitlines()))
        try:
            count = _done(request, found, form)
        except CentricityError as error:
            faults = list(error.faults)
        else:
            said = ngettext("%(count)s letter is on its way.", "%(count)s letters are on their way.", count)
            messages.success(request, said % {"count": count})
            _tell_lately(request, left_out)
            return redirect(at("survey_invites", found))
    reachable = None
    if found.audience == "customers" and form.is_valid():
        reachable = inviting.split(found, _among(found, form), form.cleaned_data["quiet_days"])[1]
    counts = inviting.letters_counted(found)
    more = {
        "survey": found, "place": found.organisation, "form": form, "reachable": reachable, "faults": faults,
        "counts": counts, "rate": rate_of(counts["n_used"], counts["n_sent"]),
        "remindable": reminding.to_remind(found).count(),
        "named": found.current is not None and not found.current.questionnaire.nameless,
        "addresses": request.POST.get("addresses", "")[:100_000],
    }  # fmt: skip
    return render(request, "voice/invites.html", more, status=422 if request.method == "POST" else 200)


def _done(request: HttpRequest, survey: Survey, form: AmongForm) -> int:
    base, actor = request.build_absolute_uri("/"), actor_of(request)
    wanted = request.POST.get("do")
    if wanted == "customers" and form.is_valid():
        return inviting.customers_invite(survey, _among(survey, form), form.cleaned_data["quiet_days"], base, actor)
    if wanted == "addresses" and survey.audience == "employees":
        told = request.POST.get("addresses", "").splitlines()
        return inviting.addresses_invite(survey, told, language_now(), base, actor)
    if wanted == "remind":
        return reminding.remind(survey, base, actor)
    raise CentricityError([Fault("web.unreadable")])


def _tell_lately(request: HttpRequest, addresses: set[str]) -> None:
    """Say how many addresses got no letter because they got one lately."""
    if addresses:
        told = ngettext("%(count)s address was asked lately.", "%(count)s addresses were asked lately.", len(addresses))
        messages.info(request, told % {"count": len(addresses)})


def _among(survey: Survey, form: AmongForm) -> Any:
    given = form.cleaned_data
    return inviting.customers_to_ask(survey, given["segment"], given["market"], given["by_rule"])


def rate_of(answered: int, sent: int) -> str:
    """The share of the letters sent that were answered, with its interval; nothing before any was sent."""
    if not sent:
        return ""
    language = language_now()
    (found,) = shares(pl.DataFrame({"hit": [answered], "n": [sent]}), 0.95)
    percent = definition("csat")
    return f"{written(found.value, percent.unit, language)}, {interval(found, percent, language)}"
