"""RealTimeFlowLimiterCalculator."""

from __future__ import annotations

import pytest

from backedge.errors import ConfigError, GraphError
from backedge.packet import Packet
from backedge.testing import run_node
from tests.calculators.core.nodes import Run

LIMITER = """
node {
  calculator: "RealTimeFlowLimiterCalculator"
  input_stream: "frame"
  input_stream: "FINISHED:finished"
  input_stream_info { tag_index: "FINISHED" back_edge: true }
  output_stream: "limited"
  output_stream: "ALLOW:allow"
}
"""
TWO_STREAMS = LIMITER.replace('"frame"\n', '"frame"\n  input_stream: "sound"\n').replace(
    '"limited"\n', '"limited"\n  output_stream: "limited_sound"\n'
)


def frames(*timestamps: int) -> list[Packet[int]]:
    """Packets that hold their timestamps."""
    return [Packet(timestamp, timestamp) for timestamp in timestamps]


def test_frames_are_dropped_until_one_is_finished(run: Run) -> None:
    """One frame is in flight at a time; ALLOW counts the changes at timestamps of its own."""
    outputs = run(LIMITER, {"frame": frames(10, 20, 40, 50), "finished": frames(35)})
    assert outputs["limited"] == frames(10, 40)
    assert outputs["allow"] == [Packet(False, 1), Packet(True, 2), Packet(False, 3)]


def test_more_in_flight(run: Run) -> None:
    """MAX_IN_FLIGHT frames are let in before the first is finished."""
    node = LIMITER.replace("output_stream", 'input_side_packet: "MAX_IN_FLIGHT:n" output_stream', 1)
    assert run(node, {"frame": frames(1, 2, 3)}, {"n": 2})["limited"] == frames(1, 2)
    with pytest.raises(GraphError, match="MAX_IN_FLIGHT must be at least 1, not 0"):
        run(node, {}, {"n": 0})


def test_streams_are_dropped_together(run: Run) -> None:
    """What passes on one stream passes on the other at the same time."""
    outputs = run(TWO_STREAMS, {"frame": frames(10, 20, 40), "sound": frames(10, 20, 40), "finished": frames(35)})
    assert outputs["limited"] == outputs["limited_sound"] == frames(10, 40)


def test_dropped_frames_settle_the_output(run: Run) -> None:
    """Downstream does not wait for what was dropped."""
    assert run(LIMITER, {"frame": frames(10, 20)}).with_bounds("limited")[:2] == [Packet(10, 10), Packet.empty(20)]


def test_too_many_finished(run: Run) -> None:
    """More frames cannot be finished than were let in."""
    with pytest.raises(GraphError, match="FINISHED has a packet, but nothing is in flight"):
        run(LIMITER, {"finished": frames(5)})


def test_loop(run: Run) -> None:
    """In a loop that finishes every frame at once, all are let in."""
    node = LIMITER + 'node { calculator: "PassThrough" input_stream: "limited" output_stream: "finished" }'
    assert run(node, {"frame": frames(1, 2, 3)})["finished"] == frames(1, 2, 3)


def test_outputs_must_match_inputs() -> None:
    """There are as many untagged outputs as inputs."""
    with pytest.raises(ConfigError, match="1 untagged inputs need as many untagged outputs, not 2"):
        run_node(LIMITER.replace('"limited"\n', '"limited"\n output_stream: "more"\n'))
