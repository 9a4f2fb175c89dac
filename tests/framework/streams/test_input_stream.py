"""The consumer's end of a stream: its queue and its bound."""

from __future__ import annotations

from typing import Any

import pytest

from backedge import timestamp as ts
from backedge.errors import StreamError
from backedge.packet import Packet
from backedge.streams.input_stream import InputStream, ReadyMask, UnlimitedInputStream
from tests.flow import B, P
from tests.framework.streams.stream_reader import RecordingReader


def test_the_first_bound_is_prestream() -> None:
    """A new stream can take anything, PreStream included, and is settled through nothing."""
    stream = InputStream("s", RecordingReader())
    assert stream.bound == ts.PRESTREAM
    assert stream.settled() == B(ts.UNSTARTED)


@pytest.mark.parametrize(
    ("timestamp", "bound"),
    [
        (ts.PRESTREAM, ts.ONE_OVER_POSTSTREAM),
        (ts.MIN, ts.MIN + 1),
        (-5, -4),
        (10, 11),
        (ts.MAX - 1, ts.MAX),
        (ts.MAX, ts.ONE_OVER_POSTSTREAM),
        (ts.POSTSTREAM, ts.ONE_OVER_POSTSTREAM),
    ],
)
def test_a_packet_raises_the_bound(timestamp: int, bound: int) -> None:
    """After a packet the bound is the next allowed timestamp."""
    stream = InputStream("s", RecordingReader())
    stream.take([P(timestamp)])
    assert stream.bound == bound
    assert list(stream.queue) == [P(timestamp)]
    assert stream.added == 1


@pytest.mark.parametrize("timestamp", [ts.UNSET, ts.UNSTARTED, ts.ONE_OVER_POSTSTREAM, ts.DONE])
def test_some_timestamps_cannot_be_in_a_stream(timestamp: int) -> None:
    """A packet must have a timestamp between PreStream and PostStream."""
    text = f'stream "s": a packet with timestamp {ts.describe(timestamp)} cannot be in a stream'
    with pytest.raises(StreamError, match=text):
        InputStream("s", RecordingReader()).take([P(timestamp)])


@pytest.mark.parametrize(
    ("first", "second"),
    [(10, 10), (10, 9), (ts.PRESTREAM, 0), (ts.PRESTREAM, ts.PRESTREAM), (ts.MAX, ts.MAX), (ts.POSTSTREAM, ts.MAX)],
)
def test_timestamps_must_grow(first: int, second: int) -> None:
    """A packet before the bound is refused, in the same delivery or a later one."""
    later, together = InputStream("s", RecordingReader()), InputStream("s", RecordingReader())
    later.take([P(first)])
    text = f"can take {ts.describe(ts.next_allowed(first))} or later, but received {ts.describe(second)}"
    for stream, packets in ((later, [P(second)]), (together, [P(first), P(second)])):
        with pytest.raises(StreamError, match=f'mismatch in stream "s" into node "consumer": it {text}'):
            stream.take(packets)


@pytest.mark.parametrize("earlier", [0, ts.PRESTREAM, ts.MAX])
def test_a_packet_at_poststream_stands_alone(earlier: int) -> None:
    """A packet at PostStream is refused after any other packet."""
    stream = InputStream("s", RecordingReader())
    stream.take([P(earlier)])
    with pytest.raises(StreamError, match='stream "s": a packet at PostStream must be the only one of its stream'):
        stream.take([P(ts.POSTSTREAM)])


def test_a_packet_at_poststream_may_follow_bounds() -> None:
    """Bounds do not count as packets: a packet at PostStream may come after them."""
    stream = InputStream("s", RecordingReader())
    stream.raise_bound(100)
    stream.take([P(ts.POSTSTREAM)])
    assert list(stream.queue) == [P(ts.POSTSTREAM)]


def test_a_bound_may_stay_or_grow_and_not_shrink() -> None:
    """A lower bound is an error, the same again is nothing."""
    stream = InputStream("s", RecordingReader())
    stream.raise_bound(10)
    stream.raise_bound(10)
    assert stream.bound == 10
    with pytest.raises(StreamError, match="the timestamp bound was set to 9, but it is 10 already and can only grow"):
        stream.raise_bound(9)
    with pytest.raises(StreamError, match="can take 10 or later, but received 9"):
        stream.take([P(9)])


def test_the_reader_is_called_for_the_first_packet_in_the_queue() -> None:
    """A stream calls its reader for a packet when the queue was empty, not for those behind it."""
    reader = RecordingReader()
    stream = InputStream("s", reader)
    stream.take([P(1)])
    stream.take([P(2)])
    assert reader.calls == ["check"]
    stream.pop_at(1)
    stream.pop_at(2)
    stream.take([P(3), P(4)])
    assert reader.calls == ["check", "check"]


def test_the_reader_is_not_called_for_a_bound_behind_a_packet() -> None:
    """A stream calls its reader for a bound only while the queue is empty and the bound has grown."""
    reader = RecordingReader()
    stream = InputStream("s", reader)
    stream.raise_bound(5)
    stream.raise_bound(5)
    assert reader.calls == ["check"]
    stream.take([P(7)])
    assert reader.calls == ["check", "check"]
    stream.raise_bound(20)
    assert reader.calls == ["check", "check"]
    assert stream.bound == 20


