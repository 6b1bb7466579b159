"""Which alimon this is; pyproject.toml takes it from here.

A constant, because asking for the version of the installed package takes 15 ms.
"""

from __future__ import annotations

VERSION = "0.1.0"
