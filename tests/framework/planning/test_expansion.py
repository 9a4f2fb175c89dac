"""Subgraph expansion: order, names, connections, and what does not fit."""

from __future__ import annotations

import pytest

from backedge.config import GraphConfig, NodeConfig, load_graph
from backedge.config.complaints import Complaints
from backedge.errors import ConfigError
from backedge.planning import SubgraphRegistry
from backedge.planning.expansion import expand_subgraphs

INNER = """
type: "Inner"
input_stream: "IN:x"
input_stream: "OPT:o"
output_stream: "OUT:y"
output_stream: "AUX:z"
node { calculator: "A" input_stream: "x" input_stream: "OPT:o" output_stream: "t" }
node { calculator: "B" name: "last" input_stream: "t" output_stream: "y" output_stream: "AUX:z" }
"""
OUTER = """
type: "Outer"
input_stream: "IN:p"
output_stream: "OUT:q"
node { calculator: "Inner" input_stream: "IN:p" output_stream: "OUT:r" }
node { calculator: "C" input_stream: "r" output_stream: "q" }
"""
POSITIONAL = """
type: "Positional"
input_stream: "first"
input_stream: "second"
output_stream: "third"
node { calculator: "A" input_stream: "second" input_stream: "first" output_stream: "third" }
"""
INDEXED = """
type: "Indexed"
input_stream: "V:0:a"
input_stream: "V:1:b"
input_side_packet: "S:s"
output_side_packet: "T:t"
node {
  calculator: "A" input_stream: "V:b" input_stream: "W:a"
  input_side_packet: "S:s" output_side_packet: "T:t" output_side_packet: "U:u"
}
"""


def expand(text: str, *more: str) -> tuple[NodeConfig, ...]:
    """The nodes of a graph, expanded."""
    known = SubgraphRegistry()
    for subgraph in (INNER, OUTER, POSITIONAL, INDEXED, *more):
        known.register(subgraph)
    return expand_subgraphs(load_graph(text, file="graph.pbtxt"), known).node


def refused(text: str, *more: str) -> str:
    """The text of the error that expanding ends with."""
    with pytest.raises(ConfigError) as caught:
        expand(text, *more)
    return str(caught.value)


def test_a_graph_without_subgraphs_stays_as_it_is() -> None:
    """Nodes that name calculators are not touched, nor given names."""
    (node,) = expand('node { calculator: "A" input_stream: "a" }')
    assert (node.name, node.calculator, node.input_stream) == ("", "A", ("a",))


def test_names_inside_get_the_nodes_name_in_front() -> None:
    """Inner nodes, streams and side packets are prefixed; what the node connects has the name it has outside."""
    first, second = expand(
        'node { calculator: "Inner" input_stream: "IN:a" input_stream: "OPT:b" output_stream: "OUT:c" }'
    )
    assert (first.name, first.input_stream, first.output_stream) == ("inner__A", ("a", "OPT:b"), ("inner__t",))
    assert (second.name, second.input_stream, second.output_stream) == (
        "inner__last",
        ("inner__t",),
        ("c", "AUX:inner__z"),
    )


def test_inputs_that_are_left_out_vanish_inside() -> None:
    """An input the node does not connect is removed from the inner nodes; outputs may be left out freely."""
    first, second = expand('node { calculator: "Inner" input_stream: "IN:a" }')
    assert first.input_stream == ("a",)
    assert second.output_stream == ("inner__y", "AUX:inner__z")


def test_calculators_come_first_then_what_was_inside() -> None:
    """The order is calculators as written, then inner nodes, breadth first."""
    nodes = expand(
        """
        node { calculator: "Outer" input_stream: "IN:a" output_stream: "OUT:b" }
        node { calculator: "X" input_stream: "b" }
        node { calculator: "Inner" input_stream: "IN:b" output_stream: "OUT:c" }
        node { calculator: "Y" input_stream: "c" }
        """
    )
    assert [node.name or node.calculator for node in nodes] == [
        "X",
        "Y",
        "outer__C",
        "inner__A",
        "inner__last",
        "outer__inner__A",
        "outer__inner__last",
    ]


