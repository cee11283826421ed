from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from centricity.web.files.kinds import KINDS
from centricity.web.files.models import StoredFile
from centricity.web.people.choices import named
from centricity.web.people.selectors import organisations_to_fill
from centricity.web.research.models import Evidence, Study


class ManyFilesInput(forms.ClearableFileInput):
    allow_multiple_selected = True


class ManyFilesField(forms.FileField):
    """One file or several, as a list."""

    widget = ManyFilesInput

    def clean(self, data: Any, initial: Any = None) -> list[Any]:
        files = data if isinstance(data, (list, tuple)) else [data]
        return [super(ManyFilesField, self).clean(each, initial) for each in files]


class FilesForm(forms.Form):
    files = ManyFilesField(
        label=_("Files"),
        help_text=_("The folder as one zip archive, or its files: study.yaml and its tables (CSV or XLSX)."),
    )


class NewStudyForm(FilesForm):
    code = forms.SlugField(
        label=_("Code"), max_length=60, help_text=_("Part of the address: small Latin letters, digits and hyphens.")
    )
    organisation = forms.ModelChoiceField(
        label=_("Organisation"), queryset=None, empty_label=None, to_field_name="code"
    )
    field_order = ["code", "organisation", "files"]

    def __init__(self, user: Any, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        offered = organisations_to_fill(user)
        self.fields["organisation"].queryset = offered
        self.fields["organisation"].choices = [(each.code, name) for each, name in named(offered, "name")]


class OpennessForm(forms.Form):
    openness = forms.ChoiceField(label=_("Who may see it"), choices=Study.Openness.choices)
    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0)


class EvidenceFilesForm(forms.Form):
    files = ManyFilesField(
        label=_("Files"),
        help_text=_("A screenshot, a saved page, a document, a recording: up to 20 files, 50 MiB each."),
    )
    access = forms.ChoiceField(label=_("Who may have them"), choices=StoredFile.Access.choices)

    def __init__(self, record: Evidence, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        known = StoredFile.Access.choices
        self.fields["access"].choices = known[StoredFile.Access.values.index(record.access) :]
        self.fields["files"].widget.attrs["accept"] = ",".join(KINDS)
