"""Executors: pools of worker threads that run calculators' `process`."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable
from queue import SimpleQueue
from typing import Final, TypeAlias

from backedge.config import GraphConfig
from backedge.planning.executors import DEFAULT_EXECUTOR, THREAD_POOL, pool_size

Task: TypeAlias = Callable[[], None]


def make_executors(config: GraphConfig, num_threads: int | None) -> dict[str, ThreadPoolExecutor]:
    """The executors of a graph by name; the default one is called "".

    Args:
        config: the graph.
        num_threads: size of the default executor, instead of what the config says; 0 for none.
    """
    pools = {}
    for declared in config.executor:
        size = pool_size(declared)
        if declared.type == THREAD_POOL or (size and not declared.type):
            pools[declared.name] = ThreadPoolExecutor(declared.name, size or 0)
    if num_threads is not None:
        pools.pop(DEFAULT_EXECUTOR, None)
        if num_threads:
            pools[DEFAULT_EXECUTOR] = ThreadPoolExecutor(DEFAULT_EXECUTOR, num_threads)
    return pools


class ThreadPoolExecutor:
    """A fixed number of threads that run tasks in the order they come.

    A task must not raise: what a calculator raises is caught and carried back by the task itself. The standard
    library's pool makes a future for every task, which costs more than handing over a packet may.

    Args:
        name: goes into the threads' names.
        num_threads: how many; 0 or less for one per processor.

    Attributes:
        room: how many more tasks can start at once. Counted by the thread that owns the graph's state.
        blocked: mask of the nodes that found no room.
    """

    def __init__(self, name: str, num_threads: int) -> None:
        self.name: Final = name
        self.num_threads: Final = num_threads if num_threads > 0 else os.cpu_count() or 1
        self.room = self.num_threads
        self.blocked = 0
        self._tasks: SimpleQueue[Task | None] = SimpleQueue()
        self._threads: list[threading.Thread] = []

    def start(self) -> None:
        """Start the threads; they do not keep the program alive."""
        self.room, self.blocked = self.num_threads, 0
        self._threads = [
            threading.Thread(target=self._work, name=f"backedge-{self.name or 'worker'}-{number}", daemon=True)
            for number in range(self.num_threads)
        ]
        for thread in self._threads:
            thread.start()

    def submit(self, task: Task) -> None:
        """Run `task` on one of the threads."""
        self._tasks.put(task)

    def stop(self) -> None:
        """End the threads once what was submitted is done, and wait for them."""
        for _ in self._threads:
            self._tasks.put(None)
        for thread in self._threads:
            thread.join()
        self._threads = []

    def _work(self) -> None:
        while (task := self._tasks.get()) is not None:
            task()
