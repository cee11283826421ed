from django import template

from centricity.language import number
from centricity.web.look.languages import language_now

register = template.Library()


@register.filter
def whole(count: int | None) -> str:
    """A count with its thousands apart, as everywhere else; a dash where there is none."""
    return number(count, language_now())
