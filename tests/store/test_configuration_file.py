"""The user's configuration: what is read, and how mistakes are told."""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from store.configuration import Configuration, FeedSettings, NoticeSettings, Secret
from store.configuration_file import load_configuration, read_configuration
from store.places import default_configuration_path

PATH = Path("config.toml")

WHOLE = """
contact = "me@example.org"
theme = "nord"

[polling]
interval = "30m"
shortest = "5m"
longest = "1d"

[network]
private = ["127.0.0.1:8080", "10.0.0.0/8", "nas.local"]
proxy = "http://proxy.example:3128"
timeout = "20s"
connections = 8
host_connections = 1
host_gap = "0s"

[retention]
days = 365
headlines = 500000

[notifications]
terminal = "osc777"
severity = "critical"

[keys]
quit = "Q"

[[feed]]
url = "https://example.com/feed"
interval = "2h"
user = "me"
password = { env = "FEED_PASSWORD" }
headers = { "X-Key" = { keyring = "feeds" }, Accept = "text/xml" }
"""


def problems(text: str) -> tuple[str, ...]:
    return read_configuration(text, PATH).problems


def test_everything_that_can_be_set_is_read():
    found = read_configuration(WHOLE, PATH)
    assert found.problems == ()
    assert (found.contact, found.theme) == ("me@example.org", "nord")
    assert found.polling.interval == timedelta(minutes=30)
    assert found.polling.shortest == timedelta(minutes=5)
    assert found.network.host_gap == timedelta()
    assert [each.host for each in found.network.private] == [None, None, "nas.local"]
    assert found.retention.days == 365
    assert found.notifications == NoticeSettings("osc777", "critical")
    assert found.keys == {"quit": "Q"}
    assert found.feed("https://example.com/feed") == FeedSettings(
        "https://example.com/feed",
        interval=timedelta(hours=2),
        user="me",
        password=Secret("env", "FEED_PASSWORD"),
        headers=(("X-Key", Secret("keyring", "feeds")), ("Accept", "text/xml")),
    )


def test_no_file_means_all_defaults(tmp_path):
    found = load_configuration(tmp_path / "none.toml")
    assert found == Configuration(tmp_path / "none.toml")
    assert found.feed("https://x.example/") == FeedSettings("https://x.example/")


def test_the_environment_may_name_the_file(monkeypatch, tmp_path):
    monkeypatch.setenv("ALIMON_CONFIG", str(tmp_path / "mine.toml"))
    assert default_configuration_path() == tmp_path / "mine.toml"
    monkeypatch.delenv("ALIMON_CONFIG")
    assert default_configuration_path().name == "config.toml"


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        (
            "colour = 1",
            "config.toml:1: colour is no setting; allowed here: contact, delivery, feed, keys, "
            "marks, network, notifications, polling, retention, theme",
        ),
        ("\n\ncontact = 3", "config.toml:3: contact: 3 is not allowed; a text in quotes is"),
        (
            '[polling]\nshortest = "quick"',
            "config.toml:2: polling.shortest: 'quick' is not allowed; a time such as "
            '"30s", "10m", "2h" or "1d" is',
        ),
        (
            '[polling]\ninterval = "5s"',
            "config.toml:2: polling.interval: '5s' is not allowed; \"adaptive\" or a time of "
            '"1m" or longer is',
        ),
        (
            '[polling]\nshortest = "2h"\nlongest = "1h"',
            "config.toml:1: polling: shortest, usual and longest must be in that order; not used",
        ),
        (
            '[notifications]\nterminal = "growl"',
            'config.toml:2: notifications.terminal: \'growl\' is not allowed; "auto", "off", '
            '"osc9", "osc777" or "osc99" is',
        ),
        (
            "[network]\nconnections = 0",
            "config.toml:2: network.connections: 0 is not allowed; a number from 1 to 256 is",
        ),
        (
            '[network]\nprivate = ["http://x"]',
            "config.toml:2: network.private: 'http://x' is neither a host, a host:port nor a "
            "network such as 10.0.0.0/8",
        ),
        ("polling = 1", "config.toml:1: polling: 1 is not allowed; a [table] is"),
        (
            '[[feed]]\nurl = "https://a.example"\n[[feed]]\ninterval = "1h"',
            "config.toml:3: feed.1: url is missing: which feed is meant",
        ),
        (
            '[[feed]]\nurl = "https://a.example"\nurll = "x"',
            "config.toml:3: feed.0.urll is no setting; allowed here: headers, interval, password, "
            "proxy, url, user",
        ),
        ("contact = ", "config.toml:1: not TOML: Invalid value"),
        (
            '[[delivery]]\nname = "x"\nseverity = "info"',
            "config.toml:1: delivery.0: either command or apprise is needed",
        ),
        (
            '[[delivery]]\nname = "x"\ncommand = "notify-send"',
            "config.toml:3: delivery.0.command: 'notify-send' is not allowed; words are: "
            '["notify-send", "alimon"]',
        ),
        (
            '[[delivery]]\nname = "x"\ncommand = ["a"]\nseverity = "loud"',
            'config.toml:4: delivery.0.severity: \'loud\' is not allowed; "info", "warning" or '
            '"critical" is',
        ),
        (
            '[network]\nprivate = "x"',
            "config.toml:2: network.private: 'x' is not allowed; a list of hosts and networks is",
        ),
        (
            '[network]\ntimeout = "0s"',
            'config.toml:2: network.timeout: \'0s\' is not allowed; from "1s" to "30d" is',
        ),
        (
            '[network]\nproxy = "http://["',
            "config.toml:2: network.proxy: only http://host:port is allowed, without a password "
            "(use the environment)",
        ),
        (
            '[[feed]]\nurl = "https://a.example"\nheaders = { "X Y" = "1" }',
            "config.toml:3: feed.0.headers: 'X Y' is no header name; letters, digits and - are "
            "allowed",
        ),
    ],
)
def test_a_mistake_is_told_in_one_line_with_what_is_allowed(text, problem):
    assert problems(text) == (problem,)


