"""parse_feed: what each format states comes out clean, and what is no feed is named."""

from __future__ import annotations

import gc
import json
from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, datetime

import pytest
from feed_samples import GOOD_ITEM, atom, item, rss

from feeds.parsing import xml_feed
from feeds.parsing.parse import DOCUMENT_LIMIT, NotAFeed, Repairer, parse_feed
from feeds.parsing.stated import ENTRY_LIMIT, ID_LIMIT
from store.headlines.entries import ParsedEntry, ParsedFeed
from store.safe_text import SUMMARY_LIMIT, TITLE_LIMIT

AUGUST_20 = datetime(2026, 8, 20, 11, 30, tzinfo=UTC)


@pytest.fixture(scope="module")
def repairer() -> Iterator[Repairer]:
    with Repairer() as shared:
        yield shared


def parse(document: str | bytes, url: str | None = None) -> ParsedFeed:
    body = document.encode() if isinstance(document, str) else document
    return parse_feed(body, url=url)


def only_entry(document: str | bytes, url: str | None = None) -> ParsedEntry:
    (entry,) = parse(document, url).entries
    return entry


# The formats

THE_ENTRY = ParsedEntry(
    id="n-1",
    title="Cloud sales rise",
    link="https://news.example/1",
    published=AUGUST_20,
    updated=None,
    summary="Up 26% & more",
    author="Mei Lin",
)

RSS_0_91 = """<?xml version="1.0"?>
<!DOCTYPE rss PUBLIC "-//Netscape Communications//DTD RSS 0.91//EN"
  "http://my.netscape.com/publish/formats/rss-0.91.dtd">
<rss version="0.91"><channel><title>W</title><item><title>Cloud sales rise</title>
<link>https://news.example/1</link></item></channel></rss>"""

RSS_1_0 = """<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"
  xmlns="http://purl.org/rss/1.0/" xmlns:dc="http://purl.org/dc/elements/1.1/">
<channel rdf:about="https://news.example/rss"><title>W</title><link>https://news.example/</link>
<items><rdf:Seq><rdf:li resource="n-1"/></rdf:Seq></items></channel>
<image><title>not this</title></image>
<item rdf:about="n-1"><title>Cloud sales rise</title><link>https://news.example/1</link>
<description>Up 26% &amp;amp; more</description><dc:creator>Mei Lin</dc:creator>
<dc:date>2026-08-20T11:30:00Z</dc:date></item></rdf:RDF>"""

RSS_2_0 = rss(
    """<item><title>Cloud sales rise</title><link>https://news.example/1</link>
    <guid isPermaLink="false">n-1</guid><pubDate>Thu, 20 Aug 2026 11:30:00 GMT</pubDate>
    <description>&lt;p&gt;Up 26% &amp;amp; more&lt;/p&gt;</description>
    <author>mei@news.example (Mei Lin)</author></item>"""
)

ATOM_1_0 = atom(
    """<entry><title>Cloud sales rise</title><link href="https://news.example/1"/><id>n-1</id>
    <published>2026-08-20T11:30:00Z</published><summary type="html">Up 26% &amp;amp; more</summary>
    <author><email>m@news.example</email><name>Mei Lin</name></author></entry>"""
)

ATOM_0_3 = """<feed version="0.3" xmlns="http://purl.org/atom/ns#"><title>W</title><entry>
<title>Cloud sales rise</title><link rel="alternate" href="https://news.example/1"/><id>n-1</id>
<issued>2026-08-20T11:30:00Z</issued><summary>Up 26% &amp;amp; more</summary>
<author><name>Mei Lin</name></author></entry></feed>"""

JSON_FEED = json.dumps(
    {
        "version": "https://jsonfeed.org/version/1.1",
        "title": "W",
        "items": [
            {
                "id": "n-1",
                "url": "https://news.example/1",
                "title": "Cloud sales rise",
                "content_html": "<p>Up 26% &amp; more</p>",
                "date_published": "2026-08-20T11:30:00Z",
                "authors": [{"name": "Mei Lin"}],
            }
        ],
    }
)


