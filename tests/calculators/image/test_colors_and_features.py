"""Calculators that convert colours, and find edges and features."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from backedge import Packet
from backedge.calculators.image.color_convert_calculator import CONVERSIONS
from backedge.calculators.image.edges import luminance, sobel_edges
from backedge.calculators.image.feature_detector_calculator import FeatureDetectorCalculatorOptions, cut_patches
from backedge.errors import CalculatorError, ConfigError
from backedge.formats import Image, ImageFormat, ImageFrame
from backedge.testing import run_node
from backedge.timestamp import PRESTREAM

FEATURES = """node {
    calculator: "FeatureDetectorCalculator" input_stream: "IMAGE:i"
    output_stream: "FEATURES:f" output_stream: "LANDMARKS:l" output_stream: "PATCHES:p"
    options { [mediapipe.FeatureDetectorCalculatorOptions.ext] { max_features: %s } }
}"""


def convert(given: str, made: str, image: ImageFrame) -> ImageFrame:
    """One picture through the calculator."""
    node = f"""node {{
        calculator: "ColorConvertCalculator" input_stream: "{given}:i" output_stream: "{made}:o"
    }}"""
    [found] = run_node(node, {"i": [image]}).values("o")
    assert isinstance(found, ImageFrame)
    return found


def test_every_conversion_keeps_the_colours() -> None:
    """Of a red pixel, by the order of its channels."""
    red = {"RGB": [255, 0, 0], "BGR": [0, 0, 255], "RGBA": [255, 0, 0, 7], "BGRA": [0, 0, 255, 7], "GRAY": [76]}
    for given, made in CONVERSIONS:
        source, target = given.removesuffix("_IN"), made.removesuffix("_OUT")
        expected = [76, 76, 76] if source == "GRAY" else list(red[target])
        if len(expected) == 4 and len(red[source]) == 3:
            expected[3] = 255
        found = convert(given, made, ImageFrame(np.array([[red[source]]], np.uint8)))
        assert np.ravel(found.data).tolist() == expected, (given, made)
        assert found.format is CONVERSIONS[given, made].format


def test_other_pairs_are_refused_when_the_graph_is_built() -> None:
    """The message lists what it can do."""
    with pytest.raises(ConfigError, match=r"GRAY_IN to RGB_OUT.*found GRAY_IN and RGBA_OUT"):
        convert("GRAY_IN", "RGBA_OUT", ImageFrame(np.zeros((1, 1), np.uint8)))


def test_pictures_of_other_channels_are_refused() -> None:
    """What arrives must be what the tag says."""
    with pytest.raises(CalculatorError, match=r"of 4 channel\(s\) of 8 bits is needed, found ImageFrame\(1x1 GRAY8\)"):
        convert("RGBA_IN", "RGB_OUT", ImageFrame(np.zeros((1, 1), np.uint8)))


def test_luminance_weighs_the_colours() -> None:
    """Green is the brightest; opacity stays."""
    pixels = np.array([[[255, 0, 0, 9], [0, 255, 0, 9], [0, 0, 255, 9], [255, 255, 255, 9]]], np.uint8)
    assert luminance(pixels).tolist() == [[[54] * 3 + [9], [182] * 3 + [9], [18] * 3 + [9], [255] * 3 + [9]]]


def test_edges_are_where_brightness_changes() -> None:
    """A step of 10 has a slope of 40 on both sides of it; the border adds none."""
    pixels = np.zeros((3, 4, 3), np.uint8)
    pixels[:, 2:] = 10
    assert sobel_edges(pixels)[..., 0].tolist() == [[0, 40, 40, 0]] * 3
    assert sobel_edges(np.zeros((1, 1, 4), np.uint8)).tolist() == [[[0, 0, 0, 255]]]
    assert sobel_edges(pixels * 25).max() == 255


@pytest.mark.parametrize(
    "ports", ['input_stream: "i" output_stream: "o"', 'input_stream: "VIDEO:i" output_stream: "o"']
)
@pytest.mark.parametrize("calculator", ["LuminanceCalculator", "SobelEdgesCalculator"])
def test_filters_keep_the_format(calculator: str, ports: str) -> None:
    """Ports may be tagged or not."""
    given = ImageFrame(np.zeros((2, 3, 4), np.uint8), ImageFormat.SRGBA)
    [found] = run_node(f'node {{ calculator: "{calculator}" {ports} }}', {"i": [given]}).values("o")
    assert (found.width, found.height, found.format) == (3, 2, ImageFormat.SRGBA)


def test_a_clone_is_the_same_picture() -> None:
    """Nothing is copied."""
    image = Image(np.zeros((2, 2, 3), np.uint8))
    node = 'node { calculator: "ImageCloneCalculator" input_stream: "i" output_stream: "o" }'
    assert run_node(node, {"i": [image]}).values("o") == [image]


def board() -> ImageFrame:
    """Squares of random greys, which have corners."""
    squares = np.random.default_rng(3).integers(0, 256, (12, 16), dtype=np.uint8)
    return ImageFrame(np.dstack([np.kron(squares, np.ones((20, 20), np.uint8))] * 3))


def test_features_have_places_and_patches() -> None:
    """So many as the options allow; patches go on with zeros where there are fewer."""
    outputs = run_node(FEATURES % 30, {"i": [board()]})
    [features], [landmarks], [[patches]] = outputs.values("f"), outputs.values("l"), outputs.values("p")
    assert 0 < len(features) <= 30
    assert patches.shape == (30, 32, 32, 1)
    assert np.abs(patches.data).max() <= 1
    np.testing.assert_allclose(landmarks.points[:, :2] * (320, 240), [each.pt for each in features], rtol=1e-5)
    assert not landmarks.points[:, 2].any()


def test_a_patch_is_what_is_around_its_feature() -> None:
    """Upright in the first size: the pixels themselves, the feature in the middle."""
    grey = np.random.default_rng(4).integers(0, 256, (80, 90), dtype=np.uint8)
    options = FeatureDetectorCalculatorOptions(max_features=2)
    patches = cut_patches(grey, [cv2.KeyPoint(40, 50, 31, 0, 0, 0)], options)
    np.testing.assert_array_equal(patches[0, ..., 0], grey[34:66, 24:56] / np.float32(128) - 1)
    assert not patches[1].any()


@pytest.mark.parametrize("size", [(1, 1), (40, 40)])
def test_a_picture_without_features_gives_none(size: tuple[int, int]) -> None:
    """However small it is."""
    outputs = run_node(FEATURES % 5, {"i": [ImageFrame(np.zeros((*size, 3), np.uint8))]})
    assert outputs.values("f") == [[]]
    assert not outputs.values("p")[0][0].data.any()


def test_features_skip_prestream() -> None:
    """What comes there is a header, not a picture."""
    outputs = run_node(FEATURES % 5, {"i": [Packet(board(), PRESTREAM)]})
    assert outputs.values("f") == []


def test_grey_pictures_have_no_features() -> None:
    """MediaPipe converts from RGB."""
    with pytest.raises(CalculatorError, match="IMAGE must be SRGB or SRGBA, found uint8"):
        run_node(FEATURES % 5, {"i": [ImageFrame(np.zeros((4, 4), np.uint8))]})
