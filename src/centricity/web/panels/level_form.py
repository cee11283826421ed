"""A level with what it rests on, as whoever rates gives it."""

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from centricity.language import Language
from centricity.web.improvement.forms import DayInput
from centricity.web.panels.judging import Seen
from centricity.web.research.words import KINDS

UNTOLD = "none"
"""What stands in a form for a level that cannot be told."""


class LevelForm(forms.Form):
    """A level, a record of evidence and a note; whoever inherits it says which levels there are."""

    level = forms.ChoiceField(label=_("Level"), required=False, widget=forms.RadioSelect)
    title = forms.CharField(label=_("What was seen"), required=False, max_length=300)
    reference = forms.CharField(
        label=_("Where it is"), required=False, max_length=1000, help_text=_("An address, a folder, a number.")
    )
    kind = forms.ChoiceField(label=_("Kind"), required=False)
    seen_on = forms.DateField(label=_("Seen on"), required=False, widget=DayInput, input_formats=["%Y-%m-%d"])
    note = forms.CharField(label=_("Note"), required=False, max_length=2_000, widget=forms.Textarea({"rows": 2}))

    def __init__(self, data: Any, *, prefix: str, initial: dict[str, Any], language: Language) -> None:
        start = {"kind": "document", "seen_on": timezone.now().date()}
        super().__init__(data, prefix=prefix, initial=start | initial)
        self.fields["kind"].choices = [(code, words[language]) for code, words in KINDS.items()]

    @property
    def opens(self) -> bool:
        """Whether the fields of a record stand open: something was typed there."""
        return any(self[name].value() for name in ("title", "reference"))

    def seen(self) -> Seen | None:
        """The record that was told, where any of it was."""
        told = self.cleaned_data
        if not (told["title"] or told["reference"]):
            return None
        day = told["seen_on"] or timezone.now().date()
        return Seen(told["kind"] or "document", told["title"], told["reference"], day)
