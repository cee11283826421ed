"""Taking what is suggested of feedback."""

from django.db import transaction

from centricity.web.audit.services import Actor
from centricity.web.feedback.handling import Sorting, sort
from centricity.web.feedback.models import Item
from centricity.web.feedback.suggesting import theme_titles
from centricity.web.feedback.themes import theme_of_code


@transaction.atomic
def suggestion_take(item: Item, version: int, actor: Actor) -> None:
    """Take what is suggested where nothing was chosen.

    Raises
    ------
    MisuseError
        Where it is spam, or somebody changed it meanwhile.
    """
    titles, theme = theme_titles(), item.theme
    if theme is None and item.suggested_theme in titles:
        theme = theme_of_code(item.organisation, item.suggested_theme, titles[item.suggested_theme], actor)
    sort(item, Sorting(item.kind, item.told_tone, theme), version, actor)
