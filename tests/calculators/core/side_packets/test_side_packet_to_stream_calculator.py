"""SidePacketToStreamCalculator."""

from __future__ import annotations

from typing import Any

import pytest

from backedge.errors import ConfigError, GraphError
from backedge.packet import Packet
from backedge.testing import run_node
from backedge.timestamp import POSTSTREAM, PRESTREAM
from tests.calculators.core.nodes import Run
from tests.graph_text import do

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
    ticks = [Packet(1, at) for at in (0, 1, 128, 1024, 1025)]
    outputs = run(TICKING % "AT_TICK", {"tick": ticks}, {"side": 20})
    assert outputs["packet"] == [Packet(20, tick.timestamp) for tick in ticks]


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


@pytest.mark.parametrize(
    ("tag", "tick", "time", "expected"),
    [
        ("AT_ZERO", "", "", (0,)),
        ("AT_TICK", "TICK:tick", "", (0, 1, 128, 1024, 1025)),
        ("AT_FIRST_TICK", "TICK:tick", "", (0,)),
        ("AT_TIMESTAMP", "", "TIMESTAMP:time", (5,)),
    ],
)
def test_several(run: Run, tag: str, tick: str, time: str, expected: tuple[int, ...]) -> None:
    """Each side packet has an output of its own, all at the same times."""
    node = do(tick, f"{tag}:0:x {tag}:1:y", f"a b {time}", calculator="SidePacketToStreamCalculator")
    side_packets: dict[str, Any] = {"a": 20, "b": "two", **({"time": 5} if time else {})}
    outputs = run(node, {"tick": [Packet(1, at) for at in (0, 1, 128, 1024, 1025)]} if tick else {}, side_packets)
    assert outputs["x"] == [Packet(20, at) for at in expected]
    assert outputs["y"] == [Packet("two", at) for at in expected]


@pytest.mark.parametrize(
    ("node", "message"),
    [
        (ONCE % "AT_TICK", "input TICK goes with outputs AT_TICK"),
        (ONCE % "AT_FIRST_TICK", "input TICK goes with outputs AT_TICK"),
        (TICKING % "AT_ZERO", "input TICK goes with outputs AT_TICK"),
        (ONCE % "AT_NOON", "all outputs must have one tag, of AT_PRESTREAM"),
        ((ONCE % "AT_ZERO").replace("}", 'output_stream: "AT_TICK:y" }'), "all outputs must have one tag"),
        (ONCE % "AT_TIMESTAMP", "side packet TIMESTAMP goes with outputs AT_TIMESTAMP"),
        ((ONCE % "AT_ZERO").replace("}", 'input_side_packet: "b" }'), "2 side packets need as many outputs, not 1"),
        (
            (ONCE % "AT_PRESTREAM:0").replace("}", 'output_stream: "AT_PRESTREAM:1:y" }'),
            "1 side packets need as many outputs, not 2",
        ),
    ],
)
def test_wrong_configs(node: str, message: str) -> None:
    """Tags, ticks and counts have to fit each other."""
    with pytest.raises(ConfigError, match=message):
        run_node(node)
