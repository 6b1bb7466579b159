"""`alimon` without a command: the terminal app."""

from __future__ import annotations


def run_app(database: str | None) -> None:
    """Open the app on the database at `database`, or on the default one."""
    raise SystemExit(f"the app is not built yet ({database})")
