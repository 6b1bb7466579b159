"""`alimon tag`: topics and companies of titles, JSON Lines in and out."""

from __future__ import annotations

import io
import json
import sys
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

import click

from store.errors import StoreError

if TYPE_CHECKING:
    from feeds.tagging.explanation import Explanation
    from store.headlines.entries import Tagging


@dataclass(frozen=True, slots=True)
class _Title:
    id: str | int | float | bool | None
    title: str
    summary: str


@click.command(
    short_help="Tag titles with topics and companies.",
    epilog="""\b
Examples:
  alimon tag headlines.jsonl
  echo '{"id": 1, "title": "Alibaba Cloud cuts prices"}' | alimon tag
  echo '{"id": 1, "title": "Cloud over the lake"}' | alimon tag --explain

--explain answers {"id", "ruleset", "topics", "companies"} instead. Every topic has its name, score
and threshold, whether it holds, the evidence that counted, what is "missing" (weak words without
the support they need) and what was "blocked" (words that others spoke against). Every company that
was named has its evidence, whether it holds, and the reason if it does not.
""",
)
@click.argument(
    "file",
    metavar="[FILE|-]",
    type=click.Path(exists=True, dir_okay=False, allow_dash=True),
    default="-",
)
@click.option("--explain", is_flag=True, help="Say why, and what was missing for the others.")
def tag(file: str, explain: bool) -> None:
    """Tag titles with the topics and companies they are about.

    Reads FILE (or standard input) as JSON Lines, {"id", "title", "summary"?} each, and answers
    {"id", "topics", "companies", "evidence"} in the same order. Evidence names the words, where
    they stand in the title and the part they played.
    """
    from feeds.tagging import load_tagger

    tagger = load_tagger()
    for problem in tagger.problems:
        click.echo(f"alimon: {problem}", err=True)
    if isinstance(
        sys.stdout, io.TextIOWrapper
    ):  # a lone surrogate becomes JSON's own escape for it
        sys.stdout.reconfigure(encoding="utf-8", errors="backslashreplace")
    name = "standard input" if file == "-" else file
    with click.open_file(file, "rb") as lines:
        for each in _titles(lines, name):
            if explain:
                answer = _reasons(each, tagger.explain(each.title, each.summary))
            else:
                answer = _answer(each, tagger.tag(each.title, each.summary))
            sys.stdout.write(json.dumps(answer, ensure_ascii=False) + "\n")


def _answer(each: _Title, tagging: Tagging) -> dict[str, Any]:
    return {
        "id": each.id,
        "topics": list(tagging.topics),
        "companies": list(tagging.companies),
        "evidence": [asdict(evidence) for evidence in tagging.evidence],
    }


def _reasons(each: _Title, explanation: Explanation) -> dict[str, Any]:
    return {
        "id": each.id,
        "ruleset": explanation.ruleset,
        "topics": [{**asdict(topic), "holds": topic.holds} for topic in explanation.topics],
        "companies": [asdict(company) for company in explanation.companies],
    }


def _titles(lines: Iterable[bytes], name: str) -> Iterator[_Title]:
    for number, line in enumerate(lines, start=1):
        if line.strip():
            yield _title(line, f"{name}, line {number}")


def _title(line: bytes, where: str) -> _Title:
    try:
        value = json.loads(line.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        raise StoreError(f"{where}: not UTF-8 text; save the file as UTF-8") from error
    except (json.JSONDecodeError, RecursionError) as error:
        raise StoreError(f"{where}: not JSON ({error}); one JSON object a line is") from error
    if not isinstance(value, dict):
        raise StoreError(f'{where}: {{"id", "title"}} is wanted, not {line[:40]!r}')
    title, summary = value.get("title"), value.get("summary") or ""
    if not isinstance(title, str):
        raise StoreError(f'{where}: "title" is missing or no text')
    if not isinstance(summary, str):
        raise StoreError(f'{where}: "summary" is no text')
    id = value.get("id")
    if isinstance(id, dict | list):
        raise StoreError(f'{where}: "id" is neither a text nor a number')
    return _Title(id, title, summary)
