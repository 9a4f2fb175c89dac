"""Calculators on masks, in what no recording of MediaPipe shows."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from backedge.errors import CalculatorError, ConfigError
from backedge.formats import Image, ImageFrame, Tensor
from backedge.testing import run_node

GREY = ImageFrame(np.full((2, 2, 3), 100, np.uint8))
MASK = ImageFrame(np.array([[0, 1], [0, 1]], np.float32))
RECOLOR = 'input_stream: "IMAGE:i" input_stream: "MASK:m" output_stream: "IMAGE:o"'
TENSORS = 'input_stream: "TENSORS:t" output_stream: "MASK:o"'


def node(calculator: str, ports: str, options: str) -> str:
    """A node."""
    return f"""node {{
        calculator: "{calculator}" {ports}
        options {{ [mediapipe.{calculator}Options.ext] {{ {options} }} }}
    }}"""


def recolored(options: str, mask: ImageFrame | None = MASK) -> Any:
    """The first channel of GREY, coloured where the mask says so."""
    feed: dict[str, list[Any]] = {"i": [GREY], "m": [] if mask is None else [mask]}
    [found] = run_node(node("RecolorCalculator", RECOLOR, options), feed).values("o")
    return found.data[..., 0].tolist()


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        ("adjust_with_luminance: false", [[100, 200], [100, 200]]),
        ("adjust_with_luminance: false invert_mask: true", [[200, 100], [200, 100]]),
        ("", [[100, 139], [100, 139]]),  # as much as the grey is bright: 100 + 100 * 100 / 255
    ],
)
def test_masks_mix_a_colour_in(options: str, expected: list[list[int]]) -> None:
    """Where the mask is 1 the colour is mixed in, as strongly as the options say."""
    assert recolored("color { r: 200 } " + options) == expected


def test_masks_may_be_bytes_of_several_channels_and_sizes() -> None:
    """255 counts as 1; the options choose the channel; the mask is scaled to the picture."""
    mask = np.zeros((4, 4, 4), np.uint8)
    mask[:, 2:, 3] = 255
    alpha = "color { r: 200 } adjust_with_luminance: false mask_channel: ALPHA"
    assert recolored(alpha, ImageFrame(mask)) == [[100, 200], [100, 200]]
    assert recolored("color { r: 200 }", ImageFrame(mask)) == [[100, 100], [100, 100]]


@pytest.mark.parametrize("size", [(1, 1), (33, 1), (1, 40), (70, 50)])
@pytest.mark.parametrize("luminance", [False, True])
def test_colours_are_mixed_pixel_by_pixel(size: tuple[int, int], luminance: bool) -> None:
    """Pictures of any shape: MediaPipe's sum, whose two sides are rounded to float32."""
    rng = np.random.default_rng(0)
    pixels = rng.integers(0, 256, (*size, 3)).astype(np.uint8)
    weight = rng.random(size, np.float32)
    options = f"color {{ r: 7 g: 100 b: 250 }} adjust_with_luminance: {str(luminance).lower()}"
    feed: dict[str, list[Any]] = {"i": [ImageFrame(pixels)], "m": [ImageFrame(weight)]}
    [found] = run_node(node("RecolorCalculator", RECOLOR, options), feed).values("o")
    if luminance:
        weight = weight * (pixels @ np.array([0.299, 0.587, 0.114]) / 255).astype(np.float32)
    weight = weight[..., None]
    kept = (pixels * (1.0 - weight.astype(np.float64))).astype(np.float32)
    assert np.array_equal(found.data, np.rint(kept + np.array([7, 100, 250], np.float32) * weight))


@pytest.mark.parametrize(("weight", "expected"), [(np.nan, 0), (np.inf, 0), (2.0, 255), (-9.0, 0)])
def test_masks_beyond_their_range(weight: float, expected: int) -> None:
    """What comes out of a pixel's range is cut off; what is no number is black."""
    mask = ImageFrame(np.full((2, 2), weight, np.float32))
    assert recolored("color { r: 200 } adjust_with_luminance: false", mask) == [[expected] * 2] * 2


def test_pictures_without_a_mask_pass() -> None:
    """Where MASK has no packet nothing is mixed in."""
    assert recolored("color { r: 200 }", None) == [[100, 100], [100, 100]]


def test_a_colour_is_needed() -> None:
    """The options must have one."""
    with pytest.raises(ConfigError, match="its options need a color"):
        run_node(node("RecolorCalculator", RECOLOR, ""))


def test_two_channels_are_compared() -> None:
    """SOFTMAX gives the probability of the chosen channel, for any size of the values."""
    tensor = Tensor(np.array([[[0, 0], [-1000, 1000]]], np.float32))
    for index, expected in ((0, [[0.5, 0.0]]), (1, [[0.5, 1.0]])):
        masker = node("TensorsToSegmentationCalculator", TENSORS, f"activation: SOFTMAX output_layer_index: {index}")
        [mask] = run_node(masker, {"t": [[tensor]]}).values("o")
        assert mask.data.tolist() == expected


@pytest.mark.parametrize(
    ("tensors", "complaint"),
    [
        ([], "TENSORS must hold at least one tensor"),
        ([Tensor(np.zeros((2, 2, 2), np.float32))], r"float32 \(height, width, 1\), found float32 \(2, 2, 2\)"),
        ([Tensor(np.zeros((2, 2, 2, 1), np.float32))], r"found float32 \(2, 2, 2, 1\)"),
        ([Tensor(np.zeros((2, 2, 1), np.uint8))], "found uint8"),
    ],
)
def test_other_tensors_are_refused(tensors: list[Tensor], complaint: str) -> None:
    """The error says what the activation takes, and what was found."""
    with pytest.raises(CalculatorError, match=complaint):
        run_node(node("TensorsToSegmentationCalculator", TENSORS, "activation: SIGMOID"), {"t": [tensors]})


def test_masks_of_two_sizes_are_not_mixed() -> None:
    """A mask and the one before are of one size."""
    ports = 'input_stream: "MASK:m" input_stream: "MASK_PREVIOUS:p" output_stream: "MASK_SMOOTHED:o"'
    feed = {"m": [Image(np.zeros((2, 2), np.float32))], "p": [Image(np.zeros((2, 3), np.float32))]}
    with pytest.raises(CalculatorError, match="both of one size"):
        run_node(node("SegmentationSmoothingCalculator", ports, ""), feed)
