"""One more wave of a study that is answered on the platform: its folder, with the waves before it."""

import csv
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import yaml
from django.core.files.uploadedfile import SimpleUploadedFile

from centricity.errors import Fault, MisuseError
from centricity.methods.yaml_file import plain_yaml
from centricity.web.audit.services import Actor
from centricity.web.jobs.models import Job
from centricity.web.people.models import Organisation
from centricity.web.research.models import Edition, Study
from centricity.web.research.places import edition_folder
from centricity.web.research.services import computation_ask, edition_add, study_create

Rows = list[dict[str, str]]
Both = Mapping[str, str]


@dataclass(frozen=True)
class Gathered:
    """What was gathered for a wave: subjects by code with their names, rows of observations, records of evidence.

    ``overrides`` say how the method is departed from; waves of a study depart from it alike.
    """

    title: Both
    method: str
    version: str
    wave: str
    day: date
    subjects: Mapping[str, Both]
    observations: Rows
    evidence: Rows = field(default_factory=list)
    overrides: Mapping[str, Any] = field(default_factory=dict)
    limits: Sequence[Both] = ()


def wave_add(organisation: Organisation, code: str, gathered: Gathered, actor: Actor) -> tuple[Edition, Job | None]:
    """Make a study of a wave, or add it to the study that is there, and ask for its computation.

    Raises
    ------
    MisuseError
        Where the study is another organisation's, of another method or answered otherwise, or has the wave.
    """
    known = Study.objects.filter(code=code).first()
    if known is not None and known.organisation_id != organisation.pk:
        raise MisuseError([Fault("web.study_taken", fields={"code": code})])
    files = _files(gathered, _before(known, gathered) if known is not None else None)
    edition = study_create(code, organisation, files, actor) if known is None else edition_add(known, files, actor)
    return edition, computation_ask(edition, actor) if edition.sound else None


def waves_known(organisation: Organisation, code: str) -> set[str] | None:
    """Codes of the waves of a study; None where the organisation has no such study with an edition."""
    study = Study.objects.filter(organisation=organisation, code=code).first()
    edition = study.editions.filter(sound=True).first() if study is not None else None
    if edition is None:
        return None
    settings = plain_yaml((edition_folder(edition.pk) / "study.yaml").read_text("utf-8"))
    return {str(each.get("code")) for each in settings.get("waves", [])}


def _before(study: Study, gathered: Gathered) -> Path:
    """The folder of the study's latest edition, where a wave may be added to it."""
    edition = study.editions.filter(sound=True).first()
    if edition is None:
        raise MisuseError([Fault("web.study_taken", fields={"code": study.code})])
    folder = edition_folder(edition.pk)
    settings = plain_yaml((folder / "study.yaml").read_text("utf-8"))
    if settings.get("method") != gathered.method or not (folder / "observations.csv").exists():
        raise MisuseError([Fault("web.wave_other_method", fields={"code": study.code, "method": gathered.method})])
    if (settings.get("overrides") or {}) != dict(gathered.overrides):
        raise MisuseError([Fault("web.wave_other_way", fields={"code": study.code})])
    if gathered.wave in {str(each.get("code")) for each in settings.get("waves", [])}:
        raise MisuseError([Fault("web.wave_there", fields={"wave": gathered.wave})])
    return folder


def _files(gathered: Gathered, before: Path | None) -> list[SimpleUploadedFile]:
    """The study folder, with the waves before."""
    settings: dict[str, Any] = {
        "schema": "centricity/study-1", "title": dict(gathered.title), "method": gathered.method,
        "audience": "internal", "waves": [],
    }  # fmt: skip
    if gathered.overrides:
        settings["overrides"] = dict(gathered.overrides)
    if gathered.limits:
        settings["limits"] = [dict(each) for each in gathered.limits]
    old: dict[str, Rows] = {"subjects": [], "observations": [], "evidence": []}
    if before is not None:
        settings = plain_yaml((before / "study.yaml").read_text("utf-8"))
        old = {name: _read(before / f"{name}.csv") for name in old}
    method = f"{gathered.method} {gathered.version}"
    settings["wave"] = gathered.wave
    settings["waves"] = [
        *settings.get("waves", []), {"code": gathered.wave, "date": gathered.day, "method": method}
    ]  # fmt: skip
    known = {row["subject"] for row in old["subjects"]}
    fresh = [
        {"subject": code, "name_ru": name["ru"], "name_en": name["en"]}
        for code, name in gathered.subjects.items()
        if code not in known
    ]
    tables = {
        "subjects": [*old["subjects"], *fresh],
        "observations": [*old["observations"], *gathered.observations],
        "evidence": [*old["evidence"], *gathered.evidence],
    }
    text = yaml.safe_dump(settings, allow_unicode=True, sort_keys=False)
    written = [SimpleUploadedFile(f"{name}.csv", _written(rows)) for name, rows in tables.items() if rows]
    return [SimpleUploadedFile("study.yaml", text.encode()), *written]


def _read(path: Path) -> Rows:
    """Rows of a table; none where the study has no such table."""
    if not path.exists():
        return []
    with path.open(newline="", encoding="utf-8-sig") as file:
        return list(csv.DictReader(file))


def _written(rows: Rows) -> bytes:
    """Rows as CSV, with every column that any of them has."""
    names = list(dict.fromkeys(name for row in rows for name in row))
    text = io.StringIO()
    writer = csv.DictWriter(text, names, lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue().encode()