@pytest.mark.parametrize(
    ("document", "format_name"),
    [
        (RSS_1_0, "RSS 1.0"),
        (RSS_2_0, "RSS 2.0"),
        (ATOM_1_0, "Atom 1.0"),
        (ATOM_0_3, "Atom 0.3"),
        (JSON_FEED, "JSON Feed 1.1"),
    ],
)
def test_every_format_says_the_same_of_the_same_entry(document: str, format_name: str) -> None:
    feed = parse(document)
    assert feed.format == format_name
    assert feed.repaired is None
    assert feed.entries == (THE_ENTRY,)


def test_rss_0_91_with_its_doctype_is_ordinary() -> None:
    feed = parse(RSS_0_91)
    assert (feed.format, feed.repaired) == ("RSS 0.91", None)
    assert feed.entries[0].link == "https://news.example/1"


def test_the_namespaces_rss_was_given_over_the_years_change_nothing() -> None:
    for namespace in (
        "http://backend.userland.com/rss2",
        "http://purl.org/rss/1.0/",
        "http://www.w3.org/2005/Atom",  # wrongly, and really
        "urn:anything",
    ):
        document = f'<rss version="2.0" xmlns="{namespace}"><channel>{GOOD_ITEM}</channel></rss>'
        assert only_entry(document).id == "n-1"


def test_atom_is_atom_without_its_namespace_and_under_any_prefix() -> None:
    entry = "<{0}entry><{0}title>A</{0}title><{0}id>n-1</{0}id></{0}entry>"
    assert only_entry(f"<feed>{entry.format('')}</feed>").id == "n-1"
    prefixed = f'<a:feed xmlns:a="http://www.w3.org/2005/Atom">{entry.format("a:")}</a:feed>'
    assert only_entry(prefixed).title == "A"


# The feed itself


def test_the_feed_says_its_title_site_language_and_interval() -> None:
    feed = parse(rss(GOOD_ITEM, "<language>zh-cn</language><ttl>90</ttl>"))
    assert feed.title == "Example wire"
    assert feed.site_url == "https://news.example/"
    assert feed.language == "zh-cn"
    assert feed.suggested_interval == 90 * 60


INTERVALS = [
    ("<ttl>60</ttl>", 3_600),
    ("<ttl>-5</ttl>", None),
    ("<ttl>soon</ttl>", None),
    ("<ttl>99999999</ttl>", 30 * 86_400),
    ("<sy:updatePeriod>hourly</sy:updatePeriod>", 3_600),
    (
        "<sy:updatePeriod> Daily </sy:updatePeriod><sy:updateFrequency>4</sy:updateFrequency>",
        21_600,
    ),
    ("<sy:updatePeriod>daily</sy:updatePeriod><sy:updateFrequency>0</sy:updateFrequency>", 86_400),
    ("<sy:updatePeriod>always</sy:updatePeriod>", None),
    ("", None),
]


@pytest.mark.parametrize(("head", "seconds"), INTERVALS)
def test_the_interval_a_feed_wishes_for(head: str, seconds: int | None) -> None:
    assert parse(rss(GOOD_ITEM, head)).suggested_interval == seconds


def test_atoms_language_and_site() -> None:
    feed = parse(atom("<entry><id>1</id></entry>", attributes='xml:lang="en-GB"'))
    assert (feed.language, feed.site_url) == ("en-GB", "https://news.example/")


@pytest.mark.parametrize("document", [rss(""), atom(""), '{"items": []}'])
def test_a_feed_without_entries_is_a_feed(document: str) -> None:
    feed = parse(document)
    assert (feed.entries, feed.repaired) == ((), None)


# Titles and summaries

TITLES = [
    ("<title>A &amp;amp; B</title>", "A & B"),
    ("<title><![CDATA[A <b>bold</b> move]]></title>", "A bold move"),
    ("<title>The &lt;video&gt; element</title>", "The <video> element"),
    ("<title>  A\n  B </title>", "A B"),
    ("<title/><dc:title>From Dublin</dc:title>", "From Dublin"),
    ("<media:title>From media</media:title>", "From media"),
    ("<media:group><media:title>Deeper</media:title></media:group>", ""),
    ("<source url='u'><title>The source</title></source>", ""),
    ("<title>First</title><title>Second</title>", "First"),
    ("<media:title>Media</media:title><title>Own</title>", "Own"),
    ("", ""),
]


