"""The user's own keys."""

from pathlib import Path

import pytest

from store.configuration_file import read_configuration
from tui.key_config import read_keymap, user_keymap


def test_a_key_of_the_headlines_also_works_in_the_detail() -> None:
    keymap = read_keymap({"headlines.toggle_star": "f5, ctrl+s"})
    assert keymap.problems == ()
    assert keymap.keys == {
        "headlines.toggle_star": "f5,ctrl+s",
        "headlines.toggle_star@screen.headline": "f5,ctrl+s",
    }


@pytest.mark.parametrize(
    ("identity", "value", "says"),
    [
        ("headlines.toggle_sta", "S", "did you mean headlines.toggle_star"),
        ("nothing.known", "S", "? lists them"),
        ("headlines.toggle_star", 5, "a key in quotes"),
        ("headlines.toggle_star", "", "a key in quotes"),
        ("headlines.toggle_star", "[bold]", "is no key"),
        ("headlines.toggle_star", "ctrl+i", "cannot tell ctrl+i from tab"),
        ("headlines.toggle_star", "m", "already headlines.toggle_read"),
        ("headlines.toggle_star", "j", "already list.cursor_down"),
        ("app.zoom", "m", "already headlines.toggle_read"),
        ("views.rename", "x", "already views.remove"),
        ("views.rename", "G", "already list.bottom"),
        ("list.bottom", "e", "already headlines"),
        ("detail.down", "m", "already headlines.toggle_read"),
        ("views.renam", "n", "did you mean views.rename"),
    ],
)
def test_a_mistake_is_said_and_costs_only_itself(identity: str, value: object, says: str) -> None:
    keymap = read_keymap({identity: value, "app.help": "f1"})
    assert list(keymap.keys) == ["app.help"]
    assert len(keymap.problems) == 1
    assert says in keymap.problems[0]


def test_a_card_covers_the_panes_so_their_keys_are_free_in_it() -> None:
    keymap = read_keymap({"views.rename": "m", "question.agree": "enter,y,z", "card.down": "n,j"})
    assert keymap.problems == ()


def test_two_keys_can_be_exchanged_in_two_steps() -> None:
    keymap = read_keymap({"headlines.toggle_read": "f6", "headlines.toggle_star": "m"})
    assert keymap.problems == ()


def test_a_mistake_names_the_file_and_the_line_it_stands_on(tmp_path: Path) -> None:
    file = tmp_path / "config.toml"
    text = '# mine\ntheme = "nord"\n\n[keys]\n"app.zoom" = "f9"\n"app.zom" = "f8"\n'
    keymap = user_keymap(read_configuration(text, file))
    assert keymap.keys == {"app.zoom": "f9"}
    assert keymap.problems == (
        f"{file}:6: [keys] 'app.zom': no such action; did you mean app.zoom?",
    )
