"""How often Python looks for garbage that holds itself, where values pass through by the thousand.

Hardly any of theirs does; looking for it as often as usual took the poller a tenth of its time, and
a fifth of that of its start, since all that is loaded is looked at each time.
"""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager

SELDOM = (20_000, 20, 20)  # objects more than before, and how often until older ones are looked at


@contextmanager
def collecting_seldom() -> Iterator[None]:
    """Look seldom within the block, and never at what was there before it."""
    often = gc.get_threshold()
    gc.set_threshold(*SELDOM)
    gc.freeze()
    gc.enable()  # where it was off while modules were loaded
    try:
        yield
    finally:
        gc.unfreeze()
        gc.set_threshold(*often)