@pytest.mark.parametrize(("elements", "title"), TITLES)
def test_titles_of_rss(elements: str, title: str) -> None:
    assert only_entry(rss(f"<item><guid>n</guid>{elements}</item>")).title == title


ATOM_TITLES = [
    ('<title type="text">1 &lt; 2 &amp;amp; &lt;b&gt;</title>', "1 < 2 &amp; <b>"),
    ('<title type="html">A &lt;b&gt;bold&lt;/b&gt; &amp;amp; move</title>', "A bold & move"),
    (
        '<title type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml">A <b>bold</b><br/>move'
        "</div></title>",
        "A bold move",
    ),
    ("<title>A &lt;b&gt;bold&lt;/b&gt; move</title>", "A bold move"),
    ('<title type="application/octet-stream" mode="base64">QQ==</title>', ""),
]


@pytest.mark.parametrize(("title", "text"), ATOM_TITLES)
def test_titles_of_atom_are_read_as_their_type_says(title: str, text: str) -> None:
    assert only_entry(atom(f"<entry><id>n</id>{title}</entry>")).title == text


def test_the_article_fills_in_only_where_there_is_no_summary() -> None:
    article = "<content:encoded>&lt;p&gt;Long&lt;/p&gt;</content:encoded>"
    described = f"<item><guid>n</guid>{article}<description>Short</description></item>"
    assert only_entry(rss(described)).summary == "Short"
    assert only_entry(rss(f"<item><guid>n</guid>{article}</item>")).summary == "Long"


def test_an_empty_text_does_not_say_how_to_read_the_next_one() -> None:
    entry = (
        '<item><atom:summary type="text"/><description>&lt;b&gt;x&lt;/b&gt;</description></item>'
    )
    assert only_entry(rss(entry)).summary == "x"


def test_texts_are_cut_at_their_limits() -> None:
    entry = only_entry(rss(item(title="T" * 9_999, description="d " * 9_999, guid="g" * 9_999)))
    assert len(entry.title) == TITLE_LIMIT
    assert len(entry.summary) <= SUMMARY_LIMIT
    assert entry.id is not None
    assert len(entry.id) <= ID_LIMIT


def test_long_ids_that_differ_only_at_the_end_stay_different() -> None:
    first, second = parse(rss(item(guid="g" * 5_000 + "1") + item(guid="g" * 5_000 + "2"))).entries
    assert first.id != second.id


# Ids and links

LINKS = [
    ("<guid>https://news.example/p</guid>", "https://news.example/p"),
    ('<guid isPermaLink="false">https://news.example/p</guid>', None),
    ("<guid>48605301</guid>", None),
    (
        "<link>https://news.example/l</link><guid>https://news.example/p</guid>",
        "https://news.example/l",
    ),
    ("<link/><atom:link href='https://news.example/a'/>", "https://news.example/a"),
    ("<atom:link rel='self' href='https://news.example/self'/>", None),
    ("<link>/relative</link>", "https://news.example/relative"),
    ("<link>javascript:alert(1)</link>", None),
    ("<comments>https://news.example/c</comments>", None),
    ("<enclosure url='https://news.example/e.mp3'/>", None),
]


@pytest.mark.parametrize(("elements", "link"), LINKS)
def test_links_of_rss(elements: str, link: str | None) -> None:
    assert only_entry(rss(f"<item><title>t</title>{elements}</item>")).link == link


ATOM_LINKS = [
    ('<link href="https://news.example/a"/>', "https://news.example/a"),
    (
        '<link rel="enclosure" href="/e"/><link rel="alternate" href="/a"/>',
        "https://news.example/a",
    ),
    ('<link rel="edit" href="https://news.example/edit"/>', None),
    ('<link xml:base="https://other.example/x/" href="y"/>', "https://other.example/x/y"),
    ("", None),  # an atom:id is no address, even where it looks like one
]


@pytest.mark.parametrize(("links", "link"), ATOM_LINKS)
def test_links_of_atom(links: str, link: str | None) -> None:
    document = atom(f"<entry><id>https://news.example/id</id>{links}</entry>")
    assert only_entry(document).link == link


def test_nested_bases_resolve_from_the_inside_out() -> None:
    document = atom(
        '<entry xml:base="august/"><id>1</id><link href="20"/></entry><entry><id>2</id>'
        '<link href="21"/></entry>',
        attributes='xml:base="https://news.example/blog/"',
    )
    assert [entry.link for entry in parse(document).entries] == [
        "https://news.example/blog/august/20",
        "https://news.example/blog/21",
    ]


