"""What `alimon poll` begins before its arguments are read, on the other core."""

from __future__ import annotations

from collections.abc import Sequence


def begin(arguments: Sequence[str]) -> None:
    """Start the process that reads documents where `arguments` say to poll: it needs as long as
    the rest of the poller to get ready. It ends with this one if it is not wanted after all."""
    if arguments[:1] == ["poll"] and not {"-h", "--help"} & set(arguments):
        from feeds.reading.child import start_early

        start_early()
