"""Why a title is tagged as it is: asked of `alimon tag --explain` in a child.

The rules live in feeds, which the app does not load. The child takes about a fifth of a second;
its answer is read here into values, and whatever goes wrong becomes one line for the user.
"""

from __future__ import annotations

import asyncio
import json
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from store.safe_text import safe_line

LIMIT_SECONDS = 20.0
COMMAND = (sys.executable, "-m", "tui", "tag", "--explain")


class NoReasons(Exception):
    """The rules could not be asked; the message says why."""


@dataclass(frozen=True, slots=True)
class Word:
    """A word of the title and the part it played."""

    text: str
    role: str


@dataclass(frozen=True, slots=True)
class Lack:
    """A word that did not count: it needed one of `needs` (names of signals) `where`."""

    word: str
    needs: tuple[str, ...]
    where: str


@dataclass(frozen=True, slots=True)
class Block:
    """A word that did not count because the words `by` spoke against it."""

    word: str
    by: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class TopicReasons:
    """How a topic's score came about; it holds from `threshold` on."""

    topic: str
    score: float
    threshold: float
    holds: bool
    words: tuple[Word, ...]
    lacks: tuple[Lack, ...]
    blocks: tuple[Block, ...]


@dataclass(frozen=True, slots=True)
class CompanyReasons:
    """A company that was named; `reason` says why it does not hold, '' where it does."""

    company: str
    holds: bool
    words: tuple[Word, ...]
    reason: str


@dataclass(frozen=True, slots=True)
class TagReasons:
    """Every topic and every company named, by the rules of version `ruleset` as they are now."""

    ruleset: str
    topics: tuple[TopicReasons, ...]
    companies: tuple[CompanyReasons, ...]


async def explain_title(
    title: str, summary: str = "", command: tuple[str, ...] = COMMAND
) -> TagReasons:
    """Ask the rules about `title`. Raises NoReasons. The child ends with the question."""
    question = json.dumps({"id": 1, "title": title, "summary": summary}) + "\n"
    try:
        child = await asyncio.create_subprocess_exec(
            *command,
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
        )
    except OSError as error:
        raise NoReasons(f"the rules could not be started: {error.strerror}") from error
    try:
        async with asyncio.timeout(LIMIT_SECONDS):
            answer, complaint = await child.communicate(question.encode())
    except TimeoutError as error:
        raise NoReasons(f"the rules did not answer within {LIMIT_SECONDS:.0f} s") from error
    finally:
        if child.returncode is None:
            child.kill()
            await child.wait()
    if child.returncode:
        last = complaint.decode(errors="replace").strip().rpartition("\n")[2]
        raise NoReasons(safe_line(last) or f"the rules ended with {child.returncode}")
    return read_answer(answer)


def read_answer(answer: bytes) -> TagReasons:
    """The answer of `alimon tag --explain` as values. Raises NoReasons."""
    try:
        value = json.loads(answer)
        return TagReasons(
            safe_line(value["ruleset"]),
            tuple(_topic(topic) for topic in value["topics"]),
            tuple(_company(company) for company in value["companies"]),
        )
    except (ValueError, KeyError, TypeError) as error:
        raise NoReasons("the rules gave an answer that cannot be read") from error


def _topic(value: Mapping[str, Any]) -> TopicReasons:
    return TopicReasons(
        safe_line(value["topic"]),
        float(value["score"]),
        float(value["threshold"]),
        bool(value["holds"]),
        _words(value["evidence"]),
        tuple(
            Lack(
                safe_line(lack["evidence"]["text"]),
                tuple(safe_line(need).replace("_", " ") for need in lack["needs"]),
                safe_line(lack["where"]),
            )
            for lack in value["missing"]
        ),
        tuple(
            Block(
                safe_line(block["evidence"]["text"]),
                tuple(safe_line(word["text"]) for word in block["by"]),
            )
            for block in value["blocked"]
        ),
    )


def _company(value: Mapping[str, Any]) -> CompanyReasons:
    return CompanyReasons(
        safe_line(value["company"]),
        bool(value["holds"]),
        _words(value["evidence"]),
        safe_line(value["reason"]),
    )


def _words(evidence: list[Mapping[str, Any]]) -> tuple[Word, ...]:
    return tuple(
        dict.fromkeys(Word(safe_line(each["text"]), safe_line(each["role"])) for each in evidence)
    )
