"""Short labels for companies: the ticker investors know, else the start of the name."""

from __future__ import annotations

TICKERS = {
    "alibaba": "BABA",
    "amazon": "AMZN",
    "amd": "AMD",
    "ant": "ANT",
    "apple": "AAPL",
    "baidu": "BIDU",
    "broadcom": "AVGO",
    "bytedance": "BYTED",
    "google": "GOOGL",
    "intel": "INTC",
    "jd": "JD",
    "meituan": "MEITU",
    "meta": "META",
    "microsoft": "MSFT",
    "nvidia": "NVDA",
    "openai": "OAI",
    "oracle": "ORCL",
    "pdd": "PDD",
    "smic": "SMIC",
    "softbank": "SFTBY",
    "tencent": "TCEHY",
    "tesla": "TSLA",
    "tsmc": "TSM",
    "xiaomi": "XIAOM",
}


def company_label(company: str) -> str:
    """At most five letters for a company id."""
    return TICKERS.get(company, company.replace("_", "")[:5].upper())
