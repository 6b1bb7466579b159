"""A loopback server of generated feeds, light enough not to be what is measured.

Sends ETag, Last-Modified and gzip, answers conditional requests with 304, and may wait before each
answer. `python bench/feed_server.py --feeds 500` prints its port and serves until its standard
input closes. The feeds are generated from a seed: our own sentences, no third-party text.
"""

from __future__ import annotations

import argparse
import asyncio
import gzip
import random
import sys
import tomllib
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path

COMPANIES = ("Alibaba", "Tencent", "Baidu", "JD.com", "Nvidia", "Microsoft", "Amazon", "阿里巴巴")
WITH_FIGURES = (
    "{c} says cloud revenue rose {n}% in the quarter",
    "{c} plans capex of {n} billion yuan on AI data centres",
    "{c}云计算收入同比增长{n}%",
    "{c}计划投入{n}亿元建设人工智能基础设施",
)
VOCABULARY = tomllib.loads(Path(__file__).with_name("feed_words.toml").read_text("utf-8"))
WHO, DOES, WHAT, WORDS = (VOCABULARY[key].split() for key in ("who", "does", "what", "text"))
# what is kept, matched and forgotten depends on age: the newest item is always this hour's
NEWEST = datetime.now(UTC).replace(minute=0, second=0, microsecond=0)


@dataclass(frozen=True, slots=True)
class Feed:
    """A document as it is sent."""

    body: bytes
    packed: bytes
    etag: str
    modified: str


def generate(number: int, items: int, kilobytes: int) -> Feed:
    """Feed `number`: `items` items, about `kilobytes` of XML, a quarter of them with full text."""
    chance = random.Random(number)
    full_texts = max(items // 4, 1)
    paragraph = max((kilobytes * 1_000 - items * 700) // full_texts, 0)
    rows = []
    for position in range(items):
        moment = NEWEST - timedelta(minutes=position * 37 + number % 37)
        title = _title(chance)
        content = ""
        if position % 4 == 0:
            content = f"<content:encoded><![CDATA[{_text(chance, paragraph)}]]></content:encoded>"
        rows.append(
            f"<item><title>{title}</title>"
            f"<link>https://example.com/{number}/{position}</link>"
            f'<guid isPermaLink="false">{number}:{position}</guid>'
            f"<pubDate>{format_datetime(moment)}</pubDate>"
            f"<description>{_text(chance, 300)}</description>{content}</item>"
        )
    body = (
        '<?xml version="1.0" encoding="utf-8"?><rss version="2.0" '
        'xmlns:content="http://purl.org/rss/1.0/modules/content/">'
        f"<channel><title>Feed {number}</title><link>https://example.com/{number}</link>"
        f"<description>generated</description>{''.join(rows)}</channel></rss>"
    ).encode()
    return Feed(
        body,
        gzip.compress(body, 6),
        f'"{number}-{len(body)}"',
        format_datetime(NEWEST, usegmt=True),
    )


def _title(chance: random.Random) -> str:
    """One in eight states a figure about a company; the others are about anything."""
    who, what, where = chance.choice(WHO), chance.choice(WHAT), chance.choice(WHAT)
    if chance.random() < 0.125:
        figure = chance.choice(WITH_FIGURES)
        stated = figure.format(c=chance.choice(COMPANIES), n=chance.randint(2, 9_999) / 10)
        return f"{stated}, {_name(chance)} {chance.choice(DOES)} {what} {_name(chance)}"
    more = " ".join(chance.choice(WORDS) for _ in range(chance.randint(1, 5)))
    return f"{_name(chance)} {who} {chance.choice(DOES)} {what} over {where} {_name(chance)} {more}"


def _name(chance: random.Random) -> str:
    """A proper name: headlines are told apart by theirs."""
    return "".join(
        chance.choice("bdfgklmnprstvz") + chance.choice("aeiou")
        for _ in range(chance.randint(2, 4))
    ).capitalize()


def _text(chance: random.Random, length: int) -> str:
    words: list[str] = []
    size = 0
    while size < length:
        word = chance.choice(WORDS)
        words.append(word)
        size += len(word) + 1
    return " ".join(words)


class Protocol(asyncio.Protocol):
    """HTTP/1.1 as far as a feed reader needs it: GET /N.xml with keep-alive."""

    def __init__(self, feeds: list[Feed], latency: float) -> None:
        self._feeds = feeds
        self._latency = latency
        self._received = b""
        self._transport: asyncio.Transport

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport

    def data_received(self, data: bytes) -> None:
        self._received += data
        while b"\r\n\r\n" in self._received:
            head, _, self._received = self._received.partition(b"\r\n\r\n")
            answer = self._answer(head)
            if self._latency:
                asyncio.get_running_loop().call_later(self._latency, self._send, answer)
            else:
                self._send(answer)

    def _send(self, answer: bytes) -> None:
        if not self._transport.is_closing():
            self._transport.write(answer)

    def _answer(self, head: bytes) -> bytes:
        lines = head.decode("latin-1").split("\r\n")
        path = lines[0].split(" ")[1]
        headers = {
            name.lower(): value.strip()
            for name, _, value in (line.partition(":") for line in lines[1:])
        }
        number = path.strip("/").removesuffix(".xml")
        if not number.isdigit() or int(number) >= len(self._feeds):
            return b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n"
        feed = self._feeds[int(number)]
        validators = f"ETag: {feed.etag}\r\nLast-Modified: {feed.modified}\r\n"
        unchanged = headers.get("if-none-match") == feed.etag or (
            "if-none-match" not in headers and headers.get("if-modified-since") == feed.modified
        )
        if unchanged:
            return f"HTTP/1.1 304 Not Modified\r\n{validators}\r\n".encode()
        packed = "gzip" in headers.get("accept-encoding", "")
        body = feed.packed if packed else feed.body
        coding = "Content-Encoding: gzip\r\n" if packed else ""
        return (
            f"HTTP/1.1 200 OK\r\nContent-Type: application/rss+xml; charset=utf-8\r\n{validators}"
            f"{coding}Content-Length: {len(body)}\r\n\r\n"
        ).encode() + body


async def serve(feeds: list[Feed], latency: float) -> None:
    """Serve until standard input closes."""
    loop = asyncio.get_running_loop()
    server = await loop.create_server(lambda: Protocol(feeds, latency), "127.0.0.1", 0, backlog=512)
    print(server.sockets[0].getsockname()[1], flush=True)
    await loop.run_in_executor(None, sys.stdin.read)
    server.close()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--feeds", type=int, default=500)
    parser.add_argument("--items", type=int, default=40)
    parser.add_argument("--kilobytes", type=int, default=100)
    parser.add_argument("--latency", type=float, default=0, metavar="SECONDS")
    chosen = parser.parse_args()
    feeds = [generate(n, chosen.items, chosen.kilobytes) for n in range(chosen.feeds)]
    asyncio.run(serve(feeds, chosen.latency))


if __name__ == "__main__":
    main()
