"""CallbackCalculator and CallbackWithHeaderCalculator: functions of the application inside a graph."""

from __future__ import annotations

from typing import Any

import pytest

from backedge import CalculatorGraph, ConfigError, GraphError
from tests.flow import B, P, add, end, settle
from tests.graph_text import do, graph_of

ONE = do("a", side="CALLBACK:f", calculator="CallbackCalculator")
TWO = do("a b", side="VECTOR_CALLBACK:f", calculator="CallbackCalculator")
HEADER = do("INPUT:a HEADER:b", side="CALLBACK:f", calculator="CallbackWithHeaderCalculator")


def test_it_is_called_with_every_packet(threads: int) -> None:
    """CALLBACK gets the packets of its stream, in order."""
    seen: list[Any] = []
    with CalculatorGraph(graph_of("a", ONE), num_threads=threads) as graph:
        graph.start_run({"f": seen.append})
        add(graph, "a", 1)
        add(graph, "a", 2)
    assert seen == [P(1, "a"), P(2, "a")]


def test_it_is_called_with_packets_side_by_side(threads: int) -> None:
    """VECTOR_CALLBACK gets those of all streams, empty ones where there is none."""
    seen: list[Any] = []
    with CalculatorGraph(graph_of("a b", TWO), num_threads=threads) as graph:
        graph.start_run({"f": seen.append})
        add(graph, "b", 1)
        add(graph, "a", 2)
        add(graph, "b", 2)
        end(graph)
    assert seen == [[B(1), P(1, "b")], [P(2, "a"), P(2, "b")]]


def test_bounds_can_be_observed(threads: int) -> None:
    """With OBSERVE_TIMESTAMP_BOUNDS it is called where its stream is only settled, too."""
    seen: list[Any] = []
    node = do("a", side="CALLBACK:f OBSERVE_TIMESTAMP_BOUNDS:o", calculator="CallbackCalculator")
    with CalculatorGraph(graph_of("a", node), num_threads=threads) as graph:
        graph.start_run({"f": seen.append, "o": True})
        add(graph, "a", 1)
        graph.set_input_stream_timestamp_bound("a", 10)
        graph.wait_until_idle()
    assert seen == [P(1, "a"), B(9)]


@pytest.mark.parametrize(
    ("side_packets", "message"),
    [
        ({"f": 3, "o": True}, 'side packet "f" must be a function, but is 3'),
        ({"f": print, "o": False}, "side packet OBSERVE_TIMESTAMP_BOUNDS must be True, or left out"),
    ],
)
def test_wrong_side_packets(side_packets: dict[str, Any], message: str) -> None:
    """The start of a run refuses a callback that cannot be called, and False for the bounds."""
    node = do("a", side="CALLBACK:f OBSERVE_TIMESTAMP_BOUNDS:o", calculator="CallbackCalculator")
    graph = CalculatorGraph(graph_of("a", node))
    with pytest.raises(GraphError, match=message):
        graph.start_run(side_packets)


@pytest.mark.parametrize(
    ("node", "message"),
    [
        (do("a", calculator="CallbackCalculator"), "one of the side packets CALLBACK and VECTOR_CALLBACK is required"),
        (
            do("a", side="CALLBACK:f VECTOR_CALLBACK:g", calculator="CallbackCalculator"),
            "one of the side packets CALLBACK and VECTOR_CALLBACK is required",
        ),
        (do("a b", side="CALLBACK:f", calculator="CallbackCalculator"), "CALLBACK takes one input stream, not 2"),
    ],
)
def test_ports_that_do_not_go_together(node: str, message: str) -> None:
    """There is one function; only VECTOR_CALLBACK takes several streams."""
    with pytest.raises(ConfigError, match=message):
        CalculatorGraph(graph_of("a b", node))


@pytest.mark.parametrize("own", [True, False])
def test_the_header_comes_along(threads: int, own: bool) -> None:
    """The header of INPUT is passed with every packet; without one, the first packet of HEADER."""
    seen: list[Any] = []
    with CalculatorGraph(graph_of("a b", HEADER), num_threads=threads) as graph:
        graph.start_run({"f": lambda *packets: seen.append(packets)}, {"a": "own"} if own else None)
        add(graph, "b", 0)
        for timestamp in (1, 2):
            add(graph, "a", timestamp)
            settle(graph, "b", timestamp)
    headers = [header.value for _, header in seen]
    assert [packet for packet, _ in seen] == [P(1, "a"), P(2, "a")]
    assert headers == (["own", "own"] if own else ["b", "b"])


def test_a_packet_before_the_header() -> None:
    """Without a header there is nothing to call with."""
    graph = CalculatorGraph(graph_of("a b", HEADER))
    graph.start_run({"f": print})
    add(graph, "a", 1)
    with pytest.raises(GraphError, match="a packet came before the header"):
        add(graph, "b", 2)
