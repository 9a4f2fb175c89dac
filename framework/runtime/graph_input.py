"""Graph input streams: the one place where values that enter a graph are checked, so that nothing inside has to."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, Final, SupportsIndex

from backedge.authoring.cures import describe_value
from backedge.authoring.packet_types import describe_type, matches
from backedge.errors import PacketTypeError, StreamError, TimestampBoundError, TimestampOrderError
from backedge.packet import EMPTY, Packet
from backedge.streams.limits import Throttle
from backedge.streams.output_stream import OutputStream
from backedge.streams.read_only import read_only
from backedge.timestamp import (
    DONE,
    NEAR,
    POSTSTREAM,
    PRESTREAM,
    UNSET,
    as_timestamp,
    describe,
    is_allowed_in_stream,
    next_allowed,
)

_new_packet: Final = tuple.__new__
_NEVER_WRITTEN: Final = frozenset({bool, bytes, float, int, str})
"""Classes of values that hold no arrays, and need not be looked at for them."""


class GraphInput:
    """One graph input stream as the caller sees it.

    Args:
        stream: the producer's end of the stream.
        value_type: what its packets carry.
        on_room: called when no queue holds the stream back any more.

    Attributes:
        throttle: the full queues that hold the stream back.
        sent: how many packets callers have put on their way to the stream, where the graph has threads of its own.
        taken: how many of them have arrived.
        bound: the first timestamp the caller may still use. The stream has a bound too, but where the graph runs on
            threads of its own that one lags behind, and a mistake would be reported at once or later, as it happens.
    """

    __slots__ = ("bound", "sent", "stream", "taken", "throttle", "type")

    def __init__(self, stream: OutputStream, value_type: Any, on_room: Callable[[], None]) -> None:
        self.stream = stream
        self.type = value_type
        self.throttle = Throttle(on_room)
        self.reset()

    def reset(self) -> None:
        """Begin a run."""
        self.bound = PRESTREAM
        self.sent = self.taken = 0

    @property
    def is_full(self) -> bool:
        """Whether the next packet has to wait: a queue is full, or would be if all that is on its way were there."""
        if self.throttle.full:
            return True
        waiting = self.sent - self.taken
        if not waiting:
            return False
        limits = (consumer.limit.max_size for consumer in self.stream.consumers if consumer.limit is not None)
        lowest = min((size for size in limits if size > 0), default=None)
        return lowest is not None and waiting >= lowest

    def admit(self, packet: Packet[Any] | Any, timestamp: SupportsIndex | None) -> Packet[Any]:
        """The packet to send for what the caller gave.

        An array becomes read-only for whoever receives it; the caller's own stays writable.

        Raises:
            PacketTypeError: the value is not of the stream's type.
            TimestampOrderError: a node still reads the stream, but it is closed, or the timestamp is before one that
                was used or promised.
            StreamError: the timestamp is missing or no int, or the stream is closed and no node reads it any more.
        """
        if not isinstance(packet, Packet):
            packet = _new_packet(Packet, (packet, UNSET if timestamp is None else timestamp))
        elif timestamp is not None:
            packet = packet.at(as_timestamp(timestamp, str(self)))
        given: Any = packet  # by the caller: its timestamp may be no int
        value, at = given
        if at.__class__ is not int:
            at = as_timestamp(at, str(self))
            packet = Packet(value, at)
        if self.type is not Any and value is not EMPTY and not matches(value, self.type):
            raise PacketTypeError(
                f"{self} carries {describe_type(self.type)}, "
                f"but the packet at {describe(at)} holds {describe_value(value)}"
            )
        if self.bound <= at <= POSTSTREAM:
            self.bound = at + 1 if -NEAR < at < NEAR else next_allowed(at)
        else:
            self._refuse(value, at)
        if value.__class__ in _NEVER_WRITTEN:
            return packet
        shared = read_only(value)
        return packet if shared is value else Packet(shared, at)

    def promise(self, bound: SupportsIndex) -> int:
        """Take the caller's promise that no packet before `bound` will come; gives it as an int.

        Raises:
            TimestampBoundError: an earlier promise, or a packet, went further.
            StreamError: the bound is not an int.
        """
        at = as_timestamp(bound, str(self))
        if at < self.bound != DONE:
            self._require_no_less(at)
        self.bound = max(self.bound, at)
        return at

    def __str__(self) -> str:
        return f'graph input stream "{self.stream.name}"'

    def _readers_mind(self) -> bool:
        # As everywhere in a graph it is the readers who mind: those that have closed take anything, and drop it.
        return any(reader.checks_order and not reader.closed for reader in self.stream.consumers)

    def _require_no_less(self, bound: int) -> None:
        if bound < self.bound and self._readers_mind():
            raise TimestampBoundError(
                f"{self}: a bound cannot go back: {describe(self.bound)} or later has been promised, "
                f"but now {describe(bound)}"
            )

    def _refuse(self, value: Any, at: int) -> None:
        """Raise why no packet can be taken at this time, unless no reader minds."""
        if not is_allowed_in_stream(at):
            raise StreamError(
                f"{self}: the packet has no timestamp a stream can carry ({describe(at)}); "
                "pass timestamp=, or use packet.at(timestamp)"
            )
        if self.bound == DONE:
            message = f"{self} is closed, but is given a packet at {describe(at)}"
            if not self._readers_mind():
                raise StreamError(message)
            raise TimestampBoundError(message) if value is EMPTY else TimestampOrderError(message)
        if value is EMPTY:
            self._require_no_less(next_allowed(at))
        elif self._readers_mind():
            raise TimestampOrderError(
                f"{self}: timestamps must increase: the next one can be {describe(self.bound)} at the earliest, "
                f"but the packet has {describe(at)}"
            )


def close_inputs(inputs: Iterable[GraphInput]) -> None:
    """End graph input streams."""
    for graph_input in inputs:
        graph_input.stream.close()
