"""SwitchContainer, SwitchDemuxCalculator and SwitchMuxCalculator."""

from __future__ import annotations

from typing import Any

import pytest

from backedge import CalculatorGraph, ConfigError, GraphError, Packet
from backedge.timestamp import MAX

CONTAINER = """
    node {{
      calculator: "SwitchContainer"
      input_stream: "data"
      {selector}
      output_stream: "out"
      options {{
        [mediapipe.SwitchContainerOptions.ext] {{
          contained_node {{ calculator: "PassThroughCalculator" }}
          contained_node {{ calculator: "GateCalculator" }}
          {options}
        }}
      }}
    }}
"""


def container(selector: str = "", options: str = "", graph: str = 'input_stream: "data"') -> CalculatorGraph:
    """A graph with a container of a PassThrough (channel 0) and a closed Gate (channel 1)."""
    return CalculatorGraph(graph + CONTAINER.format(selector=selector, options=options))


def observe(graph: CalculatorGraph) -> list[Packet[Any]]:
    """Observe what the container sends from now on, bounds included."""
    seen: list[Packet[Any]] = []
    graph.observe_output_stream("out", lambda _, packet: seen.append(packet), observe_timestamp_bounds=True)
    return seen


def test_select_stream_switches_by_timestamp() -> None:
    """Each packet goes through the channel that SELECT names at its timestamp."""
    graph = container('input_stream: "SELECT:s"', graph='input_stream: "data" input_stream: "s"')
    seen = observe(graph)
    graph.start_run()
    for timestamp, channel in ((10, 0), (20, 1), (30, 0)):
        graph.add_packet_to_input_stream("data", timestamp, timestamp)
        graph.add_packet_to_input_stream("s", channel, timestamp)
    graph.close()
    assert seen == [Packet(10, 10), Packet.empty(20), Packet(30, 30), Packet.empty(MAX)]


def test_enable_stream_means_channel_one() -> None:
    """ENABLE true is channel 1, false is channel 0."""
    graph = container('input_stream: "ENABLE:e"', graph='input_stream: "data" input_stream: "e"')
    seen = observe(graph)
    graph.start_run()
    for timestamp, enable in ((10, True), (20, False)):
        graph.add_packet_to_input_stream("e", enable, timestamp)
        graph.add_packet_to_input_stream("data", timestamp, timestamp)
    graph.close()
    assert [packet for packet in seen if not packet.is_empty] == [Packet(20, 20)]


@pytest.mark.parametrize(
    ("selector", "options", "side_packets", "passes"),
    [
        ("", "", {}, True),
        ("", "select: 1", {}, False),
        ("", "enable: false", {}, True),
        ('input_side_packet: "SELECT:s"', "", {"s": 1}, False),
        ('input_side_packet: "SELECT:s"', "select: 1", {"s": 0}, True),
        ('input_side_packet: "SELECT:s"', "select: 1", {}, False),
        ('input_side_packet: "ENABLE:s"', "", {"s": True}, False),
    ],
)
def test_first_channel(selector: str, options: str, side_packets: dict[str, Any], passes: bool) -> None:
    """The side packet decides, else the option, else it is channel 0."""
    graph = container(selector, options)
    seen = observe(graph)
    graph.start_run(side_packets)
    graph.add_packet_to_input_stream("data", "x", 1)
    graph.close()
    assert (Packet("x", 1) in seen) is passes


def test_side_packets_of_the_selected_channel() -> None:
    """The contained nodes all run; the outputs are the selected one's side packets."""
    constant = (
        'contained_node {{ calculator: "ConstantSidePacketCalculator" options {{ '
        "[mediapipe.ConstantSidePacketCalculatorOptions.ext] {{ packet {{ int_value: {} }} }} }} }}"
    )
    graph = CalculatorGraph(f"""
        node {{
          calculator: "SwitchContainer"
          input_side_packet: "SELECT:s"
          output_side_packet: "PACKET:chosen"
          options {{ [mediapipe.SwitchContainerOptions.ext] {{ {constant.format(7)} {constant.format(8)} }} }}
        }}
    """)
    for channel, value in ((0, 7), (1, 8)):
        graph.start_run({"s": channel})
        graph.wait_until_done()
        assert graph.get_output_side_packet("chosen") == value


