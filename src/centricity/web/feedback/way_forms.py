"""Forms of the list of channels: a form for each channel, in the order of the list."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from centricity.errors import Fault
from centricity.web.customers.models import Channel
from centricity.web.feedback.models import LONGEST_ADDRESS, LONGEST_WAY, Way
from centricity.web.feedback.ways import Offered
from centricity.web.look.languages import language_now

MOST = len(Channel.values)


class WayForm(forms.Form):
    """A channel: whether it is offered, its place in the list, and what is told of it."""

    offered = forms.BooleanField(label=_("It is offered"), required=False, label_suffix="")
    place = forms.IntegerField(label=_("Place in the list"), min_value=1, max_value=MOST, required=False)
    name_ru = forms.CharField(label=_("Own name in Russian, if any"), max_length=LONGEST_WAY, required=False)
    name_en = forms.CharField(label=_("Own name in English, if any"), max_length=LONGEST_WAY, required=False)
    address = forms.CharField(
        label=_("Address of the channel"), max_length=LONGEST_ADDRESS, required=False,
        help_text=_("A phone, an e-mail, a link that begins with https://; of post and in person, an address."),
    )  # fmt: skip
    always = forms.BooleanField(label=_("It answers day and night"), required=False, label_suffix="")
    hours_ru = forms.CharField(label=_("Or its hours, in Russian"), max_length=LONGEST_WAY, required=False)
    hours_en = forms.CharField(label=_("Or its hours, in English"), max_length=LONGEST_WAY, required=False)

    def __init__(self, channel: str, *args: Any, **more: Any) -> None:
        super().__init__(*args, prefix=channel, **more)
        self.channel = channel
        self.title = capfirst(str(Channel(channel).label))

    def told(self) -> Offered:
        """The channel as it is listed."""
        given = {name: value for name, value in self.cleaned_data.items() if name not in {"offered", "place"}}
        return Offered(self.channel, **given)


def way_forms(ways: Sequence[Way], sent: Any = None) -> list[WayForm]:
    """Forms of all channels, the listed ones first."""
    known = {each.channel: each for each in ways}
    return [
        WayForm(channel, sent, initial=_begin(known.get(channel)))
        for channel in (*known, *(each for each in Channel.values if each not in known))
    ]


def _begin(way: Way | None) -> dict[str, Any]:
    if way is None:
        return {}
    names = ("name_ru", "name_en", "address", "always", "hours_ru", "hours_en")
    return {name: getattr(way, name) for name in names} | {"offered": True, "place": way.place + 1}


def chosen(made: Sequence[WayForm]) -> list[WayForm]:
    """Forms of what is offered, in the order that their places tell; those without one come last."""
    offered = [each for each in made if each.cleaned_data["offered"]]
    return sorted(offered, key=lambda each: each.cleaned_data["place"] or MOST + 1)


def faults_shown(made: Sequence[WayForm], faults: Sequence[Fault]) -> list[str]:
    """Put what is wrong to the fields it is of, and give what is of none."""
    left = []
    for fault in faults:
        _items, _dot, place = fault.place.key.partition(".")
        number, _dot, name = place.partition(".")
        said = capfirst(Fault(fault.code, fields=fault.fields).sentence(language_now()))
        if number.isdecimal() and int(number) < len(made) and name in made[int(number)].fields:
            made[int(number)].add_error(name, said)
        else:
            left.append(said)
    return left
