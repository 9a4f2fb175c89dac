"""Engines: who does the videos of a batch, and where."""

from __future__ import annotations

from collections.abc import Callable, Generator
from typing import Final, Protocol

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


def late_outcome(task: Task, worker: str, seconds: float, limit: float) -> Outcome:
    """What becomes of a video that takes longer than it may; the worker was ended."""
    return Outcome(
        *(task, Ending.FAILED, worker),
        seconds=seconds,
        error=f"took longer than {limit:g} s, the limit for a video; --time-limit sets another",
        cause="took longer than the limit for a video",
    )
