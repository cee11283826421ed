"""Evidence: its records, the numbers that rest on each, and the files kept with it."""

import uuid
from typing import Any

from django.http import HttpRequest, HttpResponse
from ninja import File, Form, Query, Router, Status
from ninja.files import UploadedFile

from centricity.web.api import schemas, shapes
from centricity.web.api.routing import give, read, write
from centricity.web.api.tags import has_already
from centricity.web.audit.services import actor_of
from centricity.web.files.services import remove
from centricity.web.files.serving import served
from centricity.web.people.roles import Right
from centricity.web.research.evidence_selectors import (
    evidence_file,
    evidence_files,
    evidence_of,
    record_of,
    uses_of,
)
from centricity.web.research.selectors import Opened, study_for, view_of
from centricity.web.research.services import evidence_file_add

router = Router(tags=["evidence"])


@router.get("/studies/{slug:code}/evidence", **read(schemas.EvidenceRecords, guests=True))
def list_evidence(request: HttpRequest, code: str, window: Query[schemas.Search]) -> Any:
    """Records of evidence that you may know of."""
    opened = _computed(request, code)
    return shapes.page(request, evidence_of(opened, window.q), window, shapes.evidence)


@router.get("/studies/{slug:code}/evidence/{path:evidence}", **read(schemas.EvidenceFound, guests=True))
def get_evidence(request: HttpRequest, code: str, evidence: str) -> Any:
    """One record: the numbers that rest on it, and the files that you may have."""
    opened = _computed(request, code)
    found = record_of(opened, evidence)
    uses = uses_of(opened, found).values("subject", "metric")
    files = [shapes.evidence_file(each) for each in evidence_files(opened, found)]
    return shapes.evidence(found) | {"uses": list(uses), "files": files}


@router.post("/studies/{slug:code}/evidence/{path:evidence}", **write("write", 201, list[schemas.EvidenceFile]))
def add_evidence_files(
    request: HttpRequest, code: str, evidence: str, access: Form[schemas.AccessClass], files: File[list[UploadedFile]]
) -> Any:
    """Keep files with a record: all of them or none. ``access`` may be narrower than the record's, never wider."""
    opened = study_for(request.user, code, Right.EDIT)
    view_of(opened)
    made = evidence_file_add(opened.study, record_of(opened, evidence), files, access, actor_of(request))
    return Status(201, [shapes.evidence_file(each) for each in made])


@router.get("/studies/{slug:code}/evidence-files/{uuid:file}", **give("*/*", guests=True))
def download_evidence_file(request: HttpRequest, code: str, file: uuid.UUID) -> Any:
    """A file of evidence, as it was brought."""
    found = evidence_file(study_for(request.user, code), file)
    if has_already(request, found.tag):
        return HttpResponse(status=304, headers={"ETag": found.tag})
    return served(found)


@router.delete("/studies/{slug:code}/evidence-files/{uuid:file}", **write("write", 204, None))
def remove_evidence_file(request: HttpRequest, code: str, file: uuid.UUID) -> Any:
    """Take a file away; the audit log keeps its name and its hash."""
    remove(evidence_file(study_for(request.user, code, Right.EDIT), file), actor_of(request))
    return Status(204, None)


def _computed(request: HttpRequest, code: str) -> Opened:
    """A study that has results; 404 before it has any."""
    opened = study_for(request.user, code)
    view_of(opened)
    return opened
