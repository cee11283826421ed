"""Which addresses may be asked: those of the open network, in whatever form they are written."""

import ipaddress
import socket
from collections.abc import Iterable
from typing import Final
from urllib.parse import SplitResult, quote, urlsplit, urlunsplit

from centricity.text.fetch.outcome import RefusedError
from centricity.text.fetch.settings import FetchSettings, Network

Address = ipaddress.IPv4Address | ipaddress.IPv6Address

_NAT64: Final = ipaddress.ip_network("64:ff9b::/96")


def refused_address(address: Address, allow: Iterable[Network] = ()) -> bool:
    """Tell whether an address is none of the open network, in whatever form it is written.

    Parameters
    ----------
    allow
        Networks that are allowed all the same.
    """
    inner = _inner(address)
    if any(inner.version == network.version and inner in network for network in allow):
        return False
    return not inner.is_global or inner.is_multicast or inner.is_reserved or inner.is_unspecified or inner.is_loopback


def _inner(address: Address) -> Address:
    """The IPv4 address that an IPv6 address stands for."""
    if isinstance(address, ipaddress.IPv4Address):
        return address
    if address in _NAT64:
        return ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
    teredo = address.teredo
    return address.ipv4_mapped or address.sixtofour or (teredo[1] if teredo else None) or address


def checked(url: str, settings: FetchSettings) -> tuple[SplitResult, str, int]:
    """Parts of an address that may be asked, the network address it stands for and the port."""
    try:
        url.encode()
        parts = urlsplit(url.strip())
        port = parts.port or (443 if parts.scheme == "https" else 80)
        host = (parts.hostname or "").encode("idna").decode("ascii") if parts.hostname else ""
    except (ValueError, UnicodeError) as error:
        raise RefusedError("text.fetch_unknown_host") from error
    if parts.scheme not in {"http", "https"}:
        raise RefusedError("text.fetch_scheme")
    if parts.username is not None or parts.password is not None:
        raise RefusedError("text.fetch_credentials", url=urlunsplit(parts._replace(netloc=host)))
    if not host:
        raise RefusedError("text.fetch_unknown_host")
    path = quote(parts.path or "/", safe="/%:@!$&'()*+,;=~-._")
    query = quote(parts.query, safe="/%:@!$&'()*+,;=~-._?[]")
    netloc = f"[{host}]" if ":" in host else host
    netloc += f":{parts.port}" if parts.port else ""
    return SplitResult(parts.scheme, netloc, path, query, ""), _address(host, port, settings), port


def _address(host: str, port: int, settings: FetchSettings) -> str:
    """The address of a host; refused where any of its addresses is inside."""
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise RefusedError("text.fetch_unknown_host") from error
    addresses = [str(entry[4][0]).partition("%")[0] for entry in found]
    for address in addresses:
        if refused_address(ipaddress.ip_address(address), settings.allow):
            raise RefusedError("text.fetch_private", address=address)
    return addresses[0]
