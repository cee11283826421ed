from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from centricity.web.columns.forms import ColumnsForm
from centricity.web.customers.columns import LABELS
from centricity.web.customers.models import Import


class FileForm(forms.Form):
    holds = forms.ChoiceField(label=_("What the file holds"), choices=Import.Holds.choices)
    file = forms.FileField(
        label=_("File"), max_length=500, widget=forms.FileInput(attrs={"accept": ".csv,.xlsx"}),
        help_text=_("CSV or XLSX, names of columns in the first row; up to 2,000,000 rows and 512 MiB."),
    )  # fmt: skip


class MappingForm(ColumnsForm):
    """What each column of a file of customers holds."""

    add_unknown = forms.BooleanField(label=_("Add customers that are not known yet, by their keys"), required=False)

    def __init__(self, made: Import, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self.columns_set(LABELS[made.holds], made.columns, made.mapping["columns"], made.sample)
        self.initial |= {"version": made.version, "leave_out": made.leave_out, "add_unknown": made.add_unknown}
        if made.holds == Import.Holds.CONTACTS:
            del self.fields["add_unknown"]
