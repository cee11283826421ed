from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from centricity.web.feedback.models import Item

LONGEST = 5_000
TRAP = "website"
"""A field that people do not see; robots fill in whatever there is."""


class PublicForm(forms.Form):
    """What everybody may leave; nothing of it but the text is needed."""

    kind = forms.ChoiceField(label=_("What is it?"), choices=Item.Kind.choices, initial=Item.Kind.COMPLAINT)
    text = forms.CharField(
        label=_("Your message"), max_length=LONGEST, widget=forms.Textarea(attrs={"rows": 7}),
        help_text=_("Please leave out passwords, card numbers and other people's data."),
    )  # fmt: skip
    rating = forms.ChoiceField(
        label=_("How was it, from 1 (bad) to 5 (good)?"), required=False,
        choices=[("", _("no rating")), *((str(n), str(n)) for n in range(1, 6))],
    )  # fmt: skip
    author = forms.CharField(label=_("Your name, if you like"), required=False, max_length=200)
    contact = forms.CharField(label=_("E-mail or phone, if you want to be reached"), required=False, max_length=200)
    answer_by = forms.ChoiceField(label=_("By which channel would you like the answer?"), required=False)
    consent = forms.BooleanField(
        label=_("I agree that my contact is kept and used to answer this message"), required=False, label_suffix=""
    )
    mark = forms.CharField(widget=forms.HiddenInput, max_length=500, required=False)

    def __init__(self, ways: Sequence[tuple[str, str]], *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        if ways:
            self.fields["answer_by"].choices = [("", _("by the private link alone")), *ways]
        else:
            del self.fields["answer_by"]

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = super().clean() or {}
        if given.get("contact") and not given.get("consent"):
            self.add_error("consent", _("Tick this to be reached, or leave the contact empty."))
        if given.get("answer_by") and not given.get("contact"):
            self.add_error("contact", _("Leave the e-mail or phone to be answered by this channel."))
        return given
