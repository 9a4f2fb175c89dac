"""Invocations: calls of `process` that a thread of an executor makes, and what they know of node and executor."""

from __future__ import annotations

from typing import Protocol

from backedge.runtime.nodes.instance import Instance
from backedge.runtime.state import is_interrupt
from backedge.streams.policies import NOT_READY


class Caller(Protocol):
    """A node that has calls made on workers."""

    calls_in_flight: int

    def complete(self, invocation: Invocation) -> None:
        """Go on, now that a worker is done with `invocation`."""

    def fail(self, error: BaseException, instance: Instance | None = None) -> None:
        """Record that a call of the node's calculator failed."""


class Executor(Protocol):
    """A pool of worker threads.

    Attributes:
        room: how many more calls can start at once.
    """

    room: int

    def put(self, invocation: Invocation | None) -> None:
        """Let the next free thread make a call, or, with None, see what there is to do."""

    def take_back(self, invocation: Invocation) -> None:
        """Complete a call that one of the threads has made."""


class Invocation:
    """A call of `process` on one instance of a node's calculator.

    Args:
        node: the node.
        instance: the instance.
        executor: makes the call.

    Attributes:
        node, instance, executor: as given.
        outboxes: where the instance leaves what it sends.
        timestamp: the input timestamp.
        done: whether the worker has returned.
        error: what `process` raised, None if nothing.
    """

    __slots__ = ("done", "error", "executor", "instance", "node", "outboxes", "timestamp")

    def __init__(self, node: Caller, instance: Instance, executor: Executor) -> None:
        self.node = node
        self.instance = instance
        self.executor = executor
        self.outboxes = instance.binding.outputs
        self.timestamp = NOT_READY
        self.done = False
        self.error: BaseException | None = None

    def run(self) -> None:
        """Call `process`; on a worker thread, which needs no turn for it, or on that of a caller who helps.

        Raises:
            BaseException: the caller who helps was interrupted.
        """
        try:
            self.instance.process()
        except BaseException as error:
            if is_interrupt(error):
                raise
            self.error = error  # carried to the thread that has the turn, and recorded there
