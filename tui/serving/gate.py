"""Who may come in: a token, a host and an origin before any page or WebSocket. Pure.

textual-serve checks none of them. A page on another site could open a WebSocket to a port of this
machine (browsers send it, whatever its origin), and a name that resolves to 127.0.0.1 for a moment
makes another site's page "same origin" (DNS rebinding). So a request must name a host that is ours
(RFC 9110 §7.2), state no foreign origin (RFC 6454 §7; a WebSocket must state one, RFC 6455 §4.2),
and know the token of the address that was printed, or the cookie that was given for it.
"""

from __future__ import annotations

import hmac
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

Verdict = Literal["enter", "give cookie", "wrong host", "wrong origin", "no token"]
LOOPBACK = ("127.0.0.1", "localhost", "[::1]")


@dataclass(frozen=True, slots=True)
class Gate:
    """`token` is in the address that is printed, `cookie` is what a browser keeps instead.

    `hosts` are the values of Host that are ours, with the port where it is not the scheme's own.
    """

    token: str
    cookie: str
    hosts: frozenset[str]
    cookie_name: str = "alimon"

    def judge(
        self,
        headers: Mapping[str, str],
        *,
        token: str | None,
        cookies: Mapping[str, str],
        is_websocket: bool,
    ) -> Verdict:
        """What becomes of a request with these headers, `?token=` and cookies."""
        if headers.get("Host", "").lower() not in self.hosts:
            return "wrong host"
        origin = headers.get("Origin")
        if origin is None:
            if is_websocket:
                return "wrong origin"
        elif origin.lower() not in {
            f"{scheme}://{host}" for host in self.hosts for scheme in ("http", "https")
        }:
            return "wrong origin"
        if same(cookies.get(self.cookie_name, ""), self.cookie):
            return "enter"
        if not is_websocket and token is not None and same(token, self.token):
            return "give cookie"
        return "no token"


def same(given: str, expected: str) -> bool:
    """Whether two secrets are equal, in a time that does not tell where they differ."""
    return hmac.compare_digest(given.encode("utf-8", "replace"), expected.encode())


def hosts_for(address: str, port: int) -> frozenset[str]:
    """What browsers put into Host for a server on `address` and `port`."""
    names = {*LOOPBACK, f"[{address}]" if ":" in address else address.lower()}
    return frozenset(f"{name}:{port}" for name in names) | (names if port == 80 else frozenset())
