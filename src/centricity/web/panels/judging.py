"""Rating: a level with what it rests on, by one of the panel, for a department and an item."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import transaction

from centricity.errors import Fault, MisuseError, Place
from centricity.studies.contract import EVIDENCE_KINDS
from centricity.web.audit.services import Actor, record
from centricity.web.panels.models import Assessor, Judgement, Panel, Record

MOST_RECORDS = 50
"""Records of evidence of one item of a department."""


@dataclass(frozen=True)
class Seen:
    """A record of evidence as it is told."""

    kind: str
    title: str
    reference: str
    seen_on: date


@dataclass(frozen=True)
class Given:
    """What is given for an item: a level or none that can be told; a record that is known, or a new one; a note."""

    level: int | None
    record: int | None = None
    seen: Seen | None = None
    note: str = ""


@transaction.atomic
def judge(assessor: Assessor, department: str, item: str, given: Given, actor: Actor) -> Judgement:
    """Keep a level; what was given before is replaced.

    A level needs evidence; the lowest may rest on a note of what was looked for and not found. After the ratings
    were laid open a change of what was given blindly needs a note.

    Raises
    ------
    MisuseError
        With everything that does not fit; the place of each fault is the item.
    """
    panel = Panel.objects.select_for_update().get(pk=assessor.panel_id)
    _may(panel, assessor)
    before = Judgement.objects.filter(assessor=assessor, department=department, item=item).first()
    faults = [*_known(panel, department, item), *_unfit(panel, given, before)]
    if faults:
        raise MisuseError([Fault(fault.code, Place(key=item), fault.fields) for fault in faults])
    rests_on = _record(assessor, department, item, given)
    told = {"level": given.level, "record": rests_on, "note": given.note.strip()}
    made, _new = Judgement.objects.update_or_create(
        assessor=assessor, department=department, item=item, defaults=told
    )  # fmt: skip
    if panel.state == Panel.State.OPEN and before is not None and before.level != given.level:
        place = {"assessor": assessor.number, "department": department, "item": item}
        record(actor, "panel.changed", panel.target, {"level": before.level} | place, {"level": given.level} | place)
    return made


def _may(panel: Panel, assessor: Assessor) -> None:
    """Rating is over once the panel is closed; blindly it is once one has handed in."""
    if panel.state == Panel.State.CLOSED:
        raise MisuseError([Fault("panels.closed")])
    handed = Assessor.objects.get(pk=assessor.pk).handed_in_at is not None
    if panel.state == Panel.State.BLIND and handed:
        raise MisuseError([Fault("panels.handed_in")])
    if panel.state == Panel.State.OPEN and not handed:
        raise MisuseError([Fault("panels.left_out")])


def _known(panel: Panel, department: str, item: str) -> list[Fault]:
    unknown = panel.department(department) is None or item not in panel.rated_by.metrics
    return [Fault("panels.no_item", fields={"department": department, "item": item})] if unknown else []


def _unfit(panel: Panel, given: Given, before: Judgement | None) -> list[Fault]:
    scale = panel.rated_by.scale
    assert scale is not None  # noqa: S101  only methods with a scale are rated
    note = given.note.strip()
    founded = given.record is not None or given.seen is not None
    faults = unfit_level(given.level, scale.min, scale.max, founded=founded, noted=bool(note))
    opened = before if panel.state == Panel.State.OPEN else None
    if opened is not None and given.level != opened.blind and not note:
        faults.append(Fault("panels.why", fields={"before": "–" if opened.blind is None else opened.blind}))
    return faults


def _record(assessor: Assessor, department: str, item: str, given: Given) -> Record | None:
    """The record that is named, or a new one of what was seen."""
    place: dict[str, Any] = {"panel": assessor.panel, "department": department, "item": item}
    if given.seen is not None:
        return _added(assessor, place, given.seen)
    if given.record is None:
        return None
    found = Record.objects.filter(pk=given.record, **place).first()
    if found is None:
        raise MisuseError([Fault("panels.no_record", Place(key=item), {"got": given.record})])
    return found


def _added(assessor: Assessor, place: dict[str, Any], seen: Seen) -> Record:
    item = Place(key=place["item"])
    faults = unfit_record(seen, item)
    if Record.objects.filter(**place).count() >= MOST_RECORDS:
        faults.append(Fault("panels.records", item, {"most": MOST_RECORDS}))
    if faults:
        raise MisuseError(faults)
    return Record.objects.create(
        **place, kind=seen.kind, title=seen.title.strip(), reference=seen.reference.strip(), seen_on=seen.seen_on,
        added_by=assessor,
    )  # fmt: skip


def unfit_level(level: float | None, low: float, high: float, *, founded: bool, noted: bool) -> list[Fault]:
    """What is wrong with a level: it lies on the scale, and rests on something; the lowest may rest on a note."""
    faults = []
    if level is not None and not low <= level <= high:
        faults.append(Fault("panels.level", fields={"got": level, "low": low, "high": high}))
    if level is not None and not founded and (level > low or not noted):
        faults.append(Fault("panels.evidence", fields={"low": low}))
    return faults


def unfit_record(seen: Seen, place: Place) -> list[Fault]:
    """What is wrong with a new record of evidence."""
    faults = []
    if seen.kind not in EVIDENCE_KINDS:
        faults.append(Fault("panels.kind", place, {"got": seen.kind, "known": ", ".join(EVIDENCE_KINDS)}))
    if not (0 < len(seen.title.strip()) <= 300 and 0 < len(seen.reference.strip()) <= 1000):
        faults.append(Fault("panels.seen", place))
    return faults
