"""One byte a character: the same length as the text, whatever the text is."""

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from centricity.text.normal import ENCODING, OTHER, SPACE, code_of, doubles, in_one_alphabet, normalised, one_byte


def plainly(text):
    return bytes(code_of(letter) for letter in text)


@pytest.mark.parametrize(
    ("text", "form"),
    [
        ("Сбёр-Банк 24!", "сбер банк 24 "),
        ("Éclair ΩЇ", "eclair \x7fї"),
        ("«МТС»😀x", " мтс  x"),
        ("１２ Ｔ", "12 t"),
        ("м²", "м "),
        ("", ""),
    ],
)
def test_letters_are_small_and_signs_are_spaces(text, form):
    assert normalised(text).decode(ENCODING) == form
    assert len(normalised(text)) == len(text)


@settings(deadline=None, max_examples=300)
@given(st.lists(st.text(st.characters(exclude_categories=["Cs"])), max_size=6))
def test_every_character_of_every_text_is_one_byte_at_its_place(texts):
    column = one_byte(pa.array(texts, pa.string()))
    assert column.codes[0] == SPACE
    for i, text in enumerate(texts):
        found = column.codes[column.offsets[i] : column.offsets[i + 1] - 1].tobytes()
        assert len(found) == len(text)
        words = {code_of(letter) for letter in text} - {SPACE}
        if not (any(code < 0x80 and chr(code).isalpha() for code in words) and any(code >= 0x80 for code in words)):
            assert found == plainly(text)
        assert column.codes[column.offsets[i + 1] - 1] == SPACE


def test_all_characters_at_once():
    everything = "".join(chr(place) for place in range(0x110000) if not 0xD800 <= place < 0xE000)
    spaced = " ".join(everything)
    column = one_byte(pa.array([spaced], pa.large_string()))
    assert np.array_equal(column.codes[1:-1][::2], np.frombuffer(plainly(everything), np.uint8))


def test_missing_and_sliced_texts():
    texts = pa.array(["один", None, "три", ""], pa.string())
    column = one_byte(texts)
    assert column.offsets.tolist() == [1, 6, 7, 11, 12]
    assert one_byte(texts.slice(2)).codes.tobytes().decode(ENCODING) == " три  "
    assert one_byte(pa.array([], pa.string())).codes.tolist() == [SPACE]


def test_texts_longer_than_a_block():
    long = "Ёлка, дом 😀 " * 30_000
    column = one_byte(pa.array([long, "конец"], pa.string()))
    assert column.codes[1 : len(long) + 1].tobytes() == plainly(long)
    assert column.codes[column.offsets[1] : -1].tobytes().decode(ENCODING) == "конец"


@pytest.mark.parametrize(
    ("mixed", "plain"),
    [
        ("сбeрбанк", "сбербанк"),
        ("mтc", "мтс"),
        ("vtб", "vtб"),
        ("gооglе", "google"),
        ("втб24", "втб24"),
    ],
)
def test_words_of_two_alphabets_are_brought_to_one_where_all_letters_have_doubles(mixed, plain):
    assert in_one_alphabet(mixed) == plain
    assert normalised(f"наш {mixed.upper()}, да").decode(ENCODING).split()[1] == plain


def test_doubles_are_whole_words_of_the_other_alphabet():
    assert doubles("мтс") == {"mtc"}
    assert doubles("ok") == {"ок"}
    assert doubles("сбер") == set()
    assert doubles("24") == set()


def test_a_letter_that_the_page_lacks_is_no_space():
    assert code_of("Ω") == OTHER
