from django import template

from centricity.language import Form, period_name, period_short
from centricity.web.look.languages import language_now

register = template.Library()


@register.filter
def period(code: str, form: Form = "name") -> str:
    """A month or a quarter in words; what is neither, such as a span of days, as it is."""
    return period_name(code, language_now(), form)


@register.filter
def shortly(code: str) -> str:
    """A month or a quarter as a table has room for it."""
    return period_short(code, language_now())
