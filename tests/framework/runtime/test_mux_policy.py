"""The mux policy in graphs: one stream out of several, as a control stream says."""

from __future__ import annotations

import gc
import weakref
from typing import Any

import pytest

from backedge import CalculatorGraph
from tests.do_calculator import Do
from tests.flow import B, P, end, values, watch
from tests.graph_text import do, graph_of, input_policy

MUX = do("INPUT:0:in0 INPUT:1:in1 SELECT:select", "OUTPUT:out", more=input_policy("Mux"), calculator="MuxCalculator")
PAIR = do("select out", "pair", calculator="MakePairCalculator")


def gate(index: int, output: str) -> str:
    """A node that lets one of the inputs through while it is allowed to."""
    return do(f"ALLOW:allow{index} ungated{index}", output, calculator="GateCalculator")


USUAL = (1000, 900, 800)


@pytest.mark.parametrize(
    "rounds",
    [
        [(0, "0", USUAL), (1, "1", USUAL), (2, "2", USUAL)],
        [(0, "012", USUAL), (1, "012", USUAL), (2, "012", USUAL)],
        [(0, "", USUAL), (1, "", USUAL), (2, "", USUAL)],
        [(0, "12", USUAL), (1, "02", USUAL), (2, "01", USUAL)],
        [(0, "", USUAL), (1, "1", USUAL), (2, "01", USUAL), (2, "012", USUAL), (0, "0", (700, 600, 500))],
    ],
    ids=["selected only", "all", "none", "all but the selected", "mixed"],
)
def test_muxing(threads: int, rounds: list[tuple[int, str, tuple[int, ...]]]) -> None:
    """A mux sends the packet of the selected stream where there is one, and never a packet of another stream."""
    mux = do(
        "INPUT:0:in0 INPUT:1:in1 INPUT:2:in2 SELECT:select",
        "OUTPUT:out",
        more=input_policy("Mux"),
        calculator="MuxCalculator",
    )
    inputs = "ungated0 ungated1 ungated2 select allow0 allow1 allow2"
    text = graph_of(inputs, *(gate(index, f"in{index}") for index in range(3)), mux)
    expected: list[Any] = []
    with CalculatorGraph(text, num_threads=threads) as graph:
        seen = watch(graph, "out", bounds=False)["out"]
        graph.start_run()
        for timestamp, (select, allowed, numbers) in enumerate(rounds, start=1):
            allow = [str(index) in allowed for index in range(3)]
            for stream, value in zip(inputs.split(), [*numbers, select, *allow], strict=True):
                graph.add_packet_to_input_stream(stream, P(timestamp, value))
            graph.wait_until_idle()
            if str(select) in allowed:
                expected.append(P(timestamp, numbers[select]))
            assert seen == expected
        end(graph)
    assert seen == expected


@pytest.mark.parametrize("pause", [True, False])
def test_a_mux_tells_where_nothing_was_selected(threads: int, pause: bool) -> None:
    """A mux settles its output if the selected stream has gone past the control packet: joins behind go on."""
    steps = [
        ("select", 1, 0, 0),
        ("in0", 2, 1000, 1),
        ("in1", 1, 900, 1),
        ("in1", 4, 800, 1),
        ("select", 2, 0, 2),
        ("select", 3, 1, 3),
        ("select", 4, 1, 4),
    ]
    pairs = [(P(1, 0), B(1)), (P(2, 0), P(2, 1000)), (P(3, 1), B(3)), (P(4, 1), P(4, 800))]
    with CalculatorGraph(graph_of("in0 in1 select", MUX, PAIR), num_threads=threads) as graph:
        seen = watch(graph, "pair", "out")
        graph.start_run()
        for stream, timestamp, value, count in steps:
            graph.add_packet_to_input_stream(stream, P(timestamp, value))
            if pause:
                graph.wait_until_idle()
                assert values(seen["pair"]) == pairs[:count]
        graph.wait_until_idle()
        assert values(seen["pair"]) == pairs
        assert seen["out"] == [B(0), B(1), P(2, 1000), B(3), P(4, 800)]
        end(graph)


