"""Workbooks of reviews and calls: read as tables of CSV are, bounded, and never with a traceback."""

import datetime as dt
import io
import zipfile

import pytest
import xlsxwriter
from feedback_kit import bring, read_said, take
from openpyxl import Workbook

from centricity.errors import CentricityError
from centricity.web.feedback.models import Item
from centricity.web.feedback.rows import MOST_ROWS

pytestmark = pytest.mark.django_db
PAGE = "/feedback/acme/import/"


def naive(*parts):
    """A moment as Excel keeps it: without a zone."""
    return dt.datetime(*parts)  # noqa: DTZ001


HEAD = ("Номер", "Текст", "Оценка", "Дата", "Открыто")
ROWS = [
    (101, "Ужас; не работает", 1, naive(2026, 5, 1), True),
    (None, None, None, None, None),
    ("a-2", "Всё\nхорошо", "5", naive(2026, 5, 2, 10, 30), False),
    (103.0, 2024, None, dt.date(2026, 5, 3), None),
    ("", "   ", "", None, None),
]


def book(*sheets, hidden=()):
    made = Workbook()
    made.remove(made.active)
    for name, rows in sheets:
        sheet = made.create_sheet(name)
        sheet.sheet_state = "hidden" if name in hidden else "visible"
        for row in rows:
            sheet.append(row)
    return saved(made)


def saved(made):
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


def computed(*cells):
    """A workbook of a heading and one row of formulas with what a spreadsheet computed of them."""
    out = io.BytesIO()
    with xlsxwriter.Workbook(out) as made:
        sheet = made.add_worksheet("Data")
        for at, (name, formula, value) in enumerate(cells):
            sheet.write(0, at, name)
            sheet.write_formula(1, at, formula, None, value)
    return out.getvalue()


