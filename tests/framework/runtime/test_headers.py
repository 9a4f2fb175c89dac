"""Headers: set in open(), there before any node downstream opens."""

from __future__ import annotations

from typing import Any

import pytest

from backedge import CalculatorGraph, GraphError, Packet
from backedge.errors import CalculatorError
from tests.do_calculator import Do
from tests.flow import P, add
from tests.graph_text import do, graph_of


def test_headers_travel_before_packets(threads: int) -> None:
    """A header set in open() is there when those downstream open; a stream without one has an empty header."""
    headers: list[Packet[Any]] = []
    text = graph_of("x", do("", "a", "OPEN:set PROCESS:stop"), do("a x", "b c", "OPEN:read"))
    with CalculatorGraph(text, num_threads=threads) as graph:
        graph.start_run(
            {
                "set": lambda node: node.outputs[0].set_header(Packet("header")),
                "stop": lambda node: node.stop(),
                "read": lambda node: headers.extend(port.header for port in node.inputs),
            }
        )
        graph.wait_until_idle()
        assert headers == [Packet("header"), Packet.empty()]


def test_headers_of_back_edges_are_not_waited_for(threads: int) -> None:
    """A node opens although the producer of a back edge is not open yet; that edge shows no header."""
    headers: list[Packet[Any]] = []
    text = graph_of(
        "a",
        do("a back", "b", "OPEN:read", 'input_stream_info { tag_index: ":1" back_edge: true }'),
        do("b", "back", "OPEN:set"),
    )
    with CalculatorGraph(text, num_threads=threads) as graph:
        graph.start_run(
            {
                "read": lambda node: headers.extend(port.header for port in node.inputs),
                "set": lambda node: node.outputs[0].set_header(Packet("late")),
            }
        )
        graph.wait_until_idle()
    assert headers == [Packet.empty(), Packet.empty()]


@pytest.mark.parametrize(
    ("phase", "header", "message"),
    [
        ("OPEN", P(3), 'output stream "b": a header has no timestamp, found 3'),
        ("PROCESS", Packet("h"), r'output stream "b": set_header\(\) must be called from open\(\)'),
        ("CLOSE", Packet("h"), r'output stream "b": set_header\(\) must be called from open\(\)'),
    ],
)
def test_headers_that_are_refused(threads: int, phase: str, header: Packet[Any], message: str) -> None:
    """A header has no timestamp, and belongs into open()."""
    graph = CalculatorGraph(graph_of("a", do("a", "b", f"{phase}:call")), num_threads=threads)
    with pytest.raises(CalculatorError, match=message):  # noqa: PT012 - in which call varies
        graph.start_run({"call": lambda node: node.outputs[0].set_header(header)})
        add(graph, "a", 1)
        graph.close()
    graph.close()


def test_a_header_does_not_outlive_a_run(threads: int) -> None:
    """A stream has in the next run the header that is set then, or none."""
    headers: list[Packet[Any]] = []
    given = iter([Packet("first"), Packet.empty()])
    text = graph_of("x", do("x", "a", "OPEN:set"), do("a", "b", "OPEN:read"))
    with CalculatorGraph(text, num_threads=threads) as graph:
        for _ in range(2):
            graph.start_run(
                {
                    "set": lambda node: node.outputs[0].set_header(next(given)),
                    "read": lambda node: headers.append(node.inputs[0].header),
                }
            )
            graph.close()
    assert headers == [Packet("first"), Packet.empty()]


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
