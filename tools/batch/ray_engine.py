"""Videos on a Ray cluster: Ray places the workers, says which are lost, and finds room for others.

Only tasks and outcomes go through the driver. Workers read their inputs, and write their results, themselves: both have
to be on a disk, or in a store, that all machines of the cluster reach by the same name.
"""

from __future__ import annotations

import logging
import os
import socket
from collections import deque
from collections.abc import Callable, Iterator
from pathlib import Path
from time import sleep
from typing import TYPE_CHECKING, Any, Final

from backedge.batch.batch_error import BatchError, first_line
from backedge.batch.engine import LOOK_AGAIN, Pool, PoolWorker
from backedge.batch.job import Job
from backedge.batch.remote import is_address
from backedge.batch.tasks import Ending, Outcome, Task, TaskQueue
from backedge.batch.worker import Ready
from backedge.dependencies import require

if TYPE_CHECKING:
    import ray

_PATIENCE: Final = 10.0
_AHEAD: Final = 0.2
_ADVICE: Final = " Some common causes include"

ANY_CLUSTER: Final = "auto"
"""The address that stands for the cluster which this machine is part of."""


def connect(address: str) -> None:
    """Connect this process with a cluster, unless it is connected already.

    Args:
        address: of the cluster's head, such as ``10.0.0.1:6379`` or ``ray://10.0.0.1:10001``; ``auto`` for the one that
            this machine is part of; ``local`` for one that is started here for as long as this process runs.

    Raises:
        DependencyError: Ray is not installed.
        BatchError: there is no such cluster.
    """
    require("ray")
    import ray

    if ray.is_initialized():
        return
    try:
        _require_reachable(address)
        ray.init(address=address, log_to_driver=False, logging_level=logging.ERROR)
    except (OSError, ValueError, RuntimeError) as error:
        reason = first_line(error).partition(". ")[0].rstrip(".")  # what follows is about options of Ray's own
        raise BatchError(
            f"--ray {address}: no cluster can be reached there: {reason}. `ray start --head` starts one on this machine"
        ) from error


def _require_reachable(address: str) -> None:
    """Make sure that something listens at an address; Ray itself would try for minutes, and then end the process.

    Raises:
        OSError: nothing does.
    """
    host, colon, port = address.removeprefix("ray://").rpartition(":")
    if colon and port.isdigit():
        socket.create_connection((host, int(port)), _PATIENCE).close()


class RayWorker:
    """What runs in an actor.

    Args:
        job: what to do with each video.
        output: where the results go.
        scratch: the folder for files that are not finished.
    """

    def __init__(self, job: Job, output: str, scratch: Path) -> None:
        from backedge.batch.local_worker import use_one_thread
        from backedge.batch.stores import make_store
        from backedge.batch.worker import Worker

        os.environ.update(job.environment)
        use_one_thread()
        self._worker = Worker(job, make_store(output), scratch)

    def ready(self) -> Ready:
        """Say that it is ready."""
        return self._worker.ready()

    def do(self, task: Task) -> Outcome:
        """Do one video."""
        return self._worker.do(task)


class RayEngine(Pool["_Actor"]):
    """Lets actors do the videos, one at a time each; the next short ones wait at the actor, not on the way to it.

    Args:
        job: what to do with each video.
        output: where the results go.
        scratch: the folder for files that are not finished.
        workers: how many actors, of one processor each; None for as many as the cluster has processors.
        most: how many there is something to do for.
        time_limit: seconds after which a video is given up and its actor replaced; None for none.
    """

    def __init__(
        self, job: Job, output: str, scratch: Path, workers: int | None, most: int, time_limit: float | None
    ) -> None:
        import ray

        resources: dict[str, float] = ray.cluster_resources()
        number = min(workers or int(resources.get("CPU", 1)), max(most, 1))
        # Not Ray's retries: it spends them within a moment on the address of a machine that has gone. A new actor is
        # made instead, which Ray places where there is room, and the video is tried again as after any crash.
        actor = ray.remote(num_cpus=1, max_restarts=0, max_task_retries=0)(RayWorker)
        arguments = job, _everywhere(output), scratch.absolute()
        super().__init__(lambda: _Actor(actor.remote(*arguments)), number, time_limit, ahead=_AHEAD)

    def _give_out(self, queue: TaskQueue) -> None:
        if queue.is_over and not all(actor.is_ready for actor in self._pool):
            # What was lost with a machine waits for a processor, which who has nothing to do gives back.
            for actor in [each for each in self._pool if each.is_idle]:
                self._remove(actor)
        super()._give_out(queue)

    def _collect(self, queue: TaskQueue, on_ready: Callable[[Ready], None]) -> Iterator[Outcome]:
        import ray

        answers = [answer for actor in self._pool for answer in actor.answers]
        if not answers:  # there is no room for results, and nobody has anything to do
            sleep(LOOK_AGAIN)
            return
        first, _ = ray.wait(answers, num_returns=1, timeout=LOOK_AGAIN)
        more, _ = ray.wait(answers, num_returns=len(answers), timeout=0)
        here = {*first, *more}
        for actor in list(self._pool):
            while actor.answers and actor.answers[0] in here:
                yield from self._take(actor, queue, on_ready)

    def _take(self, actor: _Actor, queue: TaskQueue, on_ready: Callable[[Ready], None]) -> Iterator[Outcome]:
        """Take what an actor answers."""
        import ray

        try:
            said = ray.get(actor.answers.popleft())
        except ray.exceptions.RayActorError as error:
            self._remove(actor)
            actor.answers.clear()
            task = actor.take_back(queue)
            if task is None:
                raise BatchError(f"a worker could not begin: {_reason(error)}") from error
            text = f"the worker was lost: {_reason(error)}"
            yield Outcome(task, Ending.CRASHED, error=text, cause="the worker was lost")
            return
        yield from self._take_answer(actor, said, queue, on_ready)


def _everywhere(output: str) -> str:
    """An output as actors know it, whose working directories are others."""
    return output if is_address(output) else str(Path(output).absolute())


class _Actor(PoolWorker):
    """An actor, and what it will answer, in this order: that it is ready, and how each task went."""

    name = ""  # which machine an actor is on, its outcomes say

    def __init__(self, actor: Any) -> None:
        super().__init__()
        self._actor = actor
        self.answers: deque[ray.ObjectRef[Any]] = deque([actor.ready.remote()])

    def send(self, task: Task) -> bool:
        self.answers.append(self._actor.do.remote(task))
        return True

    def end(self) -> None:
        import ray

        ray.kill(self._actor)


def _reason(error: Exception) -> str:
    """The line of an error of Ray's that says most, the last one, after the tracebacks; without general advice."""
    lines = [line.strip() for line in str(error).partition(_ADVICE)[0].splitlines() if line.strip()]
    return lines[-1] if lines else type(error).__name__
