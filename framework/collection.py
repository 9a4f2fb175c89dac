"""Pauses of Python's garbage collector, while a graph is made.

The collector looks through all objects there are whenever a quarter as many have been added. That doubles the time for
a graph of 100,000 nodes, although nothing of it is garbage. It is off for the whole process meanwhile, other threads
included; they lose nothing but the collection of cycles.
"""

from __future__ import annotations

import gc
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final


class CollectionPauses:
    """Pauses that may lie in each other, in one thread or several: the collector is on again after the last of them."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._count = 0
        self._was_enabled = False

    @contextmanager
    def pause(self) -> Iterator[None]:
        """Turn the collector off, if it is on, for a ``with`` block, or for each call of a function it decorates."""
        with self._lock:
            self._count += 1
            if self._count == 1:
                self._was_enabled = gc.isenabled()
                gc.disable()
        try:
            yield
        finally:
            with self._lock:
                self._count -= 1
                if self._count == 0 and self._was_enabled:
                    gc.enable()


without_collection: Final = CollectionPauses().pause
"""Turns the collector of the process off: ``@without_collection()`` stands before what makes much and drops little."""
