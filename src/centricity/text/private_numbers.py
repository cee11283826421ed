"""Numbers, addresses and accounts by which a private person is found; every pattern is bounded, time is linear."""

import re
from collections.abc import Callable, Iterator
from typing import Final

Span = tuple[int, int, str]
"""First character, the one after the last, and the kind."""

_HEAD = re.compile(r"[\w.+\-']{1,128}\Z")
_DOMAIN = re.compile(r"[\w-]{1,63}(?:\.[\w-]{1,63}){1,6}")
_AT = re.compile("@")
_HANDLE = re.compile(r"(?<![\w@./•])@([A-Za-z0-9_][\w.]{1,30})\b")
_PROFILE = re.compile(
    r"\b(?:t\.me|vk\.com|vk\.ru|ok\.ru/profile|instagram\.com"
    r"|facebook\.com|twitter\.com|x\.com)/@?([\w.]{2,40})",
    re.IGNORECASE,
)


def emails(text: str) -> Iterator[Span]:
    """Addresses of mail, found from their @ so that no long word is walked twice."""
    for at in _AT.finditer(text):
        head = _HEAD.search(text[max(0, at.start() - 128) : at.start()])
        domain = _DOMAIN.match(text, at.end())
        if head and domain:
            yield at.start() - len(head[0]), domain.end(), "e-mail"


def handles(text: str) -> Iterator[Span]:
    """Names in social networks: @name and the end of an address of a profile."""
    for pattern in (_PROFILE, _HANDLE):
        for hit in pattern.finditer(text):
            name = hit[1].rstrip(".")
            if re.search(r"[^\W\d_]", name):
                yield hit.start(1), hit.start(1) + len(name), "handle"


_GAP = r"[ \u00a0\u2009\-\u2010-\u2015.]"
_FREE = r"(?<![\w•,.+/\-№#])"
_CARD = re.compile(
    r"(?<![\d•])(?:[2-6]\d{3}[ \u00a0\-]{0,2}\d{4}[ \u00a0\-]{0,2}\d{4}[ \u00a0\-]{0,2}\d{4}(?:[ \u00a0\-]?\d{2,3})?"
    r"|3[47]\d{2}[ \u00a0\-]?\d{6}[ \u00a0\-]?\d{5})(?!\d)"
)
_CARD_SHORT = re.compile(r"(?<![\d•])[2-6]\d{3}[ \u00a0\-]{0,2}\d{4}[ \u00a0\-]{0,2}\d{4}[ \u00a0\-]{0,2}\d{4}(?!\d)")
_ACCOUNT = re.compile(r"(?<!\d)(?:408(?:17|20)|42[36]\d\d)[ .]?\d{3}[ .]?\d[ .]?\d{4}[ .]?\d{7}(?!\d)")
_IBAN = re.compile(r"\b[A-Z]{2}\d{2}(?: ?[A-Z\d]{4}){3,7}(?: ?[A-Z\d]{1,3})?\b")


def luhn(digits: str) -> bool:
    """Whether the last digit of a card's number agrees with the others (ISO/IEC 7812-1)."""
    doubled = [int(d) * 2 if place % 2 else int(d) for place, d in enumerate(reversed(digits))]
    return sum(value - 9 if value > 9 else value for value in doubled) % 10 == 0


_CARD_WORD = re.compile(r"(?i)(?<!\w)(?:карт(?:а|у|ы|е|ой|ою)\b|card\b)")


def cards(text: str) -> Iterator[Span]:
    """Numbers of bank cards: the first digit of a payment system and a true control digit, or a word that says so."""
    for pattern in (_CARD, _CARD_SHORT):
        for hit in pattern.finditer(text):
            digits = _digits(hit[0])
            if len(set(digits)) > 1 and (luhn(digits) or _named(text, hit.start(), _CARD_WORD)):
                yield hit.start(), hit.end(), "card"


