"""The queue of a pool's tasks: nothing is lost, and as few threads as possible are woken."""

from __future__ import annotations

import threading
from queue import SimpleQueue

import pytest

from backedge.runtime.task_queue import TaskQueue
from tests.framework.runtime.interrupts import InterruptError, can_interrupt, interrupted_often

DEADLINE = 30.0  # seconds; reached only if a thread was never woken


class Pool:
    """Threads that tell which of them took which task, until there are no more to come."""

    def __init__(self, size: int) -> None:
        self.tasks: TaskQueue[int] = TaskQueue()
        self.taken: SimpleQueue[tuple[int, int]] = SimpleQueue()
        self.threads = [threading.Thread(target=self._work, args=(number,), daemon=True) for number in range(size)]
        for thread in self.threads:
            thread.start()

    def _work(self, number: int) -> None:
        while (task := self.tasks.get()) is not None:
            self.taken.put((number, task))

    def await_waiting(self) -> None:
        """Return when all threads wait for a task."""
        while len(self.tasks._waiters) < len(self.threads):
            pass

    def stop(self) -> None:
        """End the threads."""
        self.tasks.close()
        for thread in self.threads:
            thread.join(DEADLINE)
            assert not thread.is_alive(), "a thread has not been woken"


def test_tasks_come_out_in_the_order_they_went_in() -> None:
    """Also where nobody waits, and where the queue is closed meanwhile; after that there is none."""
    tasks: TaskQueue[int] = TaskQueue()
    for number in range(5):
        tasks.put(number)
    assert not tasks.is_empty
    tasks.close()
    assert [tasks.take() for _ in range(2)] == [0, 1]
    assert [tasks.get() for _ in range(3)] == [2, 3, 4]
    assert tasks.is_empty
    assert tasks.take() is tasks.get() is None


@pytest.mark.usefixtures("busy_switching")
def test_the_thread_that_was_busy_last_is_woken() -> None:
    """Tasks that come one at a time are all for one thread, whose processor knows what they are about."""
    pool = Pool(3)
    workers = []
    for number in range(20):
        pool.await_waiting()
        pool.tasks.put(number)
        worker, task = pool.taken.get(timeout=DEADLINE)
        assert task == number
        workers.append(worker)
    pool.stop()
    assert len(set(workers)) == 1


def test_tasks_that_come_together_are_for_several_threads() -> None:
    """A thread that is at work keeps none of them from the others."""
    tasks: TaskQueue[threading.Barrier] = TaskQueue()

    def work() -> None:
        while (task := tasks.get()) is not None:
            task.wait(DEADLINE)

    threads = [threading.Thread(target=work, daemon=True) for _ in range(3)]
    for thread in threads:
        thread.start()
    together = threading.Barrier(4)
    for _ in threads:
        tasks.put(together)
    together.wait(DEADLINE)  # each of the three threads is in a task of its own
    tasks.close()
    for thread in threads:
        thread.join(DEADLINE)


@pytest.mark.usefixtures("busy_switching")
def test_each_task_is_taken_once_with_many_threads_on_both_sides() -> None:
    """None is lost and none comes twice, however the threads meet."""
    pool = Pool(4)

    def feed(first: int) -> None:
        for number in range(first, first + 2000):
            pool.tasks.put(number)

    feeders = [threading.Thread(target=feed, args=(first,)) for first in (0, 2000, 4000)]
    for feeder in feeders:
        feeder.start()
    for feeder in feeders:
        feeder.join()
    pool.stop()
    taken = sorted(pool.taken.get(timeout=DEADLINE)[1] for _ in range(6000))
    assert taken == list(range(6000))
    assert pool.taken.empty()


@can_interrupt
def test_an_interrupt_loses_no_thread() -> None:
    """Ctrl-C may come between any two steps of a program that feeds a graph: its threads are woken all the same."""
    pool = Pool(2)
    count, interrupts = 20_000, 0
    with interrupted_often(TaskQueue.put.__code__):
        for number in range(count):
            try:
                pool.tasks.put(number)
            except InterruptError:
                interrupts += 1
    assert interrupts, "nothing was tested: no signal came while a task was put in"
    pool.stop()
    taken = [pool.taken.get(timeout=DEADLINE)[1] for _ in range(count - interrupts)]
    assert len(set(taken)) == len(taken)
