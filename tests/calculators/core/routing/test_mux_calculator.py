"""MuxCalculator."""

from __future__ import annotations

import gc
import weakref
from typing import Any

import pytest

from backedge import CalculatorGraph
from backedge.errors import ConfigError, GraphError
from backedge.packet import Packet
from backedge.testing import feed, run_node
from tests.calculators.core.nodes import Run
from tests.do_calculator import Do
from tests.flow import B, P, end, watch
from tests.graph_text import do, graph_of

DEFAULT_POLICY = 'input_stream_handler { input_stream_handler: "DefaultInputStreamHandler" }'
MUX = """
node {
  calculator: "MuxCalculator"
  input_stream: "INPUT:0:x"
  input_stream: "INPUT:1:y"
  %s: "SELECT:select"
  output_stream: "OUTPUT:selected"
}
"""
ROWS = [(1, 1, 2), (3, 5, 8), (13, 21, 34), (55, 89, 144), (233, 377, 610), (987, 1597, 2584), (4181, 6765, 10946)]


def columns(*selected: int) -> dict[str, list[Packet[int]]]:
    """`ROWS` as streams a, b and c, from 22 on, and what is selected of each."""
    streams = [*zip(*ROWS, strict=True), selected]
    return {name: [P(at, v) for at, v in enumerate(values, 22)] for name, values in zip("abcs", streams, strict=True)}


@pytest.mark.parametrize("policy", ["", DEFAULT_POLICY])
def test_mux_of_three(run: Run, policy: str) -> None:
    """Of three streams SELECT takes one at a time, under either policy."""
    node = do("INPUT:0:a INPUT:1:b INPUT:2:c SELECT:s", "OUTPUT:out", more=policy, calculator="MuxCalculator")
    assert run(node, columns(1, 2, 0, 2, 0, 1, 2)).values("out") == [1, 8, 13, 144, 233, 1597, 10946]


def test_mux_of_three_by_side_packet(run: Run) -> None:
    """A side packet takes the same stream throughout."""
    node = do("INPUT:0:a INPUT:1:b INPUT:2:c", "OUTPUT:out", "SELECT:s", DEFAULT_POLICY, calculator="MuxCalculator")
    feed = columns(*[0] * 7)
    del feed["s"]
    for number, name in enumerate("abc"):
        assert run(node, feed, {"s": number})["out"] == feed[name]


def test_mux_by_stream(run: Run) -> None:
    """SELECT says which input passes at its timestamp; what the others have is dropped."""
    feed = {
        "x": [Packet("x1", 1), Packet("x2", 2), Packet("x3", 3)],
        "y": [Packet("y1", 1), Packet("y2", 2), Packet.empty(3)],
        "select": [Packet(0, 1), Packet(1, 2), Packet(1, 3)],
    }
    assert run(MUX % "input_stream", feed).with_bounds("selected") == [
        Packet("x1", 1),
        Packet("y2", 2),
        Packet.empty(3),
    ]


def test_mux_by_side_packet(run: Run) -> None:
    """A side packet selects for the whole run."""
    feed = {"x": ["x0", "x1"], "y": ["y0", "y1"]}
    assert run(MUX % "input_side_packet", feed, {"select": 1}).values("selected") == ["y0", "y1"]


def test_mux_with_the_default_policy(run: Run) -> None:
    """Under the default input policy nothing passes without SELECT, and a wrong SELECT is an error."""
    handler = 'input_stream_handler { input_stream_handler: "DefaultInputStreamHandler" } output_stream'
    node = (MUX % "input_stream").replace("output_stream", handler)
    feed = {"x": [Packet("x1", 1), Packet("x2", 2)], "y": [Packet.empty(2)], "select": [Packet.empty(1), Packet(0, 2)]}
    assert run(node, feed)["selected"] == [Packet("x2", 2)]
    with pytest.raises(GraphError, match="SELECT is 2, but there are inputs 0 to 1"):
        run(node, {"x": ["x"], "y": ["y"], "select": [2]})


def test_mux_needs_one_select() -> None:
    """SELECT is required, once."""
    with pytest.raises(ConfigError, match="SELECT must be an input stream or an input side packet"):
        run_node((MUX % "input_stream").replace("output", 'input_side_packet: "SELECT:s" output', 1))
    with pytest.raises(ConfigError, match="SELECT must be an input stream or an input side packet"):
        run_node((MUX % "input_stream").replace('input_stream: "SELECT:select"', ""))


class Big:
    """A value whose end can be seen."""


def test_mux_lets_go_of_what_it_skips(threads: int) -> None:
    """Once another input is selected at a packet's time, the node no longer keeps the packet."""
    with CalculatorGraph(graph_of("x y select", MUX % "input_stream"), num_threads=threads) as graph:
        seen = watch(graph, "selected", bounds=False)["selected"]
        graph.start_run()
        passed, skipped, later = Big(), Big(), Big()
        gone = weakref.ref(skipped)
        feed(graph, {"x": [P(0, passed)], "y": [P(0, skipped), P(1, later)]})
        del skipped
        assert gone() is not None
        feed(graph, {"select": [P(0, 0)]})
        gc.collect()
        assert gone() is None
        assert seen == [P(0, passed)]
        feed(graph, {"select": [P(1, 1)]})
        assert seen == [P(0, passed), P(1, later)]
        end(graph)


def test_mux_passes_bounds_on_at_once(threads: int) -> None:
    """The output is settled when the selected input is, and a node that joins it with SELECT is not held up."""

    def pass_first(node: Do) -> None:
        node.outputs[0].forward(node.inputs[0])

    def value_or_none(node: Do) -> None:
        node.outputs[0].send(node.inputs[1].get())

    nodes = (
        do("select", "x y", "PROCESS:pass_first"),
        MUX % "input_stream",
        do("select selected", "joined", "PROCESS:value_or_none"),
    )
    with CalculatorGraph(graph_of("select", *nodes), num_threads=threads) as graph:
        seen = watch(graph, "joined", bounds=False)["joined"]
        graph.start_run({"pass_first": pass_first, "value_or_none": value_or_none})
        for select, joined in ((P(1, 0), P(1, 0)), (P(2, 1), Packet(None, 2)), (P(3, 0), P(3, 0))):
            feed(graph, {"select": [select]})
            assert seen[-1] == joined
        end(graph)


@pytest.mark.parametrize(("policy", "expected"), [("", []), (DEFAULT_POLICY, [B(1000)])])
def test_mux_closes_without_a_selection(run: Run, policy: str, expected: list[Packet[Any]]) -> None:
    """If SELECT ends before it has said anything the mux closes; the default policy settles what the others had."""
    node = do("SELECT:s INPUT:0:x INPUT:1:y", "OUTPUT:out", more=policy, calculator="MuxCalculator")
    assert run(node, {"x": [P(1000, 0)]}).with_bounds("out") == expected
