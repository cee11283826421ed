"""Texts of any letters: their form of one byte, names and themes in them, personal data."""

import re
import tempfile
from functools import cache
from pathlib import Path

import pyarrow as pa
from seeds import COMPANIES

from centricity.text.companies import read_companies
from centricity.text.mentions import Finder
from centricity.text.normal import code_of, one_byte
from centricity.text.private_numbers import luhn
from centricity.text.redact import redacted
from centricity.text.themes import find_themes


def plainly(text):
    return bytes(code_of(letter) for letter in text)


def unmixed(plain):
    """Where words stand that are not of two alphabets."""
    for word in re.finditer(rb"[^ ]+", plain):
        alike = {code < 0x80 for code in word[0] if code >= 0x80 or chr(code).isalpha()}
        if len(alike) < 2:
            yield word.span()


@cache
def finder():
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "companies.yaml")
        path.write_text(COMPANIES, "utf-8")
        return Finder(read_companies(path))


def gaps(codes):
    return [place for place, code in enumerate(codes) if code == 0x20]


def letters(raw):
    texts = raw.decode("utf-8", "ignore").split("\x00")
    column = one_byte(pa.array(texts, pa.string()))
    assert column.codes[0] == 0x20
    for i, text in enumerate(texts):
        begin, end = column.offsets[i], column.offsets[i + 1] - 1
        found, plain = column.codes[begin:end].tobytes(), plainly(text)
        assert len(found) == len(text)
        assert column.codes[end] == 0x20
        assert gaps(found) == gaps(plain)
        assert all(found[start:stop] == plain[start:stop] for start, stop in unmixed(plain))
    named(texts, column)


def named(texts, column):
    made = finder().find(pa.array(texts, pa.string()), column)
    known = set(finder().companies.forms)
    for text, start, end in zip(made.text.tolist(), made.start.tolist(), made.end.tolist(), strict=True):
        assert 0 <= start < end <= len(texts[text])
        begin = int(column.offsets[text])
        assert column.codes[begin + start : begin + end].tobytes() in known
    hits = find_themes(texts)
    assert all(0 <= s < e <= len(texts[w]) for w, s, e in zip(hits.window, hits.start, hits.end, strict=True))
    alone = [int(find_themes([text]).masks[0]) for text in texts[:4]]
    assert hits.masks.tolist()[:4] == alone


PHONE = re.compile(r"(?<![\w.,+/№#•-])(?:\+7|8)[ -]?\(?9\d\d\)?[ -]?\d{3}[ -]\d{2}[ -]\d{2}(?![\w.,/-])", re.ASCII)
CARD = re.compile(r"(?<![\w•-])[2-6]\d{3}([ -]?)\d{4}\1\d{4}\1\d{4}(?![\w-])", re.ASCII)


def masked(raw):
    text = raw.decode("utf-8", "ignore")
    once = redacted(text)
    assert len(once.text) == len(text)
    assert redacted(once.text).text == once.text
    outside = set(range(len(text))) - {i for start, end, _ in once.spans for i in range(start, end)}
    assert all(once.text[i] == text[i] for i in outside)
    left = PHONE.search(once.text)
    assert left is None, left
    for card in CARD.finditer(once.text):
        digits = re.sub(r"\D", "", card[0])
        assert not luhn(digits) or len(set(digits)) == 1, card
    labelled = redacted(text, form="labels").text
    assert redacted(labelled, form="labels").text == labelled
