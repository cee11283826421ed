"""What channels are asked for by: days, a market, a segment; what does not fit is not asked for."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from centricity.web.customers.models import Channel, Customer
from centricity.web.customers.selectors import segments_of
from centricity.web.feedback.figures import Period, usual_period
from centricity.web.feedback.forms import PeriodForm
from centricity.web.home.channel_rows import GROUPS, NONE, Asked
from centricity.web.people.models import Organisation


class AskedForm(PeriodForm):
    """Days, and whose contacts; the usual days where none are named."""

    market = forms.ChoiceField(label=_("Market"), required=False, choices=[("", _("all")), *Customer.Market.choices])
    segment = forms.ChoiceField(label=_("Segment"), required=False)

    def __init__(self, organisation: Organisation, told: Any) -> None:
        usual = usual_period()
        days = {"first": f"{usual.first}", "last": f"{usual.last}"}
        super().__init__({**days, **{name: told[name] for name in told if told[name]}})
        self.fields["segment"].choices = [("", _("all")), *((each, each) for each in segments_of(organisation))]

    def asked(self) -> Asked:
        self.is_valid()
        told, usual = self.cleaned_data, usual_period()
        wrong = not told.get("first") or not told.get("last")
        period = usual if wrong else Period(told["first"], told["last"])
        return Asked(period, told.get("market", ""), told.get("segment", ""))

    def assistant(self) -> bool:
        """Whether contacts that were begun with the assistant are asked for alone."""
        return self.data.get("assistant") == "1"

    def channel(self) -> str:
        """The channel, or the group of channels, whose contacts are asked for; that of all where none is named."""
        told = str(self.data.get("channel", ""))
        if told == NONE:
            return ""
        return told if told in {*Channel.values, *GROUPS} else "all"
