"""PreviousLoopbackCalculator."""

from __future__ import annotations

from backedge.packet import Packet
from backedge.timestamp import MAX
from tests.calculators.core.nodes import Run

LOOPBACK = """
node {
  calculator: "PreviousLoopbackCalculator"
  input_stream: "MAIN:main"
  input_stream: "LOOP:loop"
  input_stream_info { tag_index: "LOOP" back_edge: true }
  output_stream: "PREV_LOOP:previous"
}
"""
THROUGH_THE_LOOP = (
    LOOPBACK
    + """
node {
  calculator: "PassThroughCalculator"
  input_stream: "main"
  input_stream: "previous"
  output_stream: "loop"
  output_stream: "seen"
}
"""
)
DROPPING = (
    LOOPBACK
    + 'node { calculator: "GateCalculator" input_stream: "main" input_stream: "ALLOW:keep" output_stream: "loop" }'
)


def test_first_frame_is_settled_and_others_get_the_packet_before(run: Run) -> None:
    """Before the first loop packet there is only a bound; then each frame gets what the frame before it produced."""
    main = [Packet(1, 1), Packet(2, 2), Packet(5, 5), Packet(15, 15)]
    outputs = run(THROUGH_THE_LOOP, {"main": main})
    assert outputs.with_bounds("previous") == [Packet.empty(1), Packet(1, 2), Packet(2, 5), Packet(5, 15)]
    assert outputs["loop"] == main


def test_empty_loop_packet_becomes_a_bound(run: Run) -> None:
    """The frame after one whose loop packet was dropped has no loop packet, and is not kept waiting for it."""
    feed = {
        "main": [Packet(1, 10), Packet(2, 20), Packet(3, 30), Packet(4, 40)],
        "keep": [Packet(True, 10), Packet(False, 20), Packet(True, 30), Packet(True, 40)],
    }
    outputs = run(DROPPING, feed)
    assert outputs.with_bounds("previous") == [Packet.empty(10), Packet(1, 20), Packet.empty(30), Packet(3, 40)]


def test_settled_main_settles_the_output(run: Run) -> None:
    """A timestamp at which MAIN has nothing does not count as a frame."""
    feed = {"main": [Packet(1, 10), Packet.empty(20), Packet(3, 30)]}
    outputs = run(LOOPBACK + 'node { calculator: "PassThrough" input_stream: "main" output_stream: "loop" }', feed)
    assert outputs.with_bounds("previous") == [Packet.empty(10), Packet.empty(20), Packet(1, 30)]


def test_loop_packets_between_frames_are_dropped(run: Run) -> None:
    """Only the loop packet at the frame's own timestamp counts."""
    node = LOOPBACK.replace("back_edge: true", "back_edge: false")
    feed = {"main": [Packet("a", 10), Packet("b", 20)], "loop": [Packet(0, 5), Packet(1, 10), Packet(2, 15)]}
    assert run(node, feed)["previous"] == [Packet(1, 20)]


def test_last_possible_frame_ends_the_loop(run: Run) -> None:
    """After a frame at the last timestamp the output is closed, so that the nodes of the loop can close."""
    outputs = run(THROUGH_THE_LOOP, {"main": [Packet(1, 10), Packet(2, MAX)]})
    assert outputs["previous"] == [Packet(1, MAX)]
    assert outputs["loop"] == [Packet(1, 10), Packet(2, MAX)]


def test_short_name(run: Run) -> None:
    """PreviousLoopback is the same calculator."""
    outputs = run(THROUGH_THE_LOOP.replace("LoopbackCalculator", "Loopback"), {"main": ["a", "b"]})
    assert outputs["previous"] == [Packet("a", 1)]
