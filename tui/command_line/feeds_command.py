"""`alimon feeds`: the feed list from the shell."""

from __future__ import annotations

import sys
from collections import Counter
from contextlib import closing
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, TextIO

import click

from tui.command_line import value_completion
from tui.command_line.json_output import (
    json_lines_option,
    json_option,
    print_json,
    print_json_line,
)
from tui.command_line.options import database_option

if TYPE_CHECKING:
    from feeds.discovery import FeedCheck
    from store.polling.feed_health import FeedHealth


@click.group(
    epilog="""\b
Examples:
  alimon feeds list
  alimon feeds add https://example.com/news
  alimon feeds check
  alimon feeds export > feeds.opml
"""
)
def feeds() -> None:
    """The feed list: show, add, remove, pause, check, import and export."""


@feeds.command("list", epilog="\b\nExamples:\n  alimon feeds list\n  alimon feeds list --json")
@json_lines_option
@database_option
def list_feeds(path: Path, as_json: bool) -> None:
    """Every feed, how it is doing, and when and why it is polled next."""
    from store import database, times
    from store.polling.feed_health import feed_health

    now = times.now()
    with database.explained(path), closing(database.open_reader(path)) as connection:
        health = feed_health(connection, now)
    if as_json:
        for feed in health:
            print_json_line(_health_as_json(feed))
        return
    folder = None
    for feed in health:
        if feed.folder != folder:
            folder = feed.folder
            click.secho(folder or "(no folder)", bold=True)
        click.echo(_health_line(feed, now))
    if not health:
        click.echo("no feeds yet; `alimon feeds add URL` adds one, `alimon` loads the bundled list")
        return
    states = Counter(feed.state for feed in health)
    counted = ", ".join(f"{count} {state}" for state, count in states.most_common())
    click.echo(f"{len(health)} feeds: {counted}" if len(health) > 1 else f"1 feed: {counted}")


@feeds.command(
    epilog="""\b
Examples:
  alimon feeds add https://example.com            finds the feed of a site
  alimon feeds add https://example.com/feed.xml --title Example --folder News
  alimon feeds add ./captured.xml                 a file on this computer
"""
)
@click.argument("address")
@click.option("--title", default="", help="Its name in the list; else what the feed says.")
@click.option("--folder", default="", help="The group it is listed in.")
@click.option("--no-check", is_flag=True, help="Add the address as it is, without looking.")
@json_option
@database_option
def add(path: Path, address: str, title: str, folder: str, no_check: bool, as_json: bool) -> None:
    """Subscribe to a feed, by its own address or by that of its site."""
    from feeds.fetching.local_files import local_address
    from store import database, times
    from store.polling import subscriptions
    from store.polling.subscriptions import NewFeed
    from store.safe_text import safe_line

    local = local_address(address)
    url = local or (address if "://" in address else f"https://{address}")
    if local is None and not subscriptions.is_subscribable(url):
        raise click.UsageError(
            "the address must be http or https, without a user name or password in it (they are "
            "named in the configuration), or a file here"
        )
    new = NewFeed(url=url, title=safe_line(title), folder=safe_line(folder))
    if not no_check:
        found = _discover(url)
        if found[0].feed is None:
            _fail(f"{url}: {found[0].problem}; nothing added (--no-check adds it all the same)")
        chosen = found[0]
        new = NewFeed(
            url=chosen.url,
            title=new.title or (chosen.feed.title if chosen.feed else ""),
            site_url=(chosen.feed.site_url if chosen.feed else None) or "",
            folder=new.folder,
        )
        for other in found[1:]:
            click.echo(f"also there: {other.url}", err=True)
    with database.explained(path), closing(database.open_writer(path)) as connection:
        number = subscriptions.add_feed(connection, new, times.now())
    _tell(
        f"added feed {number}: {new.title or new.url} ({new.url})",
        {"id": number, "url": new.url, "title": new.title},
        as_json,
    )


@feeds.command(
    epilog="\b\nExamples:\n  alimon feeds rm 12\n  alimon feeds rm https://example.com/rss"
)
@click.argument("feed", shell_complete=value_completion.feeds)
@json_option
@database_option
def rm(path: Path, feed: str, as_json: bool) -> None:
    """Unsubscribe from FEED (its number, address or title); its headlines go with it."""
    from store import database
    from store.polling import subscriptions

    with database.explained(path), closing(database.open_writer(path)) as connection:
        number = subscriptions.find_feed(connection, feed)
        subscriptions.remove_feed(connection, number)
    _tell(f"removed feed {number}", {"id": number}, as_json)


@feeds.command(epilog="\b\nExamples:\n  alimon feeds pause 12")
@click.argument("feed", shell_complete=value_completion.feeds)
@json_option
@database_option
def pause(path: Path, feed: str, as_json: bool) -> None:
    """Poll FEED (its number, address or title) no more until `alimon feeds resume`."""
    from store import database
    from store.polling import subscriptions

    with database.explained(path), closing(database.open_writer(path)) as connection:
        number = subscriptions.find_feed(connection, feed)
        subscriptions.pause(connection, number)
    _tell(f"paused feed {number}", {"id": number}, as_json)


@feeds.command(epilog="\b\nExamples:\n  alimon feeds resume 12")
@click.argument("feed", shell_complete=value_completion.feeds)
@json_option
@database_option
def resume(path: Path, feed: str, as_json: bool) -> None:
    """Poll a paused FEED (its number, address or title) again."""
    from store import database, times
    from store.polling import subscriptions

    with database.explained(path), closing(database.open_writer(path)) as connection:
        number = subscriptions.find_feed(connection, feed)
        subscriptions.resume(connection, number, times.now())
    _tell(f"feed {number} is polled again", {"id": number}, as_json)


