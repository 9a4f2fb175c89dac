"""Subgraphs at work: packets go through one, and its options decide what it is."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from backedge import Calculator, CalculatorGraph, Input, Output, load_graph, register
from backedge.config import GraphConfig, NodeConfig, node_options, option_types
from backedge.planning import subgraphs
from backedge.protos import ensure_registered
from tests.do_calculator import sender
from tests.flow import P, end, values, watch
from tests.graph_text import do, graph_of


@register("behaviours.Double")
class Double(Calculator):
    """Multiplies by 2."""

    number = Input[int]()
    product = Output[int]()

    def process(self) -> None:
        self.product.send(self.number.value * 2)


def double(source: str, target: str) -> str:
    """A node that doubles a stream."""
    return f'node {{ calculator: "behaviours.Double" input_stream: "{source}" output_stream: "{target}" }}'


subgraphs.register(
    f"""
    type: "behaviours.DubQuad" input_stream: "INTS:ints" output_stream: "DUBS:dubs" output_stream: "QUADS:quads"
    {double("ints", "dubs")} {double("dubs", "quads")}
    """
)


def test_packets_go_through_a_subgraph(threads: int) -> None:
    """Both outputs of a subgraph arrive, one of them behind another node."""
    text = """
        input_stream: "in"
        node {
          calculator: "behaviours.DubQuad"
          input_stream: "INTS:in" output_stream: "DUBS:dubs_before" output_stream: "QUADS:quads"
        }
        node { calculator: "PassThroughCalculator" input_stream: "dubs_before" output_stream: "dubs" }
    """
    with CalculatorGraph(text, num_threads=threads) as graph:
        seen = watch(graph, "dubs", "quads", bounds=False)
        graph.start_run()
        for number in range(5):
            graph.add_packet_to_input_stream("in", P(number, number))
        end(graph)
    assert values(seen["dubs"]) == [0, 2, 4, 6, 8]
    assert values(seen["quads"]) == [0, 4, 8, 12, 16]


@dataclass(frozen=True)
class BehavioursWordOptions:
    """Options of `word`."""

    text: str = ""


ensure_registered(BehavioursWordOptions)


def word(node: NodeConfig) -> GraphConfig:
    """A subgraph that sets a side packet to what its options say."""
    text = node_options(node, BehavioursWordOptions).text if list(option_types(node)) else "none"
    options = f'[mediapipe.ConstantSidePacketCalculatorOptions.ext] {{ packet {{ string_value: "{text}" }} }}'
    constant = f'calculator: "ConstantSidePacketCalculator" options {{ {options} }} output_side_packet: "PACKET:string"'
    return load_graph(f'output_side_packet: "string" node {{ {constant} }}')


subgraphs.register_provider("behaviours.Word", word)


@pytest.mark.parametrize(
    ("options", "expected"), [("options { [BehavioursWordOptions.ext] { text: 'test' } }", "test"), ("", "none")]
)
def test_a_subgraph_sees_the_options_of_its_node(threads: int, options: str, expected: str) -> None:
    """A subgraph's provider gets the node, and sees whether that has options."""
    text = f'node {{ calculator: "behaviours.Word" output_side_packet: "str" {options} }}'
    with CalculatorGraph(text, num_threads=threads) as graph:
        graph.start_run()
        graph.wait_until_done()
        assert graph.get_output_side_packet("str") == expected


subgraphs.register(
    graph_of(
        "",
        'type: "behaviours.Twice" input_stream: "INPUT:in" output_stream: "OUTPUT:out"',
        do("in", "between"),
        do("between", "out"),
    )
)


SUBGRAPH = graph_of("", do("", "count", "PROCESS:send"), do("INPUT:count", "OUTPUT:out", calculator="behaviours.Twice"))


def test_streams_of_a_subgraph(threads: int) -> None:
    """An observer sees a subgraph's outputs though no node reads them, and its inner streams under their long names."""
    with CalculatorGraph(SUBGRAPH, num_threads=threads) as graph:
        seen = watch(graph, "count", "out", "behaviours_twice__between", bounds=False)
        graph.start_run({"send": sender(P(i) for i in range(10))})
        graph.wait_until_done()
    assert all(packets == [P(i) for i in range(10)] for packets in seen.values())
