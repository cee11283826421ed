"""How many answers are begun from one address: counted for an hour by a hash, which tells neither it nor the answer."""

import hmac
import ipaddress
import threading
import time
from collections.abc import Iterable
from dataclasses import dataclass

from django.conf import settings
from django.db import connection
from django.http import HttpRequest
from django.utils.crypto import salted_hmac

from centricity.web.audit.services import address_of
from centricity.web.jobs.services import Progress
from centricity.web.voice.models import Arrival

MINUTE, HOUR = 60, 3_600
DAY = 24 * HOUR
NEIGHBOURS = 64
"""Bits of a new address that a house shares: whoever has one of them has them all."""
PARTS = 20
"""Into so many parts a limit is counted: a process keeps one of them to itself at most."""
MOST = 20_000
"""Spans of addresses that a process remembers."""
_SALT = "centricity.voice.arrival"
_KIOSK = "centricity.voice.kiosk"
Span = tuple[str, int, int]
"""The hash of an address, a span in seconds, and its number."""


@dataclass
class Count:
    """What all processes have told of a span, and what this one has not told yet."""

    known: int = 0
    fresh: int = 0


_HERE: dict[Span, Count] = {}
_LOCK = threading.Lock()


def kiosk_mark(link: str) -> str:
    """What tells that the address of a kiosk was made here; whoever knows the survey alone cannot make it."""
    return salted_hmac(_KIOSK, link, algorithm="sha256").hexdigest()[:16]


def is_kiosk(request: HttpRequest, link: str) -> bool:
    """Whether an answer comes from a kiosk, where many people answer one after another."""
    told = request.GET.get("kiosk", "")
    return bool(told) and hmac.compare_digest(told.encode(), kiosk_mark(link).encode())


def crowded(request: HttpRequest) -> int:
    """Count an answer that is begun; in how many seconds it is taken, nought where it is now. What waits counts not."""
    most = {MINUTE: settings.ANSWERS_A_MINUTE, HOUR: settings.ANSWERS_AN_HOUR}
    limits = {span: limit for span, limit in most.items() if limit}
    if not limits:
        return 0
    now = int(time.time())
    who = _hash(address_of(request), now)
    spans = {span: (who, span, now // span) for span in limits}
    told = {key: max(limits[span] // PARTS, 1) for span, key in spans.items()}
    counts = _counted(told)
    wait = max((span - now % span for span, key in spans.items() if counts[key] > limits[span]), default=0)
    if wait:
        _take_back(spans.values())
    return wait


def _hash(address: str, now: int) -> str:
    """A mark of an address that holds for a day and nowhere else."""
    try:
        known = ipaddress.ip_address(address)
        if known.version == 6:
            address = str(ipaddress.ip_network((known, NEIGHBOURS), strict=False))
    except ValueError:  # a proxy that tells something else
        pass
    return salted_hmac(_SALT, f"{now // DAY}:{address}", algorithm="sha256").hexdigest()


def _counted(parts: dict[Span, int]) -> dict[Span, int]:
    """How many there were in the spans that are running, this one among them.

    A process tells the others when it has counted a part of the limit: most people never come to be told.
    """
    with _LOCK:
        _make_room()
        for key in parts:
            _HERE.setdefault(key, Count()).fresh += 1
        due = {key: _HERE[key].fresh for key, part in parts.items() if _HERE[key].fresh >= part}
        for key in due:
            _HERE[key].fresh = 0
    known = _add(due)
    with _LOCK:
        for key in parts:
            here = _HERE.setdefault(key, Count())
            here.known = known.get(key, here.known)
        return {key: _HERE[key].known + _HERE[key].fresh for key in parts}


def _take_back(keys: Iterable[Span]) -> None:
    """Count one less; whoever is refused again and again costs the database nothing."""
    with _LOCK:
        for key in keys:
            _HERE.setdefault(key, Count()).fresh -= 1


def _make_room() -> None:
    """Forget the oldest where too many are remembered: what they have not told is a part of a limit at most."""
    while len(_HERE) >= MOST:
        del _HERE[next(iter(_HERE))]


def _add(counts: dict[Span, int]) -> dict[Span, int]:
    """Add to the counts of all processes, and say what they come to; one query."""
    if not counts:
        return {}
    table = Arrival._meta.db_table  # noqa: SLF001  where Django keeps it
    rows = ", ".join(["(%s, %s, %s, %s)"] * len(counts))
    query = (
        f'INSERT INTO "{table}" (who, span, number, n) VALUES {rows} '  # noqa: S608  names of the code, no values
        f'ON CONFLICT (who, span, number) DO UPDATE SET n = "{table}".n + excluded.n RETURNING who, span, number, n'
    )
    with connection.cursor() as cursor:
        cursor.execute(query, [each for key, n in counts.items() for each in (*key, n)])
        return {(who, span, number): n for who, span, number, n in cursor.fetchall()}


def tidy(progress: Progress) -> None:
    """Forget what was begun in spans that are over."""
    progress.next("Стираю счёт адресов", "Erasing counts of addresses")
    now = int(time.time())
    for span in (MINUTE, HOUR):
        Arrival.objects.filter(span=span, number__lt=now // span).delete()
    with progress.finishing():
        pass
