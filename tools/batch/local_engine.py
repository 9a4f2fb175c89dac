"""Videos on the processors of this machine: a process for each of some workers, which are replaced where they crash."""

from __future__ import annotations

import signal
from collections.abc import Callable, Generator, Iterator
from multiprocessing import get_context
from multiprocessing.connection import wait
from pathlib import Path
from time import monotonic
from typing import Final

from backedge.batch.batch_error import BatchError
from backedge.batch.engine import LOOK_AGAIN, late_outcome
from backedge.batch.job import Job
from backedge.batch.local_worker import Broken, serve
from backedge.batch.tasks import Ending, Outcome, Task, TaskQueue
from backedge.batch.worker import Ready

_PROCESSES: Final = get_context("spawn")
"""Not forked: models, and libraries with threads, do not survive that."""
_GRACE: Final = 5.0


class LocalEngine:
    """Starts workers as there is something to do for them.

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
        self.workers = workers
        self._start: Callable[[], _Process] = lambda: _Process(job, output, scratch, is_quiet=is_quiet)
        self._time_limit = time_limit
        self._processes: list[_Process] = []

    def run(self, queue: TaskQueue, on_ready: Callable[[Ready], None]) -> Generator[Outcome | None, None, None]:
        """Do the tasks; see `Engine`."""
        try:
            while True:
                self._give_out(queue)
                if not any(process.task for process in self._processes) and queue.is_over:
                    return
                yield from self._collect(queue, on_ready)
        finally:
            for process in self._processes:
                process.end()
            self._processes.clear()

    def _give_out(self, queue: TaskQueue) -> None:
        for process in self._processes:
            process.give_if_idle(queue)
        if not (queue.is_held or queue.is_over):
            self._processes += [self._start() for _ in range(self.workers - len(self._processes))]

    def _collect(self, queue: TaskQueue, on_ready: Callable[[Ready], None]) -> Iterator[Outcome | None]:
        """Wait for what workers say, for a while."""
        by_pipe = {process.pipe: process for process in self._processes}
        for pipe in wait(list(by_pipe), LOOK_AGAIN):
            process = by_pipe[pipe]  # type: ignore[index] # one of those that were given
            try:
                said = process.pipe.recv()
            except (EOFError, ConnectionResetError):
                self._processes.remove(process)
                yield from _crash(process)
                continue
            match said:
                case Ready():
                    process.is_ready = True
                    on_ready(said)
                    process.give_if_idle(queue)
                case Broken():
                    _refuse(said)
                case _:
                    process.task = None
                    if said.ending in (Ending.DONE, Ending.FAILED):
                        process.give_if_idle(queue)  # before what this one gave is looked at
                    yield said
        yield from self._end_late_ones()
        yield None

    def _end_late_ones(self) -> Iterator[Outcome]:
        if self._time_limit is None:
            return
        for process in [each for each in self._processes if each.seconds > self._time_limit]:
            self._processes.remove(process)
            task, seconds, name = process.task, process.seconds, process.name
            process.end()
            assert task is not None
            yield late_outcome(task, name, seconds, self._time_limit)


class _Process:
    """A worker's process, and what it is doing."""

    def __init__(self, job: Job, output: str, scratch: Path, *, is_quiet: bool) -> None:
        self.pipe, far_end = _PROCESSES.Pipe()
        arguments = (far_end, job, output, scratch)
        self._process = _PROCESSES.Process(target=serve, args=arguments, kwargs={"is_quiet": is_quiet}, daemon=True)
        self._process.start()
        far_end.close()  # so that its end is noticed
        self.is_ready = False
        self.task: Task | None = None
        self._since = 0.0

    @property
    def name(self) -> str:
        return str(self._process.pid)

    @property
    def seconds(self) -> float:
        """How long it has been doing its task."""
        return monotonic() - self._since if self.task else 0.0

    def give_if_idle(self, queue: TaskQueue) -> None:
        if not self.is_ready or self.task is not None or (task := queue.take()) is None:
            return
        try:
            self.pipe.send(task)
        except (BrokenPipeError, ConnectionResetError):  # it has just died, which shows at the pipe's other use
            queue.put_back(task)
            return
        self.task, self._since = task, monotonic()

    def end(self) -> None:
        """End it at once."""
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


def _crash(process: _Process) -> Iterator[Outcome]:
    how = process.ended_by()
    if not process.is_ready:
        raise BatchError(
            f"a worker ended {how} before it was ready; what it printed says why. A script that starts a batch needs "
            '`if __name__ == "__main__":` before it, because workers import the script'
        )
    if process.task is not None:
        text = f"the worker ended {how}"
        yield Outcome(process.task, Ending.CRASHED, process.name, error=text, cause=text)


def _refuse(broken: Broken) -> None:
    if broken.is_ours:
        raise RuntimeError(f"a worker could not begin:\n{broken.error}")
    raise BatchError(f"a worker could not begin: {broken.error}")
