"""Customers who are likely one: told by imports, or of one name with keys of the same kind."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations

from django.core.paginator import Page, Paginator
from django.db.models import Count, Q, QuerySet
from django.http import Http404

from centricity.web.customers.models import Conflict, Customer, Merge
from centricity.web.customers.selectors import customers_of
from centricity.web.people.models import Organisation

NAMES, CONFLICTS = 25, 50
_MOST_OF_A_NAME = 10


@dataclass(frozen=True)
class Pair:
    """Two customers; ``row`` is that of the import which told of them."""

    one: Customer
    other: Customer
    source: str = ""
    row: int = 0


def conflicts_of(organisation: Organisation) -> QuerySet[Conflict]:
    """Pairs that imports told of and nobody has looked at."""
    open_ones = Conflict.objects.filter(organisation=organisation, settled_at=None)
    return open_ones.filter(one__merged_into=None, other__merged_into=None).select_related("one", "other", "source")


def pair_of(conflict: Conflict) -> Pair:
    return Pair(conflict.one, conflict.other, conflict.source.name if conflict.source else "", conflict.row)


def of_imports(organisation: Organisation, page: object) -> tuple[list[Pair], Page]:
    """A page of the pairs that imports told of."""
    rows = conflicts_of(organisation).prefetch_related("one__keys", "other__keys")
    shown = Paginator(rows, CONFLICTS).get_page(page)
    return [pair_of(each) for each in shown], shown


def repeated_of(organisation: Organisation) -> QuerySet[Customer, str]:
    """Names that several customers have, as names are compared."""
    names = customers_of(organisation).exclude(sought="").order_by("sought").values("sought")
    return names.annotate(n=Count("pk")).filter(n__gt=1).values_list("sought", flat=True)


def of_names(organisation: Organisation, page: object) -> tuple[list[Pair], Page]:
    """A page of the pairs of one name, by names."""
    shown = Paginator(repeated_of(organisation), NAMES).get_page(page)
    return pairs_named(organisation, list(shown)), shown


def pairs_named(organisation: Organisation, names: Sequence[str]) -> list[Pair]:
    """Pairs of these names who have keys of the same kind; those told to be two are left out."""
    rows = customers_of(organisation).filter(sought__in=names).prefetch_related("keys")
    groups: dict[str, list[Customer]] = {}
    for row in rows[: len(names) * _MOST_OF_A_NAME]:
        groups.setdefault(row.sought, []).append(row)
    pairs = [Pair(*pair) for group in groups.values() for pair in combinations(group[:_MOST_OF_A_NAME], 2)]
    settled = _settled(pairs)
    return [each for each in pairs if _share(each) and frozenset((each.one.pk, each.other.pk)) not in settled]


def _share(pair: Pair) -> bool:
    """Whether both have keys of a kind."""
    one, other = ({key.kind for key in each.keys.all()} for each in (pair.one, pair.other))
    return bool(one & other)


def _settled(pairs: list[Pair]) -> set[frozenset[int]]:
    numbers = {each.pk for pair in pairs for each in (pair.one, pair.other)}
    known = Conflict.objects.filter(one_id__in=numbers, other_id__in=numbers).exclude(settled_at=None)
    return {frozenset(pair) for pair in known.values_list("one_id", "other_id")}


def merge_for(organisation: Organisation, pk: int) -> Merge:
    """A merge of an organisation; 404 where there is none."""
    made = Merge.objects.filter(organisation=organisation, pk=pk).select_related("kept").first()
    if made is None:
        raise Http404
    return made


def merges_of(customer: Customer) -> list[Merge]:
    """Merges into a customer that can be undone."""
    return list(Merge.objects.filter(Q(kept=customer), undone_at=None).select_related("gone")[:50])
