"""Links in the form that two feeds agree on, for matching; the link as given is kept for opening.

Follows RFC 3986 §6.2 where it is safe (case of scheme and host, default port, empty path,
fragment) and drops what only says where a reader came from. Wrappers such as Google News links
are left alone: they cannot be decoded without the network.
"""

from __future__ import annotations

import re
from functools import lru_cache
from urllib.parse import urlsplit, urlunsplit

_TRACKING = re.compile(
    r"(?:utm_.*|mc_[ce]id|[fgy]clid|gbraid|wbraid|msclkid|igshid|dclid|twclid|_hs(?:enc|mi)|mkt_tok"
    r"|ncid|cmpid|ocid|smid|smtyp|taid|sr_share|guccounter|guce_referr.*|ref_?src|ref|referrer"
    r"|spm|scm|share_token|isappinstalled|at_(?:medium|campaign|link.*|format|bbc.*)"
    r"|ns_(?:source|mchannel|campaign)|xtor|traffic_source)",
    re.IGNORECASE,
)
_TRACKING_FRAGMENT = re.compile(r"(?:xtor=|ref|utm_|at_)", re.IGNORECASE)


@lru_cache(maxsize=1024)
def canonical_link(link: str) -> str | None:
    """`link` without what does not identify the page; None if it is not http(s) or has no host.

    http and https of a page count as one (both become https); `www.` and `m.` stay, since they
    may be other sites.
    """
    try:
        parts = urlsplit(link.strip())
        port = parts.port
    except ValueError:  # a malformed IPv6 host or port: not a link anyone can open
        return None
    host = (parts.hostname or "").rstrip(".")
    if parts.scheme not in ("http", "https") or not host:
        return None
    if ":" in host:
        host = f"[{host}]"
    if port not in (None, 80, 443):
        host = f"{host}:{port}"
    fragment = "" if _TRACKING_FRAGMENT.match(parts.fragment) else parts.fragment
    if not fragment.startswith(("!", "/")):  # only a script's route names another page
        fragment = ""
    path = parts.path.rstrip("/") or "/"
    return urlunsplit(("https", host, path, _identifying(parts.query), fragment))


def names_a_page(canonical: str) -> bool:
    """Whether a canonical link is more than a site's front page."""
    parts = urlsplit(canonical)
    return parts.path != "/" or bool(parts.query) or bool(parts.fragment)


def _identifying(query: str) -> str:
    """The parameters that say which page, in the order given; their order may matter."""
    if not query:
        return ""
    return "&".join(
        part
        for part in query.split("&")
        if part and not _TRACKING.fullmatch(part.partition("=")[0])
    )
