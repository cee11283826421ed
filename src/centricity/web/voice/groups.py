"""What columns and their groups are called: a channel has a word, what people called a group stands as it is."""

from django.utils.translation import gettext as _

from centricity.web.customers.models import Channel
from centricity.web.voice.forms import FILLS
from centricity.web.voice.missing import COLUMN_NAMES


def column_word(column: str) -> str:
    """The name of a column by which results are told apart, in the language of the reader."""
    more = {"market": COLUMN_NAMES["market"], "rule": _("rule-based segment")}
    return str((dict(FILLS) | more).get(column, column))


def group_word(column: str, key: str) -> str:
    """The name of a group in the language of the reader."""
    return str(dict(Channel.choices).get(key, key)) if column == "channel" else key
