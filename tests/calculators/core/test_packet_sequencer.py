"""PacketSequencerCalculator."""

from __future__ import annotations

import pytest

from backedge.errors import ConfigError
from backedge.packet import Packet
from backedge.testing import run_node
from backedge.timestamp import MIN
from tests.calculators.core.nodes import Run

SEQUENCER = """
node {
  calculator: "PacketSequencerCalculator"
  input_stream: "INPUT:setting"
  input_stream: "TICK:tick"
  output_stream: "OUTPUT:timed"
}
"""


def test_packets_come_right_behind_the_tick(run: Run) -> None:
    """Settings get the first timestamp after the latest tick; ticks settle the output."""
    feed = {
        "setting": [Packet("a", 1), Packet("b", 12), Packet("c", 13), Packet("d", 99)],
        "tick": [Packet(0, 10), Packet(0, 20)],
    }
    outputs = run(SEQUENCER, feed)
    assert outputs["timed"] == [Packet("a", MIN), Packet("b", 11), Packet("c", 12), Packet("d", 21)]
    assert Packet.empty(20) in outputs.with_bounds("timed")


def test_setting_together_with_a_tick_counts_for_it(run: Run) -> None:
    """A packet that comes with a tick is stamped behind the tick before."""
    node = SEQUENCER.replace("setting", "tick")
    assert run(node, {"tick": [Packet("a", 10), Packet("b", 20)]})["timed"] == [Packet("a", MIN), Packet("b", 11)]


def test_outputs_must_match_inputs() -> None:
    """There are as many outputs as inputs."""
    with pytest.raises(ConfigError, match="1 inputs INPUT need as many outputs OUTPUT, not 0"):
        run_node(SEQUENCER.replace('output_stream: "OUTPUT:timed"', ""))
