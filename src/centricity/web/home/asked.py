"""What a page of the dashboard is asked for: so many months, and a part of the answers; nothing else is known."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse

from centricity.web.home.heard import COLUMNS
from centricity.web.home.paths import paths_of

MONTHS = (3, 6, 12, 24)
USUAL = 12
RULE = "rule"
"""The column of segments of rules: not kept with a rating, it is told of its customer today."""
NARROWING = ("survey", *COLUMNS, RULE)
"""Columns by which a page of a metric is narrowed down."""
LONGEST_KEY = 80


@dataclass(frozen=True)
class Asked:
    """Months to show, and the group of a column; the group without one is the empty key."""

    months: int = USUAL
    column: str = ""
    key: str = ""

    def told(self) -> dict[str, Any]:
        """As it is kept."""
        return {"months": self.months} | ({"column": self.column, "key": self.key} if self.column else {})

    @property
    def query(self) -> str:
        return urlencode(self.told())


def asked_of(told: Mapping[str, Any], *, narrows: bool = True) -> Asked:
    """What an address or a form asks for; what is unknown, too long or half is left out."""
    months = str(told.get("months", ""))
    span = int(months) if months in {str(each) for each in MONTHS} else USUAL
    column, key = str(told.get("column", "")), told.get("key")
    sound = isinstance(key, str) and len(key) <= LONGEST_KEY and key.isprintable()
    if not narrows or column not in NARROWING or not sound:
        return Asked(span)
    return Asked(span, column, str(key))


def address_of(organisation: str, metric: str, asked: Asked) -> str:
    """The page of a metric or a question, or of the tiles, as it was asked for."""
    path = paths_of(organisation, metric)["page"] if metric else reverse("board", args=[organisation])
    return f"{path}?{asked.query}"
