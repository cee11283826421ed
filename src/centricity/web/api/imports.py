"""Imports of tables of feedback and of customers: looked at first, or taken in with all that is told of them."""

import uuid
from collections.abc import Callable, Iterable
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from ninja import File, Form, Query, Router, Status
from ninja.files import UploadedFile

from centricity.errors import Fault
from centricity.web.api import import_schemas as told
from centricity.web.api import shapes
from centricity.web.api.routing import give, read, write
from centricity.web.api.schemas import Window
from centricity.web.audit.services import actor_of
from centricity.web.columns.chosen import Chosen, as_told
from centricity.web.columns.lines import faults_response
from centricity.web.customers import bringing
from centricity.web.customers.faults import faults_all as customers_faults
from centricity.web.customers.faults import faults_path, summary
from centricity.web.customers.imports import import_again
from centricity.web.customers.selectors import import_for as customers_import_for
from centricity.web.customers.selectors import imports_of as customers_imports_of
from centricity.web.feedback import imports
from centricity.web.feedback.import_pages import faults_all, value_of
from centricity.web.feedback.receiving import Said
from centricity.web.feedback.selectors import import_for, imports_of
from centricity.web.look.languages import language_now
from centricity.web.people.models import Organisation
from centricity.web.people.roles import VoiceRight
from centricity.web.people.selectors import organisation_for

router = Router()
FEEDBACK = "/organisations/{slug:organisation}/feedback/imports"
CUSTOMERS = "/organisations/{slug:organisation}/customers/imports"
MOST_FAULTS = 200
_SAID = ("title", "author", "text", "channel", "language", "rating", "public", "at", "kind", "tone")


@router.post(f"{FEEDBACK}/preview", tags=["feedback"], **write("write", 200, told.Preview))
def preview_feedback_import(
    request: HttpRequest, organisation: str, table: Form[told.FeedbackTable], file: File[UploadedFile]
) -> Any:
    """Look at a table: its sheets, what its columns are taken for, its first rows and all faults; nothing is kept."""
    found = _edits(request, organisation)
    columns = told.mapping_of(table.columns)
    rows, chosen, seen = imports.table_look(found, table.source, file, table.sheet, columns)
    faults = imports.by_rows(seen)
    return {
        "sheet": rows.place.sheet, "sheets": [{"name": each.name, "rows": each.rows} for each in rows.sheets],
        "columns": _columns(chosen), "rows": seen.rows,
        "first": [{"row": at, **_first(said)} for at, said in seen.said[: imports.SHOWN]],
        "faults": [_fault(each) for each in faults[:MOST_FAULTS]], "faults_found": len(faults),
    }  # fmt: skip


@router.post(FEEDBACK, tags=["feedback"], **write("write", 201, told.ImportFound))
def import_feedback(
    request: HttpRequest,
    response: HttpResponse,
    organisation: str,
    table: Form[told.FeedbackImport],
    file: File[UploadedFile],
) -> Any:
    """Take in a table of feedback, all of it or nothing, unless faulty rows are to be left out."""
    found = _edits(request, organisation)
    made = imports.import_at_once(
        found, table.source, file, actor_of(request),
        sheet=table.sheet, columns=told.mapping_of(table.columns), leave_out=table.leave_out,
    )  # fmt: skip
    response.headers["Location"] = f"/api/v1/organisations/{organisation}/feedback/imports/{made.pk}"
    return Status(201, _feedback_import(made))


@router.get(FEEDBACK, tags=["feedback"], **read(told.FeedbackImports))
def list_feedback_imports(request: HttpRequest, organisation: str, window: Query[Window]) -> Any:
    """Imports of feedback there were, the latest first."""
    return shapes.page(request, imports_of(_edits(request, organisation)), window, _listed("source"))


@router.get(FEEDBACK + "/{uuid:brought}/faults.csv", tags=["feedback"], **give("text/csv"))
def download_feedback_import_faults(request: HttpRequest, organisation: str, brought: uuid.UUID) -> Any:
    """All that is wrong with a table of feedback, as a table."""
    made = import_for(_edits(request, organisation), brought)
    if not made.faults:
        raise Http404
    return faults_response(faults_all(made), str(made.pk))


@router.get(FEEDBACK + "/{uuid:brought}", tags=["feedback"], **read(told.ImportFound))
def get_feedback_import(request: HttpRequest, organisation: str, brought: uuid.UUID) -> Any:
    """One import of feedback: its sheet, its counts and its first faults."""
    return _feedback_import(import_for(_edits(request, organisation), brought))


@router.post(f"{CUSTOMERS}/preview", tags=["customers"], **write("write", 200, told.Preview))
def preview_customers_import(
    request: HttpRequest, organisation: str, table: Form[told.CustomersTable], file: File[UploadedFile]
) -> Any:
    """Look at a file: its sheets, what its columns are taken for, and its first rows; nothing is kept."""
    _edits(request, organisation)
    head, chosen, seen = bringing.file_look(table.holds, file, table.sheet, told.mapping_of(table.columns))
    faults = summary(seen.faults)
    first = [
        {key.strip(): value if value is None or isinstance(value, int) else str(value) for key, value in row.items()}
        for row in seen.values.iter_rows(named=True)
    ]
    return {
        "sheet": head.sheet, "sheets": head.sheets, "columns": _columns(chosen), "rows": None, "first": first,
        "faults": [_kept(each) for each in faults], "faults_found": seen.faults.height,
    }  # fmt: skip


