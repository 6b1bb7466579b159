"""What a title says, in a form that two publishers' words for one piece of news have in common.

Words without order, ending or publisher, verbs of the news by their sense ("jumps" and "soars" are
"rise"), numbers by their value ("$60B" is "60 billion", 1万亿 is 10000亿), and places. Chinese has
pairs of characters for words. And how alike two titles are, measured in docs/stories.md. Pure.
"""

from __future__ import annotations

import math
import unicodedata
from collections.abc import Collection
from decimal import Decimal
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple

from store.chinese import to_simplified
from store.late_patterns import late_pattern

# Shares of words in common (Jaccard), chosen on half of the pairs of docs/stories.md.
SIMILARITY = 0.53
SIMILARITY_OF_FEW = 0.75
FEWEST_WORDS = 3  # so many are few; shorter titles must be equal: "Morning briefing" says nothing
SIMILARITY_OF_PAIRS = 0.55  # of Chinese, whose every changed character changes two pairs
FEW_PAIRS = 10  # so short, titles that each say something of their own differ in a name
CONTAINED, CONTAINED_SHARE, FEWEST_CONTAINED = 0.8, 0.5, 5  # a shorter title within a longer one

_UNSPACED = r"\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af"
_UNSPACED_RUN = late_pattern(f"[{_UNSPACED}]+")
_WORD = late_pattern(rf"[^\W\d_{_UNSPACED}][^\W_{_UNSPACED}]*")
_MODEL = late_pattern(r"(?<![^\W_])(?:[a-z]+\d[a-z\d]*|\d+[a-z]+\d*)(?![^\W_])")
_INITIALS = late_pattern(r"\b([a-z])\.(?=[a-z]\b)|(?<=\b[a-z]{2})\.(?=[\s,'-]|$)")
_PUBLISHER = late_pattern(  # "… - Example Wire", "… | 例报", "… (A. Writer/Example Wire)"
    r"(?:\s+[-–—|]\s+|\s*[|_丨]\s*)(?:[^-–—|_丨\s]+\s?){1,4}$|\s+\((?:[^()]*/)?[^()/\d]{2,40}\)$"
)
_BEFORE_PUBLISHER = late_pattern(r"[-–—|_丨)]")  # one of them is there where a publisher is named
_AMOUNT = late_pattern(
    r"(\d+(?:[.,]\d+)*)(?:[\s个多余]*(thousand|million|billion|trillion|万亿|[万亿千]|(?:bn|mn|tn|[kmbt])\b))?"
)
_DIGIT = late_pattern(r"\d")
_ROUND = late_pattern(r"(?<=[破过超达近])(万亿|[万亿])")  # 破亿: past a hundred million
_CHINESE_AMOUNT = late_pattern(r"([一二两三四五六七八九十百千]+)[个多余]*(万亿|[万亿])")
_ORDINAL = late_pattern(r"第[一二三四五六七八九十]+|[一二三四五六七八九十](?=[审季度届次号月期])")
_ASKING = late_pattern(r"(?:what|how|why|who|where|when)\b")
_ZEROS = {
    "千": 3, "thousand": 3, "k": 3, "万": 4, "million": 6, "mn": 6, "m": 6, "亿": 8,
    "billion": 9, "bn": 9, "b": 9, "trillion": 12, "tn": 12, "t": 12, "万亿": 12,
}  # fmt: skip
_SPELT = {
    "two": "2", "three": "3", "four": "4", "five": "5", "six": "6", "seven": "7", "eight": "8",
    "nine": "9", "ten": "10",
}  # fmt: skip

_CHINESE_NUMERALS = {digit: value for value, digit in enumerate("一二三四五六七八九", 1)} | {
    "两": 2
}
_CHINESE_TENS = {"十": 10, "百": 100, "千": 1000}

