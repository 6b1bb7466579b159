"""Reading, starring, hiding and correcting, and that each can be undone."""

from __future__ import annotations

import pytest
from newsroom import NOW, Newsroom, entry

from store.headlines import marks
from store.headlines.detail import headline_detail
from store.headlines.query import HeadlineQuery, parse_query
from store.headlines.views import headline_ids, headline_rows

TITLES = ("Alibaba opens an AI lab", "Tencent follows with cloud", "Groceries as usual")


@pytest.fixture
def stream(newsroom: Newsroom) -> Newsroom:
    """Three headlines, the first of TITLES newest."""
    newsroom.poll(*[entry(title) for title in TITLES])
    return newsroom


def test_reading_says_which_were_unread_so_that_undo_touches_no_other(stream: Newsroom) -> None:
    first, second, _ = (stream.id_of(title) for title in TITLES)
    assert list(marks.mark_read(stream.connection, [first], NOW)) == [first]

    changed = marks.mark_read(stream.connection, [first, second], NOW)
    assert list(changed) == [second]

    marks.mark_unread(stream.connection, changed)
    assert stream.list("is:read") == [TITLES[0]]


def test_a_star_comes_and_goes(stream: Newsroom) -> None:
    first = stream.id_of(TITLES[0])

    assert list(marks.star(stream.connection, [first], NOW)) == [first]
    assert list(marks.star(stream.connection, [first], NOW)) == []
    assert stream.list("is:starred") == [TITLES[0]]
    assert list(marks.unstar(stream.connection, [first])) == [first]
    assert stream.list("is:starred") == []


def test_all_of_a_list_is_read_up_to_where_the_user_saw_it(stream: Newsroom) -> None:
    seen = headline_ids(stream.connection, parse_query("topic:ai,cloud", NOW))
    stream.poll(entry("News about AI that came meanwhile"))

    changed = marks.mark_read(stream.connection, seen, NOW)

    assert sorted(changed) == sorted(stream.id_of(title) for title in TITLES[:2])
    assert stream.list("is:unread") == ["News about AI that came meanwhile", TITLES[2]]
    marks.mark_unread(stream.connection, changed)
    assert len(stream.list("is:unread")) == 4


def test_all_of_everything_is_read(stream: Newsroom) -> None:
    marks.mark_read(stream.connection, headline_ids(stream.connection, HeadlineQuery()), NOW)

    assert stream.list("is:unread") == []


def test_what_is_hidden_is_in_no_list_until_it_is_shown_again(stream: Newsroom) -> None:
    first = stream.id_of(TITLES[0])

    changed = marks.hide(stream.connection, [first])

    for query in ("", "alibaba", "topic:ai", "company:alibaba", "feed:1", "is:unread", "lang:en"):
        assert TITLES[0] not in stream.list(query)
    detail = headline_detail(stream.connection, first)
    assert detail is not None
    assert detail.hidden_by == "user"
    assert list(marks.unhide(stream.connection, changed)) == [first]
    assert stream.list() == list(TITLES)


def test_hiding_a_headline_hides_its_story(stream: Newsroom) -> None:
    stream.poll(entry(TITLES[0], "https://post.example/a"), feed=2)

    changed = marks.hide(stream.connection, [stream.id_of(TITLES[0])])

    assert len(changed) == 2
    assert TITLES[0] not in stream.list(one_per_story=False)


def test_corrected_topics_win_for_ever(stream: Newsroom) -> None:
    first = stream.id_of(TITLES[0])

    marks.correct_topics(stream.connection, first, ["policy", "robots", "policy"], NOW)
    stream.poll(entry(TITLES[0], summary="an edit, tagged anew"))

    row = headline_rows(stream.connection, [first])[0]
    detail = headline_detail(stream.connection, first)
    assert row.topics == ("policy", "robots")
    assert row.companies == ("alibaba",)
    assert detail is not None
    assert detail.corrected
    assert stream.list("topic:ai") == []
    assert stream.list("is:corrected") == [TITLES[0]]
    assert stream.list("-is:corrected") == list(TITLES[1:])


def test_corrected_to_no_topic_stays_without(stream: Newsroom) -> None:
    first = stream.id_of(TITLES[0])

    marks.correct_topics(stream.connection, first, [], NOW)
    stream.poll(entry(TITLES[0], summary="an edit, tagged anew"))

    assert headline_rows(stream.connection, [first])[0].topics == ()


def test_an_undone_correction_leaves_the_topics_to_the_rules_again(stream: Newsroom) -> None:
    first = stream.id_of(TITLES[0])
    before = headline_detail(stream.connection, first)

    once = marks.correct_topics(stream.connection, first, ["policy"], NOW)
    twice = marks.correct_topics(stream.connection, first, [], NOW)
    marks.restore_topics(stream.connection, twice)
    corrected = headline_detail(stream.connection, first)
    assert corrected is not None
    assert (corrected.row.topics, corrected.corrected) == (("policy",), True)

    marks.restore_topics(stream.connection, once)
    assert headline_detail(stream.connection, first) == before
