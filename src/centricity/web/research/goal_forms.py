"""Forms of targets: set one, change it, and what is done for it."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from centricity.web.improvement.aims import to_link
from centricity.web.improvement.forms import DayInput
from centricity.web.look.languages import language_now
from centricity.web.people.models import Organisation
from centricity.web.research.models import View
from centricity.web.research.scales import hint_of_all

MOST_SUBJECTS = 1_000


class AfterForm(forms.Form):
    """What is changed in the edition that was read, and in no other."""

    after = forms.IntegerField(widget=forms.HiddenInput, min_value=1)


class GoalChangeForm(AfterForm):
    target = forms.FloatField(label=_("Target"))
    wave = forms.RegexField(label=_("By which wave"), regex=r"^[\w.-]{1,40}$", help_text=_("Such as 2027."))
    due = forms.DateField(
        label=_("By which day"), required=False, widget=DayInput, input_formats=["%Y-%m-%d"],
        help_text=_("Where it is empty, the day of the wave."),
    )  # fmt: skip
    owner_ru = forms.CharField(label=_("Who answers for it, in Russian"), max_length=200, required=False)
    owner_en = forms.CharField(label=_("Who answers for it, in English"), max_length=200, required=False)

    def __init__(self, hint: str, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["target"].help_text = hint

    def values(self) -> dict[str, Any]:
        """A target as its file tells it; what is empty is left out."""
        given = self.cleaned_data
        ru, en = given["owner_ru"].strip(), given["owner_en"].strip()
        owner = {"ru": ru or en, "en": en or ru} if ru or en else None
        told = {"target": given["target"], "wave": given["wave"], "due": given["due"], "owner": owner}
        return {name: value for name, value in told.items() if value is not None}


class GoalForm(GoalChangeForm):
    node = forms.ChoiceField(label=_("What is to change"))
    subject = forms.ChoiceField(label=_("Whose"), required=False)
    field_order = ("node", "subject", "target", "wave", "due")

    def __init__(self, view: View | None, *args: Any, **more: Any) -> None:
        language, parts = language_now(), view.parts if view is not None else []
        super().__init__(hint_of_all(view, language), *args, **more)
        self.fields["node"].choices = [(part["code"], part["title"][language]) for part in parts]
        names = view.subjects.values_list("subject", f"name_{language}")[:MOST_SUBJECTS] if view is not None else []
        self.fields["subject"].choices = [("", _("of all together")), *names]

    def values(self) -> dict[str, Any]:
        given = self.cleaned_data
        subject = {"subject": given["subject"]} if given["subject"] else {}
        return subject | {"node": given["node"]} | super().values()


class LinkForm(forms.Form):
    """An open action that is taken for a target."""

    action = forms.ModelChoiceField(label=_("Action"), queryset=None, empty_label=_("choose one"))

    def __init__(self, organisation: Organisation, aim: str, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["action"].queryset = to_link(organisation, aim)