def test_nested_subgraphs_connect_through() -> None:
    """A stream goes through two levels under the name it has outside."""
    nodes = {
        node.name: node for node in expand('node { calculator: "Outer" input_stream: "IN:a" output_stream: "OUT:b" }')
    }
    assert nodes["outer__inner__A"].input_stream == ("a",)
    assert nodes["outer__inner__last"].output_stream == ("outer__r", "AUX:outer__inner__z")
    assert (nodes["outer__C"].input_stream, nodes["outer__C"].output_stream) == (("outer__r",), ("b",))


def test_repeated_subgraphs_are_numbered() -> None:
    """The prefixes of several nodes that name the same subgraph are numbered from 1."""
    nodes = expand(
        'node { calculator: "Inner" input_stream: "IN:a" output_stream: "OUT:b" }'
        'node { calculator: "Inner" input_stream: "IN:b" output_stream: "OUT:c" }'
    )
    assert [node.name for node in nodes] == ["inner_1__A", "inner_1__last", "inner_2__A", "inner_2__last"]
    assert nodes[2].input_stream == ("b",)


def test_inner_nodes_of_one_kind_are_numbered() -> None:
    """Inner nodes get their canonical names before the prefix."""
    twice = 'type: "Twice" input_stream: "a" node { calculator: "A" input_stream: "a" } node { calculator: "A" }'
    assert [node.name for node in expand('node { calculator: "Twice" input_stream: "x" }', twice)] == [
        "twice__A_1",
        "twice__A_2",
    ]


def test_a_name_becomes_a_prefix() -> None:
    """The prefix is the node's name in small letters, with what cannot be in a stream's name replaced."""
    nodes = expand('node { name: "My.Hand Graph:1" calculator: "Inner" input_stream: "IN:a" }')
    assert nodes[0].output_stream == ("my_hand_graph_1__t",)


def test_untagged_ports_go_by_position() -> None:
    """Untagged ports are connected in order, whatever they are called inside."""
    (node,) = expand('node { calculator: "Positional" input_stream: "k" input_stream: "l" output_stream: "m" }')
    assert (node.input_stream, node.output_stream) == (("l", "k"), ("m",))


def test_a_port_that_is_left_out_by_position() -> None:
    """Of untagged inputs the last ones can be left out."""
    (node,) = expand('node { calculator: "Positional" input_stream: "k" output_stream: "m" }')
    assert node.input_stream == ("k",)


def test_ports_with_an_index_go_by_tag_and_index() -> None:
    """Tag and index decide, not the order in the text; side packets are connected likewise."""
    (node,) = expand(
        'node { calculator: "Indexed" input_stream: "V:1:l" input_stream: "V:0:k" '
        'input_side_packet: "S:side" output_side_packet: "T:made" }'
    )
    assert node.input_stream == ("V:l", "W:k")
    assert node.input_side_packet == ("S:side",)
    assert node.output_side_packet == ("T:made", "U:indexed__u")


def test_places_in_the_file_survive() -> None:
    """Inner nodes know their line and column in the subgraph's text, also after ports were removed."""
    first, _ = expand('node { calculator: "Inner" input_stream: "IN:a" }')
    assert str(first.location("calculator")) == "<graph>:7:8"
    assert str(first.location("input_stream", 0)) == "<graph>:7:38"


def test_tags_that_do_not_exist_are_all_told() -> None:
    """Every port that the subgraph does not have is one error, with what there is."""
    text = 'node { calculator: "Inner"\n  input_stream: "INN:a"\n  input_stream: "b"\n  output_side_packet: "OUT:c" }'
    assert refused(text) == (
        'graph.pbtxt:2:17: error: subgraph Inner (node "Inner") has no input stream INN\n'
        "    its input streams are: IN (1), OPT (1)\n"
        'graph.pbtxt:3:17: error: subgraph Inner (node "Inner") has no untagged input stream\n'
        "    its input streams are: IN (1), OPT (1)\n"
        'graph.pbtxt:4:23: error: subgraph Inner (node "Inner") has no output side packet OUT\n'
        "    its output side packets are: none"
    )


def test_too_many_ports_of_a_tag() -> None:
    """More ports of a tag than the subgraph has is an error that says how many there are."""
    ports = " ".join(f'input_stream: "V:{i}:v{i}"' for i in range(3))
    assert refused(f'node {{ calculator: "Indexed" {ports} }}') == (
        'graph.pbtxt:1:90: error: node "Indexed" has 3 of input stream V, but subgraph Indexed has 2\n'
        "    its input streams are: V (2)"
    )


