"""Drivers on the platform: the numbers of the library, words for its refusals, and nothing that names staff."""

import csv
import io
import re
from html import unescape

import ibis
import numpy as np
import polars as pl
import pytest
from voice_kit import opened
from web_analysis import answers, executive_of

from centricity.metrics.touchpoints import driver_analysis
from centricity.web.audit.services import SYSTEM
from centricity.web.voice.services import state_set

pytestmark = pytest.mark.django_db
ADDRESS = "/dashboard/acme/analysis/drivers/"
PARTS = [{"code": each, "text": {"ru": f"={each}", "en": f"={each}"}} for each in ("speed", "courtesy", "price")]
MATRIX = {
    "schema": "centricity/survey-1", "id": "parts", "version": "1.0.0", "title": {"ru": "Части", "en": "Parts"},
    "thanks": {"ru": "Спасибо!", "en": "Thank you."},
    "pages": [{"code": "p", "questions": [
        {"code": "satisfied", "kind": "csat", "text": {"ru": "Всё в целом", "en": "All in all"}},
        {"code": "parts", "kind": "matrix", "text": {"ru": "Части", "en": "Parts"}, "rows": PARTS},
    ]}],
}  # fmt: skip


def drawn(n=200, seed=3):
    """Ratings where speed moves the whole, courtesy a little, price not at all."""
    rng = np.random.default_rng(seed)
    speed, courtesy, price = (rng.integers(1, 6, n) for _ in range(3))
    whole = np.clip(np.round(0.7 * speed + 0.3 * courtesy + rng.normal(0, 0.7, n)), 1, 5).astype(int)
    return pl.DataFrame({"satisfied": whole, "parts:speed": speed, "parts:courtesy": courtesy, "parts:price": price})


def filled(survey, frame):
    rows = [{name: value for name, value in row.items() if value is not None} for row in frame.iter_rows(named=True)]
    answers(survey, rows, {"satisfied": "csat", "recommend": "nps"})


@pytest.fixture
def executive(client, people):
    return executive_of(client, people)


def test_without_surveys_it_says_what_to_do(executive):
    page = executive.get(ADDRESS).content.decode()
    assert "No survey with an overall score" in page
    assert executive.get(f"{ADDRESS}?csv=drivers").status_code == 404


def test_the_page_gives_what_the_library_gives(organisation, executive):
    frame = drawn()
    filled(opened(organisation, MATRIX, "parts"), frame)
    names = ["parts:speed", "parts:courtesy", "parts:price"]
    made = driver_analysis(ibis.memtable(frame), "satisfied", names)
    rows = list(csv.DictReader(io.StringIO(executive.get(f"{ADDRESS}?csv=drivers").content.decode())))
    share = {f"parts:{row['question'].lstrip(chr(39) + '=')}": row for row in rows}
    for name, found in zip(made.found.names, made.found.shares, strict=True):
        told = [float(share[name][each]) for each in ("importance", "importance_low", "importance_high")]
        assert told == pytest.approx([found.value, found.low, found.high])
    for name, mean in zip(names, made.means, strict=True):
        assert float(share[name]["rating"]) == pytest.approx((mean - 1) / 4 * 100)
    assert rows[0]["question"] == "'=speed"  # a spreadsheet takes it for no formula
    page = unescape(executive.get(ADDRESS).content.decode())
    assert "complete answers n = 200" in page
    assert "association" in page
    assert '<a href="/surveys/acme/parts/results/">' in page
    assert len(re.findall("<circle", page)) == 3
    shapley = executive.get(f"{ADDRESS}?kind=shapley&csv=drivers").content
    assert shapley != executive.get(f"{ADDRESS}?csv=drivers").content


def test_refusals_are_said_in_words(organisation, executive):
    survey = opened(organisation, MATRIX, "parts")
    filled(survey, drawn(9))
    assert re.search(r"9 .*(rows|answers|needed)", unescape(executive.get(ADDRESS).content.decode()))
    frame = drawn(60).with_columns(pl.col("parts:speed").alias("parts:price"))
    survey.responses.all().delete()
    filled(survey, frame)
    page = unescape(executive.get(ADDRESS).content.decode())
    assert 'class="callout"' in page
    assert "parts:price" in page
    page = executive.get(f"{ADDRESS}?by=parts:speed&by=parts:courtesy").content.decode()
    assert 'class="callout"' not in page


