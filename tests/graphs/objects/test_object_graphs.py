"""The graphs of objects: detection, and boxes in space (objectron), with models that the tests make."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from backedge import CalculatorGraph
from backedge.calculators.objectron.frame_annotation import FrameAnnotation
from backedge.errors import CalculatorError
from backedge.formats import Detection, ImageFrame, NormalizedLandmarks, NormalizedRect
from backedge.models import models_folder
from backedge.planning.graph_catalogue import catalogue
from backedge.testing import NodeOutputs, collect, run_node
from tests.graphs.frame_packets import letters, run
from tests.models.tiny_model import tiny_model

WHITE, BLACK = (np.full((48, 64, 3), value, np.uint8) for value in (255, 0))
FOOTWEAR = 19
OIDV4 = "object_detection_ssd_mobilenetv2_oidv4_fp16.tflite"
LAST_GRID = 1911
"""The first of its 6 anchors in the middle of the picture, 0.95 of it wide and high."""


def scores(count: int, classes: int, anchor: int, class_id: int, logit: float) -> Any:
    """Raw scores of a model that sees one object."""
    values = np.full((1, count, classes), -9.0)
    values[0, anchor, class_id] = logit
    return values


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder for models."""
    monkeypatch.setenv("BACKEDGE_MODELS", str(tmp_path))
    return models_folder()


@pytest.fixture
def objectron(folder: Path) -> Path:
    """The models of objectron: a shoe in the middle of every picture that is not dark, and the corners of its box."""
    boxes = np.zeros((1, 1917, 4))
    boxes[0, LAST_GRID, 2:] = 5 * np.log(0.4 / 0.95)
    detector = tiny_model((1, 300, 300, 3), [boxes, scores(1917, 24, LAST_GRID, FOOTWEAR, 0.5)])
    (folder / OIDV4).write_bytes(detector)
    unit = np.array([(x, y, z) for x in (-1, 1) for y in (-1, 1) for z in (-1, 1)])
    corners = np.concatenate([np.zeros((1, 3)), unit]) @ np.array([[0.8, 0.1, 0.5], [0, 1, -0.3], [-0.6, 0.2, 0.8]])
    flat = 112 + 60 * corners[:, :2] / (1 + 0.1 * corners[:, 2:])
    presence = np.full((1, 1), 0.5)  # and the mean of the picture: 0.99 is needed
    path = folder / "object_detection_3d_sneakers.tflite"
    path.write_bytes(tiny_model((1, 224, 224, 3), [flat.reshape(1, 18), presence]))
    return path


def objects(node: str, images: list[Any]) -> list[list[Detection]]:
    """What a node finds in pictures."""
    text = f'node {{ calculator: "{node}" input_stream: "IMAGE:image" output_stream: "DETECTIONS:found" }}'
    if node.startswith("ObjectDetectionOid"):
        text = text.replace("output_stream", 'input_side_packet: "LABELS_CSV:labels" output_stream')
    side_packets = {"labels": "Footwear,Mug"} if "labels" in text else {}
    return run_node(text, {"image": list(map(ImageFrame, images))}, side_packets).values("found")


def test_objects_have_names_and_places(folder: Path) -> None:
    """`ObjectDetectionSubgraphCpu`: white is above the threshold and black is not, which is an empty list."""
    model = tiny_model((1, 320, 320, 3), [np.zeros((1, 2034, 4)), scores(2034, 91, 2028, 17, 0.0)])
    (folder / "ssdlite_object_detection.tflite").write_bytes(model)
    [[cat], nothing] = objects("ObjectDetectionSubgraphCpu", [WHITE, BLACK])
    assert nothing == []
    assert cat.labels == ("cat",)
    assert cat.scores == pytest.approx([1 / (1 + np.exp(-1))])
    box = cat.require_box()
    assert (box.xmin, box.ymin, box.width, box.height) == pytest.approx((0.025, 0.025, 0.95, 0.95), abs=1e-4)


def test_objects_of_other_classes_do_not_count(objectron: Path) -> None:
    """`ObjectDetectionOidV4Subgraph` keeps the labels that it is told."""
    [[shoe], nothing] = objects("ObjectDetectionOidV4Subgraph", [WHITE, BLACK])
    assert (shoe.labels, nothing) == (("Footwear",), [])
    path = objectron.with_name(OIDV4)
    path.write_bytes(tiny_model((1, 300, 300, 3), [np.zeros((1, 1917, 4)), scores(1917, 24, 0, 20, 1.0)]))  # a dog
    assert objects("ObjectDetectionOidV4Subgraph", [WHITE]) == [[]]


STREAMS = ("detected_objects", "multi_box_landmarks", "multi_box_rects", "detection_image", "box_rects_from_detections")


def track(path: Path, images: list[Any], threads: int = 0, **side_packets: Any) -> NodeOutputs:
    """What `ObjectronCpuSubgraph` sends."""
    graph = CalculatorGraph(objectron_graph(), num_threads=threads)
    sides = {"box_landmark_model_path": str(path), "allowed_labels": "Footwear", "max_num_objects": 1}
    return run(graph, images, STREAMS, **sides | side_packets)


