"""Reading and storing a results release in a child process, as `alimon metrics release` does.

The release reader is no part of the app, which reads only the store. The child fetches the
document, reads it and answers with JSON, while the screen goes on.
"""

from __future__ import annotations

import asyncio
import json
import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

from store.safe_text import safe_line

LONGEST_ANSWER = 20_000_000
SECONDS = 120.0
SHOWN = ("revenue", "adj_ebita")  # metrics of the segments that the review lists


class ReleaseUnread(Exception):
    """The child could not read or store the release; in words for the user."""


@dataclass(frozen=True, slots=True)
class ReviewedCheck:
    """One check of the reader: `left` must equal `right` within rounding."""

    name: str
    ok: bool
    left: Decimal
    right: Decimal
    note: str


@dataclass(frozen=True, slots=True)
class ReviewedFigure:
    """A figure of the quarter, in millions of yuan; `growth` in percent, None where the release
    prints none."""

    segment: str
    metric: str
    value: Decimal
    growth: Decimal | None


@dataclass(frozen=True, slots=True)
class ReviewedEvent:
    """A change of an alert that the release brings: the rule's name or text, the new state, the
    value with its unit."""

    rule: str
    state: str
    value: str
    note: str


@dataclass(frozen=True, slots=True)
class ReviewedClaim:
    """A claim of the press: its words, what the record says of it, and who wrote it."""

    words: str
    verdict: str
    note: str
    source: str
    title: str


@dataclass(frozen=True, slots=True)
class ReviewedRelease:
    """A release as it would enter the record. `kinds` counts its observations by kind: reported,
    comparative, recast; `new_segments` are names the record does not know. `events` and `claims`:
    the alerts it brings and the press's claims beside it, None where that was not looked at."""

    title: str
    period_end: str
    released: str
    basis: str
    new_segments: tuple[str, ...]
    kinds: Mapping[str, int]
    checks: tuple[ReviewedCheck, ...]
    figures: tuple[ReviewedFigure, ...] = ()
    events: tuple[ReviewedEvent, ...] | None = None
    claims: tuple[ReviewedClaim, ...] | None = None

    @property
    def failed(self) -> tuple[ReviewedCheck, ...]:
        """The checks that do not hold."""
        return tuple(check for check in self.checks if not check.ok)


async def read_release(path: Path, url: str, *, commit: bool = False) -> ReviewedRelease:
    """Read the release at `url` against the database at `path`; with `commit`, store it too. Raises
    ReleaseUnread."""
    if not url.startswith(("https://", "http://")):
        raise ReleaseUnread(f"{url} is no address of a release.")
    try:
        child = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "tui", "metrics", "release", url, "--json", "--db", str(path),
            *(("--commit",) if commit else ()),
            stdin=asyncio.subprocess.DEVNULL,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
        )  # fmt: skip
    except OSError as problem:
        raise ReleaseUnread(f"The reader could not be started: {problem.strerror}.") from problem
    try:
        answer, complaint = await asyncio.wait_for(child.communicate(), SECONDS)
    except TimeoutError:
        raise ReleaseUnread(f"{url} was not read within {SECONDS:.0f} seconds.") from None
    finally:
        if child.returncode is None:
            child.kill()
            await child.wait()
    if child.returncode not in (0, 1) or not answer:  # 1: a check fails, which is an answer too
        words = complaint.decode(errors="replace").strip().splitlines()
        raise ReleaseUnread(safe_line(words[-1]) if words else "The release could not be read.")
    return reviewed_release(answer)


def reviewed_release(answer: bytes) -> ReviewedRelease:
    """The release out of the child's JSON. Raises ReleaseUnread where it is none."""
    if len(answer) > LONGEST_ANSWER:
        raise ReleaseUnread("The release is too long to be one.")
    try:
        fields: dict[str, Any] = json.loads(answer, parse_float=Decimal, parse_int=Decimal)
        release = fields["release"]
        return ReviewedRelease(
            title=safe_line(release["title"]),
            period_end=str(release["period_end"]),
            released=str(release["released"] or ""),
            basis=str(release["basis"]),
            new_segments=tuple(safe_line(name) for name in release["new_segments"]),
            kinds=Counter(str(each["kind"]) for each in fields["observations"]),
            checks=tuple(
                ReviewedCheck(
                    safe_line(check["name"]),
                    check["ok"] is True,
                    Decimal(check["left"]),
                    Decimal(check["right"]),
                    safe_line(check["note"]),
                )
                for check in fields["checks"]
            ),
            figures=tuple(_figures(fields["observations"], str(release["period_end"]))),
            events=_events(fields.get("outlook")),
            claims=_claims(fields.get("outlook")),
        )
    except (ValueError, KeyError, TypeError) as problem:
        raise ReleaseUnread(f"The answer of the release reader is unclear: {problem}.") from None


def _figures(
    observations: Iterable[Mapping[str, Any]], period_end: str
) -> Iterator[ReviewedFigure]:
    for each in observations:
        place = (each["metric"], each["period_end"], each["period_type"], each["unit"])
        if place in {(metric, period_end, "quarter", "CNY_mn") for metric in SHOWN}:
            growth = each["yoy_pct"]
            yield ReviewedFigure(
                safe_line(each["segment"]),
                each["metric"],
                Decimal(each["value"]),
                None if growth is None else Decimal(growth),
            )


def _events(outlook: Mapping[str, Any] | None) -> tuple[ReviewedEvent, ...] | None:
    if outlook is None:
        return None
    return tuple(
        ReviewedEvent(
            safe_line(event["name"] or event["rule"]),
            safe_line(event["to"]),
            safe_line(event["value"]),
            safe_line(event["note"]),
        )
        for event in outlook["events"]
    )


def _claims(outlook: Mapping[str, Any] | None) -> tuple[ReviewedClaim, ...] | None:
    if outlook is None:
        return None
    return tuple(
        ReviewedClaim(
            safe_line(claim["words"]),
            safe_line(claim["verdict"]),
            safe_line(claim["note"]),
            safe_line(claim["source"]),
            safe_line(claim["title"]),
        )
        for claim in outlook["claims"]
    )
