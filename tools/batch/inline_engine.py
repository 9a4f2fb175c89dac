"""Videos one after the other in this process: to see what goes wrong, and for what others cannot see."""

from __future__ import annotations

import time
from collections.abc import Callable, Generator

from backedge.batch.engine import LOOK_AGAIN
from backedge.batch.tasks import Outcome, TaskQueue
from backedge.batch.worker import Ready, Worker


class InlineEngine:
    """Does videos on the caller's thread; it cannot end one that hangs, and a crash ends the program.

    Args:
        make_worker: makes the worker.
    """

    workers = 1

    def __init__(self, make_worker: Callable[[], Worker]) -> None:
        self._make_worker = make_worker

    def run(self, queue: TaskQueue, on_ready: Callable[[Ready], None]) -> Generator[Outcome | None, None, None]:
        """Do the tasks; see `Engine`."""
        worker = self._make_worker()
        on_ready(worker.ready())
        while not queue.is_over:
            task = queue.take()
            if task is None:
                time.sleep(LOOK_AGAIN)
            yield worker.do(task) if task else None
