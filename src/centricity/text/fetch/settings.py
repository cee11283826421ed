"""How pages are fetched."""

import ipaddress
from dataclasses import dataclass
from pathlib import Path

Network = ipaddress.IPv4Network | ipaddress.IPv6Network


@dataclass(frozen=True)
class FetchSettings:
    """How pages are fetched.

    Attributes
    ----------
    agent
        Who asks, with an address at which the owner of a host can complain; its first word is looked up in robots.txt.
    delay
        Seconds between two requests to a host; a longer delay that its robots file asks for is kept, up to a minute.
    page_seconds, total_seconds
        Time for a page with its redirects, and for all.
    size
        Bytes of a page, packed or unpacked.
    cache, max_age
        Folder of pages that were fetched, and the seconds for which one is taken without asking again.
    allow
        Networks that are allowed although they are not open; for tests.
    """

    agent: str = "Centricity (research of customer-centricity)"
    delay: float = 1.0
    page_seconds: float = 20.0
    total_seconds: float = 3_600.0
    size: int = 5_000_000
    cache: Path | None = None
    max_age: float = 86_400.0
    allow: tuple[Network, ...] = ()
