from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from centricity.web.api.hooks import EVENTS, Wanted
from centricity.web.api.models import Token
from centricity.web.api.tokens import LONGEST
from centricity.web.people.choices import organisation_choices, study_choices
from centricity.web.people.selectors import is_administrator, organisations_seen
from centricity.web.research.selectors import studies_of

EVENT_NAMES = {
    "study.computed": _("results are computed"),
    "edition.uploaded": _("an edition is uploaded"),
    "job.failed": _("a computation has failed"),
}


class TokenForm(forms.Form):
    name = forms.CharField(label=_("Name"), max_length=100, help_text=_("Where the token is used."))
    scopes = forms.MultipleChoiceField(
        label=_("What it may do"), choices=Token.Scope.choices, widget=forms.CheckboxSelectMultiple, initial=["read"]
    )
    days = forms.IntegerField(label=_("Days until it expires"), min_value=1, max_value=LONGEST, initial=90)

    def __init__(self, user: Any, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        if not is_administrator(user):
            offered = [(scope, label) for scope, label in Token.Scope.choices if scope != Token.Scope.PEOPLE]
            self.fields["scopes"].choices = offered


class WebhookForm(forms.Form):
    url = forms.CharField(
        label=_("Address"), max_length=500, widget=forms.URLInput, help_text=_("Of your program; it begins with https.")
    )
    events = forms.MultipleChoiceField(
        label=_("What it is told"),
        choices=[(event, EVENT_NAMES[event]) for event in EVENTS],
        widget=forms.CheckboxSelectMultiple,
        initial=["study.computed"],
    )
    place = forms.ChoiceField(label=_("Where it happens"))

    def __init__(self, user: Any, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["place"].choices = [
            (_("a study"), study_choices(studies_of(user))),
            (_("all studies of an organisation"), organisation_choices(organisations_seen(user))),
        ]

    def wanted(self) -> Wanted:
        reach, _colon, scope = self.cleaned_data["place"].partition(":")
        return Wanted(self.cleaned_data["url"], tuple(self.cleaned_data["events"]), reach, scope)
