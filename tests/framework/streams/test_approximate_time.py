"""The approximate-time policy: nearest packets within a slop, whatever the order in which they arrive."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import product, takewhile
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backedge import CalculatorGraph, ConfigError
from backedge.authoring import Input
from backedge.config.handlers import ApproximateTimeInputStreamHandlerOptions as Options
from backedge.packet import Packet
from backedge.streams.input_stream import LookAheadInputStream
from backedge.streams.policies import CLOSE, NOT_READY, ApproximateTimeInputPolicy
from backedge.timestamp import DONE, MAX, POSTSTREAM, PRESTREAM
from tests.flow import P, add, end, settle, watch
from tests.graph_text import do, graph_of

Set = tuple[int, tuple[int | None, ...]]
"""An input set: the timestamp, and for each stream the value of its packet, None for none."""


def matched(base: Sequence[int], other: Sequence[int], slop: int) -> dict[int, int | None]:
    """What the policy promises, in the words of its docstring: the packet that meets each packet of the base."""
    chosen: dict[int, int | None] = {}
    for time in base:
        nearest = [near for near in other if min(base, key=lambda at: (abs(at - near), at)) == time]
        within = [near for near in nearest if abs(near - time) <= slop]
        chosen[time] = min(within, key=lambda near: (abs(near - time), near), default=None)
    return chosen


class Bench:
    """A node with the policy on streams a, b, …; it takes each input set as soon as there is one."""

    name = "node"

    def __init__(self, count: int, slop: int, base: str = "") -> None:
        self.streams = [LookAheadInputStream(name, self) for name in "abc"[:count]]
        self.sets: list[Set] = []
        self.closed = False
        self.bounds: list[int] = []
        self._ports = tuple(Input[Any]("") for _ in self.streams)
        labels = [("", index) for index in range(count)]
        options = Options(slop=slop, timestamp_base_tag_index=base)
        self.policy = ApproximateTimeInputPolicy(self.streams, labels, options=options)

    def check(self) -> None:
        """Take what there is."""
        while (timestamp := self.policy.examine()) not in (CLOSE, NOT_READY):
            self.policy.fill(timestamp, self._ports)
            assert all(port.packet.timestamp == timestamp for port in self._ports)
            packets = [port.packet for port in self._ports]
            self.sets.append((timestamp, tuple(None if packet.is_empty else packet.value for packet in packets)))
        self.closed = timestamp == CLOSE
        self.bounds.append(self.policy.min_bound)

    def packet_added(self) -> None:
        """The policy does not ask for this."""
        raise AssertionError

    header_came = packet_added

    def add(self, stream: int, *timestamps: int) -> None:
        """Add packets, each with its timestamp as its value."""
        for timestamp in timestamps:
            self.streams[stream].take([Packet(timestamp, timestamp)])

    def settle(self, stream: int, bound: int) -> None:
        """Raise a stream's bound."""
        self.streams[stream].raise_bound(bound)


TIMES = st.lists(st.integers(0, 40), unique=True, max_size=12).map(sorted)


@given(st.lists(TIMES, min_size=2, max_size=3), st.integers(0, 15), st.data())
def test_what_meets_depends_on_timestamps_alone(streams: list[list[int]], slop: int, data: st.DataObject) -> None:
    """In every order of arrival, with bounds in between or not, the sets are those of the definition."""
    bench = Bench(len(streams), slop)
    left = [list(times) for times in streams]
    while any(left):
        index = data.draw(st.sampled_from([index for index, times in enumerate(left) if times]))
        if data.draw(st.booleans()):
            bench.settle(index, data.draw(st.integers(max(bench.streams[index].bound, 0), left[index][0])))
        bench.add(index, left[index].pop(0))
    for index in data.draw(st.permutations(range(len(streams)))):
        bench.settle(index, DONE)
    base, *others = streams
    partners = [matched(base, other, slop) for other in others]
    assert bench.sets == [(time, (time, *(partner[time] for partner in partners))) for time in base]
    assert bench.closed
    used = [[values[position] for _, values in bench.sets] for position in range(len(streams))]
    for values in used:
        taken = [value for value in values if value is not None]
        assert taken == sorted(set(taken))  # each at most once, and in order
    assert bench.bounds == sorted(bench.bounds)


def futures(bound: int) -> Iterator[tuple[int, ...]]:
    """What a stream with this bound may still bring that matters: nothing, or one packet, however far away."""
    yield ()
    yield from ((time,) for time in range(max(bound, 0), 13))


