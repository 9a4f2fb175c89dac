"""Side packets: given, produced, optional, missing, of the wrong type."""

from __future__ import annotations

from typing import Any

import pytest

from backedge import CalculatorGraph, GraphError
from backedge.errors import CalculatorError
from backedge.packet import Packet
from tests.flow import add, end, values, watch
from tests.framework.runtime.side_packet_nodes import MAKE, SCALE, node
from tests.graph_text import do, graph_of


def product(threads: int, side_packets: dict[str, Any]) -> list[Any]:
    """The graph's output for 3."""
    with CalculatorGraph(SCALE, num_threads=threads) as graph:
        seen = watch(graph, "p", bounds=False)
        graph.start_run(side_packets)
        graph.add_packet_to_input_stream("n", 3, 0)
        end(graph)
    return values(seen["p"])


def test_side_packets_are_values_or_packets(threads: int) -> None:
    """A side packet may be given plainly or as a packet; the graph takes it the same."""
    assert product(threads, {"factor": 2}) == product(threads, {"factor": Packet(2)}) == [6]


def test_a_side_packet_that_the_graph_does_not_have_is_told(threads: int, caplog: pytest.LogCaptureFixture) -> None:
    """It is ignored, as in MediaPipe, but may be a slip of the pen."""
    assert product(threads, {"factor": 2, "othr": 1}) == [6]
    assert caplog.messages == ['the graph has no side packet "othr"; did you mean "other"?']


def test_a_declared_side_packet_that_no_node_reads_is_accepted(caplog: pytest.LogCaptureFixture) -> None:
    """It may be there for other versions of the graph."""
    graph = CalculatorGraph(f'input_side_packet: "SPEED:speed" {SCALE}')
    graph.start_run({"factor": 1, "speed": 2})
    graph.close()
    assert caplog.messages == []


def test_an_optional_side_packet_that_is_absent_is_not_connected(threads: int) -> None:
    """A calculator sees whether an optional side packet was given, whatever the config connects."""
    assert product(threads, {"factor": 2}) == [6]
    assert product(threads, {"factor": 2, "other": 5}) == [15]


def test_all_that_is_wrong_with_side_packets_is_told() -> None:
    """A missing side packet and one of the wrong type are one error together, and nothing starts."""
    graph = CalculatorGraph(SCALE)
    with pytest.raises(GraphError) as caught:
        graph.start_run({"other": "five"})
    assert str(caught.value) == (
        'side packet "factor" of type int is required by node "test.Scale" but was not provided\n'
        "side packet \"other\" must be int, but is str 'five'"
    )
    graph.start_run({"factor": 1})
    graph.close()


def test_an_optional_side_packet_has_no_value_where_it_is_absent(threads: int) -> None:
    """Reading an absent side packet is an error that says how to ask first."""
    graph = CalculatorGraph(graph_of("a", do("a", "b", "PROCESS:process LOG:log")), num_threads=threads)
    graph.start_run({"process": lambda node: node.log.value})
    with pytest.raises(
        CalculatorError, match=r"input side packet LOG was not provided; ask connected first, or use get"
    ):
        add(graph, "a", 1)


def test_a_side_packet_is_given_or_produced() -> None:
    """Giving a side packet that a node produces is an error that names the node."""
    with pytest.raises(GraphError, match=r'^side packet "factor" was provided, but node "test.Make" produces it$'):
        CalculatorGraph(SCALE + MAKE).start_run({"when": "open", "factor": 1})


def test_side_packets_can_be_read_back(threads: int) -> None:
    """Side packets that were given can be asked for too; the errors for unknown names and for those not set differ."""
    with CalculatorGraph(SCALE, num_threads=threads) as graph:
        graph.start_run({"factor": 2})
        assert graph.get_output_side_packet("factor") == 2
        with pytest.raises(GraphError, match=r'^there is no side packet "facto"; did you mean "factor"[?]$'):
            graph.get_output_side_packet("facto")


def test_a_side_packet_can_be_asked_for_while_the_graph_runs(threads: int) -> None:
    """A side packet that a node sets in open() is there as soon as the graph is at rest, and not before the run."""
    with CalculatorGraph(
        graph_of("in", node("Add", "output_side_packet=one"), do("in", "out")), num_threads=threads
    ) as graph:
        with pytest.raises(GraphError, match="has not been set"):
            graph.get_output_side_packet("one")
        graph.start_run()
        graph.wait_until_idle()
        assert graph.get_output_side_packet("one") == 1
        with pytest.raises(GraphError, match='no side packet "unknown"'):
            graph.get_output_side_packet("unknown")
