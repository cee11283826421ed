"""What tests of rewards share: answers and invitations of whole months, and schemes over them."""

import datetime as dt
import uuid

from asking_kit import customer
from django.utils import timezone

from centricity.web.audit.services import SYSTEM
from centricity.web.improvement.motivation.measures import Part
from centricity.web.improvement.motivation.services import Scheme, incentive_create
from centricity.web.improvement.motivation.spans import over
from centricity.web.voice.models import Invite, Rating, Response

NPS = Part("nps", 40, 0.0, 50.0)


def latest():
    """The last whole month."""
    return over("month", timezone.localdate())[0]


def moment(span, day=1, hour=9):
    return timezone.make_aware(dt.datetime.combine(span.period.first, dt.time(hour)) + dt.timedelta(days=day - 1))


def rated(survey, scores, span, metric="nps", spread=True, **more):
    """So many people with one answer each, over the days of a month or within one hour."""
    made = []
    for number, score in enumerate(scores):
        at = moment(span, 1 + number % 20 if spread else 5, 9 + number % 10 if spread else 9)
        response = Response.objects.create(
            survey=survey, version=survey.current, key_hash=uuid.uuid4().hex, state="whole", language="ru",
            begun_at=at, ended_at=at, channel=more.get("channel", ""),
        )  # fmt: skip
        made.append(
            Rating(response=response, organisation=survey.organisation, survey=survey, series=metric, metric=metric,
                   score=score, at=at, month=f"{at.astimezone(dt.UTC):%Y-%m}", version=1, **more)
        )  # fmt: skip
    Rating.objects.bulk_create(made)


def invited(survey, span, count, used, **more):
    """So many invitations of a month, of which some were used the day after."""
    at = moment(span, 2)
    later = at.date() + dt.timedelta(days=1)
    Invite.objects.bulk_create(
        Invite(survey=survey, sent_at=at, channel="email", used_on=later if i < used else None,
               **more)
        for i in range(count)
    )  # fmt: skip


def scheme(organisation, *parts, **more):
    """A scheme that was set long before every period."""
    parts = parts or (NPS,)
    told = {"title": "Desk", "who": "Service desk", "people": 8, "every": "month", "own_known": True} | more
    sales = told.pop("sales", 100 - sum(each.share for each in parts))
    made = incentive_create(organisation, Scheme(sales=sales, parts=parts, **told), SYSTEM)
    made.ruled_at = timezone.now() - dt.timedelta(days=400)
    made.save()
    return made


__all__ = ["NPS", "customer", "invited", "latest", "moment", "rated", "scheme"]
