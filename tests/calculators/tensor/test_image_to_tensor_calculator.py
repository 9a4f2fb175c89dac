"""ImageToTensorCalculator."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from backedge import Packet
from backedge.errors import CalculatorError, ConfigError
from backedge.formats import Image, ImageFrame, NormalizedRect
from backedge.testing import NodeOutputs, run_node

FLOATS = "output_tensor_float_range { min: 0 max: 1 }"
PIXELS = np.arange(4 * 6 * 3, dtype=np.uint8).reshape(4, 6, 3)


def run(image: Any, options: str, ports: str = 'output_stream: "TENSORS:tensors"', **inputs: Any) -> NodeOutputs:
    """The outputs of the node for one image and further inputs."""
    streams = " ".join(f'input_stream: "{tag.upper()}:{tag}"' for tag in inputs)
    node = f"""
        node {{
          calculator: "ImageToTensorCalculator"
          input_stream: "IMAGE:image"
          {streams}
          {ports}
          options {{ [mediapipe.ImageToTensorCalculatorOptions.ext] {{ {options} }} }}
        }}
    """
    return run_node(node, {"image": [image]} | {tag: [value] for tag, value in inputs.items()})


@pytest.mark.parametrize("kind", [ImageFrame, Image])
def test_whole_image_at_its_own_size(kind: type[ImageFrame | Image]) -> None:
    """Without size and region the pixels are only scaled."""
    [[tensor]] = run(kind(PIXELS), FLOATS).values("tensors")
    assert tensor.shape == (1, 4, 6, 3)
    assert np.array_equal(tensor.data[0], PIXELS * np.float32(1 / 255))


def test_images_may_change_their_size() -> None:
    """Each image gives a tensor of its own size."""
    images = [ImageFrame(PIXELS), ImageFrame(PIXELS[:2]), ImageFrame(PIXELS)]
    node = f"""
        node {{
          calculator: "ImageToTensorCalculator"
          input_stream: "IMAGE:image"
          output_stream: "TENSOR:tensor"
          options {{ [mediapipe.ImageToTensorCalculatorOptions.ext] {{ {FLOATS} }} }}
        }}
    """
    tensors = run_node(node, {"image": images}).values("tensor")
    assert [tensor.shape for tensor in tensors] == [(1, 4, 6, 3), (1, 2, 6, 3), (1, 4, 6, 3)]
    assert tensors[0] == tensors[2]


@pytest.mark.parametrize(
    ("value_range", "dtype", "expected"),
    [
        ("output_tensor_float_range { min: -1 max: 1 }", np.float32, [-1, 1]),
        ("output_tensor_int_range { min: -128 max: 127 }", np.int8, [-128, 127]),
        ("output_tensor_uint_range { min: 0 max: 255 }", np.uint8, [0, 255]),
    ],
)
def test_range_chooses_the_type(value_range: str, dtype: type[Any], expected: list[float]) -> None:
    """The range makes the tensor float32, int8 or uint8."""
    image = np.zeros((1, 2, 3), np.uint8)
    image[0, 1] = 255
    [[tensor]] = run(ImageFrame(image), value_range).values("tensors")
    assert tensor.dtype == dtype
    assert tensor.data[0, 0, :, 0].tolist() == pytest.approx(expected)


def test_grey_images_have_one_channel() -> None:
    """The tensor has as many as MediaPipe's would: 3 for all other images."""
    [[grey]] = run(ImageFrame(PIXELS[..., 0]), FLOATS).values("tensors")
    [[rgba]] = run(ImageFrame(np.zeros((4, 6, 4), np.uint8)), FLOATS).values("tensors")
    assert (grey.shape, rgba.shape) == ((1, 4, 6, 1), (1, 4, 6, 3))


def test_letterbox_and_matrix_tell_how_to_get_back() -> None:
    """Padding is in parts of the tensor, the matrix goes from there to the image."""
    ports = """
        output_stream: "TENSOR:tensor"
        output_stream: "LETTERBOX_PADDING:padding"
        output_stream: "MATRIX:matrix"
    """
    options = f"output_tensor_width: 12 output_tensor_height: 12 keep_aspect_ratio: true {FLOATS}"
    outputs = run(ImageFrame(PIXELS), options, ports)
    [padding], [matrix] = outputs.values("padding"), outputs.values("matrix")
    assert tuple(padding) == pytest.approx((0, 1 / 6, 0, 1 / 6))
    assert matrix @ [0, 1 / 6, 0, 1] == pytest.approx([0, 0, 0, 1], abs=1e-6)
    assert matrix @ [1, 5 / 6, 0, 1] == pytest.approx([1, 1, 0, 1], abs=1e-6)


def test_region_is_cut_out() -> None:
    """NORM_RECT says which region is cut out."""
    rect = NormalizedRect(0.75, 0.5, 0.5, 1.0)
    options = f"output_tensor_width: 3 output_tensor_height: 4 {FLOATS}"
    [[tensor]] = run(ImageFrame(PIXELS), options, norm_rect=rect).values("tensors")
    assert np.allclose(tensor.data[0], PIXELS[:, 3:] / 255)


@pytest.mark.parametrize("rect", [NormalizedRect(0.5, 0.5, 0, 0), Packet.empty(0)])
def test_no_region_is_no_tensor(rect: Any) -> None:
    """The node sends no tensor where the region is missing or has neither width nor height."""
    outputs = run(ImageFrame(PIXELS), FLOATS, norm_rect=rect)
    assert outputs["tensors"] == []
    assert outputs.with_bounds("tensors")[0] == Packet.empty(0)


def test_a_flat_region_is_an_error() -> None:
    """A region with a width but no height is refused where its aspect ratio should be kept."""
    with pytest.raises(CalculatorError, match="positive size"):
        run(ImageFrame(PIXELS), f"{FLOATS} keep_aspect_ratio: true", norm_rect=NormalizedRect(0.5, 0.5, 0.1, 0))


@pytest.mark.parametrize(
    ("options", "ports", "complaint"),
    [
        ("", 'output_stream: "TENSOR:t"', "set one of output_tensor_float_range"),
        (FLOATS, 'output_stream: "MATRIX:m"', "it has TENSORS or TENSOR"),
        ("output_tensor_float_range { min: 1 max: 0 }", 'output_stream: "TENSOR:t"', "range min < range max"),
        (f"{FLOATS} output_tensor_width: 0", 'output_stream: "TENSOR:t"', "found 0 x 1"),
    ],
)
def test_configs_that_cannot_work_are_refused(options: str, ports: str, complaint: str) -> None:
    """The graph is not even built, and the error says why."""
    with pytest.raises(ConfigError, match=complaint):
        run(ImageFrame(PIXELS), options, ports)
