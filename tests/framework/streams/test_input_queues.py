"""The queue of a stream in front of a node, number by number."""

from __future__ import annotations

import weakref

import pytest

from backedge import timestamp as ts
from backedge.errors import StreamError
from backedge.packet import Packet
from backedge.streams.limits import QueueLimit, Throttle
from tests.flow import B, P
from tests.framework.streams.stream_bench import BOUND, PACKET, QueueBench


def test_packets_wait_in_order() -> None:
    """The queue calls its node once for several packets at once, and keeps them as they are."""
    queue = QueueBench()
    packets = [P(10), P(20), P(30)]
    queue.stream.take(packets)
    assert queue.told() == [PACKET]
    assert packets == list(queue.stream.queue) == [P(10), P(20), P(30)]


@pytest.mark.parametrize(
    ("timestamps", "message"),
    [
        ([ts.UNSET], "Unset"),
        ([ts.UNSTARTED], "Unstarted"),
        ([ts.ONE_OVER_POSTSTREAM], "OneOverPostStream"),
        ([ts.DONE], "Done"),
        ([ts.PRESTREAM, 10], "can take OneOverPostStream or later, but received 10"),
        ([10, ts.POSTSTREAM], "a packet at PostStream must be the only one"),
        ([20, 10, 30], "can take 21 or later, but received 10"),
    ],
)
def test_what_is_refused_is_not_told(timestamps: list[int], message: str) -> None:
    """The node hears of none of several packets if one of them is refused."""
    queue = QueueBench()
    with pytest.raises(StreamError, match=message):
        queue.stream.take([P(timestamp) for timestamp in timestamps])
    assert queue.told() == []


@pytest.mark.parametrize("timestamp", [ts.PRESTREAM, ts.POSTSTREAM])
def test_a_packet_before_or_after_all_others_may_stand_alone(timestamp: int) -> None:
    """A packet at PreStream or PostStream is taken like any other where it is the only one."""
    queue = QueueBench()
    queue.stream.take([P(timestamp)])
    assert (queue.told(), queue.waiting()) == ([PACKET], [timestamp])


@pytest.mark.parametrize("timestamps", [[ts.PRESTREAM, 10], [10, ts.POSTSTREAM]])
def test_without_order_packets_before_and_after_all_others_have_company(timestamps: list[int]) -> None:
    """PreStream and PostStream are timestamps like others where order does not matter."""
    queue = QueueBench(untimed=True)
    queue.stream.take([P(timestamp) for timestamp in timestamps])
    assert (queue.told(), queue.waiting()) == ([PACKET], timestamps)


def test_packets_are_taken_by_timestamp() -> None:
    """Between packets nothing is taken; packets that are skipped are gone; after the end there is nothing any more."""
    queue = QueueBench()
    queue.stream.take([P(10), P(20), P(30)])
    assert queue.told() == [PACKET]
    for at, taken, left in (
        (5, B(9), [10, 20, 30]),
        (10, P(10), [20, 30]),
        (15, B(19), [20, 30]),
        (30, P(30), []),
    ):
        assert (queue.stream.pop_at(at), queue.waiting()) == (taken, left)
    queue.stream.raise_bound(ts.DONE)
    assert queue.told() == [BOUND]
    assert queue.stream.pop_at(40) == B(ts.MAX)
    assert queue.stream.bound == ts.DONE


def test_packets_are_taken_one_by_one() -> None:
    """The oldest packet is next where order does not matter; after the end there is nothing any more."""
    queue = QueueBench(untimed=True)
    queue.stream.take([P(10), P(20), P(30)])
    assert queue.told() == [PACKET]
    for left in ([20, 30], [30], []):
        head = queue.waiting()[0]
        assert (queue.stream.pop_head(), queue.waiting()) == (P(head), left)
    queue.stream.raise_bound(ts.DONE)
    assert queue.told() == [BOUND]
    assert queue.stream.pop_head().is_empty
    assert queue.stream.bound == ts.DONE


def test_a_queue_can_be_used_again() -> None:
    """A queue forgets for the next run what a run has left behind, a bound or the end."""
    queue = QueueBench()
    for _ in range(2):
        queue.stream.take([P(10), P(20), P(30)])
        assert (queue.told(), queue.stream.added) == ([PACKET], 3)
        assert queue.stream.pop_at(40) == B(40)
        assert (queue.waiting(), queue.stream.bound) == ([], 41)
        queue.stream.close()
        assert (queue.waiting(), queue.stream.bound) == ([], ts.DONE)
        queue.stream.reset()


def test_only_an_empty_queue_tells_of_packets() -> None:
    """A queue calls its node for packets that come while it is empty, and not for those that come to others."""
    queue = QueueBench()
    queue.stream.take([P(10), P(20)])
    assert queue.told() == [PACKET]
    queue.stream.take([P(30)])
    assert queue.told() == []
    assert queue.stream.pop_at(50) == B(50)
    assert queue.waiting() == []
    queue.stream.take([P(60), P(70)])
    assert (queue.told(), queue.waiting()) == ([PACKET], [60, 70])


