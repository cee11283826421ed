"""What happened with a customer, the newest first, whichever app keeps it: read where it is kept, copied nowhere."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db.models import BigIntegerField, CharField, F, Q, QuerySet, Value
from django.db.models.expressions import Combinable
from django.db.models.functions import Cast

from centricity.web.customers.answered import answered
from centricity.web.customers.models import Channel, Customer, Interaction

OWN = "interaction"
ORDER = ("-moment", "kept", "-line", "-row")


@dataclass(frozen=True)
class Event:
    """A line of a timeline; ``feedback`` is the message that it is, or that it answers."""

    kind: str
    at: datetime
    channel: str = ""
    outgoing: bool = False
    amount: Decimal | None = None
    text: str = ""
    reason: str = ""
    number: str | None = None
    title: str = ""
    feedback: str | None = None
    about: str = ""
    robot: bool | None = None
    handed_over: bool | None = None

    def get_kind_display(self) -> str:
        """The kind in words; the name is that of a row, so that pages read both alike."""
        return str(Interaction.Kind(self.kind).label)

    def get_channel_display(self) -> str:
        return str(Channel(self.channel).label) if self.channel else ""


@dataclass(frozen=True)
class Source:
    """Where an app keeps what happened: ``places`` of a customer's rows, made by `places`, and rows by their keys.

    ``told`` are interactions that stand there in more words, so that nothing comes twice.
    """

    places: Callable[[Customer], QuerySet[Any, Any]]
    events: Callable[[Sequence[str]], dict[str, Event]]
    told: Callable[[], Q] | None = None


SOURCES: dict[str, Source] = {}
"""By name; every app that keeps what happened with customers adds its own when it is ready."""


def places(rows: QuerySet[Any, Any], source: str, at: str, n: Combinable) -> QuerySet[Any, Any]:
    """Rows as they can stand in one list with others; ``n`` tells rows of one moment apart."""
    told = rows.order_by().annotate(
        moment=F(at), kept=Value(source, CharField()), line=Cast(n, BigIntegerField()), row=Cast("pk", CharField())
    )
    return told.values_list("moment", "kept", "line", "row")


class Timeline:
    """A list that is read by parts: one query tells which lines stand there, one for each source reads them."""

    def __init__(self, customer: Customer) -> None:
        mine = Interaction.objects.filter(customer=customer)
        for each in SOURCES.values():
            mine = mine.exclude(each.told()) if each.told is not None else mine
        lists = [each.places(customer) for each in SOURCES.values()]
        self.rows = places(mine, OWN, "at", F("pk")).union(*lists, all=True).order_by(*ORDER)

    def count(self) -> int:
        return self.rows.count()

    def __getitem__(self, part: slice) -> list[Event]:
        found = [(source, key) for _moment, source, _n, key in self.rows[part]]
        known = {name: _events(name, [key for source, key in found if source == name]) for name in (OWN, *SOURCES)}
        return [known[source][key] for source, key in found if key in known[source]]


def timeline(customer: Customer) -> Timeline:
    """What happened with a customer, the newest first."""
    return Timeline(customer)


def _events(name: str, keys: Sequence[str]) -> dict[str, Event]:
    if name != OWN:
        return SOURCES[name].events(keys)
    rows = list(Interaction.objects.filter(pk__in=keys))
    return {str(each.pk): event for each, event in zip(rows, events_of(rows), strict=True)}


def events_of(rows: Sequence[Interaction]) -> Iterator[Event]:
    """Lines of one organisation; ratings of an answer are told in the reader's language, unless they were erased."""
    answers = [each for each in rows if each.kind == Interaction.Kind.ANSWER and each.text]
    known = answered(answers[0].organisation_id, [each.number for each in answers]) if answers else {}
    for each in rows:
        event, said = event_of(each), known.get(each.number or "")
        told = said.ratings if said and each in answers else ""
        yield replace(event, text=told) if told else event


def event_of(row: Interaction) -> Event:
    names = (
        "kind", "at", "channel", "outgoing", "amount", "text", "reason", "number", "about", "robot", "handed_over",
    )  # fmt: skip
    return Event(**{name: getattr(row, name) for name in names})
