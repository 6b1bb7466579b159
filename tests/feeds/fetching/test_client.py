"""What the user set for a feed becomes part of its request: secrets, headers, proxies."""

from __future__ import annotations

import sys
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import pytest

from feeds.fetching.client import request_for
from feeds.fetching.credentials import CredentialMissing
from store.configuration import Configuration, FeedSettings, Network, Secret

URL = "https://a.example/feed"
PROXY = "http://proxy.example:3128"


def configured(**fields: object) -> Configuration:
    settings = replace(FeedSettings(URL), **fields)  # type: ignore[arg-type]
    return Configuration(Path("config.toml"), feeds=(settings,))


class Keyring:
    """The system's keyring, with what is in it."""

    def __init__(self, entries: dict[tuple[str, str], str]) -> None:
        self.errors = SimpleNamespace(KeyringError=RuntimeError)
        self._entries = entries

    def get_password(self, service: str, user: str) -> str | None:
        if not self._entries:
            raise self.errors.KeyringError("it is locked")
        return self._entries.get((service, user))


def test_a_password_and_a_header_come_from_the_keyring(monkeypatch: pytest.MonkeyPatch) -> None:
    entries = {("feeds", "me"): "hunter2", ("keys", "me"): "k-1"}
    monkeypatch.setitem(sys.modules, "keyring", Keyring(entries))
    configuration = configured(
        user="me",
        password=Secret("keyring", "feeds"),
        headers=(("X-Key", Secret("keyring", "keys")), ("Accept", "text/xml")),
    )

    request = request_for(URL, configuration)

    assert request.authorization == "Basic bWU6aHVudGVyMg=="
    assert request.headers == {"X-Key": "k-1", "Accept": "text/xml"}


@pytest.mark.parametrize(
    ("keyring", "problem"),
    [
        (Keyring({("feeds", "you"): "x"}), "the keyring has no entry for me in feeds"),
        (Keyring({}), "the keyring does not answer: it is locked"),
        (Keyring({("feeds", "me"): "two\nlines"}), "has control characters in it"),
        (None, "the keyring library is not installed"),
    ],
)
def test_what_the_keyring_lacks_is_named(
    keyring: Keyring | None, problem: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "keyring", keyring)

    with pytest.raises(CredentialMissing, match=problem) as caught:
        request_for(URL, configured(user="me", password=Secret("keyring", "feeds")))
    assert "two" not in str(caught.value)


def test_a_feeds_own_proxy_comes_before_that_of_all() -> None:
    network = Network(proxy="http://other.example:3128")

    own = replace(configured(proxy=PROXY), network=network)
    common = replace(configured(), network=network)

    assert request_for(URL, own).proxy == PROXY
    assert request_for(URL, common).proxy == "http://other.example:3128"
    assert request_for("https://b.example/", configured(proxy=PROXY)).proxy is None
