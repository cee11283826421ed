"""Sheets of a workbook that hold something, and the head of one of them."""

import zipfile

from openpyxl import Workbook

from centricity.tables.workbooks import Filled, filled_sheets, read_sheet_head


def saved(path, *named, hidden=()):
    made = Workbook()
    made.remove(made.active)
    for name, rows in named:
        sheet = made.create_sheet(name)
        sheet.sheet_state = "hidden" if name in hidden else "visible"
        for row in rows:
            sheet.append(row)
    made.save(path)
    return path


def test_sheets_that_are_seen_and_hold_something_are_told_with_their_rows(tmp_path):
    rows = [("a", "b"), (1, 2), (3, 4)]
    path = saved(tmp_path / "b.xlsx", ("Empty", []), ("Two", rows), ("Head", rows[:1]), ("h", rows), hidden=["h"])
    assert filled_sheets(path) == [Filled("Two", 2), Filled("Head", 0)]


def test_a_claim_of_all_rows_says_nothing(tmp_path):
    path = saved(tmp_path / "b.xlsx", ("One", [("a",), (1,)]))
    claimed = tmp_path / "c.xlsx"
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(claimed, "w") as new:
        for name in old.namelist():
            content = old.read(name)
            new.writestr(name, content.replace(b'<dimension ref="A1:A2"', b'<dimension ref="A1:XFD1048576"'))
    assert filled_sheets(claimed) == [Filled("One", None)]


def test_the_head_is_that_of_the_sheet_that_is_named(tmp_path):
    path = saved(tmp_path / "b.xlsx", ("Empty", []), ("One", [("a",), (1,), (2,)]), ("Two", [("b",), (3,)]))
    first, filled = read_sheet_head(path, 1)
    assert (first.name, first.header, first.rows, [each.name for each in filled]) == (
        "One", ["a"], [["1"]], ["One", "Two"],
    )  # fmt: skip
    assert read_sheet_head(path, 1, "Two")[0].header == ["b"]
    assert read_sheet_head(path, 1, "Nowhere")[0].header == []
    assert [fault.code for fault in read_sheet_head(path, 1, "Empty")[0].faults] == ["table.empty"]
