"""Headers of the graph's own input streams."""

from __future__ import annotations

from typing import Any

import pytest

from backedge import CalculatorGraph, GraphError, Packet
from backedge.errors import CalculatorError
from tests.nodes import Do, do, graph_of

TEXT = graph_of("a", do("a", "b", "OPEN:pass_on"), do("b", "c", "OPEN:read"))


def pass_on(node: Do) -> None:
    """Give the output the header of the input."""
    header = node.inputs[0].header
    if header.is_empty:
        raise ValueError("no stream header present")
    node.outputs[0].set_header(header)


@pytest.mark.parametrize("header", [(320, 240), Packet((320, 240))], ids=["value", "packet"])
def test_a_graph_input_can_have_a_header(threads: int, header: Any) -> None:
    """start_run() takes headers, which those who read the stream find in open(); the next run has its own."""
    found: list[Any] = []
    graph = CalculatorGraph(TEXT, num_threads=threads)
    side_packets = {"pass_on": pass_on, "read": lambda node: found.append(node.inputs[0].header)}
    graph.start_run(side_packets, {"a": header})
    graph.close_all_input_streams()
    graph.wait_until_done()
    assert found == [Packet((320, 240))]
    with pytest.raises(CalculatorError, match="no stream header present"):  # noqa: PT012 - in which call varies
        graph.start_run(side_packets)
        graph.wait_until_idle()
    graph.close()


def test_a_header_of_a_stream_that_is_not_there() -> None:
    """A misspelt name is refused before anything starts."""
    graph = CalculatorGraph(graph_of("video", do("video", "b")))
    with pytest.raises(GraphError, match='there is no graph input stream "vidio"; did you mean "video"'):
        graph.start_run(stream_headers={"vidio": 1})
    graph.start_run()
    graph.close()
