"""ImageFrame and Image."""

from __future__ import annotations

import dataclasses
from typing import Any

import numpy as np
import pytest

from backedge.errors import PacketTypeError
from backedge.formats import Image, ImageFormat, ImageFrame


@pytest.fixture(params=[ImageFrame, Image])
def kind(request: pytest.FixtureRequest) -> type[ImageFrame | Image]:
    """Each of the two image types."""
    chosen: type[ImageFrame | Image] = request.param
    return chosen


@pytest.mark.parametrize(
    ("dtype", "channels", "image_format"),
    [
        (np.uint8, 1, ImageFormat.GRAY8),
        (np.uint8, 3, ImageFormat.SRGB),
        (np.uint8, 4, ImageFormat.SRGBA),
        (np.uint16, 1, ImageFormat.GRAY16),
        (np.uint16, 3, ImageFormat.SRGB48),
        (np.uint16, 4, ImageFormat.SRGBA64),
        (np.float32, 1, ImageFormat.VEC32F1),
        (np.float32, 2, ImageFormat.VEC32F2),
        (np.float32, 4, ImageFormat.VEC32F4),
    ],
)
def test_format_follows_from_type_and_channels(
    kind: type[ImageFrame | Image], dtype: type[Any], channels: int, image_format: ImageFormat
) -> None:
    """Without a format, the RGB or grey one of the array's type and channels is meant."""
    image = kind(np.zeros((3, 5, channels), dtype))
    assert image.format is image_format
    assert (image.width, image.height, image.channels) == (5, 3, channels)


@pytest.mark.parametrize(("image_format", "channels"), [(ImageFormat.LAB8, 3), (ImageFormat.SBGRA, 4)])
def test_format_of_the_same_layout_can_be_given(image_format: ImageFormat, channels: int) -> None:
    """A format that cannot be inferred is taken where its pixels look alike."""
    assert ImageFrame(np.zeros((2, 2, channels), np.uint8), image_format).format is image_format


def test_one_channel_has_one_spelling() -> None:
    """(H, W, 1) and (H, W) are the same image."""
    pixels = np.arange(6, dtype=np.uint8).reshape(2, 3)
    assert ImageFrame(pixels[..., None]) == ImageFrame(pixels)
    assert ImageFrame(pixels[..., None]).data.shape == (2, 3)


@pytest.mark.parametrize(
    ("pixels", "found"),
    [
        (np.zeros((2, 2)), "float64 pixels of shape (2, 2)"),
        (np.zeros((2, 2, 5), np.uint8), "uint8 pixels of shape (2, 2, 5)"),
        (np.zeros((2, 2, 3), np.float32), "float32 pixels of shape (2, 2, 3)"),
        (np.zeros(4, np.uint8), "uint8 pixels of shape (4,)"),
        (np.zeros((1, 2, 2, 3), np.uint8), "uint8 pixels of shape (1, 2, 2, 3)"),
    ],
)
def test_unknown_pixels_are_refused(kind: type[ImageFrame | Image], pixels: np.ndarray[Any, Any], found: str) -> None:
    """An array that fits no image format is refused; the error says what would fit."""
    with pytest.raises(PacketTypeError) as caught:
        kind(pixels)
    assert str(caught.value) == (
        f"{kind.__name__}: no image format has {found}; give (height, width) or (height, width, channels),"
        " uint8 or uint16 of 1, 3 or 4 channels, or float32 of 1, 2 or 4"
    )


@pytest.mark.parametrize("shape", [(0, 4, 3), (4, 0, 3), (0, 0), (4, 4, 0)])
def test_empty_images_are_refused(shape: tuple[int, ...]) -> None:
    """An image has at least one pixel."""
    with pytest.raises(PacketTypeError, match="no image format has"):
        ImageFrame(np.zeros(shape, np.uint8))


