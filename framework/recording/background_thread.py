"""A thread that makes calls in the order in which they come, and says when it has nothing to do."""

from __future__ import annotations

import queue
import threading
from collections.abc import Callable
from typing import Final

_DEPTH: Final = 32
"""How many calls may wait: pictures are large, and a graph that is quicker than the file has to wait for it."""


class Background:
    """Makes calls on a thread of its own while the callers go on.

    The first call that raises is the last one that is made; what it raises comes out of every later `do`, and of
    `finish`.

    Args:
        idle: called on the thread when nothing has come for a while.
        patience: how long a while is, in seconds.
    """

    def __init__(self, idle: Callable[[], None], patience: float) -> None:
        self._calls: queue.Queue[Callable[[], None] | None] = queue.Queue(_DEPTH)
        self._idle = idle
        self._patience = patience
        self._error: Exception | None = None
        self._thread = threading.Thread(target=self._work, name="backedge-record", daemon=True)
        self._thread.start()

    def do(self, call: Callable[[], None]) -> None:
        """Make a call soon; waits while too many others do."""
        if self._error is not None:
            raise self._error
        self._calls.put(call)

    def finish(self) -> None:
        """Wait until all calls have been made; nothing can be done afterwards."""
        self._calls.put(None)
        self._thread.join()
        if self._error is not None:
            raise self._error

    def _work(self) -> None:
        while (call := self._next()) is not None:
            # After an error calls are still taken, so that nobody waits for room.
            if self._error is None:
                try:
                    call()
                except Exception as error:  # noqa: BLE001 - raised to the next caller
                    self._error = error

    def _next(self) -> Callable[[], None] | None:
        try:
            return self._calls.get(timeout=self._patience)
        except queue.Empty:
            return self._idle