def test_options_of_others_stay_beside_its_own() -> None:
    """What a container is to do is read from among options of other calculators, packed or not."""
    graph = CalculatorGraph("""
        input_stream: "data"
        node {
          calculator: "SwitchContainer"
          input_stream: "data"
          output_stream: "out"
          options { [mediapipe.GateCalculatorOptions.ext] { allow: true } }
          node_options { [type.googleapis.com/mediapipe.GateCalculatorOptions] { allow: true } }
          node_options {
            [type.googleapis.com/mediapipe.SwitchContainerOptions] {
              select: 0
              contained_node { calculator: "PassThroughCalculator" }
            }
          }
        }
    """)
    seen = observe(graph)
    graph.start_run()
    graph.add_packet_to_input_stream("data", "x", 1)
    graph.close()
    assert Packet("x", 1) in seen


def test_names_are_mediapipes() -> None:
    """The parts are called, connected and ordered as MediaPipe's engine does it."""
    graph = container('input_stream: "SELECT:s"', graph='input_stream: "data" input_stream: "s"')
    assert [(node.name, node.config.input_stream, node.config.output_stream) for node in graph.plan.nodes] == [
        (
            "switchcontainer__PacketSequencerCalculator",
            ("INPUT:s", "TICK:data"),
            ("OUTPUT:switchcontainer__gate_select_timed",),
        ),
        (
            "switchcontainer__SwitchDemuxCalculator",
            ("SELECT:switchcontainer__gate_select_timed", "data"),
            ("C0__:switchcontainer__c0__data", "C1__:switchcontainer__c1__data"),
        ),
        (
            "switchcontainer__PassThroughCalculator",
            ("switchcontainer__c0__data",),
            ("switchcontainer__c0__out",),
        ),
        ("switchcontainer__GateCalculator", ("switchcontainer__c1__data",), ("switchcontainer__c1__out",)),
        (
            "switchcontainer__SwitchMuxCalculator",
            (
                "SELECT:switchcontainer__gate_select_timed",
                "C0__:switchcontainer__c0__out",
                "C1__:switchcontainer__c1__out",
            ),
            ("out",),
        ),
    ]


def test_two_selectors_are_refused() -> None:
    """SELECT and ENABLE together are a mistake."""
    with pytest.raises(ConfigError, match="the options say both select and enable; only one of them can select"):
        container(options="select: 1 enable: true")


def test_a_channel_that_is_not_there_gets_nothing(caplog: pytest.LogCaptureFixture) -> None:
    """Packets for a channel that is not there are dropped with a warning, as in MediaPipe; later ones get theirs."""
    graph = container('input_stream: "SELECT:s"', graph='input_stream: "data" input_stream: "s"')
    seen = observe(graph)
    graph.start_run()
    for timestamp, channel in ((10, 5), (20, 0)):
        graph.add_packet_to_input_stream("data", timestamp, timestamp)
        graph.add_packet_to_input_stream("s", channel, timestamp)
    graph.close()
    assert [packet for packet in seen if not packet.is_empty] == [Packet(20, 20)]
    assert "SELECT says channel 5, but there are channels 0 to 1; what comes for it is dropped" in caplog.messages


