-- Views for people who ask the database themselves: Datasette, sqlite-utils, pandas. alimon does not read them.

create view headline_list as                            -- one row a story, as the stream shows it, the newest last
select
    h.id                                                             as id,
    strftime('%Y-%m-%dT%H:%M:%SZ', h.id >> 20, 'unixepoch')          as at,
    coalesce(nullif(f.title, ''), f.url)                             as source,
    h.title                                                          as title,
    h.link                                                           as link,
    h.language                                                       as language,
    (select group_concat(topic) from topics where headline = h.id)   as topics,
    (select group_concat(company) from companies where headline = h.id) as companies,
    coalesce(s.headlines, 1)                                         as sources,
    (select count(*) from figures where headline = h.id)             as figures,
    h.read_at is not null                                            as is_read,
    h.starred_at is not null                                         as is_starred
from headlines h
join feeds f on f.id = h.feed
left join stories s on s.id = h.id
where h.story = h.id and h.hidden_by is null;

create view press_claims as                             -- figures the press stated, beside what the record says of them
select
    g.headline, strftime('%Y-%m-%dT%H:%M:%SZ', g.headline >> 20, 'unixepoch') as at,
    g.company, g.segment, g.metric, g.value, g.unit, g.currency, g.change_kind, g.change_pct,
    g.period, g.period_end, g.verdict, g.verdict_note,
    h.title, h.link, coalesce(nullif(f.title, ''), f.url) as source
from figures g
join headlines h on h.id = g.headline
join feeds f on f.id = h.feed;

create view record_latest as                            -- each cell of the record as it was told last
select issuer, segment, basis, metric, period_type, period_end, fiscal_label, value, unit, yoy_pct, kind,
       known_at, source_title, source_url, locator, vintages
from (
    select o.*,
        row_number() over cell as place,
        count(*) over (partition by issuer, segment, basis, metric, period_type, period_end, unit) as vintages
    from observations o
    window cell as (
        partition by issuer, segment, basis, metric, period_type, period_end, unit
        order by known_at desc, id desc
    )
)
where place = 1;

create view alert_log as                                -- what happened to alerts, the newest last
select
    e.id, e.at, r.id as rule, r.name, r.text, r.severity, a.instance, e.state_from, e.state_to, e.value, e.note,
    e.quiet, h.title as headline
from events e
join alerts a on a.id = e.alert
join rules r on r.id = a.rule
left join headlines h on h.id = a.headline;

create view feed_status as                              -- how each feed did when it was last polled
select
    f.id, coalesce(nullif(f.title, ''), f.url) as title, f.url, f.folder, f.last_poll_at, f.last_outcome,
    f.last_message, f.failure_streak, f.last_new_at, f.next_poll_at, f.next_poll_reason, f.paused_reason,
    (select count(*) from headlines where feed = f.id) as headlines
from feeds f;
