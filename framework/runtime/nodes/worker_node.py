"""Nodes whose `process` runs on worker threads.

Everything but `process` itself - looking at queues, filling ports, sending outputs - is done by the thread that has the
graph's turn. A worker gets a calculator whose ports are filled, runs `process`, and completes the call in its turn.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Sequence
from functools import partial
from typing import Any

from backedge.authoring.base import StopProcessing, enter_phase
from backedge.planning.plan import NodePlan
from backedge.runtime.invocation import Invocation
from backedge.runtime.nodes.instance import Instance, empty_ports
from backedge.runtime.nodes.node import NodeState, Shared
from backedge.runtime.nodes.stream_node import Attach, StreamNode
from backedge.runtime.workers import ThreadPoolExecutor
from backedge.streams.output_stream import OutputStream
from backedge.streams.policies import CLOSE, NOT_READY


class WorkerNode(StreamNode):
    """A node with inputs on an executor.

    With ``max_in_flight: N`` there are N instances of the calculator; what they send leaves in the order of the input
    timestamps, whichever is done first.

    Args:
        plan: what was decided when the graph was built.
        shared: what it shares with the other nodes.
        outputs: the producer's ends of the output streams, in port order.
        attach: makes the node's input streams and its policy.
        executor: runs the calls of `process`.
    """

    def __init__(
        self,
        plan: NodePlan,
        shared: Shared,
        outputs: Sequence[OutputStream],
        attach: Attach,
        executor: ThreadPoolExecutor,
    ) -> None:
        super().__init__(plan, shared, outputs, attach)
        self._executor = executor

    def prepare(self) -> None:
        super().prepare()
        others = [self.make_instance() for _ in range(self.plan.config.max_in_flight - 1)]
        self._instances: tuple[Instance, ...] = (self.instance, *others)
        self._free = deque(Invocation(self, instance, self._executor) for instance in self._instances)
        self._filled: deque[Invocation] = deque()
        self._dispatched: deque[Invocation] = deque()
        self._settled = NOT_READY

    def open(self) -> None:
        opened: list[Instance] = []
        try:
            for instance in self._instances[1:]:
                if not self._open_instance(instance):
                    return
                opened.append(instance)
            super().open()
        finally:
            if self.state is NodeState.PREPARED:
                self._close_instances(opened)

    def set_options(self, options: Any) -> None:
        for instance in self._instances:
            self.guard(partial(instance.set_options, options), instance)

    def _open_instance(self, instance: Instance) -> bool:
        """Open one of the further instances, which do not speak for the node outside of `process`."""
        headers = [stream.header for stream in self.streams]
        if not self.guard(partial(instance.open, self._side_packets, headers), instance):
            return False
        for outbox in instance.binding.outputs:
            outbox.drop()
        enter_phase(instance.calculator, "process")
        return True

    def close(self, *, discard: bool = False) -> None:
        self.state = NodeState.CLOSED
        self._close_instances(self._instances[1:])
        super().close(discard=discard)

    def _close_instances(self, instances: Iterable[Instance]) -> None:
        for instance in instances:
            self.guard(instance.close, instance)

    def backlog(self) -> str:
        return "has packets that it has not processed" if self._filled else super().backlog()

    def let_go(self) -> None:
        for invocation in self._free:
            empty_ports(invocation.instance.binding.inputs)

    def release(self) -> None:
        super().release()
        self._instances = ()
        for calls in (self._free, self._filled, self._dispatched):
            calls.clear()

    def _examine(self) -> None:
        policy = self.policy
        while self._free and self.scheduled != CLOSE:
            timestamp = policy.examine()
            if timestamp == NOT_READY:
                # While calls are under way the outputs are settled only up to the first of them.
                # What was sent for an input has settled the outputs up to the one after it.
                self._blocker, self._blocked_at = policy.blocker, policy.min_bound
                if policy.min_bound != self._settled and not (self._filled or self._dispatched):
                    self.propagate_bound(policy.min_bound)
                return
            if timestamp == CLOSE:
                if not (self._filled or self._dispatched):
                    self.scheduled = CLOSE
                    self._ready.bits |= self.bit
                return
            invocation = self._free.popleft()
            invocation.timestamp = timestamp
            policy.fill(timestamp, invocation.instance.binding.inputs)
            self._filled.append(invocation)
            self._ready.bits |= self.bit

    def step(self) -> None:
        """Hand the calls whose inputs are filled to workers, as many as there is room for."""
        if self.scheduled == CLOSE:
            self.close()
            return
        while self._filled:
            if not self._executor.room:
                self._executor.blocked |= self.bit
                return
            invocation = self._filled.popleft()
            invocation.instance.calculator.timestamp = invocation.timestamp
            self._dispatched.append(invocation)
            self._executor.dispatch(invocation)

    def complete(self, invocation: Invocation) -> None:
        """Send on what is complete, in order, now that a worker is done with `invocation`."""
        invocation.done = True
        dispatched = self._dispatched
        while dispatched and dispatched[0].done:
            first = dispatched.popleft()
            error = first.error
            if error is not None and not isinstance(error, StopProcessing):
                self.fail(error, first.instance)
                return
            self._send(first)
            self._free.append(first)
            if error is not None:
                self._run.stopping = True
        self._blocker = None  # the outputs may be settled further now, and there may be room for another call
        self.check()

    def _send(self, invocation: Invocation) -> None:
        timestamp = invocation.timestamp
        for stream, outbox in zip(self.outputs, invocation.outboxes, strict=True):
            stream.flush(outbox, timestamp)
        self._settled = timestamp + 1
        if len(self._instances) > 1:
            self._share_ends(invocation)
        if side_outputs := invocation.instance.binding.side_outputs:
            self._side_packets.publish(side_outputs)

    def _share_ends(self, invocation: Invocation) -> None:
        """Let all instances know which streams one of them has ended."""
        for index, outbox in enumerate(invocation.outboxes):
            if outbox.is_closed:
                for other in self._instances:
                    other.binding.outputs[index].is_closed = True
