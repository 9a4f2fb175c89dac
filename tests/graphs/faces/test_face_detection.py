"""The face detection graphs: MediaPipe's detections, and the video graph."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pytest

from backedge import CalculatorGraph
from backedge.calculators.geometry.overlap import OverlapType, overlap
from backedge.calculators.media.video_writer import VideoWriter
from backedge.formats import Detection, ImageFrame, NormalizedRect
from backedge.graphs.face_detection import FOLDER
from backedge.testing import collect
from tests.graphs.faces.programs import DETECTORS, detections
from tests.graphs.faces.record import recorded

INNER = ("FaceDetectionShortRange", "FaceDetectionFullRange")
NAMES = tuple(recorded("detections"))


@pytest.fixture(scope="module")
def ours(hands: Path) -> dict[str, Any]:
    """What our graphs find in each picture."""
    return detections("backedge.compat.mediapipe", hands)


def detect(
    picture: Any, node: str = "FaceDetectionShortRangeCpu", options: str = "", threads: int = 0
) -> list[Detection]:
    """The faces that a node finds in a picture."""
    graph = CalculatorGraph(
        f"""
        input_stream: "image"
        node {{
          calculator: "{node}"
          input_stream: "IMAGE:image"
          output_stream: "DETECTIONS:detections"
          node_options {{ [type.googleapis.com/mediapipe.FaceDetectionOptions] {{ {options} }} }}
        }}
        """,
        num_threads=threads,
    )
    assert [warning.severity for warning in graph.plan.warnings] == ["note"] * node.endswith("Gpu")
    outputs = collect(graph, "detections")
    with graph:
        graph.start_run()
        graph.add_packet_to_input_stream("image", ImageFrame(picture), 0)
    return [detection for found in outputs.values("detections") for detection in found]


@pytest.mark.parametrize("name", NAMES)
def test_detections_are_mediapipes(ours: dict[str, Any], name: str) -> None:
    """Each detector finds the same faces: scores within 0.01, IoU 0.99, key points within 0.0005 of the picture."""
    (fingerprint, *found), (expected_fingerprint, *expected) = ours[name], recorded("detections")[name]
    assert fingerprint == expected_fingerprint
    for mine, theirs in zip(found, expected, strict=True):
        assert len(mine) == len(theirs)
        for (score, box, points), (expected_score, expected_box, expected_points) in zip(mine, theirs, strict=True):
            assert abs(score - expected_score) <= 0.01
            corners = (_corners(box), _corners(expected_box))
            assert overlap(*corners, OverlapType.INTERSECTION_OVER_UNION) >= 0.99
            assert np.abs(np.subtract(points, expected_points)).max() <= 0.0005


def test_recorded_pictures_have_faces_for_both_detectors() -> None:
    """The comparison is about something: both detectors found faces, one and two, and found none."""
    for detector in range(1, 1 + len(DETECTORS)):
        assert {len(found[detector]) for found in recorded("detections").values()} == {0, 1, 2}


def _corners(box: list[float]) -> Any:
    left, top, width, height = box
    return np.array([left, top, left + width, top + height], np.float32)


@pytest.mark.parametrize("threads", [0, 2])
def test_key_points_are_where_the_eyes_are(faces: dict[str, Any], threads: int) -> None:
    """The person's right eye is left of the left one, the nose is below both, the mouth below the nose."""
    [face] = detect(faces["face"], threads=threads)
    right_eye, left_eye, nose, mouth, right_ear, left_ear = face.keypoints
    assert right_ear[0] < right_eye[0] < nose[0] < left_eye[0] < left_ear[0]
    assert max(right_eye[1], left_eye[1]) < nose[1] < mouth[1]


@pytest.mark.parametrize("detector", [*DETECTORS, *INNER])
def test_score_that_counts_is_an_option(faces: dict[str, Any], detector: str) -> None:
    """What the node says goes before the graph's number; the inner graphs, too, are known by name."""
    [face] = detect(faces["face"], detector)
    assert detect(faces["face"], detector, f"min_score_thresh: {face.scores[0] + 0.01}") == []
    assert detect(faces["face"], detector, f"min_score_thresh: {face.scores[0] - 0.01}") != []


def test_names_for_a_gpu_mean_the_same(faces: dict[str, Any]) -> None:
    """MediaPipe's graphs for a GPU are run on the CPU."""
    for detector in DETECTORS:
        assert detect(faces["face"], detector.replace("Cpu", "Gpu")) == detect(faces["face"], detector)


def test_all_of_the_model_can_be_said_by_options(faces: dict[str, Any]) -> None:
    """`FaceDetectionWithoutRoi` runs the model that its options describe."""
    options = """
        model_path: "mediapipe/modules/face_detection/face_detection_full_range_sparse.tflite"
        tensor_width: 192 tensor_height: 192 num_layers: 1 strides: 4 interpolated_scale_aspect_ratio: 0
        num_boxes: 2304 x_scale: 192 y_scale: 192 w_scale: 192 h_scale: 192 min_score_thresh: 0.6
    """
    assert detect(faces["face"], "FaceDetectionWithoutRoi", options) == detect(faces["face"], DETECTORS[1])


def test_region_in_which_to_look(faces: dict[str, Any]) -> None:
    """In each half is the face of that half; boxes are in parts of the whole picture; no region, no packet."""
    graph = CalculatorGraph("""
        input_stream: "image"
        input_stream: "roi"
        node {
          calculator: "FaceDetectionShortRangeByRoiCpu"
          input_stream: "IMAGE:image"
          input_stream: "ROI:roi"
          output_stream: "DETECTIONS:detections"
        }
    """)
    outputs = collect(graph, "detections")
    halves = [NormalizedRect(x_center=x, y_center=0.5, width=0.5, height=1.0) for x in (0.25, 0.75)]
    with graph:
        graph.start_run()
        for timestamp, roi in enumerate((*halves, NormalizedRect(0, 0, 0, 0))):
            graph.add_packet_to_input_stream("image", ImageFrame(faces["two faces"]), timestamp)
            graph.add_packet_to_input_stream("roi", roi, timestamp)
    [left, *_], [right, *_] = outputs.values("detections")
    assert left.require_box().xmin + left.require_box().width < 0.5 < right.require_box().xmin
    assert [packet.timestamp for packet in outputs["detections"]] == [0, 1]  # a region without size is none


def read_video(path: Path) -> list[Any]:
    """The frames of a video file, BGR."""
    video = cv2.VideoCapture(str(path))
    return [frame for ok, frame in iter(video.read, (False, None)) if ok]


def test_video_graph_draws_the_faces(faces: dict[str, Any], tmp_path: Path) -> None:
    """Where there is a face its box is red; a frame without one stays as it is."""
    given, made = tmp_path / "given.mp4", tmp_path / "made.mp4"
    with VideoWriter(given, 30.0) as writer:
        for name in ("face", "face", "black"):
            writer.write(faces[name])
    graph = CalculatorGraph(FOLDER / "face_detection_video.pbtxt")
    outputs = collect(graph, "detections")
    with graph:
        graph.start_run({"input_file_path": str(given), "output_file_path": str(made)})
        graph.wait_until_done()
    [face], _ = outputs.values("detections")
    first, _, last = read_video(made)
    box = face.require_box()
    row, column = round(box.ymin * 512), round((box.xmin + box.width / 2) * 512)
    blue, green, red = first[row, column].astype(int)
    assert red > 150
    assert max(blue, green) < 100
    assert last.max() < 16
