from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from centricity.web.customers.columns import LABELS, NAMED, SKIP, Chosen
from centricity.web.customers.models import Import


class FileForm(forms.Form):
    holds = forms.ChoiceField(label=_("What the file holds"), choices=Import.Holds.choices)
    file = forms.FileField(
        label=_("File"), max_length=500, widget=forms.FileInput(attrs={"accept": ".csv,.xlsx"}),
        help_text=_("CSV or XLSX, names of columns in the first row; up to 2,000,000 rows and 512 MiB."),
    )  # fmt: skip


class MappingForm(forms.Form):
    """What each column of a file holds; fields go by the places of columns, headers may be anything."""

    leave_out = forms.BooleanField(label=_("Leave out faulty rows, and count them"), required=False)
    add_unknown = forms.BooleanField(label=_("Add customers that are not known yet, by their keys"), required=False)
    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0)

    def __init__(self, made: Import, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self.made = made
        labels = LABELS[made.holds].items()
        choices = [(SKIP, _("leave out")), *labels]
        for i, each in enumerate(made.mapping["columns"]):
            title = {"aria-label": made.columns[i]}
            self.fields[f"target-{i}"] = forms.ChoiceField(
                choices=choices, required=False, initial=each["target"], widget=forms.Select(attrs=title)
            )
            self.fields[f"name-{i}"] = forms.CharField(
                required=False, max_length=40, initial=each["name"], widget=forms.TextInput(attrs=title)
            )
        self.initial |= {"version": made.version, "leave_out": made.leave_out, "add_unknown": made.add_unknown}
        if made.holds == Import.Holds.CONTACTS:
            del self.fields["add_unknown"]

    def rows(self) -> list[tuple[str, Any, Any, list[str]]]:
        """Columns with their two fields and what stands in them."""
        return [
            (column, self[f"target-{i}"], self[f"name-{i}"], [row[i] for row in self.made.sample][:3])
            for i, column in enumerate(self.made.columns)
        ]

    def chosen(self) -> list[Chosen]:
        given = self.cleaned_data
        return [
            Chosen(column, given[f"target-{i}"], given[f"name-{i}"] if given[f"target-{i}"] in NAMED else "")
            for i, column in enumerate(self.made.columns)
        ]
