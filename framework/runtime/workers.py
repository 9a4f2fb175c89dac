"""Executors: pools of worker threads that run calculators' `process`."""

from __future__ import annotations

import os
import threading
from typing import Final, Protocol, TypeAlias

from backedge.authoring.base import StopProcessing
from backedge.config import GraphConfig
from backedge.planning.graph_parts import DEFAULT_EXECUTOR, THREAD_POOL, check_num_threads, pool_options
from backedge.runtime.invocation import Invocation
from backedge.runtime.state import RunState
from backedge.runtime.task_queue import TaskQueue
from backedge.runtime.turn import Turn


class Server(Protocol):
    """Makes calls and takes the turn, on the threads of executors."""

    def work(self, home: ThreadPoolExecutor, invocation: Invocation | None) -> None:
        """On a thread of `home`, make a call and what follows from it; or, without a call, see what there is to do."""


Task: TypeAlias = "tuple[Server, ThreadPoolExecutor, Invocation | None]"
"""What a worker takes out of the queue of its executor. All is in there: while it waits it holds on to nothing."""


class ThreadPoolExecutor:
    """A fixed number of threads that make calls of `process` in the order they come.

    The standard library's pool makes a future for every task, which costs more than handing over a packet may.

    Args:
        name: the executor's.
        num_threads: how many; 0 or less for one per processor.
        state: the state of the graph's runs.
        turn: the graph's.
        thread_name_prefix: what the threads' names begin with; by default the executor's name is in it.

    Attributes:
        room: how many more calls can start at once, which is how many of its threads wait for one, or have the turn.
            Counted by the holder of the turn.
        blocked: mask of the nodes that found no room.
        threads: its threads, while it has been started.
    """

    def __init__(
        self, name: str, num_threads: int, state: RunState, turn: Turn, *, thread_name_prefix: str = ""
    ) -> None:
        self.name: Final = name
        self._prefix: Final = thread_name_prefix or f"backedge-{name or 'worker'}"
        self.num_threads: Final = num_threads if num_threads > 0 else os.cpu_count() or 1
        self.room = self.num_threads
        self.blocked = 0
        self._state: Final = state
        self._turn: Final = turn
        self._server: Server | None = None
        self._tasks: TaskQueue[Task] = TaskQueue()
        self.threads: list[threading.Thread] = []

    def start(self, server: Server) -> None:
        """Start the threads, which work for `server`; they do not keep the program alive.

        Raises:
            RuntimeError: the system has no thread left; those that were started run.
        """
        self.room, self.blocked = self.num_threads, 0
        self._server = server
        self._tasks = TaskQueue()
        for number in range(self.num_threads):
            thread = threading.Thread(target=_work, args=(self._tasks,), name=f"{self._prefix}-{number}", daemon=True)
            thread.start()
            self.threads.append(thread)  # only now: one that could not be started cannot be waited for

    def dispatch(self, invocation: Invocation) -> None:
        """Have a call made on one of the threads. There must be room. The holder of the turn dispatches."""
        self._state.calls_in_flight += 1
        invocation.node.calls_in_flight += 1
        self.room -= 1
        invocation.done, invocation.error = False, None
        turn = self._turn
        if turn.home is self and turn.kept is None:
            turn.kept = invocation
        else:
            self.put(invocation)

    def put(self, invocation: Invocation | None) -> None:
        """Let the next free thread make a call, or, with None, see what there is to do. Any thread may call this."""
        assert self._server is not None, "start() comes first"
        self._tasks.put((self._server, self, invocation))

    def help(self) -> bool:
        """Do a task that no thread has taken yet, on the thread that calls; False if there is none."""
        task = self._tasks.take()
        if task is None:
            return False
        server, home, invocation = task
        server.work(home, invocation)
        return True

    @property
    def has_tasks(self) -> bool:
        """Whether there are calls that no thread has taken yet."""
        return not self._tasks.is_empty

    def take_back(self, invocation: Invocation) -> None:
        """Complete a call that one of the threads has made. The holder of the turn takes back."""
        state, node = self._state, invocation.node
        state.calls_in_flight -= 1
        node.calls_in_flight -= 1
        self.room += 1
        if self.blocked:
            state.ready.bits |= self.blocked
            self.blocked = 0
        if not state.errors.recorded:
            try:
                node.complete(invocation)
            except Exception as error:  # noqa: BLE001 - whatever is wrong with what it sent ends the run
                node.fail(error)
        elif invocation.error is not None and not isinstance(invocation.error, StopProcessing):
            node.fail(invocation.error, invocation.instance)

    def stop(self) -> None:
        """End the threads once the calls that were dispatched are done, and wait for them."""
        self._tasks.close()
        for thread in self.threads:
            thread.join()
        self.threads = []


def _work(tasks: TaskQueue[Task]) -> None:
    """Do tasks until there are no more to come: the life of a worker."""
    while (task := tasks.get()) is not None:
        server, home, invocation = task
        server.work(home, invocation)
        del task, server, home, invocation


def make_executors(
    config: GraphConfig, num_threads: int | None, state: RunState, turn: Turn
) -> dict[str, ThreadPoolExecutor]:
    """The executors of a graph by name; the default one is called "".

    Args:
        config: the graph.
        num_threads: size of the default executor, instead of what the config says; 0 for none.
        state: the state of the graph's runs.
        turn: the graph's.
    """
    pools = {}
    for declared in config.executor:
        options = pool_options(declared)
        size = options.num_threads if options else None
        if declared.type == THREAD_POOL or (size and not declared.type):
            prefix = options.thread_name_prefix if options else ""
            pool = ThreadPoolExecutor(declared.name, size or 0, state, turn, thread_name_prefix=prefix)
            pools[declared.name] = pool
    if num_threads is not None:
        check_num_threads(num_threads)
        pools.pop(DEFAULT_EXECUTOR, None)
        if num_threads:
            pools[DEFAULT_EXECUTOR] = ThreadPoolExecutor(DEFAULT_EXECUTOR, num_threads, state, turn)
    return pools
