"""Both ends of a stream without a graph: a queue that notes its calls of the node, and a port that sends into it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final

from backedge.authoring import Calculator, Output
from backedge.authoring.ports import bind_port, outbox_of
from backedge.packet import Packet
from backedge.streams.input_stream import InputStream
from backedge.streams.limits import QueueLimit
from backedge.streams.output_stream import OutputStream

PACKET: Final = "packet"
BOUND: Final = "bound"
CLOSE: Final = "close"


class QueueBench:
    """The queue of one stream in front of a node.

    Args:
        limit: the limit of the queue, None for none.
        untimed: packets need not come in the order of their timestamps.
    """

    def __init__(self, limit: QueueLimit | None = None, *, untimed: bool = False) -> None:
        self.stream = InputStream("s", self, limit=limit)
        self.stream.checks_order = not untimed
        self._told: list[str] = []

    @property
    def name(self) -> str:
        """The node's name."""
        return "reader"

    def check(self) -> None:
        """Note a call of the stream: for a packet if one waits, else for a bound."""
        self._told.append(PACKET if self.stream.queue else BOUND)

    def packet_added(self) -> None:
        """Not called: the stream is not watched."""
        raise AssertionError

    def header_came(self) -> None:
        """The header waits in the stream."""

    def told(self) -> list[str]:
        """The calls for packets and for bounds since this was last asked."""
        told, self._told[:] = list(self._told), []
        return told

    def waiting(self) -> list[int]:
        """The timestamps of the packets in the queue."""
        return [packet.timestamp for packet in self.stream.queue]


class SenderBench:
    """An output port of a calculator, and the queue that its stream leads into.

    Args:
        offset: the timestamp offset, None for no promise.
        untimed: as in `QueueBench`.
        stream: the producer's end.
    """

    def __init__(self, offset: int | None = None, *, untimed: bool = False, stream: OutputStream | None = None) -> None:
        self.reader = QueueBench(untimed=untimed)
        self.stream = stream or OutputStream("s", "sender")
        self.stream.set_offset(offset)
        self.stream.consumers = (self.reader.stream,)
        self.calculator = Calculator()
        self.port: Output[Any] = bind_port(Output[Any](), "s")
        self.outbox = outbox_of(self.port)
        self.outbox.connect(self.calculator, self.stream, offset)

    def call(self, timestamp: int, *sent: Packet[Any] | int | str) -> int:
        """Make a call at input `timestamp`, which sends packets, sets bounds (ints), or ends the stream (`CLOSE`).

        Returns:
            The stream's bound, once what was sent has left.
        """
        self.calculator.timestamp = timestamp
        self.send(sent)
        self.stream.flush(self.outbox, timestamp)
        assert not self.outbox.pending
        return self.stream.bound

    def send(self, sent: Iterable[Packet[Any] | int | str]) -> None:
        """Send into the port, as `call` does, and leave it there."""
        for thing in sent:
            if isinstance(thing, Packet):
                self.port.send_packet(thing)
            elif isinstance(thing, int):
                self.port.set_next_timestamp_bound(thing)
            else:
                self.port.close()
