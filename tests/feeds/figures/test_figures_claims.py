"""What sentences claim: one row a construction, in our own words."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from feeds.figures import extract_claims
from tests.feeds.figures.brief import brief

CASES = [  # the claims read: whose, what, how much, which way, and of what nature
    ("Alibaba Cloud revenue up 34% to 39.8bn yuan, beating estimates of 37.9bn yuan",
     ["alibaba/cloud revenue 39800000000 CNY +34%",
      "alibaba/cloud revenue 37900000000 CNY expected"]),
    ("Alibaba Cloud revenue up 34% to 39.8bn yuan, beating estimates of 38bn",
     ["alibaba/cloud revenue 39800000000 CNY +34%",
      "alibaba/cloud revenue 38000000000 CNY expected"]),
    ("Alibaba's AI cloud and compute revenue rose 40% to 45 billion yuan",
     ["alibaba/cloud revenue 45000000000 CNY +40%"]),
    ("China e-commerce revenue at Alibaba rose 16%", ["alibaba/china_ecommerce revenue +16%"]),
    ("阿里巴巴公布业绩。公司营收2478亿元，同比增长5%。",
     ["alibaba/group revenue 247800000000 CNY +5%"]),
    ("小米预计上半年营收10.5亿-11.3亿元",
     ["xiaomi/group revenue 1050000000 ..1130000000 CNY planned"]),
    ("TSMC posted revenue of $40 billion. Its stock fell 4%.",
     ["tsmc/group revenue 40000000000 USD", "tsmc/group share_price_move -4%"]),
    ("Microsoft commits $3 billion to Portugal",
     ["microsoft/group investment_plan 3000000000 USD planned"]),
    ("百度被判赔偿腾讯800万元", ["baidu/group damages 8000000 CNY"]),
    ("Meta plans to cut 10% of its workers", ["meta/group workforce_cut 10 planned"]),
    ("Alibaba's cloud growth sped up from 18% to 26%",
     ["alibaba/cloud revenue +18% earlier", "alibaba/cloud revenue +26%"]),
    ("Adjusted EBITA and operating income at Alibaba rose 18% and 34% respectively",
     ["alibaba/group adj_ebita +18%", "alibaba/group operating_income +34%"]),
    ("Both revenue and net profit at Tencent rose 10%",
     ["tencent/group revenue +10%", "tencent/group net_income +10%"]),
    ("Capex at Alibaba was 38.6 billion yuan, up 220% year on year and 57.1% quarter on quarter",
     ["alibaba/group capex 38600000000 CNY +220%",
      "alibaba/group capex 38600000000 CNY +57.1% qoq"]),
    ("JD.com's net income fell to RMB5.3 billion (US$0.7 billion) from RMB11.7 billion",
     ["jd/group net_income 5300000000 CNY down", "jd/group net_income 11700000000 CNY earlier"]),
    ("Baidu posted a net loss of 11.2 billion yuan, against a profit of 7.6 billion a year ago",
     ["baidu/group net_income -11200000000 CNY down",
      "baidu/group net_income 7600000000 CNY earlier"]),
    ("Adjusted EBITA losses at Alibaba's All Others widened by 500%",
     ["alibaba/all_others adj_ebita -500%"]),
    ("Meituan's net loss narrowed 40% to RMB2 billion",
     ["meituan/group net_income -2000000000 CNY +40%"]),
    ("Alibaba plans to spend more than 380 billion yuan on AI infrastructure over three years",
     ["alibaba/group investment_plan 380000000000 CNY planned"]),
    ("Tesla raises 2026 capex to $25 billion", ["tesla/group capex 25000000000 USD up planned"]),
    ("Meta's 2025 capex is now seen at $70-72 billion",
     ["meta/group capex 70000000000 ..72000000000 USD planned"]),
    ("Analysts expect Alibaba's cloud revenue to grow 30% to 33%",
     ["alibaba/cloud revenue +30% expected"]),
    ("Alibaba Cloud's adjusted EBITA margin slipped 0.8 percentage points to 8.2%",
     ["alibaba/cloud adj_ebita_margin 8.2 down 0.8pp"]),
    ("Tencent's gross margin rose to 56% from 53%",
     ["tencent/group gross_margin 56 up", "tencent/group gross_margin 53 earlier"]),
    ("Alibaba shares fell 4% in New York", ["alibaba/group share_price_move -4%"]),
    ("Alibaba earned 12.1 yuan per share", ["alibaba/group eps 12.1 CNY"]),
    ("AI-related product revenue at Alibaba grew by triple digits",
     ["alibaba/group ai_revenue up"]),
    ("Nvidia's data center revenue more than doubled", ["nvidia/data_center revenue +100%"]),
    ("Profit at PDD halved", ["pdd/group profit -50%"]),
    ("Amazon will lay off 14,000 employees", ["amazon/group layoffs 14000 planned"]),
    ("Qwen models were downloaded more than 600 million times",
     ["alibaba/qwen model_downloads 600000000"]),
    ("阿里云营收398.24亿元，同比增长34%", ["alibaba/cloud revenue 39824000000 CNY +34%"]),
    ("腾讯二季度营收1845亿元，同比增长15%，市场预期1785亿元",
     ["tencent/group revenue 184500000000 CNY +15%",
      "tencent/group revenue 178500000000 CNY expected"]),
    ("京东净利润53亿元，上年同期117亿元",
     ["jd/group net_income 5300000000 CNY down", "jd/group net_income 11700000000 CNY earlier"]),
    ("菜鸟经营利润3.1亿元，环比扭亏", ["alibaba/cainiao operating_income 310000000 CNY up"]),
    ("阿里自由现金流净流出188亿元，上年同期净流入174亿元",
     ["alibaba/group free_cash_flow -18800000000 CNY down",
      "alibaba/group free_cash_flow 17400000000 CNY earlier"]),
    ("小米第三季收入１１３１億元人民幣，按年升２２．３％",
     ["xiaomi/group revenue 113100000000 CNY +22.3%"]),
    ("阿里料资本开支950亿至1050亿元，按年增三成至四成",
     ["alibaba/group capex 95000000000 ..105000000000 CNY +30% planned"]),
    ("百度AI业务收入翻番", ["baidu/ai_business ai_revenue +100%"]),
    ("腾讯净利润增长3倍", ["tencent/group net_income +300%"]),
    ("阿里巴巴市值蒸发2000亿", ["alibaba/group market_cap_change 200000000000 down"]),
    ("腾讯回购67.6万股，耗资4.36亿港元", ["tencent/group share_repurchases 436000000 HKD"]),
    ("Anthropic's revenue surges past a $30 billion run rate",
     ["anthropic/group arr 30000000000 USD up"]),
    ("DeepSeek's daily active users rose by 3 million", []),
    ("Airbus plans to cut 15,000 jobs, 1,700 in the UK",
     ["airbus/group layoffs 15000 planned"]),
    ("阿里巴巴经调整EBITA减少338亿元至105亿元",
     ["alibaba/group adj_ebita 10500000000 CNY down"]),
    ("阿里巴巴：AI相关产品收入连续第11个季度三位数同比增长",
     ["alibaba/group ai_revenue up"]),
    ("阿里巴巴人工智能收入翻番",
     ["alibaba/group ai_revenue +100%"]),
    ("SoftBank posts a ¥1.5 trillion net profit",
     ["softbank/group net_income 1500000000000 JPY"]),
    ("台积电第三季营收9899亿元",
     ["tsmc/group revenue 989900000000 TWD"]),
    ("Alibaba's revenue was 280 billion yuan, 7.6% above the year before",
     ["alibaba/group revenue 280000000000 CNY +7.6%"]),
    ("Alibaba's cloud and Cainiao revenue rose 10% and 5% respectively",
     ["alibaba/cloud revenue +10%", "alibaba/cainiao revenue +5%"]),
    ("阿里云、菜鸟收入均增长10%",
     ["alibaba/cloud revenue +10%", "alibaba/cainiao revenue +10%"]),
    ("JD.com's net profit shrank 55% over the same quarter",
     ["jd/group net_income -55%"]),
    ("Meta now plans capex of $72 billion, compared with the $66 billion of its prior range",
     ["meta/group capex 72000000000 USD up planned",
      "meta/group capex 66000000000 USD planned earlier"]),
    ("Amazon plans capital expenditure of $200 billion in 2026, against $131 billion last year",
     ["amazon/group capex 200000000000 USD planned",
      "amazon/group capex 131000000000 USD earlier"]),
    ("Meta lifts its capex guidance to $115 billion, up from $66 billion to $72 billion",
     ["meta/group capex 115000000000 USD up planned",
      "meta/group capex 66000000000 ..72000000000 USD planned earlier"]),
    ("Meta will spend $600 billion of capex over four years",
     ["meta/group investment_plan 600000000000 USD planned"]),
    ("阿里营收2478亿元，同口径增长15%",
     ["alibaba/group revenue 247800000000 CNY", "alibaba/group revenue +15%"]),
    ("Alibaba's revenue was 247.8 billion yuan; like-for-like, it rose 15%",
     ["alibaba/group revenue 247800000000 CNY", "alibaba/group revenue +15%"]),
    ("Alibaba's headcount fell to 124,320 from 194,320",
     ["alibaba/group headcount 124320 down", "alibaba/group headcount 194320 earlier"]),
    ("Kraken cuts 1,500 staff",
     ["kraken/group layoffs 1500"]),
    ("Qwen model downloads for the whole of last year 600 million", []),
    ("Google processes 480 trillion tokens a month",
     ["google/group tokens_per_month 480000000000000"]),
    ("谷歌每月处理480万亿Token",
     ["google/group tokens_per_month 480000000000000"]),
    ("DeepSeek 5000万DAU",
     ["deepseek/group users_dau 50000000"]),
    ("DeepSeek cut prices of its AI models by 85%",
     ["deepseek/group price_change -85%"]),
    ("Lucid lost $4.4 billion on revenue last year",
     ["lucid/group net_income -4400000000 USD"]),
    ("Alibaba earned RMB10 billion, RMB3 billion more than a year ago",
     ["alibaba/group profit 10000000000 CNY"]),
    ("阿里云裁员7%",
     ["alibaba/cloud workforce_cut 7"]),
    ("Meituan's losses at the food delivery business widened to 16 billion yuan",
     ["meituan/food_delivery net_income -16000000000 CNY down"]),
    ("高盛：阿里云2026年营收将达2000亿元",
     ["alibaba/cloud revenue 200000000000 CNY expected"]),
    ("Next quarter's growth at Microsoft should be 37%, where forecasters have 33.5%",
     ["microsoft/group revenue +37% planned", "microsoft/group revenue +33.5% expected"]),
    ("OpenAI projected $2.5B in ChatGPT ad revenue this year",
     ["openai/chatgpt revenue 2500000000 USD planned"]),
    ("Tencent reported revenue of 192.9 billion yuan, beating the 188 billion yuan call",
     ["tencent/group revenue 192900000000 CNY",
      "tencent/group revenue 188000000000 CNY expected"]),
    ("Alibaba trades at 13x earnings",
     ["alibaba/group pe_ratio 13"]),
    ("Alibaba trades at 13 times forward earnings, analysts estimate",
     ["alibaba/group pe_ratio 13"]),
    ("美团第三季度调整后净亏损160亿元",
     ["meituan/group non_gaap_net_income -16000000000 CNY"]),
    ("Microsoft's AI business surpassed an annual revenue run rate of $37B",
     ["microsoft/ai_business ai_revenue 37000000000 USD"]),
    ("Nvidia shipped 6 million Blackwell GPUs",
     ["nvidia/group chip_shipments 6000000"]),
    ("字节跳动已购百万颗高通AI芯片",
     ["bytedance/group chip_purchase 1000000"]),
    ("xAI 22万张GPU",
     ["xai/group chip_count 220000"]),
    # ratios and shares
    ("Kuaishou's Kling makes up 0.8% of its revenue",
     ["kuaishou/kling revenue_share 0.8"]),
    ("OpenAI says under-30s represent 80% of ChatGPT usage", []),
    ("OpenAI makes $2B in monthly revenue, with enterprise accounting for 40% of it",
     ["openai/group revenue 2000000000 USD", "openai/group revenue_share 40"]),
    ("2025年上半年中国AI云市场35.8%归阿里云",
     ["alibaba/cloud market_share 35.8"]),
    ("按收入计，阿里目前的资本开支占比达15.6%",
     ["alibaba/group capex_ratio 15.6"]),
    ("Tencent's gross margin rose 5%", []),
    ("腾讯毛利率方面，公司持续改善，达到56%",
     ["tencent/group gross_margin 56"]),
    ("Tencent's profit fell below 20 billion yuan",
     ["tencent/group profit 20000000000 CNY down"]),
    ("JD.com reports an operating margin of 5.9% at JD Retail, 5.2% a year ago",
     ["jd/jd_retail operating_margin 5.9 up", "jd/jd_retail operating_margin 5.2 earlier"]),
    ("Tencent's gross margin was 56%, 3% above peers",
     ["tencent/group gross_margin 56"]),
    ("Alibaba's cloud revenue grew 26%, against the 24% that analysts expected",
     ["alibaba/cloud revenue +26%", "alibaba/cloud revenue +24% expected"]),
    ("Tencent's net profit rose 8%, compared with 5% a year earlier",
     ["tencent/group net_income +8%", "tencent/group net_income +5% earlier"]),
]  # fmt: skip


@pytest.mark.parametrize(("text", "claims"), CASES, ids=[text[:48] for text, _ in CASES])
def test_a_sentence_claims(text: str, claims: list[str]) -> None:
    assert [brief(claim) for claim in extract_claims(text)] == claims


@pytest.mark.parametrize(
    "text",
    [
        "Alibaba releases Qwen3-235B-A22B with 22B active parameters",
        "Growth at Alibaba has picked up for three quarters in a row",
        "Alibaba (9988.HK) reports on October 31, 2025",
        "阿里双11与618大促开启，5G手机打五折",
        "The Fed cut rates by 25 basis points, and Alibaba watched",
        "Alibaba translates dollars at RMB7.1190 to US$1.00",
        "Alibaba beat estimates by $0.20",
        "A town spent $5 million on a bridge",
        "Anthropic's model slips from 83% to 68% on one test",
        "SoftBank cuts its loan target by 40%",
        "某集团2.4亿元收购北京东城一处物业",
        "Meta reassigns 7,000 workers",
        "Global AI leaders such as Microsoft are spending billions of dollars",
    ],
)
def test_what_is_no_figure_about_a_company_makes_no_claim(text: str) -> None:
    assert extract_claims(text) == ()


def test_the_documents_company_stands_in_for_one_not_named() -> None:
    (claim,) = extract_claims("Revenue rose 5% in the September quarter.", company="alibaba")
    assert (claim.company, claim.period) == ("alibaba", "September quarter")
    assert extract_claims("Revenue rose 5% in the September quarter.") == ()


@pytest.mark.parametrize("phrase", ["2026年6月季度", "6月份季度", "截至6月30日止季度"])
def test_a_quarter_named_by_its_last_month_is_read_whole(phrase: str) -> None:
    (claim,) = extract_claims(f"阿里巴巴{phrase}营收2580亿元")
    assert claim.period == phrase


@pytest.mark.parametrize("phrase", ["June quarter", "June 2026 quarter", "June quarter of 2026"])
def test_an_english_quarter_named_by_its_last_month_is_read_whole(phrase: str) -> None:
    (claim,) = extract_claims(f"Alibaba's revenue rose 9% in the {phrase}.")
    assert claim.period == phrase


def test_a_pair_of_currencies_is_one_claim() -> None:
    (claim,) = extract_claims("Alibaba's revenue was 280.2 billion yuan ($38.6 billion).")
    assert claim.value == 280_200_000_000
    assert claim.alt is not None
    assert claim.alt.value == 38_600_000_000


def test_the_span_is_what_the_reader_sees() -> None:
    text = "小米第三季收入１１３１億元人民幣"
    (claim,) = extract_claims(text, published=date(2025, 11, 18))
    assert claim.span == text[claim.start : claim.end]
    assert "１１３１億元" in claim.span


def test_an_unscaled_price_is_no_result() -> None:
    assert extract_claims("Alibaba sells a speaker; revenue from it: $49") == ()


def test_amounts_are_exact() -> None:
    (claim,) = extract_claims("Alibaba revenue reached RMB0.1 billion")
    assert claim.value == Decimal(100_000_000)


@pytest.mark.parametrize(
    ("title", "period"),
    [
        ("Alibaba Cloud revenue rose 20% in the third quarter", "the third quarter"),
        ("Alibaba Cloud revenue rose 20% for the twenty-third quarter", None),
        ("Alibaba Cloud revenue rose 20% over 119 months", None),
        ("Alibaba Cloud revenue rose 20% in the twenty-nine months to June", None),
        ("阿里云第三季度营收增长20%", "第三季度"),
        ("阿里云营收连续第十三季度增长20%", None),
        ("阿里云营收15年内增长20%", "15年内"),
    ],
)
def test_a_period_is_named_by_a_whole_number(title: str, period: str | None) -> None:
    assert [claim.period for claim in extract_claims(title)] == [period]
