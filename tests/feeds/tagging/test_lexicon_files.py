"""The user's own rules: what they add, and how mistakes are told."""

from __future__ import annotations

from pathlib import Path

import pytest

from feeds.tagging import Tagger, load_tagger
from feeds.tagging.lexicon_files import load_lexicon, read_lexicon


def tagger_with(folder: Path, text: str) -> Tagger:
    file = folder / "lexicon.toml"
    file.write_text(text, encoding="utf-8")
    return load_tagger(file)


def test_the_bundled_lexicon_has_no_mistakes() -> None:
    assert load_lexicon(None).problems == ()


def test_every_bundled_signal_is_used() -> None:
    lexicon = load_lexicon(None)
    used = {"mask", "comparison"}
    for topic in lexicon.topics:
        for rule in topic.rules:
            used |= {*rule.signals, *rule.near, *rule.along, *rule.also, *rule.unless}
    for company in lexicon.companies:
        for names in company.names:
            used |= {*names.along, *names.unless}
    assert set(lexicon.signals) - used == set()


def test_words_are_added_to_a_bundled_signal(tmp_path: Path) -> None:
    title = "Grimoire writes another sonnet"
    assert load_tagger(tmp_path / "none.toml").tag(title).topics == ()
    assert tagger_with(tmp_path, '[signals]\nai_word = ["Grimoire"]').tag(title).topics == ("ai",)


def test_a_topic_and_a_company_of_ones_own(tmp_path: Path) -> None:
    tagger = tagger_with(
        tmp_path,
        """
        [signals]
        robot = ["robot{,s}", "机器人"]
        [topics.robots]
        title = "Robots"
        [[topics.robots.rules]]
        role = "weak"
        signals = ["robot"]
        near = ["company"]
        [companies.bakery]
        names = ["Crumb & Sons", "面包公司"]
        """,
    )
    assert tagger.problems == ()
    tagging = tagger.tag("Crumb & Sons lets robots knead")
    assert (tagging.topics, tagging.companies) == (("robots",), ("bakery",))
    assert tagger.tag("Robots dance in the street").topics == ()


def test_an_alias_is_added_to_a_bundled_company(tmp_path: Path) -> None:
    tagger = tagger_with(tmp_path, '[companies.alibaba]\nnames = ["Hangzhou giant"]')
    assert tagger.tag("Hangzhou giant opens a park").companies == ("alibaba",)
    assert tagger.tag("DingTalk opens a park").companies == ("alibaba",)


def test_a_kill_rule_names_itself(tmp_path: Path) -> None:
    tagger = tagger_with(tmp_path, '[hide.sports]\nterms = ["playoff{,s}"]')
    assert tagger.tag("Alibaba watches the playoffs").hidden_by == "sports"
    assert tagger.tag("Alibaba watches the rain").hidden_by is None


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        ("[signals]\nmine = 3", 2, "a list of texts is"),
        ('[signals]\nmine = ["a{b"]', 2, "{a,b} for choices"),
        ('[signals]\nmine = ["=*"]', 2, "has an empty form"),
        ('[topics.x]\ntitle = "X"\nthreshold = "high"', 3, "a number above 0 is"),
        (
            '[topics.x]\n[[topics.x.rules]]\nrole = "loud"\nsignals = ["ai_word"]',
            3,
            "strong, weak and negative are",
        ),
        ('[topics.x]\n[[topics.x.rules]]\nsignals = ["nobody"]', 3, "no signal 'nobody'"),
        ('[topics.x]\n[[topics.x.rules]]\nrole = "weak"', 2, "signals is missing"),
        ("[companies.x]\nnick = []", 2, "allowed: names, tickers, products, groups, when"),
        ("[hide.x]\nwords = []", 2, "allowed: terms"),
        ("[colours]", 1, "allowed: signals, topics, companies, hide"),
        ("[signals\nmine = []", 1, "not TOML"),
    ],
)
def test_a_mistake_is_told_by_line_and_the_rest_loads(
    tmp_path: Path, text: str, line: int, words: str
) -> None:
    file = tmp_path / "lexicon.toml"
    file.write_text(f'{text}\n[companies.bakery]\nnames = ["Crumb & Sons"]\n', encoding="utf-8")
    lexicon = load_lexicon(file)
    (problem,) = lexicon.problems
    assert problem.startswith(f"{file}:{line}: ")
    assert words in problem
    assert "bakery" in {company.id for company in lexicon.companies}
    assert "ai" in {topic.id for topic in lexicon.topics}


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        ("signals = 3", 1, "signals: only a [table] is allowed"),
        ("companies = 3", 1, "companies: only a [table] is allowed"),
        ("companies = { x = 3 }", 1, "3 is not allowed; a [table] is"),
        ("topics = 3", 1, "topics: only a [table] is allowed"),
        ("hide = 3", 1, "hide: only a [table] is allowed"),
        ("[companies.x]\nwhen = 3", 2, "only [[tables]] are allowed"),
        ("[[companies.x.when]]\nalong = 3", 2, "a list of texts is"),
        ('[[companies.x.when]]\nalong = ["nobody"]', 2, "there is no signal 'nobody'"),
        ('[[companies.x.when]]\nrole = "boss"', 2, "alias, parent and ticker are"),
        ("[[companies.x.when]]\nbad = 1", 2, "allowed: terms, role, along, unless"),
        ("[topics.x]\nbad = 1", 2, "allowed: title, threshold, rules"),
        ("[topics.x]\nrules = 3", 2, "only [[tables]] are allowed"),
        ("[[topics.x.rules]]\nwithin = -1", 2, "a number above 0 is"),
        ("[[topics.x.rules]]\nbad = 1", 2, "allowed: role, signals"),
    ],
)
def test_a_shape_that_is_wrong_is_told_once_and_breaks_nothing(
    text: str, line: int, words: str
) -> None:
    (problem,) = read_lexicon([("mine.toml", text)]).problems

    assert problem.startswith(f"mine.toml:{line}: ")
    assert words in problem


def test_a_file_that_is_not_text_is_told(tmp_path: Path) -> None:
    file = tmp_path / "lexicon.toml"
    file.write_bytes(b"\xff\xfe")
    (problem,) = load_tagger(file).problems
    assert "not UTF-8" in problem


def test_a_file_that_cannot_be_read_is_told(tmp_path: Path) -> None:
    (problem,) = load_tagger(tmp_path).problems
    assert "cannot be read: Is a directory" in problem


def test_a_topic_can_be_made_harder_to_earn(tmp_path: Path) -> None:
    title = "Alibaba Cloud cuts prices"
    assert "cloud" in tagger_with(tmp_path, "").tag(title).topics
    assert "cloud" not in tagger_with(tmp_path, "[topics.cloud]\nthreshold = 99").tag(title).topics


def test_the_ruleset_changes_with_the_rules(tmp_path: Path) -> None:
    bundled = load_tagger(tmp_path / "none.toml").ruleset
    assert tagger_with(tmp_path, '[signals]\nai_word = ["Grimoire"]').ruleset != bundled
    assert load_tagger(tmp_path / "none.toml").ruleset == bundled