def test_a_base_cannot_smuggle_in_another_scheme() -> None:
    for base in ("javascript:", "file:///", "data:text/html,"):
        entry = f'<entry xml:base="{base}"><id>1</id><link href="alert(1)"/></entry>'
        link = only_entry(atom(entry)).link
        assert link is None or link.startswith("https://news.example/")


def test_without_any_base_the_address_of_the_document_serves() -> None:
    document = "<rss><channel><item><link>a/1</link></item></channel></rss>"
    assert only_entry(document, "https://news.example/feed/x.xml").link == (
        "https://news.example/feed/a/1"
    )


def test_an_id_is_trimmed_and_cleaned_but_otherwise_as_stated() -> None:
    entry = only_entry(rss("<item><guid>\n &lt;b&gt;urn:x:1&lt;/b&gt;\u200b \t</guid></item>"))
    assert entry.id == "<b>urn:x:1</b>"


def test_entries_that_state_nothing_are_left_out() -> None:
    feed = parse(rss(f"<item/><item><title> </title></item>{GOOD_ITEM}"))
    assert [entry.id for entry in feed.entries] == ["n-1"]


def test_namespaces_that_are_not_known_do_not_count() -> None:
    entry = only_entry(
        '<rss version="2.0" xmlns:x="urn:x"><channel><item><x:title>X</x:title>'
        "<x:pubDate>Mon, 01 Jan 2001 00:00:00 GMT</x:pubDate><title>Real</title>"
        "<x:link>https://evil.example/</x:link><link>https://news.example/</link></item>"
        "</channel></rss>"
    )
    assert (entry.title, entry.link, entry.published) == ("Real", "https://news.example/", None)


# Dates


def test_an_entry_only_updated_is_dated_by_that() -> None:
    entry = only_entry(atom("<entry><id>1</id><updated>2026-08-20T11:30:00Z</updated></entry>"))
    assert (entry.published, entry.updated) == (AUGUST_20, AUGUST_20)


def test_an_unreadable_date_costs_the_date_only() -> None:
    entry = only_entry(rss(item(title="t", pubDate="Mon, 30 Feb 2026 00:00:00 GMT")))
    assert (entry.title, entry.published) == ("t", None)


# Too much


def test_of_too_many_entries_the_newest_are_kept_in_their_order() -> None:
    items = "".join(
        item(guid=str(number), pubDate=f"{1 + number // 1_000} Jan 2026 00:00 GMT")
        for number in range(ENTRY_LIMIT + 1_000)
    )
    feed = parse(rss(items))
    assert len(feed.entries) == ENTRY_LIMIT
    assert feed.entries[0].id == "1000"
    assert feed.entries[-1].id == str(ENTRY_LIMIT + 999)
    assert feed.repaired == "6000 entries, of which the newest 5000 are kept"


def test_a_document_past_the_limit_is_refused_unread() -> None:
    with pytest.raises(NotAFeed, match="larger than 20 MiB"):
        parse(b" " * (DOCUMENT_LIMIT + 1))


# What is no feed

NO_FEEDS = [
    ("", "an empty document"),
    (" \r\n\t", "an empty document"),
    (b"\xef\xbb\xbf", "an empty document"),
    ("<!DOCTYPE html><html><body>Sign in</body></html>", "an HTML page, not a feed"),
    ("<!doctype html>\n<title>x</title><p>unclosed", "an HTML page, not a feed"),
    ("<html><p>&lt;rss>&lt;/rss></html>", "an HTML page, not a feed"),
    ("<html><br><rss></rss></html>", "an HTML page, not a feed"),
    ("<opml version='2.0'><body/></opml>", "a list of feeds (OPML)"),
    ("<urlset xmlns='http://www.sitemaps.org/schemas/sitemap/0.9'/>", "a sitemap, not a feed"),
    ("<svg/>", "XML, but not a feed (<svg>)"),
    ("just words", "neither a feed nor"),
    (b"%PDF-1.7\x00\xff", "neither a feed nor"),
    (
        '{"error": {"message": "Rate limited"}}',
        "an error message in JSON, not a feed: Rate limited",
    ),
    ('{"error": "\\u001b[31mno"}', "an error message in JSON, not a feed: no"),
    ("[1, 2]", "JSON, but not a feed"),
    ('{"items": null}', "JSON, but not a feed"),
    ('{"items": [', "JSON that breaks off or is malformed (line 1, column 12)"),
    ("[" * 100_000, "nested too deeply"),
]


