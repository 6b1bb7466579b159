"""What a poll leaves behind: new, edited, known and buried entries, and their places."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from newsroom import NOW, Newsroom, entry, tagged

from store.headlines.detail import headline_detail
from store.headlines.entries import FetchRecord, ParsedEntry
from store.headlines.ids import first_id, moment_of
from store.headlines.keeping import WrittenPoll, write_poll


def test_an_entry_is_kept_once_however_often_it_is_polled(newsroom: Newsroom) -> None:
    first, second = entry("First"), entry("Second")

    assert newsroom.poll(first).new == 1
    assert newsroom.poll(second, first).new == 1
    assert newsroom.poll(second, first) == replace(newsroom.poll(second, first), fetch=3)
    assert newsroom.list() == ["Second", "First"]


def test_new_and_edited_entries_are_told_from_known_ones(newsroom: Newsroom) -> None:
    kept, edited, new = entry("Kept"), entry("Edited"), entry("New")
    newsroom.poll(kept, edited)

    written = newsroom.poll(new, replace(edited, summary="more"), kept)

    assert (written.new, written.edited) == (1, 1)
    row = newsroom.connection.execute(
        "select new, updated from fetches where id = ?", (written.fetch,)
    )
    assert tuple(row.fetchone()) == (1, 1)


@pytest.mark.parametrize(
    ("first", "again"),
    [
        ({"id": "g"}, {"id": "g", "link": "https://news.example/moved"}),
        ({"id": None}, {"id": None, "link": "http://NEWS.example/a/?utm_source=rss#top"}),
        ({"id": None}, {"id": None, "title": "Another title for the same page"}),
        ({"id": None, "link": None}, {"id": None, "link": None, "summary": "longer"}),
        ({"id": "g" * 5000}, {"id": "g" * 5000}),
        ({"id": None}, {"id": "a guid it did not have before"}),
    ],
    ids=["guid", "link", "edited link", "hash", "long guid", "guid added later"],
)
def test_the_key_is_guid_then_link_then_title_and_date(
    newsroom: Newsroom, first: dict[str, str | None], again: dict[str, str | None]
) -> None:
    base = entry("Title", "https://news.example/a", published=NOW)

    newsroom.poll(replace(base, **first))  # type: ignore[arg-type]

    assert newsroom.poll(replace(base, **again)).new == 0  # type: ignore[arg-type]


def test_entries_that_share_one_link_and_have_no_guid_stay_apart(newsroom: Newsroom) -> None:
    entries = [
        entry(title, "https://news.example/live", id=None) for title in ("One", "Two", "Three")
    ]

    assert newsroom.poll(*entries).new == 3
    assert newsroom.poll(*entries).new == 0
    assert newsroom.poll(entries[0]).new == 0


def test_a_feed_whose_guids_repeat_is_matched_by_link(newsroom: Newsroom) -> None:
    entries = [entry(f"Title {n}", id="always the same") for n in range(5)]

    assert newsroom.poll(*entries).new == 5
    assert newsroom.poll(*entries).new == 0
    assert newsroom.value("select unstable_ids from feeds where id = 1") == 1


def test_a_feed_whose_guids_change_at_every_poll_is_matched_by_link(newsroom: Newsroom) -> None:
    def with_ids_of(poll: int) -> list[ParsedEntry]:
        return [
            entry(f"Title {n}", id=f"{poll}-{n}", published=NOW + timedelta(minutes=poll))
            for n in range(4)
        ]

    newsroom.poll(*with_ids_of(1))

    assert newsroom.poll(*with_ids_of(2)).new == 0
    assert newsroom.poll(*with_ids_of(3)).new == 0
    assert newsroom.value("select unstable_ids from feeds where id = 1") == 1


def test_a_feed_that_hands_a_guid_to_another_story_loses_neither(newsroom: Newsroom) -> None:
    results = entry("Results of the third quarter", id="slot-1", published=NOW)
    tour = entry("A tour of the new data centre", "https://news.example/tour", id="slot-2")
    newsroom.poll(results, tour)
    rules = entry("Export rules change", id="slot-1", published=NOW + timedelta(minutes=1))
    retitled = replace(tour, title="Inside the new data centre, updated")

    written = newsroom.poll(rules, retitled)

    assert (written.new, written.edited) == (1, 1)
    assert sorted(newsroom.list()) == sorted([rules.title, results.title, retitled.title])
    assert newsroom.value("select unstable_ids from feeds where id = 1") == 1


def test_an_article_that_gets_another_title_and_address_is_edited(newsroom: Newsroom) -> None:
    before = entry("Cloud prices fall", id="article-1", published=NOW)
    newsroom.poll(before)
    after = entry("Why servers cost less now", id="article-1", published=NOW)

    assert newsroom.poll(after).edited == 1
    assert newsroom.list() == [after.title]
    assert newsroom.value("select unstable_ids from feeds where id = 1") == 0


def test_a_feed_that_changes_guids_and_a_parameter_at_every_poll_brings_nothing_new(
    newsroom: Newsroom,
) -> None:
    def seen_at(poll: int) -> list[ParsedEntry]:
        return [
            entry(f"Title {n}", f"https://a.example/{n}?t={poll}", id=f"{poll}-{n}", published=NOW)
            for n in range(4)
        ]

    newsroom.poll(*seen_at(1))

    assert [newsroom.poll(*seen_at(poll)).new for poll in (2, 3)] == [0, 0]


def test_pages_that_differ_in_a_parameter_alone_stay_apart(newsroom: Newsroom) -> None:
    first = entry("Price list", "https://a.example/item?id=1", published=NOW)
    later = replace(first, id="2", link="https://a.example/item?id=2", published=NOW + timedelta(1))
    newsroom.poll(first)

    assert newsroom.poll(later).new == 1


def test_a_column_that_repeats_title_and_link_under_a_new_guid_is_new(newsroom: Newsroom) -> None:
    others = [entry(f"Other {n}") for n in range(5)]
    monday = entry(
        "Morning notes", "https://news.example/notes", id="mon", published=NOW - timedelta(days=1)
    )
    newsroom.poll(*others, monday)

    assert newsroom.poll(*others, replace(monday, id="tue", published=NOW)).new == 1
    assert newsroom.value("select unstable_ids from feeds where id = 1") == 0


def test_two_versions_of_an_entry_in_one_document_are_the_later_one(newsroom: Newsroom) -> None:
    old = entry("Before", "https://news.example/a", id="a", updated=NOW - timedelta(hours=2))
    later = replace(old, title="After", updated=NOW - timedelta(hours=1))

    newsroom.poll(later, old)

    assert newsroom.list() == ["After"]


def test_an_edit_keeps_the_place_and_what_was_there_before(newsroom: Newsroom) -> None:
    newsroom.poll(
        entry("Other", published=NOW), entry("Wrong", id="a", link="https://news.example/a")
    )
    before = newsroom.id_of("Wrong")

    written = newsroom.poll(entry("Right about AI", id="a", link="https://news.example/a"))

    detail = headline_detail(newsroom.connection, before)
    assert written.edited == 1
    assert detail is not None
    assert detail.row.title == "Right about AI"
    assert detail.row.topics == ("ai",)
    assert [version.title for version in detail.versions] == ["Wrong"]
    assert newsroom.list("wrong") == []
    assert newsroom.list("right") == ["Right about AI"]


def test_only_the_latest_twenty_versions_are_kept(newsroom: Newsroom) -> None:
    for number in range(30):
        newsroom.poll(entry("T", id="a", summary=f"{number} comments"))

    assert newsroom.value("select count(*) from headline_versions") == 20


def test_a_first_import_is_placed_by_publication_and_later_polls_by_arrival(
    newsroom: Newsroom,
) -> None:
    old = entry("Old", published=NOW - timedelta(days=9))
    undated = entry("Undated")
    newsroom.poll(undated, old, entry("Recent", published=NOW - timedelta(hours=1)))

    newsroom.poll(entry("Published long ago, seen now", published=NOW - timedelta(days=400)))

    assert newsroom.list() == ["Published long ago, seen now", "Undated", "Recent", "Old"]
    assert moment_of(newsroom.id_of("Old")) == NOW - timedelta(days=9)


def test_entries_of_one_second_keep_the_order_of_their_feed(newsroom: Newsroom) -> None:
    titles = [f"Entry {n}" for n in range(6)]

    newsroom.poll(*[entry(title) for title in titles])

    assert newsroom.list() == titles


def test_polls_of_one_second_do_not_collide(newsroom: Newsroom) -> None:
    newsroom.poll(entry("From the first"))
    newsroom.now = NOW
    newsroom.poll(entry("From the second"), feed=2)

    assert newsroom.list() == ["From the second", "From the first"]
    assert newsroom.id_of("From the second") == first_id(NOW) + 1


@pytest.mark.parametrize(
    ("stated", "kept"),
    [
        (NOW - timedelta(days=1), "2026-08-19T12:00:00Z"),
        (NOW + timedelta(days=1), "2026-08-20T12:00:00Z"),
        (datetime(9999, 12, 31, tzinfo=UTC), "2026-08-20T12:00:00Z"),
        (datetime(1970, 1, 1, tzinfo=UTC), None),
        (datetime(1, 1, 1, tzinfo=UTC), None),
        (None, None),
    ],
)
def test_a_stated_date_is_never_in_the_future_nor_before_feeds_existed(
    newsroom: Newsroom, stated: datetime | None, kept: str | None
) -> None:
    newsroom.poll(entry("Title", published=stated))

    assert newsroom.value("select published_at from headlines") == kept
    assert moment_of(newsroom.id_of("Title")) <= NOW


def test_everything_read_from_an_entry_is_kept_with_it(newsroom: Newsroom) -> None:
    newsroom.poll(entry("Alibaba cloud revenue up 38%", author="A. Writer", summary="Why."))

    detail = headline_detail(newsroom.connection, newsroom.id_of("Alibaba cloud revenue up 38%"))

    assert detail is not None
    assert (detail.author, detail.summary, detail.arrived) == ("A. Writer", "Why.", NOW)
    assert detail.row.companies == ("alibaba",)
    assert [(e.name, e.text) for e in detail.row.evidence] == [
        ("cloud", "cloud"),
        ("alibaba", "Alibaba"),
    ]
    assert [(figure.claim.span, figure.verdict) for figure in detail.figures] == [("38%", "new")]
    assert detail.ruleset == "r1"


def test_a_poll_is_written_whole_or_not_at_all(newsroom: Newsroom) -> None:
    def fail(_written: WrittenPoll) -> None:
        raise RuntimeError("the schedule could not be written")

    with pytest.raises(RuntimeError):
        write_poll(
            newsroom.connection,
            FetchRecord(1, NOW, 5, "ok"),
            [tagged(entry("Lost"))],
            NOW,
            also=fail,
            matcher=newsroom.matcher,
        )

    assert newsroom.value("select count(*) from headlines") == 0
    assert newsroom.value("select count(*) from fetches") == 0
    newsroom.poll(entry("Lost"), feed=2)
    assert newsroom.list() == ["Lost"]


def test_a_feed_removed_while_it_was_fetched_leaves_nothing(newsroom: Newsroom) -> None:
    written = write_poll(
        newsroom.connection, FetchRecord(99, NOW, 5, "ok"), [tagged(entry("Late"))], NOW
    )

    assert (written.fetch, written.new) == (0, 0)
    assert newsroom.list() == []


documents = st.lists(
    st.builds(
        entry,
        st.sampled_from(["A", "B", "C", "D", "E"]),
        st.sampled_from(
            [None, "https://n.example/1", "https://n.example/2?utm_medium=x", "https://n.example/"]
        ),
        id=st.sampled_from([None, "1", "2"]),
        published=st.sampled_from([None, NOW - timedelta(days=1), NOW + timedelta(days=9)]),
        summary=st.sampled_from(["", "long"]),
    ),
    max_size=5,
    unique_by=lambda one: one.title,
)


FEW = settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


@FEW
@given(documents)
def test_a_document_of_different_titles_polled_again_brings_nothing_new(
    newsroom: Newsroom, document: list[ParsedEntry]
) -> None:
    forget_everything(newsroom)
    newsroom.poll(*document)

    assert newsroom.poll(*document).new == 0


@FEW
@given(st.lists(documents, min_size=2, max_size=3))
def test_a_feed_that_hands_its_guids_around_settles(
    newsroom: Newsroom, polls: list[list[ParsedEntry]]
) -> None:
    forget_everything(newsroom)
    for document in polls:
        for _ in range(3):
            newsroom.poll(*document)

        assert newsroom.poll(*document).new == 0
    newsroom.connection.execute(
        "insert into headlines_fts (headlines_fts) values ('integrity-check')"
    )


def forget_everything(newsroom: Newsroom) -> None:
    newsroom.connection.execute("delete from headlines")
    newsroom.connection.execute("update feeds set unstable_ids = 0")
