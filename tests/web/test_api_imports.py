"""Tables by programs: looked at, named by columns and sheet, taken in once, with the rights of the pages."""

import io
import json

import pytest
from api_kit import Program
from django.core.files.uploadedfile import SimpleUploadedFile
from openpyxl import Workbook

from centricity.web.audit.services import SYSTEM
from centricity.web.customers.models import Customer, Import
from centricity.web.customers.services import customer_create
from centricity.web.feedback.models import Import as FeedbackImport
from centricity.web.feedback.models import Item
from centricity.web.jobs.models import Job
from centricity.web.jobs.services import do_job

pytestmark = pytest.mark.django_db
ROOT = "/organisations/acme"


def book(*named):
    made = Workbook()
    made.remove(made.active)
    for name, rows in named:
        sheet = made.create_sheet(name)
        for row in rows:
            sheet.append(row)
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


@pytest.fixture
def analyst(people):
    return Program.of(people["analyst"])


def send(program, path, content, name="t.csv", key="", **told):
    """Send a table with what is told of it, as a program does."""
    content = content if isinstance(content, bytes) else content.encode()
    told = {each: json.dumps(value) if isinstance(value, (dict, list)) else value for each, value in told.items()}
    headers = program.headers | ({"Idempotency-Key": key} if key else {})
    file = SimpleUploadedFile(name, content)
    return program.client.post(f"/api/v1{ROOT}/{path}", {"file": file, **told}, headers=headers)


REVIEWS = "кто,что,сколько,почта\nАнна,Плохо,1,anna@x.org\nБорис,Хорошо,5,\n"
COLUMNS = {"кто": "author", "что": "text", "сколько": "rating", "почта": "email"}


def test_a_table_is_looked_at_then_taken_in_once(analyst, organisation):
    anna = customer_create(organisation, {"name": "Anna"}, [("email", "anna@x.org")], SYSTEM)
    told = {"source": "review", "columns": COLUMNS}
    seen = send(analyst, "feedback/imports/preview", REVIEWS, **told)
    assert seen.status_code == 200
    assert (seen.json()["rows"], seen.json()["faults"], seen.json()["sheet"], seen.json()["sheets"]) == (2, [], "", [])
    first = seen.json()["first"][0]
    assert (first["row"], first["text"], first["customer"], first["id"]) == (2, "Плохо", str(anna.code), None)
    assert not Item.objects.exists()
    assert not FeedbackImport.objects.exists()
    made = send(analyst, "feedback/imports", REVIEWS, key="one", **told)
    assert made.status_code == 201
    assert made.json()["counts"] == {"rows": 2, "new": 2, "known": 0, "customers": 1}
    assert send(analyst, "feedback/imports", REVIEWS, key="one", **told).json()["id"] == made.json()["id"]
    again = send(analyst, "feedback/imports", REVIEWS, **told)
    assert again.json()["counts"] == {"rows": 2, "new": 0, "known": 2, "customers": 1}
    assert Item.objects.count() == 2
    assert Item.objects.get(text="Плохо").customer == anna
    found = analyst.ask("get", made["Location"].removeprefix("/api/v1"))
    assert (found.json()["state"], found.json()["columns"][1]) == ("done", {"column": "что", "holds": "text"})


def test_columns_are_guessed_where_they_are_not_told(analyst, organisation):
    seen = send(analyst, "feedback/imports/preview", "Review text,crm id\nx,7\n", source="review").json()
    assert seen["columns"] == [
        {"column": "Review text", "holds": "text"},
        {"column": "crm id", "holds": "number:crm_id"},
    ]
    assert send(analyst, "feedback/imports", "Review text\nx\n", source="call").status_code == 201
    assert Item.objects.get().source == "call"


def test_every_fault_is_told_with_its_row_and_column(analyst, organisation):
    bad = "text,rating\nx,9\n,5\nfine,4\n"
    seen = send(analyst, "feedback/imports/preview", bad, source="review").json()
    assert [(each["row"], each["column"], each["value"]) for each in seen["faults"]] == [
        (2, "rating", "9"), (3, "text", ""),
    ]  # fmt: skip
    assert seen["faults"][0]["text"]["ru"].startswith("значение «9»")
    refused = send(analyst, "feedback/imports", bad, source="review")
    assert refused.status_code == 422
    assert len(refused.json()["faults"]) == 2
    assert not FeedbackImport.objects.exists()
    taken = send(analyst, "feedback/imports", bad, source="review", leave_out="true").json()
    assert taken["counts"] == {"rows": 3, "new": 1, "known": 0, "faults": 2, "left_out": 2}
    assert [each["row"] for each in taken["faults"]] == [2, 3]


