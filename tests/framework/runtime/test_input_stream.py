"""The consumer's end of a stream: its queue and its bound."""

from __future__ import annotations

import pytest

from backedge import timestamp as ts
from backedge.errors import StreamError
from backedge.runtime.input_stream import InputStream
from tests.framework.nodes import B, P


class Told:
    """A stream whose notifications are counted."""

    def __init__(self) -> None:
        self.stream = InputStream("s", "consumer")
        self.calls: list[str] = []
        self.stream.on_packet = lambda: self.calls.append("packet")
        self.stream.on_bound = lambda: self.calls.append("bound")


def test_the_first_bound_is_prestream() -> None:
    """A new stream can take anything, PreStream included, and is settled through nothing."""
    stream = InputStream("s", "consumer")
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
    stream = InputStream("s", "consumer")
    stream.add([P(timestamp)])
    assert stream.bound == bound
    assert list(stream.queue) == [P(timestamp)]
    assert stream.added == 1


@pytest.mark.parametrize("timestamp", [ts.UNSET, ts.UNSTARTED, ts.ONE_OVER_POSTSTREAM, ts.DONE])
def test_some_timestamps_cannot_be_in_a_stream(timestamp: int) -> None:
    """A packet must have a timestamp between PreStream and PostStream."""
    text = f'stream "s": a packet with timestamp {ts.describe(timestamp)} cannot be in a stream'
    with pytest.raises(StreamError, match=text):
        InputStream("s", "consumer").add([P(timestamp)])


@pytest.mark.parametrize(
    ("first", "second"),
    [(10, 10), (10, 9), (ts.PRESTREAM, 0), (ts.PRESTREAM, ts.PRESTREAM), (ts.MAX, ts.MAX), (ts.POSTSTREAM, ts.MAX)],
)
def test_timestamps_must_grow(first: int, second: int) -> None:
    """A packet before the bound is refused, in the same delivery or a later one."""
    later, together = InputStream("s", "consumer"), InputStream("s", "consumer")
    later.add([P(first)])
    text = f"can take {ts.describe(ts.next_allowed(first))} or later, but received {ts.describe(second)}"
    for stream, packets in ((later, [P(second)]), (together, [P(first), P(second)])):
        with pytest.raises(StreamError, match=f'mismatch in stream "s" into node "consumer": it {text}'):
            stream.add(packets)


@pytest.mark.parametrize("earlier", [0, ts.PRESTREAM, ts.MAX])
def test_a_packet_at_poststream_stands_alone(earlier: int) -> None:
    """A packet at PostStream is refused after any other packet."""
    stream = InputStream("s", "consumer")
    stream.add([P(earlier)])
    with pytest.raises(StreamError, match='stream "s": a packet at PostStream must be the only one of its stream'):
        stream.add([P(ts.POSTSTREAM)])


def test_a_packet_at_poststream_may_follow_bounds() -> None:
    """Bounds do not count as packets: a packet at PostStream may come after them."""
    stream = InputStream("s", "consumer")
    stream.raise_bound(100)
    stream.add([P(ts.POSTSTREAM)])
    assert list(stream.queue) == [P(ts.POSTSTREAM)]


def test_a_bound_may_stay_or_grow_and_not_shrink() -> None:
    """A lower bound is an error, the same again is nothing."""
    stream = InputStream("s", "consumer")
    stream.raise_bound(10)
    stream.raise_bound(10)
    assert stream.bound == 10
    with pytest.raises(StreamError, match="the timestamp bound was set to 9, but it is 10 already and can only grow"):
        stream.raise_bound(9)
    with pytest.raises(StreamError, match="can take 10 or later, but received 9"):
        stream.add([P(9)])


def test_only_the_first_packet_in_the_queue_is_told() -> None:
    """The consumer hears of a packet when the queue was empty, not of those behind it."""
    told = Told()
    told.stream.add([P(1)])
    told.stream.add([P(2)])
    assert told.calls == ["packet"]
    told.stream.pop_at(1)
    told.stream.pop_at(2)
    told.stream.add([P(3), P(4)])
    assert told.calls == ["packet", "packet"]


def test_a_bound_behind_a_queued_packet_is_not_told() -> None:
    """The consumer hears of a bound only while the queue is empty and the bound has grown."""
    told = Told()
    told.stream.raise_bound(5)
    told.stream.raise_bound(5)
    told.stream.add([P(7)])
    told.stream.raise_bound(20)
    assert told.calls == ["bound", "packet"]
    assert told.stream.bound == 20


def test_pop_gives_the_packet_at_the_timestamp() -> None:
    """The packet at the timestamp is taken out, those behind it stay."""
    stream = InputStream("s", "consumer")
    stream.add([P(1), P(2)])
    assert stream.pop_at(1) == P(1)
    assert list(stream.queue) == [P(2)]


def test_pop_between_packets_gives_how_far_the_stream_is_settled() -> None:
    """Where there is no packet at the timestamp, an empty one is stamped with the settled time."""
    stream = InputStream("s", "consumer")
    stream.add([P(1), P(8)])
    assert stream.pop_at(1) == P(1)
    assert stream.pop_at(5) == B(7)
    stream.pop_at(8)
    stream.raise_bound(12)
    assert stream.pop_at(10) == B(11)


def test_pop_raises_the_bound() -> None:
    """What has been processed cannot be added any more."""
    stream = InputStream("s", "consumer")
    assert stream.pop_at(3) == B(3)
    assert stream.bound == 4
    with pytest.raises(StreamError, match="can take 4 or later, but received 3"):
        stream.add([P(3)])


def test_pop_drops_what_is_older() -> None:
    """Packets before the timestamp are gone after a pop."""
    stream = InputStream("s", "consumer")
    stream.add([P(1), P(2), P(5)])
    assert stream.pop_at(3) == B(4)
    assert list(stream.queue) == [P(5)]


def test_heads_can_be_taken_whatever_their_timestamp() -> None:
    """pop_head() gives the oldest packet, or an empty one where there is none."""
    stream = InputStream("s", "consumer")
    stream.add([P(4)])
    assert stream.pop_head() == P(4)
    assert stream.pop_head() == B(4)


def test_erasing() -> None:
    """erase_before() keeps the packet at the timestamp and those after it."""
    stream = InputStream("s", "consumer")
    stream.add([P(1), P(2), P(3)])
    stream.erase_before(2)
    assert list(stream.queue) == [P(2), P(3)]


def test_a_closed_stream_takes_nothing() -> None:
    """What arrives after close() is dropped without an error, and nobody is told."""
    told = Told()
    told.stream.add([P(1)])
    told.stream.close()
    told.stream.add([P(2)])
    told.stream.raise_bound(50)
    assert not told.stream.queue
    assert told.stream.bound == ts.DONE
    assert told.calls == ["packet"]


def test_order_need_not_be_checked() -> None:
    """With checks_order off packets and bounds may go back."""
    stream = InputStream("s", "consumer")
    stream.checks_order = False
    stream.add([P(9)])
    stream.add([P(3)])
    stream.raise_bound(1)
    assert list(stream.queue) == [P(9), P(3)]


def test_reset() -> None:
    """After reset() a stream is as before its first packet."""
    stream = InputStream("s", "consumer")
    stream.add([P(9)])
    stream.close()
    stream.reset()
    stream.add([P(ts.PRESTREAM)])
    assert (stream.added, stream.closed, list(stream.queue)) == (1, False, [P(ts.PRESTREAM)])
