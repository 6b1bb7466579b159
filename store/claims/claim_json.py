"""A claim as the JSON kept in `figures.claim`, and back. Numbers stay exact: they are strings."""

from __future__ import annotations

import json
from decimal import Decimal
from typing import Any

from store.headlines.entries import Amount, Change, Claim

_encode = json.JSONEncoder(ensure_ascii=False).encode  # `json.dumps` makes one at each call


def exact(number: Decimal | None) -> str | None:
    """A decimal as stored: plain digits, never an exponent."""
    return None if number is None else f"{number:f}"


def to_json(claim: Claim) -> str:
    """The whole claim; the names of its fields are those of `store.headlines.entries.Claim`."""
    change = claim.change
    return _encode(
        {
            "company": claim.company,
            "segment": claim.segment,
            "metric": claim.metric,
            "unit": claim.unit,
            "start": claim.start,
            "end": claim.end,
            "span": claim.span,
            "value": exact(claim.value),
            "value_high": exact(claim.value_high),
            "currency": claim.currency,
            "change": {
                "kind": change.kind,
                "pct": exact(change.pct),
                "direction": change.direction,
                "pct_high": exact(change.pct_high),
                "pp": exact(change.pp),
            },
            "period": claim.period,
            "qualifier": claim.qualifier,
            "is_estimate_or_expectation": claim.is_estimate_or_expectation,
            "is_guidance": claim.is_guidance,
            "is_comparator": claim.is_comparator,
            "alt": claim.alt and {"currency": claim.alt.currency, "value": exact(claim.alt.value)},
        }
    )


def from_json(text: str) -> Claim:
    """The claim that `to_json` wrote. Raises ValueError, KeyError or TypeError for other text."""
    fields: dict[str, Any] = json.loads(text)
    change = fields["change"]
    alt = fields["alt"]
    return Claim(
        **{
            **fields,
            "value": _decimal(fields["value"]),
            "value_high": _decimal(fields["value_high"]),
            "change": Change(
                kind=change["kind"],
                pct=_decimal(change["pct"]),
                direction=change["direction"],
                pct_high=_decimal(change["pct_high"]),
                pp=_decimal(change["pp"]),
            ),
            "alt": alt and Amount(alt["currency"], Decimal(alt["value"])),
        }
    )


def _decimal(text: str | None) -> Decimal | None:
    return None if text is None else Decimal(text)
