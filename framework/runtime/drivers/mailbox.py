"""The mailbox of the thread that owns a graph's state: calls from callers and workers, and a bell for callers."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from queue import Empty, SimpleQueue
from typing import TypeAlias

Event: TypeAlias = tuple[bool, Callable[[], None]]
"""Whether a worker has handed something back, and the call to make on the thread that owns the graph's state."""


class Mailbox:
    """Calls to be made on the thread that owns a graph's state.

    Attributes:
        changed: the condition on which callers wait until the graph's state has changed.
    """

    def __init__(self) -> None:
        self.changed = threading.Condition()
        self._events: SimpleQueue[Event] = SimpleQueue()

    def clear(self) -> None:
        """Forget what was not taken in the run before."""
        self._events = SimpleQueue()

    def put(self, call: Callable[[], None]) -> None:
        """Hand over a call for a caller of the graph."""
        self._events.put((False, call))

    def post(self, call: Callable[[], None]) -> None:
        """Hand back what a worker has done."""
        self._events.put((True, call))

    def take(self) -> Event:
        """The next call; waits for it."""
        return self._events.get()

    def take_all(self) -> Iterator[Event]:
        """The calls that are there, without waiting for more."""
        try:
            while True:
                yield self._events.get_nowait()
        except Empty:
            return

    def has_mail(self) -> bool:
        """Tell whether there is a call to make."""
        return not self._events.empty()

    def announce(self) -> None:
        """Wake the callers who wait: the graph's state has changed."""
        with self.changed:
            self.changed.notify_all()
