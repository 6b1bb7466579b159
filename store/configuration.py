"""What the user may set, as values with their defaults; docs/configuration.md shows every key.

Secrets are named (an environment variable or a keyring entry), never held. The file is read by
store/configuration_file.py.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Literal

from store.polling.allowances import Allowance

Marks = Literal["auto", "unicode", "ascii"]


@dataclass(frozen=True, slots=True)
class Secret:
    """Where a secret is found when it is needed: an environment variable, or a keyring service
    (and the feed's `user` in it)."""

    source: Literal["env", "keyring"]
    name: str


@dataclass(frozen=True, slots=True)
class FeedSettings:
    """What the user set for one feed, by its address."""

    url: str
    interval: timedelta | None = None
    user: str | None = None
    password: Secret | None = None
    headers: tuple[tuple[str, str | Secret], ...] = ()
    proxy: str | None = None


@dataclass(frozen=True, slots=True)
class Polling:
    """How often: `interval` None is adaptive, between `shortest` and `longest`."""

    interval: timedelta | None = None
    shortest: timedelta = timedelta(minutes=10)
    usual: timedelta = timedelta(hours=1)
    longest: timedelta = timedelta(hours=12)


@dataclass(frozen=True, slots=True)
class Network:
    """How the network is used. `private`: hosts and networks that are private and may be polled."""

    private: tuple[Allowance, ...] = ()
    proxy: str | None = None
    timeout: timedelta = timedelta(seconds=30)
    connections: int = 32
    host_connections: int = 2
    host_gap: timedelta = timedelta(seconds=1)


@dataclass(frozen=True, slots=True)
class Retention:
    """What is kept besides starred and alerted headlines, for ever where None."""

    days: int | None = None
    headlines: int | None = None


@dataclass(frozen=True, slots=True)
class Delivery:
    """Where alerts are sent: to a `command` (its words; never through a shell), or to a service by
    the address that `apprise` names. From `severity` upwards."""

    name: str
    command: tuple[str, ...] = ()
    apprise: Secret | None = None
    severity: Literal["info", "warning", "critical"] = "warning"


@dataclass(frozen=True, slots=True)
class NoticeSettings:
    """What the terminal the app runs in shows besides: by which escape sequence, from `severity`
    upwards. `auto`: where it is known to show any."""

    terminal: Literal["auto", "off", "osc9", "osc777", "osc99"] = "auto"
    severity: Literal["info", "warning", "critical"] = "warning"


@dataclass(frozen=True, slots=True)
class Configuration:
    """Everything the user may set. `keys` is passed on as written: the app reads it and reports
    the mistakes in it."""

    path: Path
    contact: str | None = None
    theme: str | None = None
    marks: Marks = "auto"
    polling: Polling = field(default_factory=Polling)
    network: Network = field(default_factory=Network)
    retention: Retention = field(default_factory=Retention)
    feeds: tuple[FeedSettings, ...] = ()
    deliveries: tuple[Delivery, ...] = ()
    notifications: NoticeSettings = field(default_factory=NoticeSettings)
    keys: Mapping[str, object] = field(default_factory=dict)
    problems: tuple[str, ...] = ()
    lines: Mapping[str, int] = field(default_factory=dict)  # where each key stands, by its path

    def place(self, key: str) -> str:
        """`file:line: ` of a key, to put before what is wrong with it."""
        return f"{self.path}:{self.lines.get(key, 1)}: "

    def feed(self, url: str) -> FeedSettings:
        """The settings for the feed at `url`; all defaults where the user set none."""
        return next((each for each in self.feeds if each.url == url), FeedSettings(url))
