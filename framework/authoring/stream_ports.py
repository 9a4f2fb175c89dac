"""Input and output streams, as a calculator sees them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol, TypeVar, cast, overload

from backedge.authoring.port import Port
from backedge.errors import GraphError, StreamError
from backedge.packet import EMPTY, Packet
from backedge.timestamp import (
    DONE,
    ONE_OVER_POSTSTREAM,
    POSTSTREAM,
    PRESTREAM,
    UNSET,
    as_timestamp,
    describe,
    next_allowed,
)

if TYPE_CHECKING:
    from backedge.authoring.base import Calculator

T = TypeVar("T")

_ABSENT: Packet[Any] = Packet.empty(UNSET)
_new_packet = tuple.__new__


class Bounded(Protocol):
    """What a port needs to know of the stream behind it."""

    bound: int


class _NoStream:
    bound = PRESTREAM


_NO_STREAM = _NoStream()


class Input(Port[T]):
    """One input stream.

    Attributes:
        packet: the packet at the timestamp being processed; empty where the stream has none there, and then stamped
            with the time through which the stream is settled.
        header: the stream's header packet, empty if it has none.
    """

    __slots__ = ("header", "packet")
    kind = "input stream"

    def __init__(self, tag: str = "", *, optional: bool = False, same_as: Port[Any] | None = None) -> None:
        super().__init__(tag, optional=optional, same_as=same_as)
        self.packet: Packet[T] = _ABSENT
        self.header: Packet[Any] = _ABSENT

    @property
    def value(self) -> T:
        """The value at the timestamp being processed.

        Raises:
            StreamError: there is none; ask `is_empty` first, or use `get`.
        """
        value = self.packet[0]
        if value is EMPTY:
            raise StreamError(
                f'input stream "{self.name}" ({self.tag or "untagged"}) has no packet at this timestamp; '
                "ask is_empty first, or use get()"
            )
        return value

    @property
    def is_empty(self) -> bool:
        """Whether the stream has no packet at the timestamp being processed."""
        return self.packet[0] is EMPTY

    @property
    def timestamp(self) -> int:
        """Timestamp of the packet; of an empty one, the time through which the stream is settled."""
        return self.packet[1]

    @overload
    def get(self) -> T | None: ...
    @overload
    def get(self, default: T) -> T: ...
    def get(self, default: T | None = None) -> T | None:
        """The value at the timestamp being processed, or `default` where there is none."""
        value = self.packet[0]
        return default if value is EMPTY else value


class Outbox:
    """The engine's side of an `Output`: what the present call has sent, and what is known of the stream.

    What is sent during a call stays here until the call returns without an error; then the engine takes it out.

    Attributes:
        name: name of the stream, "" where the config leaves the port out.
        pending: packets sent during the present call.
        bound: bound set explicitly during the present call, `UNSET` if none.
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
        self.bound = UNSET
        self.bound_position = 0
        self.stream: Bounded = _NO_STREAM
        self.is_closed = False
        self.offset: int | None = None
        self.header: Packet[Any] = _ABSENT
        self.calculator: Calculator = cast("Calculator", None)

    @property
    def explicit_bound(self) -> int:
        """The bound set explicitly during the present call, `UNSET` if none was, or if a packet was sent after it."""
        return self.bound if self.bound_position == len(self.pending) else UNSET

    def drop(self) -> None:
        """Forget what the present call has sent and promised."""
        self.pending.clear()
        self.bound = UNSET