def accounts(text: str) -> Iterator[Span]:
    """Accounts of persons in Russian banks (20 digits from 408 17 or 423), and IBANs with a true control number."""
    for hit in _ACCOUNT.finditer(text):
        yield hit.start(), hit.end(), "account"
    for hit in _IBAN.finditer(text):
        if _iban(hit[0].replace(" ", "")):
            yield hit.start(), hit.end(), "account"


def _iban(code: str) -> bool:
    """ISO 13616: the code moved round and written in digits leaves 1 when divided by 97."""
    return 15 <= len(code) <= 34 and int("".join(str(int(c, 36)) for c in code[4:] + code[:4])) % 97 == 1


_SNILS = re.compile(r"(?<![\d•\-])\d{3}[\- ]?\d{3}[\- ]?\d{3}[\- ]?\d{2}(?![\d\-])")
_SNILS_SHAPE = re.compile(r"\d{3}-\d{3}-\d{3}[\- ]\d{2}")
_BEFORE: Final = 40


def snils(text: str) -> Iterator[Span]:
    """Numbers of pension insurance: the control number agrees, and the shape or a word says what it is."""
    for hit in _SNILS.finditer(text):
        named = _named(text, hit.start(), _SNILS_WORD)
        shaped = _SNILS_SHAPE.fullmatch(hit[0]) is not None
        if named or (shaped and _snils_agrees(_digits(hit[0]))):
            yield hit.start(), hit.end(), "snils"


_SNILS_WORD = re.compile(r"(?i)снилс|страхов\w{1,8} номер|snils")
_INN_WORD = re.compile(r"(?i)\bинн\b|\binn\b|\btin\b")


def _snils_agrees(digits: str) -> bool:
    total = sum(int(digit) * (9 - place) for place, digit in enumerate(digits[:9]))
    return (total % 101) % 100 == int(digits[9:])


_INN = re.compile(r"(?<![\w•.,\-])\d{12}(?![\d\-])")


def inn(text: str) -> Iterator[Span]:
    """Taxpayer numbers of persons, 12 digits with two control digits; those of companies have 10 and stay."""
    for hit in _INN.finditer(text):
        if inn_agrees(hit[0]) or _named(text, hit.start(), _INN_WORD):
            yield hit.start(), hit.end(), "inn"


def inn_agrees(digits: str) -> bool:
    """Whether both control digits of a person's taxpayer number agree."""
    return all(
        sum(int(d) * w for d, w in zip(digits, weights, strict=False)) % 11 % 10 == int(digits[len(weights)])
        for weights in ((7, 2, 4, 10, 3, 5, 9, 4, 6, 8), (3, 7, 2, 4, 10, 3, 5, 9, 4, 6, 8))
    )


_PASSPORT_WORD = r"(?i:(?<!\w)(?:загран)?паспорт\w{0,4}|(?<!\w)сери[яийюе]{1,2}\b|(?<!\w)passport)"
_PASSPORTS = (
    re.compile(
        _PASSPORT_WORD + r"[^\d\n]{0,40}(?<!\d)(\d{2} ?\d{2}[^\d\n]{0,14}\d{6})(?!\d)",
    ),
    re.compile(_PASSPORT_WORD + r"[^\d\n]{0,40}(?<!\d)(\d{2}[ №\-]{0,4}\d{7})(?!\d)"),
    re.compile(r"(?i:(?<!\w)passport)[^\d\n]{0,20}?\b([A-Z]{0,2}\d{6,9})(?!\d)"),
    re.compile(r"(?i:код подразделения)[^\d\n]{0,10}(\d{3}-\d{3})(?!\d)"),
)


def passports(text: str) -> Iterator[Span]:
    """Series and number of a passport near a word that says so."""
    for pattern in _PASSPORTS:
        for hit in pattern.finditer(text):
            yield hit.start(1), hit.end(1), "passport"