@pytest.mark.parametrize(
    ("told", "code"),
    [
        ({"columns": "[1"}, "web.import_mapping"), ({"columns": ["text"]}, "web.import_mapping"),
        ({"columns": {"text": 1}}, "web.import_mapping"), ({"columns": {"Nowhere": "text"}}, "web.import_no_column"),
        ({"columns": {"text": "colour"}}, "web.import_target"), ({"columns": {}}, "web.import_no_text"),
        ({"columns": "[" * 10_000}, "web.import_mapping"), ({"source": "form"}, None), ({"source": ""}, None),
        ({"columns": "x" * 20_001}, None), ({"sheet": "x" * 201}, None), ({"leave_out": "perhaps"}, None),
    ],
)  # fmt: skip
def test_what_makes_no_sense_is_refused_in_words(analyst, organisation, told, code):
    for path in ("feedback/imports", "feedback/imports/preview"):
        if "leave_out" in told and path.endswith("preview"):
            continue
        answer = send(analyst, path, "text\nx\n", **({"source": "review"} | told))
        assert answer.status_code == 422
        assert code is None or code in [each["code"] for each in answer.json()["faults"]]
    assert not Item.objects.exists()


def test_of_several_sheets_a_program_names_one(analyst, organisation):
    content = book(("Notes", [("about",), ("x",)]), ("Q1", [("text",), ("from Q1",)]), ("Empty", []))
    seen = send(analyst, "feedback/imports/preview", content, "b.xlsx", source="review", columns={"about": "text"})
    assert (seen.json()["sheet"], seen.json()["sheets"]) == (
        "Notes", [{"name": "Notes", "rows": 1}, {"name": "Q1", "rows": 1}],
    )  # fmt: skip
    for sheet, code in (("", "web.import_sheets"), ("Nowhere", "web.import_no_sheet"), ("Empty", "table.empty")):
        answer = send(analyst, "feedback/imports", content, "b.xlsx", source="review", sheet=sheet)
        assert (answer.status_code, answer.json()["code"]) == (422, code)
    made = send(analyst, "feedback/imports", content, "b.xlsx", source="review", sheet="Q1")
    assert (made.status_code, made.json()["sheet"]) == (201, "Q1")
    assert Item.objects.get().text == "from Q1"


PEOPLE = book(
    ("Notes", [("about",), ("x",)]), ("People", [("Who", "Mail", "Town"), ("Vera", "v@x.org", "Omsk"), ("No", "?", "")])
)


def test_customers_are_brought_by_sheet_and_columns(analyst, organisation):
    told = {"holds": "contacts", "sheet": "People", "columns": {"Who": "name", "Mail": "email", "Town": "own:City"}}
    seen = send(analyst, "customers/imports/preview", PEOPLE, "p.xlsx", **told)
    assert seen.status_code == 200
    assert [each["name"] for each in seen.json()["sheets"]] == ["Notes", "People"]
    assert seen.json()["first"][0] == {"row": 2, "name": "Vera", "email": "v@x.org", "own City": "Omsk"}
    assert [(each["row"], each["column"]) for each in seen.json()["faults"]] == [(3, "Mail"), (3, "")]
    assert not Import.objects.exists()
    made = send(analyst, "customers/imports", PEOPLE, "p.xlsx", leave_out="true", **told)
    assert (made.status_code, made.json()["state"], made.json()["sheet"]) == (202, "asked", "People")
    do_job.call(str(Job.objects.get(kind="customers.import").pk))
    done = analyst.ask("get", made["Location"].removeprefix("/api/v1")).json()
    assert (done["state"], done["counts"]["new"], done["counts"]["left_out"]) == ("done", 1, 1)
    assert Customer.objects.get().fields == {"City": "Omsk"}


@pytest.mark.parametrize(
    ("told", "code"),
    [
        ({"sheet": ""}, "web.import_sheets"), ({"sheet": "Nowhere"}, "web.import_no_sheet"),
        ({"columns": {"Who": "name"}}, "web.import_no_key_column"),
        ({"columns": {"X": "name"}}, "web.import_no_column"),
        ({"columns": {"Who": "amount", "Mail": "email"}}, "web.import_target"),
    ],
)  # fmt: skip
def test_customers_that_make_no_sense_are_refused_and_not_kept(analyst, organisation, told, code):
    told = {"holds": "contacts", "sheet": "People"} | told
    answer = send(analyst, "customers/imports", PEOPLE, "p.xlsx", **told)
    assert (answer.status_code, answer.json()["code"]) == (422, code)
    assert not Import.objects.exists()
    assert not Job.objects.filter(kind="customers.import").exists()


def test_who_may_not_edit_brings_nothing(people, organisation):
    for who, status in (("agent", 403), ("stranger", 404)):
        program = Program.of(people[who])
        for path in ("feedback/imports", "feedback/imports/preview"):
            assert send(program, path, "text\nx\n", source="review").status_code == status
        for path in ("customers/imports", "customers/imports/preview"):
            assert send(program, path, "email\na@x.org\n", holds="contacts").status_code == status
    assert (
        send(Program.of(people["analyst"], "read"), "feedback/imports", "text\nx\n", source="call").status_code == 403
    )
    assert not Item.objects.exists()
