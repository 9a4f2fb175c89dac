"""Regions of images as model inputs."""

from __future__ import annotations

import math
from typing import Any

import cv2
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from backedge.calculators.geometry.roi import NO_PADDING
from backedge.calculators.image import crop as crop_module
from backedge.calculators.image.crop import Cropper
from backedge.calculators.image.crop_options import (
    BorderMode,
    FloatRange,
    ImageToTensorCalculatorOptions,
    IntRange,
    UIntRange,
)
from backedge.errors import ConfigError, PacketTypeError
from backedge.formats import Image, ImageFormat, ImageFrame, NormalizedRect

RANDOM = np.random.default_rng(5)
# Smooth, so that a pixel taken 1/32 of a pixel aside differs little.
PICTURE = cv2.resize(RANDOM.integers(0, 256, (12, 16, 3), dtype=np.uint8), (161, 121), interpolation=cv2.INTER_CUBIC)


def tensor_options(
    width: int = 8,
    height: int = 8,
    tensor_type: str = "float32",
    range_min: float = 0,
    range_max: float = 1,
    **options: Any,
) -> ImageToTensorCalculatorOptions:
    """Options for a tensor of a size and a type, and what pixel values 0 and 255 become in it."""
    ranges: dict[str, tuple[str, Any]] = {
        "float32": ("output_tensor_float_range", FloatRange),
        "int8": ("output_tensor_int_range", IntRange),
        "uint8": ("output_tensor_uint_range", UIntRange),
    }
    name, kind = ranges[tensor_type]
    options[name] = kind(min=range_min, max=range_max)
    return ImageToTensorCalculatorOptions(output_tensor_width=width, output_tensor_height=height, **options)


def crop(
    image: np.ndarray[Any, Any] | ImageFrame | Image,
    rect: NormalizedRect | None = None,
    size: tuple[int, int] = (64, 48),
    channels: int = 3,
    **options: Any,
) -> np.ndarray[Any, Any]:
    """The pixels that the model would read, (height, width, channels)."""
    settings = tensor_options(*size, **options)
    out = np.full((1, size[1], size[0], channels), 77, settings.tensor_type)
    Cropper(settings)(ImageFrame(image) if isinstance(image, np.ndarray) else image, rect, out)
    found: np.ndarray[Any, Any] = out[0]
    return found


def test_whole_image_of_the_right_size_is_copied() -> None:
    """Nothing is cut or scaled: pixel values are divided by 255."""
    assert np.array_equal(crop(PICTURE, size=(161, 121)), PICTURE * np.float32(1 / 255))


@given(
    st.floats(0.2, 0.8),
    st.floats(0.2, 0.8),
    st.floats(0.1, 1.2),
    st.floats(0.1, 1.2),
    st.floats(-3.1, 3.1),
    st.sampled_from(
        [(BorderMode.BORDER_REPLICATE, cv2.BORDER_REPLICATE), (BorderMode.BORDER_ZERO, cv2.BORDER_CONSTANT)]
    ),
)
def test_region_is_the_perspective_warp_of_its_corners(
    x: float, y: float, width: float, height: float, rotation: float, border: tuple[BorderMode, int]
) -> None:
    """MediaPipe's own steps in OpenCV, corner by corner, give the same pixels but for steps of 1/32 pixel."""
    rect = NormalizedRect(x, y, width, height, rotation)
    source = cv2.boxPoints(((x * 161, y * 121), (width * 161, height * 121), math.degrees(rotation)))
    target = np.array([[0, 48], [0, 0], [64, 0], [64, 48]], np.float32)
    matrix = cv2.getPerspectiveTransform(source, target)
    expected = cv2.warpPerspective(PICTURE, matrix, (64, 48), borderMode=border[1])
    found = crop(PICTURE, rect, border_mode=border[0], range_max=255.0)
    difference = np.abs(found - expected)
    assert np.mean(difference) < 0.5
    assert np.mean(difference > 4) < 0.005


