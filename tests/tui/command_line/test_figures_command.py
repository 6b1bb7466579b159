"""`alimon figures`: JSON Lines in and out."""

from __future__ import annotations

import json

from click.testing import CliRunner

from tui.command_line.figures_command import figures

SENTENCE = "Adjusted EBITA margin of Alibaba Cloud slipped 0.8 percentage points to 8.2%"


def test_each_line_is_answered_in_the_guides_shape() -> None:
    rows = [
        {"id": "a", "text": "Revenue was RMB280 billion ($38.6 billion), up 8% on the year",
         "company": "alibaba", "published": "2025-02-21T10:00:00Z"},
        {"id": 2, "text": "No figure here"},
        {"id": 3, "text": SENTENCE},
    ]  # fmt: skip
    result = CliRunner().invoke(figures, ["-"], input="\n".join(map(json.dumps, rows)) + "\n\n")
    assert result.exit_code == 0, result.output
    first, second, third = map(json.loads, result.output.splitlines())
    assert second == {"id": 2, "claims": []}
    (claim,) = first["claims"]
    assert claim["value"] == 280_000_000_000
    assert claim["alt"] == {"currency": "USD", "value": 38_600_000_000}
    assert claim["change"] == {"kind": None, "pct": 8, "direction": "up"}
    assert claim["span"] in rows[0]["text"]
    assert third["claims"][0]["change"]["pp"] == 0.8


def test_a_line_that_is_no_json_is_named() -> None:
    result = CliRunner().invoke(figures, ["-"], input='{"id": 1, "text": "x"}\nnot json\n')
    assert result.exit_code == 1
    assert "line 2 is no JSON" in result.output


def test_a_line_without_text_says_what_is_missing() -> None:
    result = CliRunner().invoke(figures, ["-"], input='{"id": 1}\n')
    assert result.exit_code == 1
    assert 'line 1: no "text"' in result.output


def test_a_date_that_is_none_is_named() -> None:
    row = json.dumps({"id": 1, "text": "x", "published": "yesterday"})
    result = CliRunner().invoke(figures, ["-"], input=row)
    assert result.exit_code == 1
    assert "not an ISO date" in result.output
