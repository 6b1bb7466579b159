"""The colour of each topic, wherever its words stand."""

from __future__ import annotations

from collections.abc import Mapping

TOPIC_COLOURS: Mapping[str, str] = {
    "ai": "$accent",
    "cloud": "$primary",
    "capex": "$warning",
    "policy": "$secondary",
}
