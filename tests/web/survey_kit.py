"""Surveys of invited customers, some of whom have answered, made without letters and pages."""

from datetime import timedelta

from django.utils import timezone

from centricity.web.customers.models import Customer
from centricity.web.voice.answering import ratings_of
from centricity.web.voice.models import Invite, Rating, Response


def customers(organisation, count, **facts):
    """So many customers of whom the same is known."""
    return Customer.objects.bulk_create(
        Customer(organisation=organisation, name=f"{facts.get('segment', 'x')} {n}", **facts) for n in range(count)
    )


def invited(survey, people, **more):
    """Invitations that were delivered."""
    now = timezone.now()
    made = [Invite(survey=survey, customer=one, channel="email", **{"sent_at": now, **more}) for one in people]
    return Invite.objects.bulk_create(made)


def respond(survey, values, customer=None, **more):
    """A response as it would be after its last page."""
    now = timezone.now()
    told = {"state": "whole", "language": "en", "channel": "email", "begun_at": now - timedelta(minutes=2), **more}
    made = Response.objects.create(
        survey=survey, version=survey.current, key_hash=f"{Response.objects.count():064d}", values=values,
        customer=customer, ended_at=told.pop("ended_at", now), **told,
    )  # fmt: skip
    if customer is not None:
        Invite.objects.filter(survey=survey, customer=customer).update(used_on=now.date())
    if made.state == "whole":
        Rating.objects.bulk_create(ratings_of(survey, made))
    return made


def answer(survey, people, score=9, **more):
    """A rating of each."""
    return [respond(survey, {"recommend": score}, one, **more) for one in people]
