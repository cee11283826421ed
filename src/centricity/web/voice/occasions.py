"""Asking after something happened: what a rule sees is seen once, waits for its time, and is asked about or left out.

What was seen is kept with its outcome, so that neither a worker that dies nor two at once ask twice.
"""

from collections.abc import Iterator
from datetime import datetime, timedelta
from hashlib import blake2b
from itertools import islice

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from centricity.web.audit.services import SYSTEM, record
from centricity.web.customers.models import Channel, Customer, Interaction
from centricity.web.feedback.selectors import closed_since
from centricity.web.jobs.services import Progress, ask
from centricity.web.voice.inviting import reason_against
from centricity.web.voice.leaving import gone_lately, has_left
from centricity.web.voice.models import Invite, Occasion, Survey, Trigger
from centricity.web.voice.pacing import hold, quiet_days
from centricity.web.voice.places import base

OVERLAP = 20_000
"""Numbers before the mark that are looked at again: of two imports at once the later may end first."""
MOST = 5_000
"""Events that a rule takes up in one turn; the rest a minute later."""
FRESH = timedelta(days=3)
"""So long after its time an event is still asked about; an import of last year's orders asks nobody."""
AGAIN = timedelta(hours=1)
"""The same as the overlap, for feedback, which has no numbers."""
Out = Occasion.Outcome


def last_event() -> int:
    """The number of the latest event; rules see later ones."""
    return int(Interaction.objects.aggregate(last=Max("pk"))["last"] or 0)


def look(progress: Progress) -> None:
    """See what is new, and ask about what is due."""
    progress.next("Смотрю, что случилось", "Looking at what happened")
    for trigger in Trigger.objects.filter(on=True, survey__state=Survey.State.OPEN).select_related("survey"):
        see(trigger)
    progress.next("Спрашиваю о том, чему пора", "Asking about what is due")
    asked = decide()
    for survey in Survey.objects.filter(pk__in=asked).select_related("organisation"):
        ask("survey.send", survey.target, SYSTEM, base=base(), survey=survey.pk)
    with progress.finishing():
        pass


@transaction.atomic
def see(trigger: Trigger) -> int:
    """Take up what is new to a rule, with its mark, or neither."""
    now = timezone.now()
    held = Trigger.objects.select_for_update(of=("self",)).select_related("survey").get(pk=trigger.pk)
    seen = list(_new(held, now))
    Occasion.objects.bulk_create(seen, batch_size=1_000, ignore_conflicts=True)
    numbers = [each.number for each in seen if each.number is not None]
    mark = held.mark if held.event == Trigger.Event.LEFT else max([held.mark, *numbers])
    Trigger.objects.filter(pk=held.pk).update(mark=mark, seen_at=now)
    return len(seen)


def _new(trigger: Trigger, now: datetime) -> Iterator[Occasion]:
    """What is new to a rule, by what it asks after."""
    if trigger.event == Trigger.Event.FEEDBACK:
        return _closed(trigger, now)
    return _gone(trigger, now) if trigger.event == Trigger.Event.LEFT else _happened(trigger)


def _gone(trigger: Trigger, now: datetime) -> Iterator[Occasion]:
    """Customers who left; one whose leaving was told of late is asked now, by the number of the customer once."""
    for customer, at in gone_lately(trigger, MOST):
        made = _occasion(trigger, max(at, now - timedelta(hours=trigger.hours)), f"{customer}")
        made.number, made.customer_id = customer, customer
        yield made


def _happened(trigger: Trigger) -> Iterator[Occasion]:
    floor = max(trigger.start, trigger.mark - OVERLAP)
    known = set(Occasion.objects.filter(trigger=trigger, number__gt=floor).values_list("number", flat=True))
    found = Interaction.objects.filter(
        organisation=trigger.survey.organisation_id, kind=trigger.event, pk__gt=floor
    ).order_by("pk")
    fresh = (row for row in found.values_list("pk", "customer_id", "at").iterator(2_000) if row[0] not in known)
    for number, customer, at in islice(fresh, MOST):
        made = _occasion(trigger, at, f"{number}")
        made.number, made.customer_id = number, customer
        yield made


def _closed(trigger: Trigger, now: datetime) -> Iterator[Occasion]:
    floor = max(trigger.since, trigger.seen_at - AGAIN)
    known = set(Occasion.objects.filter(trigger=trigger, item__isnull=False).values_list("item", flat=True))
    for item, customer, at in closed_since(trigger.survey.organisation, floor):
        if item not in known:
            made = _occasion(trigger, at, f"{item}")
            made.item, made.customer_id = item, customer
            yield made


def _occasion(trigger: Trigger, at: datetime, name: str) -> Occasion:
    due = at + timedelta(hours=trigger.hours)
    sampled = drawn(trigger, name)
    outcome = Out.SAMPLE if not sampled else Out.OLD if due < timezone.now() - FRESH else Out.WAITING
    return Occasion(trigger=trigger, due_at=due, outcome=outcome)


def drawn(trigger: Trigger, name: str) -> bool:
    """Whether an event is in the sample: chance, and yet the same however often it is looked at."""
    number = int.from_bytes(blake2b(f"{trigger.pk}:{name}".encode(), digest_size=8).digest(), "big")
    return number % 10_000 < trigger.share * 100


def decide() -> set[int]:
    """Ask about what is due, or tell why not, each in a transaction of its own; give the surveys with new letters."""
    due = Occasion.objects.filter(outcome=Out.WAITING, due_at__lte=timezone.now())
    rows = due.select_related("trigger__survey__organisation", "customer").order_by("due_at", "pk")[:MOST]
    return {each.trigger.survey_id for each in rows if _decided(each)}


@transaction.atomic
def _decided(occasion: Occasion) -> bool:
    survey = occasion.trigger.survey
    hold(survey.organisation)
    customer = _standing(occasion.customer)
    outcome = _outcome(occasion, customer)
    mine = Occasion.objects.filter(pk=occasion.pk, outcome=Out.WAITING).update(outcome=outcome)
    if not mine or outcome != str(Out.ASKED):
        return False
    Invite.objects.create(
        survey=survey, customer=customer, wave=survey.wave, event=occasion.pk, channel=Channel.EMAIL,
        language=customer.language or "ru",
    )  # fmt: skip
    record(SYSTEM, "survey.invited", survey.target, after={"count": 1, "event": occasion.trigger.event})
    return True


def _standing(customer: Customer) -> Customer:
    """The customer, or the one that it was merged into since."""
    while customer.merged_into is not None:
        customer = customer.merged_into
    return customer


def _outcome(occasion: Occasion, customer: Customer) -> str:
    survey = Survey.objects.get(pk=occasion.trigger.survey_id)
    if survey.state != Survey.State.OPEN or not occasion.trigger.on:
        return str(Out.CLOSED)
    if occasion.due_at < timezone.now() - FRESH:
        return str(Out.OLD)
    if occasion.trigger.event == Trigger.Event.LEFT and not has_left(customer):
        return str(Out.STAYED)
    return reason_against(survey, customer, quiet_days(occasion.trigger.survey.organisation)) or str(Out.ASKED)
