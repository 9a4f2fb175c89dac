"""A node at run time: its life from prepared to closed, and how one input set becomes outputs."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from enum import Enum, auto
from typing import TYPE_CHECKING, Any, Final

from backedge.authoring.base import Calculator, enter_phase
from backedge.authoring.binding import Binding
from backedge.authoring.outboxes import SideOutbox
from backedge.authoring.ports import Input, provide
from backedge.errors import GraphError
from backedge.packet import EMPTY, Packet
from backedge.planning.plan import NodePlan
from backedge.runtime.binding import make_binding
from backedge.runtime.failure import describe_unsynchronised
from backedge.runtime.input_stream import InputStream
from backedge.runtime.output_stream import OutputStream
from backedge.runtime.policies import CLOSE, NOT_READY, InputPolicy
from backedge.timestamp import DONE, MAX, MIN, UNSET, UNSTARTED, add

if TYPE_CHECKING:
    from backedge.runtime.scheduler import Scheduler


_MAX_DEPTH: Final = 50
"""How many nodes pass a bound on to each other directly; at five calls a node, well within Python's limit of 1000."""
_NO_PACKET: Final[Packet[Any]] = Packet.empty(UNSET)


class NodeState(Enum):
    """Where a node is in its life."""

    PREPARED = auto()
    OPENED = auto()
    CLOSED = auto()


