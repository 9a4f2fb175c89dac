"""Packets that lack what a node works with end in one error that says what was expected, and what was found."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from backedge import Packet
from backedge.calculators.core.endpoints.video_header import VideoHeader
from backedge.errors import CalculatorError
from backedge.formats import Detection, ImageFrame, NormalizedLandmarks, NormalizedRect, RenderData, Tensor
from backedge.testing import run_node
from backedge.timestamp import PRESTREAM
from tests.calculators.test_bad_values import PIXEL, detection, run

GRAY = ImageFrame(np.zeros((2, 2), np.uint8))
POINTS = NormalizedLandmarks(np.zeros((2, 3), np.float32))
IRISES = NormalizedLandmarks(np.zeros((10, 3), np.float32))
MASK = ImageFrame(np.zeros((2, 2), np.float32))
MASK_TENSOR = Tensor(np.zeros((2, 2, 1), np.float32))
ONE = Tensor(np.zeros(1, np.float32))
WHOLE = Tensor(np.zeros((1, 4, 4, 2), np.int32))
FILTER = """
    node {
      calculator: "FilterDetectionCalculator" input_stream: "DETECTION:d" output_stream: "DETECTION:kept"
      input_side_packet: "LABELS:allowed" options { [mediapipe.FilterDetectionCalculatorOptions.ext] { %s } }
    }