def test_fields_that_only_calculators_have() -> None:
    """Scheduling fields on a subgraph node are refused, all of them at once."""
    fields = 'source_layer: 1\nbuffer_size_hint: 2\ninput_stream_info { tag_index: "IN" }'
    text = f'node {{ name: "n" calculator: "Inner"\n{fields} }}'
    assert refused(text) == "\n".join(
        f'graph.pbtxt:{line}:1: error: {field} on node "n" has no meaning: Inner is a subgraph\n'
        "    move it to a node inside the subgraph"
        for line, field in ((2, "source_layer"), (3, "buffer_size_hint"), (4, "input_stream_info"))
    )


@pytest.mark.parametrize("field", ['executor: "gone"', "max_in_flight: 3", "input_stream_handler {}"])
def test_fields_that_are_ignored(field: str) -> None:
    """Some fields of a subgraph node have no effect, as in MediaPipe; a warning says so."""
    text = f'node {{ calculator: "Inner" input_stream: "IN:a" {field} }}'
    nodes = expand(text)
    assert all(not node.executor and not node.max_in_flight and node.input_stream_handler is None for node in nodes)
    complaints = Complaints()
    known = SubgraphRegistry()
    known.register(INNER)
    expand_subgraphs(load_graph(text), known, complaints)
    (warning,) = complaints.warnings
    name = field.partition(" ")[0].rstrip(":")
    assert warning.message == f'{name} on node "Inner" has no effect: Inner is a subgraph'
    assert str(warning).startswith(f"<graph>:1:{text.index(field) + 1}: warning: ")


def test_a_subgraph_cannot_contain_itself() -> None:
    """Endless nesting is found at its first turn, directly or through another subgraph, however often it branches."""
    itself = 'type: "Self" node { calculator: "Self" } node { calculator: "Self" }'
    ping = 'type: "Ping" node { calculator: "Pong" }'
    pong = 'type: "Pong" node { calculator: "Ping" }'
    cure = "    remove this node, or name another graph in it"
    assert refused('node { calculator: "Self" }', itself) == (
        f"<graph>:1:21: error: subgraph Self contains itself\n{cure}\n"
        f"<graph>:1:49: error: subgraph Self contains itself\n{cure}"
    )
    assert refused('node { calculator: "Ping" }', ping, pong) == (
        f"<graph>:1:21: error: subgraph Ping contains itself\n{cure}"
    )


def test_the_same_subgraph_side_by_side_does_not_contain_itself() -> None:
    """A subgraph may be used on several levels as long as it is not inside itself."""
    nodes = expand(
        'node { calculator: "Outer" input_stream: "IN:a" output_stream: "OUT:b" }'
        'node { calculator: "Inner" input_stream: "IN:b" }'
    )
    assert len(nodes) == 5


def test_a_provider_sees_the_node() -> None:
    """A subgraph may be made for the node that names it: here one calculator for each stream."""

    def provide(node: NodeConfig) -> GraphConfig:
        streams = node.input_stream
        return load_graph(
            "".join(f'input_stream: "{name}" node {{ calculator: "A" input_stream: "{name}" }}' for name in streams)
        )

    known = SubgraphRegistry()
    known.register_provider("Each", provide)
    config = load_graph('node { calculator: "Each" input_stream: "a" input_stream: "b" }')
    assert [node.input_stream for node in expand_subgraphs(config, known).node] == [("a",), ("b",)]


def test_namesakes_are_numbered_calculators_first() -> None:
    """Of a subgraph node and a calculator of the same name the calculator counts as the first, wherever it stands."""
    subgraphs = SubgraphRegistry()
    subgraphs.register(load_graph(POSITIONAL))
    inner = 'node { name: "same" calculator: "Positional" input_stream: "a" input_stream: "b" output_stream: "c" }'
    calculator = 'node { name: "same" calculator: "B" input_stream: "a" output_stream: "d" }'
    expanded = expand_subgraphs(load_graph(inner + calculator), subgraphs)
    assert [node.name for node in expanded.node] == ["same", "same_2__A"]