_PHONES = (
    # +7, 8 or 7 with a code of three to five digits
    re.compile(
        _FREE
        + r"(?:\+ ?7|8|7)"
        + _GAP
        + r"{0,3}\(?[3-9]\d{2}\)?"
        + _GAP
        + r"{0,3}\d{3}"
        + _GAP
        + r"{0,3}\d{2}"
        + _GAP
        + r"{0,3}\d{2}(?![\w•])(?![.,]\d)"
    ),
    re.compile(
        _FREE + r"(?:\+ ?7|8|7)" + _GAP + r"{0,3}\(\d{3,5}\)" + _GAP + r"{0,3}(?:\d" + _GAP + r"{0,2}){4,6}\d(?!\d)"
    ),
    re.compile(_FREE + r"(?:\+ ?7|8|7)" + _GAP + r"{0,2}\(?9\d{2}\)?(?:" + _GAP + r"{0,2}\d){7}(?![\w•])(?![.,]\d)"),
    # any country: nine to fifteen digits after a plus
    re.compile(r"(?<![\w•])\+ ?[1-9]\d{0,2}" + _GAP + r"{0,2}\(?\d{1,5}\)?(?:" + _GAP + r"{0,2}\d{1,5}){1,5}(?![\d•])"),
    # without the code of the country
    re.compile(_FREE + r"\(\d{3,5}\) ?\d{1,3}[\- ]\d{2}[\- ]?\d{2}(?![\w•])"),
    re.compile(_FREE + r"9\d{2}[ \-]\d{3}[ \-]\d{2}[ \-]\d{2}(?![\w•\-])"),
    re.compile(_FREE + r"\d{3}-\d{2}-\d{2}(?![\w•\-])"),
    re.compile(_FREE + r"(?:\+?1[ .\-]?)?(?:\([2-9]\d{2}\) ?|[2-9]\d{2}[.\-])\d{3}[.\-]\d{4}(?![\w•\-])"),
    re.compile(_FREE + r"0\d{2,4}[ \-]\d{3,4}[ \-]?\d{3,4}(?![\w•\-])"),
)
_PHONE_NAMED = re.compile(
    r"(?i:(?<!\w)(?:тел|телефон\w{0,3}|моб|мобильн\w{2,3}|звони(?:те|ть)?|позвони(?:те|ть)?|перезвони(?:те|ть)?"
    r"|whats ?app|ватсап\w?|вотсап\w?|viber|вайбер\w?|phone|call|mobile|cell|tel))\b[^\d\n+]{0,15}"
    r"(\+?\d(?:[ \u00a0\-()]{0,2}\d){5,14})(?!\d)"
)


_MOBILE_NAMED = re.compile(r"(?i:(?<!\w)(?:абонент|номер)\w{0,3})[^\d\n]{0,12}(?<!\d)(9\d{9})(?!\d)")


def phones(text: str) -> Iterator[Span]:
    """Telephone numbers by shape, or six digits and more after a word that says so."""
    for pattern in _PHONES:
        for hit in pattern.finditer(text):
            if 7 <= len(_digits(hit[0])) <= 15 and (not hit[0].startswith("+") or len(_digits(hit[0])) >= 9):
                yield hit.start(), hit.end(), "phone"
    for pattern in (_PHONE_NAMED, _MOBILE_NAMED):
        for hit in pattern.finditer(text):
            yield hit.start(1), hit.end(1), "phone"


