"""How many contacts the same customer had to follow by another, by channel; the metric counts them."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import timedelta

import ibis
import polars as pl

from centricity.errors import Fault, MetricError
from centricity.metrics import Options, compute
from centricity.stats.estimate import Estimate
from centricity.web.feedback.figures import Period
from centricity.web.home.channel_rows import SELF_SERVICE, Asked, followed
from centricity.web.home.happened import TooManyError
from centricity.web.people.models import Organisation

WHOLE = "all"
WITHIN = 14
"""Days within which another contact is a repeat, as the metric has it."""
_TOO_YOUNG = ("metric.none_old_enough", "metric.note_too_young")


@dataclass(frozen=True)
class Repeats:
    """Shares that were followed, by channel and by group; how many contacts are too young, and whether too many."""

    by: dict[str, Estimate] = field(default_factory=dict)
    young: int = 0
    too_many: bool = False


def repeats(organisation: Organisation, asked: Asked) -> Repeats:
    """How many contacts of a period were followed by another of the same customer, whatever it was about."""
    try:
        frame = followed(organisation, asked, WITHIN)
    except TooManyError:
        return Repeats(too_many=True)
    kind = pl.when(pl.col("channel").is_in(SELF_SERVICE)).then(pl.lit("self_service")).otherwise(pl.lit("person"))
    frame = frame.with_columns(group=pl.when(pl.col("channel").is_not_null()).then(kind))
    by_channel, young = followed_shares(frame, asked.period, "channel", WITHIN)
    by_group, _ = followed_shares(frame, asked.period, "group", WITHIN)
    whole, _ = followed_shares(frame, asked.period, "", WITHIN)
    return Repeats(by_group | by_channel | whole, young)


def followed_shares(frame: pl.DataFrame, period: Period, by: str, within: int) -> tuple[dict[str, Estimate], int]:
    """The share of contacts that another followed within so many days, by a column; and how many are too young."""
    if frame.is_empty():
        return {}, 0
    options = Options(start=period.first, end=period.last + timedelta(days=1), within_days=within)
    try:
        outcome = compute("repeat_contacts", ibis.memtable(frame), (by,) if by else (), options)
    except MetricError as error:
        return {}, _young(error.faults)
    return {row.keys[0] if row.keys else WHOLE: row.estimate for row in outcome.rows}, _young(outcome.notes)


def _young(faults: Sequence[Fault]) -> int:
    return next((int(str(each.fields["n"])) for each in faults if each.code in _TOO_YOUNG), 0)
