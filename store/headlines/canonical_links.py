"""Links in the form that two feeds agree on, for matching; the link as given is kept for opening.

Follows RFC 3986 §6.2 where it is safe (case of scheme and host, default port, empty path,
fragment) and drops what only says where a reader came from. Wrappers that carry the address they
lead to, such as those of Google Alerts and Bing, stand for that address; those of Google News are
left alone, because only the network can say where they lead.
"""

from __future__ import annotations

import re
from functools import lru_cache
from urllib.parse import parse_qs

from store.late_patterns import late_pattern

_TRACKING = late_pattern(
    r"(?:utm_.*|mc_[ce]id|(?:fb|g|y)clid|gbraid|wbraid|msclkid|igshid|dclid|twclid|_hs(?:enc|mi)|mkt_tok"
    r"|ncid|cmpid|ocid|smid|smtyp|taid|sr_share|guccounter|guce_referr.*|ref_?src|ref|referrer"
    r"|spm|scm|share_token|isappinstalled|at_(?:medium|campaign|link.*|format|bbc.*)"
    r"|ns_(?:source|mchannel|campaign)|xtor|traffic_source)",
    re.IGNORECASE,
)
_LINK = late_pattern(  # RFC 3986 appendix B
    r"https?://(?P<authority>[^/?#\\]*)(?P<path>[^?#]*)(?:\?(?P<query>[^#]*))?(?:#(?P<fragment>.*))?",
    re.IGNORECASE | re.DOTALL,
)
_WRAPPERS = (  # host and path, and the parameter with the address they lead to
    (late_pattern(r"(?:www\.)?google\.[a-z.]{2,6}/url"), ("url", "q")),
    (late_pattern(r"(?:www\.)?bing\.com/news/apiclick\.aspx"), ("url",)),
    (late_pattern(r"l\.facebook\.com/l\.php"), ("u",)),
    (late_pattern(r"out\.reddit\.com/.*"), ("url",)),
    (late_pattern(r"t\.umblr\.com/redirect"), ("z",)),
)
_LONGEST_WRAPPER = 4_096  # characters: wrappers may stand in each other
_PLACE = late_pattern(r"(?:[^@]*@)?(?P<host>\[[0-9a-fA-F:.]+\]|[^:@\[\]\s]+)(?::(?P<port>[0-9]*))?")


@lru_cache(maxsize=1024)
def canonical_link(link: str) -> str | None:
    """`link` without what does not identify the page; None if it is not http(s) or has no host.

    http and https of a page count as one (both become https); `www.` and `m.` stay, since they
    may be other sites. A user name and password are dropped.
    """
    parts = _LINK.fullmatch(link.strip())
    place = _PLACE.fullmatch(parts["authority"]) if parts else None
    if parts is None or place is None:
        return None
    host = place["host"].lower().rstrip(".")
    if not host:
        return None
    if place["port"] not in (None, "", "80", "443"):
        host = f"{host}:{place['port']}"
    fragment = parts["fragment"] or ""
    if parts["query"] and len(link) < _LONGEST_WRAPPER:
        target = _wrapped(host + parts["path"], parts["query"])
        if target is not None and (unwrapped := canonical_link(target)):
            return unwrapped
    names_another_page = fragment.startswith(("!", "/"))  # a route of the site's script
    return "".join(
        (
            "https://",
            host,
            parts["path"].rstrip("/") or "/",
            f"?{query}" if (query := _identifying(parts["query"])) else "",
            f"#{fragment}" if names_another_page else "",
        )
    )


def _wrapped(place: str, query: str) -> str | None:
    """The address that a wrapper at `place` leads to; None for a page of its own."""
    for pattern, names in _WRAPPERS:
        if pattern.fullmatch(place.lower()):
            parameters = parse_qs(query, max_num_fields=50) if query.count("&") < 50 else {}
            targets = (value for name in names for value in parameters.get(name, ()))
            return next((target for target in targets if _LINK.fullmatch(target)), None)
    return None


def names_a_page(canonical: str) -> bool:
    """Whether a canonical link is more than a site's front page."""
    return not canonical.endswith("/")


def _identifying(query: str | None) -> str:
    """The parameters that say which page, in the order given; their order may matter."""
    if not query:
        return ""
    return "&".join(
        part
        for part in query.split("&")
        if part and not _TRACKING.fullmatch(part.partition("=")[0])
    )