def test_format_of_another_layout_is_refused() -> None:
    """The message says what the format takes, what was given and what to do."""
    with pytest.raises(PacketTypeError) as caught:
        ImageFrame(np.zeros((2, 2, 3), np.uint8), ImageFormat.SRGBA)
    assert str(caught.value) == (
        "ImageFrame: SRGBA takes uint8 pixels of 4 channel(s), got uint8 of shape (2, 2, 3);"
        " leave `format` out, or convert the pixels"
    )


def test_planar_formats_are_refused() -> None:
    """YCBCR420P names no interleaved pixels."""
    with pytest.raises(PacketTypeError, match="YCBCR420P is no format of interleaved pixels"):
        ImageFrame(np.zeros((2, 2), np.uint8), ImageFormat.YCBCR420P)


def test_pixels_are_viewed_not_copied() -> None:
    """The image shares the caller's memory, which the caller can still write."""
    pixels = np.zeros((4, 4, 3), np.uint8)
    image = ImageFrame(pixels)
    assert np.shares_memory(image.data, pixels)
    pixels[0, 0, 0] = 7
    assert image.data[0, 0, 0] == 7


def test_pixels_cannot_be_written_through_the_image() -> None:
    """Neither the array nor the attribute can be changed."""
    image = ImageFrame(np.zeros((4, 4, 3), np.uint8))
    with pytest.raises(ValueError, match="read-only"):
        image.data[0] = 1
    with pytest.raises(dataclasses.FrozenInstanceError):
        image.data = np.ones((4, 4, 3), np.uint8)  # type: ignore[misc]


def test_cut_out_rows_are_viewed() -> None:
    """A part of an image, whose rows are padded, is viewed without a copy."""
    pixels = np.zeros((8, 8, 3), np.uint8)
    assert np.shares_memory(ImageFrame(pixels[2:5, 1:6]).data, pixels)
    assert np.shares_memory(ImageFrame(pixels[2:5, 1:6, 0].copy()[:, :3]).data, pixels) is False


@pytest.mark.parametrize("index", [np.s_[..., ::-1], np.s_[:, ::-1], np.s_[:, ::2], np.s_[::-1]])
def test_pixels_that_are_not_side_by_side_are_copied(index: Any) -> None:
    """Reversed channels, columns or rows become an array that OpenCV and models can read, of equal content."""
    pixels = np.arange(4 * 6 * 3, dtype=np.uint8).reshape(4, 6, 3)
    image = ImageFrame(pixels[index])
    assert image.data.flags.c_contiguous
    assert np.array_equal(image.data, pixels[index])


def test_images_are_equal_by_content_and_type() -> None:
    """Equal pixels of one format in one type are one value."""
    pixels = np.arange(12, dtype=np.uint8).reshape(2, 2, 3)
    assert ImageFrame(pixels) == ImageFrame(pixels.copy())
    assert ImageFrame(pixels) != ImageFrame(pixels + 1)
    assert ImageFrame(pixels) != ImageFrame(pixels, ImageFormat.LAB8)
    assert ImageFrame(pixels) != Image(pixels)


def test_images_convert_to_arrays() -> None:
    """`numpy.asarray` gives the pixels themselves, read-only, and a copy only to change their type."""
    image = ImageFrame(np.ones((2, 2), np.uint8))
    array = np.asarray(image)
    assert np.shares_memory(array, image.data)
    assert array.strides == image.data.strides
    assert not array.flags.writeable
    assert image.__array__() is image.data
    assert image.numpy_view() is image.data
    assert np.asarray(image, np.float32).dtype == np.float32
    assert np.array(image).flags.writeable


def test_repr_is_short(kind: type[ImageFrame | Image]) -> None:
    """An image shows its type, size and format, not its pixels."""
    assert repr(kind(np.zeros((480, 640, 3), np.uint8))) == f"{kind.__name__}(640x480 SRGB)"


def test_image_formats_have_mediapipes_numbers() -> None:
    """The numbers are those that a config writes."""
    assert [f.value for f in (ImageFormat.SRGB, ImageFormat.SBGRA, ImageFormat.VEC32F4)] == [1, 11, 13]
