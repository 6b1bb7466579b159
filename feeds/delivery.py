"""Sending notices: to a command of the user's, or through apprise to the services it knows.

The poller calls `Courier.send_due` after each look at the alerts; it works on a thread and a
connection of its own, one run at a time, so that a slow service delays nothing. A command is
started from its words, never through a shell, and reads the notice as JSON on standard input;
nothing from a feed is ever part of its arguments. apprise is imported when there is something to
send.
"""

from __future__ import annotations

import json
import os
import subprocess
import threading
from collections.abc import Callable, Mapping, Sequence
from contextlib import closing
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from feeds.fetching.credentials import CredentialMissing, reveal
from store import database
from store.configuration import Delivery
from store.errors import StoreError
from store.optional_libraries import how_to_add

if TYPE_CHECKING:
    from store.alerts.notices import Notice

COMMAND_SECONDS = 30


class DeliveryFailed(Exception):
    """A notice did not get through; the message says why, without the address or a secret."""


class Courier:
    """Sends what is due to every channel. Safe to call from any thread."""

    def __init__(
        self,
        path: Path,
        channels: Sequence[Delivery],
        clock: Callable[[], datetime],
        complain: Callable[[str], None],
    ) -> None:
        self._path = path
        self._channels = tuple(channels)
        self._clock = clock
        self._complain = complain
        self._busy = threading.Lock()

    def send_due(self) -> None:
        """Begin to send what is due, unless that is going on already. Returns at once."""
        if self._channels and not self._busy.locked():
            threading.Thread(
                target=self._send, kwargs={"wait": False}, daemon=True, name="courier"
            ).start()

    def send_and_wait(self) -> None:
        """Send what is due before going on; for a poller that ends."""
        if self._channels:
            self._send(wait=True)

    def _send(self, *, wait: bool) -> None:
        if not self._busy.acquire(blocking=wait):
            return
        try:
            deliver(self._path, self._channels, self._clock)
        except StoreError as error:
            self._complain(f"alerts were not sent: {error}")
        finally:
            self._busy.release()


def deliver(path: Path, channels: Sequence[Delivery], clock: Callable[[], datetime]) -> int:
    """Send what is due to every channel, and note how it went; the number of notices that got
    through. Raises StoreError where the database cannot be used."""
    from store.alerts.deliveries import (  # noqa: PLC0415 - few pollers send anything
        begin_attempt,
        due_events,
        end_attempt,
    )
    from store.alerts.notices import notices  # noqa: PLC0415

    sent = 0
    with database.explained(path), closing(database.open_writer(path, clock())) as connection:
        for channel in channels:
            due = due_events(connection, channel.name, channel.severity, clock())
            for notice in notices(due):
                begin_attempt(connection, notice.events, channel.name, clock())
                result, ok = "sent", True
                try:
                    send(notice, channel, os.environ)
                except DeliveryFailed as error:
                    result, ok = str(error), False
                end_attempt(connection, notice.events, channel.name, ok=ok, result=result)
                sent += ok
    return sent


def send(notice: Notice, channel: Delivery, environment: Mapping[str, str]) -> None:
    """Send one notice. Raises DeliveryFailed."""
    if channel.apprise is None:
        _run_command(notice.as_object(), channel.command)
        return
    _notify(notice.title, notice.body, "text", _address(channel, environment))


def send_page(
    title: str, page: str, form: str, channel: Delivery, environment: Mapping[str, str]
) -> None:
    """Send a page in `form` (text, md, html or json) as one message. Raises DeliveryFailed."""
    if channel.apprise is None:
        _run_command({"title": title, "format": form, "body": page}, channel.command)
        return
    _notify(title, page, form, _address(channel, environment))


def _address(channel: Delivery, environment: Mapping[str, str]) -> str:
    """The address that apprise is given. Raises DeliveryFailed where the secret is missing."""
    if channel.apprise is None:
        raise ValueError(f"{channel.name} has no address")
    try:
        return reveal(channel.apprise, channel.name, environment)
    except CredentialMissing as error:
        raise DeliveryFailed(str(error)) from error


def _run_command(message: Mapping[str, Any], command: Sequence[str]) -> None:
    """Raises DeliveryFailed where it cannot be started, takes too long or ends with an error."""
    try:
        done = subprocess.run(
            list(command),
            input=json.dumps(message, ensure_ascii=False).encode(),
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            timeout=COMMAND_SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        raise DeliveryFailed(f"{command[0]} took longer than {COMMAND_SECONDS} s") from error
    except OSError as error:
        raise DeliveryFailed(f"{command[0]} cannot be started: {error.strerror}") from error
    if done.returncode:
        said = done.stderr.decode(errors="replace").strip()[-200:]
        raise DeliveryFailed(f"{command[0]} ended with {done.returncode}: {said}")


def _notify(title: str, body: str, form: str, address: str) -> None:
    """Raises DeliveryFailed where apprise is not there or the service did not take it."""
    try:
        import apprise  # noqa: PLC0415 - an optional extra, only when there is something to send
    except ImportError:
        raise DeliveryFailed(f"apprise is not installed: {how_to_add('apprise')} adds it") from None
    formats = {
        "text": apprise.NotifyFormat.TEXT,
        "json": apprise.NotifyFormat.TEXT,
        "md": apprise.NotifyFormat.MARKDOWN,
        "html": apprise.NotifyFormat.HTML,
    }
    service = apprise.Apprise()
    if not service.add(address):
        raise DeliveryFailed("the address is none that apprise knows")
    taken = service.notify(
        body=body,
        title=title,
        body_format=formats[form],
        interpret_escapes=False,
    )
    if not taken:
        raise DeliveryFailed("the service did not take it")
