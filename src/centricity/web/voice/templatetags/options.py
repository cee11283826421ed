"""Actions that came of an option."""

from collections.abc import Mapping

from django import template

from centricity.web.improvement.models import Action
from centricity.web.voice.shapes import Bar, Item

register = template.Library()


@register.simple_tag
def actions_on(acted: Mapping[str, list[Action]], item: Item, bar: Bar) -> list[Action]:
    """Actions that came of an option of a question."""
    return acted.get(f"{item.code}:{bar.code}", [])
