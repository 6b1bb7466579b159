"""Sentences made here, English and Chinese, about companies, topics and figures. From a seed.

They are for filling databases to measure with; nothing in them is news.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass

COMPANIES = {
    "alibaba": ("Alibaba", "阿里巴巴", 12),
    "tencent": ("Tencent", "腾讯", 6),
    "baidu": ("Baidu", "百度", 4),
    "bytedance": ("ByteDance", "字节跳动", 3),
    "huawei": ("Huawei", "华为", 4),
    "nvidia": ("Nvidia", "英伟达", 8),
    "microsoft": ("Microsoft", "微软", 5),
    "amazon": ("Amazon", "亚马逊", 5),
    "google": ("Google", "谷歌", 5),
    "deepseek": ("DeepSeek", "深度求索", 3),
    "smic": ("SMIC", "中芯国际", 2),
    "jd": ("JD.com", "京东", 3),
}
NOBODY_WEIGHT = 60
ENGLISH = {  # topic → (the words that show it, what is told about them)
    "ai": (
        "AI model",
        ("{who} releases a new AI model for {field}", "AI model from {who} tops {field} tests"),
    ),
    "cloud": (
        "cloud",
        ("{who} opens cloud region in {place}", "{who} cuts cloud prices for {field} by {n}%"),
    ),
    "capex": (
        "capital spending",
        (
            "{who} plans capital spending of ${n} billion on {field}",
            "Analysts see {who} capital spending up {n}%",
        ),
    ),
    "policy": (
        "export control",
        (
            "New export control rules reach {who} suppliers in {place}",
            "{who} asks for relief from export control on {field}",
        ),
    ),
    "": (
        "",
        (
            "{who} names a new head of {field} in {place}",
            "{who} shares move {n}% as {field} demand shifts",
            "What {place} expects of {field} this year",
        ),
    ),
}
CHINESE = {
    "ai": ("大模型", ("{who}发布面向{field}的大模型", "{who}大模型在{field}评测中领先")),
    "cloud": ("云计算", ("{who}在{place}新建云计算中心", "{who}云计算服务{field}降价{n}%")),
    "capex": (
        "资本开支",
        ("{who}计划投入{n}亿元资本开支用于{field}", "分析师预计{who}资本开支增长{n}%"),
    ),
    "policy": (
        "出口管制",
        ("出口管制新规影响{who}在{place}的供应", "{who}就{field}出口管制提出意见"),
    ),
    "": (
        "",
        (
            "{who}任命{field}业务新负责人",
            "{who}股价变动{n}%，{field}需求变化",
            "{place}今年如何看待{field}",
        ),
    ),
}
TOPIC_WEIGHTS = {"ai": 16, "cloud": 8, "capex": 5, "policy": 7, "": 64}
_FIELDS = {
    "en": """logistics payments search translation chips robots retail travel health education
        energy games video maps banking insurance farming shipping steel batteries cars phones
        storage networks security""",
    "zh": """物流 支付 搜索 翻译 芯片 机器人 零售 旅行 医疗 教育 能源 游戏 视频 地图 银行 保险
        农业 航运 钢铁 电池 汽车 手机 存储 网络 安全""",
}
_PLACES = {
    "en": """Hangzhou Shenzhen Beijing Shanghai Singapore Jakarta Tokyo Seoul Frankfurt Paris
        London Dubai Riyadh Mexico Toronto Austin""",
    "zh": """杭州 深圳 北京 上海 新加坡 雅加达 东京 首尔 法兰克福 巴黎 伦敦 迪拜 利雅得 墨西哥
        多伦多 奥斯汀""",
}
_SYLLABLES = """ba co di fe gu ha ji ko lu me na or pa qui ro sa ti ul va we xi yo za bren cor dal
    fin gar hol kan"""
FIELDS = {language: words.split() for language, words in _FIELDS.items()}
PLACES = {language: words.split() for language, words in _PLACES.items()}
SYLLABLES = _SYLLABLES.split()
SOMEONE = {
    "en": ("A start-up", "The ministry", "The bank", "A study", "The group"),
    "zh": ("一家初创公司", "有关部门", "央行", "研究机构", "该集团"),
}
CHARACTERS = "天地玄黄宇宙洪荒日月盈昃辰宿列张寒来暑往秋收冬藏闰余成岁律吕调阳云腾致雨露结为霜"


@dataclass(frozen=True, slots=True)
class Generated:
    """A headline as generated, and the words that show its topic and company ('' for none).

    `percent` is the figure it states about the company, None where it states none.
    """

    title: str
    summary: str
    language: str
    topic: str
    topic_words: str
    company: str
    company_words: str
    percent: int | None


def generate(seed: int) -> Iterator[Generated]:
    """An endless stream of headlines, the same for the same seed."""
    chance = random.Random(seed)
    companies = [*COMPANIES, ""]
    company_weights = [weight for _, _, weight in COMPANIES.values()] + [NOBODY_WEIGHT]
    topics, topic_weights = list(TOPIC_WEIGHTS), list(TOPIC_WEIGHTS.values())
    while True:
        for company, topic in zip(
            chance.choices(companies, company_weights, k=1_000),
            chance.choices(topics, topic_weights, k=1_000),
            strict=True,
        ):
            yield _headline(chance, company, topic)


def _headline(chance: random.Random, company: str, topic: str) -> Generated:
    language = "zh" if chance.random() < 1 / 3 else "en"
    topic_words, templates = (CHINESE if language == "zh" else ENGLISH)[topic]
    who = COMPANIES[company][language == "zh"] if company else chance.choice(SOMEONE[language])
    template = chance.choice(templates)
    percent = chance.randint(2, 90)
    name = _name(chance, language)
    title = template.format(
        who=who,
        field=chance.choice(FIELDS[language]),
        place=chance.choice(PLACES[language]),
        n=percent,
    )
    title = f"{title}：{name}" if language == "zh" else f"{title}, {name} says"
    summary = ""
    if chance.random() < 0.6:
        about = chance.choice(FIELDS[language])
        summary = (
            f"{name}表示，{about}的变化将影响今后几个季度，{who}尚未回应。"
            if language == "zh"
            else f"{name} said changes in {about} would matter for some quarters; {who} had no "
            f"comment on plans for {chance.choice(PLACES[language])}."
        )
    states_figure = "{n}%" in template and company != "" and topic != ""
    return Generated(
        title,
        summary,
        "zh-Hans" if language == "zh" else "en",
        topic if topic_words in title else "",
        topic_words,
        company if who in title else "",
        who,
        percent if states_figure else None,
    )


def _name(chance: random.Random, language: str) -> str:
    """A made-up name, so that the vocabulary has the long tail of a real one."""
    if language == "zh":
        return "".join(chance.choices(CHARACTERS, k=3))
    return "".join(chance.choices(SYLLABLES, k=3)).capitalize()