def test_pop_gives_the_packet_at_the_timestamp() -> None:
    """The packet at the timestamp is taken out, those behind it stay."""
    stream = InputStream("s", RecordingReader())
    stream.take([P(1), P(2)])
    assert stream.pop_at(1) == P(1)
    assert list(stream.queue) == [P(2)]


def test_pop_between_packets_gives_how_far_the_stream_is_settled() -> None:
    """An empty packet stands for the missing one at the timestamp, stamped with the settled time."""
    stream = InputStream("s", RecordingReader())
    stream.take([P(1), P(8)])
    assert stream.pop_at(1) == P(1)
    assert stream.pop_at(5) == B(7)
    stream.pop_at(8)
    stream.raise_bound(12)
    assert stream.pop_at(10) == B(11)


def test_pop_raises_the_bound() -> None:
    """A stream refuses packets at timestamps that have been processed."""
    stream = InputStream("s", RecordingReader())
    assert stream.pop_at(3) == B(3)
    assert stream.bound == 4
    with pytest.raises(StreamError, match="can take 4 or later, but received 3"):
        stream.take([P(3)])


def test_pop_drops_what_is_older() -> None:
    """Packets before the timestamp are gone after a pop."""
    stream = InputStream("s", RecordingReader())
    stream.take([P(1), P(2), P(5)])
    assert stream.pop_at(3) == B(4)
    assert list(stream.queue) == [P(5)]


def test_heads_can_be_taken_whatever_their_timestamp() -> None:
    """pop_head() gives the oldest packet, or an empty one where there is none."""
    stream = InputStream("s", RecordingReader())
    stream.take([P(4)])
    assert stream.pop_head() == P(4)
    assert stream.pop_head() == B(4)


def test_erasing() -> None:
    """erase_before() keeps the packet at the timestamp and those after it."""
    stream = InputStream("s", RecordingReader())
    stream.take([P(1), P(2), P(3)])
    stream.erase_before(2)
    assert list(stream.queue) == [P(2), P(3)]


def test_a_closed_stream_takes_nothing() -> None:
    """A packet that arrives after close() is dropped without an error and without a call of the reader."""
    reader = RecordingReader()
    stream = InputStream("s", reader)
    stream.take([P(1)])
    stream.close()
    stream.take([P(2)])
    stream.raise_bound(50)
    assert not stream.queue
    assert stream.bound == ts.DONE
    assert reader.calls == ["check"]


def test_order_need_not_be_checked() -> None:
    """With checks_order off packets and bounds may go back."""
    stream = InputStream("s", RecordingReader())
    stream.checks_order = False
    stream.take([P(9)])
    stream.take([P(3)])
    stream.raise_bound(1)
    assert list(stream.queue) == [P(9), P(3)]


def test_reset() -> None:
    """After reset() a stream is as before its first packet."""
    stream = InputStream("s", RecordingReader())
    stream.take([P(9)])
    stream.close()
    stream.reset()
    stream.take([P(ts.PRESTREAM)])
    assert (stream.added, stream.closed, list(stream.queue)) == (1, False, [P(ts.PRESTREAM)])


@pytest.mark.parametrize("first", [[], [P(1)]], ids=["empty queue", "queued packet"])
def test_a_queue_without_limit_takes_ordinary_packets_as_all_others(first: list[Packet[Any]]) -> None:
    """The short way for a packet with an ordinary timestamp leaves the stream as the long way does."""
    short, long = RecordingReader(), RecordingReader()
    streams = UnlimitedInputStream("s", short, ReadyMask()), InputStream("s", long)
    for stream in streams:
        if first:
            stream.take(first)
        stream.take_ordinary(P(5), 5, 6)
        with pytest.raises(StreamError, match="can take 6 or later, but received 5"):
            stream.take_ordinary(P(5), 5, 6)
    one, other = ((list(stream.queue), stream.bound, stream.added) for stream in streams)
    assert one == other
    assert short.calls == long.calls == ["check"]


def test_a_queue_sets_the_bit_of_a_reader_to_whom_a_packet_is_enough() -> None:
    """After mark_ready() a packet in the empty queue sets the reader's bit, until it is taken back."""
    reader, ready = RecordingReader(), ReadyMask()
    stream = UnlimitedInputStream("s", reader, ready)
    stream.mark_ready(4)
    stream.take_ordinary(P(1), 1, 2)
    assert (ready.bits, reader.calls) == (4, [])
    ready.bits = 0
    stream.take_ordinary(P(2), 2, 3)
    assert (ready.bits, reader.calls) == (0, [])
    stream.pop_at(2)
    stream.mark_ready(0)
    stream.take_ordinary(P(3), 3, 4)
    assert (ready.bits, reader.calls) == (0, ["check"])


def test_a_watched_stream_calls_for_every_packet() -> None:
    """The reader of a watched stream sees each delivery, after the call for the first packet."""
    reader = RecordingReader()
    stream = InputStream("s", reader, watched=True)
    stream.take([P(1)])
    stream.take_ordinary(P(2), 2, 3)
    assert reader.calls == ["check", "packet_added", "packet_added"]


@pytest.mark.parametrize(("back_edge", "calls"), [(False, ["header_came"]), (True, [])])
def test_the_header_of_a_back_edge_is_not_waited_for(back_edge: bool, calls: list[str]) -> None:
    """A stream keeps its header, and calls its reader for it unless the edge closes a cycle."""
    reader = RecordingReader()
    stream = InputStream("s", reader, back_edge=back_edge)
    stream.set_header(Packet("header"))
    assert (stream.header, reader.calls) == (Packet("header"), calls)