@pytest.mark.parametrize(("document", "what"), NO_FEEDS, ids=lambda value: ascii(value)[:40])
def test_what_is_no_feed_is_named(document: str | bytes, what: str) -> None:
    with pytest.raises(NotAFeed) as refusal:
        parse(document)
    assert what in str(refusal.value)


# JSON Feed


def test_json_fields_of_the_wrong_type_are_dropped_one_by_one() -> None:
    feed = parse(
        '{"version": 1.1, "title": ["x"], "items": [null, 1, "s", [], {"id": 5, "title": {"a": 1},'
        ' "url": ["u"], "date_published": 20260202, "authors": {"name": 1}}, {"id": null},'
        ' {"id": "n-1", "url": "https://news.example/1", "title": "Good", "author": {"name": "M"}}'
        "]}"
    )
    assert [entry.id for entry in feed.entries] == ["5", "n-1"]
    assert (feed.entries[1].title, feed.entries[1].author) == ("Good", "M")


def test_json_numbers_beyond_reason_are_harmless() -> None:
    document = (
        '{"items": [{"id": "1", "id": "2", "title": "t", "date_published": NaN, "_x": 1e999, '
        f'"_y": {"9" * 10_000}}}, {{"id": {"9" * 10_000}, "title": "u"}}]}}'
    )
    assert [entry.id for entry in parse(document).entries] == ["2", None]


def test_json_text_is_plain_text_whatever_it_looks_like() -> None:
    entry = only_entry('{"items": [{"id": "1", "title": "<b> &amp; \\u001b[31m\\ud800"}]}')
    assert entry.title == "<b> &amp;"


# Repair, in this process and in the worker's


def beginning(title: str, declaration: str = "") -> str:
    """The good item's feed with another beginning of its title."""
    return rss(GOOD_ITEM.replace("Cloud", title), declaration=declaration)


ENTITIES = '<!DOCTYPE rss [<!ENTITY a "aa"><!ENTITY nbsp "&#160;">]>'
EXTERNAL = '<!DOCTYPE rss [<!ENTITY f SYSTEM "file:///etc/hosts">]>'
MENDED = {
    "a bare ampersand": (beginning("Cloud &"), "Cloud & sales rise"),
    "html entities": (beginning("Caf&eacute;&nbsp;&lt;&nosuch;"), "Café <&nosuch; sales rise"),
    "a bare less-than": (beginning("1 < 2"), "1 < 2 sales rise"),
    "raw control characters": (beginning("C\x00lou\x08d"), "Cloud sales rise"),
    "a raw escape sequence": (beginning("\x1b[31mCloud\x1b[0m"), "Cloud sales rise"),
    "a referenced one": (beginning("&#27;]52;c;aGk=&#x7;Cloud"), "Cloud sales rise"),
    "xml 1.1": (beginning("&#1;Cloud", '<?xml version="1.1"?>'), "Cloud sales rise"),
    "declared entities": (beginning("&a;&nbsp;", ENTITIES), "&a; sales rise"),
    "an external entity": (beginning("&f;", EXTERNAL), "&f; sales rise"),
    "space before the declaration": (f"\n {rss(GOOD_ITEM)}", "Cloud sales rise"),
    "a declaration written twice": (
        beginning("Cloud", "<?xml?xml version='1.0' ??>"),
        "Cloud sales rise",
    ),
    "junk behind the root": (f"{rss(GOOD_ITEM)}<!-- ok --> junk <b>", "Cloud sales rise"),
    "a comment with dashes": (rss(f"<!-- a -- b -->{GOOD_ITEM}"), "Cloud sales rise"),
    "attributes without quotes beside others": (
        rss(f'<a href=/x?y=z title="b=c d = e" empty=1/>{GOOD_ITEM}'),
        "Cloud sales rise",
    ),
    "attributes without quotes": (rss(GOOD_ITEM.replace('"false"', "false")), "Cloud sales rise"),
    "prefixes nobody declared": (
        f"<rss><rss:channel>{GOOD_ITEM.replace('title>', 'rss:title>')}</rss:channel></rss>",
        "Cloud sales rise",
    ),
}


