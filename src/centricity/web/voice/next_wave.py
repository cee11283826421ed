"""Which wave of which study a closed survey is likely to become: the next one of what it follows."""

from collections.abc import Iterator
from typing import Any

from django.utils import timezone

from centricity.web.research.wave_folder import waves_known
from centricity.web.voice.models import Survey

FARTHEST = 50
"""Surveys of a line that are looked back at."""


def wave_proposed(survey: Survey) -> dict[str, Any]:
    """The study, the wave and its day, as a form begins with them."""
    closed = survey.closed_at or timezone.now()
    code, known = _study(survey)
    wave = str(closed.year)
    if survey.study != code:  # the same answers are no second wave
        wave = next(each for each in _waves(wave) if each not in known)
    return {"study": code, "wave": wave, "date": closed.date()}


def _study(survey: Survey) -> tuple[str, set[str]]:
    """The study of the survey, or of the nearest before it that has one, with its waves."""
    for each in _line(survey):
        code = each.study or each.code
        known = waves_known(survey.organisation, code)
        if known is not None:
            return code, known
    return survey.code, set()


def _line(survey: Survey) -> Iterator[Survey]:
    each: Survey | None = survey
    for _ in range(FARTHEST):
        if each is None:
            return
        yield each
        each = Survey.objects.defer("draft").filter(pk=each.follows_id).first()


def _waves(year: str) -> Iterator[str]:
    yield year
    number = 2
    while True:
        yield f"{year}-{number}"
        number += 1
