"""How fast sentences are read for figures.

    python bench/figures_speed.py [HEADLINES.jsonl]

Without a file, made-up headlines: four in five without a figure, as in a news stream. A file holds
one JSON object a line with a "title". Prints sentences per second of CPU time, median of five.
"""

from __future__ import annotations

import json
import platform
import statistics
import sys
import time
from pathlib import Path

from feeds.figures import extract_claims

PLAIN = (
    "Alibaba opens its model to developers in Hangzhou",
    "Regulators weigh new rules for data centres",
    "阿里云发布新一代视频生成模型",
    "Cloud providers race to secure chips as demand grows",
)
WITH_DIGITS = (
    "Qwen3-235B-A22B tops 14 benchmarks, Alibaba says",
    "天猫双11与618活动将于2025年10月15日开启",
)
WITH_FIGURES = (
    "Alibaba Cloud revenue up 34% to RMB39.8 billion, beating estimates of RMB37.9 billion",
    "腾讯二季度营收1845亿元，同比增长15%，市场预期1785亿元",
    "JD.com net income fell to RMB5.3 billion (US$0.7 billion) from RMB11.7 billion",
)
COPIES = 4_000
ROUNDS = 5


def median_seconds(texts: list[str]) -> float:
    """CPU seconds to read all the texts, the median of several rounds."""
    rounds = []
    for _ in range(ROUNDS):
        started = time.process_time()
        for text in texts:
            extract_claims(text)
        rounds.append(time.process_time() - started)
    return statistics.median(rounds)


def report(name: str, texts: list[str]) -> None:
    """One line of the table."""
    seconds = median_seconds(texts)
    print(
        f"{name:<34}{len(texts):>8,}{seconds:>9.3f} s{len(texts) / seconds:>12,.0f}/s"
        f"{seconds / len(texts) * 1e6:>9.1f} µs"
    )


def main() -> None:
    started = time.process_time()
    extract_claims(WITH_FIGURES[0])
    print(f"Python {platform.python_version()} on {platform.machine()}")
    print(f"first sentence, lexicon loaded: {time.process_time() - started:.3f} s")
    print(f"{'sentences':<34}{'count':>8}{'CPU':>11}{'rate':>14}{'each':>12}")
    if len(sys.argv) > 1:
        lines = Path(sys.argv[1]).read_text(encoding="utf-8").splitlines()
        titles = [json.loads(line)["title"] for line in lines if line.strip()]
        report("all", titles)
        report("without digits", [t for t in titles if not any(c.isdigit() for c in t)])
        report("that make claims", [t for t in titles if extract_claims(t)])
        return
    report("without digits", list(PLAIN) * COPIES)
    report("with digits, without figures", list(WITH_DIGITS) * (COPIES // 2))
    report("with figures", list(WITH_FIGURES) * (COPIES // 4))


if __name__ == "__main__":
    main()
