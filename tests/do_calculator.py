"""A calculator that does what a test tells it to, and what tests often tell it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from backedge import Calculator, Contract, Inputs, Outputs, SideInput, register
from backedge.authoring.base import phase_of
from backedge.authoring.ports import Input
from backedge.packet import Packet
from backedge.timestamp import next_allowed


@dataclass(frozen=True)
class DoOptions:
    """Options of `Do`.

    Attributes:
        bounds: process timestamp bounds too.
        offset: timestamp offset of the outputs.
        arbitrary: the outputs promise nothing.
    """

    bounds: bool = False
    offset: int = 0
    arbitrary: bool = False


@register("test.Do")
class Do(Calculator):
    """Does what the functions in its side packets do; each is called with the calculator.

    Without PROCESS it passes its inputs on. If there is a LOG every call is noted there.
    """

    inputs = Inputs[Any]()
    outputs = Outputs[Any]()
    on_open = SideInput[Any]("OPEN", optional=True)
    on_process = SideInput[Any]("PROCESS", optional=True)
    on_close = SideInput[Any]("CLOSE", optional=True)
    log = SideInput[list[Any]]("LOG", optional=True)
    options: DoOptions

    @classmethod
    def update_contract(cls, contract: Contract) -> None:
        contract.process_timestamp_bounds = contract.options.bounds
        if len(contract.inputs):
            contract.timestamp_offset = None if contract.options.arbitrary else contract.options.offset

    def open(self) -> None:
        self._call(self.on_open)

    def process(self) -> None:
        if not self._call(self.on_process):
            for source, target in zip(self.inputs, self.outputs, strict=False):
                target.forward(source)

    def close(self) -> None:
        self._call(self.on_close)

    def _call(self, function: SideInput[Any]) -> bool:
        if self.log.connected:
            self.log.value.append((self.node_name, phase_of(self), self.timestamp))
        if function.connected:
            function.value(self)
        return function.connected


def sender(packets: Iterable[Packet[Any]]) -> Callable[[Do], None]:
    """Make the `process` of a source that sends one packet at a time, and stops after the last."""
    left = iter(packets)

    def send_next(source: Do) -> None:
        packet = next(left, None)
        if packet is None:
            source.stop()
        source.outputs[0].send_packet(packet)

    return send_next


def seen_by(inputs: Iterable[Input[Any]]) -> list[Packet[Any]]:
    """The packets that are in the ports of a calculator."""
    return [port.packet for port in inputs]


def nothing(_: Do) -> None:
    """Send nothing; with offset 0 the outputs are settled all the same."""


def forward(node: Do) -> None:
    """Pass the first input on."""
    node.outputs[0].forward(node.inputs[0])


def fail(node: Do) -> None:
    """Fail, with words that can be found again."""
    raise ValueError(f"broken in {phase_of(node)}")


def forward_later(delay: int) -> Callable[[Do], None]:
    """Pass the first input on with a later timestamp."""

    def process(node: Do) -> None:
        packet = node.inputs[0].packet
        node.outputs[0].send(packet.value, packet.timestamp + delay)

    return process


def add_up(node: Do) -> None:
    """Send the sum of all inputs; each of them must have a packet."""
    node.outputs[0].send(sum(port.value for port in node.inputs))


def tell_settled(node: Do) -> None:
    """Send, for each input, the timestamp of its packet, or the time through which it is settled."""
    for source, target in zip(node.inputs, node.outputs, strict=True):
        target.send(source.timestamp)


def tell_news(node: Do) -> None:
    """Send, for each input that has moved to the timestamp being processed, that timestamp."""
    for source, target in zip(node.inputs, node.outputs, strict=True):
        if source.timestamp == node.timestamp >= target.next_timestamp_bound:
            target.send(source.timestamp, source.timestamp)


def relay(node: Do) -> None:
    """Pass on each input's packet, or the bound it has reached."""
    for source, target in zip(node.inputs, node.outputs, strict=True):
        target.forward(source)
        bound = next_allowed(source.timestamp)
        if source.is_empty and target.next_timestamp_bound < bound:
            target.set_next_timestamp_bound(bound)
