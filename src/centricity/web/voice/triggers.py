"""Rules by which a survey asks after something happened, and what came of them."""

import re
from dataclasses import dataclass

from django.db import transaction
from django.db.models import Count
from django.utils import timezone

from centricity.errors import Fault, MisuseError, Place
from centricity.methods.part import CODE
from centricity.web.audit.services import Actor, record
from centricity.web.voice.models import Occasion, Survey, Trigger
from centricity.web.voice.occasions import last_event
from centricity.web.voice.services import held

LONGEST = 24 * 90
"""Hours after which nobody remembers what is asked about."""


@dataclass(frozen=True)
class Rule:
    """After what a survey asks, how many hours later, how many of a hundred, and the touchpoint it asks about."""

    event: str
    hours: int
    share: int
    touchpoint: str = ""


@transaction.atomic
def trigger_set(survey: Survey, rule: Rule, version: int, actor: Actor) -> Trigger:
    """Set the rule of an event; it sees what happens from now on.

    Raises
    ------
    MisuseError
        Where the survey is one of staff, the rule asks too late or nobody, or its touchpoint is no code.
    """
    found = held(survey, version)
    if found.audience != "customers":
        raise MisuseError([Fault("voice.trigger_staff")])
    if not (0 <= rule.hours <= LONGEST and 1 <= rule.share <= 100):
        raise MisuseError([Fault("voice.trigger_span", fields={"limit": LONGEST})])
    if rule.touchpoint and not re.fullmatch(CODE, rule.touchpoint):
        raise MisuseError([Fault("voice.touchpoint", Place(key="touchpoint"))])
    now, facts = timezone.now(), {"hours": rule.hours, "share": rule.share, "touchpoint": rule.touchpoint}
    known = Trigger.objects.select_for_update().filter(survey=found, event=rule.event).first()
    made = known or Trigger(survey=found, event=rule.event, on=False)
    made.hours, made.share, made.touchpoint = rule.hours, rule.share, rule.touchpoint
    if not made.on:  # what happened while there was no rule is not asked about
        last = last_event()
        made.on, made.start, made.mark, made.since, made.seen_at = True, last, last, now, now
    made.save()
    record(actor, "survey.trigger", found.target, after={"event": rule.event, **facts})
    return made


@transaction.atomic
def trigger_end(survey: Survey, event: str, version: int, actor: Actor) -> None:
    """Ask after an event no more; what was seen stays counted, what waits is left out."""
    found = held(survey, version)
    if Trigger.objects.filter(survey=found, event=event, on=True).update(on=False):
        record(actor, "survey.trigger", found.target, after={"event": event, "on": False})


def counts_of(survey: Survey) -> list[tuple[Trigger, dict[str, int]]]:
    """Rules of a survey with how many events had which outcome, within a year."""
    told = Occasion.objects.filter(trigger__survey=survey).values_list("trigger_id", "outcome")
    counts: dict[int, dict[str, int]] = {}
    for pk, outcome, n in told.annotate(n=Count("pk")).order_by("trigger_id", "outcome"):
        counts.setdefault(pk, {})[outcome] = n
    return [(each, counts.get(each.pk, {})) for each in Trigger.objects.filter(survey=survey)]
