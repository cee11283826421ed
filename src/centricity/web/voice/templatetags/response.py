"""How templates write numbers of who answered."""

from typing import Any

from django import template
from django.utils.translation import gettext as _

from centricity.language import in_percent, number
from centricity.web.look.languages import language_now
from centricity.web.voice.forms import FILLS
from centricity.web.voice.missing import COLUMN_NAMES
from centricity.web.voice.weighing import Weighing, group_name

register = template.Library()


@register.filter
def percent(value: float) -> str:
    """A share in percent."""
    return in_percent(value, language_now(), 1)


@register.filter
def signed(value: float, digits: int = 1) -> str:
    """A number with its sign."""
    return number(value, language_now(), digits, signed=True)


@register.filter
def decimal(value: float, digits: int = 1) -> str:
    """A number with decimals."""
    return number(value, language_now(), digits)


@register.simple_tag
def group_of(weighing: Weighing, column: str, code: str) -> str:
    """The name of a group that a share was told for."""
    return group_name(weighing.questionnaire, column, code, language_now())


@register.filter
def lasting(seconds: float) -> str:
    """A time in minutes and seconds; in hours and minutes where it is long."""
    whole = round(seconds)
    if whole >= 3_600:
        parts = [(whole // 3_600, _("h")), (whole % 3_600 // 60, _("min"))]
    else:
        parts = [(whole // 60, _("min")), (whole % 60, _("s"))]
    told = [f"{n}\u00a0{unit}" for n, unit in parts if n] or [f"0\u00a0{parts[1][1]}"]
    return " ".join(told)


@register.filter
def response_column(column: str) -> Any:
    """The name of a column by which those who were asked are told apart."""
    return COLUMN_NAMES[column] if column == "market" else dict(FILLS).get(column, column)
