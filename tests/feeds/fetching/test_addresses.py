"""Which addresses are public, and what the user may name as an exception."""

from __future__ import annotations

import socket

import pytest

from feeds.fetching.addresses import PrivateAddress, is_named, is_public, public_sockets_only
from store.polling.allowances import parse_allowance


@pytest.mark.parametrize(
    "address",
    [
        "0.0.0.0",
        "10.1.2.3",
        "100.64.0.1",
        "127.0.0.1",
        "169.254.169.254",
        "172.16.0.1",
        "192.168.1.1",
        "198.18.0.1",
        "224.0.0.1",
        "255.255.255.255",
        "::",
        "::1",
        "::ffff:127.0.0.1",
        "::ffff:192.168.0.1",
        "64:ff9b::7f00:1",
        "2002:7f00:1::",
        "fc00::1",
        "fe80::1%eth0",
        "ff02::1",
        "not an address",
        "",
    ],
)
def test_these_are_not_public(address):
    assert not is_public(address)


@pytest.mark.parametrize(
    "address", ["8.8.8.8", "1.1.1.1", "2606:4700::1111", "::ffff:8.8.8.8", "64:ff9b::808:808"]
)
def test_these_are_public(address):
    assert is_public(address)


def test_no_socket_is_made_for_a_private_address():
    info = (socket.AF_INET, socket.SOCK_STREAM, 6, "", ("10.0.0.1", 80))
    with pytest.raises(PrivateAddress):
        public_sockets_only(info)


def test_a_socket_is_made_for_a_public_address():
    info = (socket.AF_INET, socket.SOCK_STREAM, 6, "", ("8.8.8.8", 80))
    with public_sockets_only(info) as made:
        assert made.family == socket.AF_INET


@pytest.mark.parametrize(
    ("allowance", "url", "named"),
    [
        ("127.0.0.1", "http://127.0.0.1:8080/feed", True),
        ("127.0.0.1:8080", "http://127.0.0.1:8080/feed", True),
        ("127.0.0.1:8080", "http://127.0.0.1:8081/feed", False),
        ("127.0.0.1:80", "http://127.0.0.1/feed", True),
        ("localhost:443", "https://LOCALHOST/feed", True),
        ("10.0.0.0/8", "http://10.9.8.7/feed", True),
        ("10.0.0.0/8", "http://11.0.0.1/feed", False),
        ("10.0.0.0/8", "http://nas.local/feed", False),
        ("nas.local", "http://nas.local:5000/feed", True),
        ("nas.local", "http://other.nas.local/feed", False),
        ("[::1]:8080", "http://[::1]:8080/feed", True),
        ("::1", "http://[::1]:9/feed", True),
    ],
)
def test_an_allowance_names_a_host_a_port_or_a_network(allowance, url, named):
    assert is_named(url, [parse_allowance(allowance)]) is named


@pytest.mark.parametrize("text", ["", "http://x", "a b", "me@host", "host:port", "10.0.0.0/99"])
def test_what_is_no_allowance_is_refused_with_what_is(text):
    with pytest.raises(ValueError, match="is neither a host, a host:port nor a network"):
        parse_allowance(text)
