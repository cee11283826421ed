"""How answers came in: of those invited who answered, and by which channels; only what is kept in any case."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta

import polars as pl
from django.db.models import Count, QuerySet
from django.db.models.functions import TruncDate
from django.utils import timezone

from centricity.stats.estimate import Estimate
from centricity.surveys.model import SMALLEST
from centricity.web.feedback.figures import share
from centricity.web.improvement.motivation.measures import NOTHING, Part, answers_of, by_column
from centricity.web.improvement.motivation.spans import Span
from centricity.web.people.models import Organisation
from centricity.web.voice.models import Invite, Rating

IN_TIME = timedelta(days=14)


@dataclass(frozen=True)
class Own:
    """Answers behind a figure; those that came by channels of the rewarded, and those whose channel is not known."""

    n: int
    own: int
    unknown: int


def surveys_of(organisation: Organisation, part: Part, *spans: Span) -> list[int]:
    """Surveys behind a part in some periods."""
    found = {each for span in spans for each in answers_of(organisation, part, span)["survey"].to_list()}
    return sorted(found)


def invites_in(surveys: Collection[int], span: Span) -> QuerySet[Invite]:
    """Invitations that went out in a period and were not lost."""
    begin, end = span.period.moments
    return Invite.objects.filter(survey__in=surveys, sent_at__gte=begin, sent_at__lt=end, failed=False)


def response_rate(surveys: Collection[int], span: Span) -> Estimate:
    """Of those invited in a period, the share who answered within two weeks, in per cent.

    n is nought where hardly anybody was invited. Whoever was asked less than two weeks ago may still answer, and is
    left out: the latest period would else always look worse.
    """
    told = invites_in(surveys, span).filter(sent_at__lt=timezone.now() - IN_TIME).annotate(day=TruncDate("sent_at"))
    rows = list(told.order_by().values_list("day", "used_on").annotate(n=Count("pk")))
    n, hit = (sum(count for day, used, count in rows if each(day, used)) for each in (_any, _in_time))
    return share(n, hit) if n >= SMALLEST else NOTHING


def _any(_day: date, _used: date | None) -> bool:
    return True


def _in_time(day: date, used: date | None) -> bool:
    return used is not None and used - day <= IN_TIME


def ratings_of(organisation: Organisation, part: Part, span: Span) -> QuerySet[Rating]:
    """Ratings behind a part that the dashboard takes apart by columns: none of a nameless survey."""
    open_to_see = by_column(organisation, part.metric, "channel", span)["survey"]
    found = Rating.objects.filter(
        organisation=organisation, metric=part.metric, month__in=span.months, survey__in=open_to_see.unique().to_list()
    ).order_by()
    return found.filter(**{part.column: part.key}) if part.column else found


def own_of(organisation: Organisation, part: Part, span: Span, channels: Collection[str]) -> Own:
    """How many answers came by the channels by which the rewarded ask."""
    n = int(answers_of(organisation, part, span)["n"].sum())
    if part.column == "channel":
        return Own(n, n if part.key in channels else 0, 0 if part.key else n)
    if part.column:
        counted = dict(ratings_of(organisation, part, span).values_list("channel").annotate(n=Count("pk")))
    else:
        frame = by_column(organisation, part.metric, "channel", span)
        counted = dict(frame.group_by("key").agg(pl.col("n").sum()).iter_rows())
    known = sum(count for channel, count in counted.items() if channel)
    return Own(n, sum(counted.get(each, 0) for each in channels), n - known)
