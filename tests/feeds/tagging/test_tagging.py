"""What a headline is about, told by sentences of our own."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feeds.tagging import Tagger, load_tagger
from store.headlines.topic_names import TOPICS

NOWHERE = Path("no such lexicon.toml")


@pytest.fixture(scope="module")
def tagger() -> Tagger:
    return load_tagger(NOWHERE)


@pytest.mark.parametrize(
    ("title", "topics"),
    [
        # AI: models, labs, accelerators, computing power, brands without the word
        ("阿里AI投入又加码", ("ai", "capex")),
        ("A small lab says its language model now writes poems", ("ai",)),
        ("Qwen gets a cheaper sibling", ("ai",)),
        ("千问上线新功能", ("ai",)),
        ("一家工厂买来昇腾做质检", ("ai",)),
        ("She said it would rain again on Sunday", ()),
        ("Village choir is paid in apples", ()),
        # cloud: the business, not the weather
        ("Alibaba Cloud grows in the Gulf", ("cloud",)),
        ("阿里雲主機又便宜了", ("cloud",)),
        ("Storm clouds gather over the harbour", ()),
        ("云南的春天来得早", ()),
        ("阿里云开源新模型", ("ai",)),
        ("A bank moves its ledgers to AWS", ("cloud",)),
        ("Studio will rent 2,000 GPUs for a year", ("cloud",)),
        # capex: building, not buying shares
        ("Chipmaker raises its capital spending plan", ("capex",)),
        ("Amazon to build two data centers in Ohio", ("capex",)),
        ("华为新建数据中心动工", ("capex",)),
        ("公司减资百分之十", ()),
        ("Tax on human capital, a lecture", ()),
        # policy: states as they bear on business
        ("New tariffs on steel start on Monday", ("policy",)),
        ("市场监管总局约谈三家外卖平台", ("policy",)),
        ("EU opens antitrust probe into a search engine", ("policy",)),
        ("Museum changes its ticket policy", ()),
        ("Insurer rewrites its privacy policy", ()),
        ("Central bank leaves interest rates alone", ()),
        ("派出所约谈了噪音扰民的邻居", ()),
        ("A paint maker is fined $40 million", ("policy",)),
        ("Swiss millionaire fined $9,000 for speeding", ()),
        ("Regulators let two phone carriers join", ("policy",)),
        ("Judge halts the takeover of a toy maker", ("policy",)),
        ("Two search firms meet in court: one sues rival over antitrust", ()),
        ("Rising freight costs: Iran war hits supply chains of toy makers", ("policy",)),
        ("Iran war: fresh missile strikes reported overnight", ()),
        ("韩国拟投百亿美元打造芯片产业", ("capex", "policy")),
        ("公司高管谈打破垄断的十年", ()),
        ("某平台公司被立案调查", ("policy",)),
        # works and networks, and people who do not want them
        ("Vietnam to spend $60 billion on high-speed rail", ("capex",)),
        ("A telecom firm will build a broadband network in the north", ("capex",)),
        ("Village protests data centers on farm land", ("capex",)),
        ("第一季度集中签约重大项目八十亿元", ("capex",)),
        ("Bank asks whether my AI spend pays off", ("ai",)),
        # clouds: whose business it is, and who merely stands in them
        ("CoreWeave hedges against chip prices", ("cloud",)),
        ("A new model is now available on AWS", ("ai", "cloud")),
        ("剧组为新片办云包场", ()),
        # what developers call agents, and who else is one
        ("Show HN: a small harness for coding agents", ("ai",)),
        ("Estate agents report a quiet spring", ()),
        ("Border agents stop a lorry", ()),
        # several at once
        ("US weighs new export curbs on AI chips", ("ai", "policy")),
        ("", ()),
    ],
)
def test_topics_follow_the_meaning(tagger: Tagger, title: str, topics: tuple[str, ...]) -> None:
    assert tagger.tag(title).topics == topics


@pytest.mark.parametrize(
    ("title", "companies"),
    [
        ("DingTalk adds a calendar", ("alibaba",)),
        ("平头哥推出一款新芯片", ("alibaba",)),
        ("平头哥和邻居吵架", ()),
        ("AWS opens an office", ("amazon",)),
        ("Fires in the Amazon rainforest grow", ()),
        ("Amazon hires for the holidays", ("amazon",)),
        ("Apple opens a store in Pune", ("apple",)),
        ("An apple orchard in bloom", ()),
        ("苹果园迎来丰收", ()),
        ("The meta of chess openings", ()),
        ("Meta redesigns its headset", ("meta",)),
        ("甲骨文出土于安阳", ()),
        ("甲骨文公布季度营收", ("oracle",)),
        ("JD Vance visits a farm", ()),
        ("輝達公布新產品", ("nvidia",)),
        ("Tencent and Alibaba shake hands", ("tencent", "alibaba")),
        ("Our model outperforms GPT-5.4 and Claude Opus 4.6", ()),
        ("阿里山的日出", ()),
        ("Ex-Google engineers found a bakery", ()),
        ("A rival like Tencent would have asked", ()),
        ("Opus 4.9 reads longer letters", ("anthropic",)),
        ("Ancient codex found in a cellar", ()),
    ],
)
def test_companies_are_those_the_headline_is_about(
    tagger: Tagger, title: str, companies: tuple[str, ...]
) -> None:
    assert tagger.tag(title).companies == companies


def test_a_summary_settles_which_namesake_is_meant_but_gives_no_topic(tagger: Tagger) -> None:
    title = "Moonshot moves into a bigger house"
    assert tagger.tag(title).companies == ()
    tagging = tagger.tag(title, "The AI lab has outgrown its rooms.")
    assert (tagging.companies, tagging.topics) == (("moonshot",), ("ai",))
    assert all(each.end <= len(title) for each in tagging.evidence)


def test_the_outlet_at_the_end_is_no_subject(tagger: Tagger) -> None:
    assert tagger.tag("Bakers agree on the price of bread (Ann Ford/Cloud Times)").topics == ()
    assert tagger.tag("Bakers agree on the price of bread - Google Cloud").companies == ()


def test_a_unit_may_follow_its_number(tagger: Tagger) -> None:
    assert tagger.tag("Amazon expands the campus to 2GW").topics == ("capex",)
    assert tagger.tag("The robot C3PAI is a toy").topics == ()


def test_a_dot_inside_a_name_does_not_end_the_word(tagger: Tagger) -> None:
    assert tagger.tag("Pony.ai hires drivers").topics == ()


def test_each_evidence_is_the_text_it_points_to(tagger: Tagger) -> None:
    title = "輝達 to build an AI data center，資本支出 up"
    tagging = tagger.tag(title)
    assert tagging.topics == ("ai", "capex")
    assert all(title[each.start : each.end] == each.text for each in tagging.evidence)
    roles = {(each.text, each.role) for each in tagging.evidence}
    assert {("AI", "strong"), ("data center", "weak"), ("build", "supporter")} <= roles
    assert ("輝達", "alias") in roles


def test_an_explanation_says_what_was_missing(tagger: Tagger) -> None:
    explanation = tagger.explain("A data center on the hill")
    capex = next(each for each in explanation.topics if each.topic == "capex")
    assert (capex.holds, capex.score) == (False, 0.0)
    assert {each.evidence.text for each in capex.missing} == {"data center"}
    assert "building" in {name for each in capex.missing for name in each.needs}


def test_an_explanation_says_what_spoke_against(tagger: Tagger) -> None:
    explanation = tagger.explain("Regulator approves a cancer drug of a small company")
    policy = next(each for each in explanation.topics if each.topic == "policy")
    assert not policy.holds
    assert {each.text for blocked in policy.blocked for each in blocked.by} >= {"cancer"}


def test_an_explanation_names_the_homonym(tagger: Tagger) -> None:
    explanation = tagger.explain("Picking apples from the Apple family orchard")
    (apple,) = explanation.companies
    assert (apple.company, apple.holds) == ("apple", False)
    assert apple.reason


@pytest.mark.parametrize("title", ["Alibaba Cloud raises AI capex despite tariffs", "午后小雨"])
def test_tags_and_explanation_agree(tagger: Tagger, title: str) -> None:
    explanation = tagger.explain(title)
    assert tagger.tag(title).topics == tuple(t.topic for t in explanation.topics if t.holds)


@given(st.text(alphabet=st.characters(codec="utf-8"), max_size=80))
def test_any_text_is_tagged_and_its_spans_are_true(tagger: Tagger, text: str) -> None:
    title = f"{text} AI {text} 阿里云 {text}"
    tagging = tagger.tag(title)
    assert all(title[each.start : each.end] == each.text != "" for each in tagging.evidence)


@given(st.text(alphabet="阿里云AI智能体关税 capxbn$亿", max_size=40))
def test_both_scripts_read_the_same(tagger: Tagger, text: str) -> None:
    traditional = text.translate(str.maketrans("云体关税亿", "雲體關稅億"))
    assert tagger.tag(text).topics == tagger.tag(traditional).topics


def test_every_topic_of_the_lexicon_is_known_by_name(tagger: Tagger) -> None:
    told = {topic.topic for topic in tagger.explain("").topics}
    assert told == set(TOPICS), "a topic's name, mark and title: store/headlines/topic_names.py"
