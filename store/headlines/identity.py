"""Which entries of a poll are kept already, and under which key a new one is kept. Pure.

The key of an entry within its feed is its guid; without one, its canonical link; without that, or
where several entries share the link, a hash of title and date. A feed whose guids repeat within a
poll, change from poll to poll or are handed from one story to another is not believed: its entries
are matched by link.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from store.headlines.canonical_links import canonical_link
from store.headlines.entries import ParsedEntry
from store.headlines.wording import wording_of
from store.times import to_text

EARLIEST = datetime(1990, 1, 1, tzinfo=UTC)  # before feeds, before the web: a broken clock
KEY_LIMIT = 512  # longer guids are replaced by their hash
FEWEST_IN_COMMON = 4  # an edited title keeps one word of so many


@dataclass(frozen=True, slots=True)
class EntryKeys:
    """What an entry can be recognised by. `canonical` is None where it has no link, `guid` where
    it has none.

    `by_link`: the link alone identifies it, because no guid does and no other entry shares it.
    """

    key: str
    guid: str | None
    canonical: str | None
    by_link: bool


@dataclass(frozen=True, slots=True)
class KeptEntry:
    """What recognising needs to know of a headline of the same feed."""

    headline: int
    key: str
    canonical: str | None
    title: str
    published: str | None
    content_hash: bytes


@dataclass(frozen=True, slots=True)
class Recognition:
    """For each entry of a poll, in order: its keys and the headline it is, None for a new one.

    `renamed` counts entries whose link and title are kept under another guid, `reassigned` those
    whose guid is that of another story.
    """

    keys: tuple[EntryKeys, ...]
    kept: tuple[KeptEntry | None, ...]
    renamed: int
    reassigned: int


def keys_of(entries: Sequence[ParsedEntry], *, trust_ids: bool) -> tuple[EntryKeys, ...]:
    """The keys of the entries of one poll, by the ladder guid, link, hash of title and date."""
    links = [canonical_link(entry.link) if entry.link else None for entry in entries]
    sharing = Counter(dict.fromkeys(links, 0))
    for link, _title in {(link, entry.title) for link, entry in zip(links, entries, strict=True)}:
        sharing[link] += 1
    return tuple(
        _keys(entry, link, trust_ids=trust_ids, shared=sharing[link] > 1)
        for entry, link in zip(entries, links, strict=True)
    )


def _keys(entry: ParsedEntry, link: str | None, *, trust_ids: bool, shared: bool) -> EntryKeys:
    guid = _bounded(entry.id) if entry.id else None
    if trust_ids and guid:
        return EntryKeys(guid, guid, link, by_link=False)
    if link is not None and not shared:
        return EntryKeys(_bounded(link), guid, link, by_link=True)
    stated = entry.published or entry.updated
    date = to_text(stated) if stated else ""
    return EntryKeys(_digest("entry", entry.title, date).hex(), guid, link, by_link=False)


def ids_repeat(entries: Iterable[ParsedEntry]) -> bool:
    """Whether a guid stands for entries with different links, which makes it no identity.

    The same guid with the same link is another version of one entry (RFC 4287 §4.1.1).
    """
    links: dict[str, str | None] = {}
    return any(
        entry.id and links.setdefault(entry.id, entry.link) != entry.link for entry in entries
    )


def recognise(
    entries: Sequence[ParsedEntry],
    keys: Sequence[EntryKeys],
    kept: Iterable[KeptEntry],
) -> Recognition:
    """Match the entries of a poll with what is kept of the feed.

    `kept` are the feed's headlines that share a key, guid, link or page with any of the entries.
    """
    by_key: dict[str, KeptEntry] = {}
    by_link: dict[str, list[KeptEntry]] = {}
    by_page: dict[str, list[KeptEntry]] = {}
    for headline in kept:
        by_key[headline.key] = headline
        if headline.canonical is not None:
            by_link.setdefault(headline.canonical, []).append(headline)
            by_page.setdefault(page_of(headline.canonical), []).append(headline)
    taken = {by_key[entry.key].headline for entry in keys if entry.key in by_key}
    found: list[KeptEntry | None] = []
    renamed = reassigned = 0
    for entry, key in zip(entries, keys, strict=True):
        match = by_key.get(key.key)
        reassigned += match is not None and _is_another_story(entry, key, match)
        if match is None and key.guid is not None:
            before = by_key.get(key.guid)  # kept before the feed's guids were found unreliable
            if before and before.title == entry.title and before.headline not in taken:
                match = before
                taken.add(before.headline)
        if match is None and key.canonical is not None:
            same_link = [
                headline
                for headline in by_link.get(key.canonical, ())
                if headline.headline not in taken
            ]
            same_title = [headline for headline in same_link if headline.title == entry.title]
            renamed += bool(same_title) and not key.by_link
            match = _under_another_key(entry, key, same_link, same_title)
            same_page = by_page.get(page_of(key.canonical)) if match is None else None
            if same_page and entry.published is not None:
                stated = (entry.title, to_text(entry.published))
                match = next(
                    (
                        headline
                        for headline in same_page
                        if (headline.title, headline.published) == stated
                        and headline.headline not in taken
                    ),
                    None,
                )
                renamed += match is not None
            if match is not None:
                taken.add(match.headline)
        found.append(match)
    return Recognition(tuple(keys), tuple(found), renamed, reassigned)


def page_of(canonical: str) -> str:
    """A canonical link without its parameters. Some feeds have a new one at every poll: then title
    and date say whether it is the same entry."""
    return canonical.partition("?")[0]


def _is_another_story(entry: ParsedEntry, keys: EntryKeys, kept: KeptEntry) -> bool:
    """Whether one guid stands for two stories, such as `slot-1`: an edit keeps the link, or the
    date, or some of the words."""
    if keys.canonical is None or kept.canonical is None or keys.canonical == kept.canonical:
        return False
    if entry.published is not None and to_text(entry.published) == kept.published:
        return False
    before, after = wording_of(kept.title).words, wording_of(entry.title).words
    return len(before & after) * FEWEST_IN_COMMON < min(len(before), len(after))


def _under_another_key(
    entry: ParsedEntry,
    key: EntryKeys,
    same_link: Sequence[KeptEntry],
    same_title: Sequence[KeptEntry],
) -> KeptEntry | None:
    """The headline with the entry's link that is the entry itself, though its key differs."""
    if key.by_link:
        return next(iter(same_title or same_link), None)  # another title: an edit
    # a daily column may repeat link and title under a new guid: only the date tells
    if not same_title:
        return None
    published = to_text(entry.published) if entry.published else None
    return next((headline for headline in same_title if headline.published == published), None)


def content_hash(entry: ParsedEntry) -> bytes:
    """Changes when what a reader sees of the entry changes: title, summary or link."""
    return _digest("content", entry.title, entry.summary, entry.link or "")


def believable(stated: datetime | None, now: datetime) -> datetime | None:
    """A stated time made safe: never later than `now`, None when before 1990 or not stated."""
    if stated is None or stated < EARLIEST:
        return None
    return min(stated, now)


def _bounded(key: str) -> str:
    return key if len(key) <= KEY_LIMIT else _digest("key", key).hex()


def _digest(*parts: str) -> bytes:
    text = "\0".join(parts).encode("utf-8", "surrogatepass")
    return hashlib.blake2b(text, digest_size=16).digest()
