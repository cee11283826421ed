"""Bringing files of customers: keeping one, saying what its columns hold, asking for its import."""

import os
import uuid
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from django.db import transaction
from django.db.models import F

from centricity.errors import Fault, MisuseError
from centricity.web.audit.services import Actor, record
from centricity.web.customers.checking import choices_checked
from centricity.web.customers.columns import Chosen
from centricity.web.customers.faults import faults_path
from centricity.web.customers.guessing import guessed
from centricity.web.customers.models import Import
from centricity.web.customers.reading import MOST_BYTES, SUFFIXES, folder, head_of, path_of, sample_table
from centricity.web.jobs.models import Job
from centricity.web.jobs.services import ask
from centricity.web.people.models import Organisation

KIND = "customers.import"
LONGEST_NAME = 200
_OPEN = (Import.State.NEW, Import.State.FAULTY)
"""States in which an import may be begun, or begun again."""


def import_start(organisation: Organisation, holds: str, upload: Any, actor: Actor, sheet: str = "") -> Import:
    """Keep a file that is to be imported, and guess what its columns hold; of a workbook those of a sheet.

    Raises
    ------
    MisuseError
        Where it is no table, or too large a one, or has no such sheet.
    """
    name = Path(str(upload.name)).name[-LONGEST_NAME:]
    fit(name, upload.size)
    made = Import(id=uuid.uuid4(), organisation=organisation, holds=holds, name=name, size=upload.size, by=actor.name)
    _keep(upload, path_of(made))
    try:
        _turn(made, sheet)
        with transaction.atomic():
            made.save(force_insert=True)
            told = {"organisation": organisation.code, "holds": holds}
            record(actor, "customers.uploaded", made.target, after=told)
    except BaseException:
        path_of(made).unlink(missing_ok=True)
        raise
    return made


def _turn(made: Import, sheet: str) -> None:
    """Take a sheet, or the first one: its columns, its first rows, and what they likely hold."""
    head = head_of(path_of(made), sheet)
    made.columns, made.sample, made.sheet, made.sheets = head.columns, head.sample, head.sheet, head.sheets
    found = guessed(made.holds, sample_table(made.columns, made.sample))
    made.mapping = {"columns": [asdict(each) for each in found]}


def sheet_choose(made: Import, sheet: str, version: int, actor: Actor) -> None:
    """Take another sheet of the workbook, and guess anew what its columns hold.

    Raises
    ------
    MisuseError
        Where there is no such sheet, it holds no table, or the import was begun meanwhile.
    """
    if not path_of(made).is_file():
        raise MisuseError([Fault("web.import_file_gone")])
    _turn(made, sheet)
    values = {name: getattr(made, name) for name in ("sheet", "sheets", "columns", "sample", "mapping")}
    with transaction.atomic():
        turned = Import.objects.filter(pk=made.pk, version=version, state__in=_OPEN).update(
            version=F("version") + 1, state=Import.State.NEW, faults=[], counts={}, **values
        )
        if not turned:
            raise MisuseError([Fault("web.changed_meanwhile")])
        record(actor, "customers.sheet", made.target, after={"sheet": made.sheet})
        transaction.on_commit(lambda: faults_path(made).unlink(missing_ok=True))


def fit(name: str, size: int) -> None:
    """Refuse what is no file that may be imported, by its name and size.

    Raises
    ------
    MisuseError
        Where it is of another kind, empty or too large.
    """
    if Path(name).suffix.lower() not in SUFFIXES:
        raise MisuseError([Fault("web.import_kind")])
    if size > MOST_BYTES:
        raise MisuseError([Fault("web.upload_file_large", fields={"limit": MOST_BYTES >> 20})])
    if not size:
        raise MisuseError([Fault("web.file_empty")])


def _keep(upload: Any, path: Path) -> None:
    """Write a file in full beside where it will lie, then move it there in one step."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    draft = folder() / f".draft-{uuid.uuid4()}"
    try:
        with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as out:
            for chunk in upload.chunks():
                out.write(chunk)
        draft.replace(path)
    finally:
        draft.unlink(missing_ok=True)


def import_ask(
    made: Import, chosen: Sequence[Chosen], version: int, actor: Actor, *, leave_out: bool, add_unknown: bool
) -> Job:
    """Ask for an import with what its columns hold.

    Raises
    ------
    MisuseError
        Where columns make no sense together, or the import was begun meanwhile.
    """
    choices_checked(made.holds, chosen)
    if not path_of(made).is_file():
        raise MisuseError([Fault("web.import_file_gone")])
    with transaction.atomic():
        turned = Import.objects.filter(pk=made.pk, version=version, state__in=_OPEN).update(
            version=F("version") + 1, state=Import.State.ASKED, leave_out=leave_out, add_unknown=add_unknown,
            mapping={"columns": [asdict(each) for each in chosen]}, faults=[], counts={}, after=0,
            by=actor.name, ended_at=None,
        )  # fmt: skip
        if not turned:
            raise MisuseError([Fault("web.changed_meanwhile")])
        job = ask(KIND, made.target, actor, source=str(made.pk))
        record(actor, "customers.import_asked", made.target, after=_asked(made, job))
        transaction.on_commit(lambda: faults_path(made).unlink(missing_ok=True))
    return job


def _asked(made: Import, job: Job) -> dict[str, str]:
    return {"holds": made.holds, "job": str(job.pk)} | ({"sheet": made.sheet[:100]} if made.sheet else {})


def import_again(made: Import, actor: Actor) -> Job | None:
    """Go on with an import whose job failed; None where it did not."""
    latest = job_of(made)
    if made.state != Import.State.ASKED or latest is None or latest.state != Job.State.FAILED:
        return None
    with transaction.atomic():
        job = ask(KIND, made.target, actor, source=str(made.pk))
        record(actor, "customers.import_asked", made.target, after=_asked(made, job))
    return job


def job_of(made: Import) -> Job | None:
    return Job.objects.filter(kind=KIND, target=made.target).order_by("-asked_at").first()
