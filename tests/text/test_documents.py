"""The table of documents: clean texts, identifiers that stay, pseudonyms."""

from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from centricity.text.documents import SCHEMA, batch_of, cleaned, document, pseudonym


@pytest.mark.parametrize(
    ("written", "read", "hidden"),
    [
        ("Сбер\u200bбанк", "Сбербанк", 1),
        ("от\u00adвет", "ответ", 1),
        ("\u202eтекст\u202c", "текст", 2),
        ("и\u0306од", "йод", 0),
        ("a\x00b", "a b", 1),
        ("строка\nдругая\t!", "строка\nдругая\t!", 0),
        ("😀 да", "😀 да", 0),
        ("да" + "\u0301\u0316" * 40, "да" + "\u0316" * 15 + "\u0301" * 15, 50),
        ("дб" + "\u0344" * 40, "дб" + "\u0308\u0301" * 15, 40),
    ],
)
def test_invisible_characters_are_taken_out_and_counted(written, read, hidden):
    assert cleaned(written) == (read, hidden)


@settings(deadline=None)
@given(st.text())
def test_any_text_can_be_cleaned_and_kept(text):
    plain, _ = cleaned(text)
    assert cleaned(plain) == (plain, 0)
    assert batch_of([document(plain, "a", "news")])["text"][0].as_py() == plain


def test_millions_of_marks_on_one_letter_cost_no_more_than_as_many_letters():
    assert cleaned("а" + "\u0301\u0316" * 1_000_000)[1] == 2_000_000 - 30


def test_lone_surrogates_do_not_break_a_batch():
    assert batch_of([document("a\ud800b", "a", "news")]).num_rows == 1


def test_the_identifier_is_of_what_is_said_and_where():
    one = document("Текст", "a.ru", "news", url="u", published_at=datetime(2025, 1, 1, tzinfo=UTC))
    moscow = datetime(2025, 1, 1, 3, tzinfo=timezone(timedelta(hours=3)))
    assert one["document"] == document("Те\u200bкст", "a.ru", "news", url="u", published_at=moscow)["document"]
    assert one["document"] != document("Текст", "b.ru", "news", url="u", published_at=moscow)["document"]


def test_authors_are_told_apart_and_not_named():
    assert pseudonym("Иван") == pseudonym(" иван ") != pseudonym("Пётр")
    assert pseudonym(" ") is None
    assert "ван" not in str(document("т", "a", "review", author="Иван"))


def test_a_batch_has_the_columns_of_the_contract():
    batch = batch_of([document("т", "a", "review", rating=4.0, about="x")])
    assert batch.schema == SCHEMA
    assert batch.to_pylist()[0]["rating"] == 4.0
