"""Forms of rituals and of their sittings."""

from functools import cached_property
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from centricity.web.improvement.forms import DayInput
from centricity.web.improvement.models import Ritual, Sitting
from centricity.web.improvement.ritual_selectors import rituals_to_come
from centricity.web.improvement.rituals import Habit
from centricity.web.improvement.services import LONGEST_TITLE
from centricity.web.improvement.sittings import LONGEST_TEXT, MOST_GUESTS, TOGETHER, Held
from centricity.web.people.models import Organisation, User
from centricity.web.people.selectors import holders


def _text(label: Any, *, required: bool = True, hint: Any = "", rows: int = 4) -> forms.CharField:
    area = forms.Textarea(attrs={"rows": rows})
    return forms.CharField(label=label, required=required, max_length=LONGEST_TEXT, widget=area, help_text=hint)


class RitualForm(forms.Form):
    title = forms.CharField(label=_("Title"), max_length=LONGEST_TITLE)
    kind = forms.ChoiceField(label=_("Kind"), choices=Ritual.Kind.choices)
    every = forms.ChoiceField(label=_("How often"), choices=Ritual.Every.choices, initial=Ritual.Every.MONTH)
    first_on = forms.DateField(label=_("First day"), widget=DayInput, input_formats=["%Y-%m-%d"])
    owner = forms.ModelChoiceField(label=_("Owner"), queryset=None, required=False, empty_label=_("nobody yet"))
    members = forms.ModelMultipleChoiceField(
        label=_("Who is expected"), queryset=None, required=False, widget=forms.CheckboxSelectMultiple
    )
    on = forms.BooleanField(label=_("It is held"), required=False, initial=True)

    def __init__(self, organisation: Organisation, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["owner"].queryset = self.fields["members"].queryset = holders(organisation.code)

    def habit(self) -> Habit:
        given = self.cleaned_data
        return Habit(**{name: given[name] for name in ("title", "kind", "every", "first_on", "owner", "on")},
                     members=list(given["members"]))  # fmt: skip


class RitualChangeForm(RitualForm):
    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0)


class HoldForm(forms.Form):
    held_on = forms.DateField(label=_("Day it was held"), widget=DayInput, input_formats=["%Y-%m-%d"])
    came = forms.ModelMultipleChoiceField(
        label=_("Who came"), queryset=None, required=False, widget=forms.CheckboxSelectMultiple
    )
    guests = forms.IntegerField(
        label=_("Guests and customers"), required=False, min_value=0, max_value=MOST_GUESTS,
        help_text=_("Leave it empty where nobody counted them."),
    )  # fmt: skip
    outcome = _text(_("What came of it"))
    effect = _text(_("What was decided because of it"), required=False)
    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0)

    def __init__(self, sitting: Sitting, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        was = User.objects.filter(pk__in=sitting.seats.values("person"))
        self.fields["came"].queryset = (holders(sitting.ritual.organisation.code) | was).distinct()
        if sitting.ritual.kind not in TOGETHER:
            del self.fields["effect"]

    def held(self) -> Held:
        given = self.cleaned_data
        return Held(given["held_on"], given["outcome"], list(given["came"]), given["guests"], given.get("effect", ""))


class ExcuseForm(forms.Form):
    excuse = _text(_("Why it was missed"), rows=2)
    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0)


class DiscussForm(forms.Form):
    """Which ritual something is put on the agenda of."""

    ritual = forms.ModelChoiceField(label=_("At the next sitting of"), queryset=None, empty_label=None)

    def __init__(self, organisation: Organisation, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["ritual"].queryset = rituals_to_come(organisation)

    @cached_property
    def rituals(self) -> bool:
        """Whether there is any to choose."""
        return bool(self.fields["ritual"].queryset.exists())
