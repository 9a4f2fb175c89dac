"""The hand tracking graphs: which packets are where, and when the palm detector runs."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pytest

from backedge import CalculatorGraph
from backedge.calculators.media.video_writer import VideoWriter
from backedge.calculators.synthetic.scene import SyntheticHand
from backedge.errors import GraphError
from backedge.formats import ImageFrame
from backedge.graphs.hand_tracking import FOLDER
from backedge.testing import NodeOutputs, collect
from tests.graphs import frame_packets
from tests.graphs.frame_packets import letters

INTERFACE = (
    "landmarks",
    "world_landmarks",
    "handedness",
    "presence",
    "palm_detections",
    "hand_rects",
    "hand_rects_from_landmarks",
)


def run(name: str, images: Iterable[Any], streams: Iterable[str], threads: int = 0, num_hands: int = 1) -> NodeOutputs:
    """Return what `streams` of a graph carry for these images, with the lighter models."""
    graph = CalculatorGraph(FOLDER / name, num_threads=threads)
    return frame_packets.run(graph, images, streams, num_hands=num_hands, model_complexity=0)


@pytest.mark.parametrize("threads", [0, 2])
def test_loop_skips_the_palm_detector_while_a_hand_is_tracked(clip: SyntheticHand, threads: int) -> None:
    """Packets come as in MediaPipe's graph, for a hand three times, black twice, and the hand again.

    The first black frame is still taken for a tracked one; the second is searched.
    """
    hand = clip[25].image
    black = np.zeros_like(hand)
    expected = {
        "previous_hand_rects": "-PPP--",
        "has_enough_hands": "-PPP--",
        "palm_detection_image": "P---PP",
        "palm_detections": "P----P",
        "hand_rects": "PPPP-P",
        "landmarks": "PPP--P",
        "hand_rects_from_landmarks": "PPP--P",
    }
    outputs = run("hand_tracking.pbtxt", [hand, hand, hand, black, black, hand], expected, threads)
    assert {stream: letters(outputs, stream, 6) for stream in expected} == expected


def test_every_output_is_settled_after_every_frame(clip: SyntheticHand) -> None:
    """Each output has a packet or a timestamp bound for each frame, so that no node downstream waits."""
    black = np.zeros_like(clip[0].image)
    outputs = run("hand_tracking.pbtxt", [black, black], INTERFACE)
    for stream in INTERFACE:
        settled = [packet.timestamp for packet in outputs.with_bounds(stream)]
        assert {0, 1} <= set(settled), stream


def test_outputs_are_about_the_same_hands(clip: SyntheticHand) -> None:
    """Landmarks, world landmarks, handedness, presence and next rectangles have an entry for each hand."""
    outputs = run("hand_tracking.pbtxt", [clip[25].image], INTERFACE, num_hands=2)
    lengths = {stream: [len(value) for value in outputs.values(stream)] for stream in INTERFACE}
    assert lengths == {stream: [1] for stream in INTERFACE}


def test_graph_for_images_has_no_memory(clip: SyntheticHand) -> None:
    """Every image gives what it gives as the first one of the tracking graph."""
    images = [clip[number].image for number in (20, 25, 30)]
    together = run("hand_tracking_image.pbtxt", images, INTERFACE)
    alone = [run("hand_tracking.pbtxt", [image], INTERFACE) for image in images]
    for stream in INTERFACE:
        assert together.values(stream) == [value for outputs in alone for value in outputs.values(stream)]
        assert len(together[stream]) == 3


@pytest.mark.parametrize("threads", [0, 2])
def test_same_clip_gives_the_same_landmarks_inline_and_on_threads(clip: SyntheticHand, threads: int) -> None:
    """Threads change when things happen, not what happens."""
    images = [frame.image for frame in clip[15:30]]
    reference = run("hand_tracking.pbtxt", images, INTERFACE)
    outputs = run("hand_tracking.pbtxt", images, INTERFACE, threads)
    for stream in INTERFACE:
        assert outputs[stream] == reference[stream]


def test_live_graph_drops_what_it_has_no_time_for(clip: SyntheticHand) -> None:
    """Frames that come while one is in flight are dropped; the others are tracked as by the graph alone."""
    graph = CalculatorGraph(FOLDER / "hand_tracking_live.pbtxt")
    outputs = collect(graph, "image", "landmarks")
    with graph:
        graph.start_run({"num_hands": 1, "model_complexity": 0})
        for timestamp, frame in enumerate(clip[20:30]):
            graph.add_packet_to_input_stream("camera_image", ImageFrame(frame.image), timestamp)
        graph.wait_until_idle()
        graph.add_packet_to_input_stream("camera_image", ImageFrame(clip[30].image), 10)
    let_in = [packet.timestamp for packet in outputs["image"]]
    assert let_in[0] == 0
    assert let_in[-1] == 10
    assert len(let_in) < 11
    assert [packet.timestamp for packet in outputs["landmarks"]] == let_in


def read_video(path: Path) -> list[Any]:
    """The frames of a video file, BGR."""
    video = cv2.VideoCapture(str(path))
    return [frame for ok, frame in iter(video.read, (False, None)) if ok]


@pytest.mark.parametrize("threads", [0, 2])
def test_video_graph_writes_what_it_read_with_the_hands_drawn_in(
    clip: SyntheticHand, tmp_path: Path, threads: int
) -> None:
    """The output has as many frames of the same size; where there is a hand the picture differs."""
    given, made = tmp_path / "given.mp4", tmp_path / "made.mp4"
    with VideoWriter(given, 30.0) as writer:
        for frame in clip[10:22]:
            writer.write(frame.image)
    graph = CalculatorGraph(FOLDER / "hand_tracking_video.pbtxt", num_threads=threads)
    outputs = collect(graph, "landmarks")
    side_packets = {"num_hands": 1, "model_complexity": 0, "input_file_path": str(given), "output_file_path": str(made)}
    with graph:
        graph.start_run(side_packets)
        graph.wait_until_done()
    before, after = read_video(given), read_video(made)
    assert len(after) == len(before) == 12
    with_hand = {round(packet.timestamp * 30 / 1_000_000) for packet in outputs["landmarks"]}
    assert len(with_hand) >= 8
    for number in with_hand:
        assert np.abs(before[number].astype(int) - after[number]).max() > 100


def test_video_that_is_not_there_is_one_clear_error(clip: SyntheticHand, tmp_path: Path) -> None:
    """The error names the file."""
    graph = CalculatorGraph(FOLDER / "hand_tracking_video.pbtxt")
    side_packets = {"num_hands": 1, "input_file_path": "none.mp4", "output_file_path": str(tmp_path / "made.mp4")}
    with pytest.raises(GraphError, match=r"none\.mp4"):
        graph.start_run(side_packets)


def test_graph_can_be_a_subgraph(clip: SyntheticHand, tmp_path: Path) -> None:
    """The graph's type can be named by graphs in any folder, with only some of the outputs connected."""
    mine = tmp_path / "mine.pbtxt"
    mine.write_text("""
        input_stream: "image"
        output_stream: "landmarks"
        node {
          calculator: "HandTracking"
          input_stream: "IMAGE:image"
          input_side_packet: "NUM_HANDS:n"
          input_side_packet: "MODEL_COMPLEXITY:c"
          output_stream: "LANDMARKS:landmarks"
        }
    """)
    graph = CalculatorGraph(mine)
    outputs = collect(graph, "landmarks")
    with graph:
        graph.start_run({"n": 1, "c": 0})
        graph.add_packet_to_input_stream("image", ImageFrame(clip[25].image), 0)
    alone = run("hand_tracking.pbtxt", [clip[25].image], ["landmarks"])
    assert outputs["landmarks"] == alone["landmarks"]