_SAYS_LITTLE = """
    a about accused after all alleged allegedly also among amid an analysis and are as at be been
    before being breaking but by call called could did do does down exclusive first
    for from get gets getting had has have he her here his how i in into is it its just let live
    may might more news no not now of off on one opinion or our out over re report reported
    reportedly reports s said say saying says she should so source sources still t that the their
    there these they this to today told update up ve via video was watch we were what when
    where which who why will with would you your
"""
_CHINESE_SAYS_LITTLE = late_pattern("宣布|表示|据悉|快讯|突发|独家|重磅|官宣|最新消息")
_SENSES = """
    rise jump surge soar climb gain rally increase grow leap spike
    fall drop slump slide tumble sink plunge decline dip shed
    raise lift boost hike
    cut slash reduce trim lower
    launch unveil introduce announce release debut reveal start begin roll
    buy acquire purchase takeover acquisition
    kill dead die death
    deal agreement accord pact treaty
    ban block halt bar prohibit
    quake earthquake
    talk negotiation
    worry concern fear
    invest investment
    rename renaming
"""
_CHINESE_SENSES = """
    ai 人工智能
    破 突破 超过
    涨 上涨 大涨 飙升 攀升 暴涨
    跌 下跌 大跌 暴跌 下滑 下挫
    收购 并购 买下
    发布 推出 上线
    选择 选用
    元 人民币
    特朗普 川普
    普京 普丁 普廷 蒲亭
    泽连斯基 泽伦斯基
    奥特曼 奥尔特曼 阿尔特曼
"""
_OPPOSITES = (
    ("rise", "fall"), ("raise", "cut"), ("approve", "reject"), ("win", "lose"), ("buy", "sell"),
    ("open", "close"), ("涨", "跌"), ("增", "降"), ("担任", "卸任"), ("买", "卖"), ("同意", "拒绝"),
)  # fmt: skip
_PLACES = """
    afghanistan africa argentina australia austria belgium brazil britain canada chile china
    colombia congo cuba denmark egypt eu europe finland france germany greece haiti hungary india
    indonesia iran iraq ireland israel italy japan jordan kenya korea kuwait lebanon libya malaysia
    mexico netherlands nigeria norway oman pakistan peru philippines poland portugal qatar russia
    singapore spain sudan sweden switzerland syria taiwan thailand turkey uae uk ukraine us
    venezuela vietnam yemen
"""
_CHINESE_PLACES = late_pattern(
    "北京|上海|天津|重庆|广东|广州|深圳|浙江|杭州|江苏|南京|山东|济南|河南|河北|四川|成都|湖北|武汉|湖南|"
    "陕西|西安|山西|辽宁|吉林|黑龙江|福建|云南|贵州|广西|海南|新疆|西藏|江西|安徽|甘肃|青海|宁夏|内蒙古|"
    "香港|澳门|台湾|美国|英国|法国|德国|日本|韩国|印度|俄罗斯|乌克兰|伊朗|以色列|欧盟|越南|新加坡"
)


class Wording(NamedTuple):
    """What a title says: its words without order, its numbers by value, the places it names;
    `paired` says that its words are pairs of Chinese (Japanese, Korean) characters, `asks` that
    it is a question: what many ask of one event in much the same words.

    A tuple: made, sent and compared for every headline, at half the cost."""

    words: frozenset[str]
    numbers: frozenset[str]
    places: frozenset[str]
    paired: bool
    asks: bool

    def with_words(self, words: frozenset[str]) -> Wording:
        """The same with other words; `_replace` takes three times as long."""
        return Wording(words, self.numbers, self.places, self.paired, self.asks)


def wording_of(title: str) -> Wording:
    """The wording of a title, without the publisher's name that some feeds append."""
    text = title.casefold()
    chinese = ""
    if not title.isascii():
        text = to_simplified(unicodedata.normalize("NFKC", text)).replace("’", "'")
        text = _CHINESE_SENSE.sub(lambda found: _CHINESE_SENSE_OF[found[0]], text)
        chinese = "".join(_UNSPACED_RUN.findall(text))
    text = _without_publisher(_INITIALS.sub(r"\1", text) if "." in text else text)
    numbers: set[str] = set()
    plain = text
    if _DIGIT.search(text) is not None:
        numbers.update(_value(*amount) for amount in _AMOUNT.findall(text))
        numbers.update(_MODEL.findall(text))
        plain = _AMOUNT.sub(" ", text)
    words = set()
    for spelt in _WORD.findall(plain):
        word = _canonical(spelt)
        if word:
            words.add(word)
        elif spelt in _SPELT and not chinese:
            numbers.add(_SPELT[spelt])
    places = words & _PLACE_NAMES
    if chinese:
        numbers.update(_value("1", unit) for unit in _ROUND.findall(text))
        numbers.update(
            _value(str(_chinese_number(numeral)), unit)
            for numeral, unit in _CHINESE_AMOUNT.findall(text)
        )
        numbers.update(_ORDINAL.findall(text))
        places.update(_CHINESE_PLACES.findall(text))
        plain = _CHINESE_SAYS_LITTLE.sub("", _CHINESE_AMOUNT.sub(" ", plain))
        for run in _UNSPACED_RUN.findall(plain):
            words.update(map("".join, pairwise(run)))
        words.update(sign for pair in _CHINESE_OPPOSITES for sign in pair if sign in text)
    return Wording(
        frozenset(words),
        frozenset(numbers),
        frozenset(places),
        paired=bool(chinese),
        asks="?" in text or _ASKING.match(text) is not None,
    )


