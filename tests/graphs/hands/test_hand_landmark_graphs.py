"""HandLandmarkTrackingCpu and its parts: MediaPipe's palms, regions, landmarks and decisions."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from backedge import CalculatorGraph
from backedge.calculators.geometry.overlap import OverlapType, overlap
from backedge.calculators.synthetic.scene import SyntheticHand
from backedge.errors import CalculatorError
from backedge.formats import Detection, Image, ImageFrame, NormalizedRect
from backedge.graphs.hand_landmarks import FOLDER
from backedge.testing import NodeOutputs, collect, run_node
from tests.data import hands_dir
from tests.graphs.frame_packets import letters, run
from tests.graphs.hands.hand_graph import HandGraph
from tests.graphs.recorded import Comparison, compare, recorded_files, reference_file
from tests.graphs.shared_pictures import picture
from tests.models.available import real_models

TRACKING = FOLDER / "hand_landmark_tracking_cpu.pbtxt"
INTERFACE = (
    "multi_hand_landmarks",
    "multi_hand_world_landmarks",
    "multi_handedness",
    "palm_detections",
    "hand_rects_from_landmarks",
    "hand_rects_from_palm_detections",
)
LONGEST = "videos/intel_bottles.mp4"
PICTURES = (
    "tfjs_hands.jpg",
    "fr_asl_walk_0040.png",
    "fr_handpose3d_cam0_0239.png",
    "neg_toys_0.jpg",
    "neg_gen_black.png",
)


@pytest.fixture(scope="module")
def hands() -> Path:
    """The folder of recordings; skips without it, or without models."""
    folder = hands_dir()
    real_models()
    return folder


def recorded(hands: Path, file: str, complexity: int) -> dict[str, Any]:
    """What MediaPipe found in a picture."""
    with np.load(reference_file(hands, f"images/{file}", 2, complexity)) as arrays:
        return {name: array[0] for name, array in arrays.items()}


def corners(left: float, top: float, width: float, height: float) -> Any:
    """A box as `overlap` takes it."""
    return np.array([left, top, left + width, top + height], np.float32)


@pytest.mark.parametrize("complexity", [0, 1])
@pytest.mark.parametrize("file", PICTURES)
def test_palms_and_their_regions_are_mediapipes(hands: Path, file: str, complexity: int) -> None:
    """As many palms: IoU 0.99, scores within 0.01, keypoints within 0.0005; regions, too."""
    theirs = recorded(hands, file, complexity)
    streams = ("all_palm_detections", "hand_rects_from_palm_detections")
    outputs = run(CalculatorGraph(TRACKING), [picture(hands, file)], streams, num_hands=2, model_complexity=complexity)
    palms, regions = ([each for found in outputs.values(stream) for each in found] for stream in streams)
    assert len(palms) == theirs["allpalm_n"]
    for palm, score, box, keypoints in zip(
        palms, theirs["allpalm_score"], theirs["allpalm_box"], theirs["allpalm_kp"], strict=False
    ):
        assert abs(palm.scores[0] - score) <= 0.01
        assert overlap(box_of(palm), corners(*box), OverlapType.INTERSECTION_OVER_UNION) >= 0.99
        assert np.abs(palm.keypoints - keypoints).max() <= 0.0005
    assert len(regions) == theirs["palm_n"]
    for region, numbers in zip(regions, theirs["rect_palm"], strict=False):
        assert np.abs(numbers_of(region) - numbers).max() <= 0.001


def box_of(detection: Detection) -> Any:
    """A detection's box as `overlap` takes it."""
    box = detection.require_box()
    return corners(box.xmin, box.ymin, box.width, box.height)


def numbers_of(rect: NormalizedRect) -> Any:
    """A rectangle as it is recorded."""
    return np.array([rect.x_center, rect.y_center, rect.width, rect.height, rect.rotation])


BY_ROI = """
    node {
      calculator: "HandLandmarkCpu"
      input_stream: "IMAGE:image"
      input_stream: "ROI:roi"
      input_side_packet: "MODEL_COMPLEXITY:model_complexity"
      output_stream: "LANDMARKS:landmarks"
      output_stream: "WORLD_LANDMARKS:world"
      output_stream: "HANDEDNESS:handedness"
    }
    node { calculator: "ImagePropertiesCalculator" input_stream: "IMAGE:image" output_stream: "SIZE:size" }
    node {
      calculator: "HandLandmarkLandmarksToRoi"
      input_stream: "LANDMARKS:landmarks"
      input_stream: "IMAGE_SIZE:size"
      output_stream: "ROI:next_roi"
    }
"""


