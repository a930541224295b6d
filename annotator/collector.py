"""Python's collector of dead rings of objects, told to wait while much is made that stays."""

from __future__ import annotations

import gc
import threading
from collections.abc import Iterator
from contextlib import contextmanager


class _Waiting:
    """How many pieces of work, in whichever thread, ask the collector to wait, and whether it was on before the first."""

    guard = threading.Lock()
    count = 0
    was_on = False


@contextmanager
def without_collecting() -> Iterator[None]:
    """Let nobody look through a hundred thousand new objects again and again: that costs a tenth to a third of the time."""
    with _Waiting.guard:
        if not _Waiting.count:
            _Waiting.was_on = gc.isenabled()
            gc.disable()
        _Waiting.count += 1
    try:
        yield
    finally:
        with _Waiting.guard:
            _Waiting.count -= 1
            if not _Waiting.count and _Waiting.was_on:
                gc.enable()


def is_told_to_wait() -> bool:
    """Return whether any work asks the collector to wait, for whoever calls it by hand."""
    return _Waiting.count > 0
