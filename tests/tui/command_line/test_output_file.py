"""`--output`: a file is written whole or stays as it was."""

from __future__ import annotations

import resource
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click
import pytest

from tui.command_line.output_file import write_output


@contextmanager
def no_file_longer_than(size: int) -> Iterator[None]:
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


@pytest.mark.parametrize("mode", [0o600, 0o644])
def test_a_file_is_replaced_and_keeps_its_rights(tmp_path: Path, mode: int) -> None:
    file = tmp_path / "week.html"
    file.write_bytes(b"old")
    file.chmod(mode)
    write_output(file, b"new")
    assert file.read_bytes() == b"new"
    assert file.stat().st_mode & 0o777 == mode
    assert [each.name for each in tmp_path.iterdir()] == ["week.html"]


def test_a_link_stays_a_link(tmp_path: Path) -> None:
    (tmp_path / "latest.html").symlink_to(tmp_path / "week.html")
    write_output(tmp_path / "latest.html", b"new")
    assert (tmp_path / "latest.html").is_symlink()
    assert (tmp_path / "week.html").read_bytes() == b"new"


def test_on_a_full_disk_what_was_there_stays(tmp_path: Path) -> None:
    file = tmp_path / "record.csv"
    file.write_bytes(b"old")
    with no_file_longer_than(10_000), pytest.raises(click.ClickException, match="cannot write"):
        write_output(file, bytes(20_000))
    assert file.read_bytes() == b"old"
    assert [each.name for each in tmp_path.iterdir()] == ["record.csv"]


@pytest.mark.parametrize(("terminal", "said"), [(True, "wrote "), (False, "")])
def test_a_person_is_told_and_cron_is_not(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    terminal: bool,
    said: str,
) -> None:
    monkeypatch.setattr(sys.stderr, "isatty", lambda: terminal)
    write_output(tmp_path / "week.html", b"new")
    assert capsys.readouterr().err.startswith(said)
    assert bool(said) is terminal


def test_a_device_is_written_to_and_not_replaced() -> None:
    write_output(Path("/dev/null"), b"new")
    assert Path("/dev/null").is_char_device()


def test_a_folder_that_is_not_there_is_named(tmp_path: Path) -> None:
    file = tmp_path / "gone" / "record.csv"
    with pytest.raises(click.ClickException, match="No such file or directory"):
        write_output(file, b"new")
