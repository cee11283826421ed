"""What customers of the example company answered, quarter by quarter, with those who were asked and did not."""

import hashlib
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Any

import numpy as np
import polars as pl
from django.db.models import F
from django.utils import timezone

from centricity.language import Language
from centricity.web.audit.services import SYSTEM
from centricity.web.customers.models import Customer, Interaction, Key
from centricity.web.demo.customers import SYSTEM_NAME
from centricity.web.demo.tables import CHANNELS, messages, questionnaire, table
from centricity.web.people.models import Organisation
from centricity.web.voice.answering import ratings_of
from centricity.web.voice.hearing import line_of
from centricity.web.voice.models import Invite, Rating, Response, Survey
from centricity.web.voice.rounds import Plan, rhythm_set
from centricity.web.voice.services import publish, state_set, survey_create

CODE = "telecom"
QUARTER = 91
HEARD_DAYS = 100
"""Days back from which on answers are heard by the platform itself, as it hears what comes every day."""
COMMENTED = 0.3
"""The share of those who write something."""
SILENT = 1.4
"""How many of those asked say nothing, to one who answers."""
_ROWS = 1_000


def answers_lay(organisation: Organisation, people: pl.DataFrame, today: date, language: Language) -> None:
    """Open the survey of customers with waves of answers that end today."""
    survey = survey_create(organisation, CODE, questionnaire(), SYSTEM)
    publish(survey, 0, SYSTEM)
    survey = state_set(survey, "open", 1, SYSTEM)
    numbers = _numbers(organisation)
    responses = list(_responses(survey, people, today, language, numbers))
    Response.objects.bulk_create(responses, _ROWS)
    Rating.objects.bulk_create((row for each in responses for row in ratings_of(survey, each)), _ROWS)
    _invited(survey, responses, sorted(numbers.values(), key=lambda each: each.pk))
    Interaction.objects.bulk_create((line_of(each) for each in responses if each.heard and each.customer), _ROWS)
    last = max(each.wave for each in responses)
    Survey.objects.filter(pk=survey.pk).update(wave=last, opened_at=responses[0].begun_at)
    coming = Plan("quarter", today + timedelta(days=QUARTER))
    rhythm_set(survey, coming, survey.version, SYSTEM)


def _numbers(organisation: Organisation) -> dict[str, Customer]:
    """Customers by their number in the company's own system."""
    keys = Key.objects.filter(organisation=organisation, kind=SYSTEM_NAME).select_related("customer")
    return {each.value.lower(): each.customer for each in keys}


def _responses(
    survey: Survey, people: pl.DataFrame, today: date, language: Language, numbers: dict[str, Customer]
) -> Iterator[Response]:
    """Whole responses of those who were customers then, one of each in a wave, the oldest first."""
    rng, seen = np.random.default_rng(11), set[tuple[int, str]]()
    frame = table("answers", today).join(people.select("customer", "joined", "left"), on="customer").sort("at")
    day = pl.col("at").dt.date()
    frame = frame.filter((day >= pl.col("joined")) & (pl.col("left").is_null() | (day <= pl.col("left"))))
    since, now = frame["at"].min(), timezone.now()
    assert isinstance(since, datetime)  # noqa: S101  a column of moments
    for row in frame.iter_rows(named=True):
        wave = 1 + (row["at"] - since).days // QUARTER
        at, values = row["at"], _values(row, rng, language)
        if (wave, row["customer"]) in seen or at > now - timedelta(minutes=10):
            continue
        seen.add((wave, row["customer"]))
        yield Response(
            survey=survey, version=survey.current, key_hash=hashlib.sha256(row["response"].encode()).hexdigest(),
            state=Response.State.WHOLE, page=2, values=values, language=language, channel=CHANNELS[row["channel"]],
            customer=numbers[row["customer"].lower()], wave=wave, heard=at < now - timedelta(days=HEARD_DAYS),
            begun_at=at, ended_at=at + timedelta(seconds=float(rng.gamma(4, 18)) + 9),
        )  # fmt: skip


def _values(row: dict[str, Any], rng: np.random.Generator, language: Language) -> dict[str, Any]:
    parts = {each: row[each] for each in ("speed", "courtesy", "price")}
    again = int(np.clip(round(row["recommend"] / 2 + rng.normal(0, 0.7)), 1, 5))
    values = {"recommend": row["recommend"], "satisfied": row["satisfied"], "easy": row["easy"], "parts": parts}
    said = _comment(row["recommend"], rng, language)
    return values | {"again": again} | ({"comment": said} if said else {})


def _comment(score: int, rng: np.random.Generator, language: Language) -> str:
    """Words that fit a score, of some; most say nothing."""
    if rng.random() > COMMENTED:
        return ""
    kind = "complaint" if score <= 6 else "praise" if score >= 9 else str(rng.choice(["question", "idea"]))
    fitting = [each[language] for each in messages() if each["kind"] == kind]
    return fitting[int(rng.integers(len(fitting)))]


def _invited(survey: Survey, responses: list[Response], everybody: list[Customer]) -> None:
    """Letters to those who answered by one, and to others who did not."""
    rng, rows = np.random.default_rng(13), list[Invite]()
    asked = {(each.wave, each.customer_id) for each in responses}
    for each in responses:
        if each.channel == "email" or rng.random() < 0.5:
            sent = each.begun_at - timedelta(hours=float(rng.exponential(20)))
            rows.append(_invite(survey, each.customer_id, each.wave, sent, each.begun_at.date()))
    for used in list(rows):
        for _ in range(int(rng.poisson(SILENT))):
            one = everybody[int(rng.integers(len(everybody)))]
            if (used.wave, one.pk) not in asked and one.consent == Customer.Consent.GIVEN and used.sent_at:
                asked.add((used.wave, one.pk))
                rows.append(_invite(survey, one.pk, used.wave, used.sent_at, None))
    Invite.objects.bulk_create(rows, _ROWS)
    Invite.objects.filter(survey=survey).update(made_at=F("sent_at"))


def _invite(survey: Survey, customer: int | None, wave: int, sent: datetime, used: date | None) -> Invite:
    return Invite(survey=survey, customer_id=customer, wave=wave, channel="email", sent_at=sent, used_on=used)
