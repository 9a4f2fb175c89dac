"""IntervalGateCalculator."""

from __future__ import annotations

import pytest

from backedge.errors import ConfigError
from backedge.packet import Packet
from backedge.testing import run_node
from tests.calculators.core.nodes import Run

GATE = """
node {
  calculator: "IntervalGateCalculator"
  input_stream: "data"
  input_stream: "WHILE:condition"
  output_stream: "passed"
  node_options { [type.googleapis.com/backedge.IntervalGateCalculatorOptions] { %s } }
}
node { calculator: "PassThroughCalculator" input_stream: "passed" output_stream: "after" }
"""


def packets(letters: str) -> list[Packet[str]]:
    """A packet at each timestamp with a letter."""
    return [Packet(letter, at) for at, letter in enumerate(letters) if letter != "-"]


@pytest.mark.parametrize(
    ("options", "data", "condition", "passed"),
    [
        ("interval: 3", "ddddddd", "-------", "ddddddd"),
        ("interval: 3", "ddddddd", "ccccccc", "d--d--d"),
        ("interval: 3", "ddddddd", "-cc-ccc", "d--d--d"),
        ("interval: 3", "ddddddd", "-c-cccc", "d-d--d-"),
        ("interval: 3", "d----dd", "-cccccc", "d----d-"),
        ("interval: 1", "ddddddd", "ccccccc", "ddddddd"),
        ("", "ddddddd", "ccccccc", "ddddddd"),
    ],
)
def test_data_pass_at_intervals_while_the_condition_is_there(
    run: Run, options: str, data: str, condition: str, passed: str
) -> None:
    """What is dropped shows downstream as a bound; after a pause the first packet goes through at once."""
    outputs = run(GATE % options, {"data": packets(data), "condition": packets(condition)})
    for stream in ("passed", "after"):
        assert outputs[stream] == packets(passed)
        assert [packet.timestamp for packet in outputs.with_bounds(stream)] == list(range(7))


def test_header_passes() -> None:
    """Streams of video have their format there."""
    read = 'node { calculator: "test.ReadHeader" input_stream: "passed" output_side_packet: "seen" }'
    outputs = run_node(GATE % "" + read, {"data": ["a"], "condition": []}, stream_headers={"data": "header"})
    assert outputs.side_packets["seen"] == "header"


def test_interval_is_at_least_one() -> None:
    """None would never end."""
    with pytest.raises(ConfigError, match=r"field interval expects an int32 \(at least 1\), found 0"):
        run_node(GATE % "interval: 0", {"data": [], "condition": []})