@router.post(CUSTOMERS, tags=["customers"], **write("write", 202, told.ImportFound))
def import_customers(
    request: HttpRequest,
    response: HttpResponse,
    organisation: str,
    table: Form[told.CustomersImport],
    file: File[UploadedFile],
) -> Any:
    """Ask for an import of customers, orders or interactions; a worker does it, its address tells how far it is."""
    found = _edits(request, organisation)
    made = bringing.import_at_once(
        found, table.holds, file, actor_of(request), sheet=table.sheet, columns=told.mapping_of(table.columns),
        leave_out=table.leave_out, add_unknown=table.add_unknown,
    )  # fmt: skip
    response.headers["Location"] = f"/api/v1/organisations/{organisation}/customers/imports/{made.pk}"
    return Status(202, _import(made, [_kept(each) for each in made.faults]))


@router.get(CUSTOMERS, tags=["customers"], **read(told.CustomersImports))
def list_customers_imports(request: HttpRequest, organisation: str, window: Query[Window]) -> Any:
    """Imports of customers, orders and interactions there were, the latest first."""
    return shapes.page(request, customers_imports_of(_edits(request, organisation)), window, _listed("holds"))


@router.post(CUSTOMERS + "/{uuid:source}/again", tags=["customers"], **write("write", 202, told.ImportFound))
def resume_customers_import(request: HttpRequest, organisation: str, source: uuid.UUID) -> Any:
    """Go on with an import that failed on the way; any other is told as it is."""
    made = customers_import_for(_edits(request, organisation), source)
    import_again(made, actor_of(request))
    return Status(202, _import(made, [_kept(each) for each in made.faults]))


@router.get(CUSTOMERS + "/{uuid:source}/faults.csv", tags=["customers"], **give("text/csv"))
def download_customers_import_faults(request: HttpRequest, organisation: str, source: uuid.UUID) -> Any:
    """All that is wrong with a file of customers, as a table."""
    made = customers_import_for(_edits(request, organisation), source)
    if not faults_path(made).is_file():
        raise Http404
    return faults_response(customers_faults(made, language_now()), str(made.pk))


@router.get(CUSTOMERS + "/{uuid:source}", tags=["customers"], **read(told.ImportFound))
def get_customers_import(request: HttpRequest, organisation: str, source: uuid.UUID) -> Any:
    """One import of customers: how far it is, its sheet, its counts and its first faults."""
    made = customers_import_for(_edits(request, organisation), source)
    return _import(made, [_kept(each) for each in made.faults])


def _edits(request: HttpRequest, organisation: str) -> Organisation:
    return organisation_for(request.user, organisation, VoiceRight.EDIT)


def _listed(kind: str) -> Callable[[Any], shapes.Shape]:
    names = ("name", kind, "size", "sheet", "state", "counts", "by", "created_at", "ended_at")
    return lambda made: {"id": made.pk} | {name: getattr(made, name) for name in names}


def _columns(chosen: Iterable[Chosen]) -> list[shapes.Shape]:
    return [{"column": each.column, "holds": as_told(each)} for each in chosen]


def _first(said: Said) -> shapes.Shape:
    """A row as it would be stored; a number that is made of it is none of its own."""
    own = None if (said.number or "").startswith("row ") else said.number
    values: shapes.Shape = {name: getattr(said, name) or None for name in _SAID} | {"public": said.public}
    theme = shapes.both(said.theme, "title") if said.theme else None
    return values | {"id": own, "theme": theme, "customer": said.customer.code if said.customer else None}


def _fault(fault: Fault) -> shapes.Shape:
    text = {"ru": fault.sentence("ru"), "en": fault.sentence("en")}
    place = {"row": fault.place.row, "column": fault.place.column}
    return place | {"value": value_of(fault), "code": fault.code, "text": text}


def _kept(told_fault: shapes.Shape) -> shapes.Shape:
    """A fault as imports of customers keep it."""
    text = {"ru": told_fault["ru"], "en": told_fault["en"]}
    return {name: told_fault[name] for name in ("row", "column", "value", "code")} | {"text": text}


def _import(made: Any, faults: list[shapes.Shape]) -> shapes.Shape:
    chosen = [Chosen(**each) for each in made.mapping["columns"]]
    plain = {name: getattr(made, name) for name in ("name", "sheet", "state", "counts", "created_at", "ended_at")}
    return plain | {"id": made.pk, "columns": _columns(chosen), "faults": faults}


def _feedback_import(made: Any) -> shapes.Shape:
    kept = [Fault(each["code"], fields=each["fields"]) for each in made.faults[:MOST_FAULTS]]
    faults = [
        _fault(fault) | {"row": each["row"], "column": each["column"]}
        for fault, each in zip(kept, made.faults, strict=False)
    ]
    return _import(made, faults)
