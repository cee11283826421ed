"""Signs that a figure was worked on in place of the experience: each from what is kept in any case.

Neither addresses nor devices of those who answer are kept, so that answers from one of them are not looked for; nor is
it known who handed an address out.
"""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import polars as pl
from django.db.models import Count, Exists, OuterRef, Q
from django.db.models.functions import TruncHour

from centricity.metrics import definition
from centricity.metrics.change import verdict
from centricity.metrics.options import Options
from centricity.metrics.rules import rule_of
from centricity.stats.estimate import Estimate, difference
from centricity.surveys.model import SMALLEST
from centricity.web.customers.models import Customer, Interaction, Key
from centricity.web.feedback.figures import share
from centricity.web.feedback.models import Item
from centricity.web.improvement.models import Incentive
from centricity.web.improvement.motivation.collecting import invites_in, ratings_of, surveys_of
from centricity.web.improvement.motivation.judging import Judged
from centricity.web.improvement.motivation.measures import ASKED, NOTHING, Part, answers_of, figure, measure
from centricity.web.improvement.motivation.spans import Span
from centricity.web.people.models import Organisation
from centricity.web.people.selectors import holders
from centricity.web.voice.models import Survey

BURST = 10
BURST_SHARE = 20.0
"""Answers by open addresses within one hour that are looked at: so many, and such a share of all, in per cent."""
TOUCHED = ("order", "contact", "call", "visit", "request")


@dataclass(frozen=True)
class Sign:
    """Whether a sign is there, is not, or cannot be told; ``part`` is the place of its metric, if it has one."""

    code: str
    state: str
    fields: Mapping[str, Any] = field(default_factory=dict)
    part: int | None = None

    @property
    def flagged(self) -> bool:
        return self.state == "flagged"

    @property
    def place(self) -> str:
        """The place of its metric as a form sends it."""
        return "" if self.part is None else str(self.part)


def signs(incentive: Incentive, parts: Collection[Judged], span: Span) -> Iterator[Sign]:
    """All signs of a period: those of every metric of answers, then those of the scheme."""
    place = incentive.organisation
    asked = {number: each for number, each in enumerate(parts) if measure(each.part.metric).asked}
    for number, each in asked.items():
        for sign in (_rate(each), _top(place, each, span), _burst(place, each, span)):
            yield replace(sign, part=number)
    surveys = sorted({pk for each in asked.values() for pk in surveys_of(place, each.part, span)})
    if asked:
        yield _withheld(place, surveys, span)
        yield _staff(place, surveys, span)
    begin, end = span.period.moments
    told = {"at": incentive.ruled_at, "over": incentive.ruled_at >= end}
    yield Sign("rules", "flagged" if incentive.ruled_at >= begin else "clear", fields=told)


def _rate(found: Judged) -> Sign:
    """Whether fewer of those who were asked answered, beyond noise."""
    if not found.rate.n or not found.rate_before.n:
        return Sign("rate", "unknown")
    fell = verdict(difference(found.rate, found.rate_before), "up") == "worse"
    told = {"now": found.rate, "before": found.rate_before}
    return Sign("rate", "flagged" if fell else "clear", told)


def _top(place: Organisation, found: Judged, span: Span) -> Sign:
    """Whether the highest score came more often, beyond noise, while no other metric of the same answers got better."""
    now, before = (top_share(place, found.part, each) for each in (span, span.before))
    others = list(_others(place, found.part, span))
    if min(now.n, before.n) < SMALLEST or not others:
        return Sign("top", "unknown")
    jumped = verdict(difference(now, before), "up") == "better" and "better" not in others
    return Sign("top", "flagged" if jumped else "clear", {"now": now, "before": before})


def top_share(place: Organisation, part: Part, span: Span) -> Estimate:
    """The share of the highest score, in per cent."""
    highest = rule_of(definition(part.metric), Options()).scale.max
    frame = answers_of(place, part, span)
    n, hit = int(frame["n"].sum()), int(frame.filter(pl.col("score") == highest)["n"].sum())
    return share(n, hit) if n else NOTHING


