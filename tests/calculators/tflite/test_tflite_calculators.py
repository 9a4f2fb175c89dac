"""MediaPipe's older names for inference and for decoding tensors."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from backedge.errors import CalculatorError, ConfigError
from backedge.formats import Anchors, ImageFrame, Tensor
from backedge.testing import run_node
from tests.models.available import real_models

PIXELS = np.array([[[0, 51, 255, 1], [255, 102, 0, 2]]], np.uint8)
PICTURE = ImageFrame(PIXELS)
CONVERT = 'input_stream: "%s:i" output_stream: "TENSORS:t"'


def node(calculator: str, ports: str, options: str = "") -> str:
    """A node."""
    return f"""node {{
        calculator: "{calculator}" {ports}
        options {{ [mediapipe.{calculator}Options.ext] {{ {options} }} }}
    }}"""


def converted(options: str, given: Any = PICTURE, tag: str = "IMAGE") -> np.ndarray[Any, Any]:
    """The tensor that a picture becomes."""
    [[tensor]] = run_node(node("TfLiteConverterCalculator", CONVERT % tag, options), {"i": [given]}).values("t")
    return np.asarray(tensor.data)


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        ("", [-1, -0.6, 1]),
        ("zero_center: false", [0, 0.2, 1]),
        ("zero_center: false max_num_channels: 1", [0]),
        ("max_num_channels: 4", [-1, -0.6, 1, -0.992157]),
        ("output_tensor_float_range { min: 0 max: 255 }", [0, 51, 255]),
        ("use_custom_normalization: true custom_div: 255 custom_sub: 1", [-1, -0.8, 0]),
    ],
)
def test_pixel_values_get_a_range(options: str, expected: list[float]) -> None:
    """The options say the range and how many channels are taken."""
    tensor = converted(options)
    assert tensor.shape == (1, 2, len(expected))
    assert tensor[0, 0].tolist() == pytest.approx(expected, abs=1e-6)


def test_quantized_pixels_stay() -> None:
    """use_quantized_tensors gives uint8."""
    assert converted("use_quantized_tensors: true").tolist() == PIXELS[..., :3].tolist()


def test_rows_can_be_reversed() -> None:
    """flip_vertically takes the last row first."""
    tall = ImageFrame(np.array([[1], [2], [3]], np.uint8))
    found = converted("flip_vertically: true output_tensor_float_range { max: 255 }", tall)
    assert found.ravel().tolist() == [3, 2, 1]


@pytest.mark.parametrize(("options", "expected"), [("", [1, 3, 2, 4]), ("row_major_matrix: true", [1, 2, 3, 4])])
def test_matrices_stay_as_they_are(options: str, expected: list[float]) -> None:
    """Their values come column by column, unless the options say otherwise."""
    tensor = converted(options, np.array([[1, 2], [3, 4]], np.float32), "MATRIX")
    assert tensor.shape == (2, 2, 1)
    assert tensor.ravel().tolist() == expected


@pytest.mark.parametrize(
    ("options", "complaint"),
    [
        ("max_num_channels: 2", "max_num_channels must be 1, 3 or 4, found 2"),
        ("output_tensor_float_range { min: 1 max: 0 }", "the range of values must grow, found 1.0 to 0.0"),
        ("use_custom_normalization: true custom_div: 0", "custom_div must not be 0"),
    ],
)
def test_impossible_ranges_are_refused(options: str, complaint: str) -> None:
    """A mistake in the options is found when the graph is built."""
    with pytest.raises(ConfigError, match=complaint):
        run_node(node("TfLiteConverterCalculator", CONVERT % "IMAGE", options))


def test_pictures_of_other_formats_are_refused() -> None:
    """16 bits are too many."""
    with pytest.raises(CalculatorError, match="IMAGE must be one of SRGB, SRGBA, GRAY8, VEC32F1"):
        converted("", ImageFrame(np.zeros((2, 2), np.uint16)))


def test_models_run_as_under_the_newer_name() -> None:
    """A tensor without the batch's axis gives what InferenceCalculator gives for one with it."""
    path = f'model_path: "{real_models() / "iris_landmark.tflite"}"'
    values = np.random.default_rng(0).uniform(0, 1, (64, 64, 3)).astype(np.float32)
    old = node("TfLiteInferenceCalculator", 'input_stream: "TENSORS:i" output_stream: "TENSORS:o"', path)
    new = f"""node {{
        calculator: "InferenceCalculator" input_stream: "TENSORS:i" output_stream: "TENSORS:o"
        options {{ [mediapipe.InferenceCalculatorOptions.ext] {{ {path} }} }}
    }}"""
    [found] = run_node(old, {"i": [[Tensor(values)]]}).values("o")
    [expected] = run_node(new, {"i": [[Tensor(values[None])]]}).values("o")
    assert found == expected
    with pytest.raises(CalculatorError, match=r"the model takes float32 \(1, 64, 64, 3\); found float32 \(2, 2\)"):
        run_node(old, {"i": [[Tensor(values[:2, :2, 0])]]})


