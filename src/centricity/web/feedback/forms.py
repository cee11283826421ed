from datetime import date
from typing import Any

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator
from django.utils.translation import gettext_lazy as _

from centricity.web.customers.models import Channel
from centricity.web.customers.offering import channel_choices
from centricity.web.customers.selectors import customers_of
from centricity.web.feedback.models import (
    FEWEST_DAYS,
    LONGEST_NAME,
    LONGEST_REASON,
    LONGEST_TEXT,
    MOST_DAYS,
    Item,
    Theme,
    Tone,
)
from centricity.web.feedback.selectors import Asked, causes_of, themes_of
from centricity.web.improvement.forms import LONGEST_OUTCOME, DayInput
from centricity.web.look.languages import language_now
from centricity.web.people.hours import hours_of
from centricity.web.people.models import Organisation
from centricity.web.people.roles import VoiceRight
from centricity.web.people.selectors import holders

_ANY = ("", _("any"))
_KNOWN_YEARS = [MinValueValidator(date(1970, 1, 1)), MaxValueValidator(date(2100, 1, 1))]


class TitledField(forms.ModelChoiceField):
    """Themes or causes by their titles in the language of the reader."""

    def label_from_instance(self, row: Any) -> str:
        return str(row.title_ru if language_now() == "ru" else row.title_en)


class FilterForm(forms.Form):
    """What of the inbox is asked for; what does not fit is not asked for."""

    kind = forms.ChoiceField(label=_("Kind"), required=False, choices=[_ANY, *Item.Kind.choices])
    tone = forms.ChoiceField(label=_("Tone"), required=False, choices=[_ANY, *Tone.choices])
    urgency = forms.ChoiceField(label=_("Urgency"), required=False, choices=[_ANY, *Item.Urgency.choices])
    channel = forms.ChoiceField(label=_("Channel"), required=False, choices=[_ANY, *Channel.choices])
    theme = forms.ChoiceField(label=_("Theme"), required=False)
    q = forms.CharField(label=_("Words"), required=False, max_length=100)

    def __init__(self, organisation: Organisation, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        title = f"title_{language_now()}"
        known = [(str(pk), name) for pk, name in themes_of(organisation).values_list("pk", title)]
        self.fields["theme"].choices = [_ANY, ("none", _("without a theme")), *known]

    def asked(self, tab: str) -> Asked:
        self.is_valid()
        return Asked(tab, **{name: self.cleaned_data.get(name, "") for name in self.fields})


class AssignForm(forms.Form):
    person = forms.ModelChoiceField(label=_("Who handles it"), queryset=None, required=False, empty_label=_("nobody"))

    def __init__(self, organisation: Organisation, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["person"].queryset = holders(organisation.code, VoiceRight.HANDLE)


class SortForm(forms.Form):
    kind = forms.ChoiceField(label=_("Kind"), choices=Item.Kind.choices)
    tone = forms.ChoiceField(label=_("Tone"), required=False, choices=[("", _("not told")), *Tone.choices])
    theme = TitledField(label=_("Theme"), queryset=None, required=False, empty_label=_("none"))

    def __init__(self, organisation: Organisation, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["theme"].queryset = themes_of(organisation)


class AnswerForm(forms.Form):
    """An answer; why it goes so is asked where the customer would have it otherwise. Channels offered stand first."""

    text = forms.CharField(label=_("Answer"), max_length=LONGEST_TEXT, widget=forms.Textarea(attrs={"rows": 6}))
    channel = forms.ChoiceField(label=_("By which channel"))
    send = forms.BooleanField(label=_("Send it by e-mail now"), required=False, label_suffix="")
    reason = forms.CharField(
        label=_("Why so, where the customer would have it otherwise"), max_length=LONGEST_REASON, required=False,
        help_text=_("Needed over another channel than the preferred one, and where consent is withdrawn."),
    )  # fmt: skip

    def __init__(self, organisation: Organisation, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["channel"].choices = channel_choices(organisation)


class WhoseForm(forms.Form):
    """Whose feedback is, by the code of the customer."""

    customer = forms.ModelChoiceField(queryset=None, to_field_name="code", widget=forms.HiddenInput)

    def __init__(self, organisation: Organisation, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["customer"].queryset = customers_of(organisation).filter(erased_at=None)


class FollowUpsForm(forms.Form):
    """Who comes back to customers where nobody is named, and by when."""

    owner = forms.ModelChoiceField(
        label=_("Who comes back to customers unless somebody else is named"), queryset=None, required=False,
        empty_label=_("nobody"),
    )  # fmt: skip
    days = forms.IntegerField(
        label=_("Within how many days"), min_value=FEWEST_DAYS, max_value=MOST_DAYS,
        help_text=_("From 1 to 30. What is said in public is due the same day in any case."),
    )  # fmt: skip

    def __init__(self, organisation: Organisation, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["owner"].queryset = holders(organisation.code, VoiceRight.HANDLE)
        if hours_of(organisation) is not None:
            self.fields["days"].label = _("Within how many working days")
            self.fields["days"].help_text = _(
                "From 1 to 30, by the end of work. What is said in public is due by the end of work the same day."
            )


class CloseForm(forms.Form):
    cause = TitledField(label=_("Cause"), queryset=None, empty_label=_("choose one"))
    outcome = forms.CharField(
        label=_("What came of it"), max_length=LONGEST_OUTCOME, widget=forms.Textarea(attrs={"rows": 3})
    )

    def __init__(self, organisation: Organisation, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["cause"].queryset = causes_of(organisation)


class WithdrawForm(forms.Form):
    reason = forms.CharField(
        label=_("Why nobody has to come back"), max_length=LONGEST_OUTCOME, widget=forms.Textarea(attrs={"rows": 3})
    )


class TitlesForm(forms.Form):
    title_ru = forms.CharField(label=_("Title in Russian"), max_length=LONGEST_NAME)
    title_en = forms.CharField(label=_("Title in English"), max_length=LONGEST_NAME)


class ThemeForm(TitlesForm):
    state = forms.ChoiceField(label=_("State"), choices=Theme.State.choices)


class PeriodForm(forms.Form):
    first = forms.DateField(label=_("From"), widget=DayInput, input_formats=["%Y-%m-%d"], validators=_KNOWN_YEARS)
    last = forms.DateField(label=_("To"), widget=DayInput, input_formats=["%Y-%m-%d"], validators=_KNOWN_YEARS)

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = super().clean() or {}
        if given.get("first") and given.get("last") and given["first"] > given["last"]:
            self.add_error("last", _("The last day is before the first. Name a later one."))
        return given
