"""The mailbox of the thread that owns a graph's state: calls from callers and workers, and a bell for callers."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from queue import Empty, SimpleQueue
from typing import Protocol, TypeAlias


class Server(Protocol):
    """Does what callers want, on the thread that owns the graph's state."""

    def serve(self, call: Callable[[], None]) -> bool:
        """Make a call and do all that follows from it; False if the graph is done."""


Event: TypeAlias = tuple[Server | None, Callable[[], None]]
"""A call to make on the thread that owns the graph's state, and who is to serve the caller that it comes from.

None where a worker has handed something back: then the thread has the server at hand.
"""


class Mailbox:
    """Calls to be made on the thread that owns a graph's state.

    Attributes:
        lock: guards what callers and the graph's thread tell each other.
        changed: the condition, with that lock, on which callers wait until the graph's state has changed.
    """

    def __init__(self) -> None:
        self.lock = threading.RLock()
        self.changed = threading.Condition(self.lock)
        self._events: SimpleQueue[Event] = SimpleQueue()

    def clear(self) -> None:
        """Forget what was not taken in the run before."""
        self._events = SimpleQueue()

    def put(self, server: Server, call: Callable[[], None]) -> None:
        """Hand over a call for a caller of the graph."""
        self._events.put((server, call))

    def post(self, call: Callable[[], None]) -> None:
        """Hand back what a worker has done."""
        self._events.put((None, call))

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

    def serve_callers(self) -> None:
        """Let calls be served until the graph is done: the life of the thread that owns the graph's state.

        While it waits for a caller, the thread holds on to nothing of the graph, so that one that no caller has any
        more is garbage.
        """
        goes_on = True
        while goes_on:
            server, call = self.take()
            assert server is not None, "workers are waited for by the server"
            goes_on = server.serve(call)
            del server, call

    def has_mail(self) -> bool:
        """Tell whether there is a call to make."""
        return not self._events.empty()

    def announce(self) -> None:
        """Wake the callers who wait: the graph's state has changed."""
        with self.changed:
            self.changed.notify_all()