def test_a_run_need_not_say_how_many_hands(clip: SyntheticHand) -> None:
    """Two are looked for then: a black frame after one hand is searched, and so is the frame with that one hand."""
    graph = CalculatorGraph(FOLDER / "hand_tracking.pbtxt")
    outputs = collect(graph, "has_enough_hands")
    with graph:
        graph.start_run({"model_complexity": 0})
        assert graph.get_output_side_packet("hands_to_find") == 2
        for timestamp in range(2):
            graph.add_packet_to_input_stream("image", ImageFrame(clip[25].image), timestamp)
    assert outputs.values("has_enough_hands") == [False]


@pytest.mark.parametrize("name", ["HandTracking", "HandTrackingImage", "HandTrackingLive"])
def test_thresholds_are_options_of_the_node_that_names_the_graph(clip: SyntheticHand, name: str) -> None:
    """The defaults are MediaPipe's; with a presence or score that no hand has, none is found."""

    def found(options: str) -> list[str]:
        graph = CalculatorGraph(f"""
            input_stream: "image"
            node {{
              calculator: "{name}"
              input_stream: "IMAGE:image"
              input_side_packet: "MODEL_COMPLEXITY:model_complexity"
              output_stream: "LANDMARKS:landmarks"
              output_stream: "PALM_DETECTIONS:palm_detections"
              node_options {{ [type.googleapis.com/backedge.HandTrackingOptions] {{ {options} }} }}
            }}
        """)
        assert graph.plan.warnings == ()
        outputs = collect(graph, "landmarks", "palm_detections")
        with graph:
            graph.start_run({"model_complexity": 0})
            graph.add_packet_to_input_stream("image", ImageFrame(clip[25].image), 0)
        return [stream for stream in ("palm_detections", "landmarks") if outputs[stream]]

    assert found("") == ["palm_detections", "landmarks"]
    assert found("min_detection_confidence: 0.5 min_presence_confidence: 0.5") == ["palm_detections", "landmarks"]
    assert found("min_presence_confidence: 1") == ["palm_detections"]
    assert found("min_detection_confidence: 1") == []


