"""Everything that can go wrong with what is kept, in words for the person at the terminal.

StoreError
├── DatabaseTooNew      written by a later alimon
├── DatabaseDamaged     not a database, or corrupt
├── DatabaseReadOnly    the file or its folder cannot be written
├── DatabaseFull        no space left
├── DatabaseBusy        another program holds it longer than we wait
└── RuleError           a rule cannot be read or makes no sense; it points at a column
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


class RuleError(StoreError):
    """A rule that cannot be read or does not make sense.

    `message` says what is wrong and what to write instead; `column` counts from 1; `expected` are
    the words that may stand there, () where the mistake is one of meaning.
    """

    def __init__(self, message: str, column: int = 1, expected: tuple[str, ...] = ()) -> None:
        super().__init__(message)
        self.message = message
        self.column = column
        self.expected = expected
