-- Rules: what the user asked to watch. Alerts: one instance of a rule (per period or story). Events: its changes.

create table rules (
    id          integer primary key,
    text        text not null,                          -- canonical form
    name        text not null default '',
    severity    text not null default 'warning' check (severity in ('info', 'warning', 'critical')),
    group_name  text not null default '',
    note        text not null default '',
    options     text not null default '{}',             -- JSON: for, keep, clear when, once …
    enabled     integer not null default 1,
    created_at  text not null,
    expires_at  text,
    error       text,                                   -- why it cannot be evaluated; null: fine
    evaluated_at text,
    last_value  text,                                   -- what it saw, for the pane
    last_note   text not null default ''
);

create table alerts (
    id         integer primary key,
    rule       integer not null references rules (id) on delete cascade,
    instance   text not null,                           -- period end, or story id, or '' for a rule with one instance
    state      text not null,                           -- ok, pending, firing, recovering, withdrawn, error
    since      text not null,                           -- when this state began
    value      text,
    unit       text,
    source     text not null default '',
    headline   integer,
    attention  text not null default 'unseen' check (attention in ('unseen', 'seen', 'acknowledged', 'snoozed')),
    snoozed_until text,                                 -- a time, or 'clears', or 'next period'
    unique (rule, instance)
);
create index alerts_state on alerts (state);

create table events (
    id         integer primary key,
    alert      integer not null references alerts (id) on delete cascade,
    at         text not null,
    state_from text not null,
    state_to   text not null,
    value      text,
    note       text not null default ''
);
create index events_alert on events (alert, id);

create table deliveries (
    id         integer primary key,
    event      integer not null references events (id) on delete cascade,
    channel    text not null,
    tried_at   text not null,
    attempt    integer not null default 1,
    ok         integer not null,
    result     text not null default '',
    unique (event, channel, attempt)
);
