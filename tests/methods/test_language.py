"""Numbers, dates and plurals for readers of Russian and of English."""

import datetime as dt
import math
from decimal import ROUND_HALF_UP, Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from centricity.language import (
    MINUS,
    MISSING,
    NARROW_SPACE,
    Text,
    half_up,
    long_date,
    number,
    period_name,
    period_short,
    plural,
)

settings.register_profile("centricity", deadline=None, derandomize=True, max_examples=60)
settings.load_profile("centricity")


@pytest.mark.parametrize(
    ("value", "digits", "expected"),
    [
        (12.5, 0, 13),
        (13.5, 0, 14),
        (14.6, 0, 15),
        (0.5, 0, 1),
        (-0.5, 0, -1),
        (-12.5, 0, -13),
        (2.675, 2, 2.68),
        (1.005, 2, 1.01),
        (0.1 * 3 * 10 - 0.5, 0, 3),
        (0.1 * 3 * 10 + 9.5, 0, 13),
        ((0.1 + 0.2) * 5 + 11, 0, 13),
        (12.4999, 0, 12),
        (12.49999999999, 0, 13),
        (62.48, 1, 62.5),
        (0, 0, 0),
        (44.95, 1, 45),
    ],
)
def test_halves_are_rounded_away_from_zero_as_a_reader_would(value, digits, expected):
    assert half_up(value, digits) == expected


@given(st.integers(-(10**7), 10**7), st.integers(0, 3), st.integers(0, 3))
def test_rounding_follows_the_decimal_form_and_not_the_binary_one(units, places, digits):
    value = Decimal(units).scaleb(-places)
    assert half_up(float(value), digits) == float(value.quantize(Decimal(1).scaleb(-digits), rounding=ROUND_HALF_UP))


@given(st.floats(-1e6, 1e6), st.integers(0, 3))
def test_rounding_moves_a_number_by_half_a_unit_at_most(value, digits):
    assert abs(half_up(value, digits) - value) <= 0.5 * 10**-digits + 1e-8


@given(st.floats(-1e6, 1e6), st.integers(0, 3))
def test_rounding_is_the_same_on_both_sides_of_zero(value, digits):
    assert half_up(-value, digits) == -half_up(value, digits)


@pytest.mark.parametrize(
    ("value", "digits", "signed", "russian", "english"),
    [
        (59.35, 1, False, "59,4", "59.4"),
        (59.35, 0, False, "59", "59"),
        (12.5, 0, False, "13", "13"),
        (1234567.891, 2, False, f"1{NARROW_SPACE}234{NARROW_SPACE}567,89", "1,234,567.89"),
        (1000, 0, False, f"1{NARROW_SPACE}000", "1,000"),
        (-7.25, 1, False, f"{MINUS}7,3", f"{MINUS}7.3"),
        (30, 0, True, "+30", "+30"),
        (-30, 0, True, f"{MINUS}30", f"{MINUS}30"),
        (0, 0, True, "0", "0"),
        (-0.04, 1, False, "0,0", "0.0"),
        (0.04, 1, True, "0,0", "0.0"),
        (2, 2, False, "2,00", "2.00"),
        (None, 1, False, MISSING, MISSING),
        (math.nan, 1, True, MISSING, MISSING),
    ],
)
def test_numbers_are_written_as_each_language_writes_them(value, digits, signed, russian, english):
    assert number(value, "ru", digits, signed=signed) == russian
    assert number(value, "en", digits, signed=signed) == english


@given(st.floats(-1e6, 1e6), st.integers(0, 3), st.booleans())
def test_a_number_reads_back_as_what_was_rounded(value, digits, signed):
    for language in ("ru", "en"):
        written = number(value, language, digits, signed=signed).replace(MINUS, "-").replace(NARROW_SPACE, "")
        plain = written.replace(",", ".") if language == "ru" else written.replace(",", "")
        assert float(plain) == half_up(value, digits)


COMPANIES = ("компания", "компании", "компаний")