class Output(Port[T]):
    """One output stream. What is sent during a call leaves the node when the call returns without an error.

    Sending to an optional port that the config leaves out is allowed and does nothing.
    """

    __slots__ = ("_outbox",)
    kind = "output stream"

    def __init__(self, tag: str = "", *, optional: bool = False, same_as: Port[Any] | None = None) -> None:
        super().__init__(tag, optional=optional, same_as=same_as)
        self._outbox = Outbox()

    def bind(self, name: str) -> Output[T]:
        """A copy of the declaration for one node, connected to the stream `name`."""
        port = cast("Output[T]", super().bind(name))
        port._outbox.name = name
        return port

    @property
    def is_closed(self) -> bool:
        """Whether the stream has ended."""
        return self._outbox.is_closed

    def send(self, value: T, timestamp: int | None = None) -> None:
        """Send `value` at `timestamp`, by default the timestamp being processed."""
        if self.connected:
            outbox = self._outbox
            packet = _new_packet(Packet, (value, outbox.calculator.timestamp if timestamp is None else timestamp))
            if outbox.is_closed:
                self._refuse(packet)
            outbox.pending.append(packet)

    def send_packet(self, packet: Packet[T]) -> None:
        """Send a packet as it is; an empty one only moves the bound."""
        if self.connected:
            outbox = self._outbox
            if outbox.is_closed:
                self._refuse(packet)
            if packet[0] is EMPTY:
                self.set_next_timestamp_bound(next_allowed(packet[1]))
            else:
                outbox.pending.append(packet)

    def forward(self, source: Input[T]) -> None:
        """Send on the packet of an input as it is, if it has one at the timestamp being processed."""
        packet = source.packet
        if packet[0] is not EMPTY and self.connected:
            outbox = self._outbox
            if outbox.is_closed:
                self._refuse(packet)
            outbox.pending.append(packet)

    def set_next_timestamp_bound(self, bound: int) -> None:
        """Promise that no packet before `bound` will be sent; of a stream that has ended there is nothing to promise.

        Raises:
            StreamError: `bound` is no timestamp a bound may have.
        """
        if bound.__class__ is not int:
            bound = as_timestamp(bound, f'output stream "{self.name}"')
        if not (PRESTREAM <= bound <= POSTSTREAM or bound == ONE_OVER_POSTSTREAM):
            raise StreamError(f'output stream "{self.name}": {describe(bound)} cannot be a timestamp bound')
        outbox = self._outbox
        if not outbox.is_closed:
            outbox.bound = bound
            outbox.bound_position = len(outbox.pending)

    @property
    def next_timestamp_bound(self) -> int:
        """The bound of the stream as the present call has left it so far."""
        outbox = self._outbox
        if outbox.explicit_bound != UNSET:
            return outbox.bound
        return next_allowed(outbox.pending[-1][1]) if outbox.pending else outbox.stream.bound

    def close(self) -> None:
        """End the stream; nothing can be sent after."""
        outbox = self._outbox
        outbox.is_closed = True
        outbox.bound = DONE
        outbox.bound_position = len(outbox.pending)

    def set_header(self, packet: Packet[Any]) -> None:
        """Set the stream's header; only from `open()`.

        Raises:
            GraphError: it is too late, or the packet has a timestamp, which headers have not.
        """
        self._only_in_open("set_header()")
        if packet[1] != UNSET:
            raise GraphError(f'output stream "{self.name}": a header has no timestamp, found {describe(packet[1])}')
        self._outbox.header = packet

    def set_offset(self, offset: int) -> None:
        """Promise packets at ``input timestamp + offset`` or later; only from `open()`.

        With an offset the engine moves this stream's bound along with the node's inputs, whether or not the node
        runs, so that nobody downstream waits for a packet that was never sent.
        """
        self._only_in_open("set_offset()")
        self._outbox.offset = offset

    def _only_in_open(self, call: str) -> None:
        if self._outbox.calculator.phase != "open":
            raise GraphError(f'output stream "{self.name}": {call} must be called from open()')

    def _refuse(self, packet: Packet[T]) -> None:
        raise StreamError(f'packet at {describe(packet[1])} sent to closed output stream "{self.name}"')


def outbox_of(port: Output[Any]) -> Outbox:
    """The engine's side of an output, which completion does not show to authors."""
    return port._outbox