def similar(one: Wording, other: Wording) -> bool:
    """Whether two titles are near-equal and neither contradicts the other."""
    fewer = min(len(one.words), len(other.words))
    if fewer < FEWEST_WORDS:
        return bool(one.words) and one.words == other.words and one.numbers == other.numbers
    share = similarity(one.words, other.words)
    if one.paired and other.paired:
        if fewer <= FEW_PAIRS and _own(one, other) and _own(other, one):
            return False
        enough = share >= SIMILARITY_OF_PAIRS or (
            share >= CONTAINED_SHARE
            and fewer >= FEWEST_CONTAINED
            and len(one.words & other.words) >= CONTAINED * fewer
        )
    else:
        careful = fewer == FEWEST_WORDS or one.asks or other.asks
        enough = share >= (SIMILARITY_OF_FEW if careful else SIMILARITY)
    return enough and not _contradict(one, other)


def fewest_in_common(wording: Wording) -> int:
    """How many of its words another title has at least that is similar."""
    return math.ceil(least_similarity(wording) * len(wording.words))


def least_similarity(wording: Wording) -> float:
    """The share of words in common (Jaccard) that another title has at least that is similar."""
    return CONTAINED_SHARE if wording.paired else SIMILARITY


def similarity(one: frozenset[str], other: Collection[str]) -> float:
    """The share of their words that they have in common (Jaccard); `other` names each once."""
    common = len(one.intersection(other))
    return common / (len(one) + len(other) - common)


def compatible(one: frozenset[str], other: frozenset[str]) -> bool:
    """Neither says what contradicts the other: one may just say less."""
    return one <= other or other <= one


def _own(one: Wording, other: Wording) -> bool:
    """Whether one title has a character, or a word in other letters, that the other has not."""
    return not _signs(one) <= _signs(other)


def _signs(wording: Wording) -> set[str]:
    return {sign for word in wording.words for sign in ((word,) if word.isascii() else word)}


def _contradict(one: Wording, other: Wording) -> bool:
    """Whether one title says what speaks against the other: another number, another place, the
    opposite."""
    return not (
        compatible(one.numbers, other.numbers) and compatible(one.places, other.places)
    ) or any(
        (left in one.words and right in other.words and left not in other.words)
        or (right in one.words and left in other.words and right not in other.words)
        for left, right in _OPPOSED
    )


def _without_publisher(text: str) -> str:
    if _BEFORE_PUBLISHER.search(text) is None:
        return text  # as most, at a tenth of the time
    ending = _PUBLISHER.search(text)
    if ending is not None and ending.start() >= max(8, len(text) // 3):
        return text[: ending.start()]
    return text


def _value(number: str, unit: str) -> str:
    plain = number.replace(",", "")
    if not unit or plain.count(".") > 1:
        return plain
    return format(Decimal(plain).scaleb(_ZEROS[unit]).normalize(), "f")


def _chinese_number(numeral: str) -> int:
    total, digit = 0, 0
    for character in numeral:
        if character in _CHINESE_TENS:
            total, digit = total + (digit or 1) * _CHINESE_TENS[character], 0
        else:
            digit = _CHINESE_NUMERALS[character]
    return total + digit


def _stem(word: str) -> str:
    """Enough of English morphology to see that "lifts", "lifted" and "lifting" are "lift"."""
    for ending, instead in (("'s", ""), ("ing", ""), ("ies", "y"), ("ied", "y"), ("ed", "")):
        if word.endswith(ending) and len(word) > len(ending) + 2:
            word = word[: -len(ending)] + instead
            break
    else:
        if word.endswith("s") and not word.endswith("ss") and len(word) > 3:
            word = word[:-1]
    if word.endswith("e") and len(word) > 3:
        word = word[:-1]
    if len(word) > 3 and word[-1] == word[-2] and word[-1] not in "ls":
        word = word[:-1]
    return word


_LITTLE = frozenset(_SAYS_LITTLE.split())
_SENSE = {
    _stem(word): _stem(line.split()[0])
    for line in _SENSES.strip().splitlines()
    for word in line.split()
}
_CHINESE_SENSE_OF = {
    word: line.split()[0]
    for line in _CHINESE_SENSES.strip().splitlines()
    for word in line.split()[1:]
}
_CHINESE_SENSE = late_pattern("|".join(sorted(_CHINESE_SENSE_OF, key=len, reverse=True)))
_OPPOSED = tuple((_stem(one), _stem(other)) for one, other in _OPPOSITES)
_CHINESE_OPPOSITES = tuple(pair for pair in _OPPOSED if not pair[0].isascii())
_PLACE_NAMES = frozenset(map(_stem, _PLACES.split()))


@lru_cache(maxsize=8_192)
def _canonical(word: str) -> str:
    """The sense of a word; '' for one that says little, a single letter or a spelt number."""
    if word in _LITTLE or word in _SPELT or len(word) < 2:
        return ""
    stem = _stem(word)
    return _SENSE.get(stem, stem)
