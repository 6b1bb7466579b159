"""A results release as text and JSON; what `alimon metrics release` prints."""

from __future__ import annotations

from typing import Any

from feeds.release.outlook import Outlook
from feeds.release.proposal import Proposal, observation_row
from store import times
from store.alerts.events import EventRow
from store.claims.comparison import ComparedClaim
from store.number_format import format_growth, format_number
from tui.command_line.metrics_output import json_number

MOST_CLAIMS = 20  # printed; --json has every one
VERDICTS = {
    "agrees": "agrees",
    "conflicts": "CONFLICTS",
    "other_measure": "another measure",
    "new": "not comparable",
}


def release_as_object(proposal: Proposal, outlook: Outlook | None) -> dict[str, Any]:
    """The release for a program: `release`, `observations` in the columns of the record, `checks`
    with both numbers, `outlook`: the alert events it brings and the press's claims beside it (null
    where the database cannot be written)."""
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
        "outlook": None if outlook is None else _outlook_object(outlook),
    }


def _outlook_object(outlook: Outlook) -> dict[str, Any]:
    return {
        "stored": outlook.stored,
        "new": outlook.added,
        "events": [
            {
                "rule": event.rule_text,
                "name": event.rule_name,
                "severity": event.severity,
                "from": event.state_from,
                "to": event.state_to,
                "value": event.value,
                "note": event.note,
            }
            for event in outlook.events
        ],
        "claims": [
            {
                "headline": claim.headline,
                "title": claim.title,
                "source": claim.source,
                "published": times.to_text(claim.published),
                "words": claim.words,
                "verdict": claim.verdict,
                "note": claim.note,
            }
            for claim in outlook.claims
        ],
    }


def release_as_text(proposal: Proposal, outlook: Outlook | None) -> str:
    """The release for a person: what it is, its figures, every check with its two numbers, the
    rules it fires, and the press's claims beside it."""
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
    lines += ["", *_outlook_lines(outlook)]
    verdict = "every check holds" if proposal.proven else f"{len(failed)} checks FAIL"
    lines += [
        "",
        f"{len(proposal.observations)} observations, {len(proposal.checks)} checks: {verdict}",
    ]
    return "\n".join(lines)


def _outlook_lines(outlook: Outlook | None) -> list[str]:
    if outlook is None:
        return ["rules and the press's claims: the database cannot be written, so not looked at"]
    verb = "brought" if outlook.stored else "would bring"
    events = "1 alert event" if len(outlook.events) == 1 else f"{len(outlook.events)} alert events"
    shown = outlook.claims[:MOST_CLAIMS]
    more = len(outlook.claims) - len(shown)
    return [
        f"{outlook.added} observations new to the record; it {verb} {events}",
        *(f"  {_event_line(event)}" for event in outlook.events),
        f"{len(outlook.claims)} claims of the press beside it",
        *(f"  {_claim_line(claim)}" for claim in shown),
        *([f"  and {more} more; --json has them"] if more > 0 else []),
    ]


def _event_line(event: EventRow) -> str:
    """One change of an alert: the rule, its new state, the value, the source."""
    words = [f"{event.state_to}: {event.rule_name or event.rule_text}", event.value, event.note]
    return " · ".join(word for word in words if word)


def _claim_line(claim: ComparedClaim) -> str:
    note = f" ({claim.note})" if claim.note else ""
    return f"{VERDICTS[claim.verdict]}: “{claim.words}”{note} · {claim.source}: {claim.title}"


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
