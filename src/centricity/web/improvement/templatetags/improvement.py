"""Shares of what was planned, as readers of a language write them."""

from django import template

from centricity.language import in_percent
from centricity.web.look.languages import language_now

register = template.Library()


@register.filter
def percent(share: float | None) -> str:
    """A share in percent; a dash where there is none."""
    return in_percent(None if share is None else 100 * share, language_now())
