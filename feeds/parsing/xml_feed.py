"""RSS 0.9x, 1.0 and 2.0 and Atom 0.3 and 1.0 in one strict pass of expat.

The pass checks and extracts at once: text that is not well-formed XML, or declares entities,
raises NeedsRepair; a well-formed document of another kind raises NotAFeed. Nothing is fetched and
no entity is expanded.

Only what becomes a headline is read. An element counts where the formats put it, directly below
the item or channel, so a `<media:title>` in a `<media:group>`, or the title of an item's
`<source>`, does not pass for the item's own. Namespaces are told by their URIs, whatever the
prefix; the ones RSS was given over the years, and none at all, are the same.
"""

from __future__ import annotations

from xml.parsers import expat

from feeds.parsing.errors import NeedsRepair, NotAFeed
from feeds.parsing.stated import MOST_ENTRIES, StatedEntry, StatedFeed, TextKind
from store.safe_text import safe_line

_SEPARATOR = " "  # cannot occur in a namespace or a name
_XML = "http://www.w3.org/XML/1998/namespace"
_BASE = f"{_XML} base"
_LANG = f"{_XML} lang"
_RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
_ABOUT = f"{_RDF} about"

# Namespace (lower case, without what trails) → prefix used below; '' is RSS's own.
_PREFIXES = {
    "": "",
    "http://purl.org/rss/1.0": "",
    "http://purl.org/net/rss1.1": "",
    "http://my.netscape.com/rdf/simple/0.9": "",
    "http://channel.netscape.com/rdf/simple/0.9": "",
    "http://backend.userland.com/rss": "",
    "http://backend.userland.com/rss2": "",
    "http://backend.userland.com/rss091": "",
    "http://backend.userland.com/rss092": "",
    "http://blogs.law.harvard.edu/tech/rss": "",
    "http://www.rssboard.org/rss-specification": "",
    "http://www.w3.org/2005/atom": "atom:",
    "http://purl.org/atom/ns": "atom:",
    "http://www.w3.org/1999/02/22-rdf-syntax-ns": "rdf:",
    "http://purl.org/dc/elements/1.1": "dc:",
    "http://purl.org/dc/elements/1.0": "dc:",
    "http://purl.org/dc/terms": "dcterms:",
    "http://purl.org/rss/1.0/modules/content": "content:",
    "http://purl.org/rss/1.0/modules/syndication": "sy:",
    "http://search.yahoo.com/mrss": "media:",
    "http://www.itunes.com/dtds/podcast-1.0.dtd": "itunes:",
}

_ROOTS = {"rss", "rdf:RDF", "atom:feed", "feed", "channel"}
_ITEMS = {"item", "atom:entry", "entry"}
_CONTAINERS = {"channel"}

# Element directly below an item → field of StatedEntry, best first where several say the same.
_ENTRY_FIELDS = {
    "title": "title",
    "atom:title": "title",
    "dc:title": "other_title",
    "media:title": "other_title",
    "link": "link",
    "guid": "id",
    "id": "id",
    "atom:id": "id",
    "pubDate": "published",
    "published": "published",
    "issued": "published",
    "atom:published": "published",
    "atom:issued": "published",
    "dc:date": "published",
    "dcterms:issued": "published",
    "dcterms:created": "published",
    "updated": "updated",
    "modified": "updated",
    "atom:updated": "updated",
    "atom:modified": "updated",
    "dcterms:modified": "updated",
    "description": "summary",
    "summary": "summary",
    "atom:summary": "summary",
    "dc:description": "summary",
    "content:encoded": "content",
    "content": "content",
    "atom:content": "content",
    "author": "author",
    "atom:author": "author",
    "dc:creator": "author",
    "itunes:author": "author",
}
# The same for a channel or Atom feed.
_FEED_FIELDS = {
    "title": "title",
    "atom:title": "title",
    "link": "link",
    "language": "language",
    "dc:language": "language",
    "ttl": "minutes_to_live",
    "sy:updatePeriod": "update_period",
    "sy:updateFrequency": "update_frequency",
}
_LINKS = {"atom:link", "link"}
_STRANGE_LINKS = {"?:link", "?:guid", "?:id"}
_NAMES = {"atom:name", "name"}
_KINDS = {"title": "title_kind", "summary": "summary_kind", "content": "content_kind"}
_BREAKS = {
    "address", "blockquote", "br", "dd", "div", "dl", "dt", "h1", "h2", "h3", "h4", "h5", "h6",
    "hr", "li", "ol", "p", "pre", "td", "tr", "ul",
}  # fmt: skip

