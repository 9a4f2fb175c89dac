"""The base of all nodes: their life from prepared to closed, and the way of what a calculator sends."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from enum import Enum, auto
from functools import partial
from typing import Any, Final

from backedge.authoring.base import Calculator, enter_phase
from backedge.authoring.outboxes import Outbox, SideOutbox
from backedge.authoring.ports import Input
from backedge.planning.plan import NodePlan
from backedge.runtime.failure import describe_failure
from backedge.runtime.instruments import Instruments
from backedge.runtime.nodes.instance import Instance
from backedge.runtime.side_packets import SidePackets
from backedge.runtime.state import RunState
from backedge.streams.input_stream import InputStream
from backedge.streams.output_stream import OutputStream
from backedge.timestamp import DONE, UNSTARTED


class NodeState(Enum):
    """The states in the life of a node."""

    PREPARED = auto()
    OPENED = auto()
    CLOSED = auto()


_NO_CALCULATOR: Final = Calculator()
"""Stands for a node's calculator between two runs."""


@dataclass(frozen=True, slots=True)
class Shared:
    """The collaborators that all nodes of one graph share.

    Attributes:
        state: the state of the present run.
        side_packets: the side packets of the present run.
        instruments: what watches the calls of calculators.
    """

    state: RunState
    side_packets: SidePackets
    instruments: Instruments


class Node(ABC):
    """One node of a running graph.

    Args:
        plan: what was decided when the graph was built.
        shared: what it shares with the other nodes.
        outputs: the producer's ends of the output streams, in port order.

    Attributes:
        bit: the node's bit in masks of nodes.
        streams: the consumer's ends of the input streams, in port order.
        state: prepared, opened or closed.
        missing: how many side packets and headers must still come before the node can be opened.
        calls_in_flight: how many calls of `process` are being made on workers.
    """

    # The class's own until a worker gets a call: one attribute more on every node makes all of them 3 % slower.
    calls_in_flight = 0
    streams: tuple[InputStream, ...] = ()

    def __init__(self, plan: NodePlan, shared: Shared, outputs: Sequence[OutputStream]) -> None:
        self.plan: Final = plan
        self.name: Final = plan.name
        self.bit: Final = 1 << plan.id
        self.outputs: Final = tuple(outputs)
        self._run: Final = shared.state
        self._ready: Final = shared.state.ready
        self._side_packets: Final = shared.side_packets
        self._instruments: Final = shared.instruments
        self.state = NodeState.CLOSED
        self.missing = 0
        self._forget_calculator()
        for port in plan.contract.input_side_packets:
            shared.side_packets.subscribe(port.name, self.one_less_missing)

    def _forget_calculator(self) -> None:
        """Hold on to nothing of a run: there is none."""
        self._instance: Instance | None = None
        self.calculator = _NO_CALCULATOR
        self.process: Callable[[], None] = _NO_CALCULATOR.process
        self.inputs: tuple[Input[Any], ...] = ()
        self.side_outputs: tuple[SideOutbox, ...] = ()
        self._flows: tuple[tuple[OutputStream, Outbox], ...] = ()

    # life

    def prepare(self) -> None:
        """Make the calculator for a new run."""
        for output in self.outputs:
            output.reset(self.plan.contract.timestamp_offset)
        self.state = NodeState.PREPARED
        self._instance = instance = self.make_instance()
        # What every packet passes is held directly, not through the instance.
        self.calculator = instance.calculator
        self.process = instance.process
        binding = instance.binding
        self.inputs, self.side_outputs = binding.inputs, binding.side_outputs
        self._flows = tuple(zip(self.outputs, binding.outputs, strict=True))
        self.missing = sum(self._side_packets.is_awaited(port.name) for port in self.plan.contract.input_side_packets)

    @property
    def instance(self) -> Instance:
        """The calculator that speaks for the node; there is none between two runs."""
        assert self._instance is not None
        return self._instance

    def make_instance(self) -> Instance:
        """A new calculator for the node.

        Raises:
            CalculatorError: the calculator cannot be made.
        """
        return Instance(self.plan, self.outputs, self._instruments)

    def one_less_missing(self) -> None:
        """Note that a side packet or a header that the node waited for has come."""
        self.missing -= 1
        if not self.missing:
            self._run.to_open |= self.bit

    def open(self) -> None:
        """Run `Calculator.open` and send what it sent."""
        self.instance.open(self._side_packets, [stream.header for stream in self.streams])
        self.state = NodeState.OPENED
        for stream, outbox in self._flows:
            stream.set_offset(outbox.offset)
        self.flush(UNSTARTED)
        for stream, outbox in self._flows:
            stream.publish_header(outbox.header)
        enter_phase(self.calculator, "process")
        self.check()

    def set_options(self, options: Any) -> None:
        """Give the calculator other options for the calls to come."""
        self.guard(partial(self.instance.set_options, options))

    def close(self, *, discard: bool = False) -> None:
        """Run `Calculator.close` and end every stream of the node.

        Args:
            discard: the run is over; packets that the calculator sends in `close` go nowhere.
        """
        self.state = NodeState.CLOSED
        for stream in self.streams:
            stream.close()
        self.instance.close()
        if discard:
            self._side_packets.publish(self.side_outputs)
            return
        self.flush(DONE)
        for output in self.outputs:
            output.close()

    def release(self) -> None:
        """Let the calculator go, and all packets that were not processed: the run has ended."""
        self.state = NodeState.CLOSED
        for stream in self.streams:
            stream.close()
        self._forget_calculator()

    # running

    def check(self) -> None:
        """See whether the node can run; called when an input stream has changed."""

    @abstractmethod
    def step(self) -> None:
        """Make the call that the scheduler has picked the node for."""

    def flush(self, timestamp: int) -> None:
        """Send on what the calculator's call at input `timestamp` has sent."""
        for stream, outbox in self._flows:
            stream.flush(outbox, timestamp)
        if self.side_outputs:
            self._side_packets.publish(self.side_outputs)

    # failing

    def guard(self, call: Callable[[], None], instance: Instance | None = None) -> bool:
        """Make a call on behalf of the node, or of one of its instances; what it raises becomes an error of the run.

        Returns:
            Whether the call went well.
        """
        try:
            call()
        except Exception as error:  # noqa: BLE001 - whatever a calculator raises ends the run, with the node's name
            self.fail(error, instance)
            return False
        return True

    def handle(self, error: Exception) -> None:
        """Deal with what a call that the scheduler has made of the node has raised: it ends the run."""
        self.fail(error)

    def fail(self, error: BaseException, instance: Instance | None = None) -> None:
        """Record that a call of the node's calculator failed; what the call sent is dropped."""
        binding = (instance or self.instance).binding
        self._run.errors.record(describe_failure(self.plan, binding, error))

    # explaining

    def waits(self) -> Iterator[tuple[int, InputStream]]:
        """Each stream that keeps the node from running, with the timestamp of the packets that wait for it."""
        return iter(())

    def backlog(self) -> str:
        """Say what has come and is not being processed, as a clause; "" if nothing."""
        return ""

    def missing_side_packets(self) -> list[str]:
        """Names of the side packets that the node waits for before it opens."""
        ports = self.plan.contract.input_side_packets
        return [port.name for port in ports if self._side_packets.is_missing(port.name)]
