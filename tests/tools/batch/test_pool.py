"""What a pool gives to its workers, and what becomes of it where one is lost."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

from backedge.batch.engine import Pool, PoolWorker
from backedge.batch.tasks import Ending, Item, Outcome, Task, TaskQueue
from backedge.batch.worker import Ready

TASKS = [Task(number, Item(str(number), str(number))) for number in range(1, 101)]


class Recorder(PoolWorker):
    """Keeps what it gets."""

    name = "recorder"

    def __init__(self) -> None:
        super().__init__()
        self.got: list[int] = []
        self.is_ended = False

    def send(self, task: Task) -> bool:
        self.got.append(task.number)
        return True

    def end(self) -> None:
        self.is_ended = True


class OneByOne(Pool[Recorder]):
    """Its only worker takes so many seconds for each task, as it says itself."""

    def __init__(self, seconds: float, *, time_limit: float | None = None) -> None:
        self.worker, self.seconds = Recorder(), seconds
        self.most: list[int] = []
        super().__init__(lambda: self.worker, 1, time_limit, ahead=0.2)

    def _collect(self, queue: TaskQueue, on_ready: Callable[[Ready], None]) -> Iterator[Outcome]:
        said = Outcome(self.worker.tasks[0], Ending.DONE, seconds=self.seconds) if self.worker.tasks else Ready("", {})
        yield from self._take_answer(self.worker, said, queue, on_ready)
        self.most.append(len(self.worker.tasks))


def done(pool: OneByOne) -> list[int]:
    """The numbers of the tasks that a pool does, in order."""
    queue = TaskQueue(iter(TASKS), lambda _task: None)
    return [outcome.task.number for outcome in pool.run(queue, lambda _ready: None) if outcome]


@pytest.mark.parametrize(("seconds", "most"), [(10.0, 1), (0.15, 1), (0.02, 9), (1e-4, 32)])
def test_short_videos_are_given_ahead(seconds: float, most: int) -> None:
    """As many as fit into a fifth of a second; long ones one at a time, so that nobody waits behind them."""
    pool = OneByOne(seconds)
    assert done(pool) == list(range(1, 101))
    assert max(pool.most) == most
    assert pool.worker.is_ended


def test_what_was_ahead_of_a_lost_worker_is_put_back() -> None:
    """In its order; only the first task was under way."""
    queue, worker = TaskQueue(iter(TASKS), lambda _task: None), Recorder()
    worker.is_ready = True
    worker.give(queue, 4)
    assert worker.take_back(queue) == TASKS[0]
    assert [task.number for task in _taken(queue)] == list(range(2, 101))


def _taken(queue: TaskQueue) -> Iterator[Task]:
    while (task := queue.take()) is not None:
        yield task
