"""ValueOrDefaultCalculator."""

from __future__ import annotations

import pytest

from backedge.errors import ConfigError
from backedge.packet import Packet
from backedge.testing import run_node
from tests.calculators.core.nodes import Run

NODE = """
node {
  calculator: "ValueOrDefaultCalculator"
  input_stream: "IN:value"
  input_stream: "TICK:tick"
  input_side_packet: "default"
  output_stream: "OUT:filled"
  output_stream: "FLAG:missing"
}
"""


def test_gaps_are_filled(run: Run) -> None:
    """Every tick has a packet; FLAG says where it is the default; values without a tick are dropped."""
    feed = {
        "value": [Packet(1, 1), Packet.empty(2), Packet(3, 3), Packet(4, 4)],
        "tick": [Packet(0, 1), Packet(0, 2), Packet.empty(3), Packet(0, 4)],
    }
    outputs = run(NODE, feed, {"default": 9})
    assert outputs.with_bounds("filled") == [Packet(1, 1), Packet(9, 2), Packet.empty(3), Packet(4, 4)]
    assert outputs["missing"] == [Packet(True, 2)]


def test_default_has_the_type_of_the_values() -> None:
    """What comes out has one type, whether it came in or is the default."""
    constant = """
    node {
      calculator: "ConstantSidePacketCalculator"
      output_side_packet: "PACKET:default"
      options { [mediapipe.ConstantSidePacketCalculatorOptions.ext] { packet { bool_value: true } } }
    }
    node { calculator: "ThresholdingCalculator" input_stream: "FLOAT:filled" output_stream: "FLAG:large" }
    """
    with pytest.raises(ConfigError, match=r"ValueOrDefaultCalculator takes float at :0, but .* makes it bool"):
        run_node(NODE + constant)
