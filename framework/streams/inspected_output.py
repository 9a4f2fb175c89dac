"""Streams whose packets are looked at one by one before they leave the node."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any, TypeAlias

from backedge.authoring.contract import PortContract
from backedge.authoring.cures import describe_value
from backedge.authoring.outboxes import Outbox
from backedge.authoring.packet_types import describe_type, matches
from backedge.errors import PacketTypeError, TimestampOrderError
from backedge.packet import Packet
from backedge.streams.output_stream import OutputStream
from backedge.streams.read_only import freeze, holds_arrays
from backedge.timestamp import describe

Inspection: TypeAlias = Callable[[Packet[Any]], None]


class InspectedOutputStream(OutputStream):
    """The producer's end of a stream that does something with every packet.

    Attributes:
        inspections: what is done; may raise.
    """

    __slots__ = ("inspections",)

    def __init__(self, name: str, producer: str, inspections: tuple[Inspection, ...]) -> None:
        super().__init__(name, producer)
        self.inspections = inspections

    def set_offset(self, offset: int | None) -> None:
        super().set_offset(offset)
        # Nodes that know a shorter way than flush() have to take this one.
        self.follows_packets = False

    def flush(self, outbox: Outbox, timestamp: int) -> None:
        for packet in outbox.pending:
            for inspect in self.inspections:
                inspect(packet)
        super().flush(outbox, timestamp)


class OrderedOutputStream(InspectedOutputStream):
    """The producer's end of a stream of a calculator with several instances, of which none sees what others send."""

    __slots__ = ()

    def flush(self, outbox: Outbox, timestamp: int) -> None:
        first = outbox.first
        if first is not None and first[1] < self.bound and self.checks_order and not self.closed:
            late = first[1]
            raise TimestampOrderError(
                f'packet timestamp mismatch in stream "{self.name}": it can take {describe(self.bound)} or later, but '
                f"was sent {describe(late)}",
                stream=self.name,
                timestamp=late,
            )
        super().flush(outbox, timestamp)


def make_output_stream(port: PortContract, producer: str, *, checked: bool = False, instances: int = 1) -> OutputStream:
    """The producer's end of the stream behind `port`, with what its packets need to be looked at for, if anything.

    Args:
        port: the node's port.
        producer: the node.
        checked: whether the calculator's ports look at what it sends.
        instances: how many of the calculator there may be.
    """
    inspections: list[Inspection] = []
    if port.unproven and not checked:
        # The calculator declares Any, while who reads the stream wants a certain type: only the packets can show it.
        inspections.append(partial(_require_type, port))
    if holds_arrays(port.type):
        inspections.append(_freeze)
    if checked and instances > 1:
        return OrderedOutputStream(port.name, producer, tuple(inspections))
    if inspections:
        return InspectedOutputStream(port.name, producer, tuple(inspections))
    return OutputStream(port.name, producer)


def _require_type(port: PortContract, packet: Packet[Any]) -> None:
    value, at = packet
    if not matches(value, port.type):
        raise PacketTypeError(
            f'output stream "{port.name}" carries {describe_type(port.type)} to those who read it, '
            f"but the packet at {describe(at)} holds {describe_value(value)}"
        )


def _freeze(packet: Packet[Any]) -> None:
    freeze(packet[0])
