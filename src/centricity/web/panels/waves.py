"""A closed panel as a wave of a study: level, interval, weakest part, target and change are read there."""

from datetime import date
from typing import Any

from django.db import transaction

from centricity.errors import Fault, MisuseError
from centricity.web.audit.services import Actor, record
from centricity.web.jobs.models import Job
from centricity.web.panels.models import Judgement, Panel, Record
from centricity.web.research.models import Edition
from centricity.web.research.wave_folder import Gathered, Rows, wave_add

OVERRIDES: dict[str, Any] = {
    "answered_by": "panel",
    "policies": {"disclosure": {"min_respondents": 1}, "groups": {"weight": "subjects"}},
}
"""How a panel departs from the method: its people sign their ratings, and each department counts once."""
LIMIT = {
    "ru": "Отвечали не сотрудники, а панель: несколько человек ставили уровни по свидетельствам. С опросом сотрудников "
    "такой итог не сравнивают.",
    "en": "Not staff answered but a panel: a few people gave levels by evidence. Such a result is not compared with a "
    "survey of staff.",
}


def panel_wave(panel: Panel, code: str, wave: str, day: date, actor: Actor) -> tuple[Edition, Job | None]:
    """Make a study of a closed panel, or a further wave of a study of panels, and ask for its computation.

    Raises
    ------
    MisuseError
        Where the panel is not closed or is in the study, or the study is another's, of another method or of staff, or
        has the wave.
    """
    if panel.state != Panel.State.CLOSED:
        raise MisuseError([Fault("panels.not_closed")])
    if panel.study == code:
        raise MisuseError([Fault("panels.in_study", fields={"code": code})])
    method = panel.rated_by
    gathered = Gathered(
        {"ru": panel.title_ru, "en": panel.title_en}, method.id, method.version, wave, day,
        {each["code"]: {"ru": each["ru"], "en": each["en"]} for each in panel.departments},
        _observations(panel, wave), _evidence(panel), OVERRIDES, [LIMIT],
    )  # fmt: skip
    edition, job = wave_add(panel.organisation, code, gathered, actor)
    with transaction.atomic():
        Panel.objects.filter(pk=panel.pk).update(study=code)
        record(actor, "panel.wave", panel.target, after={"study": code, "edition": edition.number})
    return edition, job


def _observations(panel: Panel, wave: str) -> Rows:
    """A row for every rating; people by their numbers alone."""
    given = Judgement.objects.filter(assessor__panel=panel).exclude(assessor__handed_in_at=None)
    day = panel.closed_at.date().isoformat() if panel.closed_at else ""
    return [
        {
            "subject": each.department, "metric": each.item, "wave": wave,
            "level": "" if each.level is None else str(each.level),
            "status": "not_assessed" if each.level is None else "assessed",
            "rater": f"panel-{panel.pk}-{each.assessor.number}", "source": "panel",
            "evidence": _code(each.record) if each.record is not None and each.level is not None else "",
            "observed_at": day, "note": " ".join(each.note.split()),
        }
        for each in given.select_related("assessor", "record").order_by("department", "item", "assessor__number")
    ]  # fmt: skip


def _evidence(panel: Panel) -> Rows:
    """Records that ratings rest on."""
    return [
        {
            "evidence": _code(each), "kind": each.kind, "title": each.title, "reference": each.reference,
            "captured_at": each.seen_on.isoformat(), "access": "restricted",
        }
        for each in panel.records.filter(judgements__isnull=False).distinct().order_by("pk")
    ]  # fmt: skip


def _code(each: Record) -> str:
    return f"P{each.panel_id}-{each.department}-{each.item}-{each.pk}"
