"""The producer's end of a stream: which packets and bounds leave after a call."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from backedge import timestamp as ts
from backedge.authoring import Calculator, Output
from backedge.authoring.base import enter_phase
from backedge.authoring.ports import bind_port, outbox_of
from backedge.errors import GraphError, StreamError
from backedge.packet import Packet
from backedge.streams.input_stream import InputStream
from backedge.streams.observer import Observer
from backedge.streams.output_stream import OutputStream, bound_after_input
from tests.flow import B, P
from tests.framework.streams.stream_reader import RecordingReader


class Producer:
    """An output port, its stream, and what arrives at the other end."""

    def __init__(self, offset: int | None = 0) -> None:
        self.arrived: list[Packet[Any]] = []
        self.stream = OutputStream("s", "producer", offset)
        self.consumer = Observer("s", self.arrived.append, observe_timestamp_bounds=True)
        self.stream.consumers = (self.consumer,)
        self.calculator = Calculator()
        self.port: Output[Any] = bind_port(Output[Any](), "s")
        self.outbox = outbox_of(self.port)
        self.outbox.connect(self.calculator, self.stream, offset)

    def call(self, timestamp: int, *packets: Packet[Any], bound: int | None = None) -> None:
        """Let a call of process() at `timestamp` send these."""
        self.calculator.timestamp = timestamp
        for packet in packets:
            self.port.send_packet(packet)
        if bound is not None:
            self.port.set_next_timestamp_bound(bound)
        self.stream.flush(self.outbox, timestamp)


@pytest.mark.parametrize(
    ("timestamp", "offset", "bound"),
    [
        (ts.UNSTARTED, 0, ts.UNSET),
        (ts.DONE, 0, ts.UNSET),
        (ts.PRESTREAM, 0, ts.MIN),
        (ts.PRESTREAM, -7, ts.MIN),
        (ts.PRESTREAM, 7, ts.MIN),
        (ts.MIN, 0, ts.MIN + 1),
        (ts.MIN, -5, ts.MIN),
        (10, 0, 11),
        (10, 3, 14),
        (10, -3, 8),
        (ts.MAX - 1, 0, ts.MAX),
        (ts.MAX - 1, 5, ts.MAX),
        (ts.MAX, 0, ts.POSTSTREAM),
        (ts.MAX, 5, ts.POSTSTREAM),
        (ts.MAX, -1, ts.MAX),
        (ts.MAX, -2, ts.MAX - 1),
        (ts.POSTSTREAM, 0, ts.ONE_OVER_POSTSTREAM),
        (ts.POSTSTREAM, -5, ts.ONE_OVER_POSTSTREAM),
    ],
)
def test_bound_after_an_input(timestamp: int, offset: int, bound: int) -> None:
    """An output with an offset is settled through the input's timestamp plus that offset."""
    assert bound_after_input(timestamp, offset) == bound


@pytest.mark.parametrize(
    ("offset", "packets", "explicit", "arrived", "bound"),
    [
        (0, [P(10)], None, [P(10)], 11),
        (0, [], None, [B(10)], 11),
        (None, [], None, [], ts.PRESTREAM),
        (None, [P(10)], None, [P(10)], 11),
        (3, [], None, [B(13)], 14),
        (3, [P(10)], None, [P(10), B(13)], 14),
        (-3, [], None, [B(7)], 8),
        (-3, [P(10)], None, [P(10)], 11),
        (-3, [P(5)], None, [P(5), B(7)], 8),
        (0, [P(8), P(9)], None, [P(8), P(9), B(10)], 11),
        (None, [P(8), P(9)], None, [P(8), P(9)], 10),
        (0, [P(20)], None, [P(20)], 21),
        (0, [P(10)], 15, [P(10), B(14)], 15),
        (0, [], 15, [B(14)], 15),
        (None, [], 15, [B(14)], 15),
        (0, [], 5, [B(10)], 11),
        (None, [P(10)], 5, [P(10)], 11),
        (0, [B(30)], None, [B(30)], 31),
        (0, [P(10), B(30)], None, [P(10), B(30)], 31),
    ],
)
def test_what_leaves_after_a_call(
    offset: int | None, packets: list[Packet[Any]], explicit: int | None, arrived: list[Packet[Any]], bound: int
) -> None:
    """Packets leave first, then the greatest of the bounds they imply, the one set, and the one by offset."""
    producer = Producer(offset)
    producer.call(10, *packets, bound=explicit)
    assert producer.arrived == arrived
    assert producer.stream.bound == producer.consumer.bound == bound


