"""Switches: which channel a packet goes into, and when it comes out on the other side."""

from __future__ import annotations

from typing import Any

import pytest

from backedge import Calculator, CalculatorGraph, Input, Output, Packet, register
from tests.flow import P, end, values, watch
from tests.graph_text import do, graph_of

CHANNELS = " ".join(f"C{channel}__FRAME:frame_{channel} C{channel}__MASK:mask_{channel}" for channel in range(3))
MUX = graph_of(
    "select frame_0 mask_0 frame_1 mask_1 frame_2 mask_2",
    do(f"SELECT:select {CHANNELS}", "FRAME:frame MASK:mask", calculator="SwitchMuxCalculator"),
)
DEMUX = graph_of(
    "select frame mask",
    do("SELECT:select FRAME:frame MASK:mask", CHANNELS, calculator="SwitchDemuxCalculator"),
    *(do(f"frame_{channel}", f"seen_{channel}", "OPEN:look") for channel in range(2)),
)


@register("behaviours.Triple")
class Triple(Calculator):
    """Multiplies by 3."""

    number = Input[int]()
    product = Output[int]()

    def process(self) -> None:
        self.product.send(self.number.value * 3)


def container(options: str) -> str:
    """A graph that triples numbers, or, while it is enabled, passes them on; and a join behind."""
    contained = (
        'contained_node { calculator: "behaviours.Triple" } contained_node { calculator: "PassThroughCalculator" }'
    )
    switch = f"options {{ [mediapipe.SwitchContainerOptions.ext] {{ {contained} {options} }} }}"
    return graph_of(
        "foo enable",
        do("ENABLE:enable foo", "bar", more=switch, calculator="SwitchContainer"),
        do("foo bar", "output_foo output_bar"),
    )


@pytest.mark.parametrize(
    ("options", "synchronous"), [("async_selection: true", False), ("synchronize_io: true", True), ("", True)]
)
def test_a_container_switches_between_calculators(threads: int, options: str, synchronous: bool) -> None:
    """Each packet goes through the calculator that is enabled at its time, told before or for every packet."""
    with CalculatorGraph(container(options), num_threads=threads) as graph:
        seen = watch(graph, "output_foo", "output_bar", bounds=False)
        graph.start_run()
        expected: list[int] = []
        for number in range(1, 21):
            enabled = number <= 10
            if synchronous:
                graph.add_packet_to_input_stream("enable", P(number * 10_000, enabled))
            elif number in (1, 11):
                graph.add_packet_to_input_stream("enable", P(number * 10_000 - 5_000, enabled))
            graph.wait_until_idle()
            graph.add_packet_to_input_stream("foo", P(number * 10_000, number))
            graph.wait_until_idle()
            expected.append(number if enabled else number * 3)
            assert values(seen["output_foo"]) == list(range(1, number + 1))
            assert values(seen["output_bar"]) == expected
        end(graph)


def select(channel: int, first: int, last: int) -> list[tuple[str, Packet[Any]]]:
    """A channel is selected from one timestamp to another."""
    return [("select", P(first, channel)), ("select", P(last, channel))]


def frame(channel: int, timestamp: int) -> tuple[str, Packet[Any]]:
    """A frame comes out of a channel."""
    return f"frame_{channel}", P(timestamp, f"{channel}@{timestamp}")


EARLY = [
    ([*select(0, 1, 10), *select(1, 11, 20), *select(0, 21, 30)], 0),
    ([frame(0, 10)], 1),
    ([frame(1, 20)], 2),
    ([frame(0, 30)], 3),
]
LATE = [
    ([frame(0, 10), frame(1, 20), frame(0, 30)], 0),
    (select(0, 1, 10), 1),
    (select(1, 11, 20), 2),
    (select(0, 21, 30), 3),
]
ON_TIME = [
    ([*select(0, 1, 10), frame(0, 10)], 1),
    ([*select(1, 11, 20), frame(1, 20)], 2),
    ([*select(0, 21, 30), frame(0, 30)], 3),
]
NEVER_COMPLETE = [
    (select(0, 1, 10), 0),
    ([*select(1, 11, 20), frame(1, 20)], 0),
    ([frame(0, 15)], 1),
]
SLOW = [
    ([*select(0, 1, 10), frame(0, 10)], 1),
    ([*select(1, 11, 20), frame(0, 20), frame(2, 20)], 1),
    ([*select(2, 21, 30), frame(2, 30)], 1),
    ([*select(0, 31, 40), frame(0, 40)], 1),
    (select(1, 41, 50), 1),
    ([frame(1, 20), frame(1, 50)], 5),
]


@pytest.mark.parametrize(
    ("steps", "expected"),
    [
        (EARLY, ["0@10", "1@20", "0@30"]),
        (LATE, ["0@10", "1@20", "0@30"]),
        (ON_TIME, ["0@10", "1@20", "0@30"]),
        (NEVER_COMPLETE, ["1@20"]),
        (SLOW, ["0@10", "1@20", "2@30", "0@40", "1@50"]),
    ],
    ids=["selected early", "selected late", "on time", "a frame never comes", "a slow channel"],
)
def test_a_mux_puts_channels_in_order(threads: int, steps: list[Any], expected: list[str]) -> None:
    """Packets come out in the order of their timestamps, each when its channel is known and no earlier one can come."""
    with CalculatorGraph(MUX, num_threads=threads) as graph:
        seen = watch(graph, "frame", bounds=False)["frame"]
        graph.start_run()
        for channel in range(3):
            graph.close_input_stream(f"mask_{channel}")
        for packets, count in steps:
            for stream, packet in packets:
                graph.add_packet_to_input_stream(stream, packet)
            graph.wait_until_idle()
            assert len(seen) == count
        end(graph)
    assert values(seen) == expected


def test_a_demux_sends_each_packet_into_its_channel(threads: int) -> None:
    """A packet goes where the selection at its time says; every channel has the header of the input."""
    headers: list[Any] = []
    with CalculatorGraph(DEMUX, num_threads=threads) as graph:
        seen = watch(graph, "seen_0", "seen_1", bounds=False)
        graph.start_run({"look": lambda node: headers.append(node.inputs[0].header)}, {"frame": "header of the frames"})
        graph.close_input_stream("mask")
        for channel, timestamp in ((0, 10), (1, 20)):
            for stream, packet in select(channel, timestamp - 9, timestamp):
                graph.add_packet_to_input_stream(stream, packet)
            graph.add_packet_to_input_stream("frame", P(timestamp))
            graph.wait_until_idle()
            assert seen[f"seen_{channel}"] == [P(timestamp)]
        end(graph)
    assert seen == {"seen_0": [P(10)], "seen_1": [P(20)]}
    assert headers == [Packet("header of the frames")] * 2
