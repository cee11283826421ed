"""What was computed, for the audience somebody belongs to."""

from typing import Any

from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from ninja import Query, Router

from centricity.web.api import schemas, shapes
from centricity.web.api.routing import give, read
from centricity.web.api.tags import has_already, tag_of_rows
from centricity.web.research.selectors import file_of, files_of, study_for, subject_of, subjects_of, trail_of, view_of

router = Router(tags=["results"])


@router.get("/studies/{slug:code}/parts", **read(schemas.Parts, guests=True))
def list_parts(request: HttpRequest, code: str, window: Query[schemas.Window]) -> Any:
    """Nodes and metrics of the method, in the order of its tree."""
    return shapes.page(request, list(view_of(study_for(request.user, code)).parts), window, dict)


@router.get("/studies/{slug:code}/subjects", **read(schemas.Subjects, guests=True))
def list_subjects(request: HttpRequest, code: str, window: Query[schemas.Search]) -> Any:
    """Subjects by their places, with their scores on every part."""
    view = view_of(study_for(request.user, code))
    return shapes.page(request, subjects_of(view, window.q), window, lambda row: shapes.subject(row, view.audience))


@router.get("/studies/{slug:code}/subjects/{subject}", **read(schemas.Subject, guests=True))
def get_subject(request: HttpRequest, code: str, subject: str) -> Any:
    """One subject; a contact sees the own company from inside."""
    view, found = subject_of(study_for(request.user, code), subject)
    return shapes.subject(found, view.audience)


@router.get("/studies/{slug:code}/subjects/{subject}/explanation/{node}", **read(schemas.Explanation, guests=True))
def explain(request: HttpRequest, code: str, subject: str, node: str) -> Any:
    """A score taken apart, down to observations and evidence."""
    view, found = subject_of(study_for(request.user, code), subject)
    trail = trail_of(found.explained, node)
    if trail is None:
        raise Http404
    return shapes.explanation(found, view.audience, trail)


@router.get("/studies/{slug:code}/groups", **read(schemas.Groups, guests=True))
def list_groups(request: HttpRequest, code: str, window: Query[schemas.Window]) -> Any:
    """Groups with their means; a figure that may not be shown is null."""
    return shapes.page(request, view_of(study_for(request.user, code)).groups.all(), window, shapes.group)


@router.get("/studies/{slug:code}/sections", **read(schemas.Sections, guests=True))
def list_sections(request: HttpRequest, code: str, window: Query[schemas.Window]) -> Any:
    """Sections of the report."""
    rows = view_of(study_for(request.user, code)).sections.defer("html")
    return shapes.page(request, shapes.sections(rows), window, dict)


@router.get("/studies/{slug:code}/sections/{slug:anchor}", **read(schemas.DrawnSection, guests=True))
def get_section(request: HttpRequest, code: str, anchor: str) -> Any:
    """One section of the report, drawn as HTML in both languages."""
    drawn = list(view_of(study_for(request.user, code)).sections.filter(anchor=anchor))
    if not drawn:
        raise Http404
    return shapes.drawn(drawn)


@router.get("/studies/{slug:code}/files", **read(schemas.Files, guests=True))
def list_files(request: HttpRequest, code: str, window: Query[schemas.Window]) -> Any:
    """Files of the current results that you may download."""
    files = sorted(files_of(study_for(request.user, code)).items())
    return shapes.page(request, files, window, lambda file: {"name": file[0], "size": file[1]})


@router.get("/studies/{slug:code}/files/{path:name}", **give("*/*", guests=True))
def download_file(request: HttpRequest, code: str, name: str) -> Any:
    """A file of the current results."""
    opened = study_for(request.user, code)
    path = file_of(opened, name)
    tag = tag_of_rows({"run": opened.study.current_id, "name": name})
    if has_already(request, tag):
        return HttpResponse(status=304, headers={"ETag": tag})
    response = FileResponse(path.open("rb"), as_attachment=True, filename=f"{code}-{name.replace('/', '-')}")
    response.headers["ETag"] = tag
    return response
