"""Studies, their editions and their computation."""

import uuid
from typing import Any

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from ninja import File, Form, Query, Router, Status
from ninja.files import UploadedFile

from centricity.errors import Fault, Place
from centricity.web.api import schemas, shapes
from centricity.web.api.problems import Refused
from centricity.web.api.routing import as_it_was_read, give, read, write
from centricity.web.api.tags import has_already, tag_of_rows
from centricity.web.audit.services import actor_of
from centricity.web.people.roles import Right
from centricity.web.people.selectors import organisations_to_fill
from centricity.web.research import services
from centricity.web.research.export import zipped
from centricity.web.research.selectors import computation_for, edition_of, jobs_of, opened_of, studies_of, study_for

router = Router(tags=["studies"])


@router.get("/studies", **read(schemas.Studies, guests=True))
def list_studies(request: HttpRequest, window: Query[schemas.Window]) -> Any:
    """Studies that you may see anything of."""
    rows = studies_of(request.user).select_related("organisation", "current__edition").order_by("code")
    return shapes.page(request, rows, window, lambda row: shapes.study(opened_of(request.user, row)))


@router.post("/studies", **write("write", 201, schemas.Edition))
def create_study(
    request: HttpRequest,
    response: HttpResponse,
    code: Form[schemas.Plain],
    organisation: Form[schemas.Plain],
    files: File[list[UploadedFile]],
) -> Any:
    """Make a study of its folder: one zip archive, or its files. A folder with faults is kept, with its faults."""
    place = organisations_to_fill(request.user).filter(code=organisation).first()
    if place is None:
        raise Refused(422, [Fault("web.organisation_unknown", Place(key="organisation"))])
    made = services.study_create(code, place, files, actor_of(request))
    response.headers["Location"] = f"/api/v1/studies/{code}"
    return Status(201, shapes.edition(made))


@router.get("/studies/{slug:code}", **read(schemas.Study, guests=True))
def get_study(request: HttpRequest, response: HttpResponse, code: str) -> Any:
    """One study; its ETag is what a change needs."""
    content = shapes.study(study_for(request.user, code, Right.RATE))
    response.headers["ETag"] = tag_of_rows(content)
    return content


@router.patch("/studies/{slug:code}", **write("admin", 200, schemas.Study, conditional=True))
def change_study(request: HttpRequest, response: HttpResponse, code: str, change: schemas.StudyChange) -> Any:
    """Open or close a study; ``If-Match`` names the study as you read it."""
    opened = study_for(request.user, code, Right.MANAGE)
    as_it_was_read(request, shapes.study(opened))
    services.openness_set(opened.study, change.openness, opened.study.version, actor_of(request))
    return get_study(request, response, code)


@router.get("/studies/{slug:code}/editions", **read(schemas.Editions))
def list_editions(request: HttpRequest, code: str, window: Query[schemas.Window]) -> Any:
    """Editions, the newest first, with their faults."""
    opened = study_for(request.user, code, Right.INTERNAL)
    return shapes.page(request, opened.study.editions.all(), window, shapes.edition)


@router.post("/studies/{slug:code}/editions", **write("write", 201, schemas.Edition))
def add_edition(request: HttpRequest, response: HttpResponse, code: str, files: File[list[UploadedFile]]) -> Any:
    """Add an edition: the folder as one zip archive, or its files."""
    opened = study_for(request.user, code, Right.EDIT)
    made = services.edition_add(opened.study, files, actor_of(request))
    response.headers["Location"] = f"/api/v1/studies/{code}/editions/{made.number}"
    return Status(201, shapes.edition(made))


@router.get("/studies/{slug:code}/editions/{int:number}", **read(schemas.Edition))
def get_edition(request: HttpRequest, code: str, number: int) -> Any:
    """One edition with its faults."""
    return shapes.edition(edition_of(study_for(request.user, code, Right.INTERNAL), number))


@router.get("/studies/{slug:code}/editions/{int:number}/folder.zip", **give("application/zip"))
def download_edition(request: HttpRequest, code: str, number: int) -> Any:
    """The edition as it was uploaded, as a zip archive."""
    found = edition_of(study_for(request.user, code, Right.INTERNAL), number)
    tag = tag_of_rows({"edition": str(found.pk), "digest": found.digest})
    if has_already(request, tag):
        return HttpResponse(status=304, headers={"ETag": tag})
    named = {"Content-Disposition": f'attachment; filename="{code}-{number}.zip"', "ETag": tag}
    return StreamingHttpResponse(zipped(found), content_type="application/zip", headers=named)


@router.post("/studies/{slug:code}/editions/{int:number}/compute", **write("compute", 202, schemas.Job))
def compute_edition(request: HttpRequest, response: HttpResponse, code: str, number: int) -> Any:
    """Ask for the computation of an edition; the job tells how far it is."""
    opened = study_for(request.user, code, Right.EDIT)
    job = services.computation_ask(edition_of(opened, number), actor_of(request))
    response.headers["Location"] = f"/api/v1/jobs/{job.pk}"
    return Status(202, shapes.job(job))


@router.get("/studies/{slug:code}/jobs", **read(schemas.Jobs))
def list_jobs(request: HttpRequest, code: str, window: Query[schemas.Window]) -> Any:
    """Computations of a study, the newest first."""
    return shapes.page(request, jobs_of(study_for(request.user, code, Right.EDIT).study), window, shapes.job)


@router.get("/jobs/{uuid:job}", **read(schemas.Job))
def get_job(request: HttpRequest, job: uuid.UUID) -> Any:
    """How far a job is, and how it ended."""
    return shapes.job(computation_for(request.user, job))


@router.post("/jobs/{uuid:job}/stop", **write("compute", 200, schemas.Job))
def stop_job(request: HttpRequest, job: uuid.UUID) -> Any:
    """Stop a job: its results are not kept. One that has ended stays as it is; the answer tells its state."""
    found = computation_for(request.user, job)
    services.computation_stop(found, actor_of(request))
    found.refresh_from_db()
    return shapes.job(found)