@feeds.command(
    epilog="""\b
Examples:
  alimon feeds check                      every feed of the list
  alimon feeds check 12 https://example.com/rss
  alimon feeds check --json
"""
)
@click.argument("addresses", nargs=-1, metavar="[FEED|URL]...")
@json_lines_option
@database_option
def check(path: Path, addresses: tuple[str, ...], as_json: bool) -> None:
    """Fetch and read feeds without storing anything; exit code 1 if one is no feed."""
    checks = _check(_addresses(path, addresses))
    for each in checks:
        if as_json:
            print_json_line(_check_as_object(each))
        else:
            click.echo(_check_line(each))
    if any(each.feed is None for each in checks):
        sys.exit(1)


@feeds.command("import", epilog="\b\nExamples:\n  alimon feeds import subscriptions.opml")
@click.argument("file", type=click.File("rb"))
@json_option
@database_option
def import_opml(path: Path, file: BinaryIO, as_json: bool) -> None:
    """Add the feeds of an OPML FILE (- for standard input); http and https feeds only."""
    from feeds.opml import SIZE_LIMIT, NotOpml, read_opml
    from store import database, times
    from store.polling import subscriptions

    try:
        feed_list = read_opml(file.read(SIZE_LIMIT + 1))
    except NotOpml as problem:
        _fail(f"{file.name}: no feed list: {problem}")
    with database.explained(path), closing(database.open_writer(path)) as connection:
        added = subscriptions.add_feeds(connection, feed_list.feeds, times.now())
    for url in feed_list.left_out:
        click.echo(f"left out, not an http or https address: {url}", err=True)
    _tell(
        f"added {added} of {len(feed_list.feeds)} feeds; the others were in the list",
        {"added": added, "feeds": len(feed_list.feeds), "left_out": list(feed_list.left_out)},
        as_json,
    )


@feeds.command("export", epilog="\b\nExamples:\n  alimon feeds export > feeds.opml")
@click.argument("file", type=click.File("w", encoding="utf-8"), default="-")
@database_option
def export_opml(path: Path, file: TextIO) -> None:
    """Write the feed list as OPML to FILE, or to standard output."""
    from feeds.opml import write_opml
    from store import database, times
    from store.polling import subscriptions

    with database.explained(path), closing(database.open_reader(path)) as connection:
        listed = subscriptions.subscriptions(connection)
    file.write(write_opml(listed, times.now()))


def _tell(words: str, answer: dict[str, object], as_json: bool) -> None:
    """What was done, to a person or to a program."""
    if as_json:
        print_json(answer)
    else:
        click.echo(words)


def _fail(problem: str) -> None:
    click.echo(f"alimon: {problem}", err=True)
    sys.exit(1)


def _addresses(path: Path, wanted: tuple[str, ...]) -> list[str]:
    from store import database
    from store.polling import subscriptions

    if wanted and all("://" in each for each in wanted):
        return list(wanted)
    with database.explained(path), closing(database.open_reader(path)) as connection:
        listed = {feed.id: feed.url for feed in subscriptions.subscriptions(connection)}
        if not wanted:
            return list(listed.values())
        return [
            each if "://" in each else listed[subscriptions.find_feed(connection, each)]
            for each in wanted
        ]


def _discover(url: str) -> tuple[FeedCheck, ...]:
    from feeds.looking import discover
    from store import times
    from store.configuration_file import load_configuration

    return discover(url, load_configuration(), times.now())


def _check(urls: list[str]) -> list[FeedCheck]:
    from feeds.looking import check_all
    from store import times
    from store.configuration_file import load_configuration

    return check_all(urls, load_configuration(), times.now())


def _health_line(feed: FeedHealth, now: datetime) -> str:
    """Number, state, title, headlines kept, how it is doing, the next poll and why."""
    from rich.cells import set_cell_size

    from tui.moments import ahead

    colour = {"ok": "green", "failing": "red", "paused": "yellow", "silent": "yellow"}
    state = click.style(f"{feed.state:8}", fg=colour.get(feed.state))
    when = ahead(feed.next_poll_at, now) if feed.next_poll_at else "soon"
    due = "" if feed.state == "paused" else f"; next {when} ({feed.next_poll_reason})"
    title = set_cell_size(feed.title, 44)
    return f"  {feed.id:>4}  {state} {title} {feed.headlines:>6,}  {feed.words}{due}"


def _health_as_json(feed: FeedHealth) -> dict[str, object]:
    from dataclasses import asdict

    from store import times

    return {
        key: times.to_text(value) if isinstance(value, datetime) else value
        for key, value in asdict(feed).items()
    }


def _check_line(check: FeedCheck) -> str:
    from feeds.discovery import describe

    mark = click.style("✗", fg="red") if check.feed is None else click.style("✓", fg="green")
    return f"{mark} {check.url}: {describe(check)}"


def _check_as_object(check: FeedCheck) -> dict[str, object]:
    feed = check.feed
    return {
        "url": check.url,
        "ok": feed is not None,
        "problem": check.problem or None,
        "title": feed.title if feed else None,
        "format": feed.format if feed else None,
        "entries": len(feed.entries) if feed else 0,
        "repaired": feed.repaired if feed else None,
    }
