"""What an assistant took off people: dialogues begun with it, how many stayed with it, and who had to ask again."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import polars as pl
from django.db.models import Count, QuerySet

from centricity.stats.estimate import Estimate
from centricity.web.customers.contacts import CONTACTS
from centricity.web.customers.models import Interaction
from centricity.web.feedback.figures import share
from centricity.web.home.channel_rows import NOTHING, OWN, Asked, followed, request_of
from centricity.web.home.following import WHOLE, Following, following
from centricity.web.home.happened import MOST_ROWS, TooManyError, bounded
from centricity.web.people.models import Organisation

WITHIN = 7
"""Days within which whoever turns to us again after a dialogue that stayed with the assistant was not helped by it."""
MOST_ABOUT = 10
"""Typical dialogues that are shown, the most frequent first."""
Row = tuple[str, str, bool | None, int]


@dataclass(frozen=True)
class Dialogues:
    """Dialogues of a channel or about one thing; ``untold`` are those of which it is not told how they ended."""

    code: str
    begun: int
    untold: int
    handed_over: int
    contained: Estimate
    again: Estimate


@dataclass(frozen=True)
class Assistant:
    """Dialogues by channel, by what they were about, and in all; ``young`` are too fresh to say who asked again."""

    channels: list[Dialogues] = field(default_factory=list)
    about: list[Dialogues] = field(default_factory=list)
    whole: Dialogues | None = None
    young: int = 0
    too_many: bool = False


def assistant(organisation: Organisation, asked: Asked) -> Assistant:
    """Dialogues that customers of a period began with the assistant."""
    begun = _begun(organisation, asked)
    rows: list[Row] = list(begun.values_list("channel", "about", "handed_over").annotate(n=Count("pk")))
    if not rows:
        return Assistant()
    try:
        again, young = _again(organisation, asked, begun)
    except TooManyError:
        return _made(rows, {}, 0, too_many=True)
    return _made(rows, again, young, too_many=False)


def _begun(organisation: Organisation, asked: Asked) -> QuerySet[Interaction]:
    begin, end = asked.period.moments
    found = Interaction.objects.filter(asked.within("customer__"), organisation=organisation, robot=True)
    return found.filter(kind__in=CONTACTS, outgoing=False, at__gte=begin, at__lt=end).order_by()


def _made(rows: Sequence[Row], again: dict[tuple[str, str], Estimate], young: int, *, too_many: bool) -> Assistant:
    return Assistant(
        _parted(rows, 0, "channel", again), _parted(rows, 1, "about", again)[:MOST_ABOUT],
        _dialogues("all", rows, again.get(("", WHOLE), NOTHING)), young, too_many,
    )  # fmt: skip


def _parted(rows: Sequence[Row], at: int, by: str, again: dict[tuple[str, str], Estimate]) -> list[Dialogues]:
    """Dialogues by a column, the most frequent first; those without a value last."""
    keys = sorted({str(row[at]) for row in rows})
    made = [
        _dialogues(key, [row for row in rows if row[at] == key], again.get((by, key), NOTHING)) for key in keys
    ]  # fmt: skip
    return sorted(made, key=lambda each: (not each.code, -each.begun))


def _dialogues(code: str, rows: Sequence[Row], again: Estimate) -> Dialogues:
    ended = {how: sum(row[3] for row in rows if row[2] is how) for how in (True, False, None)}
    known = ended[True] + ended[False]
    contained = share(known, ended[False]) if known else NOTHING
    return Dialogues(code, known + ended[None], ended[None], ended[True], contained, again)


def _again(
    organisation: Organisation, asked: Asked, begun: QuerySet[Interaction]
) -> tuple[dict[tuple[str, str], Estimate], int]:
    """The share of dialogues that stayed with the assistant and whose customer turned to us again, by column and key.

    Raises
    ------
    TooManyError
        Where there are more than are brought out at once.
    """
    ended = bounded(begun.filter(handed_over=False).values_list("pk", "channel", "about"), MOST_ROWS)
    lines = [(request_of(OWN, pk), f"={channel}", f"={about}", "=") for pk, channel, about in ended]
    schema: Any = dict.fromkeys(("request", "of channel", "of about", "of all"), pl.String)
    frame = followed(organisation, asked, WITHIN).join(
        pl.DataFrame(lines, schema=schema, orient="row"), on="request", how="left"
    )
    told = following(frame, asked.period, WITHIN)
    ended_there = Following(told.frame.filter(pl.col("of all").is_not_null()))
    found: dict[tuple[str, str], Estimate] = {}
    for by, column in (("channel", "of channel"), ("about", "of about"), ("", "of all")):
        found |= {(by, key[1:] if by else WHOLE): each for key, each in ended_there.shares(column).items()}
    return found, ended_there.young
