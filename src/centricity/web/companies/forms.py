from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from centricity.web.companies.models import LONGEST_TEXT


def _text(label: Any, rows: int = 4, **more: Any) -> forms.CharField:
    return forms.CharField(label=label, max_length=LONGEST_TEXT, widget=forms.Textarea({"rows": rows}), **more)


class CommentForm(forms.Form):
    text = _text(
        _("Comment"),
        help_text=_("Those who made the study read it and answer. Where they agree, it stands beside the number."),
    )  # fmt: skip


class VersionForm(forms.Form):
    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0)


class AnswerForm(VersionForm):
    answer = _text(_("Answer to the company"), 3, required=False)
    agree = forms.TypedChoiceField(
        label=_("Beside the number"), coerce=lambda said: said == "yes", widget=forms.RadioSelect,
        choices=[("yes", _("show the comment")), ("no", _("do not show it, and tell why"))],
    )  # fmt: skip


class ConsentForm(VersionForm):
    granted = forms.TypedChoiceField(
        label=_("May the company be named?"), coerce=lambda said: said == "yes", widget=forms.RadioSelect,
        choices=[("yes", _("yes, it may be named in what is published")), ("no", _("no, it is not to be named"))],
    )  # fmt: skip
