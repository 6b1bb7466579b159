"""The derived figures of a line, worked out in a child process.

pandas takes half a second to import, during which no key would be answered, and 50 MB that the app
would then hold until it ends. So a child imports it, answers in JSON and goes.
"""

from __future__ import annotations

import asyncio
import json
import sys
from contextlib import closing
from dataclasses import asdict
from datetime import date
from pathlib import Path

from store import database
from store.errors import StoreError
from tui.presenters.derived_view import DerivedTable, derived_table

SECONDS = 30.0


async def derived_beside(
    path: Path, line: str, *, basis: str | None, as_of: date | None, periods: int
) -> DerivedTable | None:
    """As `derived_table`, from the database at `path`; None too where the child could not say."""
    asked = json.dumps([str(path), line, basis, as_of.isoformat() if as_of else None, periods])
    try:
        child = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "tui.presenters.derived_child", asked,
            stdin=asyncio.subprocess.DEVNULL,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.DEVNULL,
        )  # fmt: skip
    except OSError:  # no process is to be had
        return None
    try:
        answer, _ = await asyncio.wait_for(child.communicate(), SECONDS)
    except TimeoutError:
        return None
    finally:
        if child.returncode is None:
            child.kill()
            await child.wait()
    if child.returncode != 0:
        return None
    told = json.loads(answer)
    if told is None:
        return None
    return DerivedTable(
        line=told["line"],
        name=told["name"],
        basis=told["basis"],
        quarters=tuple(told["quarters"]),
        period_ends=tuple(map(date.fromisoformat, told["period_ends"])),
        rows={key: tuple(values) for key, values in told["rows"].items()},
    )


def main() -> None:
    """The child: the question in its one argument, the answer on standard output."""
    path, line, basis, as_of, periods = json.loads(sys.argv[1])
    try:
        with closing(database.open_reader(Path(path))) as connection:
            table = derived_table(
                connection,
                line,
                basis=basis,
                as_of=date.fromisoformat(as_of) if as_of else None,
                periods=periods,
            )
    except StoreError as problem:
        sys.exit(str(problem))
    sys.stdout.write(
        json.dumps(asdict(table) if table is not None else None, default=date.isoformat)
    )


if __name__ == "__main__":
    main()