"""
HAIR = "tensor_width: 4 tensor_height: 4 tensor_channels: 2"


@pytest.mark.parametrize(
    ("calculator", "inputs", "options", "output", "complaint"),
    [
        (
            "LabelsToRenderData",
            {"LABELS": ["a", "b"], "SCORES": [0.5]},
            "",
            "RENDER_DATA",
            "one for each label, found 1 for 2 labels",
        ),
        (
            "FilterNormalizedRectCollection",
            {"ITERABLE": [NormalizedRect(0.5, 0.5, 1, 1)], "CONDITION": []},
            "",
            "ITERABLE",
            "one for each item, found 0 for 1 items",
        ),
        (
            "HandDetectionsFromPoseToRects",
            {"DETECTION": detection(2), "IMAGE_SIZE": (4, 4)},
            "",
            "NORM_RECT",
            "key points of wrist, pinky and index finger, found 2",
        ),
        ("Luminance", {"": GRAY}, "", "", r"SRGB or SRGBA is needed, found uint8 of shape \(2, 2\)"),
        ("SobelEdges", {"": GRAY}, "", "", r"SRGB or SRGBA is needed, found uint8 of shape \(2, 2\)"),
        (
            "RefineLandmarksFromHeatmap",
            {"NORM_LANDMARKS": POINTS, "TENSORS": []},
            "",
            "NORM_LANDMARKS",
            "a heatmap, found an empty list",
        ),
        ("LandmarkVisibility", {"NORM_LANDMARKS": POINTS}, "", "VISIBILITY", "one landmark, found 2"),
        (
            "SetLandmarkVisibility",
            {"NORM_LANDMARKS": POINTS, "VISIBILITY": 0.5},
            "",
            "NORM_LANDMARKS",
            "one landmark, found 2",
        ),
        (
            "TensorsToSegmentation",
            {"TENSORS": [WHOLE]},
            "activation: SOFTMAX",
            "MASK",
            r"SOFTMAX a tensor is float32 \(height, width, 2\), found int32 \(1, 4, 4, 2\)",
        ),
        ("TensorsToSegmentation", {"TENSORS": []}, "", "MASK", "at least one tensor, found none"),
        (
            "TensorsToSegmentation",
            {"TENSORS": [MASK_TENSOR], "OUTPUT_SIZE": None},
            "",
            "MASK",
            "there is a tensor, but OUTPUT_SIZE has no packet at this timestamp",
        ),
        (
            "TensorsToSegmentation",
            {"TENSORS": [MASK_TENSOR], "OUTPUT_SIZE": (0, 4)},
            "",
            "MASK",
            r"OUTPUT_SIZE must be positive, found \(0, 4\)",
        ),
        (
            "IrisToRenderData",
            {"IRIS": IRISES, "IMAGE_SIZE": None},
            "",
            "RENDER_DATA",
            "there are irises, but IMAGE_SIZE has no packet at this timestamp",
        ),
        (
            "VisibilityCopy",
            {"NORM_LANDMARKS_FROM": IRISES, "NORM_LANDMARKS_TO": POINTS},
            "",
            "NORM_LANDMARKS_TO",
            "10 landmarks to copy from, but only 2 to copy to",
        ),
        ("TfLiteTensorsToSegmentation", {"TENSORS": [ONE, ONE]}, HAIR, "MASK", "one tensor, found 2"),
        (
            "TfLiteTensorsToSegmentation",
            {"TENSORS": [WHOLE]},
            HAIR,
            "MASK",
            r"float32 \(4, 4, 2\), found int32 \(1, 4, 4, 2\)",
        ),
        ("TensorsToFloats", {"TENSORS": []}, "", "FLOATS", r"begin with a tensor of float32, found \[\]"),
        ("TensorsToFloats", {"TENSORS": [WHOLE]}, "", "FLOATS", "begin with a tensor of float32, found"),
        ("TensorsToClassification", {"TENSORS": [ONE, ONE]}, "", "CLASSIFICATIONS", "one tensor, found 2"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_the_error_says_what_is_missing(
    calculator: str, inputs: dict[str, Any], options: str, output: str, complaint: str
) -> None:
    """The node is told, what it needs, and what there is."""
    with pytest.raises(CalculatorError, match=complaint):
        run(calculator, inputs, options, output)


@pytest.mark.parametrize(
    ("calculator", "inputs", "options", "output"),
    [
        ("LabelsToRenderData", {"LABELS": None, "SCORES": [0.5]}, "", "RENDER_DATA"),
        ("VisibilityCopy", {"NORM_LANDMARKS_FROM": None, "NORM_LANDMARKS_TO": POINTS}, "", "NORM_LANDMARKS_TO"),
        ("VisibilityCopy", {"NORM_LANDMARKS_FROM": POINTS, "NORM_LANDMARKS_TO": None}, "", "NORM_LANDMARKS_TO"),
        ("RefineLandmarksFromHeatmap", {"NORM_LANDMARKS": None, "TENSORS": [ONE]}, "", "NORM_LANDMARKS"),
        ("AnnotationOverlay", {"IMAGE": None, "": RenderData()}, "", "IMAGE"),
        ("IrisToRenderData", {"IRIS": None, "IMAGE_SIZE": (4, 4)}, "", "RENDER_DATA"),
        ("TensorsToSegmentation", {"TENSORS": None, "OUTPUT_SIZE": (4, 4)}, "", "MASK"),
        ("TfLiteTensorsToSegmentation", {"TENSORS": None, "PREV_MASK": MASK}, HAIR, "MASK"),
        ("Recolor", {"IMAGE": None, "MASK": MASK}, "color { r: 255 }", "IMAGE"),
        ("SetAlpha", {"IMAGE": None, "ALPHA": MASK}, "", "IMAGE"),
        ("ImageTransformation", {"IMAGE": PIXEL, "OUTPUT_DIMENSIONS": None}, "", "IMAGE"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_nothing_is_made_of_nothing(calculator: str, inputs: dict[str, Any], options: str, output: str) -> None:
    """Where what a node works on has no packet, it sends none, whatever else there is."""
    assert run(calculator, inputs, options, output) == []


@pytest.mark.parametrize(
    ("labels", "options", "kept"),
    [
        (["0"], "", 0),
        ([], "", 0),
        ([], "empty_allowed_labels_means_allow_everything: true", 1),
    ],
)
def test_one_detection_is_filtered_by_labels(labels: list[str], options: str, kept: int) -> None:
    """A detection that is not in a list is dropped, too, and so is each where no label is allowed."""
    found = run_node(FILTER % options, {"d": [Detection((0.5,), (), None, labels=("shoe",))]}, {"allowed": labels})
    assert len(found["kept"]) == kept


def test_no_allowed_label_may_be_an_error() -> None:
    """If the options say so."""
    with pytest.raises(CalculatorError, match="allowed labels is empty, and fail_on_empty_labels is set"):
        run_node(FILTER % "fail_on_empty_labels: true", {}, {"allowed": []})


@pytest.mark.parametrize(
    ("headers", "override", "complaint"),
    [
        ({"a": VideoHeader(width=4, height=4)}, [], "cannot be used where the pictures' stream has a header"),
        ({}, [Packet(VideoHeader(), PRESTREAM)], "OVERRIDE_OPTIONS needs a packet at PreStream"),
    ],
)
def test_options_on_a_stream_come_first_and_alone(
    headers: dict[str, VideoHeader], override: list[Packet[VideoHeader]], complaint: str
) -> None:
    """They decide what a picture becomes before there is any."""
    node = """
        node {
          calculator: "ScaleImageCalculator"
          input_stream: "FRAMES:a" input_stream: "VIDEO_HEADER:h" input_stream: "OVERRIDE_OPTIONS:o"
          output_stream: "FRAMES:b"
        }
    """
    with pytest.raises(CalculatorError, match=complaint):
        run_node(node, {"h": override}, stream_headers=headers)
