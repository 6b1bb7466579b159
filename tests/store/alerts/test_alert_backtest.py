"""Backtests over the bundled record, each firing checked by hand against the releases it names.

The record may grow backwards, so only firings since June 2022 are compared.
"""

from __future__ import annotations

import sqlite3
from contextlib import closing
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from store import database
from store.alerts.backtest import backtest, preview
from store.errors import RuleError
from store.record.observation_import import add_observations, check_csv
from store.rules.facts import RecordFacts
from store.rules.language import parse
from store.rules.replay import Replay, telling_days
from store.rules.rule_tests import run_rule_tests

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)


RECORD = [
    # rule: (day it became known, period, value, unit), from the releases of those days
    (
        "cloud.revenue.yoy > 30",
        [  # growth as printed: 26 % in June 2025 is not above, the four after it are
            ("2025-11-25", "2025-09-30", "34", "pct"),
            ("2026-03-19", "2025-12-31", "36", "pct"),
            ("2026-05-13", "2026-03-31", "38", "pct"),
            ("2026-08-20", "2026-06-30", "45", "pct"),
        ],
    ),
    (
        "cloud.revenue.yoy accelerating 3",
        [  # 3 6 7 13 18 26 34 36 38 45: three rises in a row from December 2024 on
            ("2025-02-20", "2024-12-31", "13", "pct"),
            ("2025-05-15", "2025-03-31", "18", "pct"),
            ("2025-08-29", "2025-06-30", "26", "pct"),
            ("2025-11-25", "2025-09-30", "34", "pct"),
            ("2026-03-19", "2025-12-31", "36", "pct"),
            ("2026-05-13", "2026-03-31", "38", "pct"),
            ("2026-08-20", "2026-06-30", "45", "pct"),
        ],
    ),
    (
        "all_others.adj_ebita < -10bn",  # −9,792 in December 2025 is not below
        [("2026-05-13", "2026-03-31", "-21160", "CNY_mn")],
    ),
    (
        # −3,413 for March 2025 is a comparative of May 2026, −2,535 was what was stated: no firing
        "all_others.adj_ebita < -3.1bn",
        [
            ("2024-02-07", "2023-12-31", "-3172", "CNY_mn"),
            ("2025-02-20", "2024-12-31", "-3156", "CNY_mn"),
            ("2025-11-25", "2025-09-30", "-3370", "CNY_mn"),
            ("2026-03-19", "2025-12-31", "-9792", "CNY_mn"),
            ("2026-05-13", "2026-03-31", "-21160", "CNY_mn"),
            ("2026-08-20", "2026-06-30", "-3343", "CNY_mn"),
        ],
    ),
    (
        "free_cash_flow < 0",  # December 2025 was positive, 11,346
        [
            ("2025-08-29", "2025-06-30", "-18815", "CNY_mn"),
            ("2025-11-25", "2025-09-30", "-21840", "CNY_mn"),
            ("2026-05-13", "2026-03-31", "-17300", "CNY_mn"),
            ("2026-08-20", "2026-06-30", "-44670", "CNY_mn"),
        ],
    ),
    (
        "capex / group.revenue > 15%",
        [  # 38,676 of 247,652; 67,678 of 268,953
            ("2025-08-29", "2025-06-30", "15.6171", "pct"),
            ("2026-08-20", "2026-06-30", "25.1635", "pct"),
        ],
    ),
    (
        "capex.qoq > 100%",  # from 26,887 to 67,678
        [("2026-08-20", "2026-06-30", "151.7127", "pct")],
    ),
    (
        "cloud.revenue.yoy crosses_above 20",  # 18 to 26
        [("2025-08-29", "2025-06-30", "26", "pct")],
    ),
    (
        # one alert from November 2025 on, not four
        "cloud.revenue.yoy > 30 once per crossing",
        [("2025-11-25", "2025-09-30", "34", "pct")],
    ),
    (
        "cloud.revenue.yoy > 30 and capex.qoq > 100%",
        [("2026-08-20", "2026-06-30", "45", "pct")],
    ),
    (
        "cloud.revenue.yoy > 40 or free_cash_flow < -20bn",
        [
            ("2025-11-25", "2025-09-30", "34", "pct"),
            ("2026-08-20", "2026-06-30", "45", "pct"),
        ],
    ),
    (
        "not cloud.revenue.yoy < 38",
        [
            ("2026-05-13", "2026-03-31", "38", "pct"),
            ("2026-08-20", "2026-06-30", "45", "pct"),
        ],
    ),
    (
        "cloud.revenue.yoy between 30 and 36",
        [
            ("2025-11-25", "2025-09-30", "34", "pct"),
            ("2026-03-19", "2025-12-31", "36", "pct"),
        ],
    ),
    (
        "cloud.revenue.yoy crosses_below 5",  # 10 to 4
        [("2022-11-17", "2022-09-30", "4", "pct")],
    ),
    (
        "cloud.revenue crosses_above aidc.revenue",  # 33,398 of 34,741 and then 39,824 of 34,799
        [("2025-11-25", "2025-09-30", "39824", "CNY_mn")],
    ),
    (
        "employees changed and employees between 126000 and 130000",
        [
            ("2025-11-25", "2025-09-30", "126661", "count"),
            ("2026-03-19", "2025-12-31", "128197", "count"),
        ],
    ),
    (
        "employees.yoy < -39%",  # 124,320 after 204,891
        [("2025-05-15", "2025-03-31", "-39.3238", "pct")],
    ),
    (
        # 38,676 + 31,501 + 28,999 + 26,887, and then 67,678 for the first
        "capex.ttm > 125bn and capex.ttm.yoy < 150%",
        [
            ("2026-05-13", "2026-03-31", "126063", "CNY_mn"),
            ("2026-08-20", "2026-06-30", "155065", "CNY_mn"),
        ],
    ),
    (
        "cloud.adj_ebita.margin > 9.5%",  # 3,138 of 31,742
        [
            ("2025-02-20", "2024-12-31", "9.886", "pct"),
            ("2026-08-20", "2026-06-30", "11.6192", "pct"),
        ],
    ),
    (
        "cloud.adj_ebita.margin.qoq < -1pp",
        [
            ("2024-05-14", "2024-03-31", "-2.8282", "pp"),
            ("2025-05-15", "2025-03-31", "-1.8533", "pp"),
        ],
    ),
    (
        "cloud.revenue.yoy > 20 once per step 5",  # 26, 34, 36, 38 and 45 pass 20, 25 … 45
        [
            ("2025-08-29", "2025-06-30", "26", "pct"),
            ("2025-08-29", "2025-06-30", "26", "pct"),
            ("2025-11-25", "2025-09-30", "34", "pct"),
            ("2026-03-19", "2025-12-31", "36", "pct"),
            ("2026-08-20", "2026-06-30", "45", "pct"),
            ("2026-08-20", "2026-06-30", "45", "pct"),
        ],
    ),
    (
        # 3, −2, 4, 2, 3, 3: over at 13 only, so that each step fires once
        "cloud.revenue.yoy < 4 once per step 3 clear when cloud.revenue.yoy > 12",
        [
            ("2023-02-23", "2022-12-31", "3", "pct"),
            ("2023-05-18", "2023-03-31", "-2", "pct"),
            ("2023-05-18", "2023-03-31", "-2", "pct"),
        ],
    ),
    (
        "cloud.revenue.yoy < 4 clear when cloud.revenue.yoy > 12 once per crossing",
        [("2023-02-23", "2022-12-31", "3", "pct")],
    ),
    (
        # the December quarter of 2024 came on 20 February 2025, that of 2025 on 19 March 2026:
        # 14 days after it was due by last year's calendar is 6 March
        "revenue missing for 14d",
        [("2026-03-06", "2025-12-31", "", "")],
    ),
]


