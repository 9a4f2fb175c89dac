"""MuxCalculator, RoundRobinDemuxCalculator and ImmediateMuxCalculator."""

from __future__ import annotations

import pytest

from backedge.errors import ConfigError, GraphError
from backedge.packet import Packet
from backedge.testing import run_node
from tests.calculators.core.nodes import Run

MUX = """
node {
  calculator: "MuxCalculator"
  input_stream: "INPUT:0:x"
  input_stream: "INPUT:1:y"
  %s: "SELECT:select"
  output_stream: "OUTPUT:selected"
}
"""
DEMUX = """
node {
  calculator: "RoundRobinDemuxCalculator"
  input_stream: "all"
  output_stream: "OUTPUT:0:x"
  output_stream: "OUTPUT:1:y"
  output_stream: "SELECT:select"
}
"""
IMMEDIATE = """
node {
  calculator: "ImmediateMuxCalculator"
  input_stream: "x"
  input_stream: "y"
  output_stream: "mixed"
  output_stream: "count"
  input_stream_handler { input_stream_handler: "ImmediateInputStreamHandler" }
  node_options { [type.googleapis.com/mediapipe.ImmediateMuxCalculatorOptions] { %s } }
}
"""


def test_mux_by_stream(run: Run) -> None:
    """SELECT says which input passes at its timestamp; what the others have is dropped."""
    feed = {
        "x": [Packet("x1", 1), Packet("x2", 2), Packet("x3", 3)],
        "y": [Packet("y1", 1), Packet("y2", 2), Packet.empty(3)],
        "select": [Packet(0, 1), Packet(1, 2), Packet(1, 3)],
    }
    assert run(MUX % "input_stream", feed).with_bounds("selected") == [
        Packet("x1", 1),
        Packet("y2", 2),
        Packet.empty(3),
    ]


def test_mux_by_side_packet(run: Run) -> None:
    """A side packet selects for the whole run."""
    feed = {"x": ["x0", "x1"], "y": ["y0", "y1"]}
    assert run(MUX % "input_side_packet", feed, {"select": 1}).values("selected") == ["y0", "y1"]


def test_mux_with_the_default_policy(run: Run) -> None:
    """Where the config asks for the default policy, nothing passes without SELECT, and a wrong one is an error."""
    handler = 'input_stream_handler { input_stream_handler: "DefaultInputStreamHandler" } output_stream'
    node = (MUX % "input_stream").replace("output_stream", handler)
    feed = {"x": [Packet("x1", 1), Packet("x2", 2)], "y": [Packet.empty(2)], "select": [Packet.empty(1), Packet(0, 2)]}
    assert run(node, feed)["selected"] == [Packet("x2", 2)]
    with pytest.raises(GraphError, match="SELECT is 2, but there are inputs 0 to 1"):
        run(node, {"x": ["x"], "y": ["y"], "select": [2]})


def test_mux_needs_one_select() -> None:
    """SELECT is required, once."""
    with pytest.raises(ConfigError, match="SELECT must be an input stream or an input side packet"):
        run_node((MUX % "input_stream").replace("output", 'input_side_packet: "SELECT:s" output', 1))
    with pytest.raises(ConfigError, match="SELECT must be an input stream or an input side packet"):
        run_node((MUX % "input_stream").replace('input_stream: "SELECT:select"', ""))


def test_demux_deals_in_turn(run: Run) -> None:
    """Packets go to the outputs one after the other; the others are settled meanwhile."""
    outputs = run(DEMUX, {"all": ["a", "b", "c"]})
    assert outputs.with_bounds("x") == [Packet("a", 0), Packet.empty(1), Packet("c", 2)]
    assert outputs.with_bounds("y") == [Packet.empty(0), Packet("b", 1), Packet.empty(2)]
    assert outputs.values("select") == [0, 1, 0]


def test_demux_and_mux_restore_the_stream(run: Run) -> None:
    """A mux behind a demux gives the packets back in order."""
    assert run(DEMUX + MUX % "input_stream", {"all": ["a", "b", "c", "d"]}).values("selected") == ["a", "b", "c", "d"]


def test_immediate_mux_drops_what_is_late(run: Run) -> None:
    """A packet that is older than one that has passed is dropped, but counted."""
    feed = {"x": [Packet("x1", 10), Packet("x3", 30)], "y": [Packet("y4", 40)]}
    outputs = run(IMMEDIATE % "", feed)
    assert outputs["mixed"] == [Packet("x1", 10), Packet("x3", 30), Packet("y4", 40)]
    assert outputs["count"] == [Packet(True, 10), Packet(True, 30), Packet(True, 40)]


def test_immediate_mux_with_bounds(run: Run) -> None:
    """With process_timestamp_bounds, what is settled on one input is settled on the output."""
    outputs = run(IMMEDIATE % "process_timestamp_bounds: true", {"x": [Packet("x1", 10), Packet.empty(20)]})
    assert outputs.with_bounds("mixed") == [Packet("x1", 10), Packet.empty(20)]


def test_immediate_mux_has_two_outputs_at_most() -> None:
    """There is no third output."""
    with pytest.raises(ConfigError, match="it has one or two output streams"):
        run_node((IMMEDIATE % "").replace('"count"', '"count" output_stream: "more"'))
