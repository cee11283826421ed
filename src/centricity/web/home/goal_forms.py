"""What a person fills in to set a target of a metric."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from centricity.metrics.definition import Metric
from centricity.web.home.goal_setting import Aimed
from centricity.web.home.models import Goal
from centricity.web.home.narrowing import Choice
from centricity.web.home.watch_words import DECIMALS, groups_of
from centricity.web.home.watches import Number
from centricity.web.improvement.aims import to_link
from centricity.web.improvement.forms import DayInput
from centricity.web.people.models import Organisation
from centricity.web.people.selectors import holders


class AimForm(forms.Form):
    """How far, by when, and who answers for it."""

    amount = forms.DecimalField(
        label=_("Change wanted"), decimal_places=DECIMALS, min_value=-10_000, max_value=10_000,
        help_text=_("Counted from today’s number: 10 means ten points or ten percent more, −10 as much less."),
    )  # fmt: skip
    stated = forms.ChoiceField(
        label=_("How it is measured"), choices=Goal.Stated.choices, initial=Goal.Stated.POINTS,
        help_text=_("From 40, 10 points lead to 50, and 10 percent to 44."),
    )  # fmt: skip
    due = forms.DateField(label=_("By which day"), widget=DayInput, input_formats=["%Y-%m-%d"])
    owner = forms.ModelChoiceField(label=_("Responsible"), queryset=None, required=False, empty_label=_("nobody yet"))

    def __init__(self, organisation: Organisation, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["owner"].queryset = holders(organisation.code)

    def aimed(self) -> Aimed:
        """What was told."""
        given = self.cleaned_data
        return Aimed(given["stated"], float(given["amount"]), given["due"], given["owner"])


class VersionForm(forms.Form):
    """What is dropped as it was read."""

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0)


class GoalChangeForm(VersionForm, AimForm):
    """A target as it was read."""


class GoalForm(AimForm):
    """A number of a metric, and its target."""

    part = forms.ChoiceField(label=_("Of which answers"), required=False)
    field_order = ("part", "amount", "stated", "due", "owner")

    def __init__(
        self, organisation: Organisation, metric: Metric, parts: Sequence[Choice], *args: Any, **more: Any
    ) -> None:
        super().__init__(organisation, *args, **more)
        self.metric = metric
        self.fields["part"].choices = [("", _("all answers")), *groups_of(parts)]

    def number(self) -> Number:
        """What was told to have a target."""
        column, _colon, key = self.cleaned_data["part"].partition(":")
        return Number(self.metric.id, column, key)


class LinkForm(forms.Form):
    """An open action that is taken for a target."""

    action = forms.ModelChoiceField(label=_("Action"), queryset=None, empty_label=_("choose one"))

    def __init__(self, goal: Goal, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["action"].queryset = to_link(goal.organisation, goal.target)
