"""What happened with customers, brought out of the database in columns, as metrics read it: all of it or nothing."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

import polars as pl
from django.db.models import Count, Max, Min, QuerySet
from django.db.models.functions import TruncMonth
from django.utils import timezone

from centricity.language import Language, number
from centricity.web.customers.contacts import THEIRS
from centricity.web.customers.models import Customer, Interaction
from centricity.web.people.models import Organisation

MOST_ROWS = 300_000
MOST_ABOUT = 60
MOMENT = pl.Datetime("us", "UTC")


class TooManyError(Exception):
    """More rows than are brought out at once."""

    def said(self, language: Language) -> str:
        most = number(MOST_ROWS, language)
        return {
            "ru": f"Событий больше, чем страница берёт за раз ({most}). Сузьте период или выберите сегмент.",
            "en": f"There are more events than the page takes at once ({most}). Narrow the period or choose a segment.",
        }[language]


@dataclass(frozen=True)
class Stage:
    """A stage of a journey: what kind of thing happened, and about what where that is told."""

    kind: str
    about: str = ""

    @property
    def code(self) -> str:
        return f"{self.kind}|{self.about}" if self.about else self.kind

    @property
    def title(self) -> str:
        kind = str(dict(Interaction.Kind.choices)[self.kind])
        return f"{kind}: {self.about}" if self.about else kind


def bounded(rows: Any, most: int = MOST_ROWS) -> list[tuple[Any, ...]]:
    """Rows of a query, all of them.

    Raises
    ------
    TooManyError
        Where there are more than may be brought out: a part of them would give wrong numbers.
    """
    found = list(rows[: most + 1])
    if len(found) > most:
        raise TooManyError
    return found


def orders(organisation: Organisation, segment: str = "") -> pl.DataFrame:
    """The first and the last order of every customer in every month: cohorts need no others."""
    events = _of(organisation, segment).filter(kind=Interaction.Kind.ORDER)
    monthly = events.order_by().annotate(month=TruncMonth("at", tzinfo=UTC)).values_list("customer_id", "month")
    rows = bounded(monthly.annotate(first=Min("at"), last=Max("at")))
    told = [(str(who), at) for who, _month, *both in rows for at in both]
    return pl.DataFrame(told, schema={"customer": pl.String, "at": MOMENT}, orient="row")


def stays(organisation: Organisation, segment: str = "") -> pl.DataFrame:
    """Customers with the days on which they came and left, as of today: who is to leave later is still there."""
    today = timezone.now().astimezone(UTC).date()
    known = Customer.objects.filter(organisation=organisation, joined__lte=today, merged_into=None)
    known = known.filter(segment=segment) if segment else known
    rows = bounded(known.order_by().values_list("pk", "joined", "left"))
    told = [(str(who), joined, left if left and left <= today else None) for who, joined, left in rows]
    return pl.DataFrame(told, schema={"customer": pl.String, "joined": pl.Date, "left": pl.Date}, orient="row")


def stages_known(organisation: Organisation) -> list[Stage]:
    """Stages that a journey of the organisation may have: kinds, and what they were about, the most frequent first."""
    kinds = [Stage(str(kind)) for kind in Interaction.Kind.values]
    told: Any = Interaction.objects.filter(THEIRS, organisation=organisation).exclude(about="").order_by()
    counted = told.values_list("kind", "about").annotate(n=Count("pk")).order_by("-n", "kind", "about")
    return kinds + [Stage(kind, about) for kind, about, _n in counted[:MOST_ABOUT]]


def events(organisation: Organisation, stages: Sequence[Stage], first: date | None, last: date | None) -> pl.DataFrame:
    """Events of the stages within days, each under the title of its stage; what is of two stages comes twice."""
    told: list[tuple[Any, ...]] = []
    for stage in stages:
        rows = Interaction.objects.filter(THEIRS, organisation=organisation, kind=stage.kind)
        rows = rows.filter(about=stage.about) if stage.about else rows
        rows = rows.filter(at__gte=_begin(first)) if first else rows
        rows = rows.filter(at__lt=_end(last)) if last else rows
        names = ("customer_id", "at", "channel", "customer__segment", "customer__market")
        found = bounded(rows.order_by().values_list(*names), MOST_ROWS - len(told))
        told += [(str(who), stage.title, *rest) for who, *rest in found]
    schema: Any = {"customer": pl.String, "stage": pl.String, "at": MOMENT}
    return pl.DataFrame(told, schema=schema | dict.fromkeys(("channel", "segment", "market"), pl.String), orient="row")


def _of(organisation: Organisation, segment: str) -> QuerySet[Interaction]:
    found = Interaction.objects.filter(organisation=organisation)
    return found.filter(customer__segment=segment) if segment else found


def _begin(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=UTC)


def _end(day: date) -> datetime:
    return _begin(date.fromordinal(min(day.toordinal() + 1, date.max.toordinal())))
