"""How long things took: in calendar hours, and in working hours where the organisation has said when it works."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

import numpy as np
from django.utils import timezone

from centricity.metrics.working import worked_between
from centricity.stats.estimate import Estimate
from centricity.stats.quantiles import quantile_estimate
from centricity.web.feedback.models import Item
from centricity.web.people.working import Hours

CONFIDENCE = 0.95
HOUR = 3_600
Pair = tuple[datetime, datetime]


@dataclass(frozen=True)
class Took:
    """A quantile of times in calendar hours and the same quantile in working hours: two figures, of the same things.

    ``working`` is none where an organisation has not said when it works; ``outside`` counts what took time, but none
    that is worked.
    """

    calendar: Estimate
    working: Estimate | None = None
    outside: int = 0


def took(rows: Iterable[Pair], hours: Hours | None, *quantiles: float) -> list[Took]:
    """Hours that so many of the rows kept to, as the metrics of service count them.

    What ended before it began is left out, as there.
    """
    pairs = [(first, last) for first, last in rows if last >= first]
    whole = np.array([(last - first).total_seconds() / HOUR for first, last in pairs], float)
    if hours is None:
        return [Took(quantile_estimate(whole, each, CONFIDENCE)) for each in quantiles]
    worked = worked_between(hours.calendar, hours.zone, pairs) / HOUR
    outside = int(((worked == 0) & (whole > 0)).sum())
    return [
        Took(quantile_estimate(whole, each, CONFIDENCE), quantile_estimate(worked, each, CONFIDENCE), outside)
        for each in quantiles
    ]


def worked_until_now(items: Iterable[Item], hours: Hours | None) -> dict[UUID, float]:
    """Working hours until the first answer, or until now where there is none; nothing where no hours are set."""
    if hours is None:
        return {}
    now = timezone.now()
    pairs = {item.pk: (item.received_at, item.first_answer_at or now) for item in items}
    worked = worked_between(hours.calendar, hours.zone, pairs.values()) / HOUR
    return {pk: float(each) for pk, each in zip(pairs, worked, strict=True) if not np.isnan(each)}
