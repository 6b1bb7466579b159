"""The regular prose of results: levels with their change and their comparator, ratios, counts."""

from __future__ import annotations

import pytest

from feeds.figures import extract_claims
from tests.feeds.figures.brief import brief

CASES = [
    ("Net income was RMB30,000 million (US$4,839 million), an increase of 148% compared to"
     " RMB12,100 million in the same quarter of 2014.",
     ["alibaba/group net_income 30000000000 CNY +148%",
      "alibaba/group net_income 12100000000 CNY earlier"]),
    ("Cloud revenue was RMB19,500 million, an increase of RMB3,300 million compared to RMB16,200"
     " million in the same quarter of 2020.",
     ["alibaba/cloud revenue 19500000000 CNY up", "alibaba/cloud revenue 16200000000 CNY earlier"]),
    ("Diluted earnings per share was RMB0.94 (US$0.15 or HK$1.15), a decrease of 74% compared to"
     " RMB3.61 in the same quarter of 2020.",
     ["alibaba/group eps 0.94 CNY -74%", "alibaba/group eps 3.61 CNY earlier"]),
    ("Product development expenses were RMB15,000 million, or 6.1% of revenue, compared to"
     " RMB13,300 million, or 5.5% of revenue, a year ago.",
     ["alibaba/group rnd_expense 15000000000 CNY up",
      "alibaba/group rnd_expense 13300000000 CNY earlier"]),
    ("General and administrative expenses were RMB9,400 million, or 4% of revenue.", []),
    ("Cost of revenue as a percentage of revenue increased from 54% to 59%.", []),
    ("Cloud adjusted EBITA was a loss of RMB520 million, compared to a loss of RMB230 million in"
     " the same quarter of 2018.",
     ["alibaba/cloud adj_ebita -520000000 CNY down",
      "alibaba/cloud adj_ebita -230000000 CNY earlier"]),
    ("Adjusted EBITA margin improved to negative 56% from negative 110%.",
     ["alibaba/group adj_ebita_margin -56 up", "alibaba/group adj_ebita_margin -110 earlier"]),
    ("Annual active consumers reached 515 million, compared to 488 million a year ago.",
     ["alibaba/group active_customers 515000000 up",
      "alibaba/group active_customers 488000000 earlier"]),
    ("Mobile MAUs increased by 22 million to a total of 529 million.",
     ["alibaba/group users_mau 529000000 up"]),
    ("A net addition of 18 million MAUs followed.", ["alibaba/group users_mau_change 18000000 up"]),
    ("Adjusted EBITA at the cloud unit climbed 35% to 3.6 billion yuan, for a margin of 9.0%.",
     ["alibaba/cloud adj_ebita 3600000000 CNY +35%", "alibaba/cloud adj_ebita_margin 9"]),
    ("Mobile purchases accounted for 55% of total GMV.", []),
    ("The bottom line more than halved, shrinking 53% to 20.6 billion yuan.",
     ["alibaba/group net_income 20600000000 CNY -53%"]),
    ("Cash inflow of RMB15,400 million came from the disposal of investments.", []),
    ("若不计已出售业务，同口径收入增长15%，公司收入2478亿元，同比增长5%。",
     ["alibaba/group revenue +15%", "alibaba/group revenue 247800000000 CNY +5%"]),
    ("研发投入增长快，可比口径下收入增长15%", ["alibaba/group revenue +15%"]),
    ("月活用户减少610万", ["alibaba/group users_mau_change 6100000 down"]),
    ("可灵收入3亿元，占总收入的0.8%", ["kuaishou/kling revenue 300000000 CNY",
                                     "kuaishou/kling revenue_share 0.8"]),
    ("Sales and marketing expenses increased by RMB20,482 million, or 62.6%.",
     ["alibaba/group sales_marketing_expense +62.6%"]),
    ("Sales and marketing expenses were RMB53,200 million, or 21.5% of revenue, an increase"
     " of 99%.",
     ["alibaba/group sales_marketing_expense 53200000000 CNY +99%",
      "alibaba/group sales_marketing_ratio 21.5"]),
    ("Sales and marketing expenses as a percentage of revenue increased from 13% to 21%.",
     ["alibaba/group sales_marketing_ratio 13 earlier",
      "alibaba/group sales_marketing_ratio 21 up"]),
    ("销售费用532亿元，占收入21.5%，按年高8.1个百分点",
     ["alibaba/group sales_marketing_expense 53200000000 CNY",
      "alibaba/group sales_marketing_ratio 21.5 up 8.1pp"]),
    ("经调整EBITA录得1.62亿元亏损",
     ["alibaba/group adj_ebita -162000000 CNY"]),
    ("The e-commerce giant's revenue rose 5%.",
     ["alibaba/group revenue +5%"]),
    ("Capex rose: a year-on-year increase of 220% and a quarter-on-quarter increase of 57.1%.",
     ["alibaba/group capex +220%", "alibaba/group capex +57.1% qoq"]),
    ("The cloud company's revenue rose 5%.",
     ["alibaba/group revenue +5%"]),
]  # fmt: skip


@pytest.mark.parametrize(("text", "claims"), CASES, ids=[text[:48] for text, _ in CASES])
def test_a_sentence_of_a_release_claims(text: str, claims: list[str]) -> None:
    assert [brief(claim) for claim in extract_claims(text, company="alibaba")] == claims
