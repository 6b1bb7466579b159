"""Marks in ASCII keep their width; copies go where they can, and long ones say what to do."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from app_keys import NORMAL, press, settle
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len
from textual.color import Color

from store.configuration import Configuration
from store.configuration_file import read_configuration
from tui import clipboard
from tui.app import AlimonApp
from tui.ascii_marks import TABLE, AsciiMarks, in_ascii, in_encoding, wants_ascii
from tui.clipboard import LIMIT, copy, desktop_command


@pytest.mark.parametrize("mark", [chr(code) for code in TABLE])
def test_a_mark_and_its_replacement_are_equally_wide(mark: str) -> None:
    assert in_ascii(mark).isascii()
    assert len(in_ascii(mark)) == 1
    assert cell_len(in_ascii(mark)) == cell_len(mark) == 1


@given(st.text())
def test_letters_stay_as_they_are(text: str) -> None:
    letters = "".join(character for character in text if character.isalpha() and character != "ʳ")
    assert in_ascii(letters) == letters


@pytest.mark.parametrize(
    ("text", "encoding", "shown"),
    [
        ("−18.3 · café 阿里云", "iso8859-1", "-18.3 . café ??????"),
        ("阿里云 –", "gb18030", "阿里云 -"),
        ("阿里云 –", "utf-8", "阿里云 -"),
        ("e\u0301", "ascii", "e"),
    ],
)
def test_what_an_encoding_lacks_keeps_its_width(text: str, encoding: str, shown: str) -> None:
    assert in_encoding(text, encoding) == shown
    assert cell_len(shown) == cell_len(text)


def test_a_command_answers_in_an_old_locale(tmp_path: Path) -> None:
    start = "from tui.start import main; main()"
    command = [sys.executable, "-c", start, "metrics", "show", "--db", str(tmp_path / "a.sqlite")]
    done = subprocess.run(
        command,
        env={**os.environ, "PYTHONIOENCODING": "iso8859-1"},
        capture_output=True,
        check=False,
    )

    assert done.returncode == 0, done.stderr
    assert "-18.3" in done.stdout.decode("iso8859-1")


async def test_the_screen_has_no_other_marks_when_ascii_is_wanted(app: AlimonApp) -> None:
    configuration = replace(Configuration(Path("config.toml")), marks="ascii")
    path = app.desk.path
    plain = AlimonApp(
        path, poll=False, configuration=configuration, clock=app.desk.clock, zone=app.desk.zone
    )
    assert any(isinstance(each, AsciiMarks) for each in plain.get_line_filters())
    async with plain.run_test(size=NORMAL) as pilot:
        await settle(pilot)
        for keys in ((), ("question_mark",), ("escape", "2"), ("F",)):
            await press(pilot, *keys)
            text = "".join(
                segment.text
                for strip in plain.screen._compositor.render_strips()
                for segment in AsciiMarks().apply(list(strip), Color(0, 0, 0))
            )
            marks = {c for c in text if not c.isascii() and not c.isalnum()} - set("，（）、。")
            assert not marks
    plain.close()


@pytest.mark.parametrize(
    ("text", "marks", "problems"),
    [('marks = "ascii"', "ascii", 0), ('marks = "emoji"', "auto", 1), ("", "auto", 0)],
)
def test_the_setting_is_read_and_checked(text: str, marks: str, problems: int) -> None:
    configuration = read_configuration(text, Path("config.toml"))
    assert configuration.marks == marks
    assert len(configuration.problems) == problems


def test_what_is_said_wins_over_the_locale() -> None:
    assert wants_ascii("ascii")
    assert not wants_ascii("unicode")


def test_a_short_text_goes_to_the_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clipboard, "desktop_command", lambda: None)
    taken: list[str] = []
    assert copy("words", "link", taken.append) == "Copied the link."
    assert taken == ["words"]


def test_a_text_too_long_for_terminals_is_not_sent(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clipboard, "desktop_command", lambda: None)
    taken: list[str] = []
    assert "E writes it to a file" in copy("水" * LIMIT, "table", taken.append)
    assert taken == []


@pytest.mark.parametrize(
    ("command", "said"),
    [
        (("cat",), "Copied the table (225 kB)."),
        (("false",), "E writes it to a file"),
        (("/no/such/command",), "E writes it to a file"),
        (("sleep", "60"), "E writes it to a file"),
    ],
)
def test_a_long_text_is_copied_by_the_desktop_or_said_not_to_be(
    monkeypatch: pytest.MonkeyPatch, command: tuple[str, ...], said: str
) -> None:
    monkeypatch.setattr(clipboard, "desktop_command", lambda: command)
    monkeypatch.setattr(clipboard, "SECONDS", 0.2)
    assert said in copy("水" * LIMIT, "table", lambda _: None)


@pytest.mark.parametrize(
    ("environment", "there", "command"),
    [
        ({"WAYLAND_DISPLAY": "w"}, {"wl-copy", "xclip"}, "wl-copy"),
        ({"DISPLAY": ":0"}, {"wl-copy", "xclip"}, "xclip"),
        ({"DISPLAY": ":0", "SSH_CONNECTION": "x"}, {"xclip"}, None),
        ({}, {"pbcopy"}, "pbcopy"),
        ({}, set(), None),
    ],
)
def test_the_desktops_own_command_is_used_where_there_is_one(
    environment: dict[str, str], there: set[str], command: str | None
) -> None:
    found = desktop_command(environment, lambda name: name if name in there else None)
    assert (found[0] if found else None) == command
