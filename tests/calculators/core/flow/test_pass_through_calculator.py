"""PassThroughCalculator."""

from __future__ import annotations

import pytest

from backedge.errors import ConfigError
from backedge.packet import Packet
from backedge.testing import run_node
from backedge.timestamp import MAX, MIN, POSTSTREAM, PRESTREAM
from tests.calculators.core.nodes import Run

TWO = """
node {
  calculator: "PassThroughCalculator"
  input_stream: "a"
  input_stream: "B:b"
  output_stream: "x"
  output_stream: "B:y"
}
"""


def test_packets_and_gaps_pass(run: Run) -> None:
    """Each output has its input's packets and, where that has none, a bound."""
    outputs = run(TWO, {"a": [Packet(1, 10), Packet(2, 20)], "b": [Packet("one", 15), Packet.empty(20)]})
    assert outputs.with_bounds("x") == [Packet(1, 10), Packet.empty(15), Packet(2, 20)]
    assert outputs.with_bounds("y") == [Packet.empty(10), Packet("one", 15), Packet.empty(20)]


@pytest.mark.parametrize("timestamp", [PRESTREAM, MIN, MAX, POSTSTREAM])
def test_special_timestamps_pass(run: Run, timestamp: int) -> None:
    """A packet may have any timestamp that a stream allows."""
    node = 'node { calculator: "PassThrough" input_stream: "a" output_stream: "x" }'
    assert run(node, {"a": [Packet(1, timestamp)]})["x"] == [Packet(1, timestamp)]


def test_side_packets_pass(run: Run) -> None:
    """Side packets are passed on as well."""
    node = TWO.replace("output_stream", 'input_side_packet: "s" output_side_packet: "t" output_stream', 1)
    assert run(node, {}, {"s": 5}).side_packets == {"t": 5}


def test_tags_must_be_the_same() -> None:
    """Outputs have the tags and indexes of the inputs."""
    with pytest.raises(ConfigError, match="inputs and outputs must have the same tags and indexes"):
        run_node(TWO.replace("B:y", "C:y"))
