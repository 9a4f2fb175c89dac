"""Errors of solutions begin with MediaPipe's sentences, which programs look for, and go on with what to do."""

from __future__ import annotations

from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from google.protobuf import text_format

import backedge.compat.mediapipe as mp
from backedge.compat.mediapipe.framework import calculator_pb2
from backedge.compat.mediapipe.framework.formats import detection_pb2, landmark_pb2
from backedge.compat.mediapipe.python.solution_base import SolutionBase

TWO_CHANNELS = np.zeros((3, 3, 2), np.uint8)
IMAGE = np.zeros((3, 3, 3), np.uint8)
SOLUTIONS: dict[str, Callable[[], Any]] = {
    "Hands": mp.solutions.hands.Hands,
    "FaceDetection": mp.solutions.face_detection.FaceDetection,
    "FaceMesh": mp.solutions.face_mesh.FaceMesh,
    "Pose": mp.solutions.pose.Pose,
    "Holistic": mp.solutions.holistic.Holistic,
    "SelfieSegmentation": mp.solutions.selfie_segmentation.SelfieSegmentation,
}
HAS_LITERT = find_spec("ai_edge_litert") is not None
GATE = """
input_stream: "image" output_stream: "same"
node {
  name: "Turn" calculator: "ImageTransformationCalculator" input_stream: "IMAGE:image" output_stream: "IMAGE:turned"
  options { [mediapipe.ImageTransformationCalculatorOptions.ext] { output_width: 10 } }
  node_options { [type.googleapis.com/mediapipe.ImageTransformationCalculatorOptions] { output_width: 10 } }
}
node {
  name: "SignalGate" calculator: "GateCalculator" input_stream: "turned" output_stream: "same"
  options { [mediapipe.GateCalculatorOptions.ext] { allow: true } }
}
"""
PASS = 'node { calculator: "PassThroughCalculator" input_stream: "in" output_stream: "out" }'
LIST = """
input_stream: "found" output_stream: "numbered"
node {
  calculator: "DetectionUniqueIdCalculator" input_stream: "DETECTIONS:found" output_stream: "DETECTIONS:numbered"
}
"""


@pytest.mark.parametrize("name", SOLUTIONS)
def test_images_of_another_shape(name: str, models: Path) -> None:
    """Each solution says which shape it takes, and which it got."""
    if name == "SelfieSegmentation" and not HAS_LITERT:
        pytest.skip("tflite-runtime has not all operators of the selfie models")
    del models
    told = rf"^Input image must contain three channel rgb data\. {name}\.process\(\) .* not \(3, 3, 4\)$"
    with SOLUTIONS[name]() as solution, pytest.raises(ValueError, match=told):
        solution.process(np.arange(36, dtype=np.uint8).reshape(3, 3, 4))


@pytest.mark.parametrize(
    "draw",
    [
        lambda utils: utils.draw_landmarks(TWO_CHANNELS, landmark_pb2.NormalizedLandmarkList()),
        lambda utils: utils.draw_detection(TWO_CHANNELS, detection_pb2.Detection()),
        lambda utils: utils.draw_axis(TWO_CHANNELS, np.eye(3), np.array([0.0, 0.0, 1.0])),
    ],
    ids=["landmarks", "detection", "axis"],
)
def test_pictures_of_another_shape(draw: Callable[[Any], None]) -> None:
    """Whatever is drawn."""
    told = r"^Input image must contain three channel bgr data\. .* found \(3, 3, 2\)$"
    with pytest.raises(ValueError, match=told):
        draw(mp.solutions.drawing_utils)


def test_lines_between_landmarks_that_are_not_there() -> None:
    """The pair, and which landmarks there are."""
    hand = landmark_pb2.NormalizedLandmarkList(landmark=[{"x": 0.5, "y": 0.5}, {"x": 0.2, "y": 0.2}])
    told = r"^Landmark index is out of range\. .*from landmark #0 to landmark #2: the landmarks are 0 to 1$"
    with pytest.raises(ValueError, match=told):
        mp.solutions.drawing_utils.draw_landmarks(IMAGE.copy(), hand, [(0, 2)])


def test_detections_that_cannot_be_drawn() -> None:
    """The kind of place that is wanted, and the one that it has."""
    everywhere = text_format.Parse("location_data { format: GLOBAL }", detection_pb2.Detection())
    with pytest.raises(ValueError, match=r"^LocationData must be relative .* RELATIVE_BOUNDING_BOX, not GLOBAL$"):
        mp.solutions.drawing_utils.draw_detection(IMAGE.copy(), everywhere)


def test_neither_or_both_of_file_and_config() -> None:
    """Says which."""
    told = r"^Must provide exactly one of 'binary_graph_path' or 'graph_config'\. .* got "
    with pytest.raises(ValueError, match=f"{told}neither"):
        SolutionBase()
    with pytest.raises(ValueError, match=f"{told}both"):
        SolutionBase("/tmp/no_such.binarypb", PASS)


@pytest.mark.parametrize(
    ("text", "kind", "told"),
    [
        (PASS, RuntimeError, 'no node produces stream "in", which node "PassThroughCalculator" reads'),
        (
            PASS.replace("input_stream", 'input_stream: "in2" input_stream'),
            ValueError,
            "inputs and outputs must have the same tags and indexes",
        ),
        (f'input_stream: "in" output_stream: "out" {PASS}', RuntimeError, ': Unable to find the type for stream "in"'),
    ],
    ids=["no graph input", "numbers of inputs and outputs", "a stream of any type"],
)
def test_graphs_that_cannot_run(text: str, kind: type[Exception], told: str) -> None:
    """Exceptions of MediaPipe's classes; those of the engine have texts of ours."""
    graph = text_format.Parse(text, calculator_pb2.CalculatorGraphConfig())
    with pytest.raises(kind, match=told):
        SolutionBase(graph_config=graph)


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("SignalGate.allow", r"^Modifying the calculator options of SignalGate is not supported\."),
        (
            "Turn.output_width",
            r"^Cannot modify .* of Turn because it has both options and node_options fields\.",
        ),
    ],
)
def test_params_that_cannot_be_set(name: str, told: str) -> None:
    """The node, and why."""
    with pytest.raises(ValueError, match=told):
        SolutionBase(graph_config=GATE, calculator_params={name: 1})


def test_lists_of_messages_are_not_taken() -> None:
    """The kind of packet, and the stream."""
    told = r'^SolutionBase can only process .* PROTO_LIST type is not supported, .*"found"'
    with SolutionBase(graph_config=LIST) as solution, pytest.raises(NotImplementedError, match=told):
        solution.process({"found": detection_pb2.Detection(score=[0.5])})
