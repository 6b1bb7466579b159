"""`alimon feeds`: the feed list from the shell."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from rich.cells import cell_len

from store import database, times
from store.polling import subscriptions
from store.polling.subscriptions import NewFeed
from tui.command_line import alimon

FEED = (
    "<rss version='2.0'><channel><title>Own feed</title><link>https://example.com/</link>"
    "<item><title>one</title><link>https://example.com/1</link></item></channel></rss>"
)


@pytest.fixture
def path(tmp_path, monkeypatch) -> Path:
    monkeypatch.setenv("ALIMON_CONFIG", str(tmp_path / "none.toml"))
    return tmp_path / "a.sqlite"


def feeds(path: Path, *arguments: str) -> Result:
    return CliRunner().invoke(alimon, ["feeds", *arguments, "--db", str(path)])


def subscribe(path: Path, *new: NewFeed) -> None:
    connection = database.open_writer(path)
    subscriptions.add_feeds(connection, new, times.now())
    connection.close()


def listed(path: Path) -> list[dict[str, object]]:
    return [json.loads(line) for line in feeds(path, "list", "--json").output.splitlines()]


def test_a_file_is_added_read_and_named_after_itself(path, tmp_path):
    file = tmp_path / "feed.xml"
    file.write_text(FEED)
    done = feeds(path, "add", str(file), "--folder", "Mine")
    assert done.output == f"added feed 1: Own feed ({file.as_uri()})\n"
    (feed,) = listed(path)
    assert (feed["title"], feed["folder"], feed["state"]) == ("Own feed", "Mine", "new")


def test_a_page_that_is_no_feed_is_not_added(path, tmp_path):
    file = tmp_path / "page.xml"
    file.write_text("<!doctype html><html></html>")
    done = feeds(path, "add", str(file))
    assert done.exit_code == 1
    assert "an HTML page, not a feed; nothing added" in done.output
    assert not path.exists()


def test_a_private_address_is_refused_with_the_way_to_allow_it(path):
    done = feeds(path, "add", "http://127.0.0.1:9/feed")
    assert done.exit_code == 1
    assert "name it under [network] private in the configuration" in done.output


@pytest.mark.parametrize(
    "address",
    ["ftp://example.com/feed", "file:///no/such/file", "http://", "http://me:secret@x.example/"],
)
def test_only_http_and_files_that_are_there_can_be_added(path, address):
    done = feeds(path, "add", address, "--no-check")
    assert done.exit_code == 2
    assert "the address must be http or https, without a user name or password" in done.output
    assert "secret" not in done.output


def test_an_address_may_be_added_unchecked(path):
    feeds(path, "add", "example.com/feed", "--no-check", "--title", "[bold]x")
    (feed,) = listed(path)
    assert (feed["url"], feed["title"]) == ("https://example.com/feed", "[bold]x")
    again = feeds(path, "add", "example.com/feed", "--no-check")
    assert again.exit_code == 1


def test_the_list_shows_folders_states_and_the_next_poll(path):
    subscribe(path, NewFeed("https://a.example/", "Alpha", folder="News"))
    out = feeds(path, "list").output
    assert out.startswith("News\n     1  new      Alpha")
    assert "not polled yet; next soon (new in the list)" in out


def test_the_list_keeps_its_columns_beside_wide_titles_and_ends_with_a_count(path):
    subscribe(
        path, NewFeed("https://a.example/", "Alpha"), NewFeed("https://b.example/", "乙" * 30)
    )
    feeds(path, "pause", "alpha")
    _, first, second, count = feeds(path, "list").output.splitlines()
    assert cell_len(first.partition("  paused by")[0]) == cell_len(
        second.partition("  not polled")[0]
    )
    assert count == "2 feeds: 1 paused, 1 new"


def test_feeds_are_paused_resumed_and_removed_by_number_address_or_title(path):
    subscribe(path, NewFeed("https://a.example/", "Alpha"))
    assert feeds(path, "pause", "alpha").output == "paused feed 1\n"
    assert listed(path)[0]["state"] == "paused"
    assert feeds(path, "resume", "https://a.example/").output == "feed 1 is polled again\n"
    assert listed(path)[0]["requested"] is True
    assert feeds(path, "rm", "1").output == "removed feed 1\n"
    assert listed(path) == []


def test_a_list_goes_out_and_comes_back_as_opml(path, tmp_path):
    new = (
        NewFeed("https://a.example/?x=1&y=2", "A & B", folder="News / China"),
        NewFeed("https://b.example/", "乙"),
    )
    subscribe(path, *new)
    file = tmp_path / "feeds.opml"
    file.write_text(feeds(path, "export").output)
    other = tmp_path / "b.sqlite"
    done = feeds(other, "import", str(file))
    assert done.output == "added 2 of 2 feeds; the others were in the list\n"
    assert [(feed["url"], feed["title"], feed["folder"]) for feed in listed(other)] == [
        (feed.url, feed.title, feed.folder) for feed in new
    ]


def test_what_is_no_opml_is_said_so(path, tmp_path):
    file = tmp_path / "feeds.opml"
    file.write_text(FEED)
    done = feeds(path, "import", str(file))
    assert done.exit_code == 1
    assert "no feed list: its first element is <rss>, not <opml>" in done.output


def test_check_reads_feeds_without_storing_and_fails_if_one_is_none(path, tmp_path):
    good, bad = tmp_path / "good.xml", tmp_path / "bad.xml"
    good.write_text(FEED)
    bad.write_text("nothing")
    subscribe(path, NewFeed(good.as_uri()), NewFeed(bad.as_uri()))
    done = feeds(path, "check", "--json")
    assert done.exit_code == 1
    first, second = map(json.loads, done.output.splitlines())
    assert (first["ok"], first["title"], first["entries"]) == (True, "Own feed", 1)
    assert second["ok"] is False
    assert second["problem"]
    assert feeds(path, "check", "1").exit_code == 0