@given(st.integers(0, 3), st.lists(st.tuples(st.integers(0, 1), st.integers(0, 4), st.booleans()), max_size=12))
def test_a_set_is_made_as_soon_as_nothing_can_change_it(slop: int, events: list[tuple[int, int, bool]]) -> None:
    """After every packet and bound, exactly those sets are made that are the same whatever may still come."""
    bench = Bench(2, slop)
    known: tuple[list[int], list[int]] = ([], [])
    for index, time, is_packet in events:
        if time < bench.streams[index].bound:
            continue
        if is_packet:
            known[index].append(time)
            bench.add(index, time)
        else:
            bench.settle(index, time)
        outcomes: dict[int, set[int | None]] = {time: set() for time in known[0]}
        for base, other in product(*(futures(stream.bound) for stream in bench.streams)):
            result = matched([*known[0], *base], [*known[1], *other], slop)
            for at in known[0]:
                outcomes[at].add(result[at])
        decided = takewhile(lambda outcome: len(outcome[1]) == 1, outcomes.items())
        assert bench.sets == [(at, (at, *partners)) for at, partners in decided]


def test_two_clips_of_unequal_rate_meet_at_the_lower_one() -> None:
    """30 and 25 pictures a second: with a slop of half an interval each of the fewer ones meets another."""
    fast, slow = ([round(number * 1e6 / rate) for number in range(rate * 2)] for rate in (30, 25))
    bench = Bench(2, 20_000)
    bench.add(0, *fast)
    bench.add(1, *slow)
    for index in (0, 1):
        bench.settle(index, DONE)
    assert len(bench.sets) == 60
    assert [other for _, (_, other) in bench.sets if other is not None] == slow


@pytest.mark.parametrize(
    ("base", "other", "slop", "expected"),
    [
        ([10], [8, 13], 5, [8]),
        ([10], [7, 13], 5, [7]),  # of two that are equally near, the earlier one
        ([10, 20], [15], 5, [15, None]),  # the earlier one of two base packets
        ([10, 20], [16], 9, [None, 16]),  # the nearer one, although the other has none
        ([10, 20], [16, 17, 18, 19], 5, [None, 19]),
        ([10], [4], 5, [None]),
        ([10], [5], 5, [5]),
        ([10, 11], [10, 11], 0, [10, 11]),
        ([10, 30], [10, 12, 29], 5, [10, 29]),  # what nobody meets is dropped
    ],
)
def test_the_nearest_packet_within_the_slop_is_met(
    base: list[int], other: list[int], slop: int, expected: list[int | None]
) -> None:
    """One packet each, the one that is nearest both ways."""
    bench = Bench(2, slop)
    bench.add(1, *other)
    bench.add(0, *base)
    for index in (0, 1):
        bench.settle(index, DONE)
    assert [value for _, (_, value) in bench.sets] == expected


def test_equal_times_do_not_wait() -> None:
    """A packet at the very same time is the nearest whatever comes."""
    bench = Bench(2, 1000)
    bench.add(0, 10)
    bench.add(1, 10)
    assert bench.sets == [(10, (10, 10))]


def test_a_packet_waits_for_what_could_be_nearer() -> None:
    """Until the other stream is settled as far as a nearer packet could come, and no longer."""
    bench = Bench(2, 1000)
    bench.add(0, 10)
    bench.add(1, 7)
    bench.settle(1, 12)
    assert bench.sets == []
    bench.settle(1, 13)
    assert bench.sets == [(10, (10, 7))]


def test_a_later_packet_waits_for_the_base_to_be_further() -> None:
    """A packet after the base packet may belong to the next one, until that is known to be further from it."""
    bench = Bench(2, 1000)
    bench.add(0, 10)
    bench.add(1, 14)
    assert bench.sets == []
    bench.settle(0, 18)
    assert bench.sets == [(10, (10, 14))]


def test_the_bound_is_where_the_next_set_can_be_at_the_earliest() -> None:
    """What is downstream need not wait for packets before the first base packet that waits, or may come."""
    bench = Bench(2, 5)
    bench.settle(0, 8)
    assert bench.bounds[-1] == 8
    bench.add(0, 10)
    assert bench.bounds[-1] == 10
    bench.settle(1, 100)
    assert bench.bounds[-1] == 11


def test_what_is_too_early_for_any_base_packet_is_let_go() -> None:
    """A stream that is ahead keeps only what may still be met."""
    bench = Bench(2, 5)
    bench.add(1, *range(0, 100, 2))
    bench.settle(0, 95)
    assert [packet.timestamp for packet in bench.streams[1].queue] == [90, 92, 94, 96, 98]


