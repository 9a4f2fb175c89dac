"""Nodes with input streams: they run when their input policy finds an input set."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Final, TypeAlias

from backedge.errors import GraphError
from backedge.planning.plan import NodePlan
from backedge.runtime.failure import describe_unsynchronised
from backedge.runtime.nodes.instance import empty_ports
from backedge.runtime.nodes.node import Node, NodeState, Shared
from backedge.streams.input_stream import InputStream, Reader
from backedge.streams.output_stream import OutputStream
from backedge.streams.policies import CLOSE, NOT_READY, InputPolicy
from backedge.timestamp import MAX, MIN, add

Attach: TypeAlias = Callable[[Reader], tuple[Sequence[InputStream], InputPolicy]]
"""Makes the consumer's ends of a node's input streams, and the policy by which they wait for each other."""

_MAX_DEPTH: Final = 50
"""How many nodes pass a bound on to each other directly; at five calls a node, well within Python's limit of 1000."""


class StreamNode(Node):
    """A node with input streams, whose calculator runs on the thread that has the graph's turn.

    A stream calls `check` when it has changed. If the policy finds an input set, the set is moved into the
    calculator's ports at once and the node marked ready; `step` then runs it when the scheduler gets to it. If it
    finds none, the timestamp bounds of the outputs are moved along with those of the inputs, so that no node
    downstream waits for packets that cannot come.

    Args:
        plan: what was decided when the graph was built.
        shared: what it shares with the other nodes.
        outputs: the producer's ends of the output streams, in port order.
        attach: makes the node's input streams and its policy.

    Attributes:
        policy: how the input streams wait for each other.
        scheduled: input timestamp of the set that waits in the ports, `NOT_READY` if none does.
    """

    def __init__(self, plan: NodePlan, shared: Shared, outputs: Sequence[OutputStream], attach: Attach) -> None:
        super().__init__(plan, shared, outputs)
        streams, self.policy = attach(self)
        self.streams = tuple(streams)
        self.scheduled = NOT_READY
        self._checking = False
        self._check_again = False

    # life

    def prepare(self) -> None:
        for stream in self.streams:
            stream.reset()
        super().prepare()
        self.policy.reset()
        self.scheduled = NOT_READY
        self._checking = self._check_again = False
        self.missing += sum(not stream.back_edge for stream in self.streams)

    def header_came(self) -> None:
        self.one_less_missing()

    def let_go(self) -> None:
        if self.state is NodeState.OPENED and self.scheduled == NOT_READY:
            empty_ports(self.inputs)

    def release(self) -> None:
        super().release()
        self.policy.reset()

    def waits(self) -> Iterator[tuple[int, InputStream]]:
        return self.policy.waits()

    def backlog(self) -> str:
        if backlog := self.policy.backlog():
            return backlog
        is_left = self.scheduled not in (NOT_READY, CLOSE) or any(stream.queue for stream in self.streams)
        return "has packets that it has not processed" if is_left else ""

    # running

    def packet_added(self) -> None:
        self.policy.packet_added()

    def check(self) -> None:
        if self.state is not NodeState.OPENED or self.scheduled != NOT_READY:
            return
        if self._checking:
            # A bound this node has just sent came back to it round a loop.
            self._check_again = True
            return
        self._checking = True
        try:
            self._examine()
            while self._check_again and self.scheduled == NOT_READY:
                self._check_again = False
                self._examine()
        except GraphError as error:
            # Found while some other node was sending; the fault is with this node's inputs.
            self._run.errors.record(describe_unsynchronised(self.plan, error))
        finally:
            self._checking = self._check_again = False

    def _examine(self) -> None:
        policy = self.policy
        timestamp = policy.examine()
        if timestamp == NOT_READY:
            self.propagate_bound(policy.min_bound)
            return
        if timestamp != CLOSE:
            policy.fill(timestamp, self.inputs)
        self.scheduled = timestamp
        self._ready.bits |= self.bit

    def propagate_bound(self, bound: int) -> None:
        """Move the outputs along to inputs that are settled up to `bound`, without running.

        Whoever reads them may do the same at once, and so on. Where that goes too deep for Python's stack, the node is
        looked at again by the call that began it.
        """
        run = self._run
        if run.depth >= _MAX_DEPTH:
            run.postponed.append(self.check)
            return
        run.depth += 1
        try:
            self._raise_outputs(bound)
        finally:
            run.depth -= 1
        while run.postponed and not run.depth:
            run.postponed.pop()()

    def _raise_outputs(self, bound: int) -> None:
        if MIN <= bound <= MAX:
            for output in self.outputs:
                offset = output.offset
                if offset is not None:
                    output.raise_bound(add(bound, offset) if offset else bound)

    def step(self) -> None:
        """Process the input set that waits in the ports, and what is left of its batch."""
        timestamp = self.scheduled
        if timestamp == CLOSE:
            self.close()
            return
        policy = self.policy
        while True:
            self.calculator.timestamp = timestamp
            self.process()
            if not policy.in_batch:
                break
            self.flush(timestamp)
            timestamp = policy.examine()
            if timestamp == CLOSE:
                self.close()
                return
            policy.fill(timestamp, self.inputs)
        self.finish(timestamp)

    def finish(self, timestamp: int) -> None:
        """Send what `process` sent at input `timestamp`, and see whether there is more to do."""
        self.flush(timestamp)
        self.scheduled = NOT_READY
        self.check()
