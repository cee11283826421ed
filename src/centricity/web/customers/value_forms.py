from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from centricity.web.customers.forms import day
from centricity.web.customers.valuing import Asked

BASES = [
    ("opening", _("customers of the first day")),
    ("served", _("all served, those who came in the period too")),
]


class ValueForm(forms.Form):
    until = day(_("Orders up to the day"), help_text=_("Empty: all of them, up to the last."))
    model = forms.ChoiceField(
        label=_("Model of buying"), choices=[("bg_nbd", "BG/NBD"), ("pareto_nbd", "Pareto/NBD")], initial="bg_nbd"
    )
    horizon = forms.IntegerField(label=_("Days ahead"), min_value=1, max_value=3_650, initial=365)

    def asked(self) -> Asked:
        """What is asked for."""
        given = self.cleaned_data
        return Asked(given["until"], given["model"], given["horizon"])


class ChurnForm(forms.Form):
    """A period, or an own field that tells who left."""

    start = day(_("From the day"))
    end = day(_("Up to the day"))
    field = forms.ChoiceField(label=_("Or an own field that tells who left"), required=False)
    value = forms.CharField(label=_("Its value where a customer left"), required=False, max_length=200, empty_value="")
    base = forms.ChoiceField(
        label=_("What the lost are held against"), choices=BASES, initial="opening", required=False,
        help_text=_("Retention and churn add up to 100% on the customers of the first day alone."),
    )  # fmt: skip

    def __init__(self, own: list[str], *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["field"].choices = [("", "–"), *((each, each) for each in own)]

    def clean_base(self) -> str:
        return str(self.cleaned_data["base"] or "opening")

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = super().clean() or {}
        start, end = given.get("start"), given.get("end")
        if given.get("field") and not given.get("value"):
            self.add_error("value", _now("Write the value that says that a customer left."))
        if not given.get("field") and not self.errors:
            if start is None or end is None:
                self.add_error("start" if start is None else "end", _now("Name both days, or an own field."))
            elif not date(1900, 1, 1) <= start <= end < date(9999, 12, 31):
                self.add_error("end", _now("The period ends before it begins. Correct one of the two days."))
        return given
