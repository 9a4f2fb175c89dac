"""An instance of a node's calculator: the calculator of one run, connected to the node's streams."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, Final

from backedge.authoring.base import enter_phase
from backedge.authoring.binding import bind_calculator
from backedge.authoring.ports import Input, provide
from backedge.errors import caused_by
from backedge.packet import Packet
from backedge.planning.plan import NodePlan
from backedge.runtime.failure import describe_unmade
from backedge.runtime.instruments import Instruments
from backedge.runtime.side_packets import SidePackets
from backedge.streams.output_stream import OutputStream
from backedge.timestamp import DONE, UNSET, UNSTARTED

NO_PACKET: Final[Packet[Any]] = Packet.empty(UNSET)
"""What an input holds while its node has nothing to process."""


class Instance:
    """One calculator of a node, its connected ports, and its calls as the graph's instruments see them.

    Args:
        plan: the node.
        streams: the producer's ends of its output streams, in contract order.
        instruments: what watches the calls.

    Attributes:
        binding: the calculator and its ports.
        process: the calculator's `process`.

    Raises:
        CalculatorError: the calculator cannot be made.
    """

    def __init__(self, plan: NodePlan, streams: Sequence[OutputStream], instruments: Instruments) -> None:
        try:
            self.binding = bind_calculator(
                plan.registration.calculator,
                plan.name,
                plan.contract,
                streams,
                instruments.services,
                checked=instruments.checks,
            )
        except Exception as error:  # noqa: BLE001 - raised again, with the name of the node
            raise caused_by(describe_unmade(plan, error), error)  # noqa: B904
        self.calculator = self.binding.calculator
        self._plan = plan
        self._instruments = instruments
        self.process = instruments.wrap(plan, self.binding, "process")

    def open(self, side_packets: SidePackets, headers: Iterable[Packet[Any]]) -> None:
        """Give the calculator its side packets and the headers of its input streams, and run its `open`."""
        binding, calculator = self.binding, self.calculator
        for side_input, contract in zip(binding.side_inputs, self._plan.contract.input_side_packets, strict=True):
            value = side_packets.get(side_input.name)
            provide(side_input, value if contract.conversion is None else contract.conversion(value))
        for port, header in zip(binding.inputs, headers, strict=True):
            port.header = header
        enter_phase(calculator, "open")
        calculator.timestamp = UNSTARTED
        self._instruments.wrap(self._plan, binding, "open")()

    def set_options(self, options: Any) -> None:
        """Give the calculator other options, and tell it."""
        self.calculator.options = options
        self.calculator.options_changed()

    def close(self) -> None:
        """Run the calculator's `close`; what an earlier call has left in the ports is dropped."""
        binding, calculator = self.binding, self.calculator
        empty_ports(binding.inputs)
        for outbox in binding.outputs:
            outbox.take_packets()
        enter_phase(calculator, "close")
        calculator.timestamp = DONE
        self._instruments.wrap(self._plan, binding, "close")()


def empty_ports(ports: Iterable[Input[Any]]) -> None:
    """Take the packets out of a calculator's inputs."""
    for port in ports:
        port.packet = NO_PACKET
