"""Figures a sentence states about companies: pure reading of text, in three layers.

    folding, quantities        what numbers there are
    lexicon, roles             what each number is
    drafts, claims             which claims they make

`extract_claims` is the door. Nothing here does I/O but to load its own lexicon once.
"""

from feeds.figures.extraction import extract_claims

__all__ = ["extract_claims"]
