"""Whether the words before a change name a thing that no lexicon knows.

"Revenue rose 26 % and daily active people 8 %": the second number is not revenue's. What is left of
the words between two numbers, once every known name and every word of grammar is taken out, is the
name of something else.
"""

from __future__ import annotations

from feeds.figures.lexicon import plain_words
from feeds.figures.periods import find_periods
from feeds.figures.sentence import Sentence, Window
from store.late_patterns import late_pattern

_GRAMMAR = plain_words("grammar")
_ENGLISH_WORD = late_pattern(r"[a-z][a-z'.-]*[a-z]")
_CHINESE_GRAMMAR = late_pattern(
    r"同比|环比|同口径|可比口径|按年|按季|较|比|上年|去年|一年前|上季度?|同期|分别|其中|均|各|皆|也|亦|又|则|而|并|且|及|和|与|以及|同时"
    r"|此外|另外|不过|但|却|更|还|仅|约|近|超|逾|为|是|达到?|至|到|了|的|在|于|由|从|将|预计|料|有望|整体|总体|集团|公司|业务"
    r"|收入|增速|增幅|大幅|显著|小幅|略|微|加速|持续|继续|连续|实现|录得|取得|获得|保持|出现|呈|速度|水平|规模|合计|总计|共"
    r"|今年|前期|此前|之前|本季度?|当季|单季|该季|期内|全年|年度?|季度?|月|日|人民币|美元|港元|亿|万|元|一|两|三|四|五|六|七|八|九|十"
    r"|该|其|这|此|上述|占比|相当于|折合|即|或|之|以|所|已|再|曾|最|新|高|低|历史|创|名列|前|后|中|内|外|上|下|第|个"
)
_CHINESE = late_pattern(r"[\u3400-\u9fff]")
_MAY_NAME_A_PERIOD = late_pattern(
    r"\d|quarter|year|month|week|half|day|fiscal|ytd|annual|hours|premarket|januar|februar|march|april"
    r"|june|july|august|septem|octob|novem|decem|[年月季期日]"
)
_KINDS = (
    "company", "segment", "metric", "other", "up", "down", "yoy", "qoq", "expect", "guide",
    "analyst", "each", "respectively", "non_gaap", "earlier", "anaphor", "shares", "loss_now",
    "profit_now", "worse", "better", "turned_profit", "turned_loss",
)  # fmt: skip


def names_something_else(sentence: Sentence, window: Window) -> bool:
    """Whether words of `window` name something unknown."""
    start, end = window
    characters = list(sentence.text[start:end])
    for kind in _KINDS:
        for mention in sentence.mentions.within(kind, start, end):
            _blank(characters, mention.start - start, mention.end - start)
    if not _has_words(characters):
        return False
    if not _MAY_NAME_A_PERIOD.search("".join(characters)):
        return True
    for first, last in find_periods(sentence.text, start, end):
        _blank(characters, first - start, last - start)
    return _has_words(characters)


def _blank(characters: list[str], start: int, end: int) -> None:
    characters[start:end] = " " * (end - start)


def _has_words(characters: list[str]) -> bool:
    left = "".join(characters)
    if any(word not in _GRAMMAR for word in _ENGLISH_WORD.findall(left)):
        return True
    return len(_CHINESE.findall(_CHINESE_GRAMMAR.sub(" ", left))) >= 2
