"""Which network addresses a feed may lead to: public ones, and private ones the user named.

A feed, a redirect or a name server must not make alimon knock at the user's own machines (loopback,
the home network, a cloud's metadata service). So the address is judged after name resolution, where
the socket is made (`public_sockets_only`), not from the name. Pure apart from making that socket.
"""

from __future__ import annotations

import errno
import socket
from collections.abc import Iterable
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address
from typing import Any
from urllib.parse import urlsplit

from store.polling.allowances import Allowance

_NAT64 = IPv6Network("64:ff9b::/96")
_DEFAULT_PORTS = {"http": 80, "https": 443}


class PrivateAddress(OSError):
    """A connection to an address that is not public was refused."""


def is_named(url: str, allowances: Iterable[Allowance]) -> bool:
    """Whether the user named the host of `url` as a private one that may be polled."""
    parts = urlsplit(url)
    host = parts.hostname or ""
    port = parts.port or _DEFAULT_PORTS.get(parts.scheme, 0)
    return any(allowance.covers(host, port) for allowance in allowances)


def is_public(address: str) -> bool:
    """Whether an IP address, as text, belongs to the public internet (RFC 6890 registries).

    Addresses that carry an IPv4 one inside (mapped, 6to4, Teredo, NAT64) are judged by it too.
    """
    literal = _literal(address)
    if literal is None or not literal.is_global or literal.is_multicast:
        return False
    if isinstance(literal, IPv4Address):
        return True
    inner: list[IPv4Address | None] = [literal.ipv4_mapped, literal.sixtofour]
    inner += literal.teredo or ()
    if literal in _NAT64:
        inner.append(IPv4Address(int(literal) & 0xFFFFFFFF))
    return all(each is None or each.is_global for each in inner)


AddressInfo = tuple[Any, Any, int, str, tuple[Any, ...]]


def public_sockets_only(info: AddressInfo) -> socket.socket:
    """A socket for a resolved address (as of `getaddrinfo`); raises PrivateAddress.

    Called by the connector for every address it is about to connect to, so that a name which
    resolves differently a second time (DNS rebinding) gains nothing.
    """
    address = str(info[4][0])
    if not is_public(address):
        # the same words for every address: the connector keeps the type only then
        raise PrivateAddress(errno.EACCES, "private address")
    return any_socket(info)


def any_socket(info: AddressInfo) -> socket.socket:
    """A socket for a resolved address, wherever that is."""
    family, kind, protocol = info[:3]
    return socket.socket(family, kind, protocol)


def _literal(host: str) -> IPv4Address | IPv6Address | None:
    try:
        return ip_address(host.partition("%")[0])
    except ValueError:
        return None
