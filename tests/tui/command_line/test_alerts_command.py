"""`alimon alerts` from the shell: rules written, replayed, moved; mistakes answered."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from tui.command_line import alimon

Run = Callable[..., Result]


@pytest.fixture
def run(tmp_path: Path) -> Run:
    def invoke(*arguments: str) -> Result:
        return CliRunner().invoke(
            alimon, ["--db", str(tmp_path / "alimon.sqlite"), "alerts", *arguments]
        )

    return invoke


def test_a_rule_is_echoed_in_canonical_form_with_what_it_sees(run: Run) -> None:
    result = run("add", "aliyun.revenue.yoy > 30", "--name", "Cloud")

    assert result.exit_code == 0
    assert result.output.startswith("added rule 1: cloud.revenue.yoy > 30%\nnow 45% Jun 26: firing")


def test_a_mistake_is_answered_under_its_column(run: Run) -> None:
    result = run("add", "capex > 30%")

    assert result.exit_code == 1
    assert result.output.splitlines() == [
        "capex > 30%",
        "        ^",
        "alimon: column 9: capex is money (CNY); did you mean capex.yoy > 30% "
        "or capex / group.revenue > 30%?",
    ]


def test_the_list_for_programs_has_every_field(run: Run) -> None:
    run("add", "free_cash_flow < 0")
    (line,) = run("list", "--json").output.splitlines()

    status = json.loads(line)
    assert (status["rule"], status["state"]) == ("free_cash_flow < 0", "firing")
    assert (status["value"], status["threshold"]) == ("−44.7bn CNY", "< 0 CNY")


def test_a_backtest_prints_when_it_would_have_fired(run: Run) -> None:
    result = run("backtest", "all_others.adj_ebita < -10bn", "--json")

    (firing,) = [json.loads(line) for line in result.stdout.splitlines()]
    assert firing["at"] == "2026-05-13"
    assert firing["period_end"] == "2026-03-31"
    assert (firing["value"], firing["unit"]) == (-21160, "CNY_mn")
    assert "March Quarter 2026" in firing["source"]


def test_a_backtest_says_how_much_the_record_knows(run: Run) -> None:
    result = run("backtest", "all_others.adj_ebita < -10bn")

    assert "−21,160 CNY mn" in result.stdout
    known = r"fired once; true in 1 of the (\d+) periods that the record has a value for\n"
    match = re.fullmatch(known, result.stderr)
    assert match is not None
    assert int(match[1]) > 10


def test_a_kept_rule_is_replayed_by_its_number(run: Run) -> None:
    run("add", "all_others.adj_ebita < -10bn")

    assert "2026-03-31" in run("backtest", "1").stdout


def test_a_rule_is_changed_rested_and_removed(run: Run) -> None:
    run("add", "free_cash_flow < 0")

    assert "changed rule 1: free_cash_flow < -1bn" in run("edit", "1", "fcf < -1bn").output
    assert run("disable", "1").exit_code == 0
    assert " off " in run("list").output
    assert run("enable", "1").exit_code == 0
    assert run("rm", "1").output == "removed rule 1: free_cash_flow < -1bn\n"
    assert run("list").output.startswith("no rules yet")


@pytest.mark.parametrize(
    "arguments", [["rm", "7"], ["edit", "7", "capex > 3bn"], ["log", "7"], ["ack", "7"]]
)
def test_a_rule_that_is_not_there_is_named(run: Run, arguments: list[str]) -> None:
    result = run(*arguments)

    assert result.exit_code == 1
    assert "no rule 7" in str(result.exception) + result.output


def test_attention_from_the_shell(run: Run) -> None:
    run("add", "free_cash_flow < 0")

    assert run("ack", "1").exit_code == 0
    assert json.loads(run("list", "--json").output)["attention"] == "acknowledged"
    assert run("snooze", "1", "--for", "2h").exit_code == 0
    assert json.loads(run("list", "--json").output)["attention"] == "snoozed"
    assert run("snooze", "1", "--until", "clears").output == "rule 1 is quiet until it clears\n"
    assert "snoozed until it clears" in run("list").output
    assert run("snooze", "1", "--until", "2099-01-01 08:00").exit_code == 0
    assert run("snooze", "1", "--for", "soon").exit_code == 2


def test_a_name_that_nothing_has_is_remarked(run: Run) -> None:
    result = run("add", "topic:polcy")

    assert result.exit_code == 0
    assert "did you mean policy?" in result.output + result.stderr


def test_what_happened_is_told(run: Run) -> None:
    run("add", "free_cash_flow < 0")

    (event,) = [json.loads(line) for line in run("log", "--json").output.splitlines()]
    assert (event["from"], event["to"], event["value"]) == ("ok", "firing", "−44.7bn CNY")
    assert "ok → firing" in run("log", "1").output


def test_rules_travel_as_toml(run: Run, tmp_path: Path) -> None:
    run("add", 'topic:policy ~ "export \\"x\\""', "--note", "a\tb", "--severity", "critical")
    run("add", "free_cash_flow < 0", "--name", "Cash")
    run("disable", "2")
    exported = run("export").output
    file = tmp_path / "rules.toml"
    file.write_text(exported, encoding="utf-8")
    run("rm", "1")
    run("rm", "2")

    assert run("import", str(file)).output == "added 2 of 2 rules\n"
    assert run("import", str(file)).output == "added 0 of 2 rules\n"
    assert run("export").output == exported


def test_mistakes_in_a_file_are_named_by_line_and_the_rest_is_read(
    run: Run, tmp_path: Path
) -> None:
    file = tmp_path / "rules.toml"
    file.write_text(
        '[[rule]]\ntext = "capex > 30%"\n\n[[rule]]\ntext = "capex > 30bn"\n', encoding="utf-8"
    )

    result = run("import", str(file))

    assert result.exit_code == 1
    assert "added 1 of 1 rules" in result.output
    assert f"{file}:2: column 9: capex is money" in result.output


def test_the_starter_rules_are_offered_and_accepted(run: Run) -> None:
    assert "Cloud growth accelerating" in run("starter").output
    assert run("list").output.startswith("no rules yet")
    assert run("starter", "--accept").output == "added 13 rules\n"
    assert run("starter", "--accept").output == "added 0 rules\n"


def test_tests_of_the_users_pass_or_fail_with_a_line(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "tests.toml"
    expect = "[[test.expect]]\nat = 2025-11-25\nperiod_end = 2025-09-30\nstate = "
    file.write_text(
        f'[[test]]\nrule = "cloud.revenue.yoy > 30"\n{expect}"firing"\n', encoding="utf-8"
    )
    assert run("test", str(file)).exit_code == 0

    file.write_text(f'[[test]]\nrule = "cloud.revenue.yoy > 30"\n{expect}"ok"\n', encoding="utf-8")
    failed = run("test", str(file))
    assert failed.exit_code == 1
    assert f"{file}:2: at 2025-11-25 for 2025-09-30: expected ok, found firing" in failed.output


@pytest.mark.parametrize(
    ("rule", "reason"),
    [
        ("feed:x silent for 2d", "is not kept"),
        ("not stories(topic:ai) > 3 in 6h", "only a single count"),
        ("stories(topic:ai) < 3 in 6h", "only a single count"),
    ],
)
def test_a_rule_whose_past_is_not_known_is_not_said_never_to_have_fired(
    run: Run, rule: str, reason: str
) -> None:
    for options in ((), ("--json",)):
        result = run("backtest", rule, *options)

        assert result.exit_code == 1
        assert reason in result.stderr
        assert "fired 0 times" not in result.output


def test_a_backtest_counts_stories(run: Run) -> None:
    result = run("backtest", "stories(topic:ai) > 3 in 6h")

    assert (result.exit_code, result.stderr) == (0, "fired 0 times\n")
