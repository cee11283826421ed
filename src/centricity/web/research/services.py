"""Changing studies: uploading an edition, asking for its computation, opening and closing it."""

import hashlib
import re
import shutil
import tempfile
import uuid
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from django.db import IntegrityError, transaction

from centricity.errors import CentricityError, Fault, MisuseError, StudyError
from centricity.studies import Inspection, inspect_study
from centricity.web.audit.services import Actor, record
from centricity.web.events import tell
from centricity.web.files.models import StoredFile
from centricity.web.files.services import store
from centricity.web.jobs.models import Job
from centricity.web.jobs.services import ask, stop
from centricity.web.people.models import Organisation
from centricity.web.research.archive import unpack
from centricity.web.research.excerpts import with_excerpts
from centricity.web.research.models import Edition, Evidence, Study
from centricity.web.research.places import edition_folder

CLASSES = list(StoredFile.Access.values)
"""Classes of access, the widest first."""
CODE = re.compile(r"[a-z0-9][a-z0-9-]{1,58}[a-z0-9]")
MOST_FAULTS = 200


def study_create(code: str, organisation: Organisation, uploads: Sequence[Any], actor: Actor) -> Edition:
    """Make a study of an uploaded folder; a folder with faults is kept too, so that they can be seen in place.

    Raises
    ------
    MisuseError
        Where the code is unfit or taken.
    StudyError
        Where the upload is no study folder at all.
    """
    if not CODE.fullmatch(code):
        raise MisuseError([Fault("web.study_code", fields={"code": code})])
    taken = MisuseError([Fault("web.study_taken", fields={"code": code})])
    if Study.objects.filter(code=code).exists():
        raise taken

    def study() -> Study:
        try:
            with transaction.atomic():
                made = Study.objects.create(code=code, organisation=organisation, title_ru=code, title_en=code)
        except IntegrityError:
            raise taken from None
        record(actor, "study.created", made.target, after={"organisation": organisation.code})
        return made

    return _kept(uploads, study, actor)


def edition_add(study: Study, uploads: Sequence[Any], actor: Actor, after: int | None = None) -> Edition:
    """Add an edition to a study; see `study_create`.

    Raises
    ------
    MisuseError
        Where it was made of edition ``after``, and another has come since.
    """

    def held() -> Study:
        found = Study.objects.select_for_update().get(pk=study.pk)
        last = found.editions.order_by("-number").values_list("number", flat=True).first()
        if after is not None and last != after:
            raise MisuseError([Fault("web.changed_meanwhile")])
        return found

    return _kept(uploads, held, actor)


def _kept(uploads: Sequence[Any], study_of: Callable[[], Study], actor: Actor) -> Edition:
    """Unpack beside where it will lie, check, move in one step, then write the rows; nothing half-written is left."""
    identifier = uuid.uuid4()
    final = edition_folder(identifier)
    final.parent.mkdir(parents=True, exist_ok=True)
    draft = Path(tempfile.mkdtemp(prefix=".draft-", dir=final.parent))
    try:
        files = unpack(uploads, draft)
        inspection = _inspected(draft)
        draft.rename(final)
        return _written(study_of, identifier, files, inspection, actor)
    except BaseException:
        shutil.rmtree(final, ignore_errors=True)
        raise
    finally:
        shutil.rmtree(draft, ignore_errors=True)


def _inspected(folder: Path) -> Inspection:
    try:
        return inspect_study(folder)
    except StudyError as error:
        return Inspection(faults=list(error.faults))
    except MisuseError as error:
        raise StudyError([_without_place(fault) for fault in error.faults]) from error
    except CentricityError as error:
        return Inspection(faults=list(error.faults))


def _without_place(fault: Fault) -> Fault:
    """Where a draft lies on the disk is nobody's business."""
    return Fault(fault.code, fields=fault.fields, severity=fault.severity)


@transaction.atomic
def _written(
    study_of: Callable[[], Study], identifier: uuid.UUID, files: dict[str, int], inspection: Inspection, actor: Actor
) -> Edition:
    study = study_of()
    last = study.editions.order_by("-number").first()
    sound = inspection.study is not None and not inspection.errors
    faults = with_excerpts(edition_folder(identifier), [told(fault) for fault in inspection.faults[:MOST_FAULTS]])
    edition = Edition.objects.create(
        id=identifier, study=study, number=last.number + 1 if last else 1, files=files,
        digest=digest(edition_folder(identifier)), faults=faults,
        sound=sound, uploaded_by=actor.name,
    )  # fmt: skip
    if inspection.study is not None:
        title = inspection.study.settings.title
        Study.objects.filter(pk=study.pk).update(
            title_ru=title.ru[:300], title_en=title.en[:300], synthetic=inspection.study.settings.synthetic
        )
    record(
        actor,
        "edition.uploaded",
        study.target,
        after={"edition": edition.number, "digest": edition.digest, "sound": sound},
    )
    tell("edition.uploaded", study.target, edition=edition.number, sound=sound)
    return edition


def told(fault: Fault) -> dict[str, Any]:
    """A fault with its place, in both languages."""
    place = fault.place
    return {
        "code": fault.code, "severity": fault.severity, "file": place.file, "sheet": place.sheet,
        "row": place.row, "line": place.line, "column": place.column, "key": place.key,
        "ru": fault.sentence("ru"), "en": fault.sentence("en"),
        "place": {"ru": place.text("ru"), "en": place.text("en")},
    }  # fmt: skip


def digest(folder: Path) -> str:
    """SHA-256 over names and contents of the files of a folder."""
    whole = hashlib.sha256()
    for path in sorted(folder.iterdir()):
        with path.open("rb") as file:
            whole.update(f"{path.name}\0{hashlib.file_digest(file, 'sha256').hexdigest()}\n".encode())
    return whole.hexdigest()


def computation_ask(edition: Edition, actor: Actor) -> Job:
    """Ask for the computation of an edition.

    Raises
    ------
    MisuseError
        Where the edition has faults.
    """
    if not edition.sound:
        raise MisuseError([Fault("web.edition_faulty", fields={"n": edition.number})])
    with transaction.atomic():
        job = ask("study.compute", edition.study.target, actor, edition=str(edition.pk))
        record(actor, "study.asked", edition.study.target, after={"edition": edition.number, "job": str(job.pk)})
    return job


def computation_stop(job: Job, actor: Actor) -> bool:
    """End a computation whose results are not wanted any more; False where it had ended."""
    with transaction.atomic():
        stopped = stop(job)
        if stopped:
            record(actor, "study.stopped", job.target, after={"job": str(job.pk)})
    return stopped


def openness_set(study: Study, openness: str, version: int, actor: Actor) -> None:
    """Open or close a study; what another has changed meanwhile is not overwritten.

    Raises
    ------
    MisuseError
        Where somebody else changed the study since it was read.
    """
    with transaction.atomic():
        changed = Study.objects.filter(pk=study.pk, version=version).update(openness=openness, version=version + 1)
        if not changed:
            raise MisuseError([Fault("web.changed_meanwhile")])
        record(actor, "study.openness", study.target, {"openness": study.openness}, {"openness": openness})


def evidence_file_add(
    study: Study, record: Evidence, uploads: Sequence[Any], access: str, actor: Actor
) -> list[StoredFile]:
    """Keep files with a record of evidence.

    Raises
    ------
    MisuseError
        Where a file will not do, or would be opened wider than the record.
    """
    if CLASSES.index(access) < CLASSES.index(record.access):
        raise MisuseError([Fault("web.file_opened_wider", fields={"evidence": record.code, "access": record.access})])
    return store(uploads, access, study.target, record.code, actor)
