"""Waking threads that wait, each for a lock of its own, so that no interrupt can come between."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from typing import Final

_release: Final = type(threading.Lock()).release


def waking(take_out: Callable[[], threading.Lock]) -> Iterator[None]:
    """Wakes a thread with each `next`: takes a lock out of where the threads that wait keep theirs, and releases it.

    Between two calls in Python an interrupt (Ctrl-C) could come, and the thread that waits for the lock would be lost;
    within one call there is no place for it.

    Args:
        take_out: gives a lock; raises an IndexError, which `next` passes on, where nobody waits.
    """
    return map(_release, iter(take_out, None))
