"""Subgraphs, and exactly what a graph becomes when they are replaced by their insides."""

from __future__ import annotations

import pytest

from backedge import ConfigError, load_graph
from tests.framework.planning.expansion_bench import expand


def refused(text: str, **inner: str) -> str:
    """The mistakes of a graph."""
    with pytest.raises(ConfigError) as caught:
        expand(text, **inner)
    return str(caught.value)


def test_a_prefix_goes_before_names_and_not_before_tags() -> None:
    """Nodes with and without a name, streams with and without a tag and an index: the name alone is prefixed."""
    inner = """
        input_stream: "a"
        node {
          calculator: "Some" name: "bob" output_stream: "x"
          input_stream: "a" input_stream: "VIDEO:b" input_stream: "AUDIO:0:c" input_stream: "AUDIO:1:d"
        }
        node { calculator: "Some" input_stream: "x" output_stream: "y" }
    """
    expected = """
        node {
          calculator: "Some" name: "sg0__bob" output_stream: "sg0__x"
          input_stream: "o" input_stream: "VIDEO:sg0__b" input_stream: "AUDIO:0:sg0__c" input_stream: "AUDIO:1:sg0__d"
        }
        node { calculator: "Some" name: "sg0__Some" input_stream: "sg0__x" output_stream: "sg0__y" }
    """
    assert expand('node { name: "Sg0" calculator: "Sub" input_stream: "o" }', Sub=inner) == load_graph(expected)


PORTS = 'input_stream: "a" input_stream: "VIDEO:b" input_stream: "AUDIO:0:c" input_stream: "AUDIO:1:d"'
GIVEN = 'input_stream: "foo" input_stream: "VIDEO:bar" input_stream: "AUDIO:0:baz" input_stream: "AUDIO:1:qux"'
READER = 'node { name: "r" calculator: "R" input_stream: "d" input_stream: "c" input_stream: "b" input_stream: "a" }'


def test_ports_correspond_by_tag_and_index() -> None:
    """The node's name at a port takes the place of the subgraph's at the port of the same tag and index."""
    (node,) = expand(f'node {{ calculator: "Sub" {GIVEN} }}', Sub=f"{PORTS} {READER}").node
    assert node.input_stream == ("qux", "baz", "bar", "foo")


@pytest.mark.parametrize(
    ("missing", "message"),
    [
        ('input_stream: "VIDEO:b"', 'subgraph Sub (node "Sub") has no input stream VIDEO'),
        ('input_stream: "AUDIO:1:d"', 'node "Sub" has 2 of input stream AUDIO, but subgraph Sub has 1'),
    ],
)
def test_a_subgraph_without_a_port_that_is_given(missing: str, message: str) -> None:
    """A tag that the subgraph does not have is an error, and so is one index too many."""
    inner = f"{PORTS} {READER}".replace(missing, "")
    assert message in refused(f'node {{ calculator: "Sub" {GIVEN} }}', Sub=inner)


WITH_LEGACY_PARTS = """
    input_stream: "A:i1" input_stream: "B:i2" output_stream: "O:o2"
    input_side_packet: "SI:si" input_side_packet: "OPT:opt" output_side_packet: "SO:so"
    node {
      name: "one" calculator: "Some" input_stream: "i1" input_stream: "VIDEO:i2" input_side_packet: "si"
      output_stream: "o1"
    }
    node { name: "two" calculator: "Some" input_stream: "i1" input_stream: "o1" output_stream: "o2" }
    packet_generator {
      packet_generator: "Make" input_side_packet: "si" input_side_packet: "OPT:opt"
      output_side_packet: "so" output_side_packet: "T:t"
    }
    status_handler { status_handler: "Tell" input_side_packet: "si" input_side_packet: "U:u" }
"""


def test_everything_is_connected() -> None:
    """Streams and side packets of nodes and generators are connected; what is left out is gone from generators too."""
    ports = 'input_stream: "A:foo" input_stream: "B:bar" output_stream: "O:foobar"'
    side = 'input_side_packet: "SI:flip" output_side_packet: "SO:flop"'
    expected = """
        node {
          name: "s__one" calculator: "Some" input_stream: "foo" input_stream: "VIDEO:bar" input_side_packet: "flip"
          output_stream: "s__o1"
        }
        node {
          name: "s__two" calculator: "Some" input_stream: "foo" input_stream: "s__o1" output_stream: "foobar"
        }
        packet_generator {
          packet_generator: "Make" input_side_packet: "flip" output_side_packet: "flop" output_side_packet: "T:s__t"
        }
        status_handler { status_handler: "Tell" input_side_packet: "s__si" input_side_packet: "U:s__u" }
    """
    node = f'node {{ name: "s" calculator: "Sub" {ports} {side} }}'
    assert expand(node, Sub=WITH_LEGACY_PARTS) == load_graph(expected)


def test_one_name_at_two_ports_stays_if_one_of_them_is_connected() -> None:
    """An inner name is removed where its port is left out, unless another port has given it a new name before."""
    inner = 'input_stream: "A:x" input_stream: "B:x" node { name: "n" calculator: "R" input_stream: "x" }'
    (node,) = expand('node { calculator: "Sub" input_stream: "B:foo" }', Sub=inner).node
    assert node.input_stream == ("foo",)
    (node,) = expand('node { calculator: "Sub" }', Sub=inner).node
    assert node.input_stream == ()


def test_a_subgraph_without_a_name_goes_by_its_type() -> None:
    """The prefix of a node without a name is its type in small letters; a generator inside comes out with it."""
    inner = """
        input_stream: "DATA:i"
        node { name: "regular" calculator: "R" input_stream: "i" output_stream: "a" input_side_packet: "side" }
        node { name: "sink" calculator: "S" input_stream: "a" }
        packet_generator { packet_generator: "Make" output_side_packet: "side" }
    """
    source = 'node { name: "source" calculator: "Source" output_stream: "foo" }'
    expected = """
        node {
          name: "testsub__regular" calculator: "R" input_stream: "foo" output_stream: "testsub__a"
          input_side_packet: "testsub__side"
        }
        node { name: "testsub__sink" calculator: "S" input_stream: "testsub__a" }
        packet_generator { packet_generator: "Make" output_side_packet: "testsub__side" }
    """
    text = source + 'node { calculator: "TestSub" input_stream: "DATA:foo" }'
    assert expand(text, TestSub=inner) == load_graph(source + expected)


def test_only_ascii_letters_of_a_name_become_small() -> None:
    """A prefix keeps letters that only other alphabets have, as they are."""
    (node,) = expand('node { name: "ÄB.c d:E" calculator: "Sub" }', Sub='node { calculator: "R" }').node
    assert node.name == "Äb_c_d_e__R"


def test_parts_that_a_subgraph_cannot_have() -> None:
    """A packet factory inside a subgraph, and a field of calculators on its node, are refused with the node's name."""
    factory = 'node { calculator: "R" } packet_factory { packet_factory: "F" output_side_packet: "s" }'
    assert 'subgraph Sub (node "foo") has a packet_factory' in refused(
        'node { name: "foo" calculator: "Sub" }', Sub=factory
    )
    assert expand(factory).packet_factory[0].packet_factory == "F"
    assert 'buffer_size_hint on node "foo" has no meaning: Sub is a subgraph' in refused(
        'node { name: "foo" calculator: "Sub" buffer_size_hint: -1 }', Sub='node { calculator: "R" }'
    )