@pytest.mark.parametrize(("similarity", "rects"), [(0.0, 1), (1.0, 2)])
def test_the_overlap_at_which_a_detected_hand_is_a_tracked_one(
    clip: SyntheticHand, similarity: float, rects: int
) -> None:
    """While fewer hands are tracked than wanted, the tracked one is detected again in each frame."""
    graph = CalculatorGraph(FOLDER / "hand_tracking.pbtxt", options={"min_tracking_confidence": similarity})
    outputs = collect(graph, "hand_rects")
    with graph:
        graph.start_run({"num_hands": 2, "model_complexity": 0})
        for timestamp in range(2):
            graph.add_packet_to_input_stream("image", ImageFrame(clip[25].image), timestamp)
    assert [len(value) for value in outputs.values("hand_rects")] == [1, rects]


@pytest.mark.parametrize(
    ("side_packets", "complaint"),
    [
        ({"num_hands": "2", "model_complexity": 1}, r'side packet "num_hands" must be int'),
        ({"num_hands": 2, "model_complexity": 7}, r"model_complexity must be one of 0 .*, 1 .*; found 7"),
        ({"num_hands": 0.5}, r'side packet "num_hands" must be int'),
        ({"num_hands": 0}, r'side packet "num_hands" must be at least 1, found 0'),
        ({"num_hands": -1}, r'side packet "num_hands" must be at least 1, found -1'),
    ],
)
def test_wrong_side_packets_are_one_clear_line(
    clip: SyntheticHand, side_packets: dict[str, Any], complaint: str
) -> None:
    """The run does not even start."""
    graph = CalculatorGraph(FOLDER / "hand_tracking.pbtxt")
    with pytest.raises(GraphError, match=complaint) as caught:
        graph.start_run(side_packets)
    assert "\n" not in str(caught.value)


def with_second_hand(frames: int, since: int) -> list[Any]:
    """Pictures of a hand, and from a frame on of another one beside it."""
    both = np.asarray(SyntheticHand(frames=90, num_hands=2)[30].image)
    one = both.copy()
    one[:, both.shape[1] // 2 :] = 0
    return [one if number < since else both for number in range(frames)]


@pytest.mark.parametrize("since", [2, 5, 6])
def test_interval_makes_detection_rare_and_finds_a_new_hand_in_time(clip: SyntheticHand, since: int) -> None:
    """With one of two hands tracked every fifth frame is searched; so a second one is found within five."""
    graph = CalculatorGraph(FOLDER / "hand_tracking.pbtxt", options={"detection_interval": 5})
    outputs = frame_packets.run(
        graph, with_second_hand(11, since), ["palm_detection_image", "landmarks"], num_hands=2, model_complexity=0
    )
    found = [len(value) for value in outputs.values("landmarks")].index(2)
    assert since <= found < since + 5
    assert letters(outputs, "palm_detection_image", 11) == ("P----P-----" if found == 5 else "P----P----P")


def test_interval_counts_only_while_a_hand_is_tracked(clip: SyntheticHand) -> None:
    """Without a hand every frame is searched; one that is lost after a while is looked for at once."""
    both = with_second_hand(1, 0)[0]
    one, none = with_second_hand(1, 1)[0], np.zeros_like(both)
    graph = CalculatorGraph(FOLDER / "hand_tracking.pbtxt", options={"detection_interval": 5})
    images = [none, none, both, both, both, both, both, both, one, one, one]
    outputs = frame_packets.run(
        graph, images, ["palm_detection_image", "hand_rects_from_landmarks"], num_hands=2, model_complexity=0
    )
    assert [len(value) for value in outputs.values("hand_rects_from_landmarks")] == [2, 2, 2, 2, 2, 2, 1, 1, 1]
    assert letters(outputs, "palm_detection_image", 11) == "PPP------P-"


@pytest.mark.parametrize(
    ("name", "options", "interval"),
    [
        ("hand_tracking.pbtxt", {}, 1),
        ("hand_tracking_video.pbtxt", {}, 1),
        ("hand_tracking_live.pbtxt", {}, 5),
        ("hand_tracking_live.pbtxt", {"min_presence_confidence": 0.7}, 5),
        ("hand_tracking_live.pbtxt", {"detection_interval": 2}, 2),
    ],
)
def test_interval_is_mediapipes_but_where_delay_matters(name: str, options: dict[str, Any], interval: int) -> None:
    """The live graph has one of five frames; other thresholds leave it, and it can be set as they can."""
    plan = CalculatorGraph(FOLDER / name, options=options).plan
    gate = next(node for node in plan.nodes if node.config.calculator == "IntervalGateCalculator")
    assert gate.contract.options.interval == interval
