"""What goes to the page: replies and states in order, and of pictures and figures the newest."""

from __future__ import annotations

import os
import threading
from collections import deque
from collections.abc import Callable
from typing import BinaryIO, Final

from backedge.tools.studio.protocol import Event, FiguresEvent, PacketsEvent, Reply, TraceEvent, pack_message
from backedge.tools.studio.run_messages import framed

_REPLACEABLE: Final = (FiguresEvent, PacketsEvent, TraceEvent)
"""Events of which a page that is slow gets the newest only."""

Tell = Callable[[Reply | Event], None]


class Outbox:
    """Sends messages on a thread of its own, so that no graph waits for a page.

    Args:
        stream: leads to the server.
    """

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream
        self._change = threading.Condition()
        self._ordered: deque[Reply | Event] = deque()
        self._newest: dict[type[Event], Event] = {}
        threading.Thread(target=self._send_on, name="outbox", daemon=True).start()

    def tell(self, message: Reply | Event) -> None:
        """Send a message as soon as there is room for it."""
        with self._change:
            if isinstance(message, _REPLACEABLE):
                self._newest[type(message)] = message
            else:
                self._ordered.append(message)
            self._change.notify()

    def _take(self) -> Reply | Event:
        with self._change:
            while not self._ordered and not self._newest:
                self._change.wait()
            if self._ordered:
                return self._ordered.popleft()
            return self._newest.pop(next(iter(self._newest)))

    def _send_on(self) -> None:
        while True:
            data = framed(pack_message(self._take()))
            try:
                self._stream.write(data)
                self._stream.flush()
            except OSError:  # the server is gone
                os._exit(0)
