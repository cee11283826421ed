import re

from django import template
from django.utils.html import format_html_join
from django.utils.safestring import SafeString, mark_safe

register = template.Library()

_PLACES = re.compile(r"(?<=[/.?&=])(?![/.?&=])")
_FOLD = mark_safe("<wbr>")


@register.filter
def folded(address: str) -> SafeString:
    """An address that folds after its slashes and dots where it is too long for its place."""
    return format_html_join(_FOLD, "{}", ((part,) for part in _PLACES.split(address)))
