"""Writing headlines: which entries of a poll are new, in the one transaction that keeps them.

Promises: an entry is kept once, whatever its feed does to its ids; an edit keeps what was there
before; a purged entry does not come back; a poll is written whole, with its `fetches` row and
whatever else its caller adds, or not at all. Reading headlines is store/headlines/views.py; making
them searchable is store/headlines/search_index.py.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from store.claims.check import RecordReader
from store.database import transaction
from store.headlines.entries import FetchRecord, ParsedEntry, TaggedEntry
from store.headlines.identity import (
    EntryKeys,
    KeptEntry,
    Recognition,
    believable,
    content_hash,
    ids_repeat,
    keys_of,
    page_of,
    recognise,
)
from store.headlines.ids import COUNTER_BITS, first_id
from store.headlines.readings import (
    write_companies,
    write_figures,
    write_tagging,
    write_topics,
)
from store.headlines.stories import StoryMatcher, Teller, join_stories
from store.polling.fetch_log import log_fetch
from store.times import from_text, to_text

_KEPT_BY_KEY = (
    "select id, guid, canonical_link, title, published_at, content_hash from headlines "
    "where feed = ? and guid in (select value from json_each(?))"
)
_KEPT_BY_LINK = _KEPT_BY_KEY.replace("guid in", "canonical_link in")
_KEPT_LATELY_BY_PAGE = (  # any parameter may be new at every poll; only the latest are looked at
    "select * from (select id, guid, canonical_link, title, published_at, content_hash "
    "from headlines where feed = ? order by id desc limit 500) where substr(canonical_link, 1, "
    "instr(canonical_link, '?') - 1) in (select value from json_each(?))"
)
VERSIONS_KEPT = 20  # some feeds count comments in the summary: an edit at every poll


@dataclass(frozen=True, slots=True)
class WrittenPoll:
    """What a poll left behind: the id of its `fetches` row and how many headlines it wrote."""

    fetch: int
    new: int
    edited: int


def write_poll(
    connection: sqlite3.Connection,
    fetch: FetchRecord,
    tagged: Sequence[TaggedEntry],
    now: datetime,
    *,
    also: Callable[[WrittenPoll], None] | None = None,
    matcher: StoryMatcher | None = None,
    record: RecordReader | None = None,
) -> WrittenPoll:
    """Keep a poll: its `fetches` row and what is new or edited among its entries, in one
    transaction.

    `also` is called before the commit, to write what must be true together with the headlines.
    `matcher` groups stories; who writes many polls passes the same one each time. `record` is what
    figures are held against; who writes several polls in one transaction passes the same one.
    Notes in `feeds.unstable_ids` when the feed's guids turn out to be no identity.
    Nothing is written, and `fetch` is 0, when the feed was removed while it was being fetched.
    """
    with transaction(connection):
        if not connection.execute("select 1 from feeds where id = ?", (fetch.feed,)).fetchone():
            return WrittenPoll(0, 0, 0)
        record = record or RecordReader(connection)
        found = _sort_out(connection, fetch.feed, tagged, now)
        fetch_id = log_fetch(connection, fetch, new=len(found.new), edited=len(found.edited))
        if found.new:
            _write_new(
                connection,
                matcher or StoryMatcher(),
                record,
                fetch.feed,
                fetch_id,
                found.new,
                now,
            )
        for headline, one in found.edited:
            _edit_headline(connection, record, headline, one, now)
        written = WrittenPoll(fetch_id, len(found.new), len(found.edited))
        if also is not None:
            also(written)
    return written


# ── recognising ──


@dataclass(frozen=True, slots=True)
class _SortedEntries:
    """The entries of a poll by what is to be done with them; known ones need nothing."""

    new: Sequence[tuple[TaggedEntry, EntryKeys]]
    edited: Sequence[tuple[int, TaggedEntry]]  # with the headline they are


def _sort_out(
    connection: sqlite3.Connection, feed: int, tagged: Sequence[TaggedEntry], now: datetime
) -> _SortedEntries:
    """Tell new and edited entries from known ones; of new ones with the same key, the first."""
    latest = _latest_versions(tagged, now)
    recognition = _recognise(connection, feed, [one.entry for one in latest])
    buried = _buried(connection, feed, recognition)
    new: dict[str, tuple[TaggedEntry, EntryKeys]] = {}
    edited: list[tuple[int, TaggedEntry]] = []
    for one, keys, kept in zip(latest, recognition.keys, recognition.kept, strict=True):
        if kept is not None:
            if kept.content_hash != content_hash(one.entry):
                edited.append((kept.headline, one))
        elif keys.key not in buried:
            new.setdefault(keys.key, (one, keys))
    return _SortedEntries(tuple(new.values()), edited)


def _latest_versions(tagged: Sequence[TaggedEntry], now: datetime) -> tuple[TaggedEntry, ...]:
    """Without the older versions of an entry that the same document repeats."""
    latest: dict[tuple[object, ...], TaggedEntry] = {}
    for one in tagged:
        entry = one.entry
        identity = (entry.id, entry.link) if entry.id else (entry.link, entry.title)
        before = latest.get(identity)
        if before is None or (entry.updated or now) > (before.entry.updated or now):
            latest[identity] = one
    return tuple(latest.values())


def _recognise(
    connection: sqlite3.Connection, feed: int, entries: Sequence[ParsedEntry]
) -> Recognition:
    """Match entries with the feed's headlines; degrade the feed if its guids are no identity."""
    believed = not _has_unstable_ids(connection, feed)
    if believed and ids_repeat(entries):
        believed = False
        _distrust_ids(connection, feed)
    keys = keys_of(entries, trust_ids=believed)
    recognition = recognise(entries, keys, _kept(connection, feed, keys))
    renamed = recognition.renamed >= 2 and recognition.renamed * 2 >= len(entries)
    if believed and (renamed or recognition.reassigned):
        _distrust_ids(connection, feed)
        keys = keys_of(entries, trust_ids=False)
        recognition = recognise(entries, keys, _kept(connection, feed, keys))
    return recognition


