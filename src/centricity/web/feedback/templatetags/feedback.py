"""Titles in the language of the reader, and figures with their intervals."""

from typing import Any

from django import template
from django.utils.translation import gettext as _

from centricity.language import number
from centricity.stats.estimate import Estimate
from centricity.web.feedback.figures import is_told
from centricity.web.feedback.models import Tone
from centricity.web.look.languages import language_now

register = template.Library()


@register.filter
def titled(row: Any) -> str:
    """The title of a theme or a cause."""
    return str(getattr(row, f"title_{language_now()}", "")) if row is not None else ""


@register.filter
def toned(tone: str) -> str:
    return str(Tone(tone).label) if tone in Tone.values else ""


@register.filter
def figure(estimate: Estimate, digits: int = 0) -> str:
    """A value; in words where there is none, for nothing is not nought."""
    return number(estimate.value, language_now(), digits) if is_told(estimate) else _("no data")


@register.filter
def interval(estimate: Estimate, digits: int = 0) -> str:
    """Both ends of an interval; one that cannot be told is said to be so."""
    low, high = (number(end, language_now(), digits) for end in (estimate.low, estimate.high))
    known = estimate.low == estimate.low and estimate.high == estimate.high
    return f"{low}\u2013{high}" if known else _("too few for an interval")
