"""Customers by their keys, many at once: in a few queries, as keys are compared."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

import polars as pl

from centricity.web.columns.chosen import Chosen
from centricity.web.customers.keys import key_of
from centricity.web.customers.models import Customer, Key
from centricity.web.people.models import Organisation

_AT_ONCE = 500
"""Values of a query: SQLite takes so many at once."""


@dataclass(frozen=True)
class Owners:
    """Who has the keys that stand in columns.

    ``kinds`` are those of the columns by their codes, ``keys`` the texts as keys are compared.
    """

    kinds: Mapping[str, str] = field(default_factory=dict)
    keys: Mapping[tuple[str, str], str | None] = field(default_factory=dict)
    customers: Mapping[tuple[str, str], Customer] = field(default_factory=dict)

    def sound(self, kind: str, text: str) -> bool:
        """Whether a text will do as a key."""
        return self.keys.get((kind, text)) is not None

    def of(self, kind: str, text: str) -> Customer | None:
        """Whoever has a key, and has not been erased."""
        return self.customers.get((kind, self.keys.get((kind, text)) or ""))


def owners_of(organisation: Organisation, columns: Iterable[tuple[Chosen, Sequence[str]]]) -> Owners:
    """Find whoever has the keys of columns, given with their cells."""
    kinds: dict[str, str] = {}
    keys: dict[tuple[str, str], str | None] = {}
    customers: dict[tuple[str, str], Customer] = {}
    for each, cells in columns:
        kinds[each.code] = each.key
        texts = pl.Series("text", sorted({cell for cell in cells if cell}), pl.String)
        compared = pl.select(key_of(each.key, pl.lit(texts))).to_series().to_list()
        keys |= {(each.key, text): value for text, value in zip(texts, compared, strict=True)}
        customers |= _found(organisation, each.key, sorted({value for value in compared if value}))
    return Owners(kinds, keys, customers)


def _found(organisation: Organisation, kind: str, values: Sequence[str]) -> dict[tuple[str, str], Customer]:
    kept = Key.objects.filter(organisation=organisation, kind=kind, customer__erased_at=None)
    return {
        (kind, each.value): each.customer
        for begin in range(0, len(values), _AT_ONCE)
        for each in kept.filter(value__in=values[begin : begin + _AT_ONCE]).select_related("customer")
    }