def _has_unstable_ids(connection: sqlite3.Connection, feed: int) -> bool:
    row = connection.execute("select unstable_ids from feeds where id = ?", (feed,)).fetchone()
    return row is not None and bool(row[0])


def _distrust_ids(connection: sqlite3.Connection, feed: int) -> None:
    connection.execute("update feeds set unstable_ids = 1 where id = ?", (feed,))


def _kept(
    connection: sqlite3.Connection, feed: int, keys: Sequence[EntryKeys]
) -> Iterator[KeptEntry]:
    """The feed's headlines that have one of the keys, or the link of an entry without a match."""
    rows = connection.execute(
        _KEPT_BY_KEY,
        (feed, json.dumps(list({key for one in keys for key in (one.key, one.guid) if key}))),
    ).fetchall()
    matched = {row[1] for row in rows}
    links = [entry.canonical for entry in keys if entry.canonical and entry.key not in matched]
    if links and _has_headlines(connection, feed):
        rows += connection.execute(
            _KEPT_BY_LINK,
            (feed, json.dumps(links)),
        ).fetchall()
        pages = {page_of(link) for link in links if page_of(link) != link}
        if pages:
            rows += connection.execute(_KEPT_LATELY_BY_PAGE, (feed, json.dumps(list(pages))))
    return (KeptEntry(*row) for row in rows)


def _has_headlines(connection: sqlite3.Connection, feed: int) -> bool:
    row = connection.execute("select 1 from headlines where feed = ? limit 1", (feed,)).fetchone()
    return row is not None


def _buried(connection: sqlite3.Connection, feed: int, recognition: Recognition) -> set[str]:
    """The keys of purged entries."""
    unknown = [
        keys.key
        for keys, kept in zip(recognition.keys, recognition.kept, strict=True)
        if kept is None
    ]
    rows = connection.execute(
        "select guid from tombstones where feed = ? and guid in (select value from json_each(?))",
        (feed, json.dumps(unknown)),
    )
    return {row[0] for row in rows}


# ── writing ──


def _write_new(
    connection: sqlite3.Connection,
    matcher: StoryMatcher,
    record: RecordReader,
    feed: int,
    fetch: int,
    found: Sequence[tuple[TaggedEntry, EntryKeys]],
    now: datetime,
) -> None:
    is_first_import = not _has_headlines(connection, feed) and not _has_tombstones(connection, feed)
    placed = [
        (_place(one.entry, now, by_publication=is_first_import), one, keys)
        for one, keys in reversed(found)  # feeds list the newest first, which gets the highest id
    ]
    placed.sort(key=lambda item: (item[0], item[1].entry.published or item[0]))
    free_ids = _FreeIds(connection, {place for place, _, _ in placed})
    new = [_NewHeadline(free_ids.take(place), one, keys) for place, one, keys in placed]
    _write_headlines(connection, matcher, record, feed, fetch, new, now)


def _has_tombstones(connection: sqlite3.Connection, feed: int) -> bool:
    row = connection.execute("select 1 from tombstones where feed = ? limit 1", (feed,)).fetchone()
    return row is not None


def _place(entry: ParsedEntry, now: datetime, *, by_publication: bool) -> datetime:
    """The second of the stream an entry belongs to: undated entries come when they arrive."""
    return (believable(entry.published, now) if by_publication else None) or now


