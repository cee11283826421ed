"""Customers who left lately, for rules that ask after that: each is seen once by a rule."""

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta

from django.db.models import Exists, OuterRef
from django.utils import timezone

from centricity.web.customers.models import Customer
from centricity.web.voice.models import Occasion, Trigger

LATELY = timedelta(days=30)
"""Whoever left before is not asked why: it is an import of years that tells of it."""


def gone_lately(trigger: Trigger, most: int) -> Iterator[tuple[int, datetime]]:
    """Customers with a day of leaving that has come and is not long past, whom the rule has not seen."""
    today = timezone.localdate()
    seen = Occasion.objects.filter(trigger=trigger, number=OuterRef("pk"))
    found = Customer.objects.filter(
        ~Exists(seen), organisation=trigger.survey.organisation_id, merged_into=None, erased_at=None,
        left__gte=today - LATELY, left__lte=today,
    )  # fmt: skip
    for pk, left in found.order_by("left", "pk").values_list("pk", "left")[:most]:
        yield pk, _morning(left)


def _morning(day: date) -> datetime:
    """When a day begins."""
    return timezone.make_aware(datetime.combine(day, time()))


def has_left(customer: Customer) -> bool:
    """Whether somebody has left still: a day that was set by mistake may be taken back."""
    return customer.left is not None and customer.left <= timezone.localdate()
