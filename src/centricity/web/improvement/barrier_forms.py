"""Forms of barriers."""

from typing import Any

from django import forms
from django.utils.text import Truncator
from django.utils.translation import gettext_lazy as _

from centricity.web.improvement.barrier_selectors import SHOWN, barriers_known
from centricity.web.improvement.barriers import LONGEST, Wall
from centricity.web.improvement.models import Barrier
from centricity.web.people.models import Organisation
from centricity.web.people.selectors import holders


class BarrierForm(forms.Form):
    kind = forms.ChoiceField(label=_("Kind"), choices=Barrier.Kind.choices)
    description = forms.CharField(
        label=_("What stands in the way"), max_length=LONGEST, widget=forms.Textarea(attrs={"rows": 4})
    )
    owner = forms.ModelChoiceField(label=_("Owner"), queryset=None, required=False, empty_label=_("nobody yet"))

    def __init__(self, organisation: Organisation, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["owner"].queryset = holders(organisation.code)

    def wall(self) -> Wall:
        return Wall(**{name: value for name, value in self.cleaned_data.items() if name != "version"})


class BarrierChangeForm(BarrierForm):
    state = forms.ChoiceField(label=_("State"), choices=Barrier.State.choices)
    reason = forms.CharField(
        label=_("Reason"), required=False, max_length=LONGEST, widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Needed where the barrier is lowered or accepted."),
    )  # fmt: skip
    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0)


class _Described(forms.ModelMultipleChoiceField):
    def label_from_instance(self, obj: Any) -> str:
        return Truncator(obj.description).chars(SHOWN)


class TagForm(forms.Form):
    """Which barriers an action is to lower."""

    barriers = _Described(label=_("Barriers"), queryset=None, required=False, widget=forms.CheckboxSelectMultiple)
    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0)

    def __init__(self, organisation: Organisation, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["barriers"].queryset = barriers_known(organisation)
