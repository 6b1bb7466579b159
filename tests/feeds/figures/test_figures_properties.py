"""Properties of the figures extractor: never raises, stays inside the text, reads every format."""

from __future__ import annotations

import time
from decimal import Decimal

from hypothesis import given, settings
from hypothesis import strategies as st

from feeds.figures import extract_claims
from store.headlines.entries import Claim

PIECES = st.sampled_from(
    ["Alibaba", "阿里云", "revenue", "营收", "up", "同比增长", "34%", "$1.2bn", "3亿元", "三成半",
     "from", "to", "vs.", "est.", "(", ")", "，", ", ", "; ", "respectively", "net loss", "扭亏",
     "−", "\u00a0", "２５", "Q1 2025", "去年同期", "analysts", "expected", "will", "doubled",
     "翻番", "1,234.5", "x", "Qwen3-235B-A22B", "and", "\x1b[0m"]
)  # fmt: skip
TEXTS = st.one_of(st.text(max_size=300), st.lists(PIECES, max_size=40).map(" ".join))

MILLIONS = st.integers(min_value=1_000, max_value=999_999)


def inside(text: str, claims: tuple[Claim, ...]) -> bool:
    return all(
        0 <= claim.start < claim.end <= len(text) and claim.span == text[claim.start : claim.end]
        for claim in claims
    )


@settings(max_examples=300, deadline=None)
@given(TEXTS)
def test_it_never_raises_and_its_spans_lie_inside_the_text(text: str) -> None:
    assert inside(text, extract_claims(text, company="alibaba"))


FORMATS = {
    "release": lambda million: f"RMB{million:,} million",
    "code": lambda million: f"CNY {million:,} million",
    "newswire": lambda million: f"{Decimal(million) / 1000} billion yuan",
    "short": lambda million: f"Rmb{Decimal(million) / 1000}bn",
    "yen sign": lambda million: f"¥{Decimal(million) / 1000}B",
    "hyphens": lambda million: f"{Decimal(million) / 1000}-billion-yuan",
    "亿元": lambda million: f"{Decimal(million) / 100}亿元",
    "億元": lambda million: f"{Decimal(million) / 100}億元",
    "万元": lambda million: f"{million * 100}万元",
    "万亿元": lambda million: f"{Decimal(million) / 1_000_000:f}万亿元",
    "full width": lambda million: f"{Decimal(million) / 100}亿元".translate(WIDE),
}
WIDE = {ord(narrow): ord(narrow) + 0xFEE0 for narrow in "0123456789."}


@settings(max_examples=120, deadline=None)
@given(MILLIONS, st.sampled_from(sorted(FORMATS)))
def test_a_rendered_amount_reads_back_in_every_format(million: int, name: str) -> None:
    amount = FORMATS[name](million)
    sentence = f"Alibaba revenue was {amount}"
    (claim,) = extract_claims(sentence)
    assert (claim.metric, claim.value, claim.currency) == ("revenue", million * 10**6, "CNY")


LOSSES = {
    "brackets": lambda million: f"RMB({million:,}) million",
    "minus sign": lambda million: f"RMB\u2212{million:,} million",
    "hyphen": lambda million: f"RMB-{million:,} million",
    "word": lambda million: f"minus RMB{million:,} million",
    "亿元": lambda million: f"\u2212{Decimal(million) / 100}亿元",
    "full width": lambda million: f"\uff0d{Decimal(million) / 100}亿元".translate(WIDE),
}


@settings(max_examples=80, deadline=None)
@given(MILLIONS, st.sampled_from(sorted(LOSSES)))
def test_a_rendered_loss_reads_back_below_zero(million: int, name: str) -> None:
    (claim,) = extract_claims(f"Alibaba free cash flow was {LOSSES[name](million)}")
    assert (claim.metric, claim.value) == ("free_cash_flow", -million * 10**6)


@settings(max_examples=60, deadline=None)
@given(st.integers(min_value=1, max_value=999), st.booleans())
def test_a_rendered_change_reads_back(tenths: int, rises: bool) -> None:
    pct = Decimal(tenths) / 10
    verb, wort = ("rose", "增长") if rises else ("fell", "下降")
    for sentence in (f"Alibaba revenue {verb} {pct}% year on year", f"阿里营收同比{wort}{pct}%"):
        (claim,) = extract_claims(sentence)
        assert claim.change.pct == pct
        assert claim.change.direction == ("up" if rises else "down")
        assert claim.change.kind == "yoy"


def meaning(claims: tuple[Claim, ...]) -> list[tuple[object, ...]]:
    return [(c.company, c.segment, c.metric, c.value, c.currency, c.change) for c in claims]


SENTENCES = st.sampled_from(
    ["Alibaba Cloud revenue rose 34% to RMB39.8 billion, beating estimates of RMB37.9 billion",
     "Tencent's net loss widened 12% to $1.5bn from $1.3bn a year earlier",
     "JD plans to spend $2 billion on capex"]
)  # fmt: skip


@given(SENTENCES, st.sampled_from([" ", "  ", "\u00a0", "\u3000", "\t"]))
def test_spacing_does_not_matter(sentence: str, space: str) -> None:
    assert meaning(extract_claims(sentence.replace(" ", space))) == meaning(
        extract_claims(sentence)
    )


@given(SENTENCES, st.sampled_from([str.upper, str.lower]))
def test_case_does_not_matter(sentence: str, cased: object) -> None:
    assert callable(cased)
    assert meaning(extract_claims(cased(sentence))) == meaning(extract_claims(sentence))


@given(SENTENCES)
def test_width_does_not_matter(sentence: str) -> None:
    wide = "".join(
        chr(ord(c) + 0xFEE0) if "!" <= c <= "~" and c not in ",;:?!" else c for c in sentence
    )
    assert meaning(extract_claims(wide)) == meaning(extract_claims(sentence))


def test_long_junk_takes_linear_time() -> None:
    for junk in (
        "1" * 100_000,
        "1," * 50_000,
        "(" * 100_000 + "5%",
        "亿" * 100_000,
        "a1-" * 33_000,
        "Aa " * 33_000 + "5%",
        "。Ab 5%" * 4_000,
        "up-----" * 14_000 + "5%",
        "alibaba and " * 8_000 + "5%",
    ):
        started = time.process_time()
        extract_claims(junk, company="alibaba")
        assert time.process_time() - started < 10  # quadratic readings take minutes


def test_twice_the_figures_take_about_twice_the_time() -> None:
    def seconds(copies: int) -> float:
        text = "Alibaba revenue up 5% to $1bn from $2bn. " * copies
        started = time.process_time()
        extract_claims(text)
        return time.process_time() - started

    seconds(20)  # the lexicon is loaded
    assert seconds(400) < 12 * max(seconds(100), 0.01)
