from django import template

from centricity.language import in_percent, number
from centricity.web.look.languages import language_now

register = template.Library()


@register.filter
def whole(count: int | None) -> str:
    """A count with its thousands apart, as everywhere else; a dash where there is none."""
    return number(count, language_now())


@register.filter
def percents(value: float | None, digits: int = 0) -> str:
    """So many percent, as the language writes them; a dash where there is none."""
    return in_percent(value, language_now(), digits)
