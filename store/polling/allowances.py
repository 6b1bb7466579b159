"""Private hosts and networks that the user's configuration names as allowed to be polled.

Only the names: whether an address is private is judged by feeds/fetching/addresses.py.
"""

from __future__ import annotations

from dataclasses import dataclass
from ipaddress import (
    IPv4Address,
    IPv4Network,
    IPv6Address,
    IPv6Network,
    ip_address,
    ip_network,
)
from urllib.parse import urlsplit


@dataclass(frozen=True, slots=True)
class Allowance:
    """Something private that the user named: a host name or a network, on one port or any."""

    host: str | None
    network: IPv4Network | IPv6Network | None
    port: int | None

    def covers(self, host: str, port: int) -> bool:
        """Whether a URL with `host` (a name or an address) and `port` is meant."""
        if self.port is not None and self.port != port:
            return False
        if self.network is None:
            return host == self.host
        address = _literal(host)
        return address is not None and address in self.network


def parse_allowance(text: str) -> Allowance:
    """Read `nas.local`, `localhost:8080`, `10.0.0.0/8`, `127.0.0.1:8080` or `[::1]:8080`.

    Raises ValueError that says what is allowed.
    """
    wanted = f"{text!r} is neither a host, a host:port nor a network such as 10.0.0.0/8"
    try:
        return Allowance(None, ip_network(text), None)
    except ValueError:
        pass
    try:
        parts = urlsplit(f"//{text}")
        host, port = parts.hostname, parts.port
    except ValueError:
        raise ValueError(wanted) from None
    if not host or parts.netloc != text or "@" in text or " " in text:
        raise ValueError(wanted)
    literal = _literal(host)
    if literal is not None:
        return Allowance(None, ip_network(literal), port)
    return Allowance(host, None, port)


def _literal(host: str) -> IPv4Address | IPv6Address | None:
    try:
        return ip_address(host.partition("%")[0])
    except ValueError:
        return None