def test_aspect_ratio_can_be_kept() -> None:
    """A wide image in a square tensor has bars above and below, and the padding says how high they are."""
    white = np.full((100, 200, 3), 255, np.uint8)
    options = tensor_options(64, 64, keep_aspect_ratio=True, border_mode=BorderMode.BORDER_ZERO)
    out = np.empty((1, 64, 64, 3), np.float32)
    assert Cropper(options)(ImageFrame(white), None, out)[1] == (0, 0.25, 0, 0.25)
    assert np.all(out[0, :15] == 0)
    assert np.all(out[0, 17:47] == 1)
    assert np.all(out[0, 49:] == 0)


def test_image_is_stretched_otherwise() -> None:
    """Without keep_aspect_ratio there is no padding."""
    options = tensor_options(64, 64)
    out = np.empty((1, 64, 64, 3), np.float32)
    region, padding = Cropper(options)(ImageFrame(np.full((100, 200, 3), 255, np.uint8)), None, out)
    assert (region.width, region.height) == (200, 100)
    assert padding == NO_PADDING
    assert np.all(out == 1)


@pytest.mark.parametrize(
    ("border", "expected"),
    [(BorderMode.BORDER_ZERO, 0), (BorderMode.BORDER_REPLICATE, 1), (BorderMode.BORDER_UNSPECIFIED, 1)],
)
def test_beyond_the_edge(border: BorderMode, expected: float) -> None:
    """Outside the image there is black, or the edge goes on, which is the default."""
    found = crop(np.full((20, 20, 3), 255, np.uint8), NormalizedRect(3, 3, 1, 1), border_mode=border)
    assert np.all(found == expected)


def test_values_are_rounded_once() -> None:
    """Any float range is exact: value times scale plus offset with a single rounding, as MediaPipe has it."""
    ramp = np.arange(256, dtype=np.uint8)[None]
    found = crop(ramp, size=(256, 1), channels=1, range_min=-1.0, range_max=1.0)[0, :, 0]
    scale = float(np.float32(2 / 255))
    assert np.array_equal(found, (np.arange(256) * scale - 1).astype(np.float32))
    assert (found[0], found[255]) == pytest.approx((-1, 1))


@pytest.mark.parametrize(("tensor_type", "low", "high"), [("uint8", 0, 255), ("int8", -128, 127), ("uint8", 10, 20)])
def test_integer_tensors(tensor_type: Any, low: int, high: int) -> None:
    """Integer ranges are rounded to whole values of the type."""
    ramp = np.arange(256, dtype=np.uint8)[None]
    found = crop(ramp, size=(256, 1), channels=1, range_min=low, range_max=high, tensor_type=tensor_type)[0, :, 0]
    assert found.dtype == tensor_type
    assert (found[0], found[255]) == (low, high)
    assert np.array_equal(found, np.rint(np.arange(256) * np.float32((high - low) / 255) + low).astype(tensor_type))


def test_alpha_is_dropped() -> None:
    """RGBA and BGRA images give what their RGB part gives."""
    alpha = RANDOM.integers(0, 256, (121, 161, 1), dtype=np.uint8)
    rect = NormalizedRect(0.4, 0.5, 0.5, 0.5, 0.6)
    expected = crop(PICTURE, rect)
    assert np.array_equal(crop(np.concatenate([PICTURE, alpha], axis=2), rect), expected)
    bgra = ImageFrame(np.concatenate([PICTURE[..., ::-1], alpha], axis=2), ImageFormat.SBGRA)
    assert np.array_equal(crop(bgra, rect), expected)


def test_grey_images_suit_both_kinds_of_model() -> None:
    """A grey image has one channel for a model that takes one, and three equal ones for a model that takes RGB."""
    grey = PICTURE[..., 1].copy()
    rect = NormalizedRect(0.4, 0.5, 0.5, 0.5, 0.6)
    single, triple = crop(grey, rect, channels=1), crop(grey, rect)
    assert np.array_equal(triple, np.repeat(single, 3, axis=2))
    assert np.array_equal(single, crop(PICTURE, rect)[..., 1:2])


def test_both_image_types_and_any_memory_layout_are_read() -> None:
    """An `Image`, a part of a larger image, and reversed channels are cut as their plain copies are."""
    rect = NormalizedRect(0.5, 0.5, 0.7, 0.7, -0.4)
    part = PICTURE[10:100, 20:140]
    expected = crop(part.copy(), rect)
    assert np.array_equal(crop(Image(part), rect), expected)
    assert np.array_equal(crop(part, rect), expected)
    assert np.array_equal(crop(part[..., ::-1], rect), expected[..., ::-1])


