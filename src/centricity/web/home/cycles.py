"""The yearly cycle on the dashboard: which surveys and panels have a next one to come, and alerts of those near."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from centricity.web.audit.services import SYSTEM, record
from centricity.web.home.models import Alert
from centricity.web.panels.cycle import panels_due
from centricity.web.people.models import Organisation
from centricity.web.voice.cycle import surveys_due
from centricity.web.voice.due import AHEAD


@dataclass(frozen=True)
class Coming:
    """A closed survey or panel whose next one is to come on a day."""

    kind: str
    pk: int
    organisation: str
    code: str
    title_ru: str
    title_en: str
    day: date
    closed: date | None

    @property
    def subject(self) -> str:
        return f"{self.kind}:{self.pk}"

    @property
    def late(self) -> bool:
        return self.day < timezone.localdate()

    @property
    def address(self) -> str:
        return reverse(self.kind, args=[self.organisation, self.code])


def coming(organisation: Organisation) -> list[Coming]:
    """What is to come, the earliest first."""
    found = [_coming("survey", row, organisation.code) for row in surveys_due(organisation)]
    found += [_coming("panel", row, organisation.code) for row in panels_due(organisation)]
    return sorted(found, key=lambda each: (each.day, each.code))


def _coming(kind: str, row: Any, organisation: str) -> Coming:
    closed = timezone.localdate(row.closed_at) if row.closed_at else None
    return Coming(kind, row.pk, organisation, row.code, row.title_ru, row.title_en, row.next_due, closed)


def cycle_alerts(organisation: Organisation, now: datetime) -> Iterator[Alert]:
    """Alerts of what is due within thirty days or past its day; what was told of before stays one alert."""
    near = [each for each in coming(organisation) if each.day <= now.date() + AHEAD]
    _settle(organisation, {(each.subject, each.day.isoformat()) for each in near})
    for each in near:
        figures = {
            "code": each.code, "title": {"ru": each.title_ru, "en": each.title_en}, "day": each.day.isoformat(),
            "closed": each.closed.isoformat() if each.closed else None,
        }  # fmt: skip
        yield Alert(
            organisation=organisation, kind=Alert.Kind.CYCLE, subject=each.subject, period=each.day.isoformat(),
            figures=figures,
        )  # fmt: skip


def _settle(organisation: Organisation, near: set[tuple[str, str]]) -> None:
    """Acknowledge alerts of what is done, or was put off."""
    for alert in Alert.objects.filter(organisation=organisation, kind=Alert.Kind.CYCLE, acknowledged_at=None):
        if (alert.subject, alert.period) in near:
            continue
        _end(alert)


@transaction.atomic
def _end(alert: Alert) -> None:
    if Alert.objects.filter(pk=alert.pk, acknowledged_at=None).update(acknowledged_at=timezone.now()):
        record(SYSTEM, "alert.acknowledged", alert.target)
