-- What the user keeps: named filters and the state of the app between runs.

create table watchlists (
    id         integer primary key,                     -- the order in which they were made
    name       text not null unique,                    -- as listed
    query      text not null,                           -- the filter language of store/headlines/query.py
    created_at text not null,                           -- when it was made
    seen_fetch integer not null default 0               -- newest fetch the user has looked at, for unread counts
);

create table settings (
    key   text primary key,                             -- app.state, release.found …
    value text not null                                 -- JSON
) without rowid;
