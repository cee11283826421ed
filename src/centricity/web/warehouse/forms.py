from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from centricity.web.warehouse.connections import Warehouse
from centricity.web.warehouse.models import Board
from centricity.web.warehouse.reading import LONGEST


class BoardForm(forms.Form):
    """A board: its warehouse, its file, and how often it is computed."""

    warehouse = forms.ChoiceField(label=_("Warehouse"))
    text = forms.CharField(
        label=_("Dashboard file"),
        help_text=_("Sources and panels as YAML, as the command line reads them; tables are those of the warehouse."),
        widget=forms.Textarea(attrs={"rows": 22, "spellcheck": "false"}),
        required=False,
        max_length=LONGEST,
        strip=False,
    )
    file = forms.FileField(
        label=_("or upload it"), required=False, help_text=_("An uploaded file takes the place of the text above.")
    )
    every = forms.TypedChoiceField(label=_("Compute"), choices=Board.Every.choices, coerce=int, initial=24)
    version = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=0)

    def __init__(self, warehouses: dict[str, Warehouse], language: str, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        told = [(code, each.title.ru if language == "ru" else each.title.en) for code, each in warehouses.items()]
        self.fields["warehouse"].choices = told

    def clean_file(self) -> str | None:
        """The text of the file."""
        file = self.cleaned_data.get("file")
        if file is None:
            return None
        if file.size > 4 * LONGEST:
            raise forms.ValidationError(_("The file is too large for a dashboard. Upload the file of the dashboard."))
        try:
            text: str = file.read().decode("utf-8-sig")
        except UnicodeDecodeError as error:
            raise forms.ValidationError(_("This is no text in UTF-8. Save the file as UTF-8.")) from error
        return text

    def clean(self) -> dict[str, Any]:
        told: dict[str, Any] = super().clean() or {}
        if "file" in told and not told.get("file") and not told.get("text", "").strip():
            self.add_error("text", _("Write the dashboard or upload its file."))
        return told


class NewBoardForm(BoardForm):
    code = forms.SlugField(
        label=_("Code"), help_text=_("For addresses: Latin letters, digits, hyphens."), max_length=60
    )

    field_order = ["code", "warehouse", "text", "file", "every"]
