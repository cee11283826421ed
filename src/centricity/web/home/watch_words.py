"""Watches in words: which number, and its bound."""

from collections.abc import Sequence
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from centricity.language import Language
from centricity.metrics.wording import written
from centricity.web.home.asked import USUAL, Asked, address_of
from centricity.web.home.narrowing import Choice
from centricity.web.voice.groups import group_word

COLUMNS = {
    "survey": gettext_lazy("survey"), "touchpoint": gettext_lazy("touchpoint"), "segment": gettext_lazy("segment"),
    "market": gettext_lazy("market"), "channel": gettext_lazy("channel"), "department": gettext_lazy("department"),
}  # fmt: skip
DECIMALS = 2
"""Decimals that a bound may have."""


def name_of(name: str, column: str, part: str) -> str:
    """The number in words: how the metric is called, and the group of a column."""
    dash = _("–")
    return f"{name}, {COLUMNS[column]} {dash} {group_word(column, part)}" if column else name


def groups_of(parts: Sequence[Choice]) -> list[tuple[str, list[tuple[str, str]]]]:
    """Parts that a form offers, by column; a segment of rules is neither watched nor aimed at."""
    return [
        (str(capfirst(COLUMNS[column])), [(f"{column}:{key}", group_word(column, words)) for key, words in keys])
        for column, keys in ((each.column, each.keys) for each in parts)
        if column in COLUMNS
    ]


def bound_text(value: float, unit: str, language: Language) -> str:
    """A bound with as many decimals as it has."""
    most = next((n for n in range(DECIMALS) if round(value, n) == value), DECIMALS)
    return written(value, unit, language, most)


def says(bound: str, value: float, unit: str, language: Language) -> str:
    """When a watch tells."""
    told = _("falls below %(value)s") if bound == "at_least" else _("rises above %(value)s")
    return told % {"value": bound_text(value, unit, language)}


def part_address(organisation: str, metric: str, column: str, key: str) -> str:
    """The page of the number that is watched."""
    return address_of(organisation, metric, Asked(USUAL, column, key))


def new_address(organisation: str, metric: str, asked: Asked, page: str = "board_watch_new") -> str:
    """The page on which a number is watched from now on, or another page that takes one."""
    part = {"part": f"{asked.column}:{asked.key}"} if asked.column else {}
    return f"{reverse(page, args=[organisation])}?{urlencode({'metric': metric} | part)}"
