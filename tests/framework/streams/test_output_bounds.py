"""The bound behind what a node sends, and what of it reaches the queue on the other side, number by number."""

from __future__ import annotations

from typing import Any

import pytest

from backedge import timestamp as ts
from backedge.authoring.base import enter_phase
from backedge.authoring.contract import PortContract
from backedge.errors import GraphError, PacketTypeError, StreamError
from backedge.packet import Packet
from backedge.streams.inspected_output import make_output_stream
from tests.flow import P
from tests.framework.streams.stream_bench import BOUND, CLOSE, PACKET, SenderBench

NO_MORE = ts.ONE_OVER_POSTSTREAM
UNMOVED = ts.PRESTREAM
"""The bound of a stream of which nothing has been said."""

TWO = [P(10), P(20)]


@pytest.mark.parametrize(
    ("offset", "timestamp", "sent", "bound"),
    [
        (None, 0, [], UNMOVED),
        (None, 0, [P(10)], 11),
        (None, 0, TWO, 21),
        (None, 10, TWO, 21),
        (None, 0, [*TWO, 100], 100),
        (None, ts.MAX, [*TWO, 100], 100),
        (0, 0, [], 1),
        (0, 0, [P(10)], 11),
        (0, 0, TWO, 21),
        (0, 0, [*TWO, 100], 100),
        (0, ts.MAX, [*TWO, 100], ts.POSTSTREAM),
        (0, ts.POSTSTREAM, [*TWO, 100], NO_MORE),
        (-10, 0, [], -9),
        (-10, 0, [P(10)], 11),
        (-10, 0, TWO, 21),
        (-10, 0, [*TWO, 100], 100),
        (-10, ts.MAX, [*TWO, 100], ts.MAX - 9),
        (-10, ts.POSTSTREAM, [*TWO, 100], NO_MORE),
        (None, ts.UNSTARTED, [], UNMOVED),
        (None, ts.UNSTARTED, [P(20)], 21),
        (None, ts.UNSTARTED, [P(20), CLOSE], ts.DONE),
        (0, ts.UNSTARTED, [], UNMOVED),
        (0, ts.UNSTARTED, [P(20)], 21),
        (0, ts.UNSTARTED, [P(20), CLOSE], ts.DONE),
        (None, ts.PRESTREAM, [], UNMOVED),
        (None, ts.PRESTREAM, [P(20)], 21),
        (None, ts.PRESTREAM, [P(20), CLOSE], ts.DONE),
        (0, ts.PRESTREAM, [], ts.MIN),
        (0, ts.PRESTREAM, [P(20)], 21),
        (0, ts.PRESTREAM, [P(20), CLOSE], ts.DONE),
    ],
)
def test_the_bound_after_a_call(offset: int | None, timestamp: int, sent: list[Any], bound: int) -> None:
    """Offset, packets and set bounds make the new bound, which reader and sender agree on; in open no offset counts."""
    bench = SenderBench(offset)
    assert bench.call(timestamp, *sent) == bench.reader.stream.bound == bound
    packets = [thing.timestamp for thing in sent if isinstance(thing, Packet)]
    assert bench.reader.waiting() == packets
    assert bench.reader.told() == ([PACKET] if packets else [BOUND] if bound != UNMOVED else [])


def test_packets_leave_when_the_call_returns() -> None:
    """The port keeps packets until the call returns; then the reader has them all."""
    bench = SenderBench()
    bench.send([P(10), P(20), P(30)])
    assert (len(bench.outbox.pending), bench.reader.waiting()) == (3, [])
    assert bench.call(0) == 31
    assert (bench.reader.waiting(), bench.reader.stream.added) == ([10, 20, 30], 3)


@pytest.mark.parametrize("timestamp", [ts.UNSET, ts.UNSTARTED, ts.ONE_OVER_POSTSTREAM, ts.DONE])
def test_a_timestamp_that_no_stream_allows_does_not_leave(timestamp: int) -> None:
    """The mistake is the sender's, and the reader never hears of it."""
    bench = SenderBench()
    with pytest.raises(
        StreamError,
        match=f"^output stream .* no packet can have timestamp {ts.describe(timestamp)}; outside of process",
    ):
        bench.call(0, P(timestamp))
    assert (bench.reader.waiting(), bench.reader.stream.bound, bench.reader.told()) == ([], UNMOVED, [])


