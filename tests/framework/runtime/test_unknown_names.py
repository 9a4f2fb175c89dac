"""Names that are no names, and names that the graph does not have, are refused by every call that takes one."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from backedge import CalculatorGraph, GraphError
from tests.graph_text import do, graph_of

GRAPH = graph_of("a", do("a", "b"))
NO_NAMES = [None, 5, b"a", ["a"], {"a": 1}, ("a",)]

RUNNING: dict[str, Callable[[CalculatorGraph, Any], object]] = {
    "add_packet_to_input_stream": lambda graph, name: graph.add_packet_to_input_stream(name, 1, 0),
    "close_input_stream": lambda graph, name: graph.close_input_stream(name),
    "set_input_stream_timestamp_bound": lambda graph, name: graph.set_input_stream_timestamp_bound(name, 1),
    "set_input_stream_max_queue_size": lambda graph, name: graph.set_input_stream_max_queue_size(name, 1),
    "get_output_side_packet": lambda graph, name: graph.get_output_side_packet(name),
}
NOT_RUNNING: dict[str, Callable[[CalculatorGraph, Any], object]] = {
    "observe_output_stream": lambda graph, name: graph.observe_output_stream(name, print),
    "output_stream_poller": lambda graph, name: graph.output_stream_poller(name),
}


@pytest.mark.parametrize("name", NO_NAMES, ids=repr)
@pytest.mark.parametrize("call", [*RUNNING, *NOT_RUNNING])
def test_what_is_no_name_is_refused(call: str, name: Any) -> None:
    """The error says what was found, and the graph goes on."""
    with CalculatorGraph(GRAPH) as graph:
        if call in RUNNING:
            graph.start_run()
        found = type(name).__name__
        with pytest.raises(
            GraphError, match=rf"^the name of a (graph input |)?(stream|side packet) is a str, found {found}"
        ):
            {**RUNNING, **NOT_RUNNING}[call](graph, name)
        assert not graph.has_error()


@pytest.mark.parametrize("name", [None, 5, b"a", ("a",)], ids=repr)
def test_side_packets_and_headers_have_names(name: Any) -> None:
    """A key that is no name is refused before the run begins."""
    graph = CalculatorGraph(GRAPH)
    with pytest.raises(GraphError, match=rf"^the name of a side packet is a str, found {type(name).__name__}"):
        graph.start_run({name: 1})
    with pytest.raises(GraphError, match=rf"^the name of a stream is a str, found {type(name).__name__}"):
        graph.start_run(stream_headers={name: 1})
    assert not graph.is_active


@pytest.mark.parametrize("given", [[("a", 1)], "a", 5, b""], ids=repr)
def test_side_packets_are_given_as_a_mapping(given: Any) -> None:
    """Nothing else has names and values."""
    graph = CalculatorGraph(GRAPH)
    with pytest.raises(GraphError, match=r"^side packets are given as a mapping from their names to values, found "):
        graph.start_run(given)
    with pytest.raises(GraphError, match=r"^streams are given as a mapping from their names to values, found "):
        graph.start_run(None, given)
