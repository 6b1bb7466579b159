"""Small values kept between runs, as JSON under a name."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Mapping, Sequence
from typing import TypeAlias

from store.database import transaction

Json: TypeAlias = "str | int | float | bool | Sequence[Json] | Mapping[str, Json] | None"


def get_setting(connection: sqlite3.Connection, key: str) -> Json:
    """The value kept under `key`; None if there is none or it is not JSON any more."""
    row = connection.execute("select value from settings where key = ?", (key,)).fetchone()
    if row is None:
        return None
    try:
        value: Json = json.loads(row[0])
    except ValueError:  # written by another program: as good as not set
        return None
    return value


def set_setting(connection: sqlite3.Connection, key: str, value: Json) -> None:
    """Keep `value` under `key`; None forgets it."""
    with transaction(connection):
        put_setting(connection, key, value)


def put_setting(connection: sqlite3.Connection, key: str, value: Json) -> None:
    """As `set_setting`, within the caller's transaction."""
    if value is None:
        connection.execute("delete from settings where key = ?", (key,))
    else:
        connection.execute(
            "insert into settings (key, value) values (?, ?) "
            "on conflict (key) do update set value = excluded.value",
            (key, json.dumps(value, ensure_ascii=False)),
        )