@pytest.mark.parametrize("timestamp", [ts.PRESTREAM, ts.POSTSTREAM])
def test_a_packet_before_or_after_all_others_ends_time(timestamp: int) -> None:
    """Nothing can follow a packet at PreStream or PostStream."""
    bench = SenderBench()
    assert bench.call(timestamp, P(timestamp)) == NO_MORE
    assert bench.reader.waiting() == [timestamp]


@pytest.mark.parametrize("untimed", [False, True])
@pytest.mark.parametrize(
    ("first", "second", "at", "bounds", "message"),
    [
        (ts.PRESTREAM, 10, 10, [NO_MORE, 11], "can take OneOverPostStream or later, but received 10"),
        (10, ts.POSTSTREAM, 20, [11, NO_MORE], "a packet at PostStream must be the only one"),
        (20, 10, 10, [21, 11], "can take 21 or later, but received 10"),
    ],
)
def test_the_reader_minds_the_order_of_packets(
    untimed: bool, first: int, second: int, at: int, bounds: list[int], message: str
) -> None:
    """A packet that does not fit behind another is an error of the stream into the reader, if that one minds."""
    bench = SenderBench(untimed=untimed)
    assert bench.call(first, P(first)) == bounds[0]
    if untimed:
        assert bench.call(at, P(second)) == bench.reader.stream.bound == bounds[1]
        assert bench.reader.waiting() == [first, second]
        return
    with pytest.raises(StreamError, match=f'stream "s".*{message}'):
        bench.call(at, P(second))
    assert bench.stream.bound == bounds[1]
    assert bench.reader.waiting() == [first]


@pytest.mark.parametrize("untimed", [False, True])
def test_the_reader_minds_the_order_of_bounds(untimed: bool) -> None:
    """A bound that takes an earlier one back is an error of the stream into the reader, if that one minds."""
    bench = SenderBench(untimed=untimed)
    assert bench.call(20, 50) == 50
    assert (bench.reader.waiting(), bench.reader.told()) == ([], [BOUND])
    if untimed:
        assert bench.call(30, 40) == 40
        assert (bench.reader.stream.bound, bench.reader.told()) == (50, [])
        return
    with pytest.raises(StreamError, match="was set to 40, but it is 50 already"):
        bench.call(20, 40)


def test_a_packet_of_another_type_does_not_leave() -> None:
    """A packet of a type that the stream's readers do not want is the sender's mistake."""
    port = PortContract("", 0, "s")
    port.type, port.unproven = str, True
    bench = SenderBench(stream=make_output_stream(port, "sender"))
    with pytest.raises(PacketTypeError, match=r'output stream "s" carries str to those who read it, but .* holds int'):
        bench.call(10, P(10, 10))
    assert bench.reader.told() == []
    bench.outbox.take_packets()
    assert bench.call(10, P(10, "ten")) == 11
    assert bench.reader.waiting() == [10]


def test_a_header_reaches_the_reader() -> None:
    """A header set in open is the reader's too, as it is; one with a timestamp is refused."""
    bench = SenderBench()
    enter_phase(bench.calculator, "open")
    with pytest.raises(GraphError, match='output stream "s": a header has no timestamp, found 10'):
        bench.port.set_header(Packet("late", 10))
    bench.port.set_header(Packet("header"))
    bench.stream.publish_header(bench.outbox.header)
    assert bench.reader.stream.header == Packet("header")
    assert bench.reader.stream.header.timestamp == ts.UNSET


def test_a_refused_timestamp_moves_nothing() -> None:
    """A packet that no stream can carry leaves the bound where it was."""
    bench = SenderBench()
    with pytest.raises(StreamError, match="no packet can have timestamp Unset"):
        bench.call(0, P(ts.UNSET))
    assert bench.stream.bound == UNMOVED
