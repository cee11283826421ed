"""What the staff of the example company answered, half-year by half-year; nameless as it always is."""

import hashlib
from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta

import numpy as np

from centricity.language import Language
from centricity.surveys import bundled_survey
from centricity.web.audit.services import SYSTEM
from centricity.web.people.models import Organisation
from centricity.web.voice.answering import ratings_of
from centricity.web.voice.drafts import plain
from centricity.web.voice.models import Rating, Response, Survey
from centricity.web.voice.services import publish, state_set, survey_create

ROUNDS = (395, 212, 30)
"""Days ago on which each round was closed."""
PEOPLE = {"sales": 25, "delivery": 30, "support": 40, "it": 18, "finance": 12, "people": 8, "legal": 3}
"""How many answer of each department; one has too few to be shown."""
SERVES_ILL = {"it": 0.7, "finance": 0.4}
"""Departments that others are less content with, by how much of five."""
RISE = 0.25
"""By how much answers are better from one round to the next."""
_ROWS = 1_000


def staff_lay(organisation: Organisation, today: date, language: Language) -> None:
    """Rounds of the internal survey, each following the one before."""
    rng, before = np.random.default_rng(17), None
    for number, ago in enumerate(ROUNDS):
        day = datetime.combine(today - timedelta(days=ago), time(), UTC)
        before = _round(organisation, number, day, rng, language, before)


def _round(
    organisation: Organisation, number: int, day: datetime, rng: np.random.Generator, language: Language,
    before: Survey | None,
) -> Survey:  # fmt: skip
    survey = survey_create(organisation, f"staff-{number + 1}", plain(bundled_survey("internal_service")), SYSTEM)
    publish(survey, 0, SYSTEM)
    survey = state_set(survey, "open", 1, SYSTEM)
    responses = list(_responses(survey, day, rng, language, RISE * number))
    Response.objects.bulk_create(responses, _ROWS)
    Rating.objects.bulk_create((row for each in responses for row in ratings_of(survey, each)), _ROWS)
    survey = state_set(survey, "closed", survey.version, SYSTEM)
    Survey.objects.filter(pk=survey.pk).update(
        opened_at=day - timedelta(days=14), closed_at=day, follows=before, next_due=None
    )
    return survey


def _responses(
    survey: Survey, day: datetime, rng: np.random.Generator, language: Language, lift: float
) -> Iterator[Response]:
    for department, n in PEOPLE.items():
        for number in range(n):
            score = int(np.clip(round(rng.normal(7.3 + lift, 1.9)), 0, 10))
            values = {
                "department": department, "helped": _helped(department, rng, lift), "recommend": score,
                "satisfied": int(np.clip(round(score / 2.2 + rng.normal(0, 0.5)), 1, 5)),
            }  # fmt: skip
            key = hashlib.sha256(f"{survey.code}/{department}/{number}".encode()).hexdigest()
            yield Response(
                survey=survey, version=survey.current, key_hash=key, state=Response.State.WHOLE, page=3, values=values,
                language=language, channel="web", heard=True, begun_at=day, ended_at=day,
            )  # fmt: skip


def _helped(department: str, rng: np.random.Generator, lift: float) -> dict[str, int]:
    """How content somebody is with the departments they work with."""
    others = [each for each in PEOPLE if each != department and rng.random() < 0.6]
    return {
        each: int(np.clip(round(rng.normal(3.9 + lift - SERVES_ILL.get(each, 0), 0.8)), 1, 5))
        for each in others or ["support"]
    }
