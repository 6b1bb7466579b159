"""Poll a folder of real feed documents over loopback HTTP and count what became of them.

    python bench/corpus_poll.py FOLDER

Every file is served as it is, byte for byte; `alimon poll --once` polls them into a temporary
database. Prints how many were stored, repaired and refused, and why the refused ones were.
"""

from __future__ import annotations

import argparse
import mimetypes
import os
import sqlite3
import subprocess
import sys
import tempfile
import threading
from collections import Counter
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import quote

from store import database, times
from store.polling import subscriptions
from store.polling.subscriptions import NewFeed

CONFIGURATION = """
[network]
private = ["127.0.0.1"]
host_gap = "0s"
host_connections = 8
"""


class Files(SimpleHTTPRequestHandler):
    """Serves the folder without a word."""

    def log_message(self, format: str, *args: object) -> None:
        return


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    folder: Path = parser.parse_args().folder
    files = sorted(path for path in folder.iterdir() if path.is_file() and path.suffix != ".py")
    mimetypes.add_type("application/xml", ".xml")
    server = ThreadingHTTPServer(
        ("127.0.0.1", 0), lambda *args: Files(*args, directory=str(folder))
    )
    threading.Thread(target=server.serve_forever, daemon=True).start()
    with tempfile.TemporaryDirectory() as home:
        path = Path(home, "corpus.sqlite")
        config = Path(home, "config.toml")
        config.write_text(CONFIGURATION)
        port = server.server_address[1]
        connection = database.open_writer(path)
        subscriptions.add_feeds(
            connection,
            [
                NewFeed(f"http://127.0.0.1:{port}/{quote(file.name)}", title=file.name)
                for file in files
            ],
            times.now(),
        )
        connection.close()
        done = subprocess.run(
            [sys.executable, "-m", "tui", "poll", "--once", "--db", str(path)],
            env=os.environ | {"ALIMON_CONFIG": str(config)},
            capture_output=True,
            text=True,
            check=False,
        )
        server.shutdown()
        report(path, len(files))
        print(f"exit code {done.returncode}; written to stderr: {done.stderr.strip() or 'nothing'}")
        return 1 if "Traceback" in done.stderr else 0


def report(path: Path, files: int) -> None:
    """Print the counts of the database at `path`."""
    connection = sqlite3.connect(path)
    outcomes = Counter(
        dict(connection.execute("select last_outcome, count(*) from feeds group by 1"))
    )
    (repaired,) = connection.execute(
        "select count(*) from feeds where repaired is not null and last_outcome = 'ok'"
    ).fetchone()
    (headlines,) = connection.execute("select count(*) from headlines").fetchone()
    (indexed,) = connection.execute("select count(*) from headlines_fts").fetchone()
    (integrity,) = connection.execute("pragma integrity_check").fetchone()
    print(f"files {files}: stored {outcomes['ok']} ({repaired} of them repaired), ", end="")
    print(f"reported {outcomes['failed']}, other {files - outcomes['ok'] - outcomes['failed']}")
    print(f"headlines {headlines}, searchable {indexed}, integrity {integrity}")
    for title, message in connection.execute(
        "select title, last_message from feeds where last_outcome = 'failed' order by title"
    ):
        print(f"  {title}: {message}")


if __name__ == "__main__":
    sys.exit(main())
