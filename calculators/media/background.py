"""Reading ahead and writing behind: files are read and written beside the work on pictures, in the same order.

Both keep few pictures, so that memory stays bounded whichever side is quicker. What decodes, encodes and waits for disks
releases the interpreter, so one thread for each file lets these steps overlap with the graph.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any, Final, TypeVar

from backedge.calculators.media.closeable import Closeable

DEPTH: Final = 4
"""How many pictures are read ahead, or wait to be written: enough for one step to take as long as several others."""

ItemT = TypeVar("ItemT")
_END: Final[Any] = object()


class ReadAhead(Closeable, Iterator[ItemT]):
    """The items of an iterable, fetched by a thread of its own before they are asked for.

    What the iterable raises comes in its place, after the items before it. Close this before what is read.
    """

    def __init__(self, items: Iterable[ItemT], depth: int = DEPTH) -> None:
        """Begins when the first item is asked for; keeps up to `depth` items, 0 to fetch each when it is asked for."""
        self._items = iter(items)
        self._depth = depth
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="backedge-read")
        self._coming: deque[Future[ItemT]] = deque()
        self._ended = False

    def __next__(self) -> ItemT:
        if not self._depth:
            return next(self._items)
        while len(self._coming) < self._depth and not self._ended:
            self._coming.append(self._thread.submit(next, self._items, _END))
        item = self._coming.popleft().result() if self._coming else _END
        if item is _END:
            self.close()
            raise StopIteration
        return item

    def close(self) -> None:
        """Stop reading, once the item under way has come; more than once does no harm."""
        self._ended = True
        self._coming.clear()
        self._thread.shutdown(cancel_futures=True)


class WriteBehind:
    """Makes calls on a thread of its own, in their order, while the caller goes on.

    The first call that fails is the last one that is made; what it raises comes out of the next `do`, or of `finish`.
    """

    def __init__(self, depth: int = DEPTH) -> None:
        """Begins with the first call; `do` waits while `depth` of them, at least 1, have not been made."""
        self._depth = depth
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="backedge-write")
        self._waiting: deque[Future[None]] = deque()
        self._failed = False

    def do(self, call: Callable[[], object]) -> None:
        """Make a call soon; what it works on must not change any more."""
        while self._waiting and (self._waiting[0].done() or len(self._waiting) >= self._depth):
            self._waiting.popleft().result()
        self._waiting.append(self._thread.submit(self._make, call))

    def finish(self) -> None:
        """Wait until all calls have been made; more than once does no harm."""
        try:
            while self._waiting:
                self._waiting.popleft().result()
        finally:
            self._thread.shutdown()

    def _make(self, call: Callable[[], object]) -> None:
        if self._failed:
            return
        try:
            call()
        except BaseException:
            self._failed = True
            raise
