"""The iris graphs: MediaPipe's landmarks, the graph over pictures with faces and without, and what is drawn."""

from __future__ import annotations

from functools import cache
from typing import Any

import numpy as np
import pytest

from backedge import CalculatorGraph
from backedge.calculators.image.image_file_properties import ImageFileProperties
from backedge.formats import ImageFrame, NormalizedLandmarks
from backedge.graphs.iris import FOLDER
from backedge.testing import collect
from tests.data import hands_dir
from tests.graphs.faces.pictures import pictures
from tests.graphs.frame_packets import check_runs_as_cpu_twin, letters, run
from tests.graphs.iris import programs
from tests.models.available import real_models

IRISES = programs.RECORDINGS.read("irises")
STREAMS = ("annotated_image", "face_landmarks_with_iris", "left_iris_landmarks", "right_iris_landmarks")


@cache
def ours() -> dict[str, Any]:
    """What our graph finds in each picture; skips without pictures or models."""
    hands = hands_dir()
    real_models()
    return programs.RECORDINGS.answers("irises", "backedge.compat.mediapipe", hands)


@cache
def image(name: str) -> Any:
    """One of the pictures of faces; skips without them, or without models."""
    hands = hands_dir()
    real_models()
    return pictures(hands)[name]


@pytest.mark.parametrize("name", IRISES)
def test_irises_and_lids_are_mediapipes(name: str) -> None:
    """For the same corners of eyes, half of the numbers are within 0.0005 and all within 0.003."""
    distances = np.abs(ours()[name].astype(int) - IRISES[name]) * programs.UNIT
    assert np.median(distances) <= 0.0005
    assert distances.max() <= 0.003


def test_recorded_irises_are_between_the_corners_of_the_eyes() -> None:
    """Both: the right one is not mirrored any more."""
    for name, corners in programs.RECORDINGS.read("corners").items():
        pupils = IRISES[f"{name}: landmarks"][:, 0, 0] * programs.UNIT
        assert (corners[:, :, 0].min(axis=1) < pupils).all()
        assert (pupils < corners[:, :, 0].max(axis=1)).all()


@pytest.mark.parametrize("threads", [0, 2])
def test_irises_come_and_go_with_the_face(threads: int) -> None:
    """Without a face there are none, in a picture of one pixel neither; a picture comes for each, and as it was."""
    frames = [image(name) for name in ("face", "black", "one pixel", "face")]
    outputs = run(CalculatorGraph(FOLDER / "iris.pbtxt", num_threads=threads), frames, STREAMS)
    found = {stream: letters(outputs, stream, 4) for stream in STREAMS}
    assert found == dict.fromkeys(STREAMS, "P--P") | {"annotated_image": "PPPP"}
    _, black, pixel, _ = outputs.values("annotated_image")
    assert np.array_equal(black.numpy_view(), frames[1])
    assert np.array_equal(pixel.numpy_view(), frames[2])


def test_face_has_its_irises_last() -> None:
    """478 landmarks, of which the last 10 are the irises'; each iris is between the lids that the face has, too."""
    outputs = run(CalculatorGraph(FOLDER / "iris.pbtxt"), [image("face")], STREAMS)
    _, [face], [left], [right] = (outputs.values(stream) for stream in STREAMS)
    assert len(face) == 478
    assert np.array_equal(face.points[468:], [*left.points, *right.points])
    for iris, lower, upper in ((left, 145, 159), (right, 374, 386)):
        assert face.points[upper, 1] < iris.points[0, 1] < face.points[lower, 1]


def test_a_minute_without_a_face_ends_nothing() -> None:
    """After a hundred black pictures a face is found as in a first one."""
    frames = [image("black")[::8, ::8]] * 100 + [image("face")]
    outputs = run(CalculatorGraph(FOLDER / "iris.pbtxt"), frames, STREAMS)
    assert [packet.timestamp for packet in outputs["left_iris_landmarks"]] == [100]


RENDERED = {
    "face_landmarks": NormalizedLandmarks(np.full((468, 3), 0.9, np.float32)),
    "left_eye_landmarks": NormalizedLandmarks(np.full((71, 3), 0.25, np.float32)),
    "right_eye_landmarks": NormalizedLandmarks(np.full((71, 3), 0.75, np.float32)),
}


