-- Feeds: what alimon is subscribed to, how each is doing, and a log of every poll.
-- Times are UTC ISO-8601 text to the second ("2026-08-20T11:30:00Z"), so they sort as text.

create table feeds (
    id               integer primary key,               -- its number in `alimon feeds list`
    url              text    not null unique,          -- where it is polled; adopted from permanent redirects
    title            text    not null default '',      -- the user's or the list's name for it
    site_url         text    not null default '',       -- the page it belongs to
    folder           text    not null default '',      -- group in the list, OPML folder
    language         text    not null default '',      -- BCP 47: en, zh-Hans, zh-Hant, or '' for unknown
    kind             text    not null default 'news',  -- filings, news, company, regulator, blog, research, file …
    origin           text    not null default 'user' check (origin in ('bundled', 'user', 'demo')), -- who put it on the list
    added_at         text    not null,                  -- when it came onto the list
    -- what the user or the server decided
    paused_reason    text,                             -- null: polled; else why not ("410 Gone", "paused by you")
    interval_seconds integer,                          -- set by the user; null: adaptive
    requested_at     text,                             -- a user asked for a poll now; cleared by the poll
    -- validators, verbatim (RFC 9110 §8.8)
    etag             text,                              -- sent back as If-None-Match
    last_modified    text,                              -- sent back as If-Modified-Since
    -- schedule
    next_poll_at     text,                             -- null: as soon as possible
    next_poll_reason text    not null default '',       -- why then, in words
    -- health, derived from the last poll and kept here so that one row answers "how is it?"
    last_poll_at     text,                              -- when it was last polled
    last_success_at  text,                              -- when it last answered as a feed
    last_new_at      text,                             -- when it last brought a new headline
    last_outcome     text    not null default '',      -- ok, not_modified, failed …
    last_message     text    not null default '',      -- words a person understands
    failure_streak   integer not null default 0,        -- polls in a row that failed
    repaired         text,                             -- why the feed needed repair, null when well formed
    unstable_ids     integer not null default 0,       -- 1: its guids repeat or change, matched by link instead
    redirect_url     text,                             -- a permanent redirect seen …
    redirect_since   text                              -- … and since when
);
create index feeds_due on feeds (next_poll_at) where paused_reason is null;

create table fetches (                                  -- append-only log; `id` orders all arrivals
    id            integer primary key,                  -- the order of all arrivals
    feed          integer not null references feeds (id) on delete cascade,
    started_at    text    not null,                     -- when the request went out
    duration_ms   integer not null,                     -- from the request to the last byte
    http_status   integer,                              -- null: no answer
    wire_bytes    integer not null default 0,           -- bytes as sent, compressed
    decoded_bytes integer not null default 0,           -- bytes as read
    entries       integer not null default 0,           -- entries in the document
    new           integer not null default 0,           -- of them new
    updated       integer not null default 0,           -- of them edited
    outcome       text    not null,                     -- ok, not_modified, failed
    message       text    not null default ''           -- what went wrong, in words
);
create index fetches_feed on fetches (feed, id);