@pytest.mark.parametrize(("rule", "expected"), RECORD, ids=[rule for rule, _ in RECORD])
def test_the_record_would_have_fired(
    record: sqlite3.Connection, rule: str, expected: list[tuple[str, str, str, str]]
) -> None:
    found = [
        (f"{firing.at:%Y-%m-%d}", str(firing.period_end), firing.value, firing.unit)
        for firing in backtest(record, rule, NOW)
        if firing.period_end and firing.period_end >= date(2022, 6, 30)
    ]

    assert found == expected


def test_a_firing_names_its_source(record: sqlite3.Connection) -> None:
    last = backtest(record, "cloud.revenue.yoy > 30", NOW)[-1]

    assert last.source == "Alibaba Group Announces June Quarter 2026 Results"
    assert last.source_url.startswith("https://")


def test_a_restated_number_withdraws_its_alert(record: sqlite3.Connection) -> None:
    """All others of June 2025 was −1,415; the June 2026 re-cut made it +687."""
    facts = RecordFacts(record)
    rule = parse("all_others.adj_ebita < -1.4bn")
    replay = Replay(rule, facts)
    changes = [
        (day.isoformat(), change.state_to, change.note)
        for day in telling_days(rule, facts, NOW.date())
        for seen, change in replay.advance(day)
        if seen.period_end == "2025-06-30"
    ]

    assert [(day, state) for day, state, _ in changes] == [
        ("2025-08-29", "firing"),
        ("2025-11-25", "ok"),
        ("2026-08-20", "withdrawn"),
    ]
    assert changes[-1][2].startswith("restated from −1.4bn CNY to 687mn CNY")


