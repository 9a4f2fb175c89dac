"""A queue of tasks for a pool of threads, of which the one that was busy last is woken first."""

from __future__ import annotations

import threading
from collections import deque
from contextlib import suppress
from typing import Generic, TypeVar

from backedge.runtime.waking import waking

TaskT = TypeVar("TaskT")


class TaskQueue(Generic[TaskT]):
    """Gives tasks out in the order they come, and lets as few threads as possible take them.

    A `queue.SimpleQueue` wakes the thread that has waited longest, so that tasks that come one at a time go round all
    threads of a pool. Each then goes on where another left off, mostly on another processor whose caches hold nothing
    of that. The threads that a model computes on stay where they were, and share a processor with it while another is
    idle: the one that helps with face tracking on two processors waited for one for 1.4 ms of a frame's 5.

    No thread waits for another here but for a task. Who puts a task in looks afterwards who waits; a thread that begins
    to wait says so first, and looks afterwards whether a task has come. One of the two sees the other.
    """

    def __init__(self) -> None:
        self._is_closed = False
        self._tasks: deque[TaskT] = deque()
        self._waiters: deque[threading.Lock] = deque()  # a locked lock for each thread that waits, the latest last
        self._woken = waking(self._waiters.pop)

    def put(self, task: TaskT) -> None:
        """Add a task. Any thread may call this, and waits for none."""
        self._tasks.append(task)
        with suppress(IndexError):  # all threads are busy; the next that is not looks here
            next(self._woken)

    def take(self) -> TaskT | None:
        """Take a task, the one that has been here longest; None if there is none now."""
        try:
            return self._tasks.popleft()
        except IndexError:
            return None

    def get(self) -> TaskT | None:
        """Take a task; wait until there is one. None if there is none, and the queue is closed."""
        tasks, waiters = self._tasks, self._waiters
        while True:
            is_closed = self._is_closed  # looked at first: a task may come before that, and none after
            if (task := self.take()) is not None or is_closed:
                return task
            waiter = threading.Lock()
            waiter.acquire()
            waiters.append(waiter)
            if tasks or self._is_closed:  # which may have come before anybody could know of this thread
                with suppress(ValueError):  # somebody has woken it already
                    waiters.remove(waiter)
            else:
                waiter.acquire()

    def close(self) -> None:
        """Let no thread wait any more: what is in here is taken out, and that is all."""
        self._is_closed = True
        with suppress(IndexError):
            while True:
                next(self._woken)

    @property
    def is_empty(self) -> bool:
        """Whether there are no tasks that no thread has taken yet."""
        return not self._tasks
