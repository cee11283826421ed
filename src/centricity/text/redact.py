"""Personal data masked in everything that is stored or printed.

The mask of what is stored keeps the length, so that a character stays at its place and a mention can still be shown:
letters and digits become «•». What is only printed may name the kind instead: ``[phone]``.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache, lru_cache
from typing import Any, Final, Literal

import pyarrow as pa
import pyarrow.compute as pc

from centricity.text.lexicon import lexicon
from centricity.text.persons import persons
from centricity.text.private_numbers import NUMBERS, Finder, Span, apart, emails, handles
from centricity.text.words import lemma

Form = Literal["dots", "labels"]

KINDS: Final = ("e-mail", "handle", "card", "account", "snils", "passport", "inn", "address", "phone", "name")
DOT: Final = "•"

_LABELS = re.compile(r"\[(?:" + "|".join(KINDS) + r")\]")
_SIGN = re.compile(r"[^\W_]")
_WORDS = re.compile(r"[\w\-]+")
_DIGIT = re.compile(r"\d")
_PASSES: Final = 8


@dataclass(frozen=True)
class Redacted:
    """A text without personal data.

    Attributes
    ----------
    counts
        How many of each kind of `KINDS` were masked; kinds that were not found are left out.
    spans
        First character, the one after the last and the kind of what was masked, as places in the text given. What
        was found only because labels are shorter than what they stand for has none.
    """

    text: str
    counts: Mapping[str, int] = field(default_factory=dict)
    spans: tuple[Span, ...] = ()


@dataclass(frozen=True)
class RedactedColumn:
    """A column of texts without personal data.

    Attributes
    ----------
    texts
        Array of strings of the length given; null where the text was null.
    counts
        How many of each kind were masked in all texts together.
    changed
        How many texts were changed.
    """

    texts: Any
    counts: Mapping[str, int]
    changed: int


def redacted(text: str, keep: Iterable[str] = (), form: Form = "dots") -> Redacted:
    """Mask personal data in a text; masking again changes nothing.

    Parameters
    ----------
    text
        Any text in Russian or English, as written.
    keep
        Names that may stay, in any case: brands, companies, their founders, their own accounts. A name one of whose
        words is among them stays, in every grammatical case.
    form
        ``dots`` keeps the length: letters and digits become «•», other signs stay. ``labels`` puts the kind in
        brackets instead, and lengths change.

    Returns
    -------
    Redacted
        The text, what was masked by kind, and where it stood.

    Notes
    -----
    Telephones, mail, bank cards with a true control digit, accounts of persons, СНИЛС, passports after a word that
    says so, ИНН of persons (12 digits), addresses down to the flat, accounts in social networks, names of persons: a
    first name with a surname or a patronymic, a surname with initials, a name after a title or the word for a role. A
    first name alone stays: it names nobody. Names of persons known to the public are masked unless they are kept.
    """
    return _redacted(text, _allowed(tuple(keep)), form) if could_hold(text) else Redacted(text)


def _redacted(text: str, allowed: "_Allowed", form: Form) -> Redacted:
    first = spans = _spans(text, allowed)
    counts: Counter[str] = Counter()
    for _ in range(_PASSES):
        counts.update(kind for _, _, kind in spans)
        text = _written(text, spans, form)
        spans = _spans(text, allowed) if spans and form == "labels" else []  # a word is nearer where labels are shorter
        if not spans:
            break
    return Redacted(text, dict(counts), tuple(first))


def redact_column(texts: Any, keep: Iterable[str] = (), form: Form = "dots") -> RedactedColumn:
    """Mask personal data in many texts; those that cannot hold any are passed by without being read in Python.

    Parameters
    ----------
    texts
        Sequence of strings or Arrow array of strings; null stays null.
    keep, form
        As for `redacted`.
    """
    column = _array(texts)
    allowed = _allowed(tuple(keep))
    suspects = pc.fill_null(pc.match_substring_regex(column, _could()), fill_value=False)
    places = pc.indices_nonzero(suspects)
    done = [_redacted(text, allowed, form) for text in column.take(places).to_pylist()]
    counts: Counter[str] = Counter()
    for one in done:
        counts.update(one.counts)
    masked = pa.array([one.text for one in done], type=column.type)
    return RedactedColumn(
        pc.replace_with_mask(column, suspects, masked), dict(counts), sum(bool(one.spans) for one in done)
    )


def _array(texts: Sequence[str | None] | Any) -> Any:
    if isinstance(texts, pa.ChunkedArray):
        return texts.combine_chunks()
    return texts if isinstance(texts, pa.Array) else pa.array(texts, type=pa.large_string())


_COULD: Final = (
    r"@|(?i:t\.me|vk\.(?:com|ru)|ok\.ru|instagram\.com|facebook\.com|twitter\.com|x\.com)/"
    r"|\d\D{0,3}\d\D{0,14}\d\D{0,3}\d"
    r"|(?i:кв|квартир[аеуы]|оф|офис|комн?|apt|flat|unit|apartment)\.? {0,2}№? {0,2}\d"
    r"|[А-ЯЁ][а-яёА-ЯЁ\-]+[ \x{a0}]{1,3}[А-ЯЁ]|[А-ЯЁ]\. ?[А-ЯЁ]|\b[A-Z][A-Za-z]+\.? [A-Z]"
)


@cache
def _could() -> str:
    """What a text that holds personal data holds at least; written for RE2."""
    stems = "|".join(sorted(_case(word.rstrip("аьйя")) for word in lexicon("persons")["roles_ru"].split()))
    return (
        _COULD + rf"|{stems}|[а-яё] [А-ЯЁ]\.|(?:name is|name was|named|called) [A-Z]"
        r"|(?:[Aa]gent|[Mm]anager|[Dd]river|[Cc]ourier|[Oo]perator|[Aa]ssistant|[Rr]ep|tative|[Cc]ashier"
        r"|[Tt]eller|[Dd]octor),? [A-Z]"
    )


def _case(stem: str) -> str:
    """A stem with a small or a capital first letter; what is shorter than four letters needs what stands behind it."""
    either = f"[{stem[0]}{stem[0].upper()}]{stem[1:]}|{stem.upper()}"
    return either if len(stem) > 3 else rf"(?:{either})\.? [А-ЯЁ]"


@cache
def _could_here() -> re.Pattern[str]:
    return re.compile(_could().replace(r"\x{a0}", "\u00a0"))


def could_hold(text: str) -> bool:
    """Whether a text could hold personal data at all; quick, and never wrong when it says no."""
    return _could_here().search(text) is not None


@dataclass(frozen=True)
class _Allowed:
    words: frozenset[str]
    lemmas: frozenset[str]

    def holds(self, found: str) -> bool:
        for word in _WORDS.findall(found.casefold().replace("ё", "е")):
            if word in self.words or lemma(word) in self.lemmas:
                return True
        return False


@lru_cache(64)
def _allowed(keep: tuple[str, ...]) -> _Allowed:
    words = frozenset(
        word for name in keep for word in _WORDS.findall(name.casefold().replace("ё", "е")) if len(word) > 1
    )
    return _Allowed(words, frozenset(lemma(word) for word in words))


def _spans(text: str, allowed: _Allowed) -> list[Span]:
    """Everything found, until nothing more is: what one mask uncovers the next pass masks."""
    spans: list[Span] = []
    text = _LABELS.sub(lambda label: DOT * len(label[0]), text)
    for _ in range(_PASSES):
        found = apart(list(_found(text, allowed)))
        if not found:
            break
        spans += found
        text = _dotted(text, found)
    return apart(spans)


def _found(text: str, allowed: _Allowed) -> Iterator[Span]:
    for finder in _finders(text):
        spans = [span for span in apart(list(finder(text))) if not _stays(text, span, allowed)]
        yield from spans
        text = _dotted(text, spans)


def _finders(text: str) -> Iterator[Finder]:
    """The finders that can find something in this text."""
    if "@" in text:
        yield emails
    if "@" in text or "/" in text:
        yield handles
    digits = len(_DIGIT.findall(text))
    yield from (finder for finder, least in NUMBERS if digits >= least)
    yield persons


_NAMED: Final = ("name", "handle", "e-mail")


def _stays(text: str, span: Span, allowed: _Allowed) -> bool:
    start, end, kind = span
    if not _SIGN.search(text, start, end):
        return True
    return kind in _NAMED[:2] and bool(allowed.words) and allowed.holds(text[start:end])


def _dotted(text: str, spans: Sequence[Span]) -> str:
    return _replaced(text, spans, lambda part, _: _SIGN.sub(DOT, part))


def _written(text: str, spans: Sequence[Span], form: Form) -> str:
    if form == "dots":
        return _dotted(text, spans)
    return _replaced(text, spans, lambda _, kind: f"[{kind}]")


def _replaced(text: str, spans: Sequence[Span], mask: Callable[[str, str], str]) -> str:
    parts, done = [], 0
    for start, end, kind in spans:
        parts += [text[done:start], mask(text[start:end], kind)]
        done = end
    return "".join([*parts, text[done:]])
