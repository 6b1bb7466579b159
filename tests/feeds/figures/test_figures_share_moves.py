"""What moved: the shares, a metric, or something that is no figure of ours."""

from __future__ import annotations

import pytest

from feeds.figures import extract_claims
from tests.feeds.figures.brief import brief


@pytest.mark.parametrize(
    ("text", "claims"),
    [
        ("Nvidia rises 4%", ["nvidia/group share_price_move +4%"]),
        ("ALIBABA (BABA) DOWN OVER 3%", ["alibaba/group share_price_move -3%"]),
        ("智谱一天暴涨近30%", ["zhipu/group share_price_move +30%"]),
        ("阿里巴巴-W 早盘涨近6%", ["alibaba/group share_price_move +6%"]),
        ("AWS up 20% to $33B", ["amazon/aws revenue 33000000000 USD +20%"]),
        ("The stock brought Alibaba a further 3.9% gain",
         ["alibaba/group share_price_move +3.9%"]),
        ("SpaceX stock loses $1T in value",
         ["spacex/group market_cap_change 1000000000000 USD down"]),
        ("Yahoo doubles its free mail storage", []),
        ("iPhone loyalty climbs to 87%", []),
        ("Claude's accuracy drops from 83% to 68%", []),
        ("Tesla registrations nearly halved", []),
        ("SoftBank cuts an OpenAI-backed margin loan target by 40%", []),
        ("苹果创新高 10年期美债收益率跌破3%", []),
        ("SpaceX sinks below its $135 IPO price", []),
        ("Cerebras 首日开盘价350美元，发行价185美元",
         ["cerebras/group share_price 350 USD", "cerebras/group share_price 185 USD"]),
        ("Alibaba shares trade at a 40% discount to peers", []),
        ("Dell sinks 30% lower",
         ["dell/group share_price_move -30%"]),
        ("阿里巴巴高层变动 股价重挫4%",
         ["alibaba/group share_price_move -4%"]),
        ("高盛调高百度目标价至319美元，昨日上涨3.62%",
         ["baidu/group share_price_move +3.62%"]),
        ("Alibaba's Hong Kong listing touched a high but gave it all back and ended 2% down",
         ["alibaba/group share_price_move -2%"]),
    ],
)  # fmt: skip
def test_only_what_moves_is_said_to_move(text: str, claims: list[str]) -> None:
    assert [brief(claim) for claim in extract_claims(text)] == claims


def test_a_change_of_something_unknown_is_not_laid_at_the_last_metric() -> None:
    text = "Meta reports revenue up 26% to $51.2B, and daily active people up 8%"
    assert [brief(claim) for claim in extract_claims(text)] == [
        "meta/group revenue 51200000000 USD +26%"
    ]
