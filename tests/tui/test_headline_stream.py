"""The model behind the headline list: order, arrivals, place."""

from __future__ import annotations

from array import array
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from store import database
from store.headlines.query import HeadlineQuery
from tui.presenters.headline_stream import HeadlineStream, load_ids, merge_newest_first

IDS = st.lists(st.integers(0, 200), unique=True).map(lambda ids: array("q", sorted(ids)[::-1]))


@given(IDS, IDS)
def test_merging_keeps_the_order_and_doubles_nothing(kept: array[int], arrived: array[int]) -> None:
    merged = merge_newest_first(kept, arrived)
    assert merged.tolist() == sorted({*kept, *arrived}, reverse=True)


@pytest.fixture
def stream(path: Path) -> Iterator[HeadlineStream]:
    connection = database.open_reader(path)
    yield HeadlineStream(connection, HeadlineQuery())
    connection.close()


def test_arrivals_wait_until_they_are_admitted(
    stream: HeadlineStream, arrive: Callable[[str], None]
) -> None:
    before = stream.ids.tolist()
    arrive("Something new happened")
    assert stream.notice() == 1
    assert stream.ids.tolist() == before
    stream.admit()
    assert stream.count == len(before) + 1
    assert stream.pending == 0
    first = stream.row(0)
    assert first is not None
    assert first.title == "Something new happened"


def test_arrivals_that_do_not_match_the_query_do_not_come_in(
    stream: HeadlineStream, arrive: Callable[[str], None]
) -> None:
    stream.show(load_ids(stream._connection, HeadlineQuery(words=("cloud",))))
    arrive("Something about groceries")
    assert stream.notice() == 0


def test_an_answer_that_is_older_than_an_arrival_still_notices_it(
    stream: HeadlineStream, arrive: Callable[[str], None]
) -> None:
    answer = load_ids(stream._connection, HeadlineQuery())
    arrive("Came while the question was answered")
    stream.show(answer)
    assert stream.pending == 1


def test_the_place_of_a_headline_survives_arrivals(
    stream: HeadlineStream, arrive: Callable[[str], None]
) -> None:
    identity = stream.ids[5]
    arrive("One more")
    stream.notice()
    stream.admit()
    assert stream.place_of(identity) == 6


def test_a_removed_headline_is_gone_and_others_stay(stream: HeadlineStream) -> None:
    gone, stays = stream.ids[3], stream.ids[4]
    stream.remove(gone)
    assert gone not in stream.ids
    assert stream.place_of(stays) == 3


def test_rows_are_read_once_until_they_are_forgotten(stream: HeadlineStream) -> None:
    first = stream.rows(0, 5)
    assert stream.rows(0, 5)[0] is first[0]
    stream.forget([first[0].id])
    assert stream.rows(0, 5)[0] is not first[0]
    assert stream.rows(0, 5)[0] == first[0]
    assert stream.row(-1) is None
    assert stream.row(10_000) is None