@pytest.mark.parametrize(
    ("form", "counts"),
    [
        ("компания", (1, 21, 31, 101, 121, 1001)),
        ("компании", (2, 3, 4, 22, 23, 24, 32, 104, 122)),
        ("компаний", (0, 5, 6, 9, 10, 11, 12, 13, 14, 15, 19, 20, 25, 30, 100, 111, 112, 113, 114, 211, 1012)),
    ],
)
def test_russian_counts_take_one_of_three_forms(form, counts):
    for count in counts:
        assert plural(count, "ru", COMPANIES) == form


@pytest.mark.parametrize(("count", "form"), [(0, "companies"), (1, "company"), (2, "companies"), (21, "companies")])
def test_english_counts_take_one_of_two_forms(count, form):
    assert plural(count, "en", ("company", "companies")) == form


@given(st.integers(0, 10**6))
def test_russian_forms_repeat_every_hundred(count):
    assert plural(count, "ru", COMPANIES) == plural(count % 100 + 100, "ru", COMPANIES)


def test_dates_are_written_in_words():
    assert long_date(dt.date(2025, 11, 1), "ru") == "1 ноября 2025\xa0г."
    assert long_date(dt.date(2025, 11, 1), "en") == "1 November 2025"


def test_every_month_has_a_name_in_both_languages():
    for language in ("ru", "en"):
        names = {long_date(dt.date(2025, month, 1), language).split()[1] for month in range(1, 13)}
        assert len(names) == 12


def test_a_text_needs_both_languages_and_nothing_else():
    text = Text(ru="индекс", en="index")
    assert (text["ru"], text["en"]) == ("индекс", "index")
    for wrong in (
        {"ru": "индекс"},
        {"ru": "индекс", "en": ""},
        {"ru": "а", "en": "a", "de": "a"},
        {"ru": 1, "en": "a"},
    ):
        with pytest.raises(ValidationError):
            Text.model_validate(wrong)


@pytest.mark.parametrize(
    ("value", "russian", "english"),
    [
        (1e28, "1e28", "1e28"), (-2.5e30, "\u22122,5e30", "\u22122.5e30"), (1e300, "1e300", "1e300"),
        (math.inf, "∞", "∞"), (999_999_999_999_999.0, "999\u202f999\u202f999\u202f999\u202f999", "999,999,999,999,999"),
    ],
)  # fmt: skip
def test_numbers_too_large_to_read_are_written_in_powers_of_ten(value, russian, english):
    assert (number(value, "ru"), number(value, "en")) == (russian, english)


@pytest.mark.parametrize(
    ("code", "russian", "english", "short"),
    [
        ("2026-11", "ноябрь 2026", "November 2026", ("ноя\xa02026", "Nov\xa02026")),
        ("2026-05", "май 2026", "May 2026", ("май\xa02026", "May\xa02026")),
        ("2026-Q3", "III квартал 2026", "Q3 2026", ("III\xa0кв.\xa02026", "Q3\xa02026")),
        *(
            (code, code, code, (code, code))
            for code in ("2026", "2026-W03", "2026-13", "2026-11-01", "wave 2026-11", "")
        ),
    ],
)
def test_months_and_quarters_are_written_in_words_and_nothing_else_is(code, russian, english, short):
    assert (period_name(code, "ru"), period_name(code, "en")) == (russian, english)
    assert (period_short(code, "ru"), period_short(code, "en")) == short


def test_a_period_takes_the_case_that_its_sentence_needs():
    assert [period_name("2026-05", "ru", form) for form in ("from", "in")] == ["мая 2026", "мае 2026"]
    assert [period_name("2026-08", "ru", form) for form in ("from", "in")] == ["августа 2026", "августе 2026"]
    assert [period_name("2026-Q4", "ru", form) for form in ("from", "in")] == ["IV квартала 2026", "IV квартале 2026"]
    assert {period_name("2026-08", "en", form) for form in ("name", "from", "in")} == {"August 2026"}
