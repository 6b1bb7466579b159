-- Headlines: entries as kept, with what was read out of them.
--
-- A headline's id is its place in the stream: (unix seconds << 20) + a counter within that second, where the
-- seconds are the publication time for a feed's first import and the arrival time afterwards. Every list
-- (stream, topic, company, search) is therefore one index walked downwards, with no join and no sort.
-- The arrival order is `fetch`: what came since fetch F is `fetch > F`.
--
-- A headline's story is the id of the headline that told it first, its own id when nobody did before.
-- The stream shows one row a story: the headlines with `story = id`.

create table stories (                                  -- only those that more than one headline tells
    id         integer primary key,                     -- the headline that told it first
    first_at   text    not null,                        -- when it was told first
    headlines  integer not null                         -- how many tell it
);

create table headlines (
    id           integer primary key,                   -- its place in the stream
    feed         integer not null references feeds (id) on delete cascade,
    fetch        integer not null references fetches (id),
    guid         text    not null,                      -- the key within its feed: guid, else link, else a hash
    title        text    not null,                      -- one clean line
    summary      text    not null default '',           -- clean plain text, capped
    author       text    not null default '',           -- as the feed states it
    link         text,                                  -- as given, http or https, for opening
    canonical_link text,                                -- for matching
    language     text    not null default '',           -- BCP 47: en, zh-Hans, zh-Hant …, from its letters
    published_at text,                                  -- as the feed states it, never in the future; null: undated
    updated_at   text,                                  -- as the feed states it
    arrived_at   text    not null,                      -- when it was first seen
    content_hash blob    not null,                      -- of title, summary and link: an edit changes it
    story        integer not null,                      -- the headline that told it first, its own id when nobody did before
    read_at      text,                                  -- when the user read it; null: unread
    starred_at   text,                                  -- when the user starred it
    hidden_by    text,                                  -- the kill rule or 'user'; null: shown
    corrected_at text,                                  -- the user set its topics: rules leave them alone
    unique (feed, guid)
);
create index headlines_stream on headlines (id) where story = id and hidden_by is null;
create index headlines_unread on headlines (id) where story = id and hidden_by is null and read_at is null;
create index headlines_starred on headlines (id) where starred_at is not null;
create index headlines_hidden on headlines (id) where hidden_by is not null;
create index headlines_story on headlines (story, id) where story <> id;
create index headlines_fetch on headlines (fetch);
create index headlines_feed on headlines (feed, id);
create index headlines_link on headlines (canonical_link) where canonical_link is not null;

create table headline_versions (                        -- what an edited headline said before
    headline    integer not null references headlines (id) on delete cascade,
    replaced_at text    not null,                       -- until when it said so
    title       text    not null,                       -- the title then
    summary     text    not null,                       -- the summary then
    link        text,                                   -- the link then
    primary key (headline, replaced_at)
) without rowid;

create table tombstones (                               -- purged, so that they do not come back
    feed      integer not null references feeds (id) on delete cascade,
    guid      text    not null,                         -- the key it had within its feed
    purged_at text    not null,                         -- when it was forgotten
    primary key (feed, guid)
) without rowid;

create table topics (
    headline integer not null references headlines (id) on delete cascade,
    topic    text    not null,                          -- ai, cloud, capex, policy, or a user's own
    score    real    not null default 1,                -- how strongly the rules say so
    ruleset  text    not null,                          -- version of the rules that said so
    evidence text    not null default '[]',             -- JSON: [{"start","end","text","role"}], spans of the title
    origin   text    not null default 'rule' check (origin in ('rule', 'user')), -- the rules, or the user, who wins for ever
    primary key (topic, headline)
) without rowid;
create index topics_headline on topics (headline);

create table companies (
    headline integer not null references headlines (id) on delete cascade,
    company  text    not null,                          -- canonical id: alibaba, tencent, nvidia …
    evidence text    not null default '[]',             -- JSON, as in topics
    primary key (company, headline)
) without rowid;
create index companies_headline on companies (headline);

