"""The immediate policy, step by step."""

from __future__ import annotations

from backedge.streams.policies import POLICIES
from backedge.timestamp import DONE, MAX, ONE_OVER_POSTSTREAM, PRESTREAM, UNSTARTED
from tests.flow import B, P
from tests.framework.streams.policy_bench import END, WAIT, PolicyBench

IMMEDIATE = POLICIES["ImmediateInputStreamHandler"]
NEVER = B(UNSTARTED)


def test_nothing_is_not_ready() -> None:
    """Without a packet there is no input set."""
    assert PolicyBench(IMMEDIATE, "abc").take() == WAIT


def test_any_packet_is_ready() -> None:
    """A node is ready with one packet, whatever the other streams do."""
    bench = PolicyBench(IMMEDIATE, "abc")
    bench.add("a", 10)
    assert bench.take() == (10, [P(10), NEVER, NEVER])
    assert bench.take() == WAIT


def test_the_end_of_a_stream_is_one_empty_call() -> None:
    """Each stream that ends gives one call without a packet; a bound gives none."""
    bench = PolicyBench(IMMEDIATE, "abc")
    bench.add("a", 10)
    assert bench.take() == (10, [P(10), NEVER, NEVER])
    assert bench.take() == WAIT
    bench.settle(DONE, "b")
    assert bench.take() == (PRESTREAM, [B(10), B(MAX), NEVER])
    assert bench.take() == WAIT
    bench.settle(200, "a")
    assert bench.take() == WAIT
    bench.settle(DONE, "a")
    assert bench.take() == (PRESTREAM, [B(MAX), B(MAX), NEVER])
    assert bench.take() == WAIT


def test_after_max_comes_the_end() -> None:
    """Streams that nothing more can come from close the node, whether or not they have been ended."""
    bench = PolicyBench(IMMEDIATE, "abc")
    bench.add("a", 10)
    assert bench.take() == (10, [P(10), NEVER, NEVER])
    assert bench.take() == WAIT
    bench.settle(ONE_OVER_POSTSTREAM, "a", "b", "c")
    assert bench.take() == END


def test_all_streams_have_to_end() -> None:
    """The node closes with the last stream, once every packet has been taken."""
    bench = PolicyBench(IMMEDIATE, "abc")
    bench.add("b", 1)
    bench.settle(DONE, "b")
    assert bench.take() == (1, [NEVER, P(1), NEVER])
    bench.settle(DONE, "a", "c")
    assert bench.take() == END


def test_with_bounds_each_end_is_seen_at_max() -> None:
    """The end of a stream is a call at Max, in which the others show how far they are; then the node closes."""
    bench = PolicyBench(IMMEDIATE, "abc", bounds=True)
    assert bench.take() == WAIT
    assert bench.policy.min_bound == PRESTREAM
    bench.add("b", 1)
    bench.settle(DONE, "b")
    assert bench.take() == (1, [NEVER, P(1), NEVER])
    assert bench.take() == (MAX, [NEVER, B(MAX), NEVER])
    bench.settle(DONE, "a", "c")
    assert bench.take() == (MAX, [B(MAX)] * 3)
    assert bench.take() == END


def test_asking_again_changes_nothing() -> None:
    """A set that is not ready, or an end, stays so, however often it is asked for."""
    bench = PolicyBench(IMMEDIATE, "abc", bounds=True)
    bench.add("b", 1)
    assert bench.take() == (1, [NEVER, P(1), NEVER])
    bench.settle(DONE, "a", "c")
    assert bench.take() == (MAX, [B(MAX), B(1), B(MAX)])
    assert [bench.take() for _ in range(3)] == [WAIT] * 3
    assert bench.policy.min_bound == 2
    bench.settle(DONE, "b")
    assert bench.take() == (MAX, [B(MAX)] * 3)
    assert bench.take() == END


def test_packets_are_released_in_the_order_of_their_timestamps() -> None:
    """Of the streams that are ready the earliest goes first; one that was found ready is not overtaken."""
    bench = PolicyBench(IMMEDIATE, "abc", bounds=True)
    for stream, timestamp in (("a", 1), ("b", 2), ("c", 3)):
        bench.add(stream, timestamp)
    assert bench.take() == (1, [P(1), B(1), B(2)])
    for stream in "abc":
        bench.add(stream, 5)
    assert bench.take() == (2, [B(4), P(2), B(2)])
    assert bench.take() == (3, [B(4), B(4), P(3)])
    assert bench.take() == (5, [P(5), P(5), P(5)])
    bench.settle(DONE, "a", "b", "c")
    assert bench.take() == (MAX, [B(MAX)] * 3)
    assert bench.take() == END


def test_packets_at_one_time_share_a_call() -> None:
    """Streams whose heads have the same timestamp come together, also if one of them has ended behind it."""
    bench = PolicyBench(IMMEDIATE, "abc")
    bench.add("a", 10, 30, 40)
    bench.add("b", 10)
    bench.add("c", 10, 30)
    assert bench.take() == (10, [P(10), P(10), P(10)])
    bench.add("c", 40)
    bench.add("b", 30)
    bench.settle(DONE, "b")
    assert bench.take() == (30, [P(30), P(30), P(30)])
    assert [len(stream.queue) for stream in bench.streams.values()] == [1, 0, 1]
    taken = bench.take()
    assert isinstance(taken, tuple)
    assert [packet for packet in taken[1] if not packet.is_empty] == [P(40), P(40)]
