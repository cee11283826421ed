"""Targets of a study, and setting one."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.text import capfirst
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from centricity.errors import CentricityError
from centricity.web.audit.services import actor_of
from centricity.web.look.languages import language_now
from centricity.web.people.roles import Right
from centricity.web.research import goals as targets
from centricity.web.research.selectors import Opened, study_for
from centricity.web.research.views import page_of


class GoalForm(forms.Form):
    node = forms.ChoiceField(label=_("What is to change"))
    target = forms.FloatField(label=_("Target"), help_text=_("In the units of the score, such as 23 of 30."))
    wave = forms.RegexField(label=_("By which wave"), regex=r"^[\w.-]{1,40}$", help_text=_("Such as 2027."))
    owner_ru = forms.CharField(label=_("Who answers for it, in Russian"), max_length=200, required=False)
    owner_en = forms.CharField(label=_("Who answers for it, in English"), max_length=200, required=False)
    action_ru = forms.CharField(label=_("First action, in Russian"), max_length=300, required=False)
    action_en = forms.CharField(label=_("First action, in English"), max_length=300, required=False)
    action_owner_ru = forms.CharField(label=_("Owner of the action, in Russian"), max_length=200, required=False)
    action_owner_en = forms.CharField(label=_("Owner of the action, in English"), max_length=200, required=False)
    due = forms.DateField(label=_("By when"), required=False, widget=forms.DateInput(attrs={"type": "date"}))
    after = forms.IntegerField(widget=forms.HiddenInput, min_value=1)

    def __init__(self, nodes: list[tuple[str, str]], *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["node"].choices = nodes


@require_http_methods(["GET", "HEAD", "POST"])
def goals(request: HttpRequest, code: str) -> HttpResponse:
    """Show the targets with what stands behind them; set one."""
    opened = study_for(request.user, code, Right.EDIT if request.method == "POST" else Right.INTERNAL)
    edition = targets.latest(opened.study)
    form = GoalForm(_nodes(opened), request.POST or None, initial={"after": edition.number if edition else 1})
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            made = targets.goal_add(opened.study, targets.goal_of(given), given["after"], actor_of(request))
        except CentricityError as error:
            form.add_error(None, [capfirst(fault.sentence(language_now())) for fault in error.faults])
        else:
            if made.sound:
                messages.success(request, gettext("The target is set; the study is being computed anew."))
                return redirect("study_goals", code)
            return redirect("study_edition", code, made.number)
    known = targets.goals_of(edition) if edition else []
    more = {"goals": known, "form": form, "edits": opened.access.right >= Right.EDIT, "edition": edition}
    response = page_of(request, opened, "research/goals.html", **more)
    response.status_code = 422 if request.method == "POST" else 200
    return response


def _nodes(opened: Opened) -> list[tuple[str, str]]:
    """Nodes and metrics of the current results, the index first."""
    run = opened.study.current
    view = run.views.first() if run is not None else None
    language = language_now()
    return [(part["code"], part["title"][language]) for part in (view.parts if view is not None else [])]
