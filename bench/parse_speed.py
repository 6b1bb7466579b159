"""How fast feeds are parsed: python bench/parse_speed.py [--corpus FOLDER] [--feeds N]

Beside feedparser, which alimon uses for what is broken, and fastfeedparser where that is
installed. Feeds are generated (40 items, about 100 kB, a quarter of the items with full text);
FOLDER may hold real ones. Each figure is the best of three rounds, in turn, one process, one core;
a document that a parser refuses counts as its time and no entries.
"""

from __future__ import annotations

import argparse
import importlib
import importlib.util
import platform
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import feedparser

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from feed_server import generate

from feeds.parsing.parse import NotAFeed, Repairer, parse_feed

ROUNDS = 3
ITEMS = 40
KILOBYTES = 100


@dataclass(frozen=True, slots=True)
class Parser:
    """A name, and how many entries it finds in a document."""

    name: str
    count: Callable[[bytes], int]


@dataclass(frozen=True, slots=True)
class Pass:
    """One run over all documents."""

    entries: int
    seconds: float
    slowest: float  # seconds for one document

    @property
    def rate(self) -> float:
        return self.entries / self.seconds


def alimon_parser(repairer: Repairer) -> Parser:
    def count(body: bytes) -> int:
        try:
            return len(parse_feed(body, repairer=repairer).entries)
        except NotAFeed:
            return 0

    return Parser("alimon", count)


def feedparser_parser() -> Parser:
    return Parser("feedparser", lambda body: len(feedparser.parse(body).entries))


def fastfeedparser_parser() -> Parser | None:
    if importlib.util.find_spec("fastfeedparser") is None:
        return None
    fastfeedparser = importlib.import_module("fastfeedparser")

    def count(body: bytes) -> int:
        try:
            return len(fastfeedparser.parse(body).entries)
        except (ValueError, AttributeError):
            return 0

    return Parser("fastfeedparser", count)


def run(parser: Parser, documents: list[bytes]) -> Pass:
    entries, slowest = 0, 0.0
    started = time.perf_counter()
    for body in documents:
        before = time.perf_counter()
        entries += parser.count(body)
        slowest = max(slowest, time.perf_counter() - before)
    return Pass(entries, time.perf_counter() - started, slowest)


def compare(title: str, parsers: list[Parser], documents: list[bytes]) -> None:
    size = sum(map(len, documents)) / 1e6
    print(f"\n{title}: {len(documents)} documents, {size:.1f} MB")
    print(
        f"  {'parser':<16}{'entries':>9}{'entries/s':>12}{'MB/s':>8}{'slowest ms':>12}{'ratio':>8}"
    )
    best: dict[str, Pass] = {}
    for _ in range(ROUNDS):
        for parser in parsers:
            done = run(parser, documents)
            if parser.name not in best or done.seconds < best[parser.name].seconds:
                best[parser.name] = done
    for name, done in best.items():
        print(
            f"  {name:<16}{done.entries:>9,}{done.rate:>12,.0f}{size / done.seconds:>8.1f}"
            f"{done.slowest * 1e3:>12.1f}{best['alimon'].rate / done.rate:>8.1f}"
        )


def main() -> int:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--corpus", type=Path, help="a folder of feed documents")
    arguments.add_argument("--feeds", type=int, default=20, help="how many to generate")
    options = arguments.parse_args()
    print(f"python {platform.python_version()}, {platform.machine()} {platform.system()}")
    with Repairer() as repairer:
        fast = fastfeedparser_parser()
        if fast is None:
            print("fastfeedparser is not installed and not shown")
        parsers = [alimon_parser(repairer), feedparser_parser(), *([fast] if fast else [])]
        generated = [generate(number, ITEMS, KILOBYTES).body for number in range(options.feeds)]
        compare("generated feeds", parsers, generated)
        if options.corpus:
            files = sorted(path for path in options.corpus.iterdir() if path.is_file())
            compare("corpus", parsers, [path.read_bytes() for path in files])
    return 0


if __name__ == "__main__":
    sys.exit(main())
