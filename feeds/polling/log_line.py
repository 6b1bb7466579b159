"""What happened, as one line of key=value pairs that people and programs read. Pure."""

from __future__ import annotations

from feeds.polling.polled import FeedReport


def poll_line(report: FeedReport) -> str:
    """How a poll ended: `feed=3 name="…" outcome=ok status=200 entries=40 new=2 …`."""
    pairs = {
        "feed": report.feed,
        "name": quoted(report.name),
        "outcome": report.outcome,
        "status": report.status,
        "entries": report.entries,
        "new": report.new,
        "edited": report.edited,
        "bytes": report.wire_bytes,
        "ms": round(report.duration.total_seconds() * 1_000),
        "message": quoted(report.message) if report.message else None,
    }
    return " ".join(f"{key}={value}" for key, value in pairs.items() if value is not None)


def trouble_line(problem: str) -> str:
    """Something that went wrong apart from any one feed."""
    return f"trouble={quoted(problem)}"


def quoted(text: str) -> str:
    """`text` between quotation marks, on one line."""
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return '"' + " ".join(escaped.split()) + '"'
