"""The expansion of a SwitchContainer: its parts, their order and names, and the side packets that pass through them."""

from __future__ import annotations

from typing import Any

import pytest

from backedge import (
    Calculator,
    CalculatorGraph,
    ConfigError,
    Input,
    Output,
    SideInput,
    SideOutput,
    load_graph,
    register,
)
from backedge.config import GraphConfig
from backedge.planning import subgraphs
from backedge.planning.expansion import expand_subgraphs


@register("behaviours.TripleAll")
class TripleAll(Calculator):
    """Multiplies by 3 what comes as packets, and what comes as a side packet."""

    number = Input[int](optional=True)
    product = Output[int](optional=True)
    side_number = SideInput[int](optional=True)
    side_product = SideOutput[int](optional=True)

    def open(self) -> None:
        if self.side_product.connected:
            self.side_product.set(self.side_number.value * 3)

    def process(self) -> None:
        self.product.send(self.number.value * 3)


CONTENTS = " ".join(
    f'contained_node: {{ calculator: "{name}" }}' for name in ("behaviours.TripleAll", "PassThroughCalculator")
)
OPTIONS = f"options {{ [mediapipe.SwitchContainerOptions.ext] {{ {CONTENTS} }} }}"
NO_OPTIONS = "options { [mediapipe.SwitchContainerOptions.ext] {} }"
DEFAULT = 'input_stream_handler { input_stream_handler: "DefaultInputStreamHandler" }'


def streams() -> str:
    """A graph with a container for streams, and a join behind."""
    return f"""
        input_stream: "foo" input_stream: "enable" input_side_packet: "timezone"
        node {{
          calculator: "SwitchContainer"
          input_stream: "ENABLE:enable" input_stream: "foo" output_stream: "bar" {OPTIONS}
        }}
        node {{
          calculator: "PassThroughCalculator"
          input_stream: "foo" input_stream: "bar" output_stream: "output_foo" output_stream: "output_bar"
        }}
    """


def side_packets(more: str = "") -> str:
    """The same for side packets."""
    return f"""
        input_side_packet: "foo" input_side_packet: "enable" output_side_packet: "output_bar"
        node {{
          calculator: "SwitchContainer"
          input_side_packet: "ENABLE:enable" {more} input_side_packet: "foo" output_side_packet: "bar" {OPTIONS}
        }}
        node {{
          calculator: "PassThroughCalculator"
          input_side_packet: "foo" input_side_packet: "bar"
          output_side_packet: "output_foo" output_side_packet: "output_bar"
        }}
    """


def expand(text: str) -> GraphConfig:
    """Expand the subgraphs of a config, whose nodes are not sorted yet."""
    return expand_subgraphs(load_graph(text), subgraphs)


def node(calculator: str, ports: str, more: str = "") -> str:
    """A node of the container."""
    return f'node {{ name: "switchcontainer__{calculator}" calculator: "{calculator}" {ports} {more} }}'


JOIN = """
    input_stream: "foo" input_stream: "enable" input_side_packet: "timezone"
    node {
      calculator: "PassThroughCalculator"
      input_stream: "foo" input_stream: "bar" output_stream: "output_foo" output_stream: "output_bar"
    }
"""
SEQUENCER = """
    input_stream: "INPUT:enable" input_stream: "TICK:foo" output_stream: "OUTPUT:switchcontainer__gate_enable_timed"
"""
DEMUX = """
    input_stream: "ENABLE:switchcontainer__gate_enable_timed" input_stream: "foo"
    output_stream: "C0__:switchcontainer__c0__foo" output_stream: "C1__:switchcontainer__c1__foo"
"""
MUX = """
    input_stream: "ENABLE:switchcontainer__gate_enable_timed" output_stream: "bar"
    input_stream: "C0__:switchcontainer__c0__bar" input_stream: "C1__:switchcontainer__c1__bar"
"""


def test_a_container_of_streams() -> None:
    """Around the contained nodes are a demux and a mux, and before them the selection is put between the packets."""
    inside = 'input_stream: "switchcontainer__c{0}__foo" output_stream: "switchcontainer__c{0}__bar"'
    nodes = (
        node("PacketSequencerCalculator", SEQUENCER, DEFAULT),
        node("SwitchDemuxCalculator", DEMUX, NO_OPTIONS),
        node("SwitchMuxCalculator", MUX, NO_OPTIONS),
        node("behaviours.TripleAll", inside.format(0)),
        node("PassThroughCalculator", inside.format(1)),
    )
    assert expand(streams()) == load_graph(JOIN + "".join(nodes))


def side_nodes(more: str = "") -> list[str]:
    """The nodes of the graph of side packets: the join, demux, mux, and what the container holds."""
    join = """
        calculator: "PassThroughCalculator" input_side_packet: "foo" input_side_packet: "bar"
        output_side_packet: "output_foo" output_side_packet: "output_bar"
    """
    demux = """
        input_side_packet: "ENABLE:enable" input_side_packet: "foo"
        output_side_packet: "C0__:switchcontainer__c0__foo" output_side_packet: "C1__:switchcontainer__c1__foo"
    """
    mux = """
        input_side_packet: "ENABLE:enable" output_side_packet: "bar"
        input_side_packet: "C0__:switchcontainer__c0__bar" input_side_packet: "C1__:switchcontainer__c1__bar"
    """
    inside = 'input_side_packet: "switchcontainer__c{0}__foo" output_side_packet: "switchcontainer__c{0}__bar"'
    return [
        f"node {{ {join} {more} }}",
        node("SwitchDemuxCalculator", demux, NO_OPTIONS + more),
        node("SwitchMuxCalculator", mux, NO_OPTIONS + more),
        node("behaviours.TripleAll", inside.format(0), more),
        node("PassThroughCalculator", inside.format(1), more),
    ]


SIDE_ENDS = 'input_side_packet: "foo" input_side_packet: "enable" output_side_packet: "output_bar"'


def test_a_container_of_side_packets() -> None:
    """Side packets need no sequencer; the rest is the same."""
    assert expand(side_packets()) == load_graph(SIDE_ENDS + "".join(side_nodes()))


def test_the_graphs_policy_is_that_of_all_parts() -> None:
    """The parts of a container get the graph's input policy as any node does; they come as they run."""
    join, demux, mux, triple, through = side_nodes(DEFAULT)
    with CalculatorGraph(side_packets() + DEFAULT) as graph:
        assert graph.plan.config == load_graph(
            f"{SIDE_ENDS} {demux} {triple} {through} {mux} {join} {DEFAULT} executor {{}}"
        )


def test_a_side_packet_goes_through_the_node_that_is_selected(threads: int) -> None:
    """Without ENABLE the number is tripled, with it the number stays; the selection may differ from run to run."""
    with CalculatorGraph(side_packets(), num_threads=threads) as graph:
        for enabled, result in ((False, 12), (True, 4)):
            given: dict[str, Any] = {"enable": enabled, "foo": 4}
            graph.start_run(given)
            graph.close_all_input_streams()
            graph.wait_until_done()
            assert graph.get_output_side_packet("output_bar") == result


@pytest.mark.parametrize("kind", ["input_side_packet", "input_stream"])
def test_only_one_selection(kind: str) -> None:
    """ENABLE and SELECT exclude each other among the side packets, and among the streams."""
    text = side_packets('input_side_packet: "SELECT:enable"').replace("_side_packet", kind.removeprefix("input"))
    with pytest.raises(ConfigError, match=f"it has both an {kind} SELECT and ENABLE; only one of them can select"):
        CalculatorGraph(text)
