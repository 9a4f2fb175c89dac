"""PreviousLoopbackCalculator in graphs: each frame meets what the frame before it became, and nothing ever blocks."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import pytest

from backedge import CalculatorGraph, Packet
from backedge import timestamp as ts
from tests.do_calculator import Do, forward
from tests.flow import B, P, add, end, values, watch
from tests.graph_text import do, do_options, graph_of


def loopback(main: str, loop: str, previous: str) -> str:
    """The node that pairs `main` with the previous packet of `loop`."""
    back_edge = 'input_stream_info { tag_index: "LOOP" back_edge: true }'
    return do(
        f"MAIN:{main} LOOP:{loop}", f"PREV_LOOP:{previous}", more=back_edge, calculator="PreviousLoopbackCalculator"
    )


def gate(source: str, control: str, target: str) -> str:
    """A gate that drops what its control disallows, and settles its output."""
    return do(f"{source} DISALLOW:{control}", target, calculator="GateCalculator")


ROUND = [loopback("in", "out", "previous"), do("in previous", "out previous2")]


def test_the_end_travels_round_the_loop(threads: int) -> None:
    """When the input ends every node of the loop closes; what is sent in close() still comes out."""
    total: list[int] = []

    def add_up(node: Do) -> None:
        total.append(node.inputs[0].value)
        forward(node)

    tail = do("out", "sum", "PROCESS:add_up CLOSE:send_sum")
    with CalculatorGraph(graph_of("in", *ROUND, tail), num_threads=threads) as graph:
        seen = watch(graph, "sum", bounds=False)["sum"]
        graph.start_run({"add_up": add_up, "send_sum": lambda node: node.outputs[0].send(sum(total), ts.MAX)})
        for timestamp in (1, 2, 5, 15):
            graph.add_packet_to_input_stream("in", P(timestamp))
            graph.wait_until_idle()
            assert seen[-1] == P(timestamp)
        graph.close_all_input_streams()
        graph.wait_until_idle()
        assert seen[-1] == P(ts.MAX, 23)
        graph.wait_until_done()


@pytest.mark.parametrize("first", [[], [ts.MIN], [ts.MIN, 0]])
def test_frames_at_the_ends_of_time(threads: int, first: list[int]) -> None:
    """Frames at Min and Max are paired like others."""
    frames = [*first, ts.MAX]
    with CalculatorGraph(graph_of("in", *ROUND), num_threads=threads) as graph:
        seen = watch(graph, "out", "previous2", bounds=False)
        graph.start_run()
        for timestamp in frames:
            graph.add_packet_to_input_stream("in", P(timestamp))
        graph.wait_until_idle()
        assert seen["out"] == [P(timestamp) for timestamp in frames]
        assert seen["previous2"] == [P(at, before) for before, at in pairwise(frames)]
        end(graph)


def test_a_loop_that_is_empty_for_ever(threads: int) -> None:
    """A loop that leads back to itself never has a packet, and keeps no node waiting."""
    text = graph_of("in", loopback("in", "previous", "previous"), do("in previous", "out previous2"))
    with CalculatorGraph(text, num_threads=threads) as graph:
        seen = watch(graph, "out", bounds=False)["out"]
        graph.start_run()
        for timestamp in range(50):
            graph.add_packet_to_input_stream("in", P(timestamp))
            graph.wait_until_idle()
            assert len(seen) == timestamp + 1
        end(graph)


GATED = graph_of(
    "in no_main no_loop",
    gate("in", "no_main", "main"),
    loopback("main", "loop", "previous"),
    do("in previous", "out out_previous"),
    gate("in", "no_loop", "loop"),
)


@pytest.mark.parametrize(
    ("no_main", "no_loop", "previous"),
    [
        ([1, 1, 1, 1, 1], [0, 0, 0, 0, 0], {}),
        ([0, 0, 0, 0, 0], [1, 1, 1, 1, 1], {}),
        ([0, 1, 0, 0, 1], [0, 0, 0, 0, 0], {3: 1, 5: 3}),
        ([0, 0, 0, 0, 0], [0, 1, 0, 1, 0], {2: 1, 5: 3}),
    ],
    ids=["no frames", "empty loop", "frames now and then", "loop now and then"],
)
def test_frames_and_loop_packets_may_be_missing(
    threads: int, no_main: list[int], no_loop: list[int], previous: dict[int, int]
) -> None:
    """A frame has no previous packet, at once, where either side is merely settled; only what a frame became counts."""
    with CalculatorGraph(GATED, num_threads=threads) as graph:
        seen = watch(graph, "out", "out_previous", bounds=False)
        graph.start_run()
        for count, (timestamp, main, loop) in enumerate(zip((1, 2, 3, 5, 15), no_main, no_loop, strict=True), 1):
            graph.add_packet_to_input_stream("in", P(timestamp))
            graph.add_packet_to_input_stream("no_main", P(timestamp, bool(main)))
            graph.add_packet_to_input_stream("no_loop", P(timestamp, bool(loop)))
            graph.wait_until_idle()
            assert len(seen["out"]) == count
        assert seen["out_previous"] == [P(at, before) for at, before in previous.items()]
        end(graph)


def test_a_long_run_with_gaps(threads: int) -> None:
    """After a thousand frames with gaps on both sides frame and predecessor still belong together."""
    with CalculatorGraph(GATED, num_threads=threads) as graph:
        seen = watch(graph, "out", "out_previous", bounds=False)
        graph.start_run()
        for timestamp in range(1, 1003):
            graph.add_packet_to_input_stream("in", P(timestamp))
            graph.add_packet_to_input_stream("no_main", P(timestamp, timestamp % 3 == 1 and timestamp <= 1000))
            graph.add_packet_to_input_stream("no_loop", P(timestamp, timestamp % 2 == 1 and timestamp <= 1000))
        graph.wait_until_idle()
        assert seen["out"][-1] == P(1002)
        assert seen["out_previous"][-1] == P(1002, 1001)
        end(graph)


@pytest.mark.parametrize(
    ("delays", "counts", "previous"),
    [
        ([1, 1, 1, 0, 0], [1, 1, 1, 4, 5], [P(15, 5)]),
        ([0, 1, 1, 0, 0], [1, 2, 2, 4, 5], [P(2, 1), P(15, 5)]),
    ],
)
def test_a_loop_that_says_nothing(
    threads: int, delays: list[int], counts: list[int], previous: list[Packet[Any]]
) -> None:
    """A loop that drops packets without a bound holds the next frames up until its next packet."""

    def drop(node: Do) -> None:
        if not node.inputs[1].value:
            forward(node)

    text = graph_of(
        "in delay",
        loopback("in", "loop", "previous"),
        do("in previous", "out out_previous"),
        do("in delay", "loop", "PROCESS:drop", do_options("arbitrary: true")),
    )
    with CalculatorGraph(text, num_threads=threads) as graph:
        seen = watch(graph, "out", "out_previous")
        graph.start_run({"drop": drop})
        for timestamp, delay, count in zip((1, 2, 3, 5, 15), delays, counts, strict=True):
            graph.add_packet_to_input_stream("in", P(timestamp))
            graph.add_packet_to_input_stream("delay", P(timestamp, bool(delay)))
            graph.wait_until_idle()
            assert len(values(seen["out"])) == count
        assert [packet for packet in seen["out_previous"] if not packet.is_empty] == previous
        assert B(1) in seen["out_previous"]
        end(graph)


BACK = 'input_stream_info { tag_index: "LOOP" back_edge: true }'


def test_a_loop_through_its_own_output_starts_and_ends(threads: int) -> None:
    """A loop that feeds on itself gets going from nothing, and closes when its input does."""
    text = graph_of(
        "a",
        do("MAIN:a LOOP:c", "PREV_LOOP:prev", more=BACK, calculator="PreviousLoopbackCalculator"),
        do("a prev", "c", "PROCESS:count"),
    )

    def count(node: Do) -> None:
        node.outputs[0].send(node.inputs[1].get(0) + 1)

    with CalculatorGraph(text, num_threads=threads) as graph:
        seen = watch(graph, "c", bounds=False)
        graph.start_run({"count": count})
        for timestamp in range(1, 6):
            graph.add_packet_to_input_stream("a", P(timestamp))
        end(graph)
    assert seen["c"] == [P(timestamp) for timestamp in range(1, 6)]


def test_a_loop_with_a_node_that_promises_nothing_stands_still(threads: int) -> None:
    """A graph stops after the first frame if one node in its loop has no offset."""
    frames: list[int] = []

    def drop(node: Do) -> None:
        frames.append(node.timestamp)

    for options, expected in (("arbitrary: true", [1]), ("offset: 0", [1, 2, 3])):
        frames.clear()
        text = graph_of(
            "a",
            do("MAIN:a LOOP:l", "PREV_LOOP:prev", more=BACK, calculator="PreviousLoopbackCalculator"),
            do("a prev", "l", "PROCESS:drop", do_options(options)),
        )
        with CalculatorGraph(text, num_threads=threads) as graph:
            graph.start_run({"drop": drop})
            for timestamp in (1, 2, 3):
                add(graph, "a", timestamp)
            assert frames == expected
