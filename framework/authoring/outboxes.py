"""The engine's sides of outputs, which hold what a calculator's call has sent until the engine takes it out.

Authors do not meet them: an `Output` shows what a calculator does with a stream, its `Outbox` holds what the engine
reads.
"""

from __future__ import annotations

from typing import Any, Final, Protocol, cast

from backedge.packet import Packet
from backedge.timestamp import PRESTREAM, UNSET


class Bounded(Protocol):
    """The part of a stream that the outbox in front of it knows."""

    bound: int

    @property
    def checks_order(self) -> bool:
        """Tell whether packets must come in the order of their timestamps."""
        ...


class Sender(Protocol):
    """The part of a calculator that its outboxes know."""

    timestamp: int
    _call_phase: str


class _NoStream:
    bound = PRESTREAM
    checks_order = False


_NO_STREAM: Final = _NoStream()
_NO_HEADER: Final[Packet[Any]] = Packet.empty(UNSET)


class Outbox:
    """The engine's side of an `Output`: what the present call has sent, and what is known of the stream.

    What is sent during a call stays here until the call returns without an error; then the engine takes it out. Nearly
    every call sends one packet or none: the first one has a place of its own, since a list that gets its first item and
    loses its last one asks for memory and gives it back.

    Attributes:
        name: name of the stream, "" where the config leaves the port out.
        first: the first packet sent during the present call, None if none was.
        others: those sent after it.
        bound: bound set explicitly during the present call, None if none.
        bound_position: how many packets were pending when `bound` was set: those sent after it make it void.
        stream: the stream behind the port.
        is_closed: whether the stream has ended.
        offset: timestamp offset, None if the node promises nothing about the timestamps it emits.
        header: header packet for the stream, empty if none.
        calculator: the calculator that sends.
    """

    __slots__ = (
        "bound",
        "bound_position",
        "calculator",
        "first",
        "header",
        "is_closed",
        "name",
        "offset",
        "others",
        "stream",
    )

    def __init__(self, name: str = "") -> None:
        self.name = name
        self.first: Packet[Any] | None = None
        self.others: list[Packet[Any]] = []
        self.bound: int | None = None
        self.bound_position = 0
        self.stream: Bounded = _NO_STREAM
        self.is_closed = False
        self.offset: int | None = None
        self.header: Packet[Any] = _NO_HEADER
        self.calculator: Sender = cast("Sender", None)

    def connect(self, calculator: Sender, stream: Bounded = _NO_STREAM, offset: int | None = None) -> None:
        """Connect the port of a new calculator to the stream behind it, if there is one.

        Args:
            calculator: the calculator that sends.
            stream: the producer's end of the stream.
            offset: the timestamp offset that the calculator declares.
        """
        self.calculator = calculator
        self.stream = stream
        self.offset = offset

    @property
    def pending(self) -> list[Packet[Any]]:
        """The packets sent during the present call, in order."""
        return [] if self.first is None else [self.first, *self.others]

    @property
    def count(self) -> int:
        """How many packets were sent during the present call."""
        return 0 if self.first is None else 1 + len(self.others)

    @property
    def explicit_bound(self) -> int:
        """The bound set explicitly during the present call, `UNSET` if none was, or if a packet was sent after it."""
        if self.bound is None or self.bound_position != self.count:
            return UNSET
        return self.bound

    def add(self, packet: Packet[Any]) -> None:
        """Put a packet behind those sent so far; `Output` does this itself, since every packet passes there."""
        if self.first is None:
            self.first = packet
        else:
            self.others.append(packet)

    def set_bound(self, bound: int) -> None:
        """Promise that after the packets sent so far none before `bound` will be sent."""
        self.bound = bound
        self.bound_position = self.count

    def take_packets(self) -> list[Packet[Any]]:
        """Take out the packets sent during the present call."""
        first, others = self.first, self.others
        if first is None:
            return []
        self.first = None
        if not others:
            return [first]
        self.others = []
        return [first, *others]

    def drop(self) -> None:
        """Forget what the present call has sent and promised."""
        self.take_packets()
        self.bound = None


class SideOutbox:
    """The engine's side of a `SideOutput`.

    Attributes:
        name: name of the side packet.
        pending: the value that was set, if one was.
    """

    __slots__ = ("name", "pending")

    def __init__(self, name: str = "") -> None:
        self.name = name
        self.pending: list[Any] = []
