"""ThresholdingCalculator."""

from __future__ import annotations

import pytest

from backedge.errors import ConfigError, GraphError
from backedge.packet import Packet
from backedge.testing import run_node
from tests.calculators.core.nodes import Run

NODE = """
node {
  calculator: "ThresholdingCalculator"
  input_stream: "FLOAT:number"
  %s
  output_stream: "FLAG:flag"
  output_stream: "ACCEPT:accept"
  output_stream: "REJECT:reject"
  options { [mediapipe.ThresholdingCalculatorOptions.ext] { %s } }
}
"""
STREAM, SIDE_PACKET = 'input_stream: "THRESHOLD:threshold"', 'input_side_packet: "THRESHOLD:threshold"'


def test_only_more_than_the_threshold_is_accepted(run: Run) -> None:
    """A value that equals the threshold is rejected; ACCEPT and REJECT have packets where they apply."""
    outputs = run(NODE % ("", "threshold: 0.5"), {"number": [0.25, 0.5, 0.75]})
    assert outputs.values("flag") == [False, False, True]
    assert outputs["accept"] == [Packet(True, 2)]
    assert outputs["reject"] == [Packet(False, 0), Packet(False, 1)]


def test_default_threshold_is_zero(run: Run) -> None:
    """Without a threshold values are compared with 0."""
    assert run(NODE % ("", ""), {"number": [-1.0, 0.0, 0.1]}).values("flag") == [False, False, True]


def test_threshold_as_a_stream(run: Run) -> None:
    """A threshold holds until the next one comes."""
    feed = {"number": [Packet(1.0, 1), Packet(3.0, 2), Packet(4.0, 3)], "threshold": [Packet(2.0, 1), Packet(5.0, 3)]}
    assert run(NODE % (STREAM, ""), feed).values("flag") == [False, True, False]


def test_threshold_without_a_number(run: Run) -> None:
    """A threshold that comes alone is an error, as in MediaPipe."""
    with pytest.raises(GraphError, match=r'"number" .FLOAT. has no packet at this timestamp'):
        run(NODE % (STREAM, ""), {"number": [Packet.empty(1)], "threshold": [Packet(1.0, 1)]})


def test_threshold_as_a_side_packet(run: Run) -> None:
    """A connected side packet has to be provided."""
    assert run(NODE % (SIDE_PACKET, ""), {"number": [1.0, 3.0]}, {"threshold": 2.0}).values("flag") == [False, True]
    with pytest.raises(GraphError, match='side packet "threshold" of type double is required'):
        run(NODE % (SIDE_PACKET, ""))


@pytest.mark.parametrize("ports", [STREAM, SIDE_PACKET])
def test_option_beside_another_threshold(run: Run, ports: str) -> None:
    """A threshold that an option gives once more is an error when the graph starts, as in MediaPipe."""
    with pytest.raises(GraphError, match="as a stream, as a side packet or as an option, not twice"):
        run(NODE % (ports, "threshold: 1"), {}, {"threshold": 1.0})


def test_stream_beside_a_side_packet() -> None:
    """A stream and a side packet at once are refused when the graph is built."""
    with pytest.raises(ConfigError, match="as a stream or as a side packet, not twice"):
        run_node(NODE % (STREAM + SIDE_PACKET, ""))
