"""A claim on one line, for tables of cases."""

from __future__ import annotations

from store.headlines.entries import Claim


def brief(claim: Claim) -> str:
    """A claim on one line: subject metric value currency, change, flags."""
    words = [f"{claim.company}/{claim.segment}", claim.metric]
    if claim.value is not None:
        words.append(f"{claim.value.normalize():f}")
    if claim.value_high is not None:
        words.append(f"..{claim.value_high.normalize():f}")
    if claim.currency:
        words.append(claim.currency)
    change = claim.change
    if change.pct is not None:
        sign = "-" if change.direction == "down" else "+"
        words.append(f"{sign}{change.pct.normalize():f}%")
    elif change.direction:
        words.append(change.direction)
    if change.pp is not None:
        words.append(f"{change.pp.normalize():f}pp")
    words += [
        name
        for name, said in (
            ("qoq", change.kind == "qoq"),
            ("expected", claim.is_estimate_or_expectation),
            ("planned", claim.is_guidance),
            ("earlier", claim.is_comparator),
        )
        if said
    ]
    return " ".join(words)
