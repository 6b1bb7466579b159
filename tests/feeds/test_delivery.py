"""Notices get to a real command, a real HTTP receiver and a real mail server on loopback."""

from __future__ import annotations

import asyncio
import json
import sqlite3
import sys
import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from email import message_from_bytes, policy
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.smtp import SMTP

from feeds.delivery import Courier, DeliveryFailed, deliver, send_page
from store import database
from store.alerts import attention
from store.alerts import events as alert_events
from store.alerts.deliveries import INTERRUPTED, MOST_ATTEMPTS, attempts
from store.alerts.evaluation import evaluate
from store.configuration import Delivery, Secret
from store.headlines.entries import FetchRecord, ParsedEntry, TaggedEntry, Tagging
from store.headlines.keeping import write_poll
from store.polling.subscriptions import NewFeed, add_feed
from store.rules import saved as rules

START = datetime(2026, 8, 20, 12, tzinfo=UTC)
HOSTILE = "Prices; $(touch owned) `id` {0} %s\\r\\nBcc: x@example.org"


class Scene:
    """A database with rules on headlines, and a clock."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.now = START
        self.connection: sqlite3.Connection = database.open_writer(path, START)
        self.feed = add_feed(
            self.connection, NewFeed(url="https://example.org/", title="A paper"), START
        )
        self.told = 0

    def clock(self) -> datetime:
        return self.now

    def watch(self, text: str) -> None:
        rules.add_rule(self.connection, text, self.now)

    def tell(self, title: str) -> None:
        self.told += 1
        entry = ParsedEntry(str(self.told), title, None, self.now, None)
        tagged = TaggedEntry(entry, "en", Tagging(("cloud",), (), (), "test"))
        fetch = FetchRecord(self.feed, self.now, 1, "ok")
        write_poll(self.connection, fetch, [tagged], self.now)
        evaluate(self.connection, self.now)

    def deliver(self, channel: Delivery) -> int:
        return deliver(self.path, [channel], self.clock)

    def results(self) -> list[tuple[bool, str]]:
        (event, *_) = alert_events.events_since(self.connection, 0)
        return [(each.ok, each.result) for each in attempts(self.connection, event.id)]


@pytest.fixture
def scene(tmp_path: Path) -> Iterator[Scene]:
    made = Scene(tmp_path / "alimon.sqlite")
    made.watch("topic:cloud")
    yield made
    made.connection.close()


def saves_to(path: Path) -> Delivery:
    """A command that keeps what it reads."""
    script = "import sys; open(sys.argv[1], 'ab').write(sys.stdin.buffer.read() + b'\\n')"
    return Delivery("file", command=(sys.executable, "-c", script, str(path)), severity="info")


def read_notices(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def test_a_command_reads_the_notice_as_json_and_nothing_else(scene: Scene, tmp_path: Path) -> None:
    scene.tell(HOSTILE)

    assert scene.deliver(saves_to(tmp_path / "out")) == 1

    (notice,) = read_notices(tmp_path / "out")
    assert notice["title"] == "alimon: firing"
    assert notice["events"][0]["headline"] == HOSTILE
    assert notice["events"][0]["rule"] == "topic:cloud"
    assert scene.results() == [(True, "sent")]
    assert not (tmp_path / "owned").exists()


def test_an_event_is_sent_once_it_got_through(scene: Scene, tmp_path: Path) -> None:
    channel = saves_to(tmp_path / "out")
    scene.tell("Cloud prices fall")

    assert [scene.deliver(channel), scene.deliver(channel)] == [1, 0]


def test_many_rules_at_once_make_one_digest(scene: Scene, tmp_path: Path) -> None:
    for number in range(19):
        scene.watch(f'topic:cloud and not ~ "number{number}"')
    scene.tell("Cloud prices fall")

    assert scene.deliver(saves_to(tmp_path / "out")) == 1

    (notice,) = read_notices(tmp_path / "out")
    assert notice["title"] == "alimon: 20 firing"
    assert len(notice["events"]) == 20


def test_a_failure_is_recorded_and_tried_again_with_growing_pauses(scene: Scene) -> None:
    script = "import sys; sys.exit('no paper')"
    channel = Delivery("broken", command=(sys.executable, "-c", script))
    scene.tell("Cloud prices fall")
    tried = []
    for _ in range(50):
        scene.deliver(channel)
        tried.append(len(scene.results()))
        scene.now += timedelta(minutes=1)

    assert tried[:4] == [1, 2, 2, 3]
    assert tried[-1] == MOST_ATTEMPTS
    assert scene.results()[0] == (False, f"{sys.executable} ended with 1: no paper")


def test_what_a_crash_cut_short_is_not_sent_twice_and_says_so(
    scene: Scene, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    channel = saves_to(tmp_path / "out")
    scene.tell("Cloud prices fall")

    def killed(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr("feeds.delivery.send", killed)
        with pytest.raises(KeyboardInterrupt):
            scene.deliver(channel)
    sent_later = [scene.deliver(channel)]
    scene.now += timedelta(hours=1)
    sent_later.append(scene.deliver(channel))

    assert sent_later == [0, 0]
    assert scene.results() == [(False, INTERRUPTED)]


@pytest.mark.parametrize(
    ("channel", "problem"),
    [
        (Delivery("x", command=("/no/such/program",)), "/no/such/program cannot be started"),
        (Delivery("x", apprise=Secret("env", "ALIMON_UNSET")), "ALIMON_UNSET is not set"),
        (Delivery("x", apprise=Secret("env", "ALIMON_STRANGE")), "none that apprise knows"),
        (Delivery("x", apprise=Secret("env", "ALIMON_DOWN")), "the service did not take it"),
    ],
)
def test_what_is_missing_is_named(
    scene: Scene, channel: Delivery, problem: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ALIMON_STRANGE", "nosuch://me")
    monkeypatch.setenv("ALIMON_DOWN", "json://127.0.0.1:1/")
    scene.tell("Cloud prices fall")

    assert scene.deliver(channel) == 0
    assert problem in scene.results()[0][1]


def test_a_channel_hears_only_of_what_is_loud_enough(scene: Scene, tmp_path: Path) -> None:
    channel = Delivery("file", command=saves_to(tmp_path / "out").command, severity="critical")
    scene.tell("Cloud prices fall")

    assert scene.deliver(channel) == 0
    assert not (tmp_path / "out").exists()


def test_a_snoozed_rule_sends_nothing(scene: Scene, tmp_path: Path) -> None:
    channel = saves_to(tmp_path / "out")
    scene.tell("Cloud prices fall")
    scene.deliver(channel)
    (status,) = rules.rules_with_state(scene.connection)
    attention.snooze(scene.connection, status.alert or 0, scene.now + timedelta(days=1), scene.now)
    scene.tell("Data centres open in the north")

    assert scene.deliver(channel) == 0


def test_a_new_channel_does_not_hear_of_the_past(scene: Scene, tmp_path: Path) -> None:
    scene.tell("Cloud prices fall")
    scene.now += timedelta(hours=1)

    assert scene.deliver(saves_to(tmp_path / "out")) == 0


def test_the_courier_sends_what_is_due(scene: Scene, tmp_path: Path) -> None:
    problems: list[str] = []
    scene.tell("Cloud prices fall")
    courier = Courier(scene.path, [saves_to(tmp_path / "out")], scene.clock, problems.append)

    courier.send_and_wait()

    assert len(read_notices(tmp_path / "out")) == 1
    assert problems == []


def test_a_command_that_hangs_is_ended(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("feeds.delivery.COMMAND_SECONDS", 0.05)
    scene.tell("Cloud prices fall")

    assert scene.deliver(Delivery("x", command=("sleep", "60"))) == 0
    assert scene.results() == [(False, "sleep took longer than 0.05 s")]


def test_without_apprise_it_says_what_to_install(
    scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ALIMON_DOWN", "json://127.0.0.1:1/")
    monkeypatch.setitem(sys.modules, "apprise", None)
    scene.tell("Cloud prices fall")

    assert scene.deliver(Delivery("x", apprise=Secret("env", "ALIMON_DOWN"))) == 0
    assert "apprise is not installed" in scene.results()[0][1]


def test_a_page_is_sent_to_an_address_as_well() -> None:
    with pytest.raises(DeliveryFailed, match="the service did not take it"):
        send_page(
            "The day", "# News", "md", Delivery("x", apprise=Secret("env", "DOWN")),
            {"DOWN": "json://127.0.0.1:1/"},
        )  # fmt: skip


def test_the_courier_tells_of_a_database_that_cannot_be_read(tmp_path: Path) -> None:
    problems: list[str] = []
    (tmp_path / "alimon.sqlite").write_bytes(b"no database, only words" * 99)
    channel = Delivery("x", command=("true",))

    Courier(tmp_path / "alimon.sqlite", [channel], lambda: START, problems.append).send_and_wait()

    assert problems[0].startswith("alerts were not sent: ")


class Receiver(HTTPServer):
    """Keeps the JSON bodies that are posted to it."""

    def __init__(self) -> None:
        self.bodies: list[dict[str, Any]] = []
        super().__init__(("127.0.0.1", 0), ReceiverHandler)


class ReceiverHandler(BaseHTTPRequestHandler):
    server: Receiver

    def do_POST(self) -> None:
        length = int(self.headers["Content-Length"])
        self.server.bodies.append(json.loads(self.rfile.read(length)))
        self.send_response(200)
        self.end_headers()

    def log_message(self, *_: object) -> None:
        pass


def test_a_real_http_receiver_gets_the_notice(
    scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    receiver = Receiver()
    thread = threading.Thread(target=receiver.serve_forever, args=(0.01,))
    thread.start()
    monkeypatch.setenv("ALIMON_TEST_HOOK", f"json://127.0.0.1:{receiver.server_port}/")
    scene.tell(HOSTILE)
    try:
        assert scene.deliver(Delivery("hook", apprise=Secret("env", "ALIMON_TEST_HOOK"))) == 1
    finally:
        receiver.shutdown()
        thread.join()
        receiver.server_close()

    (body,) = receiver.bodies
    assert body["title"] == "alimon: firing"
    assert body["message"] == f"firing: topic:cloud: {HOSTILE}"


class Mailbox:
    """A mail server that keeps the messages it takes."""

    def __init__(self) -> None:
        self.messages: list[bytes] = []
        self.port = 0
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever)

    async def handle_DATA(self, _server: object, _session: object, envelope: Any) -> str:  # noqa: N802 - aiosmtpd's name
        self.messages.append(envelope.content)
        return "250 OK"

    def __enter__(self) -> Mailbox:
        self._thread.start()
        listening = self._loop.create_server(
            lambda: SMTP(self, loop=self._loop), host="127.0.0.1", port=0
        )
        server = asyncio.run_coroutine_threadsafe(listening, self._loop).result(timeout=5)
        self.port = server.sockets[0].getsockname()[1]
        self._server = server
        return self

    def __exit__(self, *_: object) -> None:
        self._loop.call_soon_threadsafe(self._server.close)
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()


def test_a_real_mail_server_gets_the_notice_and_no_header_of_a_feeds(
    scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    scene.tell(HOSTILE)
    with Mailbox() as mailbox:
        monkeypatch.setenv(
            "ALIMON_TEST_MAIL",
            f"mailto://127.0.0.1:{mailbox.port}/?from=alimon@example.org&to=me@example.org"
            "&mode=insecure",
        )
        sent = scene.deliver(Delivery("mail", apprise=Secret("env", "ALIMON_TEST_MAIL")))

    assert sent == 1, scene.results()
    message = message_from_bytes(mailbox.messages[0], policy=policy.default)
    assert message["Subject"] == "alimon: firing"
    assert message["Bcc"] is None
    assert "Prices; $(touch owned)" in message.get_body().get_content()  # type: ignore[union-attr]