def _others(place: Organisation, part: Part, span: Span) -> Iterator[str]:
    """How the other metrics of the same cut changed, of those that both periods have."""
    for code in ASKED:
        if code != part.metric:
            other = Part(code, 0, 0.0, 1.0, part.column, part.key)
            now, before = figure(place, other, span), figure(place, other, span.before)
            if min(now.n, before.n) >= SMALLEST:
                yield verdict(difference(now, before), "up")


def _burst(place: Organisation, found: Judged, span: Span) -> Sign:
    """Whether many answers without an invitation came within one hour."""
    ratings = ratings_of(place, found.part, span)
    n = ratings.aggregate(n=Count("response", distinct=True))["n"]
    if n < SMALLEST:
        return Sign("burst", "unknown")
    hours = ratings.filter(response__customer=None).annotate(hour=TruncHour("at")).values("hour")
    most = hours.annotate(n=Count("response", distinct=True)).order_by("-n", "hour").first()
    if most is None or most["n"] < BURST or 100 * most["n"] < BURST_SHARE * n:
        return Sign("burst", "clear")
    return Sign("burst", "flagged", {"hour": most["hour"], "n": most["n"], "of": n})


def _withheld(place: Organisation, surveys: Collection[int], span: Span) -> Sign:
    """Whether customers with a complaint that was open were invited less often than others, beyond noise."""
    complaining, rest = asked_shares(place, surveys, span)
    if min(complaining.n, rest.n) < SMALLEST or not complaining.value + rest.value > 0:
        return Sign("withheld", "unknown")
    less = verdict(difference(complaining, rest), "up") == "worse"
    return Sign("withheld", "flagged" if less else "clear", fields={"complaining": complaining, "rest": rest})


def asked_shares(place: Organisation, surveys: Collection[int], span: Span) -> tuple[Estimate, Estimate]:
    """Of customers with whom something happened in a period and who agreed to be asked, the share that was.

    Those with a complaint that was open then, and the others.
    """
    begin, end = span.period.moments
    mine = {"customer": OuterRef("pk")}
    open_ = Item.objects.filter(**mine, kind=Item.Kind.COMPLAINT, received_at__lt=end).exclude(state=Item.State.SPAM)
    happened = Interaction.objects.filter(**mine, kind__in=TOUCHED, at__gte=begin, at__lt=end)
    agreed = Customer.objects.filter(
        Exists(happened), organisation=place, merged_into=None, erased_at=None, do_not_contact=False,
        consent=Customer.Consent.GIVEN,
    )  # fmt: skip
    told = agreed.annotate(
        complains=Exists(open_.filter(Q(closed_at=None) | Q(closed_at__gte=begin))),
        invited=Exists(invites_in(surveys, span).filter(**mine)),
    )
    rows = list(told.order_by().values_list("complains", "invited").annotate(n=Count("pk")))
    return _asked(rows, complains=True), _asked(rows, complains=False)


def _asked(rows: Collection[tuple[bool, bool, int]], *, complains: bool) -> Estimate:
    n = sum(count for each, _invited, count in rows if each == complains)
    return share(n, sum(count for each, invited, count in rows if each == complains and invited)) if n else NOTHING


def _staff(place: Organisation, surveys: Collection[int], span: Span) -> Sign:
    """How many personal addresses that went to e-mails of accounts of the organisation were used."""
    outside = Survey.objects.filter(pk__in=surveys, audience="customers").values("pk")
    sent = invites_in([each["pk"] for each in outside], span)
    if not sent.exists():
        return Sign("staff", "unknown")
    emails = list(holders(place.code).values_list("email", flat=True))
    known = Key.objects.filter(customer=OuterRef("customer"), kind="email", value__in=emails)
    used = sent.filter(Exists(known) | Q(address__in=emails), used_on__isnull=False).count()
    return Sign("staff", "flagged" if used else "clear", fields={"n": used})
