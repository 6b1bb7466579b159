"""The plain text of HTML fragments: titles that may be markup, summaries and articles that are.

Not an HTML parser: tags are dropped, entities decoded once, and what a reader would never see
(scripts, styles, comments) goes. Every pattern takes time linear in its input, whatever that is.
What comes out still needs `store.safe_text.safe_line`, for `&#27;` is text too.
"""

from __future__ import annotations

import html
import re

from store.late_patterns import late_pattern

# Names after `<` that make it a tag; anything else in angle brackets is somebody's text.
_INLINE = (
    "a|abbr|acronym|b|bdi|bdo|big|cite|code|data|del|dfn|em|font|i|ins|kbd|mark|nobr|q|rp|rt|ruby|s"
    "|samp|small|span|strike|strong|sub|sup|time|tt|u|var|wbr"
)
_BREAKING = (
    "address|article|aside|audio|blockquote|body|br|button|canvas|caption|center|dd|details|dialog"
    "|div|dl|dt|embed|fieldset|figcaption|figure|footer|form|h[1-6]|head|header|hr|html|iframe"
    "|img|input|label|legend|li|link|main|map|meta|nav|noscript|object|ol|option|p|param"
    "|picture|pre|script|section|select|source|style|summary|svg|table|tbody|td|textarea|tfoot|th"
    "|thead|title|tr|track|ul|video"
)
# The rest of a tag. A quoted value may hold `>` but not `<`, so no match looks past the next `<`.
_REST = r"""(?:\s[^<>"']*+(?:(?:"[^"<]*+"|'[^'<]*+')[^<>"']*+)*+[^<>]*+)?/?>"""

_UNSEEN = late_pattern(
    r"<(script|style|svg|noscript|template)\b.*?(?:</\1\s*>|\Z)|<!--.*?(?:-->|\Z)",
    re.IGNORECASE | re.DOTALL,
)
_INLINE_TAG = late_pattern(rf"</?(?:{_INLINE}){_REST}", re.IGNORECASE)
_KNOWN_TAG = late_pattern(rf"</?(?:{_BREAKING}){_REST}", re.IGNORECASE)
_ANY_TAG = late_pattern(rf"</?[A-Za-z][\w:.-]*+{_REST}|<[!?][^<>]*+>")
_CLEARLY_MARKUP = late_pattern(
    rf"</(?:{_INLINE}|{_BREAKING})\s*>|<(?:br|hr|img|wbr|p){_REST}", re.IGNORECASE
)

# How much of an article is read to fill a summary: mostly the first suffices.
_GLIMPSES = (4_000, 40_000, 400_000)


def title_text(title: str) -> str:
    """A title that may be HTML or plain text, and does not say which, as plain text.

    RSS never settled the question. Entities are decoded once; tags go only where the title is
    clearly marked up (a closing tag, or one that stands alone), so "the <video> element" survives.
    """
    if "<" in title and _CLEARLY_MARKUP.search(title):
        title = _KNOWN_TAG.sub(" ", _INLINE_TAG.sub("", title))
    return html.unescape(title) if "&" in title else title


def html_text(markup: str) -> str:
    """The text of an HTML fragment, its white space as it falls."""
    if "<" in markup:
        markup = _ANY_TAG.sub(" ", _INLINE_TAG.sub("", _UNSEEN.sub(" ", markup)))
    return html.unescape(markup) if "&" in markup else markup


def beginning_of(markup: str, limit: int) -> str:
    """At least the first `limit` characters of the text of a fragment, where it has as many.

    Reads no more of a long article than that takes.
    """
    text = ""
    for length in _GLIMPSES:
        text = " ".join(html_text(markup[:length]).split())
        if len(text) >= limit or length >= len(markup):
            break
    return text
