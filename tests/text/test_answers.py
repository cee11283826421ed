"""Answers: what a source does not tell is not known, what it tells of others is unanswered, later ones count."""

import csv
from contextlib import closing
from datetime import date
from io import BytesIO

import pytest
from openpyxl import load_workbook
from text_kit import folder, judge, lines, news

from centricity.reports.document import Table
from centricity.reports.text_report import text_report
from centricity.reports.workbook import plain_workbook
from centricity.text.answers import silent_sources, waiting
from centricity.text.ledger import Ledger
from centricity.text.overview import unanswered
from centricity.text.scan import Wishes, scan, tell

WISHES = Wishes(judge=judge(), workers=1)
END = date(2025, 6, 1)


def review(number, stars, answered=None, *, day=1, source="platform", **more):
    told = {"source_kind": "review", "source": source, "about": "Бетасофт", "rating": stars, "answered_at": answered}
    return news(number, f"отзыв номер {number}", published_at=f"2025-05-{day:02}T10:00:00Z") | told | more


def told(tmp_path, rows, end=END):
    docs, companies, out = folder(tmp_path, rows)
    scan(docs, companies, out, WISHES)
    return tell(out, end)


def facts(found, company="beta"):
    return {f.indicator: f for f in found.facts if (f.company, f.metric) == (company, "answers")}


def test_the_rate_and_the_time_are_told_of_all_of_complaints_and_of_praise(tmp_path):
    rows = [
        review(1, 1, "2025-05-01T16:00:00Z"), review(2, 1), review(3, 5, "2025-05-01T12:00:00Z"), review(4, 3),
    ]  # fmt: skip
    found = facts(told(tmp_path, rows))
    assert [found[f"response_rate_{group}"].estimate.value for group in ("all", "complaints", "praise")] == [
        0.5,
        0.5,
        1,
    ]
    assert found["response_rate_all"].estimate.n == 4
    assert found["response_rate_all"].estimate.method == "wilson"
    assert found["response_hours_all"].estimate.value == 4
    assert found["response_hours_complaints"].estimate.value == 6


def test_where_no_document_of_a_source_is_answered_nothing_is_known(tmp_path):
    rows = [
        review(1, 1),
        review(2, 5),
        review(3, 1, source="other", answered="2025-05-02"),
        review(4, 1, source="other"),
    ]
    found = told(tmp_path, rows)
    assert facts(found)["response_rate_all"].estimate.n == 2
    assert facts(found)["response_rate_all"].parts == {"mentions": 4, "answered": 1}
    assert "response_rate_praise" not in facts(found)
    assert facts(found, "alpha") == {}
    assert silent_sources(found.material, found.period) == {"platform": 2}
    assert [each.source for each in unanswered(found, 9)] == ["other"]


def test_complaints_without_an_answer_stand_by_age_with_their_passages(tmp_path):
    post = news(9, "Погода. Бетасофт: всё ужасно", source="platform", source_kind="social", published_at="2025-05-10")
    rows = [review(1, 1, day=20), review(2, 1, day=3), review(3, 5, day=2), review(4, 2, "2025-05-09"), post]
    found = told(tmp_path, rows)
    assert [(each.days, each.passage) for each in unanswered(found, 9)] == [
        (28, "отзыв номер 2"), (22, "Погода. [Бетасофт]: всё ужасно"), (11, "отзыв номер 1"),
    ]  # fmt: skip
    assert len(unanswered(found, 1)) == 1


def test_an_answer_after_the_period_is_none_and_one_before_the_review_has_no_time(tmp_path):
    rows = [review(1, 1, "2025-07-01"), review(2, 1, "2025-04-01"), review(3, 1, "2025-05-02T10:00:00Z")]
    found = told(tmp_path, rows)
    assert facts(found)["response_rate_all"].parts == {"mentions": 3, "answered": 2}
    assert (facts(found)["response_hours_all"].estimate.value, facts(found)["response_hours_all"].estimate.n) == (24, 1)
    assert waiting(found.material, found.period).height == 1


