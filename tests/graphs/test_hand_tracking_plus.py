"""The plus graph: what its pieces add, and that each of them can be left out by editing one node."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pytest

from backedge import CalculatorGraph
from backedge.calculators.synthetic.scene import SyntheticHand
from backedge.config import parse_port
from backedge.errors import GraphError
from backedge.graphs.hand_tracking import FOLDER, HandTracker
from backedge.testing import NodeOutputs
from tests.data import hands_dir
from tests.graphs import frame_packets
from tests.graphs.frame_packets import letters
from tests.graphs.shared_pictures import frames

PLUS = FOLDER / "hand_tracking_plus.pbtxt"
INTERFACE = tuple(
    parse_port(text).name for text in CalculatorGraph(FOLDER / "hand_tracking.pbtxt").plan.config.output_stream
)
EDITS = (
    ("attention: 12\n      view_size: 0.6\n      moving_view_size: 0.3\n      longest_interval: 15", ""),
    ("detection_interval: 5", "detection_interval: 1"),
    ('  input_stream: "RETRY_RECTS:hand_rects_from_palm_detections"\n', ""),
    ("{ retry_scale: 1.4 }", "{}"),
    (
        '  input_side_packet: "NUM_HANDS:hands_to_find"\n  output_stream: "LANDMARKS:exact_landmarks"',
        """  node_options {
            [type.googleapis.com/backedge.RemoveDuplicateHandsCalculatorOptions] {
              max_landmark_distance: 0 max_box_overlap: 1
            }
          }
          output_stream: "LANDMARKS:exact_landmarks" """,
    ),
    (
        """  calculator: "HandednessVoteCalculator"
  input_stream: "HANDEDNESS:handedness_in_image"
  input_stream: "NORM_RECTS:hand_rects"
  output_stream: "HANDEDNESS:handedness"
  node_options {
    [type.googleapis.com/backedge.HandednessVoteCalculatorOptions] { opposite_chance: 0.9 change_log_odds: 4.6 }
  }""",
        """  calculator: "PassThroughCalculator"
  input_stream: "HANDEDNESS:handedness_in_image"
  output_stream: "HANDEDNESS:handedness" """,
    ),
    ("steady_filter { min_cutoff: 0.05 beta: 90 derivate_cutoff: 8 }", "no_filter {}"),
)
"""What leaves out the pieces, as the comments of the graph say."""


def run(file: Path, images: Iterable[Any], streams: Iterable[str], threads: int = 0, num_hands: int = 1) -> NodeOutputs:
    """Return what `streams` of a graph carry for these images, with the lighter models."""
    graph = CalculatorGraph(file, num_threads=threads)
    return frame_packets.run(graph, images, streams, num_hands=num_hands, model_complexity=0)


def without_pieces(folder: Path) -> Path:
    """A copy of the graph in which every piece is left out."""
    text = PLUS.read_text(encoding="utf-8")
    for old, new in EDITS:
        assert old in text
        text = text.replace(old, new)
    file = folder / "bare.pbtxt"
    file.write_text(text, encoding="utf-8")
    return file


def pictures(*numbers: int, num_hands: int = 1) -> list[Any]:
    """Pictures of a synthetic clip."""
    clip = SyntheticHand(frames=90, num_hands=num_hands)
    return [clip[number].image for number in numbers]


def test_without_its_pieces_it_is_the_equal_graph(clip: SyntheticHand, tmp_path: Path) -> None:
    """Bit for bit; only landmarks have been to pixels and back."""
    black = np.zeros_like(clip[0].image)
    images = [*(frame.image for frame in clip[20:26]), black, black, *(frame.image for frame in clip[26:30])]
    streams = ("landmarks", "world_landmarks", "handedness", "presence", "palm_detections", "palm_detection_image")
    bare = run(without_pieces(tmp_path), images, streams, num_hands=2)
    equal = run(FOLDER / "hand_tracking.pbtxt", images, streams, num_hands=2)
    for stream in streams[1:]:
        assert bare[stream] == equal[stream], stream
    assert len(bare["landmarks"]) == len(equal["landmarks"]) == 10
    for [ours], [theirs] in zip(bare.values("landmarks"), equal.values("landmarks"), strict=True):
        assert np.abs(ours.points - theirs.points).max() <= 2e-7


@pytest.mark.parametrize("threads", [0, 2])
def test_the_detector_rests_between_and_hands_get_numbers(clip: SyntheticHand, threads: int) -> None:
    """At intervals, but with full attention after a hand came or was lost; one that comes back has a new number."""
    hand, black = clip[25].image, np.zeros_like(clip[0].image)
    images = [*[hand] * 22, black, hand, hand]
    expected = {
        "palm_detection_image": "P" * 13 + "----P-----PP",
        "landmarks": "P" * 22 + "-PP",
    }
    outputs = run(PLUS, images, [*expected, "hand_rects", "hand_rects_from_landmarks"], threads, num_hands=2)
    assert {stream: letters(outputs, stream, 25) for stream in expected} == expected
    for stream in ("hand_rects", "hand_rects_from_landmarks"):
        assert [[rect.rect_id for rect in rects] for rects in outputs.values(stream)] == [[1]] * 22 + [[2]] * 2


@pytest.mark.parametrize("threads", [1, 3])
def test_threads_change_nothing(clip: SyntheticHand, threads: int) -> None:
    """The results inline and on threads are the same, bit for bit."""
    images = [frame.image for frame in clip[15:30]]
    reference, outputs = run(PLUS, images, INTERFACE), run(PLUS, images, INTERFACE, threads)
    for stream in INTERFACE:
        assert outputs[stream] == reference[stream]


def test_every_output_is_settled_after_every_frame(clip: SyntheticHand) -> None:
    """Each output has a packet or a timestamp bound for each frame, so that no node downstream waits."""
    images = [np.zeros_like(clip[0].image)] * 2 + [clip[25].image] * 2
    outputs = run(PLUS, images, INTERFACE)
    for stream in INTERFACE:
        assert set(range(4)) <= {packet.timestamp for packet in outputs.with_bounds(stream)}, stream


def test_there_are_never_more_hands_than_asked_for() -> None:
    """One of two hands, from the first picture to the last, and always the same one."""
    images = pictures(*range(24, 34), num_hands=2)
    outputs = run(PLUS, images, INTERFACE, num_hands=1)
    for stream in ("landmarks", "world_landmarks", "handedness", "presence", "hand_rects"):
        assert [len(value) for value in outputs.values(stream)] == [1] * len(images)
    assert {rects[0].rect_id for rects in outputs.values("hand_rects")} == {1}


def shrunk(images: Sequence[Any], part: float) -> list[Any]:
    """The pictures, so much smaller, each in a grey one of the old size."""
    canvases = [np.full_like(image, 110) for image in images]
    for canvas, image in zip(canvases, images, strict=True):
        small = cv2.resize(image, None, fx=part, fy=part, interpolation=cv2.INTER_AREA)
        canvas[40 : 40 + small.shape[0], 400 : 400 + small.shape[1]] = small
    return canvases


def test_small_hands_are_found_and_followed(clip: SyntheticHand) -> None:
    """Within two frames for each view, where the equal graph finds none."""
    images = shrunk([frame.image for frame in clip[20:44]], 0.09)
    found = {
        name: [packet.timestamp for packet in run(FOLDER / name, images, ["landmarks"])["landmarks"]]
        for name in ("hand_tracking.pbtxt", "hand_tracking_plus.pbtxt")
    }
    assert found["hand_tracking.pbtxt"] == []
    assert found["hand_tracking_plus.pbtxt"][0] < 8
    assert len(found["hand_tracking_plus.pbtxt"]) == len(images) - found["hand_tracking_plus.pbtxt"][0]


def test_a_small_hand_is_found_where_it_moves() -> None:
    """Also where views of the picture's parts show it too small."""
    images = shrunk(list(frames(hands_dir() / "videos" / "asl_walk.mkv")), 0.25)
    found = run(PLUS, images, ["landmarks"])["landmarks"]
    assert len(found) > 50  # of the 81 frames in which hands are found at full size


