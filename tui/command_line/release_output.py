"""A results release as text and JSON; what `alimon metrics release` prints."""

from __future__ import annotations

from typing import Any

from feeds.release.proposal import Proposal, observation_row
from store.number_format import format_growth, format_number
from tui.command_line.metrics_output import json_number


def release_as_object(proposal: Proposal) -> dict[str, Any]:
    """The release for a program: `release`, `observations` in the columns of the record, `checks`
    with both numbers."""
    heading = proposal.reading.heading
    return {
        "release": {
            "title": heading.title,
            "period_end": heading.period_end.isoformat(),
            "fiscal_label": heading.fiscal_label,
            "released": None if heading.released is None else heading.released.isoformat(),
            "basis": proposal.reading.basis,
            "new_segments": list(proposal.reading.new_segments),
            "proven": proposal.proven,
        },
        "observations": [
            {
                **observation_row(proposal, observation),
                "value": json_number(observation.stated.value),
                "yoy_pct": json_number(observation.stated.yoy_pct),
            }
            for observation in proposal.observations
        ],
        "checks": [
            {
                "name": check.name,
                "ok": check.ok,
                "left": json_number(check.left),
                "right": json_number(check.right),
                "note": check.note,
            }
            for check in proposal.checks
        ],
    }


def release_as_text(proposal: Proposal) -> str:
    """The release for a person: what it is, its figures, and every check with its two numbers."""
    heading = proposal.reading.heading
    lines = [
        heading.title,
        f"quarter ended {heading.period_end} · {heading.fiscal_label} · "
        f"released {heading.released or 'on a day not said'} · basis {proposal.reading.basis}",
        "",
        *_figures(proposal),
        "",
    ]
    lines += [f"new segment, kept as printed: {name}" for name in proposal.reading.new_segments]
    failed = [check for check in proposal.checks if not check.ok]
    for check in proposal.checks:
        mark = "ok  " if check.ok else "FAIL"
        lines.append(
            f"{mark} {check.name}: {format_number(check.left)} and {format_number(check.right)}"
            f" ({check.note})"
        )
    verdict = "every check holds" if proposal.proven else f"{len(failed)} checks FAIL"
    lines += [
        "",
        f"{len(proposal.observations)} observations, {len(proposal.checks)} checks: {verdict}",
    ]
    return "\n".join(lines)


def _figures(proposal: Proposal) -> list[str]:
    rows = [
        (
            observation.stated.segment,
            observation.stated.metric,
            observation.fiscal_label,
            format_number(observation.stated.value),
            observation.stated.unit,
            "" if observation.stated.yoy_pct is None else format_growth(observation.stated.yoy_pct),
            observation.kind,
        )
        for observation in proposal.observations
    ]
    widths = [max(len(row[index]) for row in rows) for index in range(7)] if rows else []
    return [
        "  ".join(
            text.rjust(width) if index in {3, 5} else text.ljust(width)
            for index, (text, width) in enumerate(zip(row, widths, strict=True))
        ).rstrip()
        for row in rows
    ]
