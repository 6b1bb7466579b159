"""The labelled headlines, where they are beside the checkout: what docs/tagging.md promises."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from feeds.tagging import load_tagger

GOLD = Path(__file__).parents[3].parent / "shared" / "gold" / "headlines_dev.jsonl"
pytestmark = pytest.mark.skipif(not GOLD.is_file(), reason="no labelled headlines beside us")

TOPICS = ("ai", "cloud", "capex", "policy")


def f1(wanted: list[set[str]], found: list[set[str]]) -> float:
    right = sum(len(w & f) for w, f in zip(wanted, found, strict=True))
    return 2 * right / (sum(map(len, wanted)) + sum(map(len, found)))


def test_the_labelled_headlines_are_read_as_promised() -> None:
    tagger = load_tagger(Path("no such lexicon.toml"))
    labelled = [json.loads(line) for line in GOLD.read_text(encoding="utf-8").splitlines()]
    read = [tagger.tag(each["title"]) for each in labelled]
    scores = {
        topic: f1(
            [{topic} & {*e["topics"]} for e in labelled], [{topic} & {*t.topics} for t in read]
        )
        for topic in TOPICS
    }
    assert min(scores.values()) >= 0.90, scores
    assert sum(scores.values()) / len(scores) >= 0.93, scores
    assert f1([{*e["companies"]} for e in labelled], [{*t.companies} for t in read]) >= 0.93
    hard = [t for e, t in zip(labelled, read, strict=True) if e["hard"] and not e["topics"]]
    assert sum(not {*t.topics} & {*TOPICS} for t in hard) / len(hard) >= 0.93
