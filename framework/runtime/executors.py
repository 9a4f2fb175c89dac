"""Executors: pools of worker threads that run calculators' `process`."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable
from queue import SimpleQueue
from typing import Final, TypeAlias

from backedge.config import GraphConfig
from backedge.planning.graph_parts import DEFAULT_EXECUTOR, THREAD_POOL, pool_options

Task: TypeAlias = Callable[[], None]


def make_executors(config: GraphConfig, num_threads: int | None) -> dict[str, ThreadPoolExecutor]:
    """The executors of a graph by name; the default one is called "".

    Args:
        config: the graph.
        num_threads: size of the default executor, instead of what the config says; 0 for none.
    """
    pools = {}
    for declared in config.executor:
        options = pool_options(declared)
        size = options.num_threads if options else None
        if declared.type == THREAD_POOL or (size and not declared.type):
            prefix = options.thread_name_prefix if options else ""
            pools[declared.name] = ThreadPoolExecutor(declared.name, size or 0, thread_name_prefix=prefix)
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
        name: the executor's.
        num_threads: how many; 0 or less for one per processor.
        thread_name_prefix: what the threads' names begin with; by default the executor's name is in it.

    Attributes:
        room: how many more tasks can start at once. Counted by the thread that owns the graph's state.
        blocked: mask of the nodes that found no room.
        threads: its threads, while it has been started.
    """

    def __init__(self, name: str, num_threads: int, *, thread_name_prefix: str = "") -> None:
        self.name: Final = name
        self._prefix: Final = thread_name_prefix or f"backedge-{name or 'worker'}"
        self.num_threads: Final = num_threads if num_threads > 0 else os.cpu_count() or 1
        self.room = self.num_threads
        self.blocked = 0
        self._tasks: SimpleQueue[Task | None] = SimpleQueue()
        self.threads: list[threading.Thread] = []

    def start(self) -> None:
        """Start the threads; they do not keep the program alive."""
        self.room, self.blocked = self.num_threads, 0
        self.threads = [
            threading.Thread(target=self._work, name=f"{self._prefix}-{number}", daemon=True)
            for number in range(self.num_threads)
        ]
        for thread in self.threads:
            thread.start()

    def submit(self, task: Task) -> None:
        """Run `task` on one of the threads."""
        self._tasks.put(task)

    def stop(self) -> None:
        """End the threads once what was submitted is done, and wait for them."""
        for _ in self.threads:
            self._tasks.put(None)
        for thread in self.threads:
            thread.join()
        self.threads = []

    def _work(self) -> None:
        while (task := self._tasks.get()) is not None:
            task()
