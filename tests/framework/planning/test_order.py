"""Names and order of nodes, and cycles."""

from __future__ import annotations

from typing import Any

import pytest

from backedge import Calculator, CalculatorGraph, ConfigError, SideInput, SideOutput, register
from backedge.config import load_graph
from backedge.planning.naming import canonical_names
from tests.graph_text import do, graph_of


@register("test.SideLoop")
class SideLoop(Calculator):
    """Makes a side packet of a side packet."""

    given = SideInput[Any]()
    made = SideOutput[Any]()


def order(text: str) -> list[str]:
    """The nodes' names, as sorted."""
    return [node.name for node in CalculatorGraph(text).plan.nodes]


def refused(text: str) -> str:
    """The text of the error that building ends with."""
    with pytest.raises(ConfigError) as caught:
        CalculatorGraph(load_graph(text, file="graph.pbtxt"))
    return str(caught.value)


@pytest.mark.parametrize(
    ("nodes", "names"),
    [
        ('node { calculator: "A" } node { calculator: "B" }', ["A", "B"]),
        ('node { calculator: "A" } node { calculator: "A" }', ["A_1", "A_2"]),
        ('node { calculator: "A" } node { calculator: "B" name: "A" }', ["A_1", "A_2"]),
        ('node { calculator: "A" name: "x" } node { calculator: "A" }', ["x", "A"]),
        ('node { calculator: "A" } node { calculator: "B" } node { calculator: "A" }', ["A_1", "B", "A_2"]),
    ],
)
def test_canonical_names(nodes: str, names: list[str]) -> None:
    """A node is called by its name or its calculator, numbered from 1 where that is not unique."""
    assert canonical_names(load_graph(nodes).node) == names


def test_an_order_that_is_valid_is_kept() -> None:
    """Nodes that come in topological order stay in the order of the text."""
    nodes = [do("a", "z", more='name: "z"'), do("a", "b", more='name: "b"'), do("b", "c", more='name: "c"')]
    assert order(graph_of("a", *nodes)) == ["z", "b", "c"]


def test_an_order_that_is_not_valid_is_changed() -> None:
    """Otherwise, of the nodes that can come next, the first in the text does."""
    nodes = [
        do("c", "d", more='name: "d"'),
        do("a", "x", more='name: "x"'),
        do("b", "c", more='name: "c"'),
        do("a", "b", more='name: "b"'),
        do("a", "y", more='name: "y"'),
    ]
    assert order(graph_of("a", *nodes)) == ["x", "b", "c", "d", "y"]


def test_back_edges_do_not_count() -> None:
    """A loop that is marked leaves the order as it is."""
    nodes = [
        do("a c", "b x", more='name: "first" input_stream_info { tag_index: ":1" back_edge: true }'),
        do("b", "c", more='name: "second"'),
    ]
    assert order(graph_of("a", *nodes)) == ["first", "second"]


def test_side_packets_count() -> None:
    """A node that sets a side packet comes before those that read it."""
    reader = do("a", "b", "PROCESS:made", 'name: "reader"')
    maker = 'node { calculator: "test.SideLoop" name: "maker" input_side_packet: "given" output_side_packet: "made" }'
    assert order(graph_of("a", reader, maker)) == ["maker", "reader"]


@pytest.mark.parametrize(
    ("nodes", "cycle", "stream", "into", "where", "label"),
    [
        ([do("a b", "b x", more='name: "own"')], "own -> own", "b", "own", "2:62", ":1"),
        (
            [do("a c", "b x", more='name: "first"'), do("b", "c", more='name: "second"')],
            "first -> second -> first",
            "c",
            "first",
            "2:62",
            ":1",
        ),
        (
            [
                do("b", "c", more='name: "late"'),
                do("c", "d", more='name: "mid"'),
                do("a d", "b x", more='name: "early"'),
            ],
            "late -> mid -> early -> late",
            "b",
            "late",
            "2:44",
            ":0",
        ),
    ],
)
def test_cycles(nodes: list[str], cycle: str, stream: str, into: str, where: str, label: str) -> None:
    """A loop that is not marked is an error that names the loop, the edge that closes it, and what to write."""
    assert refused(graph_of("a", *nodes)) == (
        f"graph.pbtxt:{where}: error: the nodes form a cycle: {cycle}; "
        f'stream "{stream}" into node "{into}" closes it\n'
        f'    if that is a loop, mark it: input_stream_info {{ tag_index: "{label}" back_edge: true }} in node "{into}"'
    )


def test_the_remedy_for_a_cycle_works() -> None:
    """The remedy that the message proposes makes the graph valid."""
    text = graph_of("a", do("a c", "b x", more='name: "first"'), do("b", "c"))
    assert 'tag_index: ":1" back_edge: true' in refused(text)
    assert order(text.replace('name: "first"', 'name: "first" input_stream_info { tag_index: ":1" back_edge: true }'))


def test_an_edge_that_is_marked_as_no_back_edge() -> None:
    """An edge with back_edge: false is not marked."""
    text = graph_of("a", do("a b", "b x", more='input_stream_info { tag_index: ":1" back_edge: false }'))
    assert "the nodes form a cycle" in refused(text)


def test_side_packets_cannot_go_round() -> None:
    """For a cycle of side packets there is no back edge, and none is proposed."""
    node = 'node {{ calculator: "test.SideLoop" input_side_packet: "{}" output_side_packet: "{}" }}\n'
    assert refused(node.format("x", "y") + node.format("y", "x")) == (
        "graph.pbtxt:1:55: error: the nodes form a cycle: test.SideLoop_1 -> test.SideLoop_2 -> test.SideLoop_1; "
        'side packet "x" into node "test.SideLoop_1" closes it\n'
        "    send one of them as a stream: a node opens only when its side packets are there"
    )
