from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from centricity.web.improvement.models import Action
from centricity.web.improvement.services import LONGEST_TITLE, Plan
from centricity.web.people.models import Organisation
from centricity.web.people.selectors import holders

LONGEST_OUTCOME = 5_000


class DayInput(forms.DateInput):
    """A day as browsers know it; the words of a language cannot be sent to it."""

    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")


class ActionForm(forms.Form):
    title = forms.CharField(label=_("What is to be done"), max_length=LONGEST_TITLE)
    kind = forms.ChoiceField(label=_("Kind"), choices=Action.Kind.choices)
    owner = forms.ModelChoiceField(label=_("Owner"), queryset=None, required=False, empty_label=_("nobody yet"))
    due = forms.DateField(label=_("By when"), required=False, widget=DayInput, input_formats=["%Y-%m-%d"])

    def __init__(self, organisation: Organisation, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["owner"].queryset = holders(organisation.code)

    def plan(self) -> Plan:
        given = self.cleaned_data
        return Plan(given["title"], given["owner"], given["due"], given["kind"])


class ChangeForm(ActionForm):
    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0)


class EndForm(forms.Form):
    state = forms.ChoiceField(
        label=_("How it ended"), choices=[each for each in Action.State.choices if each[0] != Action.State.OPEN]
    )
    outcome = forms.CharField(
        label=_("What came of it"), max_length=LONGEST_OUTCOME, widget=forms.Textarea(attrs={"rows": 4})
    )
    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0)