@pytest.mark.parametrize(
    ("pixels", "channels", "shown"),
    [
        (np.zeros((4, 4, 3), np.uint16), 3, "ImageFrame(4x4 SRGB48)"),
        (np.zeros((4, 4), np.uint16), 1, "ImageFrame(4x4 GRAY16)"),
        (np.zeros((4, 4), np.float32), 3, "ImageFrame(4x4 VEC32F1)"),
        (np.zeros((4, 4, 3), np.uint8), 1, "ImageFrame(4x4 SRGB)"),
    ],
)
def test_other_images_are_refused(pixels: np.ndarray[Any, Any], channels: int, shown: str) -> None:
    """The message says what fits the tensor, what was found and what to do."""
    with pytest.raises(PacketTypeError) as caught:
        crop(pixels, channels=channels)
    assert str(caught.value) == (
        f"ImageToTensor: expected an 8 bit image (SRGB, SRGBA, SBGRA or GRAY8) for a tensor of {channels} channels,"
        f" found {shown}; convert the image, or scale its values to 0..255"
    )


def test_images_beyond_16_bit_positions_are_refused() -> None:
    """An image beyond 32766, where OpenCV's positions end, is refused."""
    with pytest.raises(PacketTypeError, match="at most 32766 pixels a side, found ImageFrame"):
        crop(np.zeros((1, 32767), np.uint8))
    assert np.all(crop(np.full((1, 32766), 255, np.uint8), NormalizedRect(0.99, 0.5, 0.01, 1)) == 1)


def test_regions_without_size_have_no_aspect_ratio() -> None:
    """There is none to keep; without that, all pixels are the first one, as in MediaPipe."""
    nothing = NormalizedRect(0.5, 0.5, 0, 0)
    with pytest.raises(PacketTypeError, match="needs a positive size"):
        crop(PICTURE, nothing, keep_aspect_ratio=True)
    assert np.array_equal(crop(PICTURE, nothing), np.broadcast_to(PICTURE[0, 0] * np.float32(1 / 255), (48, 64, 3)))


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"width": 0}, "expected an output of 1..32766 pixels a side, found 0 x 8"),
        ({"range_min": 1.0}, "expected -inf <= range min < range max <= inf for float32, found 1.0 and 1.0"),
        ({"tensor_type": "uint8", "range_max": 256}, "expected 0 <= range min < range max <= 255 for uint8"),
    ],
)
def test_impossible_options_are_refused(options: dict[str, Any], message: str) -> None:
    """A cropper checks its options."""
    with pytest.raises(ConfigError) as caught:
        Cropper(tensor_options(**options))
    assert message in str(caught.value)


def test_size_of_the_image_stands_in_for_that_of_the_tensor() -> None:
    """The tensor is as large as the image if the options leave its size open; without an image that is an error."""
    options = ImageToTensorCalculatorOptions(output_tensor_float_range=FloatRange(max=1.0))
    assert Cropper(options, (20, 10)).shape == (10, 20)
    with pytest.raises(ConfigError, match="found 0 x 0"):
        Cropper(options)


def test_reading_ahead_changes_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    """A region is cut alike whether or not it fits into the cache, also where it reaches beyond the image."""
    image = ImageFrame(np.random.default_rng(0).integers(0, 256, (90, 120, 3), np.uint8))
    options = tensor_options(33, 31)
    rects = [NormalizedRect(x, 0.5, 0.6, 0.9, 0.3) for x in (-2.0, 0.1, 0.5, 0.9, 3.0)]
    cuts = []
    for limit in (1 << 20, 0):
        monkeypatch.setattr(crop_module, "_CACHE_BYTES", limit)
        out = np.empty((len(rects), 1, 31, 33, 3), np.float32)
        for rect, target in zip(rects, out, strict=True):
            Cropper(options)(image, rect, target)
        cuts.append(out)
    assert np.array_equal(cuts[0], cuts[1])