class _FreeIds:
    """Hands out ids in ascending order within each of the seconds of the stream at `places`."""

    def __init__(self, connection: sqlite3.Connection, places: Iterable[datetime]) -> None:
        rows = connection.execute(
            "select value, (select max(id) + 1 from headlines where id >= value and id < value + ?)"
            " from json_each(?)",
            (1 << COUNTER_BITS, json.dumps(list(map(first_id, places)))),
        )
        self._next = {lowest: free or lowest for lowest, free in rows}

    def take(self, place: datetime) -> int:
        lowest = first_id(place)
        free: int = self._next[lowest]
        self._next[lowest] = free + 1
        return free


@dataclass(frozen=True, slots=True)
class _NewHeadline:
    id: int
    tagged: TaggedEntry
    keys: EntryKeys


def _write_headlines(
    connection: sqlite3.Connection,
    matcher: StoryMatcher,
    record: RecordReader,
    feed: int,
    fetch: int,
    new: Sequence[_NewHeadline],
    now: datetime,
) -> None:
    tellers = [
        Teller(
            one.id,
            feed,
            one.tagged.entry.title,
            one.keys.canonical,
            frozenset(one.tagged.tagging.companies),
            one.tagged.wording,
        )
        for one in new
    ]
    arrived_at = to_text(now)
    rows = []
    for one, story in zip(new, join_stories(connection, matcher, tellers), strict=True):
        entry = one.tagged.entry
        rows.append(
            (
                one.id,
                feed,
                fetch,
                one.keys.key,
                entry.title,
                entry.summary,
                entry.author,
                entry.link,
                one.keys.canonical,
                one.tagged.language,
                _text(believable(entry.published, now)),
                _text(believable(entry.updated, now)),
                arrived_at,
                content_hash(entry),
                story,
                one.tagged.tagging.hidden_by
                or (_hidden_with(connection, story) if story != one.id else None),
            )
        )
    connection.executemany(
        "insert into headlines (id, feed, fetch, guid, title, summary, author, link, "
        "canonical_link, language, published_at, updated_at, arrived_at, content_hash, story, "
        "hidden_by) values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        rows,
    )
    shown = sum(story == id and hidden_by is None for id, *_, story, hidden_by in rows)
    connection.execute(
        "update headline_counts set total = total + ?, unread = unread + ?", (shown, shown)
    )
    connection.execute(
        "insert or ignore into fts_queue (headline) select id from headlines where fetch = ?",
        (fetch,),
    )
    tagging = [(one.id, one.tagged.tagging) for one in new]
    write_topics(connection, tagging)
    write_companies(connection, tagging)
    write_figures(
        connection,
        [
            (one.id, (believable(one.tagged.entry.published, now) or now).date(), one.tagged.claims)
            for one in new
        ],
        record,
    )


def _hidden_with(connection: sqlite3.Connection, story: int) -> str | None:
    """Why a story is hidden: its later tellers stay hidden with it."""
    row = connection.execute("select hidden_by from headlines where id = ?", (story,)).fetchone()
    hidden_by: str | None = row[0] if row else None
    return hidden_by


def _edit_headline(
    connection: sqlite3.Connection,
    record: RecordReader,
    headline: int,
    tagged: TaggedEntry,
    now: datetime,
) -> None:
    """Replace what a headline says, keeping what it said before; its place stays."""
    entry = tagged.entry
    connection.execute(
        "insert or ignore into headline_versions (headline, replaced_at, title, summary, link) "
        "select id, ?, title, summary, link from headlines where id = ?",
        (to_text(now), headline),
    )
    connection.execute(
        "delete from headline_versions where headline = ? and replaced_at not in (select "
        "replaced_at from headline_versions where headline = ? order by replaced_at desc limit ?)",
        (headline, headline, VERSIONS_KEPT),
    )
    connection.execute(
        "insert or ignore into fts_queue (headline, indexed_title, indexed_summary) "
        "select id, title, summary from headlines where id = ?",
        (headline,),
    )
    updated = believable(entry.updated, now)
    connection.execute(
        "update headlines set title = ?, summary = ?, author = ?, link = ?, updated_at = ?, "
        "content_hash = ? where id = ?",
        (
            entry.title,
            entry.summary,
            entry.author,
            entry.link,
            _text(updated),
            content_hash(entry),
            headline,
        ),
    )
    write_tagging(connection, headline, tagged.tagging)
    connection.execute("delete from figures where headline = ?", (headline,))
    stated = connection.execute(
        "select coalesce(published_at, arrived_at) from headlines where id = ?", (headline,)
    ).fetchone()
    write_figures(connection, [(headline, from_text(stated[0]).date(), tagged.claims)], record)


def _text(moment: datetime | None) -> str | None:
    return to_text(moment) if moment else None
