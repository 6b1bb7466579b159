"""Documents made to harm: each costs little time and memory, and leaves nothing on the screen.

The documents written here are our own; the captured set in the `shared` folder beside a checkout
is run as well where there is one.
"""

from __future__ import annotations

import json
import subprocess
import sys
import time
import unicodedata
from collections.abc import Iterator
from pathlib import Path

import pytest
from feed_samples import GOOD_ITEM, atom, item, rss

from feeds.parsing.parse import NotAFeed, Repairer, parse_feed
from store.headlines.entries import ParsedEntry

HOSTILE_SET = Path(__file__).parents[3].parent / "shared" / "feeds" / "hostile"
SECONDS = 2.0 if sys.gettrace() is None else 20.0  # watched line by line it is no measure
MEGABYTES = 150


@pytest.fixture(scope="module")
def repairer() -> Iterator[Repairer]:
    with Repairer() as shared:
        yield shared


def laughs() -> str:
    entities = "".join(f'<!ENTITY l{level} "{f"&l{level - 1};" * 10}">' for level in range(1, 10))
    declaration = f'<!DOCTYPE rss [<!ENTITY l0 "ha">{entities}]>'
    return rss(GOOD_ITEM.replace("Cloud", "&l9;"), declaration=declaration)


def with_title(title: str) -> str:
    return rss(GOOD_ITEM.replace("Cloud sales rise", title))


MEGABYTE = 1_000_000
ATTRIBUTES = " ".join(f'a{number}="{number}"' for number in range(20_000))
DOCUMENTS = {
    "a billion laughs": laughs(),
    "one entity many times": rss(
        GOOD_ITEM.replace("Cloud", "&a;" * 5_000),
        declaration=f'<!DOCTYPE rss [<!ENTITY a "{"A" * 60_000}">]>',
    ),
    "a title of a megabyte": with_title("T" * MEGABYTE),
    "a title of spaces": with_title("T " * MEGABYTE),
    "an attribute of a megabyte": rss(GOOD_ITEM + f'<x y="{"A" * MEGABYTE}"/>'),
    "a comment of a megabyte": f"<!--{'x' * MEGABYTE}-->" + rss(GOOD_ITEM, declaration=""),
    "comments before a malformed feed": "<!----> " * 50_000 + f"<? ?>{rss(GOOD_ITEM + '&')}",
    "20,000 attributes": rss(GOOD_ITEM.replace("<item>", f"<item {ATTRIBUTES}>")),
    "20,000 categories": rss(
        GOOD_ITEM.replace("</item>", "<category>c</category>" * 20_000 + "</item>")
    ),
    "200,000 levels": rss(GOOD_ITEM + "<a>" * 200_000 + "</a>" * 200_000),
    "20,000 items in each other": rss(GOOD_ITEM + "<item>" * 20_000 + "</item>" * 20_000),
    "a storm of combining marks": with_title("A" + "\u0301\u0335" * 10_000),
    "a storm of bells": with_title("\x07" * 5_000 + "ding"),
    "markup without end in a summary": rss(GOOD_ITEM + item(description="<a " * 100_000)),
    "comments without end in a summary": rss(GOOD_ITEM + item(description="<!--" * 100_000)),
    "a date of a hundred thousand digits": rss(GOOD_ITEM + item(pubDate="1" * 100_000)),
    "an address of a hundred thousand letters": rss(
        GOOD_ITEM + item(link="https://" + "a" * 100_000)
    ),
    "an id of a hundred thousand letters": rss(GOOD_ITEM + item(guid="i" * 100_000)),
    "ampersands": with_title("Cloud " + "&" * 100_000),
    "five million ampersands": rss(GOOD_ITEM + f"<item><title>{'&' * 5_000_000}"),
    "a title in a million pieces": with_title("&amp;" * 1_000_000),
    "less-thans": with_title("Cloud " + "< " * 100_000),
    "references": with_title("Cloud " + "&#27;" * 100_000),
    "sections without end": rss(GOOD_ITEM) + "<![CDATA[" * 20_000,
    "prefixes by the thousand": rss(
        GOOD_ITEM + "".join(f"<p{n}:x></p{n}:x>" for n in range(5_000))
    ),
    "base upon base": atom(
        "<entry><id>n-1</id>" + '<a xml:base="a/">' * 5_000 + "</a>" * 5_000 + "</entry>"
    ),
    "50,000 items": rss(GOOD_ITEM + "<item><title>t</title></item>" * 50_000),
    "json of 50,000 items": json.dumps({"items": [{"id": "n-1"}] * 50_000}),
}  # fmt: skip


def assert_inert(entry: ParsedEntry) -> None:
    for text in (entry.id, entry.title, entry.link, entry.summary, entry.author):
        for character in text or "":
            assert unicodedata.category(character) not in {"Cc", "Cf", "Cs", "Co", "Zl", "Zp"}


