"""Videos on the processors of this machine: a process for each of some workers, which are replaced where they crash."""

from __future__ import annotations

import signal
from collections.abc import Callable, Iterator
from multiprocessing import get_context
from multiprocessing.connection import wait
from pathlib import Path
from typing import Final

from backedge.batch.batch_error import BatchError
from backedge.batch.engine import LOOK_AGAIN, Pool, PoolWorker
from backedge.batch.job import Job
from backedge.batch.local_worker import Broken, serve
from backedge.batch.tasks import Ending, Outcome, Task, TaskQueue
from backedge.batch.worker import Ready

_PROCESSES: Final = get_context("spawn")
"""Not forked: models, and libraries with threads, do not survive that."""
_GRACE: Final = 5.0


class LocalEngine(Pool["_Process"]):
    """Starts processes as there is something to do for them.

    Args:
        job: what to do with each video.
        output: where the results go.
        scratch: the folder for files that are not finished.
        workers: how many.
        time_limit: seconds after which a video is given up and its worker replaced; None for none.
        is_quiet: whether workers log errors only.
    """

    def __init__(
        self, job: Job, output: str, scratch: Path, workers: int, time_limit: float | None, *, is_quiet: bool = False
    ) -> None:
        super().__init__(lambda: _Process(job, output, scratch, is_quiet=is_quiet), workers, time_limit)

    def _collect(self, queue: TaskQueue, on_ready: Callable[[Ready], None]) -> Iterator[Outcome]:
        by_pipe = {process.pipe: process for process in self._pool}
        for pipe in wait(list(by_pipe), LOOK_AGAIN):
            process = by_pipe[pipe]  # type: ignore[index] # one of those that were given
            try:
                said = process.pipe.recv()
            except (EOFError, ConnectionResetError):
                self._pool.remove(process)
                yield from _crash(process, queue)
                continue
            if isinstance(said, Broken):
                _refuse(said)
            yield from self._take_answer(process, said, queue, on_ready)


class _Process(PoolWorker):
    """A worker's process."""

    def __init__(self, job: Job, output: str, scratch: Path, *, is_quiet: bool) -> None:
        super().__init__()
        self.pipe, far_end = _PROCESSES.Pipe()
        arguments = (far_end, job, output, scratch)
        self._process = _PROCESSES.Process(target=serve, args=arguments, kwargs={"is_quiet": is_quiet}, daemon=True)
        self._process.start()
        far_end.close()  # so that its end is noticed

    @property
    def name(self) -> str:
        return str(self._process.pid)

    def send(self, task: Task) -> bool:
        try:
            self.pipe.send(task)
        except (BrokenPipeError, ConnectionResetError):
            return False
        return True

    def end(self) -> None:
        self._process.kill()
        self._process.join(_GRACE)
        self.pipe.close()

    def ended_by(self) -> str:
        """Say how it ended, which it has."""
        self._process.join(_GRACE)
        code = self._process.exitcode
        self.pipe.close()
        if code is not None and code < 0:
            return f"by signal {-code} ({signal.Signals(-code).name})"
        return f"with status {code}"


def _crash(process: _Process, queue: TaskQueue) -> Iterator[Outcome]:
    how = process.ended_by()
    if not process.is_ready:
        raise BatchError(
            f"a worker ended {how} before it was ready; what it printed says why. A script that starts a batch needs "
            '`if __name__ == "__main__":` before it, because workers import the script'
        )
    if (task := process.take_back(queue)) is not None:
        text = f"the worker ended {how}"
        yield Outcome(task, Ending.CRASHED, process.name, error=text, cause=text)


def _refuse(broken: Broken) -> None:
    if broken.is_ours:
        raise RuntimeError(f"a worker could not begin:\n{broken.error}")
    raise BatchError(f"a worker could not begin: {broken.error}")