def test_incomplete_answers_are_counted_beside(organisation, executive):
    frame = drawn(80).with_columns(
        pl.when(pl.int_range(80) < 30).then(None).otherwise(pl.col("parts:price")).alias("parts:price")
    )
    filled(opened(organisation, MATRIX, "parts"), frame)
    page = unescape(executive.get(ADDRESS).content.decode())
    assert "complete answers n = 50" in page
    assert "left out: 30 of 80" in page


def test_all_surveys_with_the_same_question_are_taken_together(organisation, executive):
    one, other = drawn(60, 1), drawn(70, 2)
    filled(opened(organisation, MATRIX, "one"), one)
    filled(opened(organisation, MATRIX, "two"), other)
    page = unescape(executive.get(ADDRESS).content.decode())
    assert 'value="*:satisfied" selected' in page
    assert "complete answers n = 130" in page
    assert "complete answers n = 60" in unescape(executive.get(f"{ADDRESS}?of=one:satisfied").content.decode())


def test_staff_is_not_read_before_the_end_and_never_in_parts(organisation, executive):
    survey = opened(organisation, "internal_service", "inside")
    rng = np.random.default_rng(5)
    rows = [{"recommend": int(rng.integers(0, 11)), "helped:it": int(rng.integers(1, 6)),
             "helped:legal": int(rng.integers(1, 6))} for _ in range(40)]  # fmt: skip
    answers(survey, rows, {"recommend": "enps"})
    assert "inside:recommend" not in executive.get(ADDRESS).content.decode()
    state_set(survey, "closed", survey.version, SYSTEM)
    page = executive.get(f"{ADDRESS}?of=inside:recommend&by=helped:it").content.decode()
    assert "inside:recommend" in page
    assert 'type="checkbox"' not in page


def test_without_a_choice_customers_come_before_staff_and_what_has_parts_before_what_has_none(organisation, executive):
    staff = opened(organisation, "internal_service", "a-staff")
    answers(staff, [{"recommend": 9}] * 40, {"recommend": "enps"})
    state_set(staff, "closed", staff.version, SYSTEM)
    filled(opened(organisation, MATRIX, "parts"), drawn(60))
    page = executive.get(ADDRESS).content.decode()
    assert 'value="parts:satisfied" selected' in page
    assert "a-staff:recommend" in page


def test_strangers_find_nothing_and_guests_sign_in(client, people):
    assert client.get(ADDRESS).status_code == 302
    client.force_login(people["stranger"])
    assert client.get(ADDRESS).status_code == 404
    client.force_login(people["rater"])
    assert client.get(ADDRESS).status_code == 403


def test_a_wide_matrix_keeps_nobody_waiting(organisation, executive, monkeypatch, django_assert_max_num_queries):
    rows = [{"code": f"p{i}", "text": {"ru": f"p{i}", "en": f"p{i}"}} for i in range(14)]
    first, second = MATRIX["pages"][0]["questions"]
    wide = MATRIX | {"pages": [{"code": "p", "questions": [first, second | {"rows": rows}]}]}
    rng = np.random.default_rng(4)
    parts = {f"parts:p{i}": rng.integers(1, 6, 90) for i in range(14)}
    frame = pl.DataFrame({"satisfied": rng.integers(1, 6, 90)} | parts)
    filled(opened(organisation, wide, "wide"), frame)
    assert "All orders are tried for 12 parts" in executive.get(f"{ADDRESS}?kind=shapley").content.decode()
    monkeypatch.setattr("centricity.web.home.driving.MOST_ANSWERS", 50)
    with django_assert_max_num_queries(20):
        page = unescape(executive.get(ADDRESS).content.decode())
    assert "complete answers n = 50" in page
    assert "The latest answers were read, 50" in page
