from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from centricity.web.columns.forms import ColumnsForm
from centricity.web.feedback.columns import LABELS
from centricity.web.feedback.models import Import, Item

SOURCES = [each for each in Item.Source.choices if each[0] in {"review", "mention", "call", "email"}]


class ImportForm(forms.Form):
    source = forms.ChoiceField(label=_("What these are"), choices=SOURCES)
    file = forms.FileField(
        label=_("File"), max_length=500, widget=forms.FileInput(attrs={"accept": ".csv,.xlsx"}),
        help_text=_("A table with a heading, CSV in UTF-8 or XLSX, up to 5 MB and 5,000 rows."),
    )  # fmt: skip


class FeedbackColumnsForm(ColumnsForm):
    """What each column of a table of feedback holds."""

    def __init__(self, made: Import, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self.columns_set(LABELS, made.columns, made.mapping["columns"], made.sample)
        self.initial |= {"version": made.version, "leave_out": made.leave_out}
