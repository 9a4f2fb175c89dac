"""Nodes that collect several input sets before they process them one after the other."""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence
from typing import Any

from backedge.authoring.ports import Input
from backedge.packet import Packet
from backedge.runtime.node import Node
from backedge.runtime.policies import CLOSE, NOT_READY, InputPolicy
from backedge.runtime.threaded_node import Invocation, ThreadedNode


class Batch:
    """Input sets of one node that wait for each other.

    Args:
        size: how many make a full batch.
    """

    def __init__(self, size: int) -> None:
        self._size = size
        self._sets: deque[tuple[int, list[Packet[Any]]]] = deque()

    def __bool__(self) -> bool:
        return bool(self._sets)

    def backlog(self) -> str:
        """What has been collected, in words, "" if nothing."""
        return f"has collected {len(self._sets)} of the {self._size} input sets of its batch" if self._sets else ""

    def clear(self) -> None:
        """Drop what has been collected."""
        self._sets.clear()

    def collect(self, policy: InputPolicy, ports: Sequence[Input[Any]]) -> int:
        """Take what there is, as far as it fits; by way of `ports`, which keep the last set.

        Returns:
            The first timestamp of a full batch, `CLOSE` if no more can come, else `NOT_READY`.
        """
        while len(self._sets) < self._size:
            timestamp = policy.examine()
            if timestamp in (CLOSE, NOT_READY):
                return timestamp
            policy.fill(timestamp, ports)
            self._sets.append((timestamp, [port.packet for port in ports]))
        return self._sets[0][0]

    def settled(self, policy: InputPolicy) -> int:
        """How far a node is settled while its batch fills up: its first timestamp is still to come."""
        return self._sets[0][0] if self._sets else policy.min_bound

    def take(self, ports: Sequence[Input[Any]]) -> int:
        """Move the next set into `ports`; gives its timestamp."""
        timestamp, packets = self._sets.popleft()
        for port, packet in zip(ports, packets, strict=True):
            port.packet = packet
        return timestamp


class BatchingNode(Node):
    """A node under the default policy with a ``batch_size`` of more than one.

    What is left of an unfinished batch is processed before the node closes.

    Attributes:
        batch: what has been collected; set when the graph is wired.
    """

    batch: Batch

    def release(self) -> None:
        super().release()
        self.batch.clear()

    def backlog(self) -> str:
        return self.batch.backlog() or super().backlog()

    def _examine(self, policy: InputPolicy) -> None:
        timestamp = self.batch.collect(policy, self.inputs)
        if timestamp == NOT_READY:
            self.propagate_bound(self.batch.settled(policy))
            return
        self.scheduled = timestamp
        self.scheduler.ready |= self.bit

    def finish_batch(self) -> None:
        """The last set has been processed: close, or begin to collect again."""
        if self.scheduled == CLOSE:
            self.close()
        else:
            self.scheduled = NOT_READY
            self.check()


class BatchNode(BatchingNode):
    """A node that works through its batches at once."""

    def step(self) -> None:
        while self.batch:
            # One by one: if the calculator stops the sources, what is left is still processed.
            timestamp = self.batch.take(self.inputs)
            self.calculator.timestamp = timestamp
            self.process()
            self.flush(timestamp)
        self.finish_batch()


class ThreadedBatchNode(BatchingNode, ThreadedNode):
    """A node whose batches are worked through on an executor, one set after the other."""

    def step(self) -> None:
        if not self.batch:
            self.finish_batch()
        elif not self.executor.room:
            self.executor.blocked |= self.bit
        else:
            invocation = self._free.popleft()
            invocation.timestamp = self.batch.take(invocation.binding.inputs)
            self._start(invocation)

    def complete(self, invocation: Invocation) -> None:
        super().complete(invocation)
        if self.batch or self.scheduled == CLOSE:
            self.scheduler.ready |= self.bit
        else:
            self.finish_batch()