@pytest.mark.parametrize("complexity", [0, 1])
@pytest.mark.parametrize("file", PICTURES[:3])
def test_landmarks_in_a_region_are_mediapipes(hands: Path, file: str, complexity: int) -> None:
    """In each region that MediaPipe looked in: landmarks within 0.003 (median 0.0005), world ones 1 mm, scores 0.01."""
    theirs = recorded(hands, file, complexity)
    rois = [NormalizedRect(*numbers.tolist()) for numbers in theirs["rect_in"] if np.isfinite(numbers).all()]
    frame = ImageFrame(picture(hands, file))
    found = run_node(BY_ROI, {"image": [frame] * len(rois), "roi": rois}, {"model_complexity": complexity})
    count = theirs["n_hands"]
    assert 0 < len(found.values("landmarks")) == count
    offsets = np.abs([each.points for each in found.values("landmarks")] - theirs["landmarks"][:count])
    assert np.median(offsets) <= 0.0005
    assert offsets.max() <= 0.003
    assert np.abs([each.points for each in found.values("world")] - theirs["world"][:count]).max() <= 0.001
    labels = [("Left", "Right").index(each[0].label) for each in found.values("handedness")]
    assert labels == theirs["handed"][:count].tolist()
    scores = [each[0].score for each in found.values("handedness")]
    assert np.abs(scores - theirs["handed_score"][:count]).max() <= 0.01
    rects = np.array([numbers_of(each) for each in found.values("next_roi")])
    assert np.abs(rects - theirs["rect_lm"][:count]).max() <= 0.003


def assert_as_mediapipe(total: Comparison) -> None:
    """As many hands and the same decision on 98 % of the frames; half of the numbers within 0.0005."""
    assert total.same_pixels == total.frames
    assert total.same_count >= 0.98 * total.frames
    assert total.same_decision >= 0.98 * total.frames
    offsets = np.concatenate([offset.ravel() for offset in total.offsets])
    assert np.median(offsets) <= 0.0005


@pytest.mark.parametrize("complexity", [0, pytest.param(1, marks=pytest.mark.reference)])
def test_clip_is_tracked_as_by_mediapipe(hands: Path, complexity: int) -> None:
    """Free-running over a clip of two hands; of its landmarks, 99 % are within 0.003."""
    clip = compare(hands, "videos/asl_help.mkv", 2, complexity, HandGraph)
    assert_as_mediapipe(clip)
    assert clip.with_hand > 0.5 * clip.frames
    offsets = np.concatenate([offset.ravel() for offset in clip.offsets])
    assert np.quantile(offsets, 0.99) <= 0.003


@pytest.mark.reference
@pytest.mark.parametrize("num_hands", [1, 2])
def test_all_clips_are_tracked_as_by_mediapipe(hands: Path, num_hands: int, capsys: pytest.CaptureFixture[str]) -> None:
    """Free-running over all clips but the longest."""
    total = Comparison()
    for file in recorded_files(hands, "videos/"):
        if file != LONGEST and reference_file(hands, file, num_hands, 1).exists():
            total += compare(hands, file, num_hands, 1, HandGraph)
    with capsys.disabled():
        print(f"\n{num_hands} hands: {total}", end=" ", flush=True)  # noqa: T201 - for people to read
    assert_as_mediapipe(total)


@pytest.mark.reference
@pytest.mark.parametrize("complexity", [0, 1])
def test_all_pictures_have_mediapipes_hands(hands: Path, complexity: int) -> None:
    """As many hands in each, landmarks within 0.003 (median 0.0005), the same handedness with scores within 0.01."""
    total = Comparison()
    for file in recorded_files(hands, "images/"):
        total += compare(hands, file, 2, complexity, HandGraph)
    assert_as_mediapipe(total)
    assert total.same_count == total.frames
    assert np.concatenate([offset.ravel() for offset in total.offsets]).max() <= 0.003
    assert total.same_handedness == total.with_hand
    assert max(total.score_offsets) <= 0.01