def test_a_header_is_kept() -> None:
    """The header is there as it was given, without a timestamp."""
    queue = QueueBench()
    queue.stream.set_header(Packet("header"))
    assert (queue.stream.header.value, queue.stream.header.timestamp) == ("header", ts.UNSET)


def test_time_does_not_go_back() -> None:
    """Bounds, packets and what has been taken already forbid what lies before them, also after such a mistake."""
    queue = QueueBench()
    queue.stream.take([P(10), P(20)])
    assert queue.told() == [PACKET]
    queue.stream.raise_bound(50)
    with pytest.raises(StreamError, match="was set to 40, but it is 50 already"):
        queue.stream.raise_bound(40)
    with pytest.raises(StreamError, match="can take 50 or later, but received 30"):
        queue.stream.take([P(30)])
    assert queue.told() == []
    assert (queue.stream.pop_at(100), queue.waiting()) == (B(100), [])
    queue.stream.take([P(110)])
    assert queue.told() == [PACKET]
    assert (queue.stream.pop_at(150), queue.waiting()) == (B(150), [])
    with pytest.raises(StreamError, match="can take 151 or later, but received 130"):
        queue.stream.take([P(130)])
    assert queue.told() == []


def test_time_may_go_back_without_order() -> None:
    """Bounds that go back have no effect where order does not matter, and packets that go back are packets."""
    queue = QueueBench(untimed=True)
    queue.stream.take([P(10), P(20)])
    assert queue.told() == [PACKET]
    queue.stream.raise_bound(50)
    queue.stream.raise_bound(40)
    queue.stream.take([P(30)])
    assert (queue.told(), queue.waiting()) == ([], [10, 20, 30])
    assert [queue.stream.pop_head() for _ in range(3)] == [P(10), P(20), P(30)]
    for timestamp in (110, 130):
        queue.stream.take([P(timestamp)])
        assert queue.told() == [PACKET]
        assert queue.stream.pop_head() == P(timestamp)


def test_the_same_time_can_be_taken_twice() -> None:
    """Taking at a timestamp again gives nothing more, and does not move the bound."""
    queue = QueueBench()
    queue.stream.take([P(10), P(20)])
    assert (queue.stream.pop_at(15), queue.waiting()) == (B(19), [20])
    for _ in range(2):
        assert (queue.stream.pop_at(100), queue.waiting(), queue.stream.bound) == (B(100), [], 101)


def test_a_bound_shows_behind_the_last_packet() -> None:
    """A queue hides bounds behind a packet; once that is taken it shows the last of them, and each new one."""
    queue = QueueBench()
    queue.stream.take([P(10), P(20)])
    assert queue.told() == [PACKET]
    for bound in (30, 40, 50):
        queue.stream.raise_bound(bound)
        assert (queue.told(), queue.stream.settled()) == ([], B(9))
    assert (queue.stream.pop_at(10), queue.stream.settled()) == (P(10), B(19))
    assert (queue.stream.pop_at(20), queue.stream.settled()) == (P(20), B(49))
    assert queue.stream.pop_at(50) == B(50)
    for bound in (60, 70, 80):
        queue.stream.raise_bound(bound)
        assert (queue.told(), queue.stream.bound, queue.stream.settled()) == ([BOUND], bound, B(bound - 1))
    queue.stream.take([P(90)])
    assert (queue.told(), queue.stream.settled()) == ([PACKET], B(89))
    assert (queue.stream.pop_at(90), queue.stream.bound) == (P(90), 91)
    queue.stream.close()
    assert (queue.waiting(), queue.stream.bound) == ([], ts.DONE)


def limited(size: int) -> tuple[QueueBench, Throttle]:
    """A queue with a limit, and what is held back while it is full."""
    throttle = Throttle(lambda: None)
    return QueueBench(QueueLimit("s", "reader", size, [throttle])), throttle


def test_a_queue_is_full_from_its_limit_on() -> None:
    """Packets that come together may go past the limit; taking them makes room again."""
    queue, throttle = limited(2)
    assert not throttle
    queue.stream.take([P(10), P(20), P(30)])
    assert queue.told() == [PACKET]
    assert throttle
    assert (queue.stream.pop_at(50), queue.waiting(), queue.stream.added) == (B(50), [], 3)
    assert not throttle
    queue.stream.take([P(60), P(70)])
    assert queue.told() == [PACKET]
    assert (bool(throttle), queue.waiting(), queue.stream.added) == (True, [60, 70], 5)


def test_what_has_been_taken_is_let_go() -> None:
    """A queue keeps nothing of a packet that was taken from it, full or not."""

    class Frame:
        """Something that can be referred to weakly."""

    queue, throttle = limited(3)
    alive: list[weakref.ref[Frame]] = []
    for timestamp in (1, 2, 3):
        frame = Frame()
        alive.append(weakref.ref(frame))
        queue.stream.take([Packet(frame, timestamp)])
        assert bool(throttle) == (timestamp == 3)
        del frame
    for timestamp in (1, 2, 3):
        packet = queue.stream.pop_at(timestamp)
        assert not throttle
        assert sum(ref() is not None for ref in alive) == 4 - timestamp
        assert packet.timestamp == timestamp
        del packet
        assert sum(ref() is not None for ref in alive) == 3 - timestamp
