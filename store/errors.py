"""Everything that can go wrong with what is kept, in words for the person at the terminal.

StoreError
├── DatabaseTooNew      written by a later alimon
├── DatabaseDamaged     not a database, or corrupt
├── DatabaseReadOnly    the file or its folder cannot be written
├── DatabaseFull        no space left
└── DatabaseBusy        another program holds it longer than we wait
"""

from __future__ import annotations


class StoreError(Exception):
    """What happened, where, and what to do, in one sentence or two."""


class DatabaseTooNew(StoreError):
    """The schema is of a later version than this program knows."""


class DatabaseDamaged(StoreError):
    """The file is not SQLite, or SQLite found it malformed."""


class DatabaseReadOnly(StoreError):
    """The file or its folder cannot be written."""


class DatabaseFull(StoreError):
    """The disk or a quota is full."""


class DatabaseBusy(StoreError):
    """Another program held the write lock longer than we wait."""