def respelled(content, change):
    """The workbook with its members changed."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(name, change(name, old.read(name)))
    return out.getvalue()


def faults(content, sheet="", name="t.xlsx"):
    with pytest.raises(CentricityError) as caught:
        read_said(content, name, "review", sheet)
    assert all(fault.text("ru") and fault.text("en") for fault in caught.value.faults)
    assert {fault.place.file for fault in caught.value.faults} <= {name, ""}
    return [(fault.code, fault.place.row, fault.place.column) for fault in caught.value.faults]


def send(client, content, name="calls.xlsx", sheet=""):
    """Upload a workbook and take it in with its columns as they are guessed."""
    answer, made = bring(client, content, "call", name)
    if made is None:
        return answer
    if sheet:
        turned = client.post(answer.url, {"turn": 1, "sheet": sheet, "version": made.version})
        if turned.status_code != 302:
            return turned
        made.refresh_from_db()
    take(client, made)
    return client.get(answer.url)


def test_a_workbook_is_read_as_the_same_table_of_csv():
    first, second, third = read_said(book(("Отзывы", [HEAD, *ROWS])), "t.xlsx", "review")
    assert (first.number, first.text, first.rating, first.at, first.public) == (
        "101", "Ужас; не работает", 1, dt.datetime(2026, 5, 1, tzinfo=dt.UTC), True,
    )  # fmt: skip
    assert (second.number, second.text, second.rating, second.at, second.public) == (
        "a-2", "Всё\nхорошо", 5, dt.datetime(2026, 5, 2, 10, 30, tzinfo=dt.UTC), False,
    )  # fmt: skip
    assert (third.number, third.text, third.rating, third.at) == (
        "103", "2024", None, dt.datetime(2026, 5, 3, tzinfo=dt.UTC),
    )  # fmt: skip
    plain = b"number,text,rating,at,public\n101,x,1,2026-05-01,true\n"
    twin = book(("S", [("number", "text", "rating", "at", "public"), (101, "x", 1, dt.date(2026, 5, 1), True)]))
    assert read_said(plain, "t.csv", "review") == read_said(twin, "t.xlsx", "review")


def test_dates_of_a_workbook_that_counts_from_1904_are_the_days_they_show():
    made = Workbook()
    made.epoch = naive(1904, 1, 1)
    made.active.append(("text", "at"))
    made.active.append(("x", naive(2026, 5, 1)))
    (said,) = read_said(saved(made), "t.xlsx", "call")
    assert said.at == dt.datetime(2026, 5, 1, tzinfo=dt.UTC)


def test_all_that_is_wrong_is_said_at_once_in_its_row_of_the_sheet(client, people, organisation):
    rows = [("text", "rating", "at", "channel"), ("fine", 3, None, "phone"), (), (None, 9, "yesterday", "pigeon"),
            ("fine", 4.5, naive(2999, 1, 1), None, "beside"), ("#N/A", None, None, None)]  # fmt: skip
    content = book(("Звонки", rows))
    assert faults(content) == [
        ("table.ragged", 5, ""), ("web.import_formula", 6, "text"), ("web.import_blank", 4, "text"),
        ("web.import_choice", 4, "channel"), ("web.import_choice", 4, "rating"), ("web.import_moment", 4, "at"),
        ("web.import_choice", 5, "rating"), ("web.import_future", 5, "at"),
    ]  # fmt: skip
    client.force_login(people["analyst"])
    answer = send(client, content)
    assert "sheet Звонки" in answer.content.decode()
    assert "<td>channel</td><td>pigeon</td><td>The value “pigeon” will not do" in answer.content.decode()
    assert Item.objects.count() == 0


def test_calls_come_in_by_a_workbook_once(client, people, organisation):
    client.force_login(people["analyst"])
    content = book(("Звонки", [("id", "комментарий"), (7, "Не дозвонился")]))
    assert send(client, content).status_code == 200
    assert send(client, content, name="again.XLSX").status_code == 200
    call = Item.objects.get()
    assert (call.source, call.channel, call.number, call.text) == ("call", "phone", "7", "Не дозвонился")
    assert 'accept=".csv,.xlsx"' in client.get(PAGE).content.decode()


def test_of_several_sheets_one_is_named(client, people, organisation):
    table = [("text",), ("from the second",)]
    content = book(
        ("Вступление", [("О файле",)]), ("Reviews <b>", table), ("Пустой", []), ("old", table), hidden=["old"]
    )
    assert faults(content) == [("web.import_sheets", None, "")]
    assert faults(content, "Nowhere") == [("web.import_no_sheet", None, "")]
    assert faults(content, "Вступление") == [("web.import_no_text", None, "")]
    client.force_login(people["analyst"])
    answer, made = bring(client, content, "call", "calls.xlsx")
    page = client.get(answer.url).content.decode()
    assert [each["name"] for each in made.sheets] == ["Вступление", "Reviews <b>"]
    assert (made.sheet, made.columns) == ("Вступление", ["О файле"])
    assert "Reviews &lt;b&gt; (rows: up to 1)</option>" in page
    assert send(client, content, sheet="Reviews <b>").status_code == 200
    assert Item.objects.get().text == "from the second"
    for name in ("old", "Пустой", "Nowhere"):
        assert send(client, content, sheet=name).status_code == 422
    assert Item.objects.count() == 1


def test_the_one_sheet_that_holds_something_needs_no_name():
    content = book(("Лист1", []), ("Лист2", [("text",), ("x",)]), ("Лист3", []), ("h", [("text",)]), hidden=["h"])
    assert [each.text for each in read_said(content, "t.xlsx", "call")] == ["x"]


def test_formulas_give_what_was_computed_last_and_none_without_it():
    told = computed(("text", '="a"&"b"', "ab"), ("rating", "=2+2", 4))
    (said,) = read_said(told, "t.xlsx", "review")
    assert (said.text, said.rating) == ("ab", 4)
    made = Workbook()
    made.active.append(("text", "rating"))
    made.active.append(("x", "=2+2"))
    assert faults(saved(made)) == [("table.formula_without_value", 2, "B")]
    wrong = computed(("text", "=NA()", "#N/A"), ("rating", "=1/0", "#DIV/0!"))
    assert ("web.import_formula", 2, "text") in faults(wrong)


def test_a_text_that_begins_as_a_formula_is_a_text():
    made = Workbook()
    made.active.append(("text",))
    made.active.append(("'=1+1",))
    (said,) = read_said(saved(made), "t.xlsx", "call")
    assert said.text == "=1+1"


def wide_claim(name, content):
    """A sheet that claims to be as large as sheets can be."""
    claim = b'<dimension ref="A1:XFD1048576"/>'
    head = content.partition(b"<sheetData")[0]
    begin, end = head.find(b"<dimension"), head.find(b"/>", head.find(b"<dimension")) + 2
    return content[:begin] + claim + content[end:] if name.endswith("sheet1.xml") else content


def far_cell(name, content):
    row = b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData>'
    return content.replace(b"</sheetData>", row) if name.endswith("sheet1.xml") else content


def laughs(name, content):
    """Entities that would grow a millionfold."""
    if not name.endswith("sheet1.xml"):
        return content
    grown = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 20}">' for n in range(1, 9))
    head = f'<?xml version="1.0"?><!DOCTYPE w [<!ENTITY e0 "ha">{grown}]>'.encode()
    return head + content.partition(b"?>")[2].replace(b"<sheetData>", b"<sheetData>&e8;")


def test_a_sheet_that_claims_to_be_huge_is_read_as_far_as_it_goes():
    told = computed(("text", '="a"', "a"))
    assert [each.text for each in read_said(respelled(told, wide_claim), "t.xlsx", "call")] == ["a"]
    assert faults(respelled(computed(("text", '="a"', "")), wide_claim))
    assert faults(respelled(book(("S", [("text",), ("x",)])), far_cell)) == [("table.ragged", 1_048_576, "")]


def test_what_is_too_large_is_refused_before_it_is_unpacked():
    assert faults(book(("S", [("text",), *[("x",)] * (MOST_ROWS + 1)]))) == [("web.import_large", None, "")]
    assert faults(b"P" * (5 * 1024 * 1024 + 1)) == [("web.import_large", None, "")]
    grown = respelled(
        book(("S", [("text",), ("x",)])), lambda name, old: old + b" " * 60_000_000 if "sheet1" in name else old
    )
    assert len(grown) < 5 * 1024 * 1024
    assert faults(grown) == [("table.zip_bomb", None, "")]
    assert faults(grown, "S") == [("table.zip_bomb", None, "")]


def cut(content):
    return content[: len(content) // 2]


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "web.file_empty"),
        (b"text\nx\n", "table.broken_xlsx"),
        (cut(book(("S", [("text",), ("x",)]))), "table.broken_xlsx"),
        (respelled(book(("S", [("text",)])), lambda name, old: b"<" if "sheet1" in name else old), "table.broken_xlsx"),
        (respelled(book(("S", [("text",)])), lambda name, old: b"" if name == "xl/workbook.xml" else old),
         "table.broken_xlsx"),
        (respelled(book(("S", [("text",), ("x",)])), laughs), "table.broken_xlsx"),
        (book(("S", [])), "table.empty"),
        (book(("S", [(), ("text",)])), "table.no_header"),
        (book(("S", [("text",)])), "web.import_empty"),
        (book(("S", [("words",), ("x",)])), "web.import_no_text"),
    ],
)  # fmt: skip
def test_what_is_no_workbook_is_refused_in_words(content, code, client, people, organisation):
    assert [each[0] for each in faults(content)] == [code]
    client.force_login(people["analyst"])
    send(client, content)
    assert not Item.objects.exists()


def test_an_old_workbook_is_told_what_to_become():
    assert faults(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, name="t.xls") == [("web.import_kind", None, "")]
    assert faults(book(("S", [("text",), ("x",)])), name="t.csv")[0][0] == "file.not_utf8"