def objectron_graph() -> Path:
    """The file of the graph."""
    [file] = catalogue.files("ObjectronCpuSubgraph")
    return file.path


@pytest.mark.parametrize("threads", [0, 2])
def test_boxes_are_tracked_in_space(objectron: Path, threads: int) -> None:
    """The detector rests while a box is tracked; a dark picture ends it, and its box is not found a frame later."""
    images = [WHITE, WHITE, WHITE, BLACK, BLACK, WHITE]
    outputs = track(objectron, images, threads)
    assert letters(outputs, "detection_image", 6) == "P---PP"
    assert letters(outputs, "detected_objects", 6) == letters(outputs, "multi_box_landmarks", 6) == "PPP--P"
    first = outputs.values("detected_objects")[0]
    assert isinstance(first, FrameAnnotation)
    [found] = first.annotations
    assert len(found.keypoints) == 9
    assert all(point.point_3d is not None for point in found.keypoints)
    [landmarks] = outputs.values("multi_box_landmarks")[0]
    assert isinstance(landmarks, NormalizedLandmarks)
    assert landmarks.points[0, :2] == pytest.approx([0.5, 0.5], abs=0.02)  # the middle of the box


def test_every_picture_is_searched_without_previous_landmarks(objectron: Path) -> None:
    """USE_PREV_LANDMARKS is for pictures that have nothing to do with each other."""
    outputs = track(objectron, [WHITE] * 3, use_prev_landmarks=False)
    assert letters(outputs, "detection_image", 3) == "PPP"


def test_one_pixel_is_a_picture(objectron: Path) -> None:
    """It goes through like any other."""
    outputs = track(objectron, [np.full((1, 1, 3), 255, np.uint8), np.zeros((1, 1, 3), np.uint8)])
    assert letters(outputs, "detection_image", 2) == "P-"


@pytest.mark.usefixtures("folder")
@pytest.mark.parametrize(
    ("node", "file"),
    [("ObjectDetectionSubgraphCpu", "ssdlite_object_detection.tflite"), ("ObjectDetectionOidV4Subgraph", OIDV4)],
)
def test_a_model_that_no_wheel_has_is_named(node: str, file: str) -> None:
    """The message has the file, the folder to put it into, and where it is to be had."""
    with pytest.raises(CalculatorError, match=f"{file} is not in .* no wheel has it: fetch it from https://.*/{file}"):
        objects(node, [])


def test_objects_are_drawn_by_a_graph_that_is_run_by_name(tmp_path: Path) -> None:
    """`ObjectDetection` takes any model by its options; its box is red, and has its label."""
    grey = np.full((200, 200, 3), 90, np.uint8)
    model = tmp_path / "model.tflite"
    boxes = np.array([[[0.25, 0.25, 0.75, 0.75]]])
    outputs_of_model = [boxes, np.zeros((1, 1)), np.full((1, 1), 0.9), np.ones(1)]
    model.write_bytes(tiny_model((1, 32, 32, 3), outputs_of_model, brightness=None))
    labels = tmp_path / "labels.txt"
    labels.write_text("gadget\n")
    [file] = catalogue.files("ObjectDetection")
    options = {"model_path": str(model), "label_map_path": str(labels)}
    graph = CalculatorGraph(file.path, options=options)
    outputs = collect(graph, "annotated_image", "detections")
    with graph:
        graph.start_run()
        graph.add_packet_to_input_stream("image", ImageFrame(grey), 0)
    [[found]], [picture] = outputs.values("detections"), outputs.values("annotated_image")
    assert found.labels == ("gadget",)
    drawn = picture.numpy_view()
    assert drawn[100, 50].tolist() == [255, 0, 0]
    assert drawn[100, 100].tolist() == [90, 90, 90]
    assert (drawn[52:80, 54:120] != 90).any()  # the label


def test_boxes_in_space_are_drawn() -> None:
    """`RendererSubgraph`: green edges, red corners and rectangles; without a box the picture stays as it is."""
    text = """node {
        calculator: "RendererSubgraph"
        input_stream: "IMAGE:image" input_stream: "MULTI_LANDMARKS:landmarks" input_stream: "NORM_RECTS:rects"
        output_stream: "IMAGE:drawn"
    }"""
    grid = [(x, y, 0.0) for x in (0.3, 0.5) for y in (0.3, 0.6) for _ in range(2)]
    box = NormalizedLandmarks(np.array([(0.4, 0.45, 0), *grid], np.float32))
    images = [ImageFrame(np.zeros((200, 200, 3), np.uint8))] * 2
    outputs = run_node(text, {"image": images, "landmarks": [[box]], "rects": [[NormalizedRect(0.5, 0.5, 0.9, 0.9)]]})
    drawn, empty = (picture.numpy_view() for picture in outputs.values("drawn"))
    assert drawn[90, 60].tolist() == [0, 255, 0]
    assert drawn[60, 60].tolist() == [255, 0, 0]
    assert drawn[100, 10].tolist() == [255, 0, 0]
    assert not empty.any()