def test_nothing_fires_before_it_was_known(record: sqlite3.Connection) -> None:
    early = datetime(2025, 11, 24, 23, tzinfo=UTC)

    firings = backtest(record, "cloud.revenue.yoy > 30", early)

    assert [f for f in firings if f.at.year >= 2022] == []


def test_the_preview_counts_and_shows_the_last_three(record: sqlite3.Connection) -> None:
    seen = preview(record, "cloud.revenue.yoy > 30", NOW)

    assert seen.error is None
    assert (seen.canonical, seen.kind) == ("cloud.revenue.yoy > 30%", "metric")
    assert (seen.current, seen.state_now) == ("45%", "true")
    assert seen.times_true >= 4
    assert seen.of > seen.times_true
    assert [firing.value for firing in seen.last] == ["45", "38", "36"]


def test_the_preview_of_a_mistake_is_the_mistake(record: sqlite3.Connection) -> None:
    seen = preview(record, "capex > 30%", NOW)

    assert seen.error is not None
    assert seen.error.column == 9
    assert seen.last == ()


@pytest.mark.parametrize(
    "rule", ["topic:ai", "stories(topic:ai) > 3 in 6h", "feed:sec silent for 2d"]
)
def test_rules_on_an_empty_stream_have_a_preview_too(record: sqlite3.Connection, rule: str) -> None:
    seen = preview(record, rule, NOW)

    assert seen.error is None
    assert seen.times_true == 0


def test_a_backtest_of_a_mistake_raises(record: sqlite3.Connection) -> None:
    with pytest.raises(RuleError):
        backtest(record, "capex > 30%", NOW)


USER_TESTS = (
    """
[[test]]
name = "on counts together"
rule = """
    + "'not stories(topic:ai) > 0 in 6h and (stories(topic:policy) > 1 in 6h or "
    + """\
stories(topic:policy) > 0 in 1h) clear when stories(topic:policy) < 1 in 6h\'
[[test.headline]]
at = 2026-08-20T08:00:00Z
title = "Chips restricted"
topics = ["policy"]
[[test.headline]]
at = 2026-08-20T12:00:00Z
title = "A model"
topics = ["ai"]
[[test.expect]]
at = 2026-08-20T08:30:00Z
state = "firing"
[[test.expect]]
at = 2026-08-20T12:00:00Z
state = "firing"                # false by now, and not over before the policy is
[[test.expect]]
at = 2026-08-20T14:30:00Z
state = "ok"

[[test]]
name = "on the record"
rule = "cloud.revenue.yoy > 30"
[[test.expect]]
at = 2025-11-24
period_end = 2025-09-30
state = "ok"
[[test.expect]]
at = 2025-11-25
period_end = 2025-09-30
state = "firing"

[[test]]
name = "on numbers of its own"
rule = "capex > 30bn for 2d"
[[test.observation]]
known_at = 2025-08-29
metric = "capex"
period_end = 2025-06-30
value = 38676
[[test.expect]]
at = 2025-08-29
period_end = 2025-06-30
state = "pending"
[[test.expect]]
at = 2025-08-31
period_end = 2025-06-30
state = "firing"

[[test]]
name = "on headlines"
rule = 'topic:policy ~ "export*"'
[[test.headline]]
title = "Exports of chips restricted"
topics = ["policy"]
matches = true
[[test.headline]]
title = "Exporters meet"
matches = false

[[test]]
name = "on a burst of news"
rule = "stories(topic:policy) > 1 in 6h for 1h keep 2h"
[[test.headline]]
at = 2026-08-20T08:00:00Z
title = "Chips restricted"
topics = ["policy"]
[[test.headline]]
at = 2026-08-20T09:00:00Z
title = "Chips restricted, told again"
topics = ["policy"]
story = 1
[[test.headline]]
at = 2026-08-20T10:00:00Z
title = "Licences for accelerators"
topics = ["policy"]
[[test.expect]]
at = 2026-08-20T09:30:00Z
state = "ok"                    # one story told twice
[[test.expect]]
at = 2026-08-20T10:30:00Z
state = "pending"
[[test.expect]]
at = 2026-08-20T11:00:00Z
state = "firing"
[[test.expect]]
at = 2026-08-20T15:30:00Z
state = "recovering"            # of the first story nothing is left since 15:00
[[test.expect]]
at = 2026-08-20T18:00:00Z
state = "ok"

[[test]]
name = "on a feed"
rule = 'feed:"SEC EDGAR" silent for 2d'
[[test.headline]]
at = 2026-08-20T08:00:00Z
title = "A filing"
source = "SEC EDGAR"
[[test.expect]]
at = 2026-08-22T07:59:00Z
state = "ok"
[[test.expect]]
at = 2026-08-22T08:00:00Z
state = "firing"
"""
)


