from collections.abc import Iterator
from datetime import UTC, datetime, time
from typing import Any

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from centricity.web.customers.keys import EMAIL, PHONE
from centricity.web.customers.models import FIRST_DAY, LAST_DAY, SPOKEN, Channel, Customer
from centricity.web.customers.offering import channel_choices
from centricity.web.people.models import Organisation

_LINES = {"rows": 3}
MOST_KEYS, MOST_FIELDS = 50, 100


class DayInput(forms.DateInput):
    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")


def day(label: Any, **more: Any) -> forms.DateField:
    told = _("A day of the years 1900 to 2200 will do; leave it empty where there is none.")
    fit = [MinValueValidator(FIRST_DAY, told), MaxValueValidator(LAST_DAY, told)]
    return forms.DateField(
        label=label, required=False, widget=DayInput(), input_formats=["%Y-%m-%d"], validators=fit, **more
    )


class CustomerForm(forms.ModelForm):
    emails = forms.CharField(
        label=_("E-mails"), required=False, max_length=2_000, help_text=_("Separate several with commas.")
    )
    phones = forms.CharField(
        label=_("Phones"), required=False, max_length=2_000, help_text=_("Separate several with commas.")
    )
    numbers = forms.CharField(
        label=_("IDs in other systems"), required=False, max_length=5_000, widget=forms.Textarea(attrs=_LINES),
        help_text=_("One per line, with the name of the system: crm: 1042."),
    )  # fmt: skip
    consent_on = day(_("Consent given or withdrawn on"))
    consent_source = forms.CharField(
        label=_("Where the consent is from"), required=False, max_length=200,
        help_text=_("A contract, a form on the website, a call; needed where consent was given or withdrawn."),
    )  # fmt: skip
    joined = day(_("Customer since"))
    left = day(_("Left"))
    own = forms.CharField(
        label=_("Own fields"), required=False, max_length=20_000, widget=forms.Textarea(attrs=_LINES),
        help_text=_("One per line: city: Kazan."),
    )  # fmt: skip
    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0, initial=0)

    class Meta:
        model = Customer
        fields = ["name", "kind", "market", "segment", "language", "channel", "do_not_contact", "consent"]

    field_order = [
        "name", "kind", "emails", "phones", "numbers", "market", "segment", "language", "channel", "do_not_contact",
        "consent", "consent_on", "consent_source", "joined", "left", "own", "version",
    ]  # fmt: skip

    def __init__(self, *args: Any, **more: Any) -> None:
        customer: Customer | None = more.get("instance")
        if customer is not None:
            more["initial"] = _written(customer)
        super().__init__(*args, **more)
        self.fields["market"].choices = [("", "–"), *Customer.Market.choices]
        self.fields["language"].choices = [("", "–"), *SPOKEN.items()]
        self.fields["channel"].choices = [("", "–"), *Channel.choices]

    def clean_numbers(self) -> list[tuple[str, str]]:
        return self._pairs("numbers", MOST_KEYS)

    def clean_own(self) -> list[tuple[str, str]]:
        return self._pairs("own", MOST_FIELDS)

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = super().clean() or {}
        if given.get("joined") and given.get("left") and given["left"] < given["joined"]:
            self.add_error("left", _now("Nobody leaves before coming. Correct one of the two days."))
        return given

    def _pairs(self, name: str, most: int) -> list[tuple[str, str]]:
        pairs = [_pair(line) for line in self.cleaned_data[name].splitlines() if line.strip()]
        if len(pairs) > most or not all(key and value and len(key) <= 40 for key, value in pairs):
            raise forms.ValidationError(_now("Write one in a line, a name and a value with a colon between."))
        return pairs

    def _post_clean(self) -> None:
        """The customer is written by the services alone, as it is then, not as it was read."""

    def keys(self) -> list[tuple[str, str]]:
        given = self.cleaned_data
        split = [(EMAIL, each) for each in _many(given["emails"])] + [(PHONE, each) for each in _many(given["phones"])]
        return split + given["numbers"]

    def facts(self) -> dict[str, Any]:
        given = self.cleaned_data
        plain = {name: given[name] for name in (*self.Meta.fields, "consent_source", "joined", "left")}
        on = given["consent_on"]
        fresh = on is not None and "consent_on" in self.changed_data
        told = {"consent_at": datetime.combine(on, time(), UTC)} if fresh else {}
        return plain | told | {"fields": dict(given["own"])}


def _written(customer: Customer) -> dict[str, Any]:
    """A customer as the form asks for one."""
    keys: dict[str, list[str]] = {EMAIL: [], PHONE: []}
    numbers = []
    for each in customer.keys.all():
        if each.kind in keys:
            keys[each.kind].append(each.value)
        else:
            numbers.append(f"{each.kind}: {each.value}")
    return {
        "emails": ", ".join(keys[EMAIL]), "phones": ", ".join(keys[PHONE]), "numbers": "\n".join(numbers),
        "consent_on": customer.consent_at and customer.consent_at.date(),
        "consent_source": customer.consent_source, "joined": customer.joined, "left": customer.left,
        "version": customer.version,
        "own": "\n".join(f"{name}: {value}" for name, value in customer.fields.items()),
    }  # fmt: skip


def _pair(line: str) -> tuple[str, str]:
    name, _colon, value = line.partition(":")
    return name.strip(), value.strip()


def _many(text: str) -> Iterator[str]:
    return (each.strip() for each in text.split(",") if each.strip())


class ContactForm(forms.Form):
    channel = forms.ChoiceField(label=_("Channel"))
    text = forms.CharField(
        label=_("What was said or sent"), max_length=5_000, widget=forms.Textarea(attrs=_LINES), required=False
    )
    reason = forms.CharField(
        label=_("Why not over the preferred channel"), max_length=300, required=False,
        help_text=_("The customer prefers another channel. Use that one, or say why this one."),
    )  # fmt: skip

    def __init__(self, organisation: Organisation, *args: Any, asks: bool = False, **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["channel"].choices = channel_choices(organisation)
        if not asks:
            del self.fields["reason"]


class SearchForm(forms.Form):
    """What a list is narrowed by; what is unknown narrows nothing."""

    q = forms.CharField(required=False, max_length=200)
    market = forms.ChoiceField(required=False, choices=[("", ""), *Customer.Market.choices])
    kind = forms.ChoiceField(required=False, choices=[("", ""), *Customer.Kind.choices])
    segment = forms.CharField(required=False, max_length=80)

    def asked(self) -> dict[str, str]:
        self.is_valid()
        return {name: str(self.cleaned_data.get(name, "")) for name in ("q", "market", "kind", "segment")}
