"""Values that a node cannot work with end in one error that says which and why; those that it can live with do not.

What MediaPipe makes of such values, where it goes on, is recorded in `recorded/cases_bad_values.py`.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest

from backedge.errors import CalculatorError
from backedge.formats import (
    BoundingBox,
    Detection,
    Image,
    ImageFrame,
    Landmarks,
    NormalizedLandmarks,
    NormalizedRect,
    Rect,
    RenderData,
    Tensor,
)
from backedge.formats.render_data import Rectangle, RenderAnnotation, RoundedRectangle, Text
from backedge.testing import run_node

PIXEL = ImageFrame(np.full((1, 1, 3), 9, np.uint8))
HAND = NormalizedLandmarks(np.random.default_rng(1).random((21, 3), np.float32))
NO_SIZE = (0, 0)


def run(calculator: str, inputs: dict[str, Any], options: str = "", output: str = "") -> list[Any]:
    """What one packet for each input of a node makes it send.

    Args:
        calculator: its name, without "Calculator".
        inputs: a value by tag, "" for an input without one; None for no packet.
        options: in MediaPipe's extension for this calculator.
        output: the tag of the output.
    """
    names = {tag: (tag or "untagged").lower() for tag in inputs}
    streams = " ".join(f'input_stream: "{tag and tag + ":"}{name}"' for tag, name in names.items())
    extension = f"options {{ [mediapipe.{calculator}CalculatorOptions.ext] {{ {options} }} }}" if options else ""
    node = f"""
        node {{
          calculator: "{calculator}Calculator" {streams} output_stream: "{output and output + ":"}found" {extension}
        }}
    """
    packets = {name: [] if inputs[tag] is None else [inputs[tag]] for tag, name in names.items()}
    return run_node(node, packets).values("found")


def detection(keypoints: int = 0, scores: tuple[float, ...] = (0.5,)) -> Detection:
    """A detection of one class."""
    points = np.full((keypoints, 2), 0.5, np.float32)
    return Detection(scores, (0,), BoundingBox(0.1, 0.1, 0.5, 0.5), points)


def drawing(**shape: Any) -> RenderData:
    """One shape to draw."""
    return RenderData(render_annotations=(RenderAnnotation(**shape),))


NMS = "min_suppression_threshold: 0.3 overlap_type: INTERSECTION_OVER_UNION algorithm: WEIGHTED"
ROTATED = "rotation_vector_start_keypoint_index: 0 rotation_vector_end_keypoint_index: 1"


@pytest.mark.parametrize(
    ("calculator", "inputs", "options", "output", "complaint"),
    [
        (
            "RectTransformation",
            {"NORM_RECT": NormalizedRect(0.5, 0.5, 0.1, 0.1), "IMAGE_SIZE": NO_SIZE},
            "",
            "",
            r"IMAGE_SIZE must be positive, found \(0, 0\)",
        ),
        ("HandLandmarksToRect", {"NORM_LANDMARKS": HAND, "IMAGE_SIZE": NO_SIZE}, "", "NORM_RECT", "must be positive"),
        (
            "WarpAffine",
            {"IMAGE": Image(PIXEL.data), "MATRIX": np.eye(4, dtype=np.float32), "OUTPUT_SIZE": (-1, 5)},
            "",
            "IMAGE",
            r"OUTPUT_SIZE must be positive, found \(-1, 5\)",
        ),
        (
            "WarpAffine",
            {"IMAGE": Image(PIXEL.data), "MATRIX": np.eye(3, dtype=np.float32), "OUTPUT_SIZE": (1, 1)},
            "",
            "IMAGE",
            r"MATRIX must have 4 x 4 values, found shape \(3, 3\)",
        ),
        ("InverseMatrix", {"MATRIX": np.full((4, 4), math.nan, np.float32)}, "", "MATRIX", "has no inverse"),
        ("InverseMatrix", {"MATRIX": np.eye(2, 3, dtype=np.float32)}, "", "MATRIX", "must have 4 x 4 values"),
        ("NonMaxSuppression", {"": [detection(scores=())]}, NMS, "", "a score for each label, found 0 scores"),
        ("NonMaxSuppression", {"": [detection(1), detection(2)]}, NMS, "", r"as many key points each, found \[1, 2\]"),
        (
            "TensorsToDetections",
            {"TENSORS": [Tensor(np.zeros((1, 4, 4), np.float32)), *[Tensor(np.zeros(4, np.float32))] * 2]},
            "num_classes: 1 num_boxes: 4 num_coords: 4",
            "DETECTIONS",
            r"a tensor of anchors has shape \(N, 4\), found \(4,\)",
        ),
        (
            "ImageCropping",
            {"IMAGE": PIXEL, "NORM_RECT": NormalizedRect(math.nan, 0.5, 1, 1)},
            "",
            "IMAGE",
            "needs finite values",
        ),
        (
            "ImageCropping",
            {"IMAGE": PIXEL, "NORM_RECT": NormalizedRect(0.5, 0.5, 1e9, 1e9)},
            "",
            "IMAGE",
            "a picture has 1 to 32766 pixels a side",
        ),
        (
            "ImageCropping",
            {"IMAGE": PIXEL, "RECT": Rect(0, 0, 1, 1, math.inf)},
            "",
            "IMAGE",
            "needs finite values",
        ),
        (
            "AnnotationOverlay",
            {"IMAGE": PIXEL, "": drawing(text=Text(display_text="a", font_face=99))},
            "",
            "IMAGE",
            "font_face must be one of OpenCV's fonts, 0 to 7, found 99",
        ),
        (
            "AnnotationOverlay",
            {"IMAGE": PIXEL, "": drawing(rounded_rectangle=RoundedRectangle(corner_radius=-1))},
            "",
            "IMAGE",
            "corner_radius must not be negative, found -1",
        ),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_the_error_says_what_is_wrong(
    calculator: str, inputs: dict[str, Any], options: str, output: str, complaint: str
) -> None:
    """The node is told, the value, and what it should be."""
    with pytest.raises(CalculatorError, match=complaint):
        run(calculator, inputs, options, output)


@pytest.mark.parametrize("rotation", [math.nan, math.inf])
def test_shapes_that_are_turned_by_nothing_are_drawn(rotation: float) -> None:
    """They are drawn somewhere beyond the picture, which comes all the same."""
    data = drawing(rectangle=Rectangle(left=0.1, right=0.9, bottom=0.9, normalized=True, rotation=rotation))
    [picture] = run("AnnotationOverlay", {"IMAGE": PIXEL, "": data}, output="IMAGE")
    assert picture.data.shape == (1, 1, 3)


def test_a_score_that_is_no_number_is_written() -> None:
    """Written as it is, behind the name of the class."""
    [data] = run("DetectionsToRenderData", {"DETECTION": detection(scores=(math.nan,))}, output="RENDER_DATA")
    texts = [each.text.display_text for each in data.render_annotations if each.text]
    assert "0,nan," in texts


def test_masks_that_are_no_numbers_are_transparent() -> None:
    """Where a model gave no number, nothing of the colour and nothing of the picture is left."""
    nothing = ImageFrame(np.full((1, 1), math.nan, np.float32))
    [picture] = run("SetAlpha", {"IMAGE": PIXEL, "ALPHA": nothing}, output="IMAGE")
    assert picture.data.tolist() == [[[9, 9, 9, 0]]]
    [picture] = run("Recolor", {"IMAGE": PIXEL, "MASK": nothing}, "color { r: 255 }", output="IMAGE")
    assert picture.data.tolist() == [[[0, 0, 0]]]


def test_a_matrix_that_is_no_number_shows_nothing() -> None:
    """The new picture lies beyond the old one."""
    nowhere = {"IMAGE": Image(PIXEL.data), "MATRIX": np.full((4, 4), math.nan, np.float32), "OUTPUT_SIZE": (2, 1)}
    [picture] = run("WarpAffine", nowhere, "border_mode: BORDER_ZERO", output="IMAGE")
    assert picture.data.tolist() == [[[0, 0, 0], [0, 0, 0]]]


def test_overlap_with_what_is_nowhere_is_none() -> None:
    """A rectangle that is not a number overlaps no other, so both stay."""
    rects = [NormalizedRect(math.nan, 0.5, math.inf, 0.1), NormalizedRect(0.5, 0.5, 0.1, 0.1)]
    node = """
        node {
          calculator: "AssociationNormRectCalculator" input_stream: "a" input_stream: "b" output_stream: "both"
          options { [mediapipe.AssociationCalculatorOptions.ext] { min_similarity_threshold: 0.1 } }
        }
    """
    [both] = run_node(node, {"a": [rects[:1]], "b": [rects[1:]]}).values("both")
    assert len(both) == 2


def test_a_hand_that_is_nowhere_stays_there() -> None:
    """Aligned with a body, and without a warning."""
    hand, pose = (Landmarks(np.full((count, 3), math.inf, np.float32)) for count in (21, 33))
    node = """
        node {
          calculator: "AlignHandToPoseInWorldCalculator"
          input_stream: "HAND_LANDMARKS:hand" input_stream: "POSE_LANDMARKS:pose" output_stream: "HAND_LANDMARKS:found"
        }
    """
    [aligned] = run_node(node, {"hand": [hand], "pose": [pose]}).values("found")
    assert np.isnan(aligned.points).all()
