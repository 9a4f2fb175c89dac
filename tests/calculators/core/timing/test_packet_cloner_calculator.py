"""PacketClonerCalculator."""

from __future__ import annotations

import pytest

from backedge.errors import ConfigError
from backedge.packet import Packet
from backedge.testing import run_node
from tests.calculators.core.nodes import Run

CLONER = """
node {
  calculator: "PacketClonerCalculator"
  input_stream: "a"
  input_stream: "b"
  input_stream: "TICK:tick"
  output_stream: "cloned_a"
  output_stream: "cloned_b"
  options { [mediapipe.PacketClonerCalculatorOptions.ext] { %s } }
}
"""
FEED = {
    "a": [Packet("a1", 1), Packet("a4", 4), Packet.empty(5)],
    "b": [Packet("b3", 3), Packet.empty(5)],
    "tick": [Packet(0, 2), Packet(0, 3), Packet(0, 4), Packet(0, 5)],
}


def test_latest_packets_at_every_tick(run: Run) -> None:
    """Each tick repeats the latest packets, those of its own timestamp included."""
    outputs = run(CLONER % "", FEED)
    assert outputs["cloned_a"] == [Packet("a1", 2), Packet("a1", 3), Packet("a4", 4), Packet("a4", 5)]
    assert outputs["cloned_b"] == [Packet("b3", 3), Packet("b3", 4), Packet("b3", 5)]


def test_outputs_are_settled_with_the_tick(run: Run) -> None:
    """The output of an input that has had no packet yet is settled through the tick."""
    assert Packet.empty(2) in run(CLONER % "", FEED).with_bounds("cloned_b")


@pytest.mark.parametrize(
    ("option", "settles"),
    [
        ("output_only_when_all_inputs_received: true", False),
        ("output_packets_only_when_all_inputs_received: true", True),
    ],
)
def test_waiting_for_all_inputs(run: Run, option: str, settles: bool) -> None:
    """Nothing is sent before every input has had a packet; the second option settles the outputs meanwhile."""
    outputs = run(CLONER % option, FEED)
    assert (Packet.empty(2) in outputs.with_bounds("cloned_a")) == settles
    assert outputs["cloned_a"] == [Packet("a1", 3), Packet("a4", 4), Packet("a4", 5)]


def test_last_input_is_the_tick(run: Run) -> None:
    """Without TICK the last untagged input gives the pace."""
    node = 'node { calculator: "PacketClonerCalculator" input_stream: "a" input_stream: "t" output_stream: "o" }'
    assert run(node, {"a": [Packet("x", 1)], "t": [Packet(0, 1), Packet(0, 7)]})["o"] == [
        Packet("x", 1),
        Packet("x", 7),
    ]


def test_wrong_ports() -> None:
    """There is a tick, and an output for each input besides it."""
    with pytest.raises(ConfigError, match="2 inputs besides the tick need as many outputs, not 1"):
        run_node((CLONER % "").replace('output_stream: "cloned_b"', ""))
    with pytest.raises(ConfigError, match="it needs a tick"):
        run_node('node { calculator: "PacketClonerCalculator" }')