# Longer texts are cut: a summary shows 1,000 characters, whatever markup is around them.
_LONGEST_TEXT = 400_000
_MOST_ELEMENTS = 1_000_000  # about a second


def parse_xml(text: str) -> StatedFeed:
    """What the feed in `text` states. Raises NeedsRepair or NotAFeed."""
    reader = _Reader()
    try:
        reader.parser.Parse(text, True)
    except expat.ExpatError as error:
        where = f"line {error.lineno}, column {error.offset + 1}"
        fault = f"malformed XML ({expat.ErrorString(error.code)}, {where})"
        raise NeedsRepair(fault, reader.feed_so_far()) from error
    finally:
        del reader.parser  # they hold each other, and with them the document
    feed = reader.feed
    if not feed.entries and reader.saw_items_elsewhere:
        raise NeedsRepair("entries where the format has none")
    if reader.saw_strange_links and not any(
        entry.id or entry.link or entry.about for entry in feed.entries
    ):
        raise NeedsRepair("links and ids of a namespace that is not known", feed)
    return feed


class _Names(dict[str, str]):
    """expat's `namespace name` → `prefix:name`; computed once a name and document.

    `own_namespace` is one that counts as none in this document.
    """

    own_namespace = ""

    def __missing__(self, name: str) -> str:
        namespace, _, local = name.rpartition(_SEPARATOR)
        prefix = _PREFIXES.get(namespace.lower().rstrip("/#"), "?:")
        known = local if namespace == self.own_namespace else f"{prefix}{local}"
        self[name] = known
        return known


