"""When an organisation works: what is set, and setting it. Where nothing is set, nothing is taken for granted."""

from datetime import date
from typing import Any

from django.db import transaction

from centricity.errors import Fault, MisuseError
from centricity.web.audit.services import Actor, record
from centricity.web.people.hours_checks import faults_of
from centricity.web.people.models import Organisation, WorkingHours
from centricity.web.people.working import DAYS, Hours, Wanted


def hours_of(organisation: Organisation) -> Hours | None:
    """When an organisation works; none where nobody has said it."""
    row = WorkingHours.objects.filter(organisation=organisation, in_use=True).first()
    return None if row is None else told(row).hours


def hours_seen(organisation: Organisation) -> WorkingHours:
    """What is kept of an organisation's working hours; what was never set is not in use."""
    found = WorkingHours.objects.filter(organisation=organisation).first()
    return found or WorkingHours(organisation=organisation, **Wanted().kept())


def told(row: WorkingHours) -> Wanted:
    """Working hours as they are kept."""
    days: dict[str, Any] = {name: tuple(map(date.fromisoformat, getattr(row, name))) for name in DAYS}
    names = ("opens", "closes", "zone", "country", "round_the_clock")
    return Wanted(weekdays=tuple(row.weekdays), **days, **{name: getattr(row, name) for name in names})


@transaction.atomic
def hours_set(organisation: Organisation, wanted: Wanted | None, version: int, actor: Actor) -> None:
    """Say when an organisation works; none takes back what was said, and times are told in calendar hours alone.

    Raises
    ------
    MisuseError
        With every fault of what is wanted, or where somebody else changed it since it was read.
    """
    if wanted is not None and (faults := faults_of(wanted)):
        raise MisuseError(faults)
    row, _fresh = WorkingHours.objects.get_or_create(organisation=organisation)
    before = _recorded(row)
    after = {"in_use": False} if wanted is None else wanted.kept() | {"in_use": True}
    changed = WorkingHours.objects.filter(pk=row.pk, version=version).update(version=version + 1, **after)
    if not changed:
        raise MisuseError([Fault("web.changed_meanwhile")])
    record(actor, "organisation.hours", f"organisation:{organisation.code}", before, after)


def _recorded(row: WorkingHours) -> dict[str, Any]:
    return {"in_use": row.in_use} | (told(row).kept() if row.in_use else {})
