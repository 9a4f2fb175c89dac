"""Calculators that make pictures of pictures, in what no recording of MediaPipe shows."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest

from backedge import Packet
from backedge.calculators.core.endpoints.video_header import VideoHeader
from backedge.errors import CalculatorError, ConfigError
from backedge.formats import Image, ImageFormat, ImageFrame, NormalizedRect, Rect
from backedge.testing import run_node
from backedge.timestamp import PRESTREAM

PIXELS = np.arange(4 * 6 * 3, dtype=np.uint8).reshape(4, 6, 3)
PICTURE = ImageFrame(PIXELS)


def node(calculator: str, ports: str, options: str = "") -> str:
    """A node."""
    return f"""node {{
        calculator: "{calculator}" {ports}
        options {{ [mediapipe.{calculator}Options.ext] {{ {options} }} }}
    }}"""


def plain(calculator: str, ports: str) -> str:
    """A node without options."""
    return f'node {{ calculator: "{calculator}" {ports} }}'


@pytest.mark.parametrize(
    ("calculator", "ports", "given"),
    [
        ("ToImageCalculator", 'input_stream: "IMAGE:i" output_stream: "IMAGE:o"', PICTURE),
        ("ToImageCalculator", 'input_stream: "IMAGE:i" output_stream: "IMAGE:o"', Image(PIXELS)),
        ("ToImageCalculator", 'input_stream: "IMAGE_CPU:i" output_stream: "IMAGE:o"', PICTURE),
        ("ToImageCalculator", 'input_stream: "IMAGE_GPU:i" output_stream: "IMAGE:o"', PICTURE),
        ("FromImageCalculator", 'input_stream: "IMAGE:i" output_stream: "IMAGE_CPU:o"', Image(PIXELS)),
        ("FromImageCalculator", 'input_stream: "IMAGE:i" output_stream: "IMAGE_GPU:o"', Image(PIXELS)),
        ("GpuBufferToImageFrameCalculator", 'input_stream: "i" output_stream: "o"', PICTURE),
        ("ImageFrameToGpuBufferCalculator", 'input_stream: "i" output_stream: "o"', PICTURE),
    ],
)
def test_pictures_change_their_type_and_nothing_else(calculator: str, ports: str, given: ImageFrame | Image) -> None:
    """The pixels are shared, not copied, and the format stays."""
    [found] = run_node(plain(calculator, ports), {"i": [given]}).values("o")
    assert type(found) is (Image if calculator.startswith("To") else ImageFrame)
    assert np.shares_memory(found.data, PIXELS)
    assert found.format == given.format


def test_where_a_picture_was_is_told() -> None:
    """No picture comes from a GPU."""
    ports = 'input_stream: "IMAGE:i" output_stream: "IMAGE_CPU:o" output_stream: "SOURCE_ON_GPU:gpu"'
    assert run_node(plain("FromImageCalculator", ports), {"i": [Image(PIXELS)]}).values("gpu") == [False]


CROP = 'input_stream: "IMAGE:i" input_stream: "%s:r" output_stream: "IMAGE:o"'


@pytest.mark.parametrize(
    ("tag", "rect", "expected"),
    [
        ("RECT", Rect(3, 2, 4, 2), PIXELS[1:3, 1:5]),
        ("NORM_RECT", NormalizedRect(0.5, 0.5, 0.5, 0.5), PIXELS[1:3, 2:5]),  # 3 pixels wide: the middle moves
        ("NORM_RECT", NormalizedRect(0.5, 0.5, 0, 0), PIXELS),
        ("NORM_RECT", NormalizedRect(0.5, 0.5, 2 / 3, 1, math.pi / 2), np.rot90(PIXELS[:, 1:5])),
        ("RECT", Rect(1, 1, 4, 4), np.pad(PIXELS[:3, :3], ((1, 0), (1, 0), (0, 0)))),
    ],
)
def test_rectangles_are_cut_out(tag: str, rect: Rect | NormalizedRect, expected: np.ndarray[Any, Any]) -> None:
    """Upright ones are cut out between pixels, and what lies beyond the picture is black."""
    [found] = run_node(node("ImageCroppingCalculator", CROP % tag), {"i": [PICTURE], "r": [rect]}).values("o")
    assert found.data.tolist() == expected.tolist()


def test_edges_are_repeated_if_the_options_say_so() -> None:
    """BORDER_REPLICATE fills what lies beyond the picture with its last pixels."""
    crop = node("ImageCroppingCalculator", CROP % "RECT", "border_mode: BORDER_REPLICATE")
    [found] = run_node(crop, {"i": [PICTURE], "r": [Rect(0, 2, 4, 4)]}).values("o")
    assert found.data.tolist() == PIXELS[:, [0, 0, 0, 1]].tolist()


@pytest.mark.parametrize(
    ("options", "size"),
    [
        ("width: 4 height: 2", (2, 4)),
        ("norm_width: 0.5 norm_height: 1 norm_center_x: 0.25 norm_center_y: 0.5", (4, 3)),
        ("width: 6 height: 4 output_max_width: 3", (2, 3)),
    ],
)
def test_options_say_what_to_cut_out(options: str, size: tuple[int, int]) -> None:
    """In pixels or parts of the picture; large ones can be scaled down."""
    ports = 'input_stream: "IMAGE:i" output_stream: "IMAGE:o"'
    [found] = run_node(node("ImageCroppingCalculator", ports, options), {"i": [PICTURE]}).values("o")
    assert found.data.shape[:2] == size


def test_nothing_is_cut_out_without_a_rectangle() -> None:
    """Where the rectangle has no packet there is no picture."""
    feed: dict[str, list[Any]] = {"i": [PICTURE], "r": []}
    assert run_node(node("ImageCroppingCalculator", CROP % "NORM_RECT"), feed).values("o") == []


def test_a_rectangle_of_less_than_a_pixel_is_a_pixel() -> None:
    """The one that it lies on."""
    crop = node("ImageCroppingCalculator", CROP % "NORM_RECT")
    [found] = run_node(crop, {"i": [PICTURE], "r": [NormalizedRect(2.4 / 6, 1.4 / 4, 0.01, 0.01, 0.1)]}).values("o")
    assert found.data.tolist() == PIXELS[1:2, 2:3].tolist()


@pytest.mark.parametrize(
    "rect",
    [
        NormalizedRect(math.nan, 0.5, 0.5, 0.5),
        NormalizedRect(0.5, 0.5, math.inf, 1),
        NormalizedRect(0, 0, 1, 1, math.nan),
    ],
)
def test_a_rectangle_that_is_nowhere_is_refused(rect: NormalizedRect) -> None:
    """Middle and rotation must be numbers."""
    with pytest.raises(CalculatorError, match=r"a rectangle to cut out needs finite values, found NormalizedRect"):
        run_node(node("ImageCroppingCalculator", CROP % "NORM_RECT"), {"i": [PICTURE], "r": [rect]})


def test_a_header_tells_the_new_size() -> None:
    """VIDEO_PRESTREAM passes with the size that pictures will have."""
    ports = """input_stream: "IMAGE:i" input_stream: "VIDEO_PRESTREAM:h"
               output_stream: "IMAGE:o" output_stream: "VIDEO_PRESTREAM:new" """
    turner = node("ImageTransformationCalculator", ports, "rotation_mode: ROTATION_90")

    outputs = run_node(
        turner, {"i": [PICTURE], "h": [Packet(VideoHeader(ImageFormat.SRGB, 6, 4, 1.0, 30.0), PRESTREAM)]}
    )
    assert outputs["new"] == [Packet(VideoHeader(ImageFormat.SRGB, 4, 6, 1.0, 30.0), PRESTREAM)]


@pytest.mark.parametrize(
    ("calculator", "ports", "options", "complaint"),
    [
        ("ImageCropping", 'input_stream: "IMAGE:i" output_stream: "IMAGE:o"', "", "exactly one of RECT, NORM_RECT"),
        ("ImageCropping", CROP % "RECT", "width: 1 height: 1", "found RECT and the options width and height"),
        ("ImageCropping", CROP % "RECT", "border_mode: BORDER_UNSPECIFIED", "border_mode must be"),
        ("SetAlpha", 'input_stream: "IMAGE:i" output_stream: "IMAGE:o"', "", "either the input ALPHA or the option"),
    ],
)
def test_impossible_nodes_are_refused(calculator: str, ports: str, options: str, complaint: str) -> None:
    """Ports and options that do not say what to do, or say it twice, are found when the graph is built."""
    with pytest.raises(ConfigError, match=complaint):
        run_node(node(f"{calculator}Calculator", ports, options))


def test_masks_of_another_size_are_refused() -> None:
    """The opacity of a picture comes from a mask of its size."""
    ports = 'input_stream: "IMAGE:i" input_stream: "ALPHA:a" output_stream: "IMAGE:o"'
    feed = {"i": [PICTURE], "a": [ImageFrame(np.zeros((2, 2), np.uint8))]}
    with pytest.raises(CalculatorError, match=r"ALPHA must be uint8 or float32 of \(4, 6\) pixels"):
        run_node(plain("SetAlphaCalculator", ports), feed)


def test_float_masks_are_an_opacity() -> None:
    """0..1 becomes 0..255, halves rounded up."""
    ports = 'input_stream: "IMAGE:i" input_stream: "ALPHA:a" output_stream: "IMAGE:o"'
    feed = {"i": [PICTURE], "a": [ImageFrame(np.full((4, 6), 0.5, np.float32))]}
    [found] = run_node(plain("SetAlphaCalculator", ports), feed).values("o")
    assert found.format is ImageFormat.SRGBA
    assert np.unique(found.data[..., 3]).tolist() == [128]


@pytest.mark.parametrize("calculator", ["WarpAffineCalculator", "WarpAffineCalculatorCpu"])
@pytest.mark.parametrize("interpolation", ["INTER_NEAREST", "INTER_LINEAR", "INTER_CUBIC"])
def test_the_identity_changes_nothing(calculator: str, interpolation: str) -> None:
    """Whatever the interpolation, and for both types of pictures."""
    warp = f"""node {{
        calculator: "{calculator}" input_stream: "IMAGE:i" input_stream: "MATRIX:m" input_stream: "OUTPUT_SIZE:s"
        output_stream: "IMAGE:o"
        options {{ [mediapipe.WarpAffineCalculatorOptions.ext] {{ interpolation: {interpolation} }} }}
    }}"""
    given = PICTURE if calculator.endswith("Cpu") else Image(PIXELS)
    [found] = run_node(warp, {"i": [given], "m": [np.eye(4, dtype=np.float32)], "s": [(6, 4)]}).values("o")
    assert found == given