def test_models_come_from_one_place() -> None:
    """Either a side packet or the options name the model."""
    with pytest.raises(ConfigError, match="either the side packet MODEL or the option model_path"):
        run_node(node("TfLiteInferenceCalculator", 'input_stream: "TENSORS:i" output_stream: "TENSORS:o"'))


def test_one_value_or_all() -> None:
    """FLOAT and FLOATS may both be there; FLOAT needs a tensor of one value."""
    both = """node {
        calculator: "TfLiteTensorsToFloatsCalculator"
        input_stream: "TENSORS:t" output_stream: "FLOAT:one" output_stream: "FLOATS:all"
    }"""
    outputs = run_node(both, {"t": [[Tensor(np.array([[0.5]], np.float32))]]})
    assert (outputs.values("one"), outputs.values("all")) == ([0.5], [[0.5]])
    with pytest.raises(CalculatorError, match="FLOAT needs a tensor of one value, found 2 values; connect FLOATS"):
        run_node(both, {"t": [[Tensor(np.zeros(2, np.float32))]]})


def test_landmarks_and_detections_are_decoded() -> None:
    """The older names take the same options as the newer ones."""
    landmarks = node(
        "TfLiteTensorsToLandmarksCalculator",
        'input_stream: "TENSORS:t" output_stream: "NORM_LANDMARKS:o"',
        "num_landmarks: 1 input_image_width: 10 input_image_height: 20 normalize_z: 0.5",
    )
    [found] = run_node(landmarks, {"t": [[Tensor(np.array([5, 5, 5], np.float32))]]}).values("o")
    assert found.points.tolist() == [[0.5, 0.25, 1.0]]
    detections = node(
        "TfLiteTensorsToDetectionsCalculator",
        'input_stream: "TENSORS:t" input_side_packet: "ANCHORS:a" output_stream: "DETECTIONS:o"',
        "num_classes: 2 num_boxes: 1 num_coords: 4 x_scale: 1 y_scale: 1 h_scale: 1 w_scale: 1 ignore_classes: 0",
    )
    tensors = [Tensor(np.array([[[0, 0, 0.5, 1]]], np.float32)), Tensor(np.array([[[0.9, 0.5]]], np.float32))]
    anchors = Anchors(np.array([[0.5, 0.5, 1, 1]], np.float32))
    [[detection]] = run_node(detections, {"t": [tensors]}, side_packets={"a": anchors}).values("o")
    box = detection.require_box()
    assert (detection.label_ids, detection.scores) == ((1,), (0.5,))
    assert (box.xmin, box.ymin, box.width, box.height) == pytest.approx((0, 0.25, 1, 0.5))


MASK = 'input_stream: "TENSORS:t" %s output_stream: "MASK:o"'
SIZE = "tensor_width: 2 tensor_height: 1 tensor_channels: 2"


def test_masks_are_mixed_where_they_are_uncertain() -> None:
    """A certain mask stays; one of 0.5 becomes the mask before; the first and the last channel hold it."""
    tensor = Tensor(np.array([[[0, 0], [-100, 100]]], np.float32))
    before = ImageFrame(np.full((1, 2), 102, np.uint8))
    alone = node("TfLiteTensorsToSegmentationCalculator", MASK % "", SIZE)
    [mask] = run_node(alone, {"t": [[tensor]]}).values("o")
    assert mask.data.tolist() == [[[127, 0, 0, 127], [255, 0, 0, 255]]]
    mixing = node("TfLiteTensorsToSegmentationCalculator", MASK % 'input_stream: "PREV_MASK:p"', SIZE)
    [mask] = run_node(mixing, {"t": [[tensor]], "p": [before]}).values("o")
    assert mask.data[0, :, 0].tolist() == pytest.approx([102, 255], abs=1)


def test_masks_get_the_size_of_a_picture() -> None:
    """REFERENCE_IMAGE says how large the mask is."""
    tensor = Tensor(np.zeros((1, 2, 2), np.float32))
    sized = node("TfLiteTensorsToSegmentationCalculator", MASK % 'input_stream: "REFERENCE_IMAGE:r"', SIZE)
    [mask] = run_node(sized, {"t": [[tensor]], "r": [ImageFrame(np.zeros((6, 8), np.uint8))]}).values("o")
    assert (mask.width, mask.height) == (8, 6)
