"""SidePacketToStreamCalculator."""

from __future__ import annotations

import pytest

from backedge.errors import ConfigError, GraphError
from backedge.packet import Packet
from backedge.testing import run_node
from backedge.timestamp import POSTSTREAM, PRESTREAM
from tests.calculators.core.nodes import Run

ONCE = 'node { calculator: "SidePacketToStreamCalculator" input_side_packet: "side" output_stream: "%s:packet" }'
TICKING = ONCE.replace("output_stream", 'input_stream: "TICK:tick" output_stream')


@pytest.mark.parametrize(
    ("tag", "timestamp"), [("AT_PRESTREAM", PRESTREAM), ("AT_POSTSTREAM", POSTSTREAM), ("AT_ZERO", 0)]
)
def test_once(run: Run, tag: str, timestamp: int) -> None:
    """The tag says when the one packet comes."""
    assert run(ONCE % tag, {}, {"side": "x"})["packet"] == [Packet("x", timestamp)]


def test_at_every_tick(run: Run) -> None:
    """There is a packet for each of TICK, and a bound where that has none."""
    outputs = run(TICKING % "AT_TICK", {"tick": [Packet(0, 10), Packet.empty(20), Packet(0, 30)]}, {"side": "x"})
    assert outputs.with_bounds("packet") == [Packet("x", 10), Packet.empty(20), Packet("x", 30)]


def test_at_first_tick(run: Run) -> None:
    """There is a packet at the first tick, and then the stream has ended."""
    waiting = (
        'node { calculator: "PassThrough" input_stream: "tick" input_stream: "packet" '
        'output_stream: "x" output_stream: "y" }'
    )
    outputs = run(TICKING % "AT_FIRST_TICK" + waiting, {"tick": [Packet(0, 10), Packet(1, 30)]}, {"side": "x"})
    assert outputs["packet"] == [Packet("x", 10)]
    assert outputs["x"] == [Packet(0, 10), Packet(1, 30)]


def test_at_timestamp(run: Run) -> None:
    """Side packet TIMESTAMP says when, and the run must provide it."""
    node = (ONCE % "AT_TIMESTAMP").replace('"side"', '"side" input_side_packet: "TIMESTAMP:time"')
    assert run(node, {}, {"side": "x", "time": 77})["packet"] == [Packet("x", 77)]
    with pytest.raises(GraphError, match='side packet "time" of type int64 is required'):
        run(node, {}, {"side": "x"})


def test_several(run: Run) -> None:
    """Each side packet has an output of its own, all at the same time."""
    node = """
    node {
      calculator: "SidePacketToStreamCalculator"
      input_side_packet: "a"
      input_side_packet: "b"
      output_stream: "AT_ZERO:0:x"
      output_stream: "AT_ZERO:1:y"
    }
    """
    outputs = run(node, {}, {"a": 1, "b": "two"})
    assert (outputs["x"], outputs["y"]) == ([Packet(1, 0)], [Packet("two", 0)])


@pytest.mark.parametrize(
    ("node", "message"),
    [
        (ONCE % "AT_TICK", "input TICK goes with outputs AT_TICK"),
        (TICKING % "AT_ZERO", "input TICK goes with outputs AT_TICK"),
        (ONCE % "AT_NOON", "all outputs must have one tag, of AT_PRESTREAM"),
        ((ONCE % "AT_ZERO").replace("}", 'output_stream: "AT_TICK:y" }'), "all outputs must have one tag"),
        (ONCE % "AT_TIMESTAMP", "side packet TIMESTAMP goes with outputs AT_TIMESTAMP"),
        ((ONCE % "AT_ZERO").replace("}", 'input_side_packet: "b" }'), "2 side packets need as many outputs, not 1"),
    ],
)
def test_wrong_configs(node: str, message: str) -> None:
    """Tags, ticks and counts have to fit each other."""
    with pytest.raises(ConfigError, match=message):
        run_node(node)
