-- What the user keeps: named filters and the state of the app between runs.

create table watchlists (
    id         integer primary key,
    name       text not null unique,
    query      text not null,                           -- the filter language of store/headlines/query.py
    created_at text not null,
    seen_fetch integer not null default 0               -- newest fetch the user has looked at, for unread counts
);

create table settings (
    key   text primary key,
    value text not null                                 -- JSON
) without rowid;