def test_a_side_packet_from_a_channel_that_is_not_there() -> None:
    """The run ends with an error, since a node that waits for a side packet of it would wait for ever."""
    graph = CalculatorGraph(
        """
        node {
          calculator: "SwitchContainer" input_side_packet: "SELECT:s" output_side_packet: "PACKET:out"
          options { [mediapipe.SwitchContainerOptions.ext] { contained_node {
            calculator: "ConstantSidePacketCalculator"
            options { [mediapipe.ConstantSidePacketCalculatorOptions.ext] { packet { int_value: 3 } } }
          } } }
        }
        """
    )
    with pytest.raises(GraphError, match="SELECT says channel 5, but there are channels 0 to 0"):
        graph.start_run({"s": 5})


def test_names_are_numbered_in_the_order_of_the_text() -> None:
    """A name at several ports of the container gets a number inside from its second use on, as in MediaPipe."""
    graph = CalculatorGraph(
        """
        input_stream: "x" input_stream: "s"
        node {
          calculator: "SwitchContainer" input_stream: "SELECT:s" input_stream: "B:x" input_stream: "A:x"
          output_stream: "B:b" output_stream: "A:a"
          options { [mediapipe.SwitchContainerOptions.ext] {
            contained_node { calculator: "PassThroughCalculator" }
          } }
        }
        """
    )
    (inside,) = (node for node in graph.plan.nodes if node.config.calculator == "PassThroughCalculator")
    assert inside.config.input_stream == ("A:switchcontainer__c0__x_2", "B:switchcontainer__c0__x")


@pytest.mark.parametrize(
    ("options", "ticks"),
    [
        ("", ["TICK:a", "TICK:1:b"]),
        ('tick_input_stream: "V"', ["TICK:a"]),
        ('tick_input_stream: "V:1"', ["TICK:b"]),
        ('tick_input_stream: ["V:1", "V:0"]', ["TICK:a", "TICK:1:b"]),
    ],
)
def test_a_selection_is_timed_by_the_inputs_that_are_named(options: str, ticks: list[str]) -> None:
    """A tag stands for its first stream only."""
    node = CONTAINER.format(
        selector='input_stream: "V:0:a" input_stream: "V:1:b" input_stream: "SELECT:s"', options=options
    )
    node = node.replace('input_stream: "data"', "").replace('"out"', '"V:0:c" output_stream: "V:1:d"')
    node = node.replace("GateCalculator", "PassThroughCalculator")
    graph = CalculatorGraph(f'input_stream: "a" input_stream: "b" input_stream: "s" {node}')
    (sequencer,) = (node for node in graph.plan.nodes if node.config.calculator == "PacketSequencerCalculator")
    assert [
        f"TICK{f':{port.index}' if port.index else ''}:{port.name.rpartition('__')[2]}"
        for port in sequencer.contract.inputs
        if port.tag == "TICK"
    ] == ticks


NESTED = """
input_stream: "a"
input_stream: "s"
node {
  calculator: "SwitchContainer" input_stream: "a" input_stream: "SELECT:s" output_stream: "b"
  options {
    [mediapipe.SwitchContainerOptions.ext] {
      contained_node {
        calculator: "SwitchContainer"
        options {
          [mediapipe.SwitchContainerOptions.ext] {
            select: 1
            contained_node { calculator: "PassThroughCalculator" }
            contained_node { calculator: "GateCalculator" }
          }
        }
      }
      contained_node { calculator: "PassThroughCalculator" }
    }
  }
}
"""


@pytest.mark.parametrize(("inner", "expected"), [("select: 1", [1, 3]), ("select: 0", [0, 1, 2, 3])])
def test_containers_can_be_nested(inner: str, expected: list[int]) -> None:
    """A container in a channel of another; here it selects a closed Gate or a PassThrough."""
    graph = CalculatorGraph(NESTED.replace("select: 1", inner))
    seen: list[Packet[int]] = []
    graph.observe_output_stream("b", lambda _, packet: seen.append(packet))
    graph.start_run()
    for timestamp in range(4):
        graph.add_packet_to_input_stream("s", timestamp % 2, timestamp)
        graph.add_packet_to_input_stream("a", timestamp, timestamp)
    graph.close()
    assert [packet.value for packet in seen] == expected
