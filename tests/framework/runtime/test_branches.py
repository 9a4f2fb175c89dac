"""Branches that only some packets take, and how they come together again."""

from __future__ import annotations

from typing import Any

import pytest

from backedge import CalculatorGraph, GraphError
from tests.do_calculator import Do, add_up, sender
from tests.flow import B, P, add, end, values, watch
from tests.graph_text import do, do_options, graph_of, input_policy

MUX = input_policy("Mux")
CHOICES = [(1, 0), (2, 1), (3, 0), (4, 0), (5, 1), (6, 0), (7, 1), (8, 1), (9, 1), (10, 0)]
RESULTS = [2, 4, 6, 8, 25, 12, 49, 64, 81, 20]


def demux_with_bounds(node: Do) -> None:
    """Send the data to the branch that is selected, and tell the others that nothing comes."""
    data, select = node.inputs
    for index, output in enumerate(node.outputs):
        if index == select.value:
            output.forward(data)
        else:
            output.set_next_timestamp_bound(node.timestamp + 1)


def demux(node: Do) -> None:
    """Send the data to the branch that is selected; leave the others in the dark."""
    data, select = node.inputs
    node.outputs[select.value].forward(data)


def mux(node: Do) -> None:
    """Send on what came from the branch that is selected."""
    *branches, select = node.inputs
    node.outputs[0].forward(branches[select.value])


@pytest.mark.parametrize(
    ("split", "policy"), [(demux_with_bounds, ""), (demux, MUX)], ids=["with bounds", "with the mux policy"]
)
@pytest.mark.parametrize("pause", [False, True], ids=["at once", "one by one"])
def test_if_then_else(threads: int, split: Any, policy: str, pause: bool) -> None:
    """Results of branches of different lengths come out in order; who waits knows by bounds or by the choice."""
    text = graph_of(
        "in select",
        do("in select", "left right", "PROCESS:split", do_options("arbitrary: true")),
        do("left", "left1"),
        do("left1", "left2", "PROCESS:double"),
        do("left2", "left3"),
        do("right", "right1", "PROCESS:square"),
        do("left3 right1 select", "out", "PROCESS:mux", policy),
    )
    with CalculatorGraph(text, num_threads=threads) as graph:
        seen = watch(graph, "out", bounds=False)["out"]
        graph.start_run(
            {
                "split": split,
                "mux": mux,
                "double": lambda node: node.outputs[0].send(node.inputs[0].value * 2),
                "square": lambda node: node.outputs[0].send(node.inputs[0].value ** 2),
            }
        )
        for timestamp, (value, choice) in enumerate(CHOICES):
            graph.add_packet_to_input_stream("in", P(timestamp, value))
            graph.add_packet_to_input_stream("select", P(timestamp, choice))
            if pause:
                graph.wait_until_idle()
                assert values(seen) == RESULTS[: timestamp + 1]
        end(graph)
    assert values(seen) == RESULTS


def test_a_mux_that_goes_back_in_time(threads: int) -> None:
    """A node that passes on whatever comes first must not be overtaken: the error names the input policy to blame."""

    def first_there(node: Do) -> None:
        node.outputs[0].forward(next(port for port in node.inputs if not port.is_empty))

    immediate = input_policy("Immediate")
    options = do_options("arbitrary: true")
    text = graph_of("a b", do("a b", "out", "PROCESS:first_there", options + immediate), do("out", ""))
    graph = CalculatorGraph(text, num_threads=threads)
    seen = watch(graph, "out", bounds=False)["out"]
    graph.start_run({"first_there": first_there})
    for timestamp in range(2):
        graph.add_packet_to_input_stream("a", P(timestamp))
        graph.wait_until_idle()
        assert seen == [P(at) for at in range(timestamp + 1)]
    with pytest.raises(GraphError, match=r"(?s)packet timestamp mismatch .* is an immediate input policy upstream"):  # noqa: PT012 - in which call varies
        graph.add_packet_to_input_stream("b", P(0))
        graph.wait_until_idle()
    graph.close()


def test_dot_products(threads: int) -> None:
    """With the barrier policy everywhere packets are matched by arrival, not by timestamp."""

    def multiply(node: Do) -> None:
        node.outputs[0].send(node.inputs[0].value * node.inputs[1].value)

    text = graph_of(
        "",
        input_policy("Barrier"),
        do("", "a", "PROCESS:send_a"),
        do("", "b", "PROCESS:send_b"),
        do("", "axis", "PROCESS:send_axis"),
        do("a axis", "x1 y1 z1", "PROCESS:demux"),
        do("b axis", "x2 y2 z2", "PROCESS:demux"),
        do("x1 x2", "x", "PROCESS:multiply"),
        do("y1 y2", "y", "PROCESS:multiply"),
        do("z1 z2", "z", "PROCESS:multiply"),
        do("x y z", "product", "PROCESS:add_up"),
    )
    with CalculatorGraph(text, num_threads=threads) as graph:
        seen = watch(graph, "product", bounds=False)["product"]
        graph.start_run(
            {
                "send_a": sender(P(i, i) for i in range(15)),
                "send_b": sender(P(i, i + 1) for i in range(15)),
                "send_axis": sender(P(i, i % 3) for i in range(15)),
                "demux": demux,
                "multiply": multiply,
                "add_up": add_up,
            }
        )
        graph.wait_until_done()
    assert values(seen) == [sum(i * (i + 1) for i in range(n, n + 3)) for n in range(0, 15, 3)]


GATE = graph_of(
    "a allow",
    do("a ALLOW:allow", "out STATE_CHANGE:state", calculator="GateCalculator"),
    do("out", "down", calculator="PassThroughCalculator"),
)


def test_two_inputs_after_a_gate_run_without_it(threads: int) -> None:
    """A join behind a dropping gate runs for every packet of its other input."""
    text = GATE + do("a down", "x y", calculator="PassThroughCalculator")
    with CalculatorGraph(text, num_threads=threads) as graph:
        seen = watch(graph, "x", "y")
        graph.start_run()
        graph.close_input_stream("allow")
        for timestamp in (1, 2):
            add(graph, "a", timestamp)
    assert seen == {"x": [P(1, "a"), P(2, "a")], "y": [B(1), B(2)]}
