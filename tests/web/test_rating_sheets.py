"""Levels by a table: taken away empty, brought back filled in, submitted whole or not at all."""

import csv
import io
from html import unescape

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from openpyxl import Workbook, load_workbook
from rating_kit import A, B, begun, rater_of, seated, submitted

from centricity.web.audit.services import SYSTEM
from centricity.web.people.services import look_set
from centricity.web.rating.models import Level
from centricity.web.rating.rounds import round_close

pytestmark = pytest.mark.django_db
ONE = "/studies/wide/rating/1/"
HEADS = ["company code", "metric code", "level", "note", "what was seen", "where it is", "kind", "seen on"]
SOUND = [A, "1.1", "2", "", "The roadmap", "https://cloud.example/1", "page", "2025-10-01"]


@pytest.fixture
def ann(wide):
    return rater_of(wide, "ann")


@pytest.fixture
def seat(wide, ann):
    return seated(begun(wide), ann, (A, B), ("1.1", "1.3"))


def brought(client, ann, rows, name="levels.csv"):
    """What the page answers to a table of rows."""
    client.force_login(ann)
    if name.endswith(".xlsx"):
        book, buffer = Workbook(), io.BytesIO()
        for row in rows:
            book.active.append(row)
        book.save(buffer)
        content = buffer.getvalue()
    else:
        text = io.StringIO()
        csv.writer(text).writerows(rows)
        content = text.getvalue().encode()
    file = SimpleUploadedFile(name, content)
    return client.post(f"{ONE}sheet/", {"file": file}, headers={"Accept-Language": "en"})


def text(answer):
    return unescape(answer.content.decode())


def test_a_table_holds_the_cells_that_are_not_submitted_in_the_language_of_the_rater(client, seat, ann):
    submitted(seat, 2.0)
    client.force_login(ann)
    rows = list(csv.reader(io.StringIO(client.get(f"{ONE}sheet.csv").content.decode("utf-8-sig"))))
    assert [(row[0], row[2]) for row in rows[1:]] == [(A, "1.3"), (B, "1.1"), (B, "1.3")]
    look_set(ann, language="ru")
    book = load_workbook(io.BytesIO(client.get(f"{ONE}sheet.xlsx").content))
    found = [[cell.value for cell in row] for row in book.active.iter_rows()]
    assert found[0][:5] == ["код компании", "компания", "код метрики", "метрика", "уровень"]
    assert found[1][:3] == [A, "Облако А", "1.3"]
    assert client.get(f"{ONE}sheet.doc").status_code == 404


@pytest.mark.parametrize("name", ["levels.csv", "levels.xlsx"])
def test_what_is_filled_in_is_submitted_and_empty_rows_are_left(client, seat, ann, name):
    rows = [
        HEADS, SOUND,
        [A, "1.3", "0", "Looked for, not found", "", "", "", ""],
        [B, "1.1", "н/п", "Sells no products", "", "", "", ""],
        [B, "1.3", "", "", "", "", "", ""],
    ]  # fmt: skip
    assert brought(client, ann, rows, name).status_code == 302
    kept = {(each.company, each.metric): each for each in Level.objects.all()}
    assert {cell: (each.level, each.applies) for cell, each in kept.items()} == {
        (A, "1.1"): (2, True), (A, "1.3"): (0, True), (B, "1.1"): (None, False),
    }  # fmt: skip
    assert (kept[A, "1.1"].kind, kept[A, "1.1"].seen_on.isoformat()) == ("page", "2025-10-01")
    assert brought(client, ann, rows, name).status_code == 302  # the same once more changes nothing
    assert Level.objects.count() == 3
    moved = [HEADS, [*SOUND[:5], "https://cloud.example/2", *SOUND[6:]]]
    assert "submitted already" in text(brought(client, ann, moved, name))


def test_a_table_taken_away_is_brought_back_as_it_is_headed(client, seat, ann):
    look_set(ann, language="ru")
    client.force_login(ann)
    book = load_workbook(io.BytesIO(client.get(f"{ONE}sheet.xlsx").content))
    rows = [[cell.value for cell in row] for row in book.active.iter_rows()]
    rows[1][4:10] = [2, "", "Дорожная карта", "https://cloud.example/1", "страница", "01.10.2025"]
    assert brought(client, ann, rows, "уровни.xlsx").status_code == 302
    kept = Level.objects.get()
    assert (kept.level, kept.kind, kept.seen_on.isoformat()) == (2, "page", "2025-10-01")


@pytest.mark.parametrize("name", ["levels.csv", "levels.xlsx"])
def test_faults_are_told_where_they_stand_and_nothing_is_submitted(client, seat, ann, name):
    rows = [
        HEADS, SOUND,
        [A, "1.3", "two", "", "x", "y", "page", "2025-10-01"],
        ["SYN03", "1.1", "0", "not found", "", "", "", ""],
        [B, "1.1", "9", "", "x", "y", "page", "soon"],
        [B, "1.3", "3", "", "", "", "", ""],
        SOUND,
    ]  # fmt: skip
    answer = brought(client, ann, rows, name)
    assert answer.status_code == 422
    told = text(answer)
    for words in ("“two” is not a number", "This is no date", "already stands in row 2", "Nothing was submitted"):
        assert words in told
    assert [f'<td class="num">{row}</td>' in told for row in range(2, 8)] == [False, True, True, True, True, True]
    assert not Level.objects.exists()


def test_a_table_without_the_columns_is_refused(client, seat, ann):
    told = text(brought(client, ann, [["company code", "level"], [A, "2"]]))
    assert "код метрики / metric code" in told
    assert "the column is missing" in told.lower()
    assert brought(client, ann, [[]], "levels.xlsx").status_code == 422
    client.force_login(ann)
    assert client.post(f"{ONE}sheet/").status_code == 422
    broken = SimpleUploadedFile("levels.xlsx", b"PK no workbook")
    assert client.post(f"{ONE}sheet/", {"file": broken}).status_code == 422


def test_a_level_that_stands_is_not_overwritten_by_a_table_and_a_closed_rating_takes_none(client, seat, ann):
    submitted(seat, 1.0)
    assert "submitted already" in text(brought(client, ann, [HEADS, SOUND]))
    assert Level.objects.get().level == 1
    seat.round.refresh_from_db()
    round_close(seat.round, seat.round.version, SYSTEM)
    assert brought(client, ann, [HEADS, [A, "1.3", *SOUND[2:]]]).headers["Location"] == ONE
    assert "he rating is closed: nothing is taken" in text(client.get(ONE, headers={"Accept-Language": "en"}))
    assert Level.objects.count() == 1


def test_nobody_else_takes_or_brings_a_table(client, seat, people):
    for who in ("analyst", "rater", "public_reader"):
        assert brought(client, people[who], [HEADS, SOUND]).status_code in {403, 404}
        assert client.get(f"{ONE}sheet.csv").status_code in {403, 404}
