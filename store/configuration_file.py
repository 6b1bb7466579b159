"""Reading the user's own `config.toml`: once, key by key, every mistake in one line.

Promises: never raises for what the file says; a mistake costs the one setting it is in, which then
keeps its default, and is reported as `file:line: what is wrong; what is allowed`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any, Literal, TypeVar, get_args
from urllib.parse import urlsplit

from store import toml_lines
from store.configuration import (
    Configuration,
    Delivery,
    FeedSettings,
    Marks,
    Network,
    NoticeSettings,
    Polling,
    Retention,
    Secret,
)
from store.late_patterns import late_pattern
from store.places import default_configuration_path
from store.polling.allowances import Allowance, parse_allowance

Value = TypeVar("Value")

_DURATION = late_pattern(r"(\d{1,6})\s*(s|m|h|d)")
_UNITS = {"s": 1, "m": 60, "h": 3_600, "d": 86_400}
_HEADER_NAME = late_pattern(r"[A-Za-z0-9!#$%&'*+.^_`|~-]+")


def load_configuration(path: Path | None = None) -> Configuration:
    """Read the file at `path` (the default one for None); all defaults if there is no file."""
    where = path or default_configuration_path()
    try:
        text = where.read_text(encoding="utf-8")
    except FileNotFoundError:
        return Configuration(where)
    except UnicodeDecodeError as error:
        return Configuration(where, problems=(f"{where}:1: not UTF-8 text ({error.reason})",))
    except OSError as error:
        return Configuration(where, problems=(f"{where}: cannot be read: {error.strerror}",))
    return read_configuration(text, where)


def read_configuration(text: str, path: Path) -> Configuration:
    """The configuration that `text` states; `path` names the file in the problems."""
    document = toml_lines.read(text)
    reader = _Reader(document)
    top = _Table(reader, "", document.values)
    configuration = Configuration(
        path,
        contact=top.take("contact", _text),
        theme=top.take("theme", _text),
        marks=top.take("marks", _marks) or "auto",
        polling=_polling(top.table("polling")),
        network=_network(top.table("network")),
        retention=_retention(top.table("retention")),
        feeds=_feeds(top),
        deliveries=_deliveries(top),
        notifications=_notifications(top.table("notifications")),
        keys=top.take("keys", _any_table) or {},
        lines=document.lines,
    )
    top.finish()
    mistakes = [*document.mistakes, *reader.mistakes]
    return replace(
        configuration,
        problems=tuple(
            f"{path}:{mistake.line}: {mistake.problem}"
            for mistake in sorted(mistakes, key=lambda each: each.line)
        ),
    )


class _Wrong(ValueError):
    """A value that is not allowed; the message says what is."""


class _Reader:
    """Collects the mistakes made in a document."""

    def __init__(self, document: toml_lines.Document) -> None:
        self._document = document
        self.mistakes: list[toml_lines.Mistake] = []

    def report(self, path: str, problem: str) -> None:
        self.mistakes.append(toml_lines.Mistake(self._document.line(path), problem))


class _Table:
    """One table being read: keys are taken one by one, what is left over is a mistake."""

    def __init__(self, reader: _Reader, path: str, values: Mapping[str, Any]) -> None:
        self.reader = reader
        self.path = path
        self._values = values
        self._known: set[str] = set()

    def take(self, key: str, check: Callable[[object], Value]) -> Value | None:
        """The checked value of `key`; None where it is absent or a reported mistake."""
        self._known.add(key)
        if key not in self._values:
            return None
        try:
            return check(self._values[key])
        except _Wrong as wrong:
            self.reader.report(self._at(key), f"{self._at(key)}: {wrong}")
            return None

    def has(self, key: str) -> bool:
        """Whether the key is there, right or wrong."""
        return key in self._values

    def table(self, key: str) -> _Table:
        """The table under `key`, empty where it is absent or a reported mistake."""
        return _Table(self.reader, self._at(key), self.take(key, _any_table) or {})

    def tables(self, key: str) -> tuple[_Table, ...]:
        """The array of tables under `key`."""
        found = self.take(key, _list_of_tables) or []
        return tuple(
            _Table(self.reader, f"{self._at(key)}.{index}", values)
            for index, values in enumerate(found)
        )

    def finish(self) -> None:
        """Report the keys that nobody took."""
        for key in self._values:
            if key not in self._known:
                allowed = ", ".join(sorted(self._known))
                self.reader.report(
                    self._at(key), f"{self._at(key)} is no setting; allowed here: {allowed}"
                )

    def _at(self, key: str) -> str:
        return f"{self.path}.{key}" if self.path else key


def _polling(table: _Table) -> Polling:
    default = Polling()
    polling = Polling(
        interval=table.take("interval", _interval),
        shortest=table.take("shortest", _duration) or default.shortest,
        usual=table.take("usual", _duration) or default.usual,
        longest=table.take("longest", _duration) or default.longest,
    )
    table.finish()
    if not polling.shortest <= polling.usual <= polling.longest:
        table.reader.report(
            table.path, "polling: shortest, usual and longest must be in that order; not used"
        )
        return replace(default, interval=polling.interval)
    return polling


def _network(table: _Table) -> Network:
    default = Network()
    gap = table.take("host_gap", _duration_or_zero)
    network = Network(
        private=tuple(table.take("private", _allowances) or ()),
        proxy=table.take("proxy", _proxy),
        timeout=table.take("timeout", _duration) or default.timeout,
        connections=table.take("connections", _count(1, 256)) or default.connections,
        host_connections=table.take("host_connections", _count(1, 64)) or default.host_connections,
        host_gap=default.host_gap if gap is None else gap,
    )
    table.finish()
    return network


def _retention(table: _Table) -> Retention:
    retention = Retention(
        days=table.take("days", _count(1, 100_000)),
        headlines=table.take("headlines", _count(1, 1_000_000_000)),
    )
    table.finish()
    return retention


def _feeds(top: _Table) -> tuple[FeedSettings, ...]:
    feeds: list[FeedSettings] = []
    for table in top.tables("feed"):
        url = table.take("url", _text)
        settings = FeedSettings(
            url or "",
            interval=table.take("interval", _interval),
            user=table.take("user", _text),
            password=table.take("password", _secret),
            headers=table.take("headers", _headers) or (),
            proxy=table.take("proxy", _proxy),
        )
        table.finish()
        if url is None:
            table.reader.report(table.path, f"{table.path}: url is missing: which feed is meant")
        else:
            feeds.append(settings)
    return tuple(feeds)


def _deliveries(top: _Table) -> tuple[Delivery, ...]:
    deliveries: list[Delivery] = []
    for table in top.tables("delivery"):
        delivery = Delivery(
            table.take("name", _text) or "",
            command=table.take("command", _words) or (),
            apprise=table.take("apprise", _secret),
            severity=table.take("severity", _severity) or "warning",
        )
        table.finish()
        if not delivery.name or delivery.name in {each.name for each in deliveries}:
            table.reader.report(table.path, f"{table.path}: name is missing or there twice")
        elif table.has("command") == table.has("apprise"):
            table.reader.report(table.path, f"{table.path}: either command or apprise is needed")
        elif delivery.command or delivery.apprise:  # else what was wrong with it is told
            deliveries.append(delivery)
    return tuple(deliveries)


def _notifications(table: _Table) -> NoticeSettings:
    default = NoticeSettings()
    notifications = NoticeSettings(
        terminal=table.take("terminal", _terminal_notices) or default.terminal,
        severity=table.take("severity", _severity) or default.severity,
    )
    table.finish()
    return notifications


def _terminal_notices(value: object) -> Literal["auto", "off", "osc9", "osc777", "osc99"]:
    if value not in ("auto", "off", "osc9", "osc777", "osc99"):
        raise _Wrong(f'{value!r} is not allowed; "auto", "off", "osc9", "osc777" or "osc99" is')
    return value


def _words(value: object) -> tuple[str, ...]:
    if not isinstance(value, list) or not value:
        raise _Wrong(f'{value!r} is not allowed; words are: ["notify-send", "alimon"]')
    return tuple(_text(each) for each in value)


def _severity(value: object) -> Literal["info", "warning", "critical"]:
    if value not in ("info", "warning", "critical"):
        raise _Wrong(f'{value!r} is not allowed; "info", "warning" or "critical" is')
    return value


def _text(value: object) -> str:
    if not isinstance(value, str) or not value.strip() or not value.isprintable():
        raise _Wrong(f"{value!r} is not allowed; a text in quotes is")
    return value.strip()


def _marks(value: object) -> Marks:
    for allowed in get_args(Marks):
        if value == allowed:
            return allowed  # type: ignore[no-any-return]
    raise _Wrong(f'{value!r} is not allowed; "auto", "unicode" and "ascii" are')


def _allowances(value: object) -> list[Allowance]:
    if not isinstance(value, list):
        raise _Wrong(f"{value!r} is not allowed; a list of hosts and networks is")
    try:
        return [parse_allowance(_text(each)) for each in value]
    except ValueError as error:
        raise _Wrong(str(error)) from error


def _any_table(value: object) -> Mapping[str, Any]:
    if not isinstance(value, dict):
        raise _Wrong(f"{value!r} is not allowed; a [table] is")
    return value


def _list_of_tables(value: object) -> list[Mapping[str, Any]]:
    if not isinstance(value, list):
        raise _Wrong(f"{value!r} is not allowed; [[tables]] are")
    return [_any_table(each) for each in value]


def _count(lowest: int, highest: int) -> Callable[[object], int]:
    def check(value: object) -> int:
        if not isinstance(value, int) or isinstance(value, bool) or not lowest <= value <= highest:
            raise _Wrong(f"{value!r} is not allowed; a number from {lowest} to {highest} is")
        return value

    return check


def _duration_or_zero(value: object) -> timedelta:
    match = _DURATION.fullmatch(value.strip()) if isinstance(value, str) else None
    if match is None:
        raise _Wrong(f'{value!r} is not allowed; a time such as "30s", "10m", "2h" or "1d" is')
    return timedelta(seconds=int(match[1]) * _UNITS[match[2]])


def _duration(value: object) -> timedelta:
    duration = _duration_or_zero(value)
    if not timedelta() < duration <= timedelta(days=30):
        raise _Wrong(f'{value!r} is not allowed; from "1s" to "30d" is')
    return duration


def _interval(value: object) -> timedelta | None:
    if value == "adaptive":
        return None
    interval = _duration(value)
    if interval < timedelta(minutes=1):
        raise _Wrong(f'{value!r} is not allowed; "adaptive" or a time of "1m" or longer is')
    return interval


def _proxy(value: object) -> str:
    text = _text(value)
    try:
        parts = urlsplit(text)
        fine = parts.scheme in ("http", "https") and bool(parts.hostname) and not parts.password
    except ValueError:
        fine = False
    if not fine:
        raise _Wrong("only http://host:port is allowed, without a password (use the environment)")
    return text


def _secret(value: object) -> Secret:
    if isinstance(value, dict) and len(value) == 1:
        (source, name), *_ = value.items()
        if source in ("env", "keyring") and isinstance(name, str) and name:
            return Secret(source, name)
    # the value is not repeated: it may be the secret itself
    raise _Wrong('not allowed; { env = "VARIABLE" } or { keyring = "service" } is')


def _headers(value: object) -> tuple[tuple[str, str | Secret], ...]:
    headers: list[tuple[str, str | Secret]] = []
    for name, content in _any_table(value).items():
        if not _HEADER_NAME.fullmatch(name):
            raise _Wrong(f"{name!r} is no header name; letters, digits and - are allowed")
        headers.append((name, content if isinstance(content, str) else _secret(content)))
        if isinstance(content, str) and not content.isprintable():
            raise _Wrong(f"the content of {name} has control characters, which are not allowed")
    return tuple(headers)
