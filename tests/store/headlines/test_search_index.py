"""The full-text index follows the headlines: in batches, through edits and deletions."""

from __future__ import annotations

from newsroom import NOW, Newsroom, entry, tagged

from store.headlines import search_index
from store.headlines.entries import FetchRecord
from store.headlines.keeping import write_poll


def check(newsroom: Newsroom) -> None:
    newsroom.connection.execute(
        "insert into headlines_fts (headlines_fts) values ('integrity-check')"
    )


def test_what_waits_is_indexed_in_batches(newsroom: Newsroom) -> None:
    entries = [tagged(entry(f"Number {n}")) for n in range(5)]
    write_poll(newsroom.connection, FetchRecord(1, NOW, 5, "ok"), entries, NOW)

    assert [search_index.index_pending(newsroom.connection, limit=2) for _ in range(4)] == [
        2,
        2,
        1,
        0,
    ]
    assert len(newsroom.list("number")) == 5


def test_an_edit_before_and_after_indexing_leaves_only_the_new_words(newsroom: Newsroom) -> None:
    newsroom.poll(entry("First words", id="a", link="https://n.example/a"))
    newsroom.poll(entry("Second 云计算 words", id="a", link="https://n.example/a"))
    newsroom.poll(entry("Third words", id="a", link="https://n.example/a"))

    assert [newsroom.list(word) for word in ("first", "second", "云计算", "third")] == [
        [], [], [], ["Third words"]
    ]  # fmt: skip
    check(newsroom)


def test_a_headline_that_goes_before_it_was_indexed_leaves_nothing(newsroom: Newsroom) -> None:
    entries = [tagged(entry("Gone")), tagged(entry("Stays"))]
    write_poll(newsroom.connection, FetchRecord(1, NOW, 5, "ok"), entries, NOW)
    newsroom.connection.execute("delete from headlines where title = 'Gone'")

    search_index.index_pending(newsroom.connection)

    assert newsroom.list("gone") == []
    assert newsroom.list("stays") == ["Stays"]
    check(newsroom)


def test_removing_a_feed_takes_its_headlines_out_of_the_index(newsroom: Newsroom) -> None:
    newsroom.poll(entry("Alibaba here"), feed=1)
    newsroom.poll(entry("Alibaba there"), feed=2)
    newsroom.connection.execute("delete from feeds where id = 1")
    search_index.index_pending(newsroom.connection)

    assert newsroom.list("alibaba") == ["Alibaba there"]
    check(newsroom)


def test_rebuilding_finds_the_same(newsroom: Newsroom) -> None:
    newsroom.poll(entry("Alibaba here"), entry("阿里云计算"))
    newsroom.connection.execute("insert into headlines_fts (headlines_fts) values ('delete-all')")
    assert newsroom.list("alibaba") == []
    assert search_index.astray(newsroom.connection) == 2
    heard: list[int] = []

    assert search_index.rebuild(newsroom.connection, heard.append) == 2

    assert heard == [2]
    assert search_index.astray(newsroom.connection) == 0
    assert newsroom.list("alibaba") == ["Alibaba here"]
    assert newsroom.list("云计算") == ["阿里云计算"]
    check(newsroom)
