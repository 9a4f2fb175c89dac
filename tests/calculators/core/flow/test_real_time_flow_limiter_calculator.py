"""RealTimeFlowLimiterCalculator."""

from __future__ import annotations

import pytest

from backedge import CalculatorGraph
from backedge.errors import ConfigError, GraphError
from backedge.packet import Packet
from backedge.testing import feed, run_node
from tests.calculators.core.nodes import Run
from tests.flow import P, end, watch
from tests.graph_text import do, graph_of

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
    """The packets that pass on one stream pass on the other at the same time."""
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


@pytest.mark.parametrize(
    ("order", "finished", "expected"),
    [
        (("frame", "finished"), (), (0,)),
        (("frame", "finished"), (1, 2, 3), (0, 2, 3, 4)),
        (("finished", "frame"), (1, 2, 3), (0, 1, 2, 3)),
    ],
    ids=["nothing finished", "finished behind the next frame", "finished before the next frame"],
)
def test_one_more_than_finished(
    threads: int, order: tuple[str, ...], finished: tuple[int, ...], expected: tuple[int, ...]
) -> None:
    """Of five frames there pass as many as are finished and one more; which, depends on what comes first."""
    times = {"frame": range(5), "finished": finished}
    with CalculatorGraph(graph_of("frame finished", LIMITER), num_threads=threads) as graph:
        seen = watch(graph, "limited", bounds=False)["limited"]
        graph.start_run()
        for second in range(5):
            for stream in order:
                feed(graph, {stream: [P(second * 1_000_000)] if second in times[stream] else []})
        end(graph)
    assert [packet.timestamp // 1_000_000 for packet in seen] == list(expected)


LOOP = graph_of(
    "frame sound",
    TWO_STREAMS,
    do("limited limited_sound", "seen heard", calculator="PassThrough"),
    do("seen heard", "finished heard_again", "CLOSE:count"),
)


@pytest.mark.parametrize(
    ("frame_times", "sound_times"),
    [
        ([(10 * number, 10 * number + 5) for number in range(10)], [10 * number for number in range(10)]),
        ([(number,) for number in range(10)], list(range(10))),
    ],
    ids=["every second frame is dropped", "nothing is dropped"],
)
def test_loop_of_two_streams_ends(threads: int, frame_times: list[tuple[int, ...]], sound_times: list[int]) -> None:
    """A frame stays in flight until its sound has come; when both inputs end so does the loop, once."""
    closed: list[int] = []
    with CalculatorGraph(LOOP, num_threads=threads) as graph:
        seen = watch(graph, "finished", "heard_again", bounds=False)
        graph.start_run({"count": lambda _: closed.append(1)})
        for frame, sound in zip(frame_times, sound_times, strict=True):
            feed(graph, {"frame": [P(timestamp) for timestamp in frame]})
            feed(graph, {"sound": [P(sound)]})
        graph.close_all_input_streams()
        graph.wait_until_idle()
        expected = [P(timestamp) for timestamp in sound_times]
        assert seen == {"finished": expected, "heard_again": expected}
        assert closed == [1]
        graph.wait_until_done()


def test_either_stream_may_be_ahead(threads: int) -> None:
    """Whichever stream comes first at a timestamp decides for both, unless the other has been dropped there."""
    with CalculatorGraph(graph_of("frame sound finished", TWO_STREAMS), num_threads=threads) as graph:
        seen = watch(graph, "limited", "limited_sound", "allow", bounds=False)
        graph.start_run()
        for steps, frame, sound, allow in (
            ([("frame", 1)], [1], [], False),
            ([("frame", 2), ("sound", 1)], [1], [1], False),
            ([("finished", 1)], [1], [1], True),
            ([("sound", 2)], [1], [1], True),
            ([("sound", 3)], [1], [1, 3], False),
            ([("sound", 4)], [1], [1, 3], False),
            ([("frame", 3)], [1, 3], [1, 3], False),
            ([("finished", 3)], [1, 3], [1, 3], True),
        ):
            for stream, timestamp in steps:
                graph.add_packet_to_input_stream(stream, P(timestamp))
            graph.wait_until_idle()
            assert seen["limited"] == [P(timestamp) for timestamp in frame]
            assert seen["limited_sound"] == [P(timestamp) for timestamp in sound]
            assert seen["allow"][-1].value is allow
        end(graph)


def test_outputs_must_match_inputs() -> None:
    """There are as many untagged outputs as inputs."""
    with pytest.raises(ConfigError, match="1 untagged inputs need as many untagged outputs, not 2"):
        run_node(LIMITER.replace('"limited"\n', '"limited"\n output_stream: "more"\n'))
