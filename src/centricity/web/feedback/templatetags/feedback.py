"""Titles in the language of the reader, and figures with their intervals."""

import re
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from django import template
from django.utils import timezone
from django.utils.dates import WEEKDAYS_ABBR
from django.utils.timesince import timesince
from django.utils.translation import gettext as _

from centricity.language import in_percent, number
from centricity.stats.estimate import Estimate
from centricity.web.feedback.figures import is_told
from centricity.web.feedback.models import Tone, Way
from centricity.web.feedback.way_addresses import link_of
from centricity.web.look.languages import language_now
from centricity.web.people.hours_checks import countries
from centricity.web.people.models import WorkingHours
from centricity.web.people.working import clock

register = template.Library()

LEAST_HOURS = 0.1


@register.filter
def titled(row: Any) -> str:
    """The title of a theme or a cause."""
    return str(getattr(row, f"title_{language_now()}", "")) if row is not None else ""


@register.filter
def way_name(way: Way) -> str:
    """What a channel is called, in the language of the reader."""
    return way.name(language_now())


@register.filter
def way_hours(way: Way) -> str:
    return way.hours(language_now())


@register.filter
def way_link(way: Way) -> str:
    """Where a channel leads; nothing where it is told in words."""
    return link_of(way.address)


@register.filter
def way_shown(way: Way) -> str:
    """An address as it is read: what a browser needs before it is left out."""
    return re.sub(r"^(https://|mailto:|tel:)", "", way.address, flags=re.IGNORECASE).rstrip("/")


def toned(tone: str) -> str:
    return str(Tone(tone).label) if tone in Tone.values else ""


@register.filter
def figure(estimate: Estimate, digits: int = 0) -> str:
    """A value; in words where there is none, for nothing is not nought."""
    return number(estimate.value, language_now(), digits) if is_told(estimate) else _("no data")


@register.filter
def figure_percent(estimate: Estimate) -> str:
    """A share in percent; in words where there is none."""
    return in_percent(estimate.value, language_now()) if is_told(estimate) else _("no data")


@register.filter
def interval(estimate: Estimate, digits: int = 0) -> str:
    """Both ends of an interval; one that cannot be told is said to be so."""
    low, high = (number(end, language_now(), digits) for end in (estimate.low, estimate.high))
    known = estimate.low == estimate.low and estimate.high == estimate.high
    return f"{low}\u2013{high}" if known else _("too few for an interval")


@register.filter
def of(told: Mapping[Any, float], key: Any) -> str:
    """Hours of one of many things; nothing where they are not known, or less than a tenth."""
    hours = told.get(key, 0.0)
    return number(hours, language_now(), 1) if hours >= LEAST_HOURS else ""


@register.filter
def lasted(since: datetime, until: datetime | None = None) -> str:
    """How long something took, or takes still."""
    short = (until or timezone.now()) - since < timedelta(minutes=1)
    return _("less than a minute") if short else timesince(since, until)


@register.filter
def schedule(row: WorkingHours) -> str:
    """Working hours in a line: weekdays, from when to when, and where."""
    holidays = countries().get(row.country, {}).get(language_now())
    days = ", ".join(str(WEEKDAYS_ABBR[each]) for each in row.weekdays)
    days = days.lower() if language_now() == "ru" else days
    when = _("round the clock") if row.round_the_clock else f"{days}, {clock(row.opens)}–{clock(row.closes)}"
    off = _("holidays of %(country)s") % {"country": holidays} if holidays and not row.round_the_clock else ""
    return ", ".join(each for each in (when, row.zone, off) if each)
