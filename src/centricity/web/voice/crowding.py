"""How many answers are begun from one address: counted for an hour by a hash, which tells neither it nor the answer."""

import hmac
import ipaddress
import time

from django.conf import settings
from django.db import connection
from django.db.models import F, Q
from django.http import HttpRequest
from django.utils.crypto import salted_hmac

from centricity.web.audit.services import address_of
from centricity.web.jobs.services import Progress
from centricity.web.voice.models import Arrival

MINUTE, HOUR = 60, 3_600
DAY = 24 * HOUR
NEIGHBOURS = 64
"""Bits of a new address that a house shares: whoever has one of them has them all."""
_SALT = "centricity.voice.arrival"
_KIOSK = "centricity.voice.kiosk"


def kiosk_mark(link: str) -> str:
    """What tells that the address of a kiosk was made here; whoever knows the survey alone cannot make it."""
    return salted_hmac(_KIOSK, link, algorithm="sha256").hexdigest()[:16]


def is_kiosk(request: HttpRequest, link: str) -> bool:
    """Whether an answer comes from a kiosk, where many people answer one after another."""
    return hmac.compare_digest(request.GET.get("kiosk", "").encode(), kiosk_mark(link).encode())


def crowded(request: HttpRequest) -> int:
    """Count an answer that is begun; in how many seconds it is taken, nought where it is now. What waits counts not."""
    most = {MINUTE: settings.ANSWERS_A_MINUTE, HOUR: settings.ANSWERS_AN_HOUR}
    limits = {span: limit for span, limit in most.items() if limit}
    if not limits:
        return 0
    now = int(time.time())
    who = _hash(address_of(request), now)
    counted = _counted(who, now, list(limits))
    wait = max((span - now % span for span, n in counted if n > limits[span]), default=0)
    if wait:
        mine = Q(*(Q(span=span, number=now // span) for span in limits), _connector=Q.OR)
        Arrival.objects.filter(mine, who=who).update(n=F("n") - 1)
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


def _counted(who: str, now: int, spans: list[int]) -> list[tuple[int, int]]:
    """How many there were in the spans that are running, this one among them; one query, for all processes."""
    table = Arrival._meta.db_table  # noqa: SLF001  where Django keeps it
    rows = ", ".join(["(%s, %s, %s, 1)"] * len(spans))
    query = (
        f'INSERT INTO "{table}" (who, span, number, n) VALUES {rows} '  # noqa: S608  names of the code, no values
        f'ON CONFLICT (who, span, number) DO UPDATE SET n = "{table}".n + 1 RETURNING span, n'
    )
    with connection.cursor() as cursor:
        cursor.execute(query, [each for span in spans for each in (who, span, now // span)])
        return list(cursor.fetchall())


def tidy(progress: Progress) -> None:
    """Forget what was begun in spans that are over."""
    progress.next("Стираю счёт адресов", "Erasing counts of addresses")
    now = int(time.time())
    for span in (MINUTE, HOUR):
        Arrival.objects.filter(span=span, number__lt=now // span).delete()
    with progress.finishing():
        pass
