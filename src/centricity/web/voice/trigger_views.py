"""After which events a survey asks, and whom it left out and why."""

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
from centricity.web.people.roles import VoiceRight
from centricity.web.voice.models import LONGEST_CODE, Occasion, Survey, Trigger
from centricity.web.voice.pacing import quiet_days
from centricity.web.voice.places import at
from centricity.web.voice.selectors import survey_for
from centricity.web.voice.triggers import LONGEST, Rule, counts_of, trigger_end, trigger_set

UNITS = {"hours": 1, "days": 24}


class RuleForm(forms.Form):
    event = forms.ChoiceField(label=_("After what"), choices=Trigger.Event.choices)
    after = forms.IntegerField(label=_("How long after"), min_value=0, max_value=LONGEST, initial=1)
    unit = forms.ChoiceField(label=_("Counted in"), choices=[("days", _("days")), ("hours", _("hours"))])
    share = forms.IntegerField(
        label=_("Ask how many of a hundred"), min_value=1, max_value=100, initial=100,
        help_text=_("Chance tells which; 100 asks everybody who may be asked."),
    )  # fmt: skip
    touchpoint = forms.CharField(
        label=_("Touchpoint"), required=False, max_length=LONGEST_CODE,
        help_text=_("A code. Ratings given after such an event are marked with it, unless an answer tells another."),
    )  # fmt: skip
    version = forms.IntegerField(widget=forms.HiddenInput)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def triggers(request: HttpRequest, organisation: str, survey: str) -> HttpResponse:
    """Set rules, and see what came of them."""
    found = survey_for(request.user, organisation, survey, VoiceRight.MANAGE)
    ends = "end" in request.POST
    form = RuleForm(None if ends else request.POST or None, initial={"version": found.version})
    if request.method == "POST" and (ends or form.is_valid()):
        try:
            _do(request, found, form)
        except CentricityError as error:
            told = [capfirst(fault.sentence(get_language() or "ru")) for fault in error.faults]
            form.add_error(None, told) if form.is_bound else messages.error(request, " ".join(told))
        else:
            messages.success(request, _("Saved."))
            return redirect(at("survey_triggers", found))
    names = Occasion.Outcome.choices
    rules = [
        (each, [(name, counts[code]) for code, name in names if code in counts]) for each, counts in counts_of(found)
    ]
    more = {
        "survey": found, "place": found.organisation, "form": form, "rules": rules,
        "quiet": quiet_days(found.organisation),
        "nameless": found.current is not None and found.current.questionnaire.nameless,
    }  # fmt: skip
    return render(request, "voice/triggers.html", more, status=422 if request.method == "POST" else 200)


def _do(request: HttpRequest, survey: Survey, form: RuleForm) -> None:
    if form.is_bound:
        given = form.cleaned_data
        rule = Rule(given["event"], given["after"] * UNITS[given["unit"]], given["share"], given["touchpoint"])
        trigger_set(survey, rule, given["version"], actor_of(request))
        return
    told = request.POST.get("version", "")
    version = int(told) if told.isascii() and told.isdecimal() and len(told) < 10 else -1
    trigger_end(survey, request.POST["end"][:20], version, actor_of(request))
