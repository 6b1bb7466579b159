"""Documents and readings as bytes between the poller and its reading process.

Pickle, with two changes: our frozen values are rebuilt from their fields by position (a third of
the time of dataclasses' own way), and nothing but them can be named by what is read.
"""

from __future__ import annotations

import copyreg
import datetime
import decimal
import io
import pickle
from collections.abc import Callable
from dataclasses import fields
from operator import attrgetter
from typing import Any

from feeds.reading.values import Document, Reading
from store.headlines.entries import (
    Amount,
    Change,
    Claim,
    ParsedEntry,
    ParsedFeed,
    TaggedEntry,
    Tagging,
)
from store.headlines.evidence import Evidence
from store.headlines.wording import Wording

_VALUES: tuple[type[Any], ...] = (
    Amount,
    Change,
    Claim,
    Document,
    Evidence,
    ParsedEntry,
    ParsedFeed,
    Reading,
    TaggedEntry,
    Tagging,
)
_NAMES: dict[tuple[str, str], type[Any]] = {
    (kind.__module__, kind.__name__): kind
    for kind in (
        *_VALUES,
        Wording,
        datetime.datetime,
        datetime.timezone,
        datetime.timedelta,
        decimal.Decimal,
    )
}


def pack(value: object) -> bytes:
    """`value`, made of our frozen values and plain ones, as bytes."""
    buffer = io.BytesIO()
    pickler = pickle.Pickler(buffer, protocol=5)
    pickler.dispatch_table = _TABLE
    pickler.dump(value)
    return buffer.getvalue()


def unpack(data: bytes) -> Any:
    """What `pack` packed. Raises pickle.UnpicklingError when it is none or names anything else."""
    try:
        return _Unpickler(io.BytesIO(data)).load()
    except pickle.UnpicklingError:
        raise
    except Exception as error:  # bytes at random raise what they like
        raise pickle.UnpicklingError(str(error)) from error


class _Unpickler(pickle.Unpickler):
    def find_class(self, module_name: str, global_name: str) -> Any:
        try:
            return _NAMES[module_name, global_name]
        except KeyError:
            raise pickle.UnpicklingError(f"{module_name}.{global_name} is not sent") from None


def _by_position(kind: type[Any]) -> Callable[[Any], tuple[type[Any], tuple[Any, ...]]]:
    read_fields = attrgetter(*(field.name for field in fields(kind)))
    return lambda value: (kind, read_fields(value))


def _wording(value: Wording) -> tuple[type[Wording], tuple[Any, ...]]:
    return Wording, tuple(value)


_TABLE = {
    **copyreg.dispatch_table,
    **{kind: _by_position(kind) for kind in _VALUES},
    Wording: _wording,
}
