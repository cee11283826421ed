"""Looking at watched numbers: told once when they go beyond their bound, and again only after they were back.

A number is judged as the dashboard shows it, in the month under way or, where too few have answered in it yet, in the
last whole one. What the dashboard withholds is not judged: a watch then stays as it was.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Literal, Protocol

from django.db import transaction

from centricity.metrics.outcome import Outcome
from centricity.stats.estimate import Estimate
from centricity.web.home.asked import USUAL, Asked
from centricity.web.home.board import monthly
from centricity.web.home.heard import months_of
from centricity.web.home.measured import called, metric_named
from centricity.web.home.models import Alert, Goal, Watch
from centricity.web.home.narrowing import monthly_part, title_of
from centricity.web.home.shifts import last_whole_month
from centricity.web.people.models import Organisation

Standing = Literal["within", "beyond", "cannot_tell"]


class Shown(Protocol):
    """A metric, of all answers or of a group of a column."""

    @property
    def metric(self) -> str: ...
    @property
    def column(self) -> str: ...
    @property
    def key(self) -> str: ...


@dataclass(frozen=True)
class Figure:
    """A watched number as the dashboard shows it in a month."""

    month: str
    estimate: Estimate


def watches_check(organisation: Organisation, now: datetime) -> None:
    """Look at every watch of an organisation."""
    for watch in Watch.objects.filter(organisation=organisation).select_related("organisation"):
        figure = figure_of(watch, now.date())
        if figure is None:
            continue
        where = standing(watch, figure.estimate)
        if where == "beyond" and watch.broken_at is None:
            _tell(watch, figure, now)
        elif where == "within" and watch.broken_at is not None:
            Watch.objects.filter(pk=watch.pk, version=watch.version).update(broken_at=None)


def figure_of(watch: Watch, today: date) -> Figure | None:
    """The newest number that may be shown and that enough have answered to; None where there is none."""
    return newest(watch.organisation, watch, watch.least, today)


def newest(organisation: Organisation, number: Shown, least: int, today: date) -> Figure | None:
    """The newest number of a metric, or of a part of it, as `figure_of` finds that of a watch."""
    rows = {row.keys[0]: row for row in _outcome(organisation, number).shown}
    for month in (f"{today:%Y-%m}", last_whole_month(today)):
        found = rows.get(month)
        if found is not None and found.estimate.n >= least and not math.isnan(found.estimate.value):
            return Figure(month, found.estimate)
    return None


def _outcome(organisation: Organisation, number: Shown) -> Outcome:
    months = months_of(organisation, number.metric)[-USUAL:]
    metric = metric_named(organisation, number.metric)
    if not number.column:
        return monthly(organisation, metric, months)
    return monthly_part(organisation, metric, months, Asked(USUAL, number.column, number.key))


def standing(watch: Watch, found: Estimate) -> Standing:
    """Where a number is to its bound; between the two nothing can be told, and what was told stands."""
    sign = 1 if watch.bound == Watch.Bound.AT_LEAST else -1
    if _beyond(found.value, watch.value, sign):
        end = found.high if sign > 0 else found.low
        return "beyond" if not watch.certain or _beyond(end, watch.value, sign) else "cannot_tell"
    return "within"


def _beyond(number: float, bound: float, sign: int) -> bool:
    """Whether a number is on the wrong side of a bound, noise of reckoning aside; a missing one is nowhere."""
    return round(sign * (number - bound), 9) < 0


@transaction.atomic
def _tell(watch: Watch, figure: Figure, now: datetime) -> None:
    """Raise the alert, unless another has done so meanwhile or the watch was changed."""
    same = Watch.objects.filter(pk=watch.pk, version=watch.version, told=watch.told, broken_at=None)
    if same.update(broken_at=now, told=watch.told + 1):
        Alert.objects.create(
            organisation=watch.organisation, kind=Alert.Kind.WATCH, subject=f"{watch.pk}.{watch.told + 1}",
            period=figure.month, figures=_figures(watch, figure),
        )  # fmt: skip


def _figures(watch: Watch, figure: Figure) -> Mapping[str, Any]:
    """All that an alert says, so that it stands when the watch is gone."""
    found = figure.estimate
    ends = [None if math.isnan(each) else each for each in (found.value, found.low, found.high)]
    plain = {name: getattr(watch, name) for name in ("metric", "column", "key", "bound", "value", "certain")}
    metric = metric_named(watch.organisation, watch.metric)
    name = {"ru": called(metric, "ru"), "en": called(metric, "en")}
    return plain | {
        "watch": watch.pk, "name": name, "unit": metric.unit, "part": part_told(watch), "now": [*ends, found.n],
    }  # fmt: skip


def part_told(row: Watch | Goal) -> dict[str, str]:
    """The group that is watched or has a target, in words; nothing where all answers are."""
    if not row.column:
        return {"ru": "", "en": ""}
    asked, metric = Asked(USUAL, row.column, row.key), metric_named(row.organisation, row.metric)
    return {
        "ru": title_of(row.organisation, metric, asked, "ru"),
        "en": title_of(row.organisation, metric, asked, "en"),
    }
