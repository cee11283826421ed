"""Who stayed and who left, from days on the cards, or from an own field that tells it."""

from dataclasses import dataclass, replace
from datetime import date, timedelta

from django.db.models import Count, Q, QuerySet
from django.db.models.lookups import Exact, GreaterThan
from django.utils import timezone

from centricity.errors import CentricityError, Fault
from centricity.metrics import churn, retention
from centricity.stats.estimate import Estimate
from centricity.web.customers.expressions import OwnField
from centricity.web.customers.models import Customer
from centricity.web.people.models import Organisation


@dataclass(frozen=True)
class Ledger:
    """Customers of a period: at its start, new ones who stayed, at its end; and those of whom it is not known."""

    start: int
    new: int
    end: int
    unknown: int
    churn: Estimate | None = None
    retention: Estimate | None = None
    faults: tuple[Fault, ...] = ()

    @property
    def lost(self) -> int:
        """Customers of the start who left."""
        return self.start - (self.end - self.new)


def last_year() -> tuple[date, date]:
    """The last twelve whole months: their first and their last day."""
    after = timezone.now().date().replace(day=1)
    return date(after.year - 1, after.month, 1), after - timedelta(days=1)


def by_days(organisation: Organisation, first: date, after: date) -> Ledger:
    """Customers by the days on which they came and left; ``after`` is the first day after the period."""
    stays = Q(left=None) | Q(left__gte=after)
    there = Q(joined__lt=first) & (Q(left=None) | Q(left__gte=first))
    held = _customers(organisation).aggregate(
        start=Count("pk", filter=there),
        new=Count("pk", filter=Q(joined__gte=first, joined__lt=after) & stays),
        end=Count("pk", filter=Q(joined__lt=after) & stays),
        unknown=Count("pk", filter=Q(joined=None)),
    )
    return _estimated(Ledger(**held))


def by_field(organisation: Organisation, name: str, gone: str) -> Ledger:
    """Customers by an own field: those with one of its values are gone, those with another stayed."""
    field = OwnField(name)
    held = _customers(organisation).aggregate(
        everybody=Count("pk"),
        start=Count("pk", filter=Q(GreaterThan(field, ""))),
        gone=Count("pk", filter=Q(Exact(field, gone))),
    )
    start = held["start"]
    return _estimated(Ledger(start, 0, start - held["gone"], held["everybody"] - start))


def _customers(organisation: Organisation) -> QuerySet[Customer]:
    return Customer.objects.filter(organisation=organisation, merged_into=None)


def _estimated(ledger: Ledger) -> Ledger:
    counts = {"start": ledger.start, "new": ledger.new, "end": ledger.end}
    try:
        return replace(ledger, churn=churn(**counts), retention=retention(**counts))
    except CentricityError as error:
        return replace(ledger, faults=tuple(error.faults))
