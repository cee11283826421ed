from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from centricity.metrics import definition
from centricity.web.home.alerts import causes_of
from centricity.web.look.languages import language_now
from centricity.web.people.models import Organisation

KINDS = {
    "overdue": _("Follow-ups that are overdue"), "target": _("Targets that fall behind"),
    "watch": _("Watched numbers beyond their bound"), "cycle": _("Surveys and panels whose next one is due"),
}  # fmt: skip


class HearForm(forms.Form):
    causes = forms.MultipleChoiceField(
        label=_("Tell me of"), required=False, widget=forms.CheckboxSelectMultiple,
        help_text=_("Alerts stand on the dashboard and in the weekly letter."),
    )  # fmt: skip
    letter = forms.BooleanField(
        label=_("Send me a letter every Monday morning"), required=False,
        help_text=_("Tiles, what moved, new alerts, what is overdue and due. Every letter has a way out."),
    )  # fmt: skip

    def __init__(self, organisation: Organisation, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["causes"].choices = [(cause, name_of(cause)) for cause in causes_of(organisation)]


def name_of(cause: str) -> str:
    """A cause in words: a metric by its name."""
    return str(KINDS[cause]) if cause in KINDS else definition(cause).name[language_now()]
