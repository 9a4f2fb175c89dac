"""AddHeaderCalculator."""

from __future__ import annotations

import pytest

from backedge.errors import ConfigError, GraphError
from backedge.packet import Packet
from backedge.testing import run_node
from tests.calculators.core.nodes import Run

BY_SIDE_PACKET = """
node {
  calculator: "AddHeaderCalculator"
  input_stream: "DATA:data"
  input_side_packet: "HEADER:header"
  output_stream: "%s"
}
"""
BY_STREAM = """
node { calculator: "AddHeaderCalculator" input_stream: "DATA:other" input_stream: "HEADER:from" output_stream: "to" }
"""
FRAMES = [Packet(number, 1000 * number) for number in range(5)]
READ = 'node { calculator: "test.ReadHeader" input_stream: "to" output_side_packet: "seen" }'


def test_header_from_a_side_packet(run: Run) -> None:
    """The side packet's value becomes the header, and packets and bounds pass."""
    outputs = run(BY_SIDE_PACKET % "to" + READ, {"data": [*FRAMES, Packet.empty(5000)]}, {"header": "h"})
    assert outputs.side_packets["seen"] == "h"
    assert outputs.with_bounds("to") == [*FRAMES, Packet.empty(5000)]


def test_header_from_a_stream(run: Run) -> None:
    """The header of one stream is given to another."""
    outputs = run(BY_SIDE_PACKET % "from" + BY_STREAM + READ, {"other": FRAMES}, {"header": "h"})
    assert outputs.side_packets["seen"] == "h"
    assert outputs["to"] == FRAMES
    with pytest.raises(GraphError, match="stream HEADER must have a header only, but has a packet"):
        run(BY_SIDE_PACKET % "from" + BY_STREAM, {"other": [1], "data": [1]}, {"header": "h"})


def test_stream_without_a_header(run: Run) -> None:
    """The stream gets no header if the other stream has none."""
    assert run(BY_STREAM + READ).side_packets == {}


def test_one_header_only() -> None:
    """The header comes from a stream or a side packet, and from one of them."""
    for node in (
        BY_STREAM.replace('input_stream: "HEADER:from"', ""),
        BY_STREAM.replace("output", 'input_side_packet: "HEADER:h" output'),
    ):
        with pytest.raises(ConfigError, match="HEADER must be an input stream or an input side packet"):
            run_node(node)
