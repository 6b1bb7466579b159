"""Addresses that a feed states, made absolute and fit to be opened: http and https only.

The address is kept as stated, not canonicalised: comparing is the store's affair. Spaces and
quotes are percent-encoded, and a host in other letters becomes its punycode, so that a Cyrillic
look-alike is seen for what it is. What holds a control or invisible character is no address.
"""

from __future__ import annotations

import re
from urllib.parse import urljoin, urlsplit, urlunsplit

from store.late_patterns import late_pattern

LONGEST_LINK = 2_048

_ORDINARY = late_pattern(
    r"https?://[A-Za-z0-9.-]+(?::\d{1,4})?(?:[/?#][\w!#$%&'()*+,./:;=?@~\[\]-]*)?", re.ASCII
)
_HOST = late_pattern(r"[A-Za-z0-9_.-]+|[0-9A-Fa-f:.]+")  # a name, or an IPv6 address
_ENCODED = {ord(character): f"%{ord(character):02X}" for character in ' "<>\\^`{|}'}
_SCHEME = late_pattern(r"[A-Za-z][A-Za-z0-9+.-]*:")


def absolute_link(stated: str, *bases: str) -> str | None:
    """`stated` as an absolute http(s) address, or None.

    A relative one is resolved against `bases`, the nearest first; each may itself be relative
    to the next (as nested xml:base are) or empty.
    """
    stated = stated.strip()
    if not stated or len(stated) > LONGEST_LINK:
        return None
    if _ORDINARY.fullmatch(stated):
        return stated
    if not stated.isprintable():
        return None
    try:
        link = stated
        for base in bases:
            if _SCHEME.match(link):
                break
            link = urljoin(base, link) if base else link
        return _checked(link)
    except ValueError:  # an unclosed bracket, a port beyond 65535, a label too long
        return None


def _checked(link: str) -> str | None:
    parts = urlsplit(link)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        return None
    port = parts.port  # raises ValueError where it is none
    host_part = parts.netloc
    host = parts.hostname.encode("idna").decode("ascii")
    if not _HOST.fullmatch(host):
        return None
    if not host_part.isascii():
        host_part = host if port is None else f"{host}:{port}"
    link = urlunsplit(parts._replace(netloc=host_part)).translate(_ENCODED)
    return link if link.isprintable() and len(link) <= LONGEST_LINK else None
