"""Nodes whose `process` runs on worker threads.

Everything but `process` itself - looking at queues, filling ports, sending outputs - stays on the thread that owns the
graph's state. A worker gets a calculator whose ports are filled, runs `process`, and posts back that it is done.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any

from backedge.authoring.base import StopProcessing, enter_phase
from backedge.authoring.binding import Binding
from backedge.planning.plan import NodePlan
from backedge.runtime.binding import make_binding
from backedge.runtime.input_stream import InputStream
from backedge.runtime.node import Node, NodeState, empty_ports
from backedge.runtime.output_stream import OutputStream
from backedge.runtime.policies import CLOSE, NOT_READY, InputPolicy
from backedge.runtime.source import SOURCE_TIMESTAMP, SourceNode
from backedge.timestamp import DONE

if TYPE_CHECKING:
    from backedge.runtime.executors import ThreadPoolExecutor
    from backedge.runtime.scheduler import Scheduler


class Invocation:
    """One call of `process` on one instance of a node's calculator.

    Attributes:
        binding: the instance and its ports.
        timestamp: the input timestamp.
        done: whether the worker has returned.
        error: what `process` raised, None if nothing.
    """

    __slots__ = ("binding", "done", "error", "process", "timestamp")

    def __init__(self, node: Node, binding: Binding) -> None:
        self.binding = binding
        self.process = node.scheduler.instrument(node, binding, "process")
        self.timestamp = NOT_READY
        self.done = False
        self.error: BaseException | None = None

    def run(self) -> None:
        """Call `process`; on a worker thread."""
        try:
            self.process()
        except BaseException as error:  # noqa: BLE001 - carried to the thread that owns the graph, and told there
            self.error = error


class ThreadedNode(Node):
    """A node with inputs on an executor.

    With ``max_in_flight: N`` there are N instances of the calculator; what they send leaves in the order of the input
    timestamps, whichever is done first.
    """

    def __init__(
        self,
        plan: NodePlan,
        scheduler: Scheduler,
        streams: Sequence[InputStream],
        outputs: Sequence[OutputStream],
        policy: InputPolicy,
        executor: ThreadPoolExecutor,
    ) -> None:
        super().__init__(plan, scheduler, streams, outputs, policy)
        self.executor = executor

    def prepare(self) -> None:
        super().prepare()
        count = max(1, self.plan.config.max_in_flight)
        others = [make_binding(self.plan, self.outputs, self.scheduler.profiler) for _ in range(count - 1)]
        self._free = deque(Invocation(self, binding) for binding in (self.binding, *others))
        self._instances = tuple(self._free)
        self._filled: deque[Invocation] = deque()
        self._in_flight: deque[Invocation] = deque()

    def open(self, side_packets: Mapping[str, Any]) -> None:
        others = [invocation.binding for invocation in self._instances[1:]]
        opened: list[Binding] = []
        try:
            for binding in others:
                if not self._blame(binding, partial(self.open_calculator, binding, side_packets)):
                    return
                opened.append(binding)
                # Only the first instance speaks for the node outside of process().
                for port in binding.outputs:
                    port.drop()
                enter_phase(binding.calculator, "process")
            super().open(side_packets)
        finally:
            if self.state is NodeState.PREPARED:
                self._close_instances(opened)

    def close(self, *, discard: bool = False) -> None:
        self.state = NodeState.CLOSED
        self._close_instances([invocation.binding for invocation in self._instances[1:]])
        super().close(discard=discard)

    def backlog(self) -> str:
        return "has packets that it has not processed" if self._filled else super().backlog()

    def let_go(self) -> None:
        for invocation in self._free:
            empty_ports(invocation.binding.inputs)

    def release(self) -> None:
        super().release()
        del self._free, self._instances, self._filled, self._in_flight

    def _close_instances(self, bindings: Iterable[Binding]) -> None:
        for binding in bindings:
            self._blame(binding, partial(self.close_calculator, binding))

    def _blame(self, binding: Binding, call: Callable[[], None]) -> bool:
        """Make a call of one instance; False if it raised, which is then recorded as that instance's failure."""
        try:
            call()
        except Exception as error:  # noqa: BLE001 - whatever a calculator raises ends the run, named
            self.scheduler.fail(self, error, binding)
            return False
        return True

    def _examine(self, policy: InputPolicy) -> None:
        while self._free and self.scheduled != CLOSE:
            timestamp = policy.examine()
            if timestamp == NOT_READY:
                self._propagate_settled(policy.min_bound)
                return
            if timestamp == CLOSE:
                if not (self._filled or self._in_flight):
                    self.scheduled = CLOSE
                    self.scheduler.ready |= self.bit
                return
            invocation = self._free.popleft()
            invocation.timestamp = timestamp
            policy.fill(timestamp, invocation.binding.inputs)
            self._filled.append(invocation)
            self.scheduler.ready |= self.bit

    def _propagate_settled(self, bound: int) -> None:
        # While calls are under way the outputs are settled only up to the first of them.
        if not (self._filled or self._in_flight):
            self.propagate_bound(bound)

    def step(self) -> None:
        if self.scheduled == CLOSE:
            self.close()
            return
        while self._filled:
            if not self.executor.room:
                self.executor.blocked |= self.bit
                return
            self._start(self._filled.popleft())

    def _start(self, invocation: Invocation) -> None:
        """Hand a call whose inputs are filled to a worker."""
        invocation.binding.calculator.timestamp = invocation.timestamp
        invocation.done, invocation.error = False, None
        self._in_flight.append(invocation)
        self.scheduler.dispatch(self, self.executor, invocation)

    def complete(self, invocation: Invocation) -> None:
        """A worker is done with `invocation`; send on what is complete, in order."""
        invocation.done = True
        while self._in_flight and self._in_flight[0].done:
            first = self._in_flight.popleft()
            stopped = isinstance(first.error, StopProcessing)
            if first.error is not None and not stopped:
                self.scheduler.fail(self, first.error, first.binding)
                return
            self._send(first)
            self._free.append(first)
            if stopped:
                self.scheduler.stopping = True
        self.check()

    def _send(self, invocation: Invocation) -> None:
        for index, (stream, port) in enumerate(zip(self.outputs, invocation.binding.outputs, strict=True)):
            stream.flush(port, invocation.timestamp)
            if port.is_closed:
                for other in self._instances:
                    other.binding.outputs[index].is_closed = True
        self.scheduler.publish_side_packets(invocation.binding)


class ThreadedSource(SourceNode):
    """A source on an executor: produces while the rest of the graph works on what it produced before."""

    def __init__(
        self, plan: NodePlan, scheduler: Scheduler, outputs: Sequence[OutputStream], executor: ThreadPoolExecutor
    ) -> None:
        super().__init__(plan, scheduler, outputs)
        self.executor = executor

    def prepare(self) -> None:
        super().prepare()
        self._invocation = Invocation(self, self.binding)

    def release(self) -> None:
        super().release()
        del self._invocation

    @property
    def can_run(self) -> bool:
        # A node that waits for a worker goes first, whatever comes from sources.
        return super().can_run and self.executor.room > 0

    def step(self) -> None:
        self.calculator.timestamp = SOURCE_TIMESTAMP
        self._invocation.error = None
        self.in_flight = True
        self.scheduler.dispatch(self, self.executor, self._invocation)

    def complete(self, invocation: Invocation) -> None:
        """The worker is done: send what it produced."""
        self.in_flight = False
        if isinstance(invocation.error, StopProcessing):
            self.finish_and_close()
        elif invocation.error is not None:
            self.scheduler.fail(self, invocation.error, invocation.binding)
        else:
            self.flush(DONE)
