"""The table of choices: what each column holds."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from centricity.web.columns.chosen import NAMED, SKIP, Chosen

LONGEST_NAME = 40


class ColumnsForm(forms.Form):
    """What each column of a table holds; fields go by the places of columns, headers may be anything."""

    leave_out = forms.BooleanField(label=_("Leave out faulty rows, and count them"), required=False)
    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0)

    def columns_set(
        self,
        labels: Mapping[str, Any],
        columns: Sequence[str],
        chosen: Iterable[Mapping[str, str]],
        sample: Sequence[Sequence[str]],
    ) -> None:
        """Give every column its two fields, with what it is taken for so far."""
        self.columns, self.sample = columns, sample
        choices = [(SKIP, _("leave out")), *labels.items()]
        for i, (column, each) in enumerate(zip(columns, chosen, strict=True)):
            title = {"aria-label": column}
            self.fields[f"target-{i}"] = forms.ChoiceField(
                choices=choices, required=False, initial=each["target"], widget=forms.Select(attrs=title)
            )
            self.fields[f"name-{i}"] = forms.CharField(
                required=False, max_length=LONGEST_NAME, initial=each["name"], widget=forms.TextInput(attrs=title)
            )

    def rows(self) -> list[tuple[str, Any, Any, list[str]]]:
        """Columns with their two fields and what stands in them."""
        return [
            (column, self[f"target-{i}"], self[f"name-{i}"], [row[i] for row in self.sample][:3])
            for i, column in enumerate(self.columns)
        ]

    def chosen(self) -> list[Chosen]:
        given = self.cleaned_data
        return [
            Chosen(column, given[f"target-{i}"], given[f"name-{i}"] if given[f"target-{i}"] in NAMED else "")
            for i, column in enumerate(self.columns)
        ]
