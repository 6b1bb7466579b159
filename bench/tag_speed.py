"""How fast titles are tagged, beside the floor: `python bench/tag_speed.py [TITLES] [--rounds N]`.

TITLES is a file of JSON Lines with a "title" each; without it, 25,000 titles of our own making.
Four ways to find the same terms in the same titles, one core each:

    pyahocorasick   the automaton alone over folded titles, nothing made of what it finds: the floor
    matcher         word boundaries, letter case and masks checked
    tagger          topics and companies with their evidence
    regex           one alternation of all terms, as a plain program would do it, on a part
"""

from __future__ import annotations

import argparse
import json
import platform
import re
import statistics
import sys
import time
from collections.abc import Callable
from itertools import islice
from pathlib import Path

import ahocorasick
from generated_sentences import generate

from feeds.tagging import load_tagger
from feeds.tagging.folding import fold
from feeds.tagging.lexicon_files import load_lexicon
from feeds.tagging.matcher import Matcher
from feeds.tagging.terms import forms

NO_USER_FILE = Path("no-such-file")
PART_FOR_REGEX = 500


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("titles", nargs="?", type=Path)
    parser.add_argument("--rounds", type=int, default=5)
    arguments = parser.parse_args()
    titles = read_titles(arguments.titles)
    began = time.perf_counter()
    tagger = load_tagger(NO_USER_FILE)
    loading = time.perf_counter() - began
    lexicon = load_lexicon(NO_USER_FILE)
    matcher = Matcher(lexicon)
    texts = all_texts()
    automaton = ahocorasick.Automaton()
    for text in texts:
        automaton.add_word(text, text)
    automaton.make_automaton()
    pattern = re.compile("|".join(map(re.escape, sorted(texts, key=len, reverse=True))))

    def floor(title: str) -> None:
        for _ in automaton.iter(fold(title)):
            pass

    def alternation(title: str) -> None:
        for _ in pattern.finditer(fold(title)):
            pass

    print(f"{platform.python_implementation()} {platform.python_version()}, {platform.machine()}")
    print(f"{len(titles):,} titles, {len(texts):,} spellings, loaded in {loading * 1000:.0f} ms")
    print(f"{'':16}{'titles/s':>12}{'µs a title':>12}{'× floor':>9}")
    fastest = 0.0
    for name, work, share in (
        ("pyahocorasick", floor, titles),
        ("matcher", matcher.find, titles),
        ("tagger", tagger.tag, titles),
        ("regex", alternation, titles[:PART_FOR_REGEX]),
    ):
        seconds = median_seconds(work, share, arguments.rounds)
        fastest = fastest or seconds
        print(f"{name:16}{1 / seconds:>12,.0f}{seconds * 1e6:>12.1f}{seconds / fastest:>9.1f}")


def read_titles(file: Path | None) -> list[str]:
    """The titles of a file, or some of our own."""
    if file is None:
        return [each.title for each in islice(generate(1), 25_000)]
    with file.open(encoding="utf-8") as lines:
        return [json.loads(line)["title"] for line in lines if line.strip()]


def all_texts() -> list[str]:
    """Every spelling the bundled lexicon looks for."""
    lexicon = load_lexicon(NO_USER_FILE)
    terms = [term for terms in lexicon.signals.values() for term in terms]
    terms += [term for each in lexicon.companies for names in each.names for term in names.terms]
    return sorted({form.text for term in terms for form in forms(term)})


def median_seconds(work: Callable[[str], object], titles: list[str], rounds: int) -> float:
    """The median over `rounds` of the time a title takes, in seconds of this core."""
    times = []
    for _ in range(rounds):
        began = time.process_time()
        for title in titles:
            work(title)
        times.append((time.process_time() - began) / len(titles))
    return statistics.median(times)


if __name__ == "__main__":
    sys.exit(main())
