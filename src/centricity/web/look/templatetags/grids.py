from django import template
from django.utils.safestring import SafeString

from centricity.web.look.grids import Grid

register = template.Library()


@register.simple_tag
def grid(table: Grid, title: str = "") -> SafeString:
    return table.drawn(title)
