"""The gate's judgement, case by case."""

from __future__ import annotations

import pytest

from tui.serving.gate import Gate, Verdict, hosts_for

GATE = Gate("the-token", "the-cookie", hosts_for("127.0.0.1", 8127))
OURS = {"Host": "127.0.0.1:8127"}
FROM_US = {**OURS, "Origin": "http://127.0.0.1:8127"}
COOKIE = {"alimon": "the-cookie"}


@pytest.mark.parametrize(
    ("headers", "token", "cookies", "is_websocket", "verdict"),
    [
        (OURS, None, {}, False, "no token"),
        (OURS, "the-token", {}, False, "give cookie"),
        (OURS, "the-toke", {}, False, "no token"),
        (OURS, "the-token ", {}, False, "no token"),
        (OURS, "thé-token", {}, False, "no token"),
        (OURS, None, COOKIE, False, "enter"),
        (OURS, None, {"alimon": "the-token"}, False, "no token"),
        ({"Host": "LOCALHOST:8127"}, None, COOKIE, False, "enter"),
        ({"Host": "[::1]:8127"}, None, COOKIE, False, "enter"),
        ({"Host": "127.0.0.1"}, None, COOKIE, False, "wrong host"),
        ({"Host": "127.0.0.1:9999"}, None, COOKIE, False, "wrong host"),
        ({"Host": "rebound.example:8127"}, "the-token", COOKIE, False, "wrong host"),
        ({}, None, COOKIE, False, "wrong host"),
        (FROM_US, None, COOKIE, True, "enter"),
        (OURS, None, COOKIE, True, "wrong origin"),
        (FROM_US, "the-token", {}, True, "no token"),
        ({**OURS, "Origin": "null"}, None, COOKIE, True, "wrong origin"),
        ({**OURS, "Origin": "http://evil.example"}, "the-token", {}, False, "wrong origin"),
        ({**OURS, "Origin": "http://127.0.0.1:8127.evil.example"}, None, COOKIE, True,
         "wrong origin"),
    ],
)  # fmt: skip
def test_who_may_enter(
    headers: dict[str, str],
    token: str | None,
    cookies: dict[str, str],
    is_websocket: bool,
    verdict: Verdict,
) -> None:
    judged = GATE.judge(headers, token=token, cookies=cookies, is_websocket=is_websocket)
    assert judged == verdict


def test_an_address_of_the_network_is_one_more_name() -> None:
    assert "192.168.1.7:8127" in hosts_for("192.168.1.7", 8127)
    assert "[fe80::1]:8127" in hosts_for("fe80::1", 8127)
    assert "localhost" in hosts_for("127.0.0.1", 80)
