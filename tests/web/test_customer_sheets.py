"""Workbooks of customers with several sheets: which one is asked, kept, and read."""

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from openpyxl import Workbook

from centricity.errors import MisuseError
from centricity.web.audit.models import Entry
from centricity.web.audit.services import SYSTEM
from centricity.web.customers.columns import Chosen
from centricity.web.customers.imports import import_ask, import_start, sheet_choose
from centricity.web.customers.models import Customer, Import
from centricity.web.customers.reading import folder
from centricity.web.jobs.services import do_job

pytestmark = pytest.mark.django_db
HOME = "/customers/acme/imports/"
EN = {"Accept-Language": "en"}
PEOPLE = [("name", "email"), ("Vera", "v@example.org"), ("Gleb", "g@example.org")]


def book(*named, hidden=()):
    made = Workbook()
    made.remove(made.active)
    for name, rows in named:
        sheet = made.create_sheet(name)
        sheet.sheet_state = "hidden" if name in hidden else "visible"
        for row in rows:
            sheet.append(row)
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


def start(organisation, content, **more):
    return import_start(organisation, "contacts", SimpleUploadedFile("people.xlsx", content), SYSTEM, **more)


def finish(made):
    chosen = [Chosen(**each) for each in made.mapping["columns"]]
    job = import_ask(made, chosen, made.version, SYSTEM, leave_out=False, add_unknown=False)
    do_job.call(str(job.pk))
    made.refresh_from_db()


def kept():
    """Files that lie in the folder of imports."""
    return sorted(folder().iterdir()) if folder().is_dir() else []


TWO = book(("Empty", []), ("Notes", [("note",), ("read me",)]), ("People <b>", PEOPLE), ("h", PEOPLE), hidden=["h"])


def test_the_first_sheet_that_holds_something_is_taken_unless_another_is_chosen(organisation):
    made = start(organisation, TWO)
    assert (made.sheet, made.columns) == ("Notes", ["note"])
    assert made.sheets == [{"name": "Notes", "rows": 1}, {"name": "People <b>", "rows": 2}]
    sheet_choose(made, "People <b>", 0, SYSTEM)
    made.refresh_from_db()
    assert (made.version, made.columns, made.sample[0]) == (1, ["name", "email"], ["Vera", "v@example.org"])
    finish(made)
    assert (made.state, made.counts["new"]) == ("done", 2)
    assert set(Customer.objects.values_list("name", flat=True)) == {"Vera", "Gleb"}
    assert Entry.objects.get(action="customers.import_asked").after["sheet"] == "People <b>"


def test_one_sheet_alone_is_not_asked_for(organisation, client, people):
    made = start(organisation, book(("Empty", []), ("People", PEOPLE)))
    assert (made.sheet, len(made.sheets)) == ("People", 1)
    client.force_login(people["analyst"])
    page = client.get(f"{HOME}{made.pk}/", headers=EN).content.decode()
    assert "sheet People" in page
    assert "Take this sheet" not in page
    finish(made)
    assert made.counts["new"] == 2


def test_a_sheet_is_chosen_on_the_page(organisation, client, people):
    made = start(organisation, TWO)
    client.force_login(people["analyst"])
    address = f"{HOME}{made.pk}/"
    page = client.get(address, headers=EN).content.decode()
    assert "People &lt;b&gt; (rows: up to 2)</option>" in page
    for sheet, version in (("Nowhere", 0), ("h", 0), ("People <b>", 5), ("People <b>", "x")):
        assert client.post(address, {"turn": 1, "sheet": sheet, "version": version}).status_code == 422
    assert client.post(address, {"turn": 1, "sheet": "People <b>", "version": 0}).status_code == 302
    assert 'value="v@example.org"' not in client.get(address).content.decode()
    assert "v@example.org" in client.get(address).content.decode()
    old = {"version": 0, "begin": 1, "target-0": "name", "target-1": "email"}
    assert client.post(address, old).status_code == 422  # its page showed another sheet
    people["analyst"].language = "ru"
    people["analyst"].save()
    russian = client.get(address).content.decode()
    assert "Взять этот лист" in russian
    assert "(строк: до 2)" in russian
    client.force_login(people["agent"])
    assert client.post(address, {"turn": 1, "sheet": "Notes", "version": 1}).status_code == 403


@pytest.mark.parametrize(
    ("content", "sheet", "code"),
    [
        (book(("Empty", [])), "", "table.empty"),
        (book(("Empty", []), ("People", PEOPLE)), "Empty", "table.empty"),
        (book(("People", PEOPLE)), "Nowhere", "web.import_no_sheet"),
        (book(("People", [(), *PEOPLE])), "", "table.no_header"),
        (book(("People", [("name", None, "email"), ("a", "b", "c")])), "", "table.blank_header"),
        (book(("Wide", [[f"c{n}" for n in range(10_000)]])), "", "table.too_many_columns"),
        (book(("Wide", [[f"c{n}" for n in range(150)]])), "", "web.import_columns"),
        (b"PK\x03\x04 no workbook", "People", "table.broken_xlsx"),
    ],
)
def test_a_sheet_that_is_no_table_is_refused_and_nothing_is_kept(organisation, content, sheet, code):
    before = kept()
    with pytest.raises(MisuseError) as error:
        start(organisation, content, sheet=sheet)
    assert [fault.code for fault in error.value.faults] == [code]
    assert not Import.objects.exists()
    assert kept() == before


def test_a_sheet_of_formulas_that_nobody_computed_stops_with_its_cells(organisation):
    made = start(organisation, book(("Notes", [("x",)]), ("People", [*PEOPLE, ("=1+1", "z@example.org")])))
    sheet_choose(made, "People", 0, SYSTEM)
    made.refresh_from_db()
    finish(made)
    assert made.state == "faulty"
    assert [(each["row"], each["column"], each["code"]) for each in made.faults] == [
        (4, "A", "table.formula_without_value"),
    ]  # fmt: skip
    assert not Customer.objects.exists()
