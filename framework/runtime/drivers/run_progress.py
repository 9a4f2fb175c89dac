"""Progress: how far a graph's threads are with what callers want, and the bells by which callers learn of it.

The graph's threads note what they have done and do not know who waits for it. So that this costs them nothing while no
caller waits, they write without a lock, and look afterwards whether a bell has to be rung; a caller who begins to wait
says so first, and looks afterwards whether what it waits for has come. One of the two sees the other.
"""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable
from contextlib import suppress
from time import monotonic

from backedge.runtime.waking import waking


class Bell:
    """Wakes callers who wait; without a lock, so that nobody who rings it waits, and no interrupt breaks it.

    Attributes:
        waiters: a lock for each caller who waits, which is locked and which that caller waits for.
    """

    def __init__(self) -> None:
        self.waiters: deque[threading.Lock] = deque()
        self._woken = waking(self.waiters.popleft)

    def wait_for(self, holds: Callable[[], bool], timeout: float | None = None) -> bool:
        """Wait until a condition holds, which is looked at whenever the bell is rung; False after `timeout` s."""
        deadline = None if timeout is None else monotonic() + timeout
        while not holds():
            waiter = threading.Lock()
            waiter.acquire()
            self.waiters.append(waiter)
            try:
                if holds():
                    return True
                if not waiter.acquire(timeout=_seconds_until(deadline)):
                    return holds()
            finally:
                with suppress(ValueError):
                    self.waiters.remove(waiter)
        return True

    def ring(self) -> None:
        """Wake those who wait."""
        with suppress(IndexError):  # another thread rings, too
            for _ in range(len(self.waiters)):
                next(self._woken)


def _seconds_until(deadline: float | None) -> float:
    """The time-out of a lock; -1 is none."""
    return -1 if deadline is None else min(max(deadline - monotonic(), 0), threading.TIMEOUT_MAX)


class Progress:
    """What the callers of a graph and the holder of its turn tell each other.

    There is a bell for each thing that callers wait for: a graph moves many times before it is idle, and callers who
    are woken each time compete with it for the interpreter.

    Attributes:
        lock: guards `posted` and `ended`.
        posted: how many changes callers have put into the mail. Callers write it.
        handled: how many of them have been made. This and what follows the holder of the turn writes.
        caught_up: `handled` when there was no mail left, and all had been done that could be.
        idle_at: `handled` when besides no call was under way.
        is_working: whether calculators or callbacks may be running on the thread of the holder.
        ended: whether the run has ended, with its threads.
        settled: rung when the graph is idle, or has ended.
        moved: rung when an observed stream has moved, a change has been made, or something has failed.
        room: rung when a graph input stream may have room again.
        heard: rung when `is_working` or `caught_up` have changed.
    """

    def __init__(self) -> None:
        self.lock = threading.RLock()
        self.posted = self.handled = self.caught_up = self.idle_at = 0
        self.is_working = False
        self.ended = True
        self.settled = Bell()
        self.moved = Bell()
        self.room = Bell()
        self.heard = Bell()

    @property
    def is_idle(self) -> bool:
        """Whether there is nothing to do that callers have not asked for yet."""
        return self.idle_at == self.posted

    def begin(self) -> None:
        """Begin a run."""
        self.posted = self.handled = self.caught_up = self.idle_at = 0
        self.is_working = self.ended = False

    def note_room(self) -> None:
        """Tell callers that no full queue holds back a graph input stream any more."""
        self.room.ring()
        self.heard.ring()

    def note_work(self) -> None:
        """Tell callers that what comes now may take long."""
        self.is_working = True
        if self.heard.waiters:
            self.heard.ring()

    def tell(self) -> None:
        """Tell callers how far the graph is. Whoever has given the turn back does this."""
        if self.heard.waiters:
            self.heard.ring()
        if self.settled.waiters and self.is_idle:
            self.settled.ring()

    def end(self) -> None:
        """End the run for all callers. Whoever calls this has the lock."""
        self.ended = True
        for bell in (self.settled, self.moved, self.room, self.heard):
            bell.ring()
