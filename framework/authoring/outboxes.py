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

    What is sent during a call stays here until the call returns without an error; then the engine takes it out.

    Attributes:
        name: name of the stream, "" where the config leaves the port out.
        pending: packets sent during the present call.
        bound: bound set explicitly during the present call, None if none.
        bound_position: how many packets were pending when `bound` was set: those sent after it make it void.
        stream: the stream behind the port.
        is_closed: whether the stream has ended.
        offset: timestamp offset, None if the node promises nothing about the timestamps it emits.
        header: header packet for the stream, empty if none.
        calculator: the calculator that sends.
    """

    __slots__ = ("bound", "bound_position", "calculator", "header", "is_closed", "name", "offset", "pending", "stream")

    def __init__(self, name: str = "") -> None:
        self.name = name
        self.pending: list[Packet[Any]] = []
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
    def explicit_bound(self) -> int:
        """The bound set explicitly during the present call, `UNSET` if none was, or if a packet was sent after it."""
        if self.bound is None or self.bound_position != len(self.pending):
            return UNSET
        return self.bound

    def drop(self) -> None:
        """Forget what the present call has sent and promised."""
        self.pending.clear()
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
