"""Names that the database knows, and what is said of those it does not."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from store import database
from store.headlines.entries import FetchRecord, ParsedEntry, TaggedEntry, Tagging
from store.headlines.keeping import write_poll
from store.headlines.topic_names import TOPICS
from store.polling.subscriptions import NewFeed, add_feed
from store.rules.language import parse
from store.rules.vocabulary import Vocabulary, read_vocabulary, remarks

NOW = datetime(2026, 8, 20, 12, tzinfo=UTC)
KNOWN = Vocabulary(companies=("alibaba", "nvidia"), feeds=("SEC EDGAR",), issuers=("tencent",))


def test_the_vocabulary_is_what_the_database_has(tmp_path: Path) -> None:
    connection = database.open_writer(tmp_path / "alimon.sqlite", NOW)
    feed = add_feed(connection, NewFeed("https://example.org/rss", "A wire"), NOW)
    entry = ParsedEntry("1", "Chips", None, NOW, None)
    tagging = Tagging(("ai", "chips"), ("nvidia", "tsmc"), (), "test")
    fetch = FetchRecord(feed, NOW, 1, "ok")
    write_poll(connection, fetch, [TaggedEntry(entry, "en", tagging)], NOW)
    connection.execute(
        "insert into observations (issuer, segment, basis, metric, period_type, period_end, value,"
        " unit, kind, known_at, release) values ('tencent', 'group', '', 'capex', 'quarter',"
        " '2026-06-30', '1', 'CNY_mn', 'reported', '2026-08-15', 'x')"
    )

    found = read_vocabulary(connection)

    assert found == Vocabulary(
        topics=(*TOPICS, "chips"),
        companies=("nvidia", "tsmc"),
        feeds=("A wire",),
        issuers=("tencent",),
    )
    connection.close()


@pytest.mark.parametrize(
    ("rule", "said"),
    [
        ("topic:ai and company:alibaba", ()),
        ("cloud.revenue.yoy > 30", ()),
        ("tencent.capex > 20bn", ()),
        ("baidu.capex > 2bn", ("no figure of baidu is on record yet",)),
        ("topic:polcy", ("no headline is tagged polcy yet; did you mean policy?",)),
        ("company:alibabba", ("no headline is about alibabba yet; did you mean alibaba?",)),
        ("company:samsung", ("no headline is about samsung yet",)),
        (
            "stories(topic:polcy) > 3 in 6h",
            ("no headline is tagged polcy yet; did you mean policy?",),
        ),
        ("source:edgar", ()),
        ("source:reuters", ("no feed is named reuters yet",)),
        ("feed:reuters silent for 2d", ("no feed is named reuters yet",)),
    ],
)
def test_a_name_that_nothing_has_is_remarked(rule: str, said: tuple[str, ...]) -> None:
    assert remarks(parse(rule), KNOWN) == said
