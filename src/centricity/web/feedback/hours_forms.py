"""The form of an organisation's working hours: what is written is read, and every fault of it told at once."""

import re
from datetime import date, datetime
from typing import Any

from django import forms
from django.utils.dates import WEEKDAYS
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from centricity.errors import Fault
from centricity.web.look.languages import language_now
from centricity.web.people.hours_checks import FIRST_YEAR, LAST_YEAR, countries, faults_of, zones
from centricity.web.people.working import DAYS, Wanted, clock

LONGEST_LIST = 8_000
_CLOCK = re.compile(r"(\d{1,2})[:.](\d{2})")
_WRITTEN = ("%Y-%m-%d", "%d.%m.%Y")
_NEEDS = {"closes": {"opens", "closes", "round_the_clock"}, "days_on": {"days_off", "days_on"}}
"""Fields that a fault of one rests on, where these are more than itself."""


def said(fault: Fault) -> str:
    return capfirst(fault.sentence(language_now()))


class ClockField(forms.CharField):
    """A time of the day to the minute, midnight at its end as 24:00."""

    def __init__(self, **more: Any) -> None:
        super().__init__(max_length=5, widget=forms.TextInput({"inputmode": "numeric", "size": 5}), **more)

    def clean(self, value: Any) -> Any:
        text = super().clean(value)
        found = _CLOCK.fullmatch(text)
        hour, minute = map(int, found.groups()) if found else (99, 99)
        if minute > 59 or hour * 60 + minute > 24 * 60:
            raise forms.ValidationError(said(Fault("web.hours_time", fields={"time": text})))
        return hour * 60 + minute

    def prepare_value(self, value: Any) -> Any:
        return clock(value) if isinstance(value, int) else value


class DaysField(forms.CharField):
    """Days, one a line."""

    def __init__(self, **more: Any) -> None:
        widget = forms.Textarea({"rows": 3, "placeholder": "2026-12-31", "spellcheck": "false"})
        super().__init__(max_length=LONGEST_LIST, required=False, widget=widget, **more)

    def clean(self, value: Any) -> Any:
        words = re.split(r"[\s,;]+", super().clean(value))
        read = {word: _day(word) for word in words if word}
        bounds = {"first": FIRST_YEAR, "last": LAST_YEAR}
        if wrong := [word for word, day in read.items() if day is None]:
            raise forms.ValidationError([said(Fault("web.hours_day", fields={"day": each} | bounds)) for each in wrong])
        return tuple(read.values())

    def prepare_value(self, value: Any) -> Any:
        return value if isinstance(value, str) or value is None else "\n".join(f"{day}" for day in value)


def _day(word: str) -> date | None:
    for form in _WRITTEN:
        try:
            return datetime.strptime(word, form).date()  # noqa: DTZ007  a day has no zone
        except ValueError:
            continue
    return None


def _zones() -> list[tuple[str, str]]:
    """Zones named for a place; the others are names of the same."""
    return [("UTC", "UTC"), *((name, name.replace("_", " ")) for name in sorted(zones()) if _is_place(name))]


def _is_place(name: str) -> bool:
    return "/" in name and not name.startswith(("Etc/", "SystemV/", "US/"))


def _countries() -> list[tuple[str, Any]]:
    names = sorted((name[language_now()], code) for code, name in countries().items())
    return [("", _("none")), *((code, name) for name, code in names)]


class HoursForm(forms.Form):
    opens = ClockField(label=_("Work begins at"))
    closes = ClockField(label=_("Work ends at"), help_text=_("Hours and minutes, such as 09:30; midnight is 24:00."))
    round_the_clock = forms.BooleanField(
        label=_("Round the clock, every day"), required=False, label_suffix="",
        help_text=_("Then times, weekdays, holidays and single days do not count."),
    )  # fmt: skip
    weekdays = forms.TypedMultipleChoiceField(
        label=_("Working days of the week"), coerce=int, required=False, choices=list(WEEKDAYS.items()),
        widget=forms.CheckboxSelectMultiple,
    )  # fmt: skip
    zone = forms.ChoiceField(label=_("Time zone"))
    country = forms.ChoiceField(
        label=_("Public holidays of"), required=False,
        help_text=_("They are days off. Look over what comes of them: no list knows every decree."),
    )  # fmt: skip
    days_off = DaysField(label=_("Days off besides"), help_text=_("One a line, such as 2026-12-31."))
    days_on = DaysField(
        label=_("Working days whatever else is said"), help_text=_("Such as a Saturday that is worked for a holiday.")
    )
    short = DaysField(label=_("Short days"), help_text=_("Work ends an hour earlier."))

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        known = _zones()
        now = str(self.initial.get("zone", ""))
        self.fields["zone"].choices = known if not now or now in dict(known) else [(now, now), *known]
        self.fields["country"].choices = _countries()

    def clean(self) -> dict[str, Any]:
        """Look at what could be read as a whole, too, so that every fault is told at once."""
        given: dict[str, Any] = super().clean() or {}
        unread = set(self.errors)
        for fault in faults_of(self.wanted(given)):
            if not _NEEDS.get(fault.place.key, {fault.place.key}) & unread:
                self.add_error(fault.place.key, said(fault))
        return given

    def wanted(self, given: dict[str, Any]) -> Wanted:
        """What is wanted, as far as it could be read."""
        lists = {"weekdays": tuple(given.get("weekdays", (0,))), **{name: given.get(name, ()) for name in DAYS}}
        return Wanted(**given | lists)