class _Reader:
    """expat's handlers and where in the document they are."""

    def __init__(self) -> None:
        self.parser = parser = expat.ParserCreate(namespace_separator=_SEPARATOR)
        parser.buffer_text = True
        parser.buffer_size = 65_536
        parser.StartElementHandler = self._start_root
        parser.EndElementHandler = self._end
        parser.EntityDeclHandler = self._entity_declared
        parser.SkippedEntityHandler = self._entity_unknown
        self.saw_items_elsewhere = False
        self.saw_strange_links = False
        self._names = _Names()
        self.feed = StatedFeed(format="")
        self._has_root = False
        self._entry: StatedEntry | None = None
        self._outer_entries: list[tuple[StatedEntry, int]] = []  # around it, with their depths
        self._depth = 0
        self._elements = 0
        self._container_depth = 1  # of the element whose children are the feed's fields
        self._entry_depth = 0
        self._field = ""  # being read, '' for none
        self._field_depth = 0
        self._into: StatedFeed | StatedEntry | None = None
        self._pieces: list[str] = []
        self._length = 0
        self._guid_is_permalink = False
        self._bases: list[tuple[int, str]] = []  # depth, xml:base; outermost first

    def feed_so_far(self) -> StatedFeed | None:
        """What was complete where the document ended or broke off; None before its root."""
        if not self._has_root:
            return None
        unfinished = {id(entry) for entry, _ in self._outer_entries} | {id(self._entry)}
        self.feed.entries = [entry for entry in self.feed.entries if id(entry) not in unfinished]
        return self.feed

    # Elements

    def _start_root(self, name: str, attributes: dict[str, str]) -> None:
        namespace, _, local = name.rpartition(_SEPARATOR)
        if local == "rss":  # and never mind whose default namespace it was given
            self._names.own_namespace = namespace
        root = self._names[name]
        if root not in _ROOTS:
            raise NotAFeed(_what_it_is(local))
        self._has_root = True
        self.feed.format = _format(name, root, attributes)
        self.feed.language = attributes.get(_LANG, "")
        self._depth = 1
        if _BASE in attributes:
            self._bases.append((1, attributes[_BASE]))
            self.feed.bases = self._bases_here()
        self.parser.StartElementHandler = self._start

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        self._depth = depth = self._depth + 1
        self._elements += 1
        if self._elements > _MOST_ELEMENTS:
            raise NotAFeed(f"more than {_MOST_ELEMENTS:,} elements, too many for a feed")
        if attributes and _BASE in attributes:
            self._bases.append((depth, attributes[_BASE]))
        if self._field:
            self._start_inside_field(name)
            return
        known = self._names[name]
        if self._entry is not None:
            if depth == self._entry_depth + 1:
                self._start_entry_field(self._entry, known, attributes)
        elif known in _ITEMS:
            if depth <= self._container_depth + 1:
                self._start_entry(attributes)
            else:
                self.saw_items_elsewhere = True
        elif depth == self._container_depth + 1:
            self._start_feed_field(known, attributes)

    def _start_entry(self, attributes: dict[str, str]) -> None:
        if self._entry is not None:
            self._outer_entries.append((self._entry, self._entry_depth))
        self._entry = StatedEntry(about=attributes.get(_ABOUT, ""))
        self._entry_depth = self._depth
        self._guid_is_permalink = False
        self.feed.entries.append(self._entry)
        if len(self.feed.entries) > MOST_ENTRIES:
            raise NotAFeed(f"more than {MOST_ENTRIES:,} entries")

    def _start_entry_field(
        self, entry: StatedEntry, known: str, attributes: dict[str, str]
    ) -> None:
        if known in _LINKS and "href" in attributes:
            if not entry.link and _is_alternate(attributes):
                entry.link = attributes["href"]
                entry.bases = self._bases_here()
            return
        field = _ENTRY_FIELDS.get(known)
        if field is None:
            self._start_unknown(known, attributes)
            return
        if getattr(entry, field) or (field == "content" and entry.summary):
            return  # the first one counts, and the article only in place of a summary
        if known == "guid":
            permalink = attributes.get("isPermaLink", "true").strip().lower()
            self._guid_is_permalink = permalink != "false"
        elif field in _KINDS:
            kind = _text_kind(attributes) if attributes else TextKind.UNCLEAR
            if kind is None:
                return
            setattr(entry, _KINDS[field], kind)
        self._read(field, entry)

    def _start_unknown(self, known: str, attributes: dict[str, str]) -> None:
        if known in _ITEMS:  # badly nested, but an item all the same
            self._start_entry(attributes)
        elif known in _STRANGE_LINKS:
            self.saw_strange_links = True

    def _start_feed_field(self, known: str, attributes: dict[str, str]) -> None:
        feed = self.feed
        if known in _CONTAINERS and self._container_depth == 1:
            self._container_depth = self._depth
            feed.language = attributes.get(_LANG, feed.language)
        elif known in _LINKS and "href" in attributes:
            if not feed.link and _is_alternate(attributes):
                feed.link = attributes["href"]
                feed.bases = self._bases_here()
        elif (field := _FEED_FIELDS.get(known)) and not getattr(feed, field):
            if field == "title":
                feed.title_kind = _text_kind(attributes) or TextKind.UNCLEAR
            self._read(field, feed)

    def _end(self, _name: str) -> None:
        depth = self._depth
        self._depth = depth - 1
        if depth == self._field_depth:
            self._end_field()
        elif depth == self._entry_depth:
            self._end_entry()
        elif depth == self._container_depth and depth > 1:
            self._container_depth = 1  # RDF's items stand beside its channel
        if self._bases and self._bases[-1][0] == depth:
            self._bases.pop()

    def _end_entry(self) -> None:
        self._entry, self._entry_depth = (
            self._outer_entries.pop() if self._outer_entries else (None, 0)
        )

    # The text of a field

    def _read(self, field: str, into: StatedFeed | StatedEntry) -> None:
        self._field = field
        self._field_depth = self._depth
        self._into = into
        self._length = 0
        self.parser.CharacterDataHandler = self._characters

    def _start_inside_field(self, name: str) -> None:
        if self._field == "author" and self._names[name] in _NAMES:
            # Atom: of a person's name, address and page, the name
            self._pieces.clear()
            self._field_depth = self._depth
        elif name.rpartition(_SEPARATOR)[2] in _BREAKS:
            self._pieces.append(" ")

    def _characters(self, data: str) -> None:
        # Not by taking the handler away, which makes expat call it again for what it has buffered.
        if self._length < _LONGEST_TEXT:
            self._pieces.append(data)
            self._length += len(data)

    def _end_field(self) -> None:
        self.parser.CharacterDataHandler = None
        text = "".join(self._pieces).strip()
        self._pieces.clear()
        field, into = self._field, self._into
        self._field = ""
        self._field_depth = 0
        if not text:
            return
        setattr(into, field, text)
        if isinstance(into, StatedEntry):
            if field == "link":
                into.bases = self._bases_here()
            elif field == "id" and self._guid_is_permalink:
                into.permalink = text

    def _bases_here(self) -> tuple[str, ...]:
        return tuple(base for _, base in reversed(self._bases))

    # What a feed has no use for

    def _entity_declared(self, *_declaration: object) -> None:
        raise NeedsRepair("entities declared in a DOCTYPE")

    def _entity_unknown(self, name: str, _is_parameter: bool) -> None:
        raise NeedsRepair(f"the unknown entity &{safe_line(name, 20)};")


