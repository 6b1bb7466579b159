"""What `--output FILE` writes: the whole file or none of it."""

from __future__ import annotations

import os
import sys
import tempfile
from pathlib import Path

import click


def write_output(output: Path, content: bytes) -> None:
    """Write the file, in place of what was there, and tell a person so.

    On a disk that fills up what was there stays, and nobody who serves it ever sees half a page.
    Raises click.ClickException when it cannot be written.
    """
    try:
        if output.exists() and not output.is_file():  # /dev/stdout, a pipe
            output.write_bytes(content)
        else:
            _replace(output.resolve(), content)
    except OSError as error:
        raise click.ClickException(f"cannot write {output}: {error.strerror}") from None
    if sys.stderr.isatty():  # cron makes a mail of every line
        click.echo(f"wrote {output}", err=True)


def _replace(output: Path, content: bytes) -> None:
    descriptor, name = tempfile.mkstemp(prefix=f".{output.name}.", dir=output.parent)
    part = Path(name)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(content)
        part.chmod(_mode(output))
        part.replace(output)
    except BaseException:
        part.unlink(missing_ok=True)
        raise


def _mode(output: Path) -> int:
    """The rights of the file that is replaced, else those of a new file here."""
    if output.exists():
        return output.stat().st_mode & 0o777
    mask = os.umask(0)
    os.umask(mask)
    return 0o666 & ~mask
