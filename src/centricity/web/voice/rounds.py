"""Waves of a survey: it asks again by itself, each time whoever may be asked then."""

import calendar
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import Count, Min, Q
from django.utils import timezone

from centricity.errors import Fault, MisuseError
from centricity.web.audit.services import SYSTEM, Actor, record
from centricity.web.jobs.services import Progress, ask
from centricity.web.voice.inviting import customers_invite, customers_to_ask
from centricity.web.voice.models import Invite, Response, Rhythm, Survey
from centricity.web.voice.pacing import hold, quiet_days
from centricity.web.voice.places import base
from centricity.web.voice.recurring import next_open
from centricity.web.voice.reminding import to_remind
from centricity.web.voice.services import held

MONTHS = {Rhythm.Every.MONTH: 1, Rhythm.Every.QUARTER: 3, Rhythm.Every.HALF: 6, Rhythm.Every.YEAR: 12}
MORNING = 7
"""The hour, UTC, before which no wave is opened: nobody is asked at night."""


@dataclass(frozen=True)
class Plan:
    """When a survey asks again, and whom."""

    every: str
    next_on: date | None = None
    segment: str = ""
    market: str = ""
    remind: bool = False


@dataclass(frozen=True)
class Wave:
    """What came of a wave; without letters there is no rate."""

    number: int
    begun: date | None
    invited: int
    answered: int
    responses: int


@transaction.atomic
def rhythm_set(survey: Survey, plan: Plan, version: int, actor: Actor, owner: Any = None) -> None:
    """Let a survey ask again by itself, or no more; of staff it closes this one and opens the next.

    Raises
    ------
    MisuseError
        Where there is no day or it is past, or the survey is one of staff and does not suit their rhythm.
    """
    found = held(survey, version)
    known = Rhythm.objects.filter(survey=found).first()
    before = {"every": known.every, "next": f"{known.next_on}"} if known else {"every": ""}
    if not plan.every:
        Rhythm.objects.filter(survey=found).delete()
        record(actor, "survey.rhythm", found.target, before, {"every": ""})
        return
    often = MONTHS[Rhythm.Every(plan.every)] < MONTHS[Rhythm.Every.QUARTER]
    if found.audience != "customers" and (often or plan.segment or plan.market):
        raise MisuseError([Fault("voice.rhythm_staff")])
    if plan.next_on is None or plan.next_on < timezone.now().date():
        raise MisuseError([Fault("voice.rhythm_past")])
    facts = {"every": plan.every, "next_on": plan.next_on, "day": plan.next_on.day, "segment": plan.segment,
             "market": plan.market, "remind": plan.remind, "owner": owner}  # fmt: skip
    Rhythm.objects.update_or_create(survey=found, defaults=facts)
    record(actor, "survey.rhythm", found.target, before, {"every": plan.every, "next": f"{plan.next_on}"})


def following(day: date, every: str, anchor: int) -> date:
    """The day of the next wave; where the month is too short for it, its last one."""
    month = day.month - 1 + MONTHS[Rhythm.Every(every)]
    year, month = day.year + month // 12, month % 12 + 1
    return date(year, month, min(anchor, calendar.monthrange(year, month)[1]))


def open_due(progress: Progress) -> None:
    """Open the waves whose day has come, and remind in those that are under way."""
    progress.next("Открываю волны", "Opening waves")
    now = timezone.now()
    if now.hour >= MORNING:
        customers, open_one = Q(survey__audience="customers"), Q(survey__state=Survey.State.OPEN)
        due = Rhythm.objects.filter(~customers | open_one, next_on__lte=now.date(), survey__opened_at__isnull=False)
        for rhythm in due.select_related("survey__organisation", "survey__current"):
            open_wave(rhythm, now.date())
        for rhythm in Rhythm.objects.filter(remind=True, survey__state=Survey.State.OPEN).select_related("survey"):
            if to_remind(rhythm.survey).exists():
                ask("survey.remind", rhythm.survey.target, SYSTEM, base=base(), survey=rhythm.survey_id)
    with progress.finishing():
        pass


@transaction.atomic
def open_wave(rhythm: Rhythm, today: date) -> bool:
    """Open a wave, or the next survey of staff, once, however many workers try.

    Days that were slept through are not made up for.
    """
    coming = following(rhythm.next_on, rhythm.every, rhythm.day)
    while coming <= today:
        coming = following(coming, rhythm.every, rhythm.day)
    survey = rhythm.survey
    hold(survey.organisation)
    if not Rhythm.objects.filter(pk=rhythm.pk, next_on=rhythm.next_on).update(next_on=coming):
        return False
    if survey.audience != "customers":
        next_open(rhythm, today)
        return True
    if Invite.objects.filter(survey=survey, wave=survey.wave).exists() or _answered(survey):
        survey.wave += 1
        Survey.objects.filter(pk=survey.pk).update(wave=survey.wave)
    among = customers_to_ask(survey, rhythm.segment, rhythm.market)
    count = customers_invite(survey, among, quiet_days(survey.organisation), base(), SYSTEM)
    record(SYSTEM, "survey.round", survey.target, after={"wave": survey.wave, "count": count})
    return True


def _answered(survey: Survey) -> bool:
    return Response.objects.filter(survey=survey, wave=survey.wave).exists()


def waves_of(survey: Survey) -> list[Wave]:
    """Waves that were, the newest first."""
    sent = Q(sent_at__isnull=False, failed=False)
    told = Invite.objects.filter(survey=survey).values("wave").annotate(
        begun=Min("made_at"), invited=Count("pk", filter=sent),
        answered=Count("pk", filter=sent & Q(used_on__isnull=False)),
    )  # fmt: skip
    invites = {row["wave"]: row for row in told}
    whole = Response.objects.filter(survey=survey, state=Response.State.WHOLE)
    responses = dict(whole.values_list("wave").annotate(n=Count("pk")))
    nothing = {"begun": None, "invited": 0, "answered": 0}
    return [
        Wave(number, (row := invites.get(number, nothing))["begun"], row["invited"], row["answered"],
             responses.get(number, 0))
        for number in range(survey.wave, 0, -1)
    ]  # fmt: skip
