"""Whose figure it is: companies known and unknown, objects and rivals, products and places."""

from __future__ import annotations

import pytest

from feeds.figures import extract_claims
from tests.feeds.figures.brief import brief

CASES = [
    # companies that no lexicon knows, by their place in the sentence
    ("Brambleware reports Q2 revenue up 12% YoY to $310M, vs. $300M est.",
     ["brambleware/group revenue 310000000 USD +12%",
      "brambleware/group revenue 300000000 USD expected"]),
    ("Lyon-based Quillette, which maps vineyards from orbit, raised $30M at a $200M valuation",
     ["quillette/group funding_raised 30000000 USD",
      "quillette/group valuation 200000000 USD"]),
    ("Sources: Tarn Robotics is in talks to raise $90M",
     ["tarn-robotics/group funding_raised 90000000 USD planned"]),
    ("Halden, Ferry Operator, Posts $1.2 Billion Loss",
     ["halden/group net_income -1200000000 USD"]),
    ("Kestrel to Buy Verizon Lines for $3 Billion",
     ["kestrel/group acquisition 3000000000 USD planned"]),
    ("Paper startup Vellum hits $50M valuation after winning Amazon as a customer",
     ["vellum/group valuation 50000000 USD"]),
    ("汉江智能2017年营收1.32亿元 净赚420万元",
     ["汉江智能/group revenue 132000000 CNY", "汉江智能/group net_income 4200000 CNY"]),
    ("消息称英伟达领投：法国 AI 公司 Quillette 融资 3000 万美元",
     ["quillette/group funding_raised 30000000 USD"]),
    # a known name that is not the subject
    ("A SpaceX veteran raised $40M for tugboats", []),
    ("Short sellers book $3 billion profit as SpaceX shares dip", []),
    ("Tencent signs a cloud deal with Google and Broadcom as its annualized revenue hits $9bn",
     ["tencent/group arr 9000000000 USD"]),
    ("Nvidia rival Cerebras raised $800M", ["cerebras/group funding_raised 800000000 USD"]),
    ("Nvidia-backed Tarnworks raised $80M", ["tarnworks/group funding_raised 80000000 USD"]),
    ("AGCOM fined Google €750,000", ["google/group fine 750000 EUR"]),
    ("Tarn Airways, Google Offer to Buy PayPal for $53 Billion",
     ["google/group acquisition 53000000000 USD planned"]),
    ("Workday says OpenAI uses its tools; WDAY is down about 40%",
     ["workday/group share_price_move -40%"]),
    ("SMIC, Meituan +5%",
     ["smic/group share_price_move +5%", "meituan/group share_price_move +5%"]),
    ("British Airways reports $595 million annual loss",
     ["british-airways/group net_income -595000000 USD"]),
    # products, units and places
    ("Dell's AI server revenue rose 90%", ["dell/ai_servers revenue +90%"]),
    ("Kling AI revenue at Kuaishou tripled", ["kuaishou/kling revenue +200%"]),
    ("阿里云外部收入增长29%", ["alibaba/cloud_external revenue +29%"]),
    ("百度智能云收入62亿元，同比增长21%", ["baidu/ai_cloud revenue 6200000000 CNY +21%"]),
    ("微软智能云收入增长28%", ["microsoft/intelligent_cloud revenue +28%"]),
    ("Microsoft will invest $3 billion in Kenya",
     ["microsoft/kenya investment_plan 3000000000 USD planned"]),
    ("Meta 路易斯安那数据中心投资将达 300 亿美元",
     ["meta/louisiana investment_plan 30000000000 USD planned"]),
    ("AI product revenue at Alibaba grew by triple digits, its cloud arm said",
     ["alibaba/cloud ai_revenue up"]),
    ("Microsoft's cloud growth of 34%",
     ["microsoft/cloud revenue +34%"]),
    ("Azure revenue rose 34%; revenue was $81 billion",
     ["microsoft/azure revenue +34%", "microsoft/group revenue 81000000000 USD"]),
    ("AWS grew 20% and revenue 12%",
     ["amazon/aws revenue +20%", "amazon/aws revenue +12%"]),
    ("Qualcomm reports revenue down 3% to $10.6B and says a top customer will begin using"
     " its chips; QCOM jumps 7%",
     ["qualcomm/group revenue 10600000000 USD -3%", "qualcomm/group share_price_move +7%"]),
    ("Trainer maker Allbirds, which sold last week, says it will sell computing power; BIRD"
     " jumps 150%",
     ["allbirds/group share_price_move +150%"]),
    ("BMBL jumps 30% after Bumble reported earnings above estimates",
     ["bumble/group share_price_move +30%"]),
    ("TARN ROBOTICS RAISES $90M", []),
    ("OpenAI researcher Miles Wang raises $200M", []),
    ("北京东城科技营收5亿元", []),
    ("More than 100 million people a month use Copilot, the assistant that Microsoft sells",
     ["microsoft/group users_mau 100000000"]),
    ("Microsoft says it is on track to invest $5.5B in Singapore through 2029, after"
     " announcing plans to invest $1B in Thailand",
     ["microsoft/singapore investment_plan 5500000000 USD planned",
      "microsoft/thailand investment_plan 1000000000 USD planned"]),
    ("TSMC will use its $100B commitment, announced last week, to expand in Arizona",
     ["tsmc/group investment_plan 100000000000 USD planned"]),
    ("Meta 路易斯安那数据中心投资或超2500亿美元",
     ["meta/louisiana investment_plan 250000000000 USD planned"]),
    ("百度营收5亿元，按非公认会计准则，净利润38亿元",
     ["baidu/group revenue 500000000 CNY", "baidu/group non_gaap_net_income 3800000000 CNY"]),
    ("Alibaba has open-sourced 300 models, with 400 million downloads",
     ["alibaba/qwen model_downloads 400000000"]),
    ("With Azure and Google Cloud, Alibaba's revenue rose 5%",
     ["alibaba/group revenue +5%"]),
    ("Profit up 34%, Alphabet said",
     ["google/group profit +34%"]),
    ("京东Q1净收入1001亿元",
     ["jd/group revenue 100100000000 CNY"]),
    ("Operating margin of 5.9% at JD Retail",
     ["jd/jd_retail operating_margin 5.9"]),
]  # fmt: skip


@pytest.mark.parametrize(("text", "claims"), CASES, ids=[text[:48] for text, _ in CASES])
def test_a_figure_is_laid_at_the_right_door(text: str, claims: list[str]) -> None:
    assert [brief(claim) for claim in extract_claims(text)] == claims


@pytest.mark.parametrize(
    "text",
    [
        "Increasing revenue 300% with one weird trick",
        "Chip shares fell 4% in Tokyo",
        "Analysts see revenue up 12%",
        "China posts record revenue of 3 trillion yuan from land",
        "游戏业半年营收1500亿",
        "女大学生创业营收1800万",
        "截至4月末用户超12亿",
    ],
)
def test_an_ordinary_word_is_no_company(text: str) -> None:
    assert extract_claims(text) == ()
