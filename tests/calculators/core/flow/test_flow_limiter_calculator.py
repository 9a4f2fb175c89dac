"""FlowLimiterCalculator."""

from __future__ import annotations

import pytest

from backedge.calculators.core.flow.flow_limiter_calculator import FlowLimiterCalculatorOptions
from backedge.errors import ConfigError
from backedge.packet import Packet
from backedge.testing import run_node
from tests.calculators.core.nodes import Run

LIMITER = """
node {
  calculator: "FlowLimiterCalculator"
  input_stream: "frame"
  input_stream: "FINISHED:finished"
  input_stream_info { tag_index: "FINISHED" back_edge: true }
  output_stream: "limited"
  output_stream: "ALLOW:allow"
  options { [mediapipe.FlowLimiterCalculatorOptions.ext] { %s } }
}
"""
TWO_STREAMS = LIMITER.replace('"frame"\n', '"frame"\n  input_stream: "sound"\n').replace(
    '"limited"\n', '"limited"\n  output_stream: "limited_sound"\n'
)


def frames(*timestamps: int) -> list[Packet[int]]:
    """Packets that hold their timestamps."""
    return [Packet(timestamp, timestamp) for timestamp in timestamps]


def test_frames_are_dropped_until_one_is_finished(run: Run) -> None:
    """With one frame in flight and no queue, what comes meanwhile is dropped and ALLOW says so."""
    outputs = run(LIMITER % "", {"frame": frames(10, 20, 30, 40), "finished": frames(35)})
    assert outputs.with_bounds("limited") == [Packet(10, 10), Packet.empty(20), Packet.empty(30), Packet(40, 40)]
    assert outputs["allow"] == [Packet(True, 10), Packet(False, 20), Packet(False, 30), Packet(True, 40)]


def test_settled_finished_stream_counts_as_finished(run: Run) -> None:
    """A frame that was dropped on its way is finished when FINISHED is settled."""
    outputs = run(LIMITER % "", {"frame": frames(10, 20), "finished": [Packet.empty(15)]})
    assert outputs["limited"] == frames(10, 20)


def test_queue_keeps_the_latest_frame(run: Run) -> None:
    """A waiting frame is replaced by a newer one, and let in when there is room; downstream waits for it."""
    outputs = run(LIMITER % "max_in_queue: 1", {"frame": frames(10, 20, 30), "finished": frames(35)})
    assert outputs.with_bounds("limited") == [Packet(10, 10), Packet.empty(19), Packet.empty(29), Packet(30, 30)]
    assert outputs["allow"] == [Packet(True, 10), Packet(False, 20), Packet(True, 30)]


@pytest.mark.parametrize(
    ("options", "expected"),
    [("max_in_flight: 2", [10, 20]), ("max_in_flight: 0", []), ("max_in_flight: -1", [10, 20, 30])],
)
def test_max_in_flight(run: Run, options: str, expected: list[int]) -> None:
    """So many frames are let in before the first is finished."""
    assert run(LIMITER % options, {"frame": frames(10, 20, 30)})["limited"] == frames(*expected)


def test_a_queue_without_limit(run: Run) -> None:
    """A negative limit is none: every frame waits for its turn."""
    feed = {"frame": frames(10, 20, 30, 40), "finished": frames(35, 45)}
    outputs = run(LIMITER % "max_in_queue: -1", feed)
    assert outputs["limited"] == frames(10, 20, 30, 40)
    assert outputs["allow"] == [Packet(True, timestamp) for timestamp in (10, 20, 30, 40)]
    assert run(LIMITER % "max_in_flight: 0 max_in_queue: -1", {"frame": frames(10, 20)})["allow"] == []


def test_side_packet_replaces_max_in_flight(run: Run) -> None:
    """MAX_IN_FLIGHT wins over the option."""
    node = (LIMITER % "max_in_flight: 1").replace("options", 'input_side_packet: "MAX_IN_FLIGHT:n" options')
    assert run(node, {"frame": frames(1, 2, 3, 4)}, {"n": 3})["limited"] == frames(1, 2, 3)


def test_lost_frames_are_given_up(run: Run) -> None:
    """A frame that is not finished within the time-out makes room for another."""
    outputs = run(LIMITER % "in_flight_timeout: 100", {"frame": frames(0, 100, 101)})
    assert outputs["limited"] == frames(0, 101)


def test_other_streams_follow_the_first(run: Run) -> None:
    """Of the second stream those packets pass that come while frames are let in."""
    feed = {"frame": frames(10, 20, 30), "sound": frames(10, 20, 30), "finished": frames(35)}
    outputs = run(TWO_STREAMS % "max_in_queue: 1", feed)
    assert outputs["limited"] == frames(10, 30)
    assert outputs["limited_sound"] == frames(10, 30)
    assert Packet.empty(20) in outputs.with_bounds("limited_sound")


def test_other_streams_between_frames(run: Run) -> None:
    """A packet between two frames passes or not as the frame before it did."""
    feed = {"frame": frames(10, 20, 40), "sound": frames(15, 25, 45), "finished": frames(35)}
    assert run(TWO_STREAMS % "", feed)["limited_sound"] == frames(15, 45)


def test_loop_lets_every_frame_in_when_it_keeps_up(run: Run) -> None:
    """With a graph that finishes each frame at once nothing is dropped."""
    node = LIMITER % "" + 'node { calculator: "PassThrough" input_stream: "limited" output_stream: "finished" }'
    assert run(node, {"frame": frames(1, 2, 3, 4)})["finished"] == frames(1, 2, 3, 4)


def test_options_side_packet_and_stream(run: Run) -> None:
    """OPTIONS change what they set and leave the rest of the node's options alone."""
    node = (LIMITER % "max_in_queue: 1").replace("options {", 'input_side_packet: "OPTIONS:side" options {', 1)
    two = FlowLimiterCalculatorOptions(max_in_flight=2)
    outputs = run(node, {"frame": frames(1, 2, 3, 4), "finished": frames(9)}, {"side": two})
    assert outputs["allow"] == [Packet(True, 1), Packet(True, 2), Packet(False, 3), Packet(True, 4)]
    node = (LIMITER % "").replace("options {", 'input_stream: "OPTIONS:change" options {', 1)
    outputs = run(node, {"frame": frames(1, 2, 4, 5), "change": [Packet(two, 3)]})
    assert outputs["limited"] == frames(1, 4)


def test_options_packet_may_set_defaults(run: Run) -> None:
    """An option that OPTIONS sets to its default replaces the node's option too."""
    node = (LIMITER % "max_in_queue: 1").replace("options {", 'input_side_packet: "OPTIONS:side" options {', 1)
    for options, queued in (
        (FlowLimiterCalculatorOptions(), True),
        (FlowLimiterCalculatorOptions(max_in_queue=0), False),
    ):
        outputs = run(node, {"frame": frames(10, 20, 30)}, {"side": options})
        assert outputs["allow"] == [Packet(True, 10), Packet(False, 20), Packet(queued, 30)]


def test_waiting_frame_is_let_in_when_finished_ends(run: Run) -> None:
    """When FINISHED ends nothing is in flight any more, so the frame that waits still gets its turn."""
    assert run(LIMITER % "max_in_queue: 1", {"frame": frames(10, 20, 30)})["limited"] == frames(10, 30)


def test_outputs_must_match_inputs() -> None:
    """There are as many untagged outputs as inputs."""
    with pytest.raises(ConfigError, match="1 untagged inputs need as many untagged outputs, not 2"):
        run_node((LIMITER % "").replace('"limited"\n', '"limited"\n output_stream: "more"\n'))
