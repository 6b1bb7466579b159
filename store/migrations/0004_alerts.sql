-- Rules: what the user asked to watch. Alerts: one instance of a rule (per period or story). Events: its changes.

create table rules (
    id          integer primary key,                    -- its number in `alimon alerts list`
    text        text not null,                          -- canonical form, options included (docs/rules.md)
    name        text not null default '',               -- the user's name for it
    kind        text not null check (kind in ('metric', 'headline', 'feed')), -- what it watches
    severity    text not null default 'warning' check (severity in ('info', 'warning', 'critical')), -- how loud it is
    group_name  text not null default '',               -- the group it is listed in
    note        text not null default '',               -- words of the user's own
    enabled     integer not null default 1,             -- 0: switched off
    created_at  text not null,                          -- when it was made
    expires_on  text,                                   -- ISO date: not evaluated from then on
    -- where its watch begins: what was there before is the past
    from_period      text,                              -- metric rules: the latest period then; null: none yet
    from_observation integer not null default 0,        -- newest observation then
    from_fetch       integer not null default 0,        -- newest poll then
    -- what it last saw, for the pane
    threshold    text not null default '',              -- in words: "> 30%"
    error        text,                                  -- why it cannot be evaluated; null: fine
    evaluated_at text,                                  -- when what it saw last changed
    last_truth   text not null default 'unknown' check (last_truth in ('true', 'false', 'unknown')), -- what it last came to
    last_value   text not null default '',              -- the value behind that, with its unit
    last_period  text not null default ''               -- ISO date
);

create table rule_reads (                               -- what each rule reads, so that only those are evaluated
    key  text    not null,                              -- metric:alibaba/cloud/revenue, topic:ai, headline, clock
    rule integer not null references rules (id) on delete cascade,
    primary key (key, rule)
) without rowid;
create index rule_reads_rule on rule_reads (rule);

create table alerts (
    id         integer primary key,                     -- the order in which they began
    rule       integer not null references rules (id) on delete cascade,
    instance   text not null,                           -- period end, 'story N', 'step N', or '' for the only one
    state      text not null check                      -- where it stands
               (state in ('ok', 'pending', 'firing', 'recovering', 'withdrawn', 'error')),
    since      text not null,                           -- when this state began
    fired_at   text,                                    -- when it last fired; null: never
    value      text,                                    -- exact, in base units (yuan, percent)
    unit       text not null default '',                -- of the value
    period_end text not null default '',                -- the period the value is of
    observation integer,                                -- the vintage behind the value
    source     text not null default '',                -- of the value
    headline   integer,                                 -- the headline of a story
    attention  text not null default 'unseen' check (attention in ('unseen', 'seen', 'acknowledged', 'snoozed')), -- what the user did about it
    snoozed_until text,                                 -- a time, or 'clears', or 'next period'
    ends_at    text,                                    -- when a story stops being news; null for the rest
    unique (rule, instance)
);
create index alerts_open on alerts (state, rule, attention) where state <> 'ok';
create index alerts_lasting on alerts (rule) where state = 'firing' and ends_at is null;
create index alerts_ending on alerts (ends_at) where state = 'firing' and ends_at is not null;
create index alerts_snoozed on alerts (snoozed_until) where snoozed_until is not null;

create table events (
    id         integer primary key autoincrement,       -- never reused: readers ask for what came after one
    alert      integer not null references alerts (id) on delete cascade,
    at         text not null,                           -- when it changed
    batch      integer not null,                        -- events of one evaluation share it: one digest
    state_from text not null,                           -- the state before
    state_to   text not null,                           -- the state after
    value      text not null default '',                -- with its unit, as shown
    note       text not null default '',                -- source, or what was restated to what
    quiet      integer not null default 0               -- 1: snoozed, or in the rule's quiet hours
);
create index events_alert on events (alert, id);

create table deliveries (
    id         integer primary key,                     -- the order of the attempts
    event      integer not null references events (id) on delete cascade,
    channel    text not null,                           -- the delivery's name in the configuration
    tried_at   text not null,                           -- when it was sent
    attempt    integer not null default 1,              -- the first, second … try
    ok         integer not null,                        -- 1: it got through
    result     text not null default '',                -- what the other side answered, in words
    unique (event, channel, attempt)
);