def test_users_can_test_their_rules(record: sqlite3.Connection) -> None:
    results = run_rule_tests(USER_TESTS, RecordFacts(record))

    assert [(result.name, result.failures) for result in results] == [
        ("on counts together", ()),
        ("on the record", ()),
        ("on numbers of its own", ()),
        ("on headlines", ()),
        ("on a burst of news", ()),
        ("on a feed", ()),
    ]


HEADLINE = '[[test]]\nrule = "topic:ai"\n[[test.headline]]\ntitle = "x"\nmatches = true\n'
STREAM = (
    '[[test]]\nrule = "stories(topic:ai) > 0 in 6h"\n[[test.expect]]\n'
    'at = 2026-08-20T12:00:00Z\nstate = "ok"\n'
)
OBSERVED = (
    '[[test]]\nrule = "capex > 3bn"\n[[test.expect]]\nat = 2025-08-29\nstate = "ok"\n'
    '[[test.observation]]\nmetric = "capex"\nvalue = 1\nperiod_end = 2025-06-30\n'
    "known_at = 2025-08-29\n"
)


@pytest.mark.parametrize(
    ("text", "line", "failure"),
    [
        ("", 1, "no [[test]]"),
        ('[[test]]\nrule = "capex > 30%"', 2, "column 9"),
        ('[[test]]\nrule = "capex > 3bn"', 2, "[[test.expect]] is missing"),
        (
            '[[test]]\nrule = "capex > 3bn"\n[[test.expect]]\nat = 2025-08-29\nstate = "on"',
            2,
            "'on' is not allowed",
        ),
        (
            '[[test]]\nrule = "capex > 3000bn"\n[[test.expect]]\nat = 2025-08-29\n'
            'period_end = 2025-06-30\nstate = "firing"',
            2,
            "expected firing, found ok",
        ),
        ('[[test]]\nrule = "topic:ai"\n[[test.headline]]\ntitle = "x"', 2, "matches ="),
        (HEADLINE, 2, "'x': does not match"),
        (
            '[[test]]\nrule = "feed:x silent for 2d"\n[[test.expect]]\nstate = "ok"',
            2,
            "at is missing or no time",
        ),
        ("[[test]]\nrule = 3", 2, "rule is missing"),
        ('[[test]]\nrule = "topic:ai"\nheadline = 3', 2, "must be [[test.headline]] tables"),
        ('[[test]]\nrule = "topic:ai"', 2, "[[test.headline]] is missing"),
        (f"{HEADLINE}story = [1]", 2, "story is a number"),
        (f"{HEADLINE}topics = 3", 2, "topics is a list of names"),
        (f'{HEADLINE}companies = "alibaba"', 2, "companies is a list of names"),
        (f"{STREAM}[[test.headline]]\ntitle = 3\nat = 2026-08-20T11:00:00Z", 2, "title is missing"),
        (STREAM.replace('"ok"', '"on"'), 2, "'on' is not allowed"),
        ('[[test]]\nrule = "feed:x silent for 2d"', 2, "[[test.expect]] is missing"),
        (OBSERVED.replace("value = 1", 'value = "x"'), 2, "has a value, a number"),
        (OBSERVED.replace('"capex"', "3"), 2, "has a metric"),
        (OBSERVED.replace("2025-08-29\nstate", "2025-08-29T10:00:00Z\nstate"), 2, "no date"),
        (
            '[[test]]\nrule = "stories(topic:ai) > 0 in 6h"\n[[test.expect]]\n'
            'at = 2026-08-20T12:00:00Z\nstate = "firing"',
            2,
            "expected firing, found ok",
        ),
    ],
)
def test_a_failed_or_broken_test_says_where_and_why(
    record: sqlite3.Connection, text: str, line: int, failure: str
) -> None:
    (result,) = run_rule_tests(text, RecordFacts(record))

    assert result.line == line
    assert failure in result.failures[0]


def test_what_was_imported_of_another_company_is_read_by_rules(tmp_path: Path) -> None:
    lines = [
        "issuer,segment,metric,period_type,period_end,value,unit,kind,known_at",
        "tencent,cloud,revenue,quarter,2025-06-30,100,CNY_mn,comparative,2026-08-01",
        "tencent,cloud,revenue,quarter,2026-06-30,130,CNY_mn,reported,2026-08-01",
        "tencent,fintech,revenue,quarter,2026-06-30,70,CNY_mn,reported,2026-08-01",
    ]
    with closing(database.open_writer(tmp_path / "alimon.sqlite")) as connection:
        add_observations(connection, check_csv(lines).rows, "import")
        for rule in ("tencent.cloud.revenue.yoy > 20", "tencent.fintech.revenue > 50mn"):
            (firing,) = backtest(connection, rule, NOW)
            assert firing.period_end == date(2026, 6, 30)