@pytest.mark.parametrize("document", DOCUMENTS.values(), ids=DOCUMENTS)
def test_a_hostile_document_costs_little_and_keeps_its_good_item(
    document: str, repairer: Repairer
) -> None:
    started = time.process_time()
    feed = parse_feed(document.encode(), repairer=repairer)
    assert time.process_time() - started < SECONDS
    assert feed.entries[0].id == "n-1"
    for entry in feed.entries:
        assert_inert(entry)


@pytest.mark.parametrize(
    ("document", "what"),
    [
        (rss("<item/>" * 200_000), "more than 100,000 entries"),
        (rss("<x/>" * 1_100_000), "more than 1,000,000 elements"),
        ('{"items": [' + "{}," * 200_000 + "{}]}", "more than 100,000 entries"),
    ],
    ids=["items", "elements", "json"],
)
def test_a_document_of_more_than_any_feed_holds_is_refused(document: str, what: str) -> None:
    started = time.process_time()
    with pytest.raises(NotAFeed, match=what):
        parse_feed(document.encode())
    assert time.process_time() - started < SECONDS


def test_an_external_entity_opens_no_file(tmp_path: Path, repairer: Repairer) -> None:
    secret = tmp_path / "secret"
    secret.write_text("the secret", encoding="utf-8")
    declaration = f'<!DOCTYPE rss [<!ENTITY f SYSTEM "{secret.as_uri()}">]>'
    document = rss(GOOD_ITEM.replace("Cloud", "&f;"), declaration=declaration)
    for body in (document, document.replace("</item>", "")):  # mended, and by feedparser
        assert "the secret" not in repr(parse_feed(body.encode(), repairer=repairer))


# How many entries each document of the captured set has; None: it is no feed.
HOSTILE_ENTRIES: dict[str, int | None] = {
    "01": 1, "02": 1, "03": 1, "04": 1, "11": 1, "14": 1, "15": 1, "17": 2, "18": 1, "19": 1,
    "21": 1, "22": 1, "23": 1, "24": 1, "25": 1, "26": 1, "27": 2, "30": 1, "32": 1, "33": 1,
    "34": 1, "35": 1, "36": 1, "40": 2, "41": 2, "42": 2, "43": 1, "44": 2, "46": 1, "47": 2,
    "48": 1, "49": 1, "51": 2, "52": 2, "53": 2, "55": 2, "56": 4, "63": 16, "64": 2, "65": 1,
    "66": 29, "67": 6, "70": 50, "71": 2, "72": 1, "73": 5, "74": 9, "81": None, "83": None,
    "85": 0, "87": 2, "88": 1, "89": 0, "91": 2, "92": 1, "93": 2, "96": 1, "97": None, "99": 2,
}  # fmt: skip
hostile_files = sorted(
    path for path in HOSTILE_SET.glob("*") if path.suffix in (".xml", ".json", ".html")
)
needs_hostile_set = pytest.mark.skipif(not hostile_files, reason="no hostile set beside us")


@needs_hostile_set
@pytest.mark.parametrize("path", hostile_files, ids=lambda path: path.name)
def test_the_captured_hostile_set_is_read_as_its_manifest_asks(
    path: Path, repairer: Repairer
) -> None:
    started = time.process_time()
    try:
        feed = parse_feed(path.read_bytes(), repairer=repairer)
    except NotAFeed:
        entries = None
    else:
        entries = len(feed.entries)
        for entry in feed.entries:
            assert_inert(entry)
            assert "root:" not in entry.title
    assert time.process_time() - started < SECONDS
    assert entries == HOSTILE_ENTRIES[path.name[:2]]


@needs_hostile_set
@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="the peak is read from /proc")
def test_the_captured_hostile_set_fits_in_memory_all_in_one_process() -> None:
    script = (
        "import resource, sys\n"
        "from pathlib import Path\n"
        "from feeds.parsing.parse import NotAFeed, Repairer, parse_feed\n"
        "with Repairer() as repairer:\n"
        "    for path in sys.argv[1:]:\n"
        "        try:\n"
        "            parse_feed(Path(path).read_bytes(), repairer=repairer)\n"
        "        except NotAFeed:\n"
        "            pass\n"
        # ru_maxrss of this process would be that of pytest, which it was forked from
        "status = Path('/proc/self/status').read_text()\n"
        "print(status.partition('VmHWM:')[2].split()[0])\n"
        "print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)\n"
    )
    finished = subprocess.run(
        [sys.executable, "-c", script, *map(str, hostile_files)],
        capture_output=True,
        text=True,
        check=True,
        cwd=Path(__file__).parents[3],
    )
    for kilobytes in finished.stdout.split():
        assert int(kilobytes) / 1_024 < MEGABYTES