def _is_alternate(attributes: dict[str, str]) -> bool:
    """Whether a link element leads to the page itself (RFC 4287 §4.2.7.2: without rel, it does)."""
    relation = attributes.get("rel", "alternate").strip().lower()
    return relation in ("", "alternate", "http://www.iana.org/assignments/relation/alternate")


def _text_kind(attributes: dict[str, str]) -> TextKind | None:
    """How Atom's attributes say to read a text; None: it is no text (RFC 4287 §3.1, §4.1.3)."""
    if attributes.get("mode") == "base64" or "src" in attributes:
        return None
    kind = attributes.get("type", "").strip().lower()
    if kind in ("html", "text/html"):
        return TextKind.HTML
    if kind in ("xhtml", "application/xhtml+xml") or attributes.get("mode") == "xml":
        return TextKind.PLAIN  # the markup was XML and is gone
    if kind == "text" or kind.startswith("text/"):
        return TextKind.PLAIN
    return None if "/" in kind else TextKind.UNCLEAR


def _format(name: str, root: str, attributes: dict[str, str]) -> str:
    if root == "rss":
        return f"RSS {safe_line(attributes.get('version', ''), 10)}".strip()
    if root == "rdf:RDF":
        return "RSS 1.0"
    if root == "atom:feed":
        return "Atom 1.0" if "2005" in name else "Atom 0.3"
    return "Atom" if root == "feed" else "RSS"


_OTHER_ROOTS = {
    "html": "an HTML page, not a feed",
    "opml": "a list of feeds (OPML), not a feed: `alimon feeds import` reads it",
    "urlset": "a sitemap, not a feed",
    "sitemapindex": "a sitemap, not a feed",
}


def _what_it_is(local: str) -> str:
    return _OTHER_ROOTS.get(local.lower(), f"XML, but not a feed (<{safe_line(local, 40)}>)")
