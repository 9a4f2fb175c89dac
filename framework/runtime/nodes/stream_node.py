"""Nodes with input streams: they run when their input policy finds an input set."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import partial
from typing import Final, TypeAlias

from backedge.authoring.base import StopProcessing, phase_of
from backedge.errors import GraphError
from backedge.planning.plan import NodePlan
from backedge.runtime.failure import describe_unsynchronised
from backedge.runtime.nodes.instance import NO_PACKET
from backedge.runtime.nodes.node import Node, NodeState, Shared
from backedge.streams.input_stream import InputStream, Reader
from backedge.streams.output_stream import OutputStream
from backedge.streams.policies import CLOSE, NOT_READY, InputPolicy
from backedge.timestamp import MAX, MIN, NEAR, UNSET, add

Attach: TypeAlias = Callable[[Reader], tuple[Sequence[InputStream], InputPolicy]]
"""Makes the consumer's ends of a node's input streams, and the policy by which they wait for each other."""

_MAX_DEPTH: Final = 50
"""How many nodes pass a bound on to each other directly; at five calls a node, well within Python's limit of 1000."""

_MANY: Final = 8
"""From so many streams on it is quicker to look for one that has not moved than to look at all of them."""


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
        self._is_passing_on = False
        self._check_again = False
        # While this stream has no packet, and this bound, there is nothing to do, whatever else comes.
        self._blocker: InputStream | None = None
        self._blocked_at = UNSET
        self._has_many = len(self.streams) > _MANY
        self._searched_at = UNSET
        self._next_blocker = 0  # position of the first stream that may be settled just so far; none before is
        self._has_changed = False
        self._passed_on = UNSET
        self._follows_inputs = True  # whether any output's bound moves along with the inputs'

    # life

    def prepare(self) -> None:
        for stream in self.streams:
            stream.reset()
        super().prepare()
        self.policy.reset()
        self.scheduled = NOT_READY
        self._is_passing_on = self._check_again = self._has_changed = False
        self._blocker = None
        self._passed_on = self._searched_at = UNSET
        self._follows_inputs = True  # until open() has said that no output does
        self.missing += sum(not stream.back_edge for stream in self.streams)

    def header_came(self) -> None:
        self.one_less_missing()

    def open(self) -> None:
        super().open()
        # Only now is it known: a calculator may set offsets in open().
        self._follows_inputs = any(output.offset is not None for output in self.outputs)

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
        if self.scheduled != NOT_READY:
            self._has_changed = True
            return
        blocker = self._blocker
        if blocker is not None:
            if blocker.bound == self._blocked_at and not blocker.queue:
                return
            if self._has_many and self._find_next_blocker():
                return
        if self._is_passing_on:
            # A bound this node has just sent came back to it round a loop.
            self._check_again = True
        elif self.state is NodeState.OPENED:
            try:
                self._examine()
                while self._check_again and self.scheduled == NOT_READY:
                    self._check_again = False
                    self._examine()
            except GraphError as error:
                # Found while some other node was sending; the fault is with this node's inputs.
                self._run.errors.record(describe_unsynchronised(self.plan, error))

    def _find_next_blocker(self) -> bool:
        """Find another stream that is no further than the blocker was: as long as there is one, nothing has changed.

        A stream that has moved never comes back, so each is looked at once for each bound, and not all of them whenever
        one moves.
        """
        streams, bound = self.streams, self._blocked_at
        if self._searched_at != bound:
            self._searched_at, self._next_blocker = bound, 0
        while self._next_blocker < len(streams):
            stream = streams[self._next_blocker]
            self._next_blocker += 1
            if stream.bound == bound and not stream.queue:
                self._blocker = stream
                return True
        self._blocker = None
        return False

    def _examine(self) -> None:
        policy = self.policy
        timestamp = policy.examine()
        if timestamp == NOT_READY:
            bound = policy.min_bound
            self._blocker, self._blocked_at = policy.blocker, bound
            if bound != self._passed_on and self._follows_inputs:
                self.propagate_bound(bound)
            return
        if timestamp != CLOSE:
            policy.fill(timestamp, self.inputs)
        self.scheduled = timestamp
        self._has_changed = False
        self._ready.bits |= self.bit

    def propagate_bound(self, bound: int) -> None:
        """Move the outputs along to inputs that are settled up to `bound`, without running.

        Whoever reads them may do the same at once, and so on. Where that goes too deep for Python's stack, the node is
        looked at again by the call that began it.
        """
        run = self._run
        if run.depth >= _MAX_DEPTH:
            run.postponed.append(self.check)
            self._blocker = None
            return
        self._passed_on = bound
        self._is_passing_on = True
        run.depth += 1
        try:
            self._raise_outputs(bound)
        finally:
            run.depth -= 1
            self._is_passing_on = False
        while run.postponed and not run.depth:
            run.postponed.pop()()

    def _raise_outputs(self, bound: int) -> None:
        if -NEAR < bound < NEAR or MIN <= bound <= MAX:
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
            for port in self.inputs:
                port.packet = NO_PACKET
            if not policy.in_batch:
                break
            self.flush(timestamp)
            timestamp = policy.examine()
            if timestamp == CLOSE:
                self.close()
                return
            policy.fill(timestamp, self.inputs)
        self.finish(timestamp)

    def handle(self, error: Exception) -> None:
        if isinstance(error, StopProcessing) and phase_of(self.calculator) == "process":
            # The run ends in good order: the node has asked for that.
            self._run.stopping = True
            self.guard(partial(self.finish, self.calculator.timestamp))
        else:
            self.fail(error)

    def finish(self, timestamp: int) -> None:
        """Send what `process` sent at input `timestamp`, and see whether there is more to do."""
        for stream, outbox in self._flows:  # flush(), without the call
            stream.flush(outbox, timestamp)
        if self.side_outputs:
            self._side_packets.publish(self.side_outputs)
        self.scheduled = NOT_READY
        if self.policy.is_idle and not self._has_changed:
            # What check() would find: nothing to process, and that the outputs are settled as far as the inputs.
            self._blocker, self._blocked_at = self.streams[0], timestamp + 1
            self._passed_on = timestamp + 1
        else:
            self.check()
