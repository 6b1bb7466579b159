"""What can go wrong when a release is read, in words for the person who gave the file."""

from __future__ import annotations

from store.errors import StoreError


class ReleaseError(StoreError):
    """The document cannot be read, or is no results release we know how to read."""