@pytest.mark.parametrize("threads", [0, 2])
def test_loop_skips_the_detector_while_a_hand_is_tracked(clip: SyntheticHand, threads: int) -> None:
    """A hand three times, black twice, the hand again: the first black frame is still taken for a tracked one."""
    expected = {
        "gated_prev_hand_rects_from_landmarks": "-PPP--",
        "palm_detection_image": "P---PP",
        "palm_detections": "P----P",
        "hand_rects": "PPPP-P",
        **dict.fromkeys(INTERFACE[:3], "PPP--P"),
        "hand_rects_from_landmarks": "PPP--P",
        "hand_rects_from_palm_detections": "P----P",
    }
    hand = clip[25].image
    images = [hand, hand, hand, np.zeros_like(hand), np.zeros_like(hand), hand]
    graph = CalculatorGraph(TRACKING, num_threads=threads)
    outputs = run(graph, images, expected, num_hands=1, model_complexity=0)
    assert {stream: letters(outputs, stream, 6) for stream in expected} == expected


@pytest.mark.parametrize(("use_prev_landmarks", "detected"), [(True, "P--"), (False, "PPP")])
def test_detector_never_rests_without_previous_landmarks(
    clip: SyntheticHand, use_prev_landmarks: bool, detected: str
) -> None:
    """USE_PREV_LANDMARKS is for pictures that have nothing to do with each other: each gives what it gives alone."""
    side_packets = {"num_hands": 1, "model_complexity": 0, "use_prev_landmarks": use_prev_landmarks}
    outputs = run(CalculatorGraph(TRACKING), [clip[25].image] * 3, INTERFACE, **side_packets)
    assert letters(outputs, "palm_detections", 3) == detected
    first, *later = outputs.values("multi_hand_landmarks")
    assert [each == first for each in later] == [not use_prev_landmarks] * 2


def test_every_output_is_settled_after_every_frame(clip: SyntheticHand) -> None:
    """No hand for 100 frames, half of them of a single pixel: a bound for each, no packets; then the hand is found."""
    black, pixel = np.zeros((48, 64, 3), np.uint8), np.zeros((1, 1, 3), np.uint8)
    images = [*[black, pixel] * 50, clip[25].image]
    outputs = run(CalculatorGraph(TRACKING), images, INTERFACE, num_hands=2, model_complexity=0)
    for stream in INTERFACE:
        assert [packet.timestamp for packet in outputs[stream]] == [100], stream
        assert set(range(100)) <= {packet.timestamp for packet in outputs.with_bounds(stream)}, stream


def live(image: Any, *, waiting: bool, threads: int = 0) -> NodeOutputs:
    """Outputs of the graph for a live source, which is fed 10 pictures at once or one at a time."""
    graph = CalculatorGraph(FOLDER / "hand_landmark_tracking_cpu_image.pbtxt", num_threads=threads)
    outputs = collect(graph, "throttled_image", *INTERFACE)
    with graph:
        graph.start_run({"num_hands": 1, "model_complexity": 0})
        for timestamp in range(10):
            graph.add_packet_to_input_stream("image", Image(ImageFrame(image)), timestamp)
            if waiting:
                graph.wait_until_idle()
    return outputs


def test_live_pictures_that_have_time_give_the_same(clip: SyntheticHand) -> None:
    """Each picture is let in, and the results are those of the graph without a limit."""
    image = clip[25].image
    found = live(image, waiting=True)
    expected = run(CalculatorGraph(TRACKING), [image] * 10, INTERFACE, num_hands=1, model_complexity=0)
    assert letters(found, "throttled_image", 10) == "P" * 10
    assert {stream: found[stream] for stream in INTERFACE} == {stream: expected[stream] for stream in INTERFACE}


def test_live_pictures_that_come_too_fast_are_dropped(clip: SyntheticHand) -> None:
    """Of ten that come at once the first is let in; what is found is about those that were."""
    found = live(clip[25].image, waiting=False, threads=1)
    let_in = [packet.timestamp for packet in found["throttled_image"]]
    assert let_in[0] == 0
    assert len(let_in) < 10
    assert [packet.timestamp for packet in found["multi_hand_landmarks"]] == let_in


def test_a_complexity_that_there_is_not_is_an_error() -> None:
    """The message has the number, and those that there are."""
    with pytest.raises(CalculatorError, match="says channel 2, but there are channels 0 to 1"):
        run(CalculatorGraph(TRACKING), [], INTERFACE, num_hands=1, model_complexity=2)