def test_any_stream_can_be_the_base() -> None:
    """timestamp_base_tag_index names it; the sets have its timestamps."""
    bench = Bench(2, 5, base=":1")
    bench.add(0, 1, 11)
    bench.add(1, 2, 12)
    bench.settle(0, DONE)
    bench.settle(1, DONE)
    assert bench.sets == [(2, (1, 2)), (12, (11, 12))]


@pytest.mark.parametrize("special", [PRESTREAM, POSTSTREAM])
def test_special_timestamps_meet_their_like_only(special: int) -> None:
    """A packet at PreStream or PostStream is at no distance from others."""
    for other in (special, {PRESTREAM: PRESTREAM + 1, POSTSTREAM: MAX}[special]):
        bench = Bench(2, 5)
        bench.add(0, special)
        bench.add(1, other)
        bench.settle(1, DONE)
        assert bench.sets == [(special, (special, other if other == special else None))]


def test_the_end_of_the_base_is_the_end() -> None:
    """The node closes with the base stream, and waits for no other."""
    bench = Bench(2, 5)
    bench.add(1, 3)
    bench.settle(0, DONE)
    assert bench.closed


def policy(options: str) -> str:
    """The policy in the text of a node."""
    name = "backedge.ApproximateTimeInputStreamHandlerOptions"
    handler = "ApproximateTimeInputStreamHandler"
    return f'input_stream_handler {{ input_stream_handler: "{handler}" options {{ [{name}.ext] {{ {options} }} }} }}'


def test_a_graph_joins_by_nearest_time(threads: int) -> None:
    """Packets arrive in any order; the output has the base's timestamps, and its bound follows the base."""
    text = graph_of("a b", do("a b", "c d", more=policy("slop: 3")))
    with CalculatorGraph(text, num_threads=threads) as graph:
        seen = watch(graph, "c", "d", bounds=False)
        graph.start_run()
        for stream, times in (("b", (1, 12, 23)), ("a", (2, 11, 30))):
            for time in times:
                add(graph, stream, time)
        settle(graph, "b", 40)
        end(graph)
    assert [packet.timestamp for packet in seen["c"]] == [2, 11, 30]
    assert [packet.timestamp for packet in seen["d"]] == [2, 11]


def test_a_node_that_waits_says_for_what(threads: int) -> None:
    """explain() names the stream that may still bring the nearest packet, or a base packet."""
    text = graph_of("a b", do("a b", "c d", more='name: "join" ' + policy("slop: 3")))
    with CalculatorGraph(text, num_threads=threads) as graph:
        graph.start_run()
        add(graph, "b", 10)
        assert [(wait.timestamp, wait.stream) for wait in graph.explain().waits] == [(10, "a")]
        add(graph, "a", 11)
        assert [(wait.timestamp, wait.stream) for wait in graph.explain().waits] == [(11, "b")]
        graph.cancel()


def test_the_queues_have_their_limits(threads: int) -> None:
    """The policy leaves packets in the queues until they are processed, so that sources are held back as ever."""
    text = graph_of("a b", "max_queue_size: 3 report_deadlock: true", do("a b", "c d", more=policy("slop: 3")))
    graph = CalculatorGraph(text, num_threads=threads)
    graph.start_run()
    with pytest.raises(Exception, match="throttling deadlock"):  # noqa: PT012 - workers may be late
        for time in range(0, 1000, 10):
            graph.add_packet_to_input_stream("a", P(time))
        graph.wait_until_idle()
    graph.close()


@pytest.mark.parametrize(
    ("options", "complaint"),
    [
        ("", "say with slop how many microseconds"),
        ("slop: -1", "slop must be 0 or more microseconds, not -1"),
        ('slop: 1 timestamp_base_tag_index: "X"', '"X" is no input stream of the node'),
    ],
)
def test_wrong_options_are_told(options: str, complaint: str) -> None:
    """When the graph is built, at their place."""
    with pytest.raises(ConfigError, match=complaint):
        CalculatorGraph(graph_of("a b", do("a b", "c d", more=policy(options))))


def test_one_run_knows_nothing_of_the_one_before(threads: int) -> None:
    """Timestamps may start over."""
    graph = CalculatorGraph(graph_of("a b", do("a b", "c d", more=policy("slop: 3"))), num_threads=threads)
    seen = watch(graph, "d", bounds=False)["d"]
    for _ in range(2):
        graph.start_run()
        graph.add_packet_to_input_stream("a", P(100))
        graph.add_packet_to_input_stream("b", P(101))
        end(graph)
    assert [packet.value for packet in seen] == [101, 101]
