"""How often Python looks for garbage that refers to itself, while much is made that is let go of by itself."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager

_MADE_BETWEEN = 100_000


@contextmanager
def seldom_collecting() -> Iterator[None]:
    """Look for such garbage a hundred times less often than usual; afterwards as before.

    Facts and rows hardly ever refer to themselves, and looking for those that do took a tenth of an import. What is
    missed until the next look is bounded, so memory stays flat. The setting is the whole process's.
    """
    before = gc.get_threshold()
    if (
        not 0 < before[0] < _MADE_BETWEEN
    ):  # it is turned off; or another thread is at it, and will put back what it found
        yield
        return
    gc.set_threshold(_MADE_BETWEEN, *before[1:])
    try:
        yield
    finally:
        gc.set_threshold(*before)
