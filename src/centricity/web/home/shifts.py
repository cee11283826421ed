"""Metrics that moved from one month to the next beyond noise, all metrics of an organisation taken together.

Of many metrics some move by chance. A shift counts where the interval of the difference leaves out zero at the level of
Benjamini and Hochberg (1995), JRSS B 57, 289-300: of what is told, one in twenty at most is expected to be noise. Its
interval is drawn at that very level, as Benjamini and Yekutieli (2005), JASA 100, 71-81, do for what was picked out.
"""

from dataclasses import dataclass
from datetime import date

from centricity.metrics import definition
from centricity.metrics.change import Verdict, changes
from centricity.metrics.definition import Metric
from centricity.metrics.options import Options
from centricity.metrics.tallies import from_tallies
from centricity.stats.estimate import Estimate
from centricity.web.home.board import monthly
from centricity.web.home.heard import METRICS, months_of, tallies
from centricity.web.home.marks import breaks_in
from centricity.web.people.models import Organisation

ERROR = 0.05


@dataclass(frozen=True)
class Shift:
    """A metric that moved: both months, the difference with its interval, and what that means.

    ``reworded`` tells that the months have answers to different wordings.
    """

    metric: Metric
    month: str
    before: str
    now: Estimate
    then: Estimate
    difference: Estimate
    verdict: Verdict
    reworded: bool


def month_before(month: str) -> str:
    year, number = int(month[:4]), int(month[5:7])
    return f"{year - 1}-12" if number == 1 else f"{year}-{number - 1:02d}"


def last_whole_month(today: date) -> str:
    return month_before(f"{today:%Y-%m}")


def shifts(organisation: Organisation, month: str) -> list[Shift]:
    """Metrics that moved beyond noise since the month before, where both months may be shown."""
    months = months_of(organisation)
    known = [each for each in map(definition, METRICS) if _comparable(organisation, each, months, month)]
    for count in range(len(known), 0, -1):
        level = 1 - ERROR * count / len(known)
        made = (_shift(organisation, metric, month, level) for metric in known)
        found = [each for each in made if each is not None]
        if len(found) >= count:
            return found
    return []


def _comparable(organisation: Organisation, metric: Metric, months: list[str], month: str) -> bool:
    """Whether the dashboard shows the metric in both months."""
    if not {month, month_before(month)} <= set(months):
        return False
    shown = {row.keys[0] for row in monthly(organisation, metric, months).shown}
    return {month, month_before(month)} <= shown


def _shift(organisation: Organisation, metric: Metric, month: str, level: float) -> Shift | None:
    outcome = from_tallies(metric, tallies(organisation, metric.id), ("month",), Options(confidence=level))
    before = month_before(month)
    for change in changes(outcome):
        if change.keys == (month,) and change.before == (before,) and change.verdict != "cannot_tell":
            now, then = (outcome.by_keys[key].estimate for key in (change.keys, change.before))
            breaks = breaks_in(organisation, metric.id, tallies(organisation, metric.id))
            reworded = any(each.parts(before, month) for each in breaks)
            return Shift(metric, month, before, now, then, change.difference, change.verdict, reworded)
    return None
