"""Engines: who does the videos of a batch, and where."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Generator, Iterator
from time import monotonic
from typing import Final, Generic, Protocol, TypeVar

from backedge.batch.tasks import Ending, Outcome, Task, TaskQueue
from backedge.batch.worker import Ready

LOOK_AGAIN: Final = 0.5
"""Seconds after which an engine that has nothing to do asks again, and looks at the clock."""


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
        task: what it is doing.
    """

    def __init__(self) -> None:
        self.is_ready = False
        self.task: Task | None = None
        self._since = 0.0

    @property
    @abstractmethod
    def name(self) -> str:
        """What people find it by."""

    @property
    def is_idle(self) -> bool:
        """True if it could do a task, and has none."""
        return self.is_ready and self.task is None

    @property
    def seconds(self) -> float:
        """How long it has been doing its task."""
        return monotonic() - self._since if self.task else 0.0

    def give_if_idle(self, queue: TaskQueue) -> None:
        """Let it do the next task if it has none."""
        if self.is_idle and (task := queue.take()) is not None:
            if self.send(task):
                self.task, self._since = task, monotonic()
            else:
                queue.put_back(task)

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
    """

    def __init__(self, start: Callable[[], W], workers: int, time_limit: float | None) -> None:
        self.workers = workers
        self._start, self._time_limit = start, time_limit
        self._pool: list[W] = []

    def run(self, queue: TaskQueue, on_ready: Callable[[Ready], None]) -> Generator[Outcome | None, None, None]:
        """Do the tasks; see `Engine`."""
        try:
            while True:
                self._give_out(queue)
                if not any(worker.task for worker in self._pool) and queue.is_over:
                    return
                yield from self._collect(queue, on_ready)
                yield from self._end_late_ones()
                yield None
        finally:
            for worker in self._pool:
                worker.end()
            self._pool.clear()

    def _give_out(self, queue: TaskQueue) -> None:
        for worker in self._pool:
            worker.give_if_idle(queue)
        if not (queue.is_held or queue.is_over):
            self._pool += [self._start() for _ in range(self.workers - len(self._pool))]

    @abstractmethod
    def _collect(self, queue: TaskQueue, on_ready: Callable[[Ready], None]) -> Iterator[Outcome]:
        """Wait for what workers say, for `LOOK_AGAIN` seconds at most; give them their next tasks."""

    def _end_late_ones(self) -> Iterator[Outcome]:
        limit = self._time_limit
        if limit is None:
            return
        for worker in [each for each in self._pool if each.seconds > limit]:
            task, seconds, name = worker.task, worker.seconds, worker.name
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
            worker.give_if_idle(queue)
            return
        worker.task = None
        if said.ending in (Ending.DONE, Ending.FAILED):
            worker.give_if_idle(queue)
        yield said


def _late_outcome(task: Task, worker: str, seconds: float, limit: float) -> Outcome:
    """What becomes of a video that takes longer than it may; the worker was ended."""
    return Outcome(
        *(task, Ending.FAILED, worker),
        seconds=seconds,
        error=f"took longer than {limit:g} s, the limit for a video; --time-limit sets another",
        cause="took longer than the limit for a video",
    )