_FLAT = re.compile(
    r"(?i)(?<!\w)(?:кв|квартир[аеыу]|оф|офис|комн|ком)(?:\.|\b) {0,2}№? {0,2}\d{1,5}[а-я]?(?!\w)(?! ?м\b)"
)
_HOUSE = r"(?:(?:д|дом)\.? {0,2})?№? {0,2}\d{1,4} {0,1}[а-яА-Я]?(?:[/\-]\d{1,4})?"
_PARTS = r"(?:[, ]{1,3}(?:к|корп|корпус|стр|строение|лит|литера|под|подъезд|эт|этаж)\.? {0,2}[\dА-Яа-я]{1,4}){0,4}"
_KIND = (
    r"(?i:ул|улиц[аеыу]|пр-т|пр-кт|пр|просп|проспект\w?|пер|переулок|переулке|бул|бульвар\w?|б-р|ш|шоссе|наб|набережн\w{2}"
    r"|проезд\w?|пл|площад[ьи]|мкр|микрорайон\w?|тупик|аллея)(?:\.|\b)"
)
_NAME = r"[А-ЯЁ\d][\wё\-.]{0,30}(?: [А-ЯЁ\d][\wё\-.]{0,30}){0,3}"
_STREET = re.compile(
    r"(?<![\w•])(?:"
    + _KIND
    + r" {0,2}"
    + _NAME
    + "|"
    + _NAME
    + r" {1,2}"
    + _KIND
    + "|"
    + _NAME
    + r")[, ]{1,3}"
    + _HOUSE
    + _PARTS
    + r"[, ]{1,3}\Z"
)
_SHORT = re.compile(
    _KIND + r" {0,2}" + _NAME + r"[, ]{1,3}(?:д\.? {0,2})?\d{1,4}[а-яА-Я]?(?:[/]\d{1,3})? ?- ?\d{1,4}(?![\w\-])"
)
_NAMED_STREET = (
    r"\d{1,5}[A-Za-z]? (?:[A-Z][a-z]{1,20} ){1,3}(?:Street|St|Road|Rd|Avenue|Ave|Lane|Ln|Drive|Dr|Boulevard|Blvd|Court"
    r"|Ct|Square|Place|Terrace|Way|Close|Gardens)\b"
)
_UNIT = r"(?:[Aa]pt|[Aa]partment|[Ff]lat|[Uu]nit|[Ss]uite|#)\.? {0,2}#?\d{1,5}[A-Za-z]?\b"
_ENGLISH = (
    re.compile(r"\b" + _NAMED_STREET + r"\.?,? {0,2}" + _UNIT),
    re.compile(r"\b" + _UNIT + r",? {0,2}" + _NAMED_STREET),
)
_DASHED = re.compile(r"\d[а-яА-Я]? ?- ?\d")
_LATIN = re.compile(r"[A-Z][a-z]{1,20} ")


def _short(text: str) -> tuple[re.Pattern[str], ...]:
    return (_SHORT,) if _DASHED.search(text) else ()


def _english(text: str) -> tuple[re.Pattern[str], ...]:
    return _ENGLISH if _LATIN.search(text) else ()


_ADDRESS_REACH: Final = 110


def addresses(text: str) -> Iterator[Span]:
    """Postal addresses down to the flat; a house alone is a place, not a person."""
    for flat in _FLAT.finditer(text):
        first = max(0, flat.start() - _ADDRESS_REACH)
        before = text[first : flat.start()]
        street = _STREET.search(before)
        if street:
            yield first + street.start(), flat.end(), "address"
    for pattern in (*_short(text), *_english(text)):
        for hit in pattern.finditer(text):
            yield hit.start(), hit.end(), "address"


Finder = Callable[[str], Iterator[Span]]

NUMBERS: Final[tuple[tuple[Finder, int], ...]] = (
    (cards, 15),
    (accounts, 10),
    (snils, 11),
    (passports, 6),
    (inn, 12),
    (addresses, 2),
    (phones, 6),
)
"""Finders of what holds digits, each with the least number of them; the surest first: what one has found the next does
not see."""


def _digits(text: str) -> str:
    return "".join(str(int(c)) for c in text if c.isdecimal())


def _named(text: str, start: int, word: re.Pattern[str]) -> bool:
    return word.search(text[max(0, start - _BEFORE) : start]) is not None


def apart(spans: list[Span]) -> list[Span]:
    """Spans in order without overlap: of two that share a character the one that begins first stays, joined."""
    kept: list[Span] = []
    for start, end, kind in sorted(spans):
        if kept and start < kept[-1][1]:
            kept[-1] = (kept[-1][0], max(end, kept[-1][1]), kept[-1][2])
        else:
            kept.append((start, end, kind))
    return kept
