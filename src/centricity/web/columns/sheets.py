"""Which sheet of a workbook is taken."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy


class SheetForm(forms.Form):
    """The sheets of a workbook that hold something, with the rows each claims to have."""

    sheet = forms.ChoiceField(label=gettext_lazy("Sheet of the workbook"))
    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0)

    def __init__(self, made: Any, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["sheet"].choices = [(each["name"], _said(each)) for each in made.sheets]
        self.initial |= {"sheet": made.sheet, "version": made.version}


def sheets_asked(made: Any) -> SheetForm | None:
    """The question which sheet is meant, where an import has several."""
    return SheetForm(made) if len(made.sheets) > 1 else None


def _said(sheet: Mapping[str, Any]) -> str:
    if sheet["rows"] is None:
        return str(sheet["name"])
    return _("%(name)s (rows: up to %(n)s)") % {"name": sheet["name"], "n": sheet["rows"]}
