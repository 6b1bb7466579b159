"""Companies that no lexicon knows: the subject of a headline, by its place and its capitals.

"Okta reports Q1 revenue up 11 %", "Paris startup Lemrock raises €6M", 悠派智能2017年营收2.15亿元. A
stranger is named as it stands in the text, in lower case with hyphens. What looks like an ordinary
word, a country or an industry is no company: a figure without an owner is better left out.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from feeds.figures.lexicon import Mentions, plain_words
from store.late_patterns import late_pattern

_LEAD = late_pattern(r"[^:：|｜丨,，.。]{1,40}?(?:: |[：|｜丨]\s?)")
_ACTS = (
    r"(?:has |have |had |is |was |are |will |also |now |just |reportedly |jointly |has been )*"
    r"(?:rais(?:es?|ed|ing)|reports?|reported|posts?|posted|says|said|acquires?|acquired|agree[sd]?"
    r"|lands?|landed|secure[sd]?|close[sd]?|gets?|got|hits?|reache[sd]|nears|buys?|bought|sells?"
    r"|sold|cuts?|lays off|laid off|invest(?:s|ed)?|expects?|forecasts?|sees|seeks?|eyes|wins?|won"
    r"|earns?|earned|loses?|lost|offers?|offered|completes?|snags|nabs|bags|emerges?|comes out"
    r"|gains?|jump(?:s|ed)?|fell|falls?|rose|rises?|drop(?:s|ped)?|surge[sd]?|plunge[sd]?|slid|slides"
    r"|tumble[sd]?|soar(?:s|ed)?|sank|sinks|climb(?:s|ed)?|shares?|stock|in talks|to|plans?|takes?"
    r"|took|spends?|spent|launche[sd]|commits?|committed|pledge[sd]?|files?|filed|swings|swung"
    r"|hits?|nearly|more than|doubles?|doubled|triples?|tripled|grew|grows|pays?|paid|valued|fined"
    r"|(?:is|was) (?:an?|the)(?= )|generate[sd]?|targets?|aims?|announces?|announced"
    r"|signs?|signed|strikes|struck|inks|prices|hires?"
    r"|unveil(?:s|ed)?)(?![a-z'’])"
)
_AFTER = late_pattern(r" (?:after|as) ")
_TICKER_MOVES = late_pattern(
    r"[A-Z]{2,5} (?:jump|surge|soar|fall|fell|drop|rise|rose|gain|climb|slid|tumble|plunge|sink|pop"
    r"|(?:was|is|closed|ended) (?:up|down))"
)
_SUBJECT_END = late_pattern(rf",| ?[(—–]| (?={_ACTS})|['’]s? (?={_ACTS})", re.IGNORECASE)
_APPOSITION = late_pattern(
    r",? ?(?:which|that|who|the|an?|one|founded|started|created|formerly|maker|developer|owner|led"
    r"|backed|based|known)(?![a-z])"
    rf"|, [^,]{{1,60}}, {_ACTS}"
)
_WORD = r"[A-Z0-9][\w.+’'&-]*|[a-z]+[A-Z][\w-]*"
_NAME = late_pattern(rf"(?:^|(?<=[ “\"]))(?:{_WORD})(?: (?:{_WORD}|of|&))*$")
_HAS_CAPITAL = late_pattern(r"[A-Z]")
_AND = late_pattern(r" and |, ")
_ORDINARY = plain_words("ordinary")
MODIFIER = late_pattern(  # "a SpaceX vet", "Nvidia-backed", "Tesla rival Rivian": not its own
    r"[ -](?:backed|funded|supported|powered|rival|competitor|supplier|partner|spin-?(?:off|out)"
    r"|vets?|veterans?|alums?|alumni|researchers?|engineers?|mafia)(?![a-z])"
)
_POSSESSOR = late_pattern(r"^.*(?:['’]s|s['’]) ")  # "Daniel Ek's Neko Health"
FUNDED = late_pattern(r" for ([A-Z][\w.]*(?: [A-Z][\w.]*){0,2})")
_COMPOUND = late_pattern(r"[’']s?$|-[a-z]+$")  # "India's", "Paris-based", "AI-powered"
_TRADES = frozenset(
    ("airways", "airlines", "air", "telecom", "steel", "gas", "petroleum", "express", "motors",
     "bank", "post", "foods", "power", "energy", "insurance", "railways", "tobacco")
)  # fmt: skip
_NEVER_LAST = frozenset(
    ["shares", "stocks", "stock", "revenue", "sales", "profit", "market", "markets", "street"]
)
_PERSON_BEFORE = late_pattern(
    r"(?:vet|veteran|alum|researcher|engineer|founder|CEO|CFO|chief|executive|chairman|analyst|investor"
    r"|president|minister|senator|judge|actor|billionaire|scientist|professor|[Mm]r\.?|[Dd]r\.?) $"
)
_PEOPLE = late_pattern(
    r"(?:vets?|veterans?|alum(?:s|ni)?|researchers?|engineers?|founders?|employees?|pioneers?"
    r"|executives?|execs?|officials?|workers|investors?)$"
)

_COMPANY_ENDS = late_pattern(
    r"(?:科技|股份|集团|智能|控股|银行|药业|汽车|能源|电子|半导体|证券|软件|网络|信息|传媒|生物|医疗|影业"
    r"|机器人|航空|食品|物流|数据|精密|化工|新材|环保|文化|娱乐|互娱|教育|地产|材料|电器|制药|电气|光电|通讯|通信)$"
)
_NO_CHINESE_START = late_pattern(
    r"截至|按|依|根据|据|今|昨|曝|传|消息|报道|外媒|媒体|独家|最新|突发|重磅|刚刚|如果|如何|为何|因|不|又|再|新|首|原|含|涉|流通|团队|总|医疗|某"
)
_CHINESE_NAME = late_pattern(r"[\u3400-\u9fffA-Za-z·]{2,8}")
_NO_CHINESE_NAME = late_pattern(
    r"(?:[业人航国省市县区股生家部局院社圈者员客族奖剧片影房村校队军厅会款钱币价们代年月日天季度后前中上下"
    r"的了是在有与和被把就也都要可做卖买赚靠称说内外万亿个双]|行业|市场|公司|企业|板块|央行|女子|男子|票房)$"
    r"|[的了我你他她这那哪谁一两三四五六七八九十每各某为以从对向因由及或等所让使]|什么|怎么|全国|全球|世界|我国|中国"
    r"|美国|日本|韩国|印度|欧洲|欧盟|英国|德国|法国|俄罗斯|台湾|香港|北京|上海|深圳|广州|杭州"
)
_RESULTS = frozenset(
    ("revenue", "net_income", "non_gaap_net_income", "operating_income", "market_cap", "valuation")
)
_TRAILING_TIME = late_pattern(
    r"(?:(?:前|近|上|下|首|全|半|单|去|今|明|当|本|[一二三四五六七八九十两])+(?:年|季度?|月|个月|日|周|期)半?)+$"
    r"|(?:预计|累计|去年|今年|报告|业绩|完成|披露|达成|宣布|获得?|拟|发布|公布|连续|首次)$"
)
_LATIN_NAME = late_pattern(
    r"(?<![A-Za-z0-9])[A-Z][A-Za-z0-9]*(?:[ .&-][A-Z0-9][A-Za-z0-9]*){0,2} ?"
    r"(?:完成|获得?|宣布|拟|已|将|再|正)?$"
)
_GIVEN_TO = late_pattern(r"[向对给由与和][^，。；]*$|(?:收购|入股|领投|买下|投资)[^，。；]*$")
_LATIN_STOP = plain_words("not_a_name")


@dataclass(frozen=True, slots=True)
class Stranger:
    """A company by the name it goes by in the text, `text[start:end]` of the folded text."""

    id: str
    start: int
    end: int


def find_stranger(
    text: str, cased: str, span: tuple[int, int], mentions: Mentions, first_number: int
) -> Stranger | None:
    """The unknown company that a sentence, `text[span]`, is about, or None.

    `cased` is the text in its own letter case; `first_number` where its first quantity starts.
    """
    start, end = span
    for kind in ("company", "segment", "metric"):
        known = mentions.starting_at(kind, start)
        if known is not None and not MODIFIER.match(text, known.end):
            return None  # most headlines that hold a figure
    lead = _LEAD.match(cased, start, end)
    head = lead.end() if lead is not None and lead.end() < first_number else start
    if lead is not None and mentions.any("company", start, head):
        return None
    if "\u3400" <= cased[head : head + 1] <= "\u9fff":
        found = _chinese(cased, head, first_number, mentions)
    else:
        if _TICKER_MOVES.match(cased, head) and (after := _AFTER.search(cased, head, end)):
            head, first_number = after.end(), end  # "BMBL jumps 30% after Bumble reported"
        closing = _SUBJECT_END.search(cased, head, min(end, first_number))
        if closing is None or not _closes_a_subject(text, closing):
            return None
        found = _english(cased, head, closing.start())
    if found is None or _is_known(found, head, mentions):
        return None
    return found


def find_latin_name(cased: str, start: int, end: int, mentions: Mentions) -> Stranger | None:
    """A name in Latin letters right before `end` in a Chinese text: 初创公司 Vapi 估值达…"""
    match = _LATIN_NAME.search(cased, max(start, end - 40), end)
    if match is None:
        return None
    if _GIVEN_TO.search(cased, max(start, match.start() - 12), match.start()):
        return None  # 向 Tango 投资2亿美元: to whom, not who
    name = re.sub(r"[^A-Za-z0-9]+$", "", match[0])
    known = any(mentions.any(kind, match.start(), end) for kind in ("company", "segment"))
    if known or name.lower() in _LATIN_STOP or len(name) < 3:
        return None
    return Stranger(slug(name), match.start(), match.start() + len(name))


def _closes_a_subject(text: str, closing: re.Match[str]) -> bool:
    """A verb does; a comma does where an apposition or, after one, a verb follows."""
    if not closing[0].startswith(","):
        return True
    return _APPOSITION.match(text, closing.start()) is not None


def _english(cased: str, head: int, end: int) -> Stranger | None:
    """The capitalised words that end the subject `cased[head:end]`."""
    subject = cased[head:end]
    if subject.isupper() and len(subject) > 5:
        return None  # all in capitals: nothing tells a name
    match = _NAME.search(subject)
    if match is None or not _HAS_CAPITAL.search(match[0]):
        return None
    words = _AND.split(_POSSESSOR.sub("", match[0].strip("“”\"'")))[-1].split()
    while words and (words[0].lower() in _ORDINARY or _COMPOUND.search(words[0])):
        if len(words) == 2 and words[1].lower() in _TRADES:
            break  # "British Airways"
        words.pop(0)
    name = " ".join(words)
    if not 1 <= len(words) <= 4 or len(name) < 2 or words[-1].lower() in _NEVER_LAST:
        return None
    place = cased.rfind(name, head, end)
    if _PERSON_BEFORE.search(cased[head:place]):
        return None  # "OpenAI researcher Miles Wang"
    return None if place < 0 or _PEOPLE.search(name.lower()) else Stranger(slug(name), place, end)


def _is_known(found: Stranger, head: int, mentions: Mentions) -> bool:
    """Whether the lexicon knows the name, or the words before it say what is measured."""
    segments = mentions.within("segment", head, found.end)
    if mentions.any("metric", head, found.end) or any(not m.term.bare for m in segments):
        return True
    company = mentions.last("company", head, found.end)
    return company is not None and company.end > found.start


def _chinese(cased: str, head: int, first_number: int, mentions: Mentions) -> Stranger | None:
    limits = [
        mention.start
        for kind in ("metric", "guide", "loss_now", "up", "down", "expect")
        if (mention := mentions.first(kind, head, first_number)) is not None
    ]
    digit = re.search(r"\d| ", cased[head:first_number])
    if digit is not None:
        limits.append(head + digit.start())
    limit = min(limits, default=first_number)
    name = _TRAILING_TIME.sub("", cased[head:limit])
    if not _CHINESE_NAME.fullmatch(name) or _NO_CHINESE_START.match(name):
        return None
    if not _COMPANY_ENDS.search(name) and not _is_short_name(name, limit, mentions):
        return None
    if mentions.any("other", head, head + len(name)):
        return None
    return Stranger(slug(name), head, head + len(name))


def _is_short_name(name: str, end: int, mentions: Mentions) -> bool:
    """李宁, 米哈游: two to four characters right before a period or the name of a result."""
    if len(name) > 4 or _NO_CHINESE_NAME.search(name):
        return False
    metric = mentions.first("metric", end, end + 12)
    return metric is not None and metric.term.id in _RESULTS and not metric.term.weak


def slug(name: str) -> str:
    """The id of a company that is known by its name only."""
    return re.sub(r"[^\w.+]+", "-", name.lower()).strip("-.")
