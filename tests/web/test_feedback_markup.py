"""What is read of the HTML of letters: its words alone, and in one pass however hostile it is."""

import signal
from contextlib import contextmanager

import pytest

from centricity.web.feedback.letters import LONGEST, letter_of
from centricity.web.feedback.markup import _Reader, words_of

LONG = 20 * LONGEST
HOSTILE = [
    "<!--", "<style>", "<script>", "<head>", "<title>", "<", "<a ", "<br ", "</p", "<style><!--", "<style></style",
    "<!-->", "<!---->", "</style ", "<style> </script>", "&#9", "&#", "&", "< ", "<style></style>", "<!-- -", "\n",
]  # fmt: skip


@contextmanager
def ends(seconds=120):
    """A pass that does not end is a fault of the test, not a suite that hangs."""

    def late(*_):
        raise TimeoutError

    before = signal.signal(signal.SIGALRM, late)
    signal.alarm(seconds)
    try:
        yield
    finally:
        signal.alarm(0)
        signal.signal(signal.SIGALRM, before)


@pytest.mark.parametrize("unit", HOSTILE)
def test_a_hostile_letter_is_read_in_one_pass(unit):
    html = (unit * LONG)[:LONG]
    with ends():
        reader = _Reader(html)
        reader.parts()
        words_of(html)
    assert len(reader.endless) <= 6
    assert reader.searches <= html.count("<") + len(reader.endless)


def test_every_search_goes_on_from_where_the_last_ended():
    reader = _Reader("<!--<style>" * (LONG // 11))
    reader.parts()
    assert reader.searches <= LONG // 11 + 3


@pytest.mark.parametrize(
    ("html", "words"),
    [
        ("<p>Долго <b>ждал</b></p><p>Очень", " Долго  ждал \n Очень"),
        ("one<br>two<BR/>three</div>four</H2>five", "one\ntwo\nthree\nfour\nfive"),
        ("a<style>p {color: red}</STYLE >b<script>x < y</script>c<title>t</title>d<head>h</head>e", "a b c d e"),
        ("a<!-- <p>no</p> -->b", "a b"),
        ("a<!-- never ended <b>c</b>", "a c "),
        ("a<style>b", "a b"),
        ("3 < 5 and <3, 7 > 2", "3 < 5 and <3, 7 > 2"),
        ("cut <a href='x", "cut <a href='x"),
        ("A&amp;B&nbsp;&#1071;", "A&B\xa0Я"),
        (f"a&#{'9' * 5000};b&#x{'f' * 5000};c", "a\ufffdb\ufffdc"),
        ("", ""),
    ],
)
def test_the_words_of_a_letter(html, words):
    assert words_of(html) == words


def test_a_letter_of_html_that_no_reader_shows_has_its_words():
    html = "<!--" * 1000 + f"<p>Долго ждал &#{'9' * 5000};</p>"
    letter = letter_of(f"From: ann@x.org\nContent-Type: text/html; charset=utf-8\n\n{html}".encode())
    assert letter is not None
    assert "Долго ждал" in letter.text