@pytest.mark.parametrize(("document", "title"), MENDED.values(), ids=MENDED)
def test_the_usual_faults_are_mended_without_a_worker(document: str, title: str) -> None:
    with Repairer(deadline=0) as none:
        feed = parse_feed(document.encode(), repairer=none)
    assert [(entry.id, entry.title) for entry in feed.entries] == [("n-1", title)]
    assert feed.repaired is not None


BROKEN = {
    "cut off in an item": (
        rss(f"{GOOD_ITEM}<item><title>Half</title><link>ht").removesuffix("</channel></rss>"),
        ["Cloud sales rise", "Half"],
    ),
    "tags that do not match": (
        rss(GOOD_ITEM.replace("</link>", "</lnk>")),
        ["Cloud sales rise"],
    ),
    "no end tags at all": ("<rss version='2.0'><channel><item><title>One</title>", ["One"]),
}


@pytest.mark.parametrize(("document", "titles"), BROKEN.values(), ids=BROKEN)
def test_what_cannot_be_mended_goes_to_feedparser(
    document: str, titles: list[str], repairer: Repairer
) -> None:
    feed = parse_feed(document.encode(), repairer=repairer)
    assert [entry.title.partition("<")[0] for entry in feed.entries] == titles
    assert feed.repaired is not None
    assert "malformed XML" in feed.repaired


SLOW = "<b>" * 200_000  # feedparser's loose parser takes seconds over this


@pytest.mark.parametrize(
    ("document", "title", "fault"),
    [
        (
            "<rss><channel><item><title>a &#x110000;b &#55296;c &bad</title></item></channel>"
            "</rss>",
            "a b c &bad",
            "malformed XML (reference to invalid character number",
        ),
        (
            "<rss><channel><items><item><title>one</title></item></items></channel></rss>",
            "one",
            "entries where the format has none",
        ),
        (
            "<rss xmlns:q='urn:q'><channel><item><title>one</title><q:link>https://x.example/"
            "</q:link></item></channel></rss>",
            "one",
            "links and ids of a namespace that is not known",
        ),
        (
            "<!DOCTYPE rss SYSTEM 'x.dtd'><rss><channel><item><title>a &eacute;</title></item>"
            "</channel></rss>",
            "a é",
            "the unknown entity &eacute;",
        ),
    ],
)
def test_a_fault_is_named_and_what_stands_beside_it_is_read(
    document: str, title: str, fault: str, repairer: Repairer
) -> None:
    feed = parse_feed(document.encode(), url=None, repairer=repairer)
    assert [entry.title for entry in feed.entries] == [title]
    assert fault in str(feed.repaired)


def test_entries_before_the_fault_survive_a_repair_that_fails() -> None:
    broken = rss(f"{GOOD_ITEM}<item><title>Half{SLOW}")
    with Repairer(deadline=0.05) as hasty:
        feed = parse_feed(broken.encode(), repairer=hasty)
    assert [entry.id for entry in feed.entries] == ["n-1"]


def test_a_feed_beyond_repair_says_what_was_wrong_and_what_was_tried() -> None:
    document = f"<rss><channel><title>x</title>{SLOW}</channel>"
    with Repairer(deadline=0.05) as hasty, pytest.raises(NotAFeed) as refusal:
        parse_feed(document.encode(), repairer=hasty)
    assert "mismatched tag" in str(refusal.value)
    assert "its repair took longer than 0.05 s" in str(refusal.value)


@pytest.mark.parametrize(
    "document",
    [rss(GOOD_ITEM), atom(""), rss(GOOD_ITEM)[:-20]],
    ids=["whole", "no entries", "cut off"],
)
def test_nothing_of_a_document_waits_for_the_collector_of_garbage(document: str) -> None:
    gc.collect()
    gc.disable()
    try:
        with suppress(NotAFeed):
            parse(document)
        left = [one for one in gc.get_objects() if type(one).__module__ == xml_feed.__name__]
    finally:
        gc.enable()
    assert left == []