@pytest.mark.parametrize("explicit", [5, ts.MIN])
def test_a_bound_cannot_be_taken_back(explicit: int) -> None:
    """Setting a bound below the stream's is an error at the consumer."""
    producer = Producer(offset=None)
    producer.call(10, P(10))
    with pytest.raises(StreamError, match=r"the timestamp bound was set to .* but it is 11 already and can only grow"):
        producer.call(11, bound=explicit)


def test_an_offset_does_not_lower_a_bound() -> None:
    """A stream that is further than its offset says sends nothing."""
    producer = Producer()
    producer.call(10, bound=100)
    producer.call(20)
    assert producer.arrived == [B(99)]
    assert producer.stream.bound == 100


@pytest.mark.parametrize("bound", [ts.UNSET, ts.UNSTARTED, ts.DONE])
def test_some_timestamps_cannot_be_a_bound(bound: int) -> None:
    """A bound lies between PreStream and OneOverPostStream."""
    with pytest.raises(StreamError, match=f'output stream "s": {ts.describe(bound)} cannot be a timestamp bound'):
        Producer().port.set_next_timestamp_bound(bound)


def test_nothing_more_can_come_after_one_over_poststream() -> None:
    """OneOverPostStream is a bound: the stream is settled through Max, without being closed."""
    producer = Producer()
    producer.call(1, bound=ts.ONE_OVER_POSTSTREAM)
    assert producer.arrived == [B(ts.MAX)]
    assert not producer.stream.closed


def test_a_closed_stream_ends() -> None:
    """close() sends what was sent before it, then the end; the end itself is not shown to observers."""
    producer = Producer()
    producer.port.send_packet(P(3))
    producer.port.close()
    producer.call(3)
    assert producer.arrived == [P(3)]
    assert producer.stream.closed
    assert producer.consumer.bound == ts.DONE


def test_nothing_can_be_sent_to_a_closed_stream() -> None:
    """Each way of sending refuses, and says which stream it was."""
    producer = Producer()
    producer.port.close()
    producer.calculator.timestamp = 4
    sends: list[Callable[[], None]] = [lambda: producer.port.send("x"), lambda: producer.port.send_packet(P(4))]
    for send in sends:
        with pytest.raises(StreamError, match=r'^packet at 4 sent to closed output stream "s"$'):
            send()


def test_next_timestamp_bound_follows_the_call() -> None:
    """A calculator can ask how far its stream is, with what it has sent so far."""
    producer = Producer()
    port = producer.port
    assert port.next_timestamp_bound == ts.PRESTREAM
    producer.call(5, P(5))
    assert port.next_timestamp_bound == 6
    port.set_next_timestamp_bound(9)
    assert port.next_timestamp_bound == 9
    port.send_packet(P(20))
    assert port.next_timestamp_bound == 21


def test_a_packet_makes_an_earlier_bound_void() -> None:
    """Of a bound and a packet in one call the later one counts, but no bound is lower than the packet asks for."""
    producer = Producer(offset=None)
    producer.port.set_next_timestamp_bound(50)
    producer.call(1, P(10))
    assert producer.stream.bound == 11
    producer.call(2, P(20), bound=15)
    assert producer.stream.bound == 21


def test_bounds_of_a_closed_stream_are_of_no_interest() -> None:
    """A calculator may go on to promise something of a stream that it has closed."""
    producer = Producer()
    producer.port.close()
    producer.call(1)
    producer.call(2, bound=5)
    assert producer.stream.closed
    assert producer.arrived == []


@pytest.mark.parametrize("timestamp", [ts.UNSET, ts.UNSTARTED, ts.ONE_OVER_POSTSTREAM, ts.DONE])
def test_wrong_timestamps_are_refused_where_they_are_sent(timestamp: int) -> None:
    """A packet with a timestamp that no stream allows is an error, also when no reader takes it any more."""
    producer = Producer()
    producer.consumer.close()
    with pytest.raises(StreamError, match=r'^output stream "s": no packet can have timestamp'):
        producer.call(1, P(timestamp))


def test_headers_and_offsets_belong_into_open() -> None:
    """Outside of open() neither header nor offset can be set."""
    producer = Producer()
    port = producer.port
    enter_phase(producer.calculator, "process")
    with pytest.raises(GraphError, match=r'^output stream "s": set_header\(\) must be called from open\(\)$'):
        port.set_header(Packet("header"))
    with pytest.raises(GraphError, match=r'^output stream "s": set_offset\(\) must be called from open\(\)$'):
        port.set_offset(1)


def test_every_consumer_gets_the_same_packets() -> None:
    """Consumers are served in order, with the very same packet."""
    first, second = (InputStream("s", RecordingReader(name)) for name in ("first", "second"))
    producer = Producer()
    producer.stream.consumers = (first, second)
    producer.call(1, P(1, "value"))
    assert first.queue[0] is second.queue[0]
