"""Figures of the journey that come of single events: how soon somebody is answered for good, and who goes on to buy."""

import math

from django.db.models import Exists, OuterRef

from centricity.stats.estimate import Estimate
from centricity.web.customers.contacts import THEIRS
from centricity.web.customers.models import Interaction
from centricity.web.feedback.figures import Figures, Period, figures_of, share
from centricity.web.home.state import state_of
from centricity.web.keeping import Kept
from centricity.web.people.models import Organisation

STAGES = ("contact", "order")
"""From somebody's first contact to an order."""
NOTHING = Estimate(math.nan, math.nan, math.nan, 0, "none")
_KEPT = Kept[tuple[Figures, Estimate]](64)


def journey(organisation: Organisation, period: Period) -> tuple[Figures, Estimate]:
    """How the organisation answers, and the conversion; made anew when anything has been done."""
    return _KEPT.get(
        (period, state_of(organisation)),
        lambda: (figures_of(organisation, period), conversion(organisation, period)),
    )


def conversion(organisation: Organisation, period: Period) -> Estimate:
    """The share of the customers whose first contact fell in a period who ordered after it, within the period."""
    begin, end = period.moments
    events = Interaction.objects.filter(organisation=organisation, at__gte=begin, at__lt=end)
    if not events.filter(kind=STAGES[1]).exists():
        return NOTHING
    began = events.filter(THEIRS, kind=STAGES[0])
    after = events.filter(kind=STAGES[1], customer=OuterRef("customer"), at__gte=OuterRef("at"))
    went_on = began.filter(Exists(after))
    n, hit = (each.order_by().values("customer").distinct().count() for each in (began, went_on))
    return share(n, hit) if n else NOTHING
