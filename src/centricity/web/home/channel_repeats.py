"""How many contacts the same customer had to follow by another, by channel; the metric counts them."""

from dataclasses import dataclass, field

import polars as pl

from centricity.stats.estimate import Estimate
from centricity.web.home.channel_rows import SELF_SERVICE, Asked, followed
from centricity.web.home.following import following
from centricity.web.home.happened import TooManyError
from centricity.web.people.models import Organisation

WITHIN = 14
"""Days within which another contact is a repeat, as the metric has it."""


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
    found = following(frame, asked.period, WITHIN)
    return Repeats(found.shares("group") | found.shares("channel") | found.shares(), found.young)