def test_bounds_before_a_mux_go_through_it(threads: int) -> None:
    """The output of a mux is merely settled at the control's time if the selected stream is."""
    inputs = "select ungated0 allow0 ungated1 allow1"
    text = graph_of(inputs, gate(0, "in0"), gate(1, "in1"), MUX, PAIR)
    with CalculatorGraph(text, num_threads=threads) as graph:
        seen = watch(graph, "pair", bounds=False)["pair"]
        graph.start_run()
        pairs = []
        for timestamp, number, allow, out in ((1, 1000, False, B(1)), (2, 900, True, P(2, 900))):
            for stream, value in (("select", 0), ("ungated0", number), ("allow0", allow)):
                graph.add_packet_to_input_stream(stream, P(timestamp, value))
            graph.wait_until_idle()
            pairs.append((P(timestamp, 0), out))
            assert values(seen) == pairs
        end(graph)


def test_what_is_not_selected_is_let_go(threads: int) -> None:
    """Packets of other streams before the control's time are dropped when they come, though nothing runs."""

    class Frame:
        """Something that can be referred to weakly."""

    frames = [Frame(), Frame()]
    alive = [weakref.ref(frame) for frame in frames]
    with CalculatorGraph(graph_of("in0 in1 select", MUX), num_threads=threads) as graph:
        seen = watch(graph, "out", bounds=False)["out"]
        graph.start_run()
        graph.add_packet_to_input_stream("select", P(2, 0))
        graph.add_packet_to_input_stream("in0", P(2))
        graph.wait_until_idle()
        assert seen == [P(2)]
        for timestamp in (1, 2):
            graph.add_packet_to_input_stream("in1", frames.pop(), timestamp)
        graph.wait_until_idle()
        gc.collect()
        assert [ref() for ref in alive] == [None, None]
        end(graph)


def test_what_is_not_selected_fills_no_queue(threads: int) -> None:
    """Late packets of a stream that is not selected cause no deadlock, though a queue is full with as many of them."""
    text = graph_of("in0 in1 select", "max_queue_size: 2 report_deadlock: true", MUX)
    with CalculatorGraph(text, num_threads=threads) as graph:
        seen = watch(graph, "out", bounds=False)["out"]
        graph.start_run()
        graph.add_packet_to_input_stream("select", P(2, 0))
        graph.add_packet_to_input_stream("in0", P(2, 1000))
        graph.wait_until_idle()
        for timestamp in (1, 2):
            graph.add_packet_to_input_stream("in1", P(timestamp, 900))
        graph.wait_until_idle()
        assert seen == [P(2, 1000)]
        end(graph)


@pytest.mark.parametrize("more", [input_policy("Mux"), ""], ids=["named", "asked for by the calculator"])
def test_control_and_data_are_taken_together(threads: int, more: str) -> None:
    """Packets dealt out to five branches come together again in order, though control and data come one by one."""
    text = graph_of(
        "a",
        do(
            "a",
            " ".join(f"OUTPUT:{index}:b{index}" for index in range(5)) + " SELECT:select",
            calculator="RoundRobinDemuxCalculator",
        ),
        *(do(f"b{index}", f"c{index}") for index in range(5)),
        do(
            " ".join(f"INPUT:{index}:c{index}" for index in range(5)) + " SELECT:select",
            "OUTPUT:out",
            more=more,
            calculator="MuxCalculator",
        ),
    )
    with CalculatorGraph(text, num_threads=threads) as graph:
        seen = watch(graph, "out", bounds=False)["out"]
        graph.start_run()
        for timestamp in range(2000):
            graph.add_packet_to_input_stream("a", P(timestamp))
        end(graph)
    assert seen == [P(timestamp) for timestamp in range(2000)]


def test_control_and_data_are_taken_together_on_workers() -> None:
    """Packets also come together in order where dealing out and choosing run on workers."""
    text = graph_of(
        "a",
        do("a", "b0 b1 b2 b3 b4 select", "PROCESS:deal"),
        *(do(f"b{index}", f"c{index}") for index in range(5)),
        do("c0 c1 c2 c3 c4 select", "out", "PROCESS:choose", input_policy("Mux")),
    )

    def deal(node: Do) -> None:
        index = node.timestamp % 5
        node.outputs[index].forward(node.inputs[0])
        node.outputs[5].send(index)

    def choose(node: Do) -> None:
        node.outputs[0].forward(node.inputs[node.inputs[5].value])

    with CalculatorGraph(text, num_threads=4) as graph:
        seen = watch(graph, "out", bounds=False)["out"]
        graph.start_run({"deal": deal, "choose": choose})
        for timestamp in range(1000):
            graph.add_packet_to_input_stream("a", P(timestamp))
        end(graph)
    assert values(seen) == list(range(1000))