def test_still_hands_keep_still(clip: SyntheticHand) -> None:
    """Noise of the camera moves landmarks much less than in the equal graph."""
    rng = np.random.default_rng(0)
    still = clip[25].image.astype(np.float32)
    images = [np.clip(still + rng.normal(0, 8, still.shape), 0, 255).astype(np.uint8) for _ in range(16)]

    def jitter(file: Path) -> float:
        points = np.stack([hands[0].points[:, :2] for hands in run(file, images, ["landmarks"]).values("landmarks")])
        return float(np.abs(np.diff(points, axis=0)).mean())

    assert jitter(PLUS) < 0.5 * jitter(FOLDER / "hand_tracking.pbtxt")


def test_the_tracker_takes_the_graph_by_name(clip: SyntheticHand) -> None:
    """Its hands have numbers; the other's have none."""
    with HandTracker(num_hands=1, model_complexity=0, graph="plus") as tracker:
        results = [tracker.process(frame.image) for frame in clip[24:28]]
    assert [[hand.track_id for hand in result.hands] for result in results] == [[1]] * 4
    assert [result.palm_detector_ran for result in results] == [True, False, False, False]
    with HandTracker(num_hands=1, model_complexity=0) as tracker:
        assert [hand.track_id for hand in tracker.process(clip[24].image).hands] == [0]


@pytest.mark.parametrize(
    ("arguments", "complaint"),
    [
        ({"graph": "minus"}, "graph must be one of 'mediapipe', 'plus'; found 'minus'"),
        ({"graph": None}, "graph must be one of 'mediapipe', 'plus'; found None"),
        ({"graph": "plus", "static_images": True}, 'graph "plus" follows hands from one image to the next'),
    ],
)
def test_other_graphs_are_refused(arguments: dict[str, Any], complaint: str) -> None:
    """The error says what there is."""
    with pytest.raises(GraphError, match=complaint):
        HandTracker(**arguments)