def test_a_mistake_costs_only_itself():
    found = read_configuration(WHOLE + "\n[network.oops]\nx = 1\n", PATH)
    assert len(found.problems) == 1
    assert found.contact == "me@example.org"
    assert found.network.connections == 8


def test_a_line_that_is_no_toml_leaves_the_rest():
    found = read_configuration(WHOLE.replace('theme = "nord"', "theme = nord nord"), PATH)
    assert [problem.partition(": ")[0] for problem in found.problems] == ["config.toml:3"]
    assert (found.theme, found.contact) == (None, "me@example.org")
    assert found.polling.interval == timedelta(minutes=30)


def test_a_broken_header_takes_its_table_with_it():
    found = read_configuration('contact = "me"\n[network\nconnections = 9\n[keys]\nquit="Q"', PATH)
    assert found.problems[0].startswith("config.toml:2: not TOML: ")
    assert len(found.problems) == 1
    assert (found.contact, found.network.connections, found.keys) == ("me", 32, {"quit": "Q"})


@pytest.mark.parametrize(
    "line",
    [
        'password = "hunter2"',
        'password = { plain = "hunter2" }',
        'headers = { X-Key = { value = "hunter2" } }',
        'headers = { X-Key = "hunter2\\n" }',
        'proxy = "http://me:hunter2@proxy.example"',
    ],
)
def test_a_secret_in_the_wrong_place_is_refused_and_not_repeated(line):
    (problem,) = problems(f'[[feed]]\nurl = "https://a.example"\n{line}')
    assert problem.startswith("config.toml:3: feed.0.")
    assert "hunter2" not in problem


def test_an_unreadable_file_is_a_problem_not_a_failure(tmp_path):
    folder = tmp_path / "config.toml"
    folder.mkdir()
    assert "cannot be read" in load_configuration(folder).problems[0]
    binary = tmp_path / "binary.toml"
    binary.write_bytes(b"\xff\xfe\x00")
    assert "not UTF-8" in load_configuration(binary).problems[0]


@given(st.text(max_size=80))
def test_no_text_breaks_the_reader(text):
    found = read_configuration(text, PATH)
    assert all(problem.startswith("config.toml:") for problem in found.problems)


@given(
    st.recursive(
        st.one_of(st.integers(), st.booleans(), st.text(max_size=5)),
        lambda inner: st.lists(inner, max_size=2),
        max_leaves=3,
    ),
    st.sampled_from(["contact", "polling", "network", "feed", "retention", "keys", "theme"]),
)
def test_no_value_breaks_the_reader(value, key):
    read_configuration(f"{key} = {json.dumps(value)}", PATH)
