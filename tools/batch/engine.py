"""Engines: who does the videos of a batch, and where."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections import deque
from collections.abc import Callable, Generator, Iterator
from time import monotonic
from typing import Final, Generic, Protocol, TypeVar

from backedge.batch.tasks import Ending, Outcome, Task, TaskQueue
from backedge.batch.worker import Ready

LOOK_AGAIN: Final = 0.5
"""Seconds after which an engine that has nothing to do asks again, and looks at the clock."""

_MOST_AHEAD: Final = 32


class Engine(Protocol):
    """Takes tasks and gives outcomes.

    Attributes:
        workers: how many videos it does at a time.
    """

    workers: int

    def run(self, queue: TaskQueue, on_ready: Callable[[Ready], None]) -> Generator[Outcome | None, None, None]:
        """Do the tasks, each on one worker.

        It may be left at any time by closing the iterator; workers are ended then. Whoever iterates puts tasks back
        that are to be tried again, before asking for the next outcome.

        Args:
            queue: where the tasks are.
            on_ready: called with what a worker says when it is ready, for each of them; what it raises ends the batch.

        Yields:
            How each attempt ended; None from time to time, so that whoever iterates can look round.

        Raises:
            BatchError: no worker can be started.
        """
        ...


class PoolWorker(ABC):
    """A worker as the pool sees it that has started it: whether it is ready, and what it is doing.

    Attributes:
        is_ready: whether it has said that it can do videos.
        tasks: what it has been given: the first is under way, the others are next.
    """

    def __init__(self) -> None:
        self.is_ready = False
        self.tasks: deque[Task] = deque()
        self._since = 0.0

    @property
    @abstractmethod
    def name(self) -> str:
        """What people find it by."""

    @property
    def is_idle(self) -> bool:
        """True if it could do a task, and has none."""
        return self.is_ready and not self.tasks

    @property
    def seconds(self) -> float:
        """How long it has been doing its task."""
        return monotonic() - self._since if self.tasks else 0.0

    def give(self, queue: TaskQueue, most: int) -> None:
        """Let it have so many tasks at most."""
        while self.is_ready and len(self.tasks) < most and (task := queue.take()) is not None:
            if not self.send(task):
                queue.put_back(task)
                return
            if not self.tasks:
                self._since = monotonic()
            self.tasks.append(task)

    def finish(self) -> None:
        """Note that it has done its first task, and begins the next."""
        self.tasks.popleft()
        self._since = monotonic()

    def take_back(self, queue: TaskQueue) -> Task | None:
        """Put those of its tasks back that it will not begin; gives the one that it was doing."""
        while len(self.tasks) > 1:
            queue.put_back(self.tasks.pop())
        return self.tasks.popleft() if self.tasks else None

    @abstractmethod
    def send(self, task: Task) -> bool:
        """Give it a task; False if it has just ended, which shows when it is asked for its answers."""

    @abstractmethod
    def end(self) -> None:
        """End it at once."""


W = TypeVar("W", bound=PoolWorker)


class Pool(ABC, Generic[W]):
    """An engine whose workers run elsewhere, and are replaced where they are lost or take too long.

    Args:
        start: starts a worker.
        workers: how many.
        time_limit: seconds after which a video is given up and its worker replaced; None for none.
        ahead: seconds of work that workers are given ahead, so that they need not wait for the next video; those that
            take longer are given out one at a time.
    """

    def __init__(self, start: Callable[[], W], workers: int, time_limit: float | None, ahead: float = 0.0) -> None:
        self.workers = workers
        self._start, self._time_limit, self._ahead = start, time_limit, ahead
        self._pool: list[W] = []
        self._seconds = 1.0  # that the last videos took; before the first, as if they had

    def run(self, queue: TaskQueue, on_ready: Callable[[Ready], None]) -> Generator[Outcome | None, None, None]:
        """Do the tasks; see `Engine`."""
        try:
            while True:
                self._give_out(queue)
                if not any(worker.tasks for worker in self._pool) and queue.is_over:
                    return
                yield from self._collect(queue, on_ready)
                yield from self._end_late_ones(queue)
                yield None
        finally:
            for worker in self._pool:
                worker.end()
            self._pool.clear()

    def _give_out(self, queue: TaskQueue) -> None:
        for worker in self._pool:
            worker.give(queue, self._most)
        if not (queue.is_held or queue.is_over):
            self._pool += [self._start() for _ in range(self.workers - len(self._pool))]

    @abstractmethod
    def _collect(self, queue: TaskQueue, on_ready: Callable[[Ready], None]) -> Iterator[Outcome]:
        """Wait for what workers say, for `LOOK_AGAIN` seconds at most; give them their next tasks."""

    def _end_late_ones(self, queue: TaskQueue) -> Iterator[Outcome]:
        limit = self._time_limit
        if limit is None:
            return
        for worker in [each for each in self._pool if each.seconds > limit]:
            seconds, name, task = worker.seconds, worker.name, worker.take_back(queue)
            self._remove(worker)
            assert task is not None
            yield _late_outcome(task, name, seconds, limit)

    def _remove(self, worker: W) -> None:
        """End a worker; another takes its place when there is something to do for it."""
        self._pool.remove(worker)
        worker.end()

    def _take_answer(
        self, worker: W, said: Ready | Outcome, queue: TaskQueue, on_ready: Callable[[Ready], None]
    ) -> Iterator[Outcome]:
        """Take what a worker says: that it is ready, or how its task went, which is looked at when it has the next."""
        if isinstance(said, Ready):
            worker.is_ready = True
            on_ready(said)
            worker.give(queue, self._most)
            return
        worker.finish()
        if said.ending in (Ending.DONE, Ending.FAILED):
            # After a long one, careful for a while.
            self._seconds = max(said.seconds, 0.8 * self._seconds + 0.2 * said.seconds)
            worker.give(queue, self._most)
        yield said

    @property
    def _most(self) -> int:
        """How many videos a worker is given at a time: as fit into the time ahead, by what the last ones took."""
        return min(max(int(self._ahead / self._seconds), 1), _MOST_AHEAD)


def _late_outcome(task: Task, worker: str, seconds: float, limit: float) -> Outcome:
    """What becomes of a video that takes longer than it may; the worker was ended."""
    return Outcome(
        *(task, Ending.FAILED, worker),
        seconds=seconds,
        error=f"took longer than {limit:g} s, the limit for a video; --time-limit sets another",
        cause="took longer than the limit for a video",
    )
