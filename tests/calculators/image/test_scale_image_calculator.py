"""ScaleImageCalculator."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from backedge import Packet
from backedge.calculators.core.endpoints.video_header import VideoHeader
from backedge.calculators.image.linear_light import enlarge
from backedge.calculators.image.scale_size import ScaleImageCalculatorOptions, plan_scaling
from backedge.errors import CalculatorError, ConfigError, PacketTypeError
from backedge.formats import ImageFormat, ImageFrame
from backedge.testing import NodeOutputs, run_node
from backedge.timestamp import PRESTREAM

PIXELS = np.random.default_rng(2).integers(0, 256, (20, 40, 3), dtype=np.uint8)


def run(options: str, inputs: dict[str, list[Any]], ports: str = "", **kwargs: Any) -> NodeOutputs:
    """Run the calculator."""
    node = f"""node {{
        calculator: "ScaleImageCalculator" input_stream: "FRAMES:i" output_stream: "FRAMES:o" {ports}
        options {{ [mediapipe.ScaleImageCalculatorOptions.ext] {{ {options} }} }}
    }}"""
    return run_node(node, inputs, **kwargs)


@pytest.mark.parametrize(
    ("size", "ratios", "expected"),
    [
        ((50, 100), ("0/1", "1/0"), (0, 0, (50, 100))),
        ((1920, 1080), ("9/16", "16/9"), (0, 0, (1920, 1080))),
        ((640, 1024), ("9/16", "16/9"), (0, 0, (640, 1024))),
        ((640, 320), ("9/16", "16/9"), (36, 0, (568, 320))),
        ((96, 480), ("9/16", "16/9"), (0, 155, (96, 170))),
        ((200, 100), ("1/1", "1/1"), (50, 0, (100, 100))),
        ((640, 320), ("", ""), (0, 0, (640, 320))),
    ],
)
def test_pictures_are_cropped_to_a_shape(
    size: tuple[int, int], ratios: tuple[str, str], expected: tuple[int, int, tuple[int, int]]
) -> None:
    """The numbers are those of MediaPipe's test."""
    options = ScaleImageCalculatorOptions(min_aspect_ratio=ratios[0], max_aspect_ratio=ratios[1])
    assert plan_scaling(size, options)[:3] == expected


@pytest.mark.parametrize(
    ("size", "wanted", "keeps_shape", "multiple", "expected"),
    [
        ((200, 100), (0, 0), True, 2, (200, 100)),
        ((201, 101), (0, 0), False, 1, (201, 101)),
        ((200, 100), (100, 0), True, 2, (100, 50)),
        ((200, 100), (0, 200), True, 2, (400, 200)),
        ((200, 100), (150, 150), True, 2, (150, 74)),
        ((200, 100), (400, 50), True, 2, (100, 50)),
        ((200, 100), (101, 0), True, 2, (100, 50)),
        ((200, 100), (151, 101), False, 1, (151, 101)),
        ((10000, 10), (100, 0), True, 2, (100, 1)),
        ((10, 10000), (0, 100), True, 2, (1, 100)),
        ((200, 100), (100, 0), False, 2, (100, 100)),
        ((200, 100), (150, 200), False, 8, (144, 200)),
        ((201, 101), (0, 201), False, 8, (200, 200)),
    ],
)
def test_sizes_fit_into_what_is_wanted(
    size: tuple[int, int], wanted: tuple[int, int], keeps_shape: bool, multiple: int, expected: tuple[int, int]
) -> None:
    """The numbers are those of MediaPipe's test."""
    options = ScaleImageCalculatorOptions(
        min_aspect_ratio="",
        max_aspect_ratio="",
        target_width=wanted[0],
        target_height=wanted[1],
        preserve_aspect_ratio=keeps_shape,
        scale_to_multiple_of=multiple,
    )
    assert plan_scaling(size, options).size == expected


@pytest.mark.parametrize("area", [9000, 19999])
def test_an_area_is_a_limit(area: int) -> None:
    """Larger pictures keep their shape, nearly; smaller ones their size."""
    options = ScaleImageCalculatorOptions(min_aspect_ratio="", max_aspect_ratio="", target_max_area=area)
    width, height = plan_scaling((200, 100), options).size
    assert area * 0.9 < width * height <= area
    assert width / height == pytest.approx(2, rel=0.05)
    assert plan_scaling((90, 100), options).size == (90, 100)


def test_smaller_pictures_are_means_of_areas() -> None:
    """Each pixel of four."""
    [found] = run("target_width: 20 max_aspect_ratio: '0/1'", {"i": [ImageFrame(PIXELS)]}).values("o")
    means = PIXELS.reshape(10, 2, 20, 2, 3).mean(axis=(1, 3))
    np.testing.assert_allclose(found.data, means, atol=0.5)


def test_larger_pictures_are_made_in_linear_light() -> None:
    """Between black and white is the grey that is half as bright; opacity is no light."""
    pixels = np.array([[[0, 0, 0, 0], [255, 255, 255, 254]]], np.uint8)
    found = enlarge(pixels, (4, 1), 1)
    assert found[0, :, 0].tolist() == [0, 137, 225, 255]
    assert found[0, :, 3].tolist() == [0, 64, 191, 254]
    np.testing.assert_array_equal(enlarge(PIXELS, (40, 20), 1), PIXELS)


