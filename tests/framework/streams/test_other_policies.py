"""The input policies besides the default and the immediate one, each on streams of its own."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from typing import Any

import numpy as np
import pytest

from backedge import CalculatorGraph, ConfigError, GraphError
from backedge.authoring import Input
from backedge.config.handlers import (
    FixedSizeInputStreamHandlerOptions,
    SyncSet,
    SyncSetInputStreamHandlerOptions,
    TimestampAlignInputStreamHandlerOptions,
)
from backedge.errors import CalculatorError
from backedge.packet import Packet
from backedge.streams.input_stream import InputStream
from backedge.streams.policies import (
    CLOSE,
    NOT_READY,
    BarrierInputPolicy,
    EarlyCloseInputPolicy,
    FixedSizeInputPolicy,
    InputPolicy,
    MuxInputPolicy,
    SyncSetInputPolicy,
    TimestampAlignInputPolicy,
)
from backedge.timestamp import DONE
from tests.flow import P, add, end, watch
from tests.framework.streams.stream_reader import RecordingReader
from tests.graph_text import do, graph_of


class Bench:
    """A policy on streams called a, b, …; runs it after every step and notes the input sets it makes."""

    def __init__(self, policy: type[InputPolicy], count: int, options: Any = None) -> None:
        self.streams = [InputStream(name, RecordingReader("node")) for name in "abcd"[:count]]
        self.ports = tuple(Input[Any](f":{index}") for index in range(count))
        self.policy = policy(self.streams, [("", index) for index in range(count)], options=options)
        self.sets: list[tuple[int, list[Packet[Any]]]] = []
        self.closed = False

    def add(self, stream: str, timestamp: int, value: Any = None) -> None:
        """Add a packet."""
        self.streams["abcd".index(stream)].take([Packet(stream if value is None else value, timestamp)])
        if self.policy.watches_packets:
            self.policy.packet_added()
        self.run()

    def settle(self, stream: str, bound: int) -> None:
        """Raise the bound of a stream."""
        self.streams["abcd".index(stream)].raise_bound(bound)
        self.run()

    def run(self) -> None:
        """Take every input set there is."""
        while (timestamp := self.policy.examine()) not in (NOT_READY, CLOSE):
            self.policy.fill(timestamp, self.ports)
            self.sets.append((timestamp, [port.packet for port in self.ports]))
        self.closed = timestamp == CLOSE

    def values(self) -> list[list[Any]]:
        """Timestamps of the packets in every set, None for those that are empty."""
        return [[None if p.is_empty else p.timestamp for p in packets] for _, packets in self.sets]


def sync_sets(*groups: Sequence[str]) -> SyncSetInputStreamHandlerOptions:
    """Options with these sync sets."""
    return SyncSetInputStreamHandlerOptions(sync_set=tuple(SyncSet(tag_index=tuple(group)) for group in groups))


def test_sync_sets_wait_for_their_own_only() -> None:
    """Streams of a set wait for each other; the rest is a set as well; one that has ended is not waited for."""
    bench = Bench(SyncSetInputPolicy, 3, sync_sets([":0", ":1"]))
    bench.add("a", 10)
    bench.add("c", 5)
    bench.add("b", 10)
    bench.add("c", 20)
    assert bench.values() == [[None, None, 5], [10, 10, None], [None, None, 20]]
    bench.settle("c", DONE)
    bench.add("a", 30)
    bench.settle("b", DONE)
    bench.settle("a", DONE)
    assert bench.values()[3:] == [[30, None, None]]
    assert bench.closed


def test_the_earliest_sync_set_goes_first() -> None:
    """Of several sets that are ready, that with the lowest timestamp is processed first."""
    bench = Bench(SyncSetInputPolicy, 2, sync_sets([":0"], [":1"]))
    bench.streams[0].take([P(20, "a")])
    bench.add("b", 10)
    assert bench.values() == [[None, 10], [20, None]]


@pytest.mark.parametrize(
    ("options", "complaint"),
    [
        ('sync_set { tag_index: "X" }', 'sync_set names "X", which is no input stream of the node'),
        ('sync_set { tag_index: ":0" tag_index: ":0" }', 'stream ":0" is in more than one sync_set'),
        ("sync_set {}", "a sync_set names no stream"),
    ],
)
def test_sync_set_options_are_checked(options: str, complaint: str) -> None:
    """Sets that name streams which are not there, or twice, are refused when the graph is built."""
    handler = (
        'input_stream_handler { input_stream_handler: "SyncSetInputStreamHandler" options { '
        f"[mediapipe.SyncSetInputStreamHandlerOptions.ext] {{ {options} }} }} }}"
    )
    with pytest.raises(ConfigError) as error:
        CalculatorGraph(
            f'input_stream: "a" node {{ calculator: "PassThrough" input_stream: "a" {handler} output_stream: "b" }}'
        )
    assert str(error.value).endswith(f'SyncSetInputStreamHandler of node "PassThrough": {complaint}')


def test_early_close() -> None:
    """The node closes with the first stream that has ended and is empty, whatever the others hold."""
    bench = Bench(EarlyCloseInputPolicy, 2)
    bench.add("a", 10)
    bench.add("a", 20)
    bench.add("b", 10)
    assert bench.values() == [[10, 10]]
    assert not bench.closed
    bench.settle("b", DONE)
    assert bench.values() == [[10, 10]]
    assert bench.closed


def test_barrier_takes_one_of_each() -> None:
    """A set is one packet of every stream, at the lowest of their timestamps; order within a stream does not matter."""
    bench = Bench(BarrierInputPolicy, 2)
    bench.add("a", 10)
    bench.add("a", 3)
    bench.add("b", 99)
    bench.add("b", 98)
    assert [(timestamp, [p.timestamp for p in packets]) for timestamp, packets in bench.sets] == [
        (10, [10, 99]),
        (3, [3, 98]),
    ]
    bench.settle("a", DONE)
    assert bench.closed


def test_mux_follows_its_control_stream() -> None:
    """The control packet, last, says which stream is waited for; older packets of the others are dropped."""
    bench = Bench(MuxInputPolicy, 3)
    bench.add("a", 10)
    bench.add("b", 10)
    bench.add("c", 10, value=1)
    bench.add("c", 20, value=0)
    assert bench.values() == [[None, 10, 10]]
    assert not bench.streams[0].queue
    bench.settle("a", 21)
    assert bench.values()[1:] == [[None, None, 20]]
    bench.settle("c", DONE)
    assert bench.closed


def test_mux_refuses_a_stream_that_is_not_there() -> None:
    """A control value out of range names the stream, the value and what there is."""
    bench = Bench(MuxInputPolicy, 3)
    with pytest.raises(GraphError, match='stream "c" selects input 2 at 10, but the node has inputs 0 to 1'):
        bench.add("c", 10, value=2)


def test_timestamp_align_brings_clocks_together() -> None:
    """The first packets of all streams belong together, whatever their clocks say; until then the base runs alone."""
    bench = Bench(TimestampAlignInputPolicy, 2, TimestampAlignInputStreamHandlerOptions(timestamp_base_tag_index=":0"))
    bench.add("a", 10)
    bench.add("b", 1010)
    bench.add("a", 20)
    bench.add("a", 30)
    bench.add("b", 1020)
    assert bench.values() == [[10, None], [20, 20], [30, 30]]
    for stream in "ab":
        bench.settle(stream, DONE)
    assert bench.closed


def fixed_size(**fields: Any) -> FixedSizeInputStreamHandlerOptions:
    """Options of the fixed-size policy."""
    return FixedSizeInputStreamHandlerOptions(**fields)


def test_fixed_size_keeps_the_newest() -> None:
    """A queue that has reached the trigger is cut to its newest packets, and so are the others at that time."""
    bench = Bench(FixedSizeInputPolicy, 2, fixed_size())
    for timestamp in (1, 2, 3, 4):
        bench.add("a", timestamp)
    assert [packet.timestamp for packet in bench.streams[0].queue] == [4]
    for timestamp in (1, 3, 4):
        bench.add("b", timestamp)
    assert bench.values() == [[4, 4]]


def test_fixed_size_with_a_minimum_waits_for_all() -> None:
    """With fixed_min_size nothing is cut before every queue has reached the trigger."""
    bench = Bench(FixedSizeInputPolicy, 2, fixed_size(trigger_queue_size=3, target_queue_size=2, fixed_min_size=True))
    for timestamp in (1, 2, 3, 4):
        bench.streams[0].take([P(timestamp, "a")])
    bench.policy.packet_added()
    assert len(bench.streams[0].queue) == 4
    bench.streams[1].take([P(timestamp, "b") for timestamp in (2, 3, 4)])
    bench.policy.packet_added()
    assert [[packet.timestamp for packet in stream.queue] for stream in bench.streams] == [[3, 4], [3, 4]]


def test_batches(threads: int) -> None:
    """With batch_size 3 three sets are collected and processed together; what is left is processed at the end."""
    handler = "input_stream_handler { options { [mediapipe.DefaultInputStreamHandlerOptions.ext] { batch_size: 3 } } }"
    with CalculatorGraph(graph_of("a", do("a", "b", more=handler)), num_threads=threads) as graph:
        seen = watch(graph, "b")
        graph.start_run()
        for timestamp in (1, 2):
            add(graph, "a", timestamp)
        assert [packet for packet in seen["b"] if not packet.is_empty] == []
        add(graph, "a", 3)
        assert [packet for packet in seen["b"] if not packet.is_empty] == [P(1, "a"), P(2, "a"), P(3, "a")]
        add(graph, "a", 4)
        assert seen["b"][-1] == P(3, "a")
        end(graph)
        assert seen["b"][-1] == P(4, "a")


MUX = graph_of("a s", do("a s", "c d", more='input_stream_handler { input_stream_handler: "MuxInputStreamHandler" }'))


def test_numpys_integers_select_too(threads: int) -> None:
    """The control packet of a mux may hold any integer."""
    with CalculatorGraph(MUX, num_threads=threads) as graph:
        seen = watch(graph, "c", bounds=False)["c"]
        graph.start_run()
        graph.add_packet_to_input_stream("s", P(1, np.int64(0)))
        add(graph, "a", 1)
    assert seen == [P(1, "a")]


@pytest.mark.parametrize("control", [1, -1, "a"])
def test_inputs_that_do_not_fit_are_the_nodes_own_failure(threads: int, control: object) -> None:
    """A failing input policy is its node's failure, not the sender's or the caller's; the error names the policy."""
    graph = CalculatorGraph(MUX + do("c", "e"), num_threads=threads)
    graph.start_run()
    with suppress(CalculatorError):  # raised by this call, or by the next
        graph.add_packet_to_input_stream("s", P(3, control))
    with pytest.raises(CalculatorError) as caught:
        graph.wait_until_idle()
    assert (
        "test.Do (node 'test.Do_1') cannot take its inputs (MuxInputStreamHandler): stream \"s\" selects input "
        in str(caught.value)
    )
    assert caught.value.phase == "input"
    graph.close()
