-- Observations: a metric's value for a period as a source stated it. Append-only, bitemporal.

create table releases (
    id           text primary key,                      -- issuer/fiscal label: alibaba/FY2027Q1
    issuer       text not null,                         -- the company
    fiscal_label text not null,                         -- as the company prints it: FY2027Q1
    title        text not null,                         -- its heading
    period_end   text not null,                         -- ISO date of the end of its quarter
    released     text not null,                         -- ISO date
    basis        text not null default '',              -- segment structure it reports under
    url          text not null default '',              -- where it was found
    read_at      text                                   -- when alimon's reader read it; null: bundled
);

create table observations (
    id           integer primary key,                   -- the order in which they came onto the record
    issuer       text not null,                         -- the company
    segment      text not null,                         -- as reported under `basis`
    basis        text not null default '',              -- segment structure: A, B, B2, C, D …, '' where none applies
    metric       text not null,                         -- XBRL-like name: revenue, adj_ebita, capex …
    period_type  text not null,                         -- quarter, fiscal_year, point, guidance
    period_start text,                                  -- ISO date; null for a point in time
    period_end   text not null,                         -- ISO date
    fiscal_label text not null default '',              -- as the company prints it: FY2027Q1
    value        text not null,                         -- exact: integer or decimal as printed, in `unit`
    unit         text not null,                         -- CNY_mn, USD_mn, pct, count …
    yoy_pct      text,                                  -- growth as printed beside it
    kind         text not null,                         -- reported, comparative, recast, press, guidance
    known_at     text not null,                         -- ISO date
    release      text not null default '',              -- fiscal label of the release that said so
    source_title text not null default '',              -- the document that says so
    source_publisher text not null default '',          -- who published it
    source_url   text not null default '',              -- where it can be read
    locator      text not null default '',              -- where in the source: page, table, line
    confidence   text not null default 'high',          -- high, or why not
    note         text not null default '',              -- in our own words
    origin       text not null default 'bundled'        -- bundled, release, import
);
create index observations_key on observations (issuer, metric, segment, period_type, period_end, known_at);
create index observations_period on observations (issuer, period_end);
create unique index observations_once on observations
    (issuer, segment, basis, metric, period_type, period_end, unit, kind, known_at, release, value);
