"""Notices for the terminal: each in its own form, and no text can break out of one."""

from __future__ import annotations

import re
from base64 import b64decode

import pytest
from hypothesis import given
from hypothesis import strategies as st

from store.configuration import NoticeSettings
from tui.checkup.terminal_findings import notice_findings
from tui.terminal_kind import TerminalKind, TmuxClient, Wanted, look_at_kind, notice_way
from tui.terminal_notices import Protocol, notice_sequence

HOSTILE = (
    "Prices\x1b]52;c;cm0gLXJm\x07 up",  # would set the clipboard
    "4;1;100",  # would be a progress bar in OSC 9
    "up\x07\x1b]0;owned\x07",
    "up\x1b\\\x1bPtmux;\x1b\x1b]0;owned\x07\x1b\\",
    "up\x9c\x9d0;owned\x9c",
    "a;b;c\nsecond line\r\x00\x7f",
    "\u202ereversed\u202c \u200b\ufeff[@click=app.quit]quit[/]",
    "\ud800 lone",
)
ESCAPED_TEXT = r"[^\x00-\x1f\x7f-\x9f;]*"
FORMS: dict[Protocol, str] = {
    "osc9": rf"\x1b\]9;alimon: firing: {ESCAPED_TEXT}\x07",
    "osc777": rf"\x1b\]777;notify;alimon: firing;{ESCAPED_TEXT}\x07",
    "osc99": r"\x1b\]99;i=alimon:d=0:e=1;[A-Za-z0-9+/=]*\x1b\\"
    r"\x1b\]99;i=alimon:d=1:p=body:e=1;[A-Za-z0-9+/=]*\x1b\\",
}


@pytest.mark.parametrize("protocol", FORMS)
@pytest.mark.parametrize("title", HOSTILE)
def test_a_hostile_title_stays_text(protocol: Protocol, title: str) -> None:
    written = notice_sequence(protocol, "alimon: firing", title, through_tmux=False)
    assert re.fullmatch(FORMS[protocol], written), repr(written)


@given(st.sampled_from(sorted(FORMS)), st.text(alphabet=st.characters(), max_size=600))
def test_no_text_breaks_out(protocol: Protocol, text: str) -> None:
    written = notice_sequence(protocol, "alimon: firing", text, through_tmux=False)
    assert re.fullmatch(FORMS[protocol], written)
    written.encode()  # what is written can be written


@given(st.sampled_from(sorted(FORMS)), st.text(max_size=200))
def test_through_tmux_every_escape_is_doubled_inside_one_wrapping(
    protocol: Protocol, text: str
) -> None:
    written = notice_sequence(protocol, "alimon: firing", text, through_tmux=True)
    wrapped = re.findall(r"\x1bPtmux;((?:[^\x1b]|\x1b\x1b)*)\x1b\\", written)
    assert "".join(f"\x1bPtmux;{inner}\x1b\\" for inner in wrapped) == written
    handed_on = "".join(wrapped).replace("\x1b\x1b", "\x1b")
    assert handed_on == notice_sequence(protocol, "alimon: firing", text, through_tmux=False)


def test_the_words_arrive() -> None:
    title, body = "alimon: firing", "cloud.revenue.yoy > 30%: 45%; 阿里云"
    assert notice_sequence("osc9", title, body, through_tmux=False) == (
        "\x1b]9;alimon: firing: cloud.revenue.yoy > 30%: 45%, 阿里云\x07"
    )
    kitty = notice_sequence("osc99", title, body, through_tmux=False)
    payloads = [b64decode(each).decode() for each in re.findall(r"e=1;([^\x1b]*)", kitty)]
    assert payloads == [title, body]


def test_a_long_text_is_cut() -> None:
    written = notice_sequence("osc777", "alimon: firing", "a" * 5_000, through_tmux=False)
    assert len(written) < 300
    assert written.endswith("…\x07")


@pytest.mark.parametrize(
    ("environment", "protocol"),
    [
        ({"TERM": "xterm-kitty"}, "osc99"),
        ({"TERM": "xterm-256color", "KITTY_WINDOW_ID": "1"}, "osc99"),
        ({"TERM": "xterm-ghostty", "TERM_PROGRAM": "ghostty"}, "osc777"),
        ({"TERM": "xterm-256color", "TERM_PROGRAM": "WezTerm"}, "osc777"),
        ({"TERM": "foot"}, "osc777"),
        ({"TERM": "rxvt-unicode-256color"}, "osc777"),
        ({"TERM": "xterm-256color", "TERM_PROGRAM": "iTerm.app"}, "osc9"),
        ({"TERM": "xterm-256color", "LC_TERMINAL": "iTerm2"}, "osc9"),  # over SSH
        ({"TERM": "xterm-256color", "TERM_PROGRAM": "WarpTerminal"}, "osc9"),
        ({"TERM": "xterm-256color"}, None),
        ({"TERM": "xterm-256color", "TERM_PROGRAM": "Apple_Terminal"}, None),
        ({"TERM": "linux"}, None),
        ({}, None),
    ],
)
def test_a_terminal_is_known_by_its_environment(
    environment: dict[str, str], protocol: Protocol | None
) -> None:
    kind = look_at_kind(environment, lambda: None)
    assert notice_way(kind, "auto").protocol == protocol


@pytest.mark.parametrize(
    ("client", "wanted", "protocol", "says"),
    [
        (TmuxClient("xterm-kitty", passes_on=True), "auto", "osc99", "kitty shows, through tmux"),
        (TmuxClient("WezTerm 20240203", passes_on=True), "auto", "osc777", "through tmux"),
        (TmuxClient("xterm-kitty", passes_on=False), "auto", None, "tmux keeps them to itself"),
        (TmuxClient("xterm-256color", passes_on=True), "auto", None, "not known to show any"),
        (TmuxClient("xterm-256color", passes_on=True), "osc9", "osc9", "as the configuration"),
        (TmuxClient("xterm-kitty", passes_on=True), "off", None, "switched off"),
        (None, "auto", None, "not known to show any"),
    ],
)
def test_under_tmux_the_terminal_around_it_counts(
    client: TmuxClient | None, wanted: Wanted, protocol: Protocol | None, says: str
) -> None:
    environment = {
        "TERM": "tmux-256color",
        "TMUX": "/tmp/tmux-0/default,1,0",
        "KITTY_WINDOW_ID": "1",
    }
    way = notice_way(look_at_kind(environment, lambda: client), wanted)
    assert way.protocol == protocol
    assert says in way.words
    assert way.through_tmux == (protocol is not None)


def test_the_doctor_says_which_way_and_what_to_do() -> None:
    known = notice_way(TerminalKind("xterm-kitty"), "auto")
    assert [(f.level, f.text) for f in notice_findings(known, "auto")] == [
        ("fine", "OSC 99, which kitty shows")
    ]
    unknown = notice_way(TerminalKind("xterm-256color"), "auto")
    (finding,) = notice_findings(unknown, "auto")
    assert (finding.level, "osc777" in finding.remedy) == ("note", True)
    closed = notice_way(TerminalKind("tmux", TmuxClient("x", passes_on=False)), "osc9")
    (finding,) = notice_findings(closed, "osc9")
    assert (finding.level, finding.remedy) == ("warning", "tmux set -g allow-passthrough on")


def test_by_default_the_terminal_decides() -> None:
    assert NoticeSettings().terminal == "auto"
