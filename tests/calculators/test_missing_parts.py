"""Packets that lack what a node works with end in one error that says what was expected, and what was found."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from backedge.errors import CalculatorError
from backedge.formats import ImageFrame, NormalizedLandmarks, NormalizedRect, Tensor
from tests.calculators.test_bad_values import detection, run

GRAY = ImageFrame(np.zeros((2, 2), np.uint8))
POINTS = NormalizedLandmarks(np.zeros((2, 3), np.float32))
ONE = Tensor(np.zeros(1, np.float32))
WHOLE = Tensor(np.zeros((1, 4, 4, 2), np.int32))
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
