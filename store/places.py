"""Where alimon's files are unless the user says otherwise: the platform's own folders."""

from __future__ import annotations

import os
from pathlib import Path

import platformdirs


def default_database_path() -> Path:
    """The database in the platform's data directory; the folder may not exist yet."""
    return Path(platformdirs.user_data_dir("alimon", appauthor=False)) / "alimon.sqlite"


def default_configuration_path() -> Path:
    """`$ALIMON_CONFIG` if set, else config.toml in the platform's configuration folder."""
    chosen = os.environ.get("ALIMON_CONFIG")
    if chosen:
        return Path(chosen)
    return Path(platformdirs.user_config_dir("alimon", appauthor=False)) / "config.toml"
