"""Executors: pools of worker threads that run calculators' `process`."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable
from functools import partial
from queue import SimpleQueue
from typing import Final, Protocol, TypeAlias

from backedge.authoring.base import StopProcessing
from backedge.config import GraphConfig
from backedge.planning.graph_parts import DEFAULT_EXECUTOR, THREAD_POOL, check_num_threads, pool_options
from backedge.runtime.nodes.instance import Instance
from backedge.runtime.state import RunState
from backedge.streams.policies import NOT_READY

Task: TypeAlias = Callable[[], None]
Post: TypeAlias = Callable[[Task], None]
"""Hands a task to the thread that owns the graph's state."""


class Invocation:
    """A call of `process` on one instance of a node's calculator.

    Attributes:
        instance: the instance.
        timestamp: the input timestamp.
        done: whether the worker has returned.
        error: what `process` raised, None if nothing.
    """

    __slots__ = ("done", "error", "instance", "timestamp")

    def __init__(self, instance: Instance) -> None:
        self.instance = instance
        self.timestamp = NOT_READY
        self.done = False
        self.error: BaseException | None = None

    def run(self) -> None:
        """Call `process`; on a worker thread."""
        try:
            self.instance.process()
        except BaseException as error:  # noqa: BLE001 - carried to the thread that owns the graph, and recorded there
            self.error = error


class Caller(Protocol):
    """A node that has calls made on workers."""

    calls_in_flight: int

    def complete(self, invocation: Invocation) -> None:
        """Go on, now that a worker is done with `invocation`."""

    def guard(self, call: Callable[[], None]) -> bool:
        """Make a call on behalf of the node; what it raises becomes an error of the run."""

    def fail(self, error: BaseException, instance: Instance | None = None) -> None:
        """Record that a call of the node's calculator failed."""


class ThreadPoolExecutor:
    """A fixed number of threads that make calls of `process` in the order they come.

    The standard library's pool makes a future for every task, which costs more than handing over a packet may.

    Args:
        name: the executor's.
        num_threads: how many; 0 or less for one per processor.
        state: the state of the graph's runs.
        post: hands calls back to the thread that owns the graph's state.
        thread_name_prefix: what the threads' names begin with; by default the executor's name is in it.

    Attributes:
        room: how many more calls can start at once. Counted by the thread that owns the graph's state.
        blocked: mask of the nodes that found no room.
        threads: its threads, while it has been started.
    """

    def __init__(
        self, name: str, num_threads: int, state: RunState, post: Post, *, thread_name_prefix: str = ""
    ) -> None:
        self.name: Final = name
        self._prefix: Final = thread_name_prefix or f"backedge-{name or 'worker'}"
        self.num_threads: Final = num_threads if num_threads > 0 else os.cpu_count() or 1
        self.room = self.num_threads
        self.blocked = 0
        self._state = state
        self._post = post
        self._tasks: SimpleQueue[Task | None] = SimpleQueue()
        self.threads: list[threading.Thread] = []

    def start(self) -> None:
        """Start the threads; they do not keep the program alive."""
        self.room, self.blocked = self.num_threads, 0
        self.threads = [
            threading.Thread(target=_work, args=(self._tasks,), name=f"{self._prefix}-{number}", daemon=True)
            for number in range(self.num_threads)
        ]
        for thread in self.threads:
            thread.start()

    def dispatch(self, node: Caller, invocation: Invocation) -> None:
        """Make a call on one of the threads; `node` completes it on the thread that owns the graph's state."""
        self._state.calls_in_flight += 1
        node.calls_in_flight += 1
        self.room -= 1
        invocation.done, invocation.error = False, None

        def task() -> None:
            invocation.run()
            self._post(lambda: self._take_back(node, invocation))

        self._tasks.put(task)

    def stop(self) -> None:
        """End the threads once the calls that were dispatched are done, and wait for them."""
        for _ in self.threads:
            self._tasks.put(None)
        for thread in self.threads:
            thread.join()
        self.threads = []

    def _take_back(self, node: Caller, invocation: Invocation) -> None:
        state = self._state
        state.calls_in_flight -= 1
        node.calls_in_flight -= 1
        self.room += 1
        state.ready.bits |= self.blocked
        self.blocked = 0
        if not state.errors:
            node.guard(partial(node.complete, invocation))
        elif invocation.error is not None and not isinstance(invocation.error, StopProcessing):
            node.fail(invocation.error, invocation.instance)


def _work(tasks: SimpleQueue[Task | None]) -> None:
    """Run tasks until there is a None; while it waits for one, the thread holds on to nothing of the graph."""
    while (task := tasks.get()) is not None:
        task()
        del task


def make_executors(
    config: GraphConfig, num_threads: int | None, state: RunState, post: Post
) -> dict[str, ThreadPoolExecutor]:
    """The executors of a graph by name; the default one is called "".

    Args:
        config: the graph.
        num_threads: size of the default executor, instead of what the config says; 0 for none.
        state: the state of the graph's runs.
        post: hands calls back to the thread that owns the graph's state.

    Raises:
        GraphError: `num_threads` is no number of threads.
    """
    pools = {}
    for declared in config.executor:
        options = pool_options(declared)
        size = options.num_threads if options else None
        if declared.type == THREAD_POOL or (size and not declared.type):
            prefix = options.thread_name_prefix if options else ""
            pool = ThreadPoolExecutor(declared.name, size or 0, state, post, thread_name_prefix=prefix)
            pools[declared.name] = pool
    if num_threads is not None:
        check_num_threads(num_threads)
        pools.pop(DEFAULT_EXECUTOR, None)
        if num_threads:
            pools[DEFAULT_EXECUTOR] = ThreadPoolExecutor(DEFAULT_EXECUTOR, num_threads, state, post)
    return pools
