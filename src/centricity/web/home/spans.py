"""A metric of answers over days: what somebody answered within a period, wherever its months end.

Of a nameless survey a part would tell the rest by subtraction, see `heard`: it is not counted here.
"""

import polars as pl
from django.db.models import Count

from centricity.metrics import definition
from centricity.metrics.tallies import from_tallies
from centricity.stats.estimate import Estimate
from centricity.web.feedback.figures import Period
from centricity.web.home.heard import COLUMNS, METRICS, tallies
from centricity.web.keeping import Kept
from centricity.web.people.models import Organisation
from centricity.web.voice.models import Rating, Response
from centricity.web.voice.tallies import stamp

FIRST = "nps"
"""The metric that is shown where none is chosen and it was answered."""
_KEPT = Kept[Estimate](256)


def metrics_told(organisation: Organisation) -> list[str]:
    """Metrics that can be told by days, the first choice first: NPS, then by how many answered."""
    told = {each: int(_open(organisation, each)["n"].sum()) for each in METRICS if not definition(each).private}
    return sorted((each for each, n in told.items() if n), key=lambda each: (each != FIRST, -told[each]))


def over(organisation: Organisation, metric: str, period: Period) -> Estimate:
    """A metric over the days of a period; n is 0 where nobody answered."""
    key = (organisation.pk, metric, period, stamp(organisation))
    return _KEPT.get(key, lambda: _over(organisation, metric, period))


def surveys_told(organisation: Organisation, metric: str) -> list[int]:
    """Surveys that a metric by days is made of."""
    found: list[int] = _open(organisation, metric)["survey"].unique().to_list()
    return found


def _open(organisation: Organisation, metric: str) -> pl.DataFrame:
    return tallies(organisation, metric, COLUMNS[0])


def _over(organisation: Organisation, metric: str, period: Period) -> Estimate:
    begin, end = period.moments
    ours = Rating.objects.filter(
        metric=metric, response__survey__in=surveys_told(organisation, metric),
        response__state=Response.State.WHOLE, response__ended_at__gte=begin, response__ended_at__lt=end,
    )  # fmt: skip
    rows = list(ours.order_by().values_list("score").annotate(n=Count("pk")))
    frame = pl.DataFrame(rows, schema={"score": pl.Int64, "n": pl.Int64}, orient="row")
    return from_tallies(definition(metric), frame).rows[0].estimate
