"""Deals: money raised, invested, paid and what a company is worth."""

from __future__ import annotations

import pytest

from feeds.figures import extract_claims
from tests.feeds.figures.brief import brief

CASES = [
    ("Google invests $4 billion in photonics firms",
     ["google/group equity_investments 4000000000 USD"]),
    ("Google will invest as much as $40 billion in Anthropic",
     ["google/group equity_investments 40000000000 USD planned"]),
    ("阿里巴巴已向Snapchat投资2亿美元", ["alibaba/group equity_investments 200000000 USD"]),
    ("英伟达15亿美元入股英特尔", ["nvidia/group equity_investments 1500000000 USD"]),
    ("Anthropic gets $5B investment from Amazon",
     ["anthropic/group funding_raised 5000000000 USD"]),
    ("Alibaba led a $293M funding round for Tarnworks",
     ["tarnworks/group funding_raised 293000000 USD"]),
    ("Nvidia is in talks to invest in DeepSeek at a $20B valuation",
     ["deepseek/group valuation 20000000000 USD planned"]),
    ("CXMT prices an $8.5bn Shanghai IPO, valuing the memory maker at $85bn",
     ["cxmt/group funding_raised 8500000000 USD", "cxmt/group valuation 85000000000 USD"]),
    ("DeepSeek mulls a funding round at a $71B valuation, up from $50B when it last raised money",
     ["deepseek/group valuation 71000000000 USD up",
      "deepseek/group valuation 50000000000 USD earlier"]),
    ("Cerebras lined up $5B to $6B for a share sale",
     ["cerebras/group share_sale 5000000000 ..6000000000 USD"]),
    ("Anthropic buys a biotech startup in $400M deal",
     ["anthropic/group acquisition 400000000 USD"]),
    ("Amazon expects to spend about $125 billion this year, up from an earlier forecast of $118"
     " billion.",
     ["amazon/group capex 125000000000 USD up planned",
      "amazon/group capex 118000000000 USD planned earlier"]),
    ("Meta narrowed its capex guidance to $70 billion to $72 billion, from $66 billion to $72"
     " billion previously.",
     ["meta/group capex 70000000000 ..72000000000 USD up planned",
      "meta/group capex 66000000000 ..72000000000 USD planned earlier"]),
    ("Alibaba bought back $253 million of its stock, leaving $19.1 billion under the programme",
     ["alibaba/group share_repurchases 253000000 USD",
      "alibaba/group repurchase_authorization 19100000000 USD"]),
    ("特斯拉一夜暴跌2700亿", ["tesla/group market_cap_change 270000000000 down"]),
    ("DeepSeek让英伟达蒸发4万亿", ["nvidia/group market_cap_change 4000000000000 down"]),
    ("腾讯股价创新高市值破3万亿", ["tencent/group market_cap 3000000000000"]),
    ("阿里影业一年亏16个亿", ["alibaba-pictures/group net_income -1600000000 CNY"]),
    ("扎克伯格千亿美元豪赌AI", ["meta/group ai_investment 100000000000 USD"]),
    ("俄罗斯亿万富翁买下腾讯一处物业", []),
    ("DeepSeek's 75% price cut", ["deepseek/group price_change -75%"]),
    ("SoftBank to buy back $15 bln in stock",
     ["softbank/group share_repurchases 15000000000 USD planned"]),
    ("摩尔线程预计净亏损9.5亿至10.6亿",
     ["moore-threads/group net_income -1060000000 ..-950000000 CNY planned"]),
    ("软银减持阿里套现340亿美元", ["softbank/group stake_sale 34000000000 USD"]),
    ("阿里云2025财年收入突破千亿，达1180亿元", ["alibaba/cloud revenue 118000000000 CNY"]),
    ("AMD expects revenue of $9.6 billion, give or take $300 million",
     ["amd/group revenue 9600000000 USD planned"]),
    ("Meta is sued by 26 employees", []),
    ("滴滴每天提供2000万订单", []),
    ("消息称Anthropic拟融资数百亿美元", []),
    ("SoftBank sold part of its Nvidia holding for $5.8 billion",
     ["softbank/group stake_sale 5800000000 USD"]),
    ("SoftBank offloads T-Mobile shares for $4.8 billion",
     ["softbank/group stake_sale 4800000000 USD"]),
    ("Nvidia's market value was knocked by $600 billion",
     ["nvidia/group market_cap_change 600000000000 USD down"]),
    ("拼多多市值破2100亿美元",
     ["pdd/group market_cap 210000000000 USD"]),
    ("Uber agrees a $15bn Delivery Hero takeover, 26% above its May bid",
     ["uber/group acquisition 15000000000 USD"]),
    ("小米寻求700-800亿美元估值",
     ["xiaomi/group valuation 70000000000 ..80000000000 USD planned"]),
    ("Tencent buys a 7% stake in Tarnworks",
     ["tencent/group stake 7"]),
    ("微软将投资10亿美元 帮助客户启动AI项目",
     ["microsoft/group investment_plan 1000000000 USD planned"]),
    ("AMD commits $5 billion to Anthropic",
     ["amd/group contract_value 5000000000 USD planned"]),
    ("Anthropic commits $100M to Claude Partner Network",
     ["anthropic/group contract_value 100000000 USD planned"]),
    ("阿里巴巴每股派息1.05美元，股息合计46亿美元",
     ["alibaba/group dividend 4600000000 USD"]),
    ("Nvidia's market value rises above $5 trillion",
     ["nvidia/group market_cap 5000000000000 USD up"]),
    ("Tesla's market value shed $100 billion",
     ["tesla/group market_cap_change 100000000000 USD down"]),
]  # fmt: skip


@pytest.mark.parametrize(("text", "claims"), CASES, ids=[text[:48] for text, _ in CASES])
def test_a_deal_claims(text: str, claims: list[str]) -> None:
    assert [brief(claim) for claim in extract_claims(text)] == claims
