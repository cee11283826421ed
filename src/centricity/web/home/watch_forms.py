"""What a person fills in to watch a number."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from centricity.metrics.definition import Metric
from centricity.web.home.models import Watch
from centricity.web.home.narrowing import Choice
from centricity.web.home.watch_words import DECIMALS, groups_of
from centricity.web.home.watches import MOST_OF_LEAST, USUAL_LEAST, Limit, Number, range_of


class LimitForm(forms.Form):
    """When to tell."""

    bound = forms.ChoiceField(label=_("Tell when the number"), choices=Watch.Bound.choices)
    value = forms.DecimalField(label=_("this value"), decimal_places=DECIMALS)
    certain = forms.TypedChoiceField(
        label=_("How sure"), coerce=lambda told: told == "1", initial="1", widget=forms.RadioSelect,
        choices=[
            ("1", _("only when the whole 95% interval is beyond the value")),
            ("0", _("as soon as the number is beyond it")),
        ],
    )  # fmt: skip
    least = forms.IntegerField(
        label=_("Fewest answers"), initial=USUAL_LEAST, min_value=1, max_value=MOST_OF_LEAST,
        help_text=_("A month with fewer answers is not judged."),
    )  # fmt: skip

    def __init__(self, metric: Metric, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        low, high = range_of(metric)
        self.fields["value"].min_value, self.fields["value"].max_value = low, high
        self.fields["value"].widget.attrs |= {"min": f"{low:g}", "max": f"{high:g}"}

    def limit(self) -> Limit:
        """What was told."""
        told = self.cleaned_data
        return Limit(told["bound"], float(told["value"]), told["certain"], told["least"])


class ChangeForm(LimitForm):
    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0)


class WatchForm(LimitForm):
    """A number of a metric, and when to tell."""

    part = forms.ChoiceField(label=_("Of which answers"), required=False)

    field_order = ["part", "bound", "value", "certain", "least"]

    def __init__(self, metric: Metric, parts: Sequence[Choice], *args: Any, **more: Any) -> None:
        super().__init__(metric, *args, **more)
        self.metric = metric
        self.fields["part"].choices = [("", _("all answers")), *groups_of(parts)]

    def number(self) -> Number:
        """What was told to be watched."""
        column, _colon, key = self.cleaned_data["part"].partition(":")
        return Number(self.metric.id, column, key)