def test_own_and_paid_items_and_reviews_of_an_employer_ask_for_no_answer(tmp_path):
    rows = [
        review(1, 1, "2025-05-02"), review(2, 1, paid=True), review(3, 1, source_kind="employer_review"),
        review(4, 1, source_kind="news"), review(5, 1, source_kind="social"),
    ]  # fmt: skip
    assert facts(told(tmp_path, rows))["response_rate_all"].estimate.n == 1


def test_an_answer_that_comes_after_the_scan_is_told_by_the_next(tmp_path):
    docs, companies, out = folder(tmp_path, [review(1, 1), review(2, 1, "2025-05-09")])
    scan(docs, companies, out, WISHES)
    assert facts(tell(out, END))["response_rate_all"].estimate.value == 0.5
    lines(docs / "later.jsonl", [review(1, 1, "2025-05-04"), review(2, 1, "2025-05-20")])
    again = scan(docs, companies, out, WISHES)
    assert (again.documents, again.report.total().repeated) == (0, 2)
    found = facts(tell(out, END))
    assert (found["response_rate_all"].estimate.value, found["response_rate_all"].estimate.n) == (1, 2)
    assert found["response_hours_all"].estimate.value == (62 + 182) / 2
    lines(docs / "earlier.jsonl", [review(1, 1, "2025-05-02")])
    scan(docs, companies, out, WISHES)
    with Ledger(out / "ledger.sqlite") as ledger:
        assert len(ledger.answers()) == 2
    assert facts(tell(out, END))["response_hours_all"].estimate.value == (14 + 182) / 2


@pytest.mark.parametrize("name", ["answered_at", "reply_at", "Дата ответа", "дата ответа компании"])
def test_the_column_of_answers_is_known_by_its_usual_names(tmp_path, name):
    docs, companies, out = folder(tmp_path, [])
    with (docs / "reviews.csv").open("w", encoding="utf-8", newline="") as file:
        rows = [["about", "rating", "date", "text", name], ["Бетасофт", 1, "2025-05-01", "раз", "02.05.2025 12:00"],
                ["Бетасофт", 1, "2025-05-01", "два", ""]]  # fmt: skip
        csv.writer(file).writerows(rows)
    scan(docs, companies, out, WISHES)
    found = facts(tell(out, END))
    assert (found["response_rate_all"].estimate.value, found["response_hours_all"].estimate.value) == (0.5, 36)


@pytest.mark.parametrize(("language", "title", "waits", "unknown"), [
    ("ru", "Ответы", "Критика без ответа", "Не известно: other 1."),
    ("en", "Answers", "Blame without an answer", "Not known: other 1."),
])  # fmt: skip
def test_the_report_says_what_is_known_of_answers_and_what_waits(tmp_path, language, title, waits, unknown):
    rows = [review(1, 1, "2025-05-02"), review(2, 1), review(3, 5), review(4, 1, source="other")]
    document = text_report(told(tmp_path, rows), language)
    [section] = [section for section in document.sections if section.anchor == "answers"]
    tables = {block.sheet: block for block in section.blocks if isinstance(block, Table)}
    assert set(tables) == {title, waits}
    assert section.blocks[0].text.endswith(unknown)
    with closing(load_workbook(BytesIO(plain_workbook(document)))) as book:
        sheets = {name: list(book[name].iter_rows(min_row=4, values_only=True)) for name in tables}
    assert [row[2:5] for row in sheets[title][:3]] == [(4, 3, pytest.approx(1 / 3)), (3, 2, 0.5), (1, 1, 0)]
    assert sheets[waits][0][0] == 30
    assert sheets[waits][0][3] == "отзыв номер 2"


def test_without_reviews_and_posts_there_is_no_section(tmp_path):
    sections = text_report(told(tmp_path, [news(1, "Альфатех работает")]), "en").sections
    assert "answers" not in {section.anchor for section in sections}
