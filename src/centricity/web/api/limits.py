"""How often somebody may ask: counted in the database, so that it holds over all processes."""

import time

from django.conf import settings
from django.db import connection
from django.db.models import Sum

from centricity.errors import Fault
from centricity.web.api.models import Count
from centricity.web.api.problems import Refused

MINUTE = 60


def limit(kind: str, who: str) -> None:
    """Count a request; refuse it where the minute is full."""
    most = settings.API_LIMITS[kind]
    now = int(time.time())
    if _counted(f"{kind}:{who}", now // MINUTE) > most:
        wait = MINUTE - now % MINUTE
        fault = Fault("web.too_often", fields={"limit": most, "seconds": wait})
        raise Refused(429, [fault], {"Retry-After": str(wait)})


def _counted(who: str, minute: int) -> int:
    """Requests within a minute, this one among them; two at once are two."""
    table = Count._meta.db_table  # noqa: SLF001  where Django keeps it
    with connection.cursor() as cursor:
        cursor.execute(
            f'INSERT INTO "{table}" (who, minute, requests) VALUES (%s, %s, 1) '  # noqa: S608  a table of ours
            f'ON CONFLICT (who, minute) DO UPDATE SET requests = "{table}".requests + 1 RETURNING requests',
            [who, minute],
        )
        return int(cursor.fetchone()[0])


def counted_within(who: str, minutes: int) -> int:
    """Count a request, and tell how many there were within so many minutes, this one among them."""
    now = int(time.time()) // MINUTE
    _counted(who, now)
    lately = Count.objects.filter(who=who, minute__gt=now - minutes)
    total: int = lately.aggregate(total=Sum("requests"))["total"]
    return total
