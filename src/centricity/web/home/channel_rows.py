"""What channels are counted of: contacts that customers began, customers, answers to surveys, and first answers."""

import math
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

import polars as pl
from django.db.models import Count, Max, Min, Q, QuerySet

from centricity.stats.estimate import Estimate
from centricity.web.customers.contacts import contacts_of
from centricity.web.customers.models import Channel, Customer
from centricity.web.feedback.figures import Period
from centricity.web.feedback.models import Item
from centricity.web.home.asked import Asked as Part
from centricity.web.home.happened import MOMENT, MOST_ROWS, bounded
from centricity.web.home.rated import ratings_of
from centricity.web.people.models import Organisation

SELF_SERVICE = (str(Channel.APP), str(Channel.WEB))
"""Channels in which customers help themselves; behind the others there is a person."""
GROUPS = ("self_service", "person", "all")
NONE = "none"
"""How an address names the contacts whose channel is not told."""
OWN = 0
"""The place of interactions among the lists of contacts: a contact is named by its list and its number there."""
NOTHING = Estimate(math.nan, math.nan, math.nan, 0, "none")
MARK = "0"
"""Nobody's contact, which tells a metric that the data reach so far; no customer has this number."""


@dataclass(frozen=True)
class Asked:
    """Days, and the market and the segment of the customers; an empty one lets all through."""

    period: Period
    market: str = ""
    segment: str = ""

    def within(self, whose: str) -> Q:
        """Who is asked for, where ``whose`` leads from a row to its customer."""
        told = {"market": self.market, "segment": self.segment}
        return Q(**{f"{whose}{name}": value for name, value in told.items() if value})

    def earlier(self) -> "Asked":
        """The same of the period of equal length just before."""
        days = self.period.last - self.period.first + timedelta(days=1)
        return Asked(Period(self.period.first - days, self.period.first - timedelta(days=1)), self.market, self.segment)


def contacts(organisation: Organisation, asked: Asked) -> Counter[str]:
    """Contacts that customers began in a period, by channel; the empty one is not told."""
    found: Counter[str] = Counter()
    for rows in _within(organisation, asked, *asked.period.moments):
        for channel, n in rows.values_list("channel").annotate(n=Count("pk")):
            found[channel] += n
    return found


def members(group: str) -> list[str]:
    """Channels of a group, or the one channel."""
    if group not in GROUPS:
        return [group]
    if group == "all":
        return [*Channel.values, ""]
    return [each for each in Channel.values if (each in SELF_SERVICE) == (group == "self_service")]


def contacts_listed(
    organisation: Organisation, asked: Asked, channel: str, *, assistant: bool = False
) -> QuerySet[Any, Any]:
    """Contacts of a period by a channel or a group of channels, the newest first: when, whose number, by which.

    With ``assistant``, those alone that were begun with it.
    """
    rows = list(_within(organisation, asked, *asked.period.moments))
    rows = [rows[OWN].filter(robot=True)] if assistant else rows
    lists = [each.filter(channel__in=members(channel)).values_list("at", "customer_id", "channel") for each in rows]
    return lists[0].union(*lists[1:], all=True).order_by("-at", "customer_id")


def _within(organisation: Organisation, asked: Asked, begin: datetime, end: datetime) -> Iterator[QuerySet[Any]]:
    for rows in contacts_of(organisation):
        yield rows.filter(asked.within("customer__"), at__gte=begin, at__lt=end)


def known_days(organisation: Organisation) -> tuple[date, date] | None:
    """The days of the first and the last contact that are known at all."""
    ends = [rows.aggregate(first=Min("at"), last=Max("at")) for rows in contacts_of(organisation)]
    known = [each for each in ends if each["first"] is not None]
    if not known:
        return None
    return min(each["first"] for each in known).date(), max(each["last"] for each in known).date()


def followed(organisation: Organisation, asked: Asked, within: int) -> pl.DataFrame:
    """Contacts of a period and of so many days after it, as a metric reads them; the channel is null where not told.

    Of two at one moment the one with the lower number came first, so that figures are the same every time.

    Raises
    ------
    TooManyError
        Where there are more than are brought out at once.
    """
    begin, end = asked.period.moments
    until = end + timedelta(days=within + 1)
    told: list[tuple[Any, ...]] = []
    for place, rows in enumerate(_within(organisation, asked, begin, until), OWN):
        found = bounded(rows.values_list("pk", "customer_id", "at", "channel"), MOST_ROWS - len(told))
        told += [(request_of(place, pk), str(who), at, channel or None) for pk, who, at, channel in found]
    if told and any(rows.filter(at__gte=until).exists() for rows in contacts_of(organisation)):
        told.append((MARK, MARK, until, None))
    schema: Any = {"request": pl.String, "customer": pl.String, "created": MOMENT, "channel": pl.String}
    return pl.DataFrame(told, schema=schema, orient="row")


def request_of(place: int, pk: object) -> str:
    """The name of a contact by where it is kept and its number; names go in the order of the numbers."""
    return f"{place}:{pk!s:0>36}"


def base(organisation: Organisation, asked: Asked) -> tuple[int, int]:
    """Customers of the opening day, and how many of them have no day since which they are customers."""
    known = Customer.objects.filter(asked.within(""), organisation=organisation, merged_into=None)
    first = asked.period.first
    there = known.filter(Q(joined__lt=first) | Q(joined=None)).filter(Q(left__gte=first) | Q(left=None))
    told = there.aggregate(n=Count("pk"), undated=Count("pk", filter=Q(joined=None)))
    return told["n"], told["undated"]


def scores(organisation: Organisation, asked: Asked, metric: Any) -> pl.DataFrame:
    """Answers of a period by channel and score; none of nameless surveys, of which no part is told."""
    begin, end = asked.period.moments
    found = ratings_of(organisation, metric, Part()).filter(at__gte=begin, at__lt=end)
    if asked.segment:
        found = found.filter(segment=asked.segment)
    if asked.market:
        found = found.filter(response__customer__market=asked.market)
    rows = found.order_by().values_list("channel", "score").annotate(n=Count("pk"))
    schema = {"channel": pl.String, "score": pl.Int64, "n": pl.Int64}
    return pl.DataFrame(list(rows), schema=schema, orient="row")


def first_answers(organisation: Organisation, asked: Asked) -> dict[str, list[tuple[datetime, datetime]]]:
    """When messages came in and were first answered, by channel."""
    found: dict[str, list[tuple[datetime, datetime]]] = {}
    answered = _messages(organisation, asked).exclude(first_answer_at=None)
    for channel, *both in answered.values_list("channel", "received_at", "first_answer_at").iterator():
        found.setdefault(channel, []).append((both[0], both[1]))
    return found


def nobodys(organisation: Organisation, asked: Asked) -> int:
    """Messages of people who are not known as customers: they count as nobody's contacts."""
    found = _messages(organisation, asked).filter(customer=None)
    return found.exclude(source=Item.Source.SURVEY).count()


def _messages(organisation: Organisation, asked: Asked) -> QuerySet[Item]:
    begin, end = asked.period.moments
    found = Item.objects.filter(asked.within("customer__"), organisation=organisation)
    return found.filter(received_at__gte=begin, received_at__lt=end).exclude(state=Item.State.SPAM).order_by()