def irises(radius: float) -> dict[str, NormalizedLandmarks]:
    """Irises of that radius, in parts of the picture, on the eyes of `RENDERED`."""
    offsets = np.array([[0, 0, 0], [1, 0, 0], [0, -1, 0], [-1, 0, 0], [0, 1, 0]], np.float32) * radius
    middles = {"left_iris_landmarks": 0.25, "right_iris_landmarks": 0.75}
    return {name: NormalizedLandmarks(np.float32(middle) + offsets) for name, middle in middles.items()}


def rendered(name: str, streams: dict[str, Any], **side_packets: Any) -> dict[str, Any]:
    """What a renderer sends for a black picture of 400 x 400, and for some of the streams."""
    graph = CalculatorGraph(FOLDER / f"{name}.pbtxt")
    names = ["output_image", "iris_landmarks"]
    if side_packets:
        names += ["left_iris_depth_mm", "right_iris_depth_mm"]
    outputs = collect(graph, *names)
    with graph:
        graph.start_run(side_packets)
        graph.add_packet_to_input_stream("input_image", ImageFrame(np.zeros((400, 400, 3), np.uint8)), 0)
        for stream, value in streams.items():
            graph.add_packet_to_input_stream(stream, value, 0)
    return {stream: outputs.values(stream) for stream in names}


def test_irises_are_drawn_over_the_eyes() -> None:
    """A blue oval with green dots, where otherwise the lids are red."""
    [plain] = rendered("iris_renderer_cpu", RENDERED)["output_image"]
    [picture] = rendered("iris_renderer_cpu", RENDERED | irises(0.05))["output_image"]
    for middle in (100, 300):
        assert plain.data[middle, middle].tolist() == [255, 0, 0]
        assert picture.data[middle, middle].tolist() == [0, 255, 0]
        assert picture.data[middle + 14, middle + 14].tolist() == [0, 0, 255]
    assert plain.data[360, 360].tolist() == picture.data[360, 360].tolist() == [150, 0, 0]


def test_nothing_is_drawn_of_nothing() -> None:
    """The picture comes as it is, and no irises."""
    answer = rendered("iris_renderer_cpu", {})
    assert not answer["output_image"][0].data.any()
    assert answer["iris_landmarks"] == []


def test_distances_are_told_and_written() -> None:
    """An iris of 11.8 mm that is 40 pixels wide, in front of a lens of 1000 pixels, is 295 mm away."""
    properties = ImageFileProperties(focal_length_pixels=1000.0)
    answer = rendered("iris_and_depth_renderer_cpu", irises(0.05), image_file_properties=properties)
    for stream in ("left_iris_depth_mm", "right_iris_depth_mm"):
        assert answer[stream] == pytest.approx([295], rel=0.02)
    written = answer["output_image"][0].data[200:400, 200:, 0]
    assert (written == 255).any()


GPU_NODES = {
    "IrisLandmarkGpu": ("IMAGE", "ROI", "IS_RIGHT_EYE"),
    "IrisLandmarkLeftAndRightGpu": ("IMAGE", "LEFT_EYE_BOUNDARY_LANDMARKS", "RIGHT_EYE_BOUNDARY_LANDMARKS"),
    "IrisRendererGpu": (
        "IMAGE", "DETECTIONS", "FACE_LANDMARKS", "EYE_LANDMARKS_LEFT", "EYE_LANDMARKS_RIGHT",
        "IRIS_LANDMARKS_LEFT", "IRIS_LANDMARKS_RIGHT", "NORM_RECT", "LEFT_EYE_RECT", "RIGHT_EYE_RECT",
    ),
}  # fmt: skip
"""MediaPipe's names of graphs for a GPU, and their input streams."""


@pytest.mark.parametrize("name", GPU_NODES)
def test_graphs_for_a_gpu_are_those_for_the_cpu(name: str) -> None:
    """A node that names one has the nodes of the other, and a note says so."""
    check_runs_as_cpu_twin(name, GPU_NODES[name])