class Node:
    """One node of a running graph.

    The engine calls `check` whenever an input stream changed. If the policy finds an input set, the set is moved into
    the calculator's ports at once and the node marked ready; `step` then runs it when the scheduler gets to it. If it
    finds none, the timestamp bounds of the outputs are moved along with those of the inputs, so that nobody downstream
    waits for packets that cannot come.

    Attributes:
        plan: what was decided when the graph was built.
        bit: the node's bit in the scheduler's ready mask.
        streams: the consumer's ends of the input streams, in port order.
        outputs: the producer's ends of the output streams, in port order.
        state: prepared, opened or closed.
        scheduled: input timestamp of the set that waits in the ports, `NOT_READY` if none does.
        calls_under_way: how many calls of `process` are being made on workers.
    """

    # The class's own until a worker gets a call: one attribute more on every node makes all of them 3 % slower.
    calls_under_way = 0

    def __init__(
        self,
        plan: NodePlan,
        scheduler: Scheduler,
        streams: Sequence[InputStream],
        outputs: Sequence[OutputStream],
        policy: InputPolicy | None,
    ) -> None:
        self.plan = plan
        self.name: Final = plan.name
        self.bit: Final = 1 << plan.id
        self.scheduler: Final = scheduler
        self.streams: Final = tuple(streams)
        self.outputs: Final = tuple(outputs)
        self.policy: Final = policy
        for stream in streams:
            stream.on_packet = stream.on_bound = self.check
            stream.on_header = self.header_came
        self.state = NodeState.CLOSED
        self._checking = False
        self._check_again = False

    # life

    def prepare(self) -> None:
        """Make the calculator for a new run."""
        for stream in self.streams:
            stream.reset()
        for output in self.outputs:
            output.reset(self.plan.contract.timestamp_offset)
        if self.policy:
            self.policy.reset()
        self.scheduled = NOT_READY
        self.state = NodeState.PREPARED
        self._checking = self._check_again = False
        self.binding = binding = make_binding(self.plan, self.outputs, self.scheduler.profiler)
        # What every packet passes is held directly, not through the binding.
        self.calculator: Calculator = binding.calculator
        self.inputs: tuple[Input[Any], ...] = binding.inputs
        self.side_outputs: tuple[SideOutbox, ...] = binding.side_outputs
        self.process: Callable[[], None] = self.scheduler.instrument(self, binding, "process")
        self._flows = tuple(zip(self.outputs, binding.outputs, strict=True))
        self.missing = sum(not stream.back_edge for stream in self.streams)
        self.missing += sum(port.name in self.scheduler.awaited_side_packets for port in binding.side_inputs)

    def open(self, side_packets: Mapping[str, Any]) -> None:
        """Run `Calculator.open` and send what it sent."""
        self.open_calculator(self.binding, side_packets)
        self.state = NodeState.OPENED
        for stream_out, port_out in self._flows:
            stream_out.set_offset(port_out.offset)
        self.flush(UNSTARTED)
        for stream_out, port_out in self._flows:
            stream_out.publish_header(port_out.header)
        enter_phase(self.calculator, "process")
        self.check()

    def open_calculator(self, binding: Binding, side_packets: Mapping[str, Any]) -> None:
        """Give a calculator its side packets and headers, and run its `open`."""
        for side_input in binding.side_inputs:
            provide(side_input, side_packets.get(side_input.name, EMPTY))
        for stream, port in zip(self.streams, binding.inputs, strict=True):
            port.header = stream.header
        calculator = binding.calculator
        enter_phase(calculator, "open")
        calculator.timestamp = UNSTARTED
        self.scheduler.instrument(self, binding, "open")()

    def header_came(self) -> None:
        """One more of the input streams has its header: its producer is open."""
        self.scheduler.one_less_missing(self)

    def close(self, *, discard: bool = False) -> None:
        """Run `Calculator.close` and end every stream of the node.

        Args:
            discard: the run is over; packets that the calculator sends in `close` go nowhere.
        """
        self.state = NodeState.CLOSED
        for stream in self.streams:
            stream.close()
        self.close_calculator(self.binding)
        if discard:
            self.scheduler.publish_side_packets(self.binding)
            return
        self.flush(DONE)
        for output in self.outputs:
            output.close()

    def close_calculator(self, binding: Binding) -> None:
        """Run a calculator's `close`."""
        empty_ports(binding.inputs)
        for output in binding.outputs:
            output.pending.clear()
        calculator = binding.calculator
        enter_phase(calculator, "close")
        calculator.timestamp = DONE
        self.scheduler.instrument(self, binding, "close")()

    def backlog(self) -> str:
        """What has come and is not being processed, as a clause; "" if nothing."""
        is_left = self.scheduled not in (NOT_READY, CLOSE) or any(stream.queue for stream in self.streams)
        return "has packets that it has not processed" if is_left else ""

    def let_go(self) -> None:
        """Hold on to no packet that has been processed."""
        if self.state is NodeState.OPENED and self.scheduled == NOT_READY:
            empty_ports(self.inputs)

    def release(self) -> None:
        """The run has ended: let the calculator go, and all packets that nobody has processed."""
        self.state = NodeState.CLOSED
        for stream in self.streams:
            stream.close()
        del self.binding, self.calculator, self.inputs, self.side_outputs, self.process, self._flows

    # running

    def check(self) -> None:
        """See whether the node can run; called when an input stream has changed."""
        if self.state is not NodeState.OPENED or self.scheduled != NOT_READY or self.policy is None:
            return
        if self._checking:
            # A bound this node has just sent came back to it round a loop.
            self._check_again = True
            return
        self._checking = True
        try:
            self._examine(self.policy)
            while self._check_again and self.scheduled == NOT_READY:
                self._check_again = False
                self._examine(self.policy)
        except GraphError as error:
            # Found while some other node was sending; the fault is with this node's inputs.
            self.scheduler.record(describe_unsynchronised(self, error))
        finally:
            self._checking = self._check_again = False

    def _examine(self, policy: InputPolicy) -> None:
        timestamp = policy.examine()
        if timestamp == NOT_READY:
            self.propagate_bound(policy.min_bound)
            return
        if timestamp != CLOSE:
            policy.fill(timestamp, self.inputs)
        self.scheduled = timestamp
        self.scheduler.ready |= self.bit

    def propagate_bound(self, bound: int) -> None:
        """Move the outputs along to inputs that are settled up to `bound`, without running.

        Whoever reads them may do the same at once, and so on. Where that goes too deep for Python's stack, the node is
        looked at again by the call that began it.
        """
        scheduler = self.scheduler
        if scheduler.depth >= _MAX_DEPTH:
            scheduler.postponed.append(self)
            return
        scheduler.depth += 1
        try:
            self._raise_outputs(bound)
        finally:
            scheduler.depth -= 1
        while scheduler.postponed and not scheduler.depth:
            scheduler.postponed.pop().check()

    def _raise_outputs(self, bound: int) -> None:
        if MIN <= bound <= MAX:
            for output in self.outputs:
                offset = output.offset
                if offset is not None:
                    output.raise_bound(add(bound, offset) if offset else bound)

    def step(self) -> None:
        """Process the input set that waits in the ports."""
        timestamp = self.scheduled
        if timestamp == CLOSE:
            self.close()
            return
        self.calculator.timestamp = timestamp
        self.process()
        self.finish(timestamp)

    def finish(self, timestamp: int) -> None:
        """Send what `process` sent at input `timestamp`, and see whether there is more to do."""
        self.flush(timestamp)
        self.scheduled = NOT_READY
        self.check()

    def flush(self, timestamp: int) -> None:
        """Send on what the calculator's call at input `timestamp` has sent."""
        for stream, port in self._flows:
            stream.flush(port, timestamp)
        if self.side_outputs:
            self.scheduler.publish_side_packets(self.binding)


def empty_ports(ports: Iterable[Input[Any]]) -> None:
    """Take the packets out of a calculator's inputs."""
    for port in ports:
        port.packet = _NO_PACKET
