"""Pages from the network, politely and only when asked: nothing else in the library imports this package.

The robots file is obeyed (one that cannot be got means no), a host is asked at a measured pace, time and size are
bounded, and addresses inside one's own network are refused. A connection goes to the very address that was checked, so
that a name which changes its address in between leads nowhere. Proxies of the environment are not used.
"""

from centricity.text.fetch.addresses import checked, refused_address
from centricity.text.fetch.connection import connection_to, cut
from centricity.text.fetch.documents import read_pages
from centricity.text.fetch.outcome import Fetched, RefusedError
from centricity.text.fetch.settings import FetchSettings
from centricity.text.fetch.visit import fetch_pages

__all__ = [
    "FetchSettings",
    "Fetched",
    "RefusedError",
    "checked",
    "connection_to",
    "cut",
    "fetch_pages",
    "read_pages",
    "refused_address",
]