create table figures (                                  -- claims read from a headline; never observations
    headline   integer not null references headlines (id) on delete cascade,
    position   integer not null,                        -- order within the headline
    company    text,                                    -- canonical id; null: none named
    segment    text,                                    -- segment line: cloud, group …
    metric     text    not null,                        -- revenue, adj_ebita, capex …
    value      text,                                    -- exact decimal in base units; null: only a change is stated
    value_high text,                                    -- the upper end of a range
    unit       text    not null,                        -- money, percent, count
    currency   text,                                    -- ISO 4217
    change_kind text,                                   -- yoy, qoq
    change_pct text,                                    -- exact decimal, signed
    change_direction text,                              -- up, down or flat where no number is given
    period     text,                                    -- in the sentence's own words
    period_end text,                                    -- ISO date once the company's calendar settles it
    qualifier  text,                                    -- more than, about, at most …
    is_expectation integer not null default 0,          -- 1: an estimate by analysts
    is_guidance integer not null default 0,             -- 1: a plan or forecast of the company
    is_comparator integer not null default 0,           -- 1: the value of the year before, given beside the new one
    span_start integer not null,                        -- where its words begin in the text …
    span_end   integer not null,                        -- … and end
    verdict    text    not null default 'new',          -- agrees, conflicts, other_measure, new (not yet published)
    verdict_note text  not null default '',             -- why, in words
    claim      text    not null,                        -- the whole claim as JSON
    primary key (headline, position)
) without rowid;
create index figures_metric on figures (company, metric, segment);
create index figures_conflicts on figures (headline) where verdict = 'conflicts';
create index figures_unpublished on figures (company, period_end) where verdict = 'new' and period_end is not null;

-- Full text: words as they are, Chinese as overlapping pairs of characters (store/headlines/search_terms.py makes both).
-- Contentless: the text is in `headlines`; fed in batches in id order from the queue.
create virtual table headlines_fts using fts5 (
    title, summary, content = '', tokenize = "unicode61 remove_diacritics 2", prefix = '2 3'
);
create table fts_queue (
    headline integer primary key,                       -- what waits to be indexed
    indexed_title   text,                               -- what the index holds now, needed to take it out;
    indexed_summary text                                -- null: nothing yet
);

-- Kept by triggers, because counting a million rows is not instant and every keeper would have to remember to.
create table headline_counts (
    id      integer primary key check (id = 1),         -- always 1
    total   integer not null,                           -- rows of the stream: one a story, not hidden
    unread  integer not null,                           -- of those
    starred integer not null                            -- of all headlines
);
insert into headline_counts values (1, 0, 0, 0);

create trigger headlines_came after insert on headlines begin
    update headline_counts set
        total = total + (new.story = new.id and new.hidden_by is null),
        unread = unread + (new.story = new.id and new.hidden_by is null and new.read_at is null),
        starred = starred + (new.starred_at is not null);
end;

create trigger headlines_changed after update of story, hidden_by, read_at, starred_at on headlines begin
    update headline_counts set
        total = total + (new.story = new.id and new.hidden_by is null)
                      - (old.story = old.id and old.hidden_by is null),
        unread = unread + (new.story = new.id and new.hidden_by is null and new.read_at is null)
                        - (old.story = old.id and old.hidden_by is null and old.read_at is null),
        starred = starred + (new.starred_at is not null) - (old.starred_at is not null);
end;

create trigger headlines_went after delete on headlines begin
    update headline_counts set
        total = total - (old.story = old.id and old.hidden_by is null),
        unread = unread - (old.story = old.id and old.hidden_by is null and old.read_at is null),
        starred = starred - (old.starred_at is not null);
    insert or ignore into fts_queue values (old.id, old.title, old.summary);
end;

-- A story outlives the headline that told it first: the next teller leads it.
create trigger headlines_leader_went after delete on headlines when old.story = old.id begin
    insert into stories (id, first_at, headlines)
        select min(h.id), s.first_at, s.headlines - 1
        from stories s join headlines h on h.story = s.id and h.story <> h.id
        where s.id = old.id group by s.id having s.headlines > 2;
    update headlines set story = next.id
        from (select min(id) as id from headlines where story = old.id and story <> id) as next
        where headlines.story = old.id and headlines.story <> headlines.id;
    delete from stories where id = old.id;
end;

create trigger headlines_follower_went after delete on headlines when old.story <> old.id begin
    update stories set headlines = headlines - 1 where id = old.story;
    delete from stories where id = old.story and headlines < 2;
end;
