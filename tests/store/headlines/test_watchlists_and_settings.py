"""Named filters with what is new in them, and small values between runs."""

from __future__ import annotations

import pytest
from newsroom import Newsroom, entry

from store.headlines.query import QueryError
from store.headlines.watchlists import (
    WatchlistError,
    mark_seen,
    news_count,
    remove_watchlist,
    rename_watchlist,
    save_watchlist,
    watchlists,
)
from store.settings import Json, get_setting, set_setting


def test_a_watchlist_counts_what_came_since_the_user_looked(newsroom: Newsroom) -> None:
    newsroom.poll(entry("Alibaba and AI before"))
    saved = save_watchlist(newsroom.connection, " AI ", "AI since:7d", newsroom.now)
    assert news_count(newsroom.connection, saved, newsroom.now) == 0

    newsroom.poll(entry("Alibaba and AI after"), entry("Something else"))
    assert news_count(newsroom.connection, saved, newsroom.now) == 1

    mark_seen(newsroom.connection, saved.id)
    assert news_count(newsroom.connection, watchlists(newsroom.connection)[0], newsroom.now) == 0


def test_it_is_kept_in_the_language_of_queries(newsroom: Newsroom) -> None:
    saved = save_watchlist(newsroom.connection, "Policy", "alibaba TOPIC:policy", newsroom.now)

    assert saved.query == "topic:policy alibaba"
    assert watchlists(newsroom.connection) == (saved,)
    rename_watchlist(newsroom.connection, saved.id, "Rules")
    assert watchlists(newsroom.connection)[0].name == "Rules"
    remove_watchlist(newsroom.connection, saved.id)
    assert watchlists(newsroom.connection) == ()


@pytest.mark.parametrize("name", ["", "  ", "Taken"])
def test_a_name_must_be_new_and_not_empty(newsroom: Newsroom, name: str) -> None:
    save_watchlist(newsroom.connection, "Taken", "ai", newsroom.now)
    other = save_watchlist(newsroom.connection, "Other", "ai", newsroom.now)

    with pytest.raises(WatchlistError):
        save_watchlist(newsroom.connection, name, "ai", newsroom.now)
    with pytest.raises(WatchlistError):
        rename_watchlist(newsroom.connection, other.id, name)


def test_a_watchlist_must_be_a_query(newsroom: Newsroom) -> None:
    with pytest.raises(QueryError):
        save_watchlist(newsroom.connection, "Wrong", "is:nonsense", newsroom.now)


@pytest.mark.parametrize("value", ["text", 3, 2.5, True, ["a", 1], {"a": {"b": ["云"]}}])
def test_a_setting_comes_back_as_it_was(newsroom: Newsroom, value: Json) -> None:
    set_setting(newsroom.connection, "key", "before")
    set_setting(newsroom.connection, "key", value)

    assert get_setting(newsroom.connection, "key") == value


def test_no_setting_is_none(newsroom: Newsroom) -> None:
    set_setting(newsroom.connection, "key", 1)
    set_setting(newsroom.connection, "key", None)
    newsroom.connection.execute("insert into settings values ('broken', '{')")

    assert get_setting(newsroom.connection, "key") is None
    assert get_setting(newsroom.connection, "broken") is None