def test_pictures_are_not_made_larger_if_not_wished() -> None:
    """They are cropped all the same."""
    options = "target_width: 400 algorithm: DEFAULT_WITHOUT_UPSCALE max_aspect_ratio: '1/1'"
    [found] = run(options, {"i": [ImageFrame(PIXELS)]}).values("o")
    np.testing.assert_array_equal(found.data, PIXELS[:, 10:30])


@pytest.mark.parametrize(("given", "wanted"), [(3, "SRGBA"), (4, "SRGB"), (4, "SRGBA")])
def test_pictures_get_the_format(given: int, wanted: str) -> None:
    """Opacity is added or left out."""
    pixels = np.full((2, 2, given), 255, np.uint8)
    [found] = run(f"output_format: {wanted}", {"i": [ImageFrame(pixels)]}).values("o")
    assert found.format is ImageFormat[wanted]
    assert (found.data == 255).all()


def test_sizes_may_change() -> None:
    """Each picture is scaled on its own."""
    pictures = [ImageFrame(PIXELS), ImageFrame(PIXELS[:, :20])]
    found = run("target_height: 10 max_aspect_ratio: '0/1'", {"i": pictures}).values("o")
    assert [(each.width, each.height) for each in found] == [(20, 10), (10, 10)]


def test_the_header_has_the_new_size() -> None:
    """As a packet with the first picture, or as the stream's."""
    header = VideoHeader(ImageFormat.SRGB, 40, 20, 5.0, 30.0)
    new = VideoHeader(ImageFormat.SRGB, 20, 10, 5.0, 30.0)
    options = "target_width: 20 max_aspect_ratio: '0/1'"
    ports = 'input_stream: "VIDEO_HEADER:h" output_stream: "VIDEO_HEADER:n"'
    inputs: dict[str, list[Any]] = {"h": [Packet(header, PRESTREAM)], "i": [ImageFrame(PIXELS)] * 2}
    assert [(each.timestamp, each.value) for each in run(options, inputs, ports)["n"]] == [(PRESTREAM, new)]


def test_a_stream_with_a_header_gets_one_with_the_new_size() -> None:
    """A second node makes a packet of it; pictures must be as it says."""
    nodes = """
        node {
          calculator: "ScaleImageCalculator" input_stream: "i" output_stream: "o"
          options { [mediapipe.ScaleImageCalculatorOptions.ext] { target_width: 20 max_aspect_ratio: "0/1" } }
        }
        node {
          calculator: "ScaleImageCalculator"
          input_stream: "FRAMES:o" output_stream: "FRAMES:p" output_stream: "VIDEO_HEADER:n"
        }
    """
    headers = {"i": VideoHeader(ImageFormat.SRGB, 40, 20, 5.0, 30.0)}
    [found] = run_node(nodes, {"i": [ImageFrame(PIXELS)]}, stream_headers=headers).values("n")
    assert found == VideoHeader(ImageFormat.SRGB, 16, 10, 5.0, 30.0)
    with pytest.raises(CalculatorError, match="must be 40 x 20 SRGB as their header says, found 40 x 2 SRGB"):
        run_node(nodes, {"i": [ImageFrame(PIXELS[:2])]}, stream_headers=headers)


def test_options_may_come_with_a_packet() -> None:
    """Before the first picture; what it does not say stays as the node's options say."""
    ports = 'input_stream: "OVERRIDE_OPTIONS:x"'
    override = Packet(ScaleImageCalculatorOptions(target_width=10), PRESTREAM)
    inputs: dict[str, list[Any]] = {"x": [override], "i": [ImageFrame(PIXELS)]}
    [found] = run("target_width: 20 max_aspect_ratio: '1/1'", inputs, ports).values("o")
    assert (found.width, found.height) == (10, 10)


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ("min_aspect_ratio: '1'", 'min_aspect_ratio must be two numbers such as "16/9", found "1"'),
        ("scale_to_multiple_of: 4", "scale_to_multiple_of must be 2 where pictures keep their shape, found 4"),
        ("output_format: YCBCR420P", "can be SRGB or SRGBA"),
    ],
)
def test_options_that_cannot_work_are_refused(options: str, message: str) -> None:
    """The graph is not built."""
    with pytest.raises(ConfigError, match=message):
        run(options, {})


@pytest.mark.parametrize(
    ("options", "pixels", "message"),
    [
        ("", np.zeros((2, 2), np.uint8), "pictures must be SRGB, found GRAY8"),
        ("input_format: SRGBA", np.zeros((2, 2, 3), np.uint8), "pictures must be SRGBA, found SRGB"),
    ],
)
def test_pictures_of_other_formats_are_refused(options: str, pixels: np.ndarray[Any, Any], message: str) -> None:
    """What arrives must be as the options say."""
    with pytest.raises(CalculatorError, match=message):
        run(options, {"i": [ImageFrame(pixels)]})


def test_something_must_be_left() -> None:
    """A line of 5 pixels has no part of even height in the default shape."""
    with pytest.raises(PacketTypeError, match="nothing is left of a picture of 1 x 5 pixels"):
        plan_scaling((1, 5), ScaleImageCalculatorOptions())
