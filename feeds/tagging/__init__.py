"""What a headline is about: topics and companies, by rules that show their reasons.

    lexicon/*.toml ─► Lexicon ─► Tagger ─► Tagging (what is stored), Explanation (why, why not)

Promises: no I/O after loading, tens of thousands of titles a second, every topic and company with
the spans of text that made it so. How the rules work and how to add some: docs/tagging.md.
"""

from __future__ import annotations

from pathlib import Path

from feeds.tagging.lexicon_files import load_lexicon
from feeds.tagging.tagger import Tagger
from store.places import default_configuration_path

__all__ = ["Tagger", "default_user_lexicon", "load_tagger"]


def default_user_lexicon() -> Path:
    """The user's own rules, lexicon.toml beside config.toml; it may not exist."""
    return default_configuration_path().with_name("lexicon.toml")


def load_tagger(user_lexicon: Path | None = None) -> Tagger:
    """A tagger with the bundled rules and those of `user_lexicon` (the default file for None).

    Mistakes in the user's file never raise: they are in `Tagger.problems`, and the rest counts.
    """
    return Tagger(load_lexicon(user_lexicon or default_user_lexicon()))
