"""Images: files, shapes, and who owns the pixels."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pytest

import backedge.compat.mediapipe as mp
from backedge import formats
from backedge.compat.mediapipe.python import packet_creator, packet_getter

RGB = np.arange(24, dtype=np.uint8).reshape(2, 4, 3)


@pytest.mark.parametrize(
    ("written", "expected", "image_format"),
    [
        (RGB[:, :, 0], RGB[:, :, 0], mp.ImageFormat.GRAY8),
        (RGB[:, :, ::-1], RGB, mp.ImageFormat.SRGB),
        (np.dstack([RGB[:, :, ::-1], RGB[:, :, 0]]), np.dstack([RGB, RGB[:, :, 0]]), mp.ImageFormat.SRGBA),
        (RGB[:, :, ::-1].astype(np.uint16) * 257, RGB, mp.ImageFormat.SRGB),
    ],
    ids=["grey", "rgb", "rgba", "16 bits"],
)
def test_files_are_read_with_the_channels_they_have(
    tmp_path: Path, written: Any, expected: Any, image_format: mp.ImageFormat
) -> None:
    """Grey stays grey, alpha stays, OpenCV's BGR becomes RGB, and of 16 bits the upper eight are taken."""
    path = tmp_path / "ünïcode.png"
    path.write_bytes(cv2.imencode(".png", written)[1].tobytes())
    image = mp.Image.create_from_file(str(path))
    assert image.image_format is image_format
    np.testing.assert_array_equal(image.numpy_view(), expected)


@pytest.mark.parametrize("content", [b"", b"no image"])
def test_files_that_hold_no_image_are_refused(tmp_path: Path, content: bytes) -> None:
    """A file that cannot be decoded is a RuntimeError that names it."""
    path = tmp_path / "file.png"
    path.write_bytes(content)
    with pytest.raises(RuntimeError, match=r"file\.png"):
        mp.Image.create_from_file(str(path))


@pytest.mark.parametrize("kind", [mp.Image, mp.ImageFrame])
@pytest.mark.parametrize("shape", [(2, 4), (2, 4, 4), (24,), (0, 4, 3)])
def test_shapes_must_be_those_of_the_format(kind: Any, shape: tuple[int, ...]) -> None:
    """Pixels that are not (height, width, 3) are refused as SRGB, which MediaPipe would read beyond their end."""
    with pytest.raises(ValueError, match=r"SRGB takes pixels of shape \(height, width, 3\)"):
        kind(mp.ImageFormat.SRGB, np.zeros(shape, np.uint8))


def test_positions_outside_are_refused() -> None:
    """Negative positions are outside an image too."""
    with pytest.raises(IndexError, match=r"\(-1, 0, 0\) is outside"):
        mp.Image(mp.ImageFormat.SRGB, RGB)[-1, 0, 0]


def test_images_own_their_pixels() -> None:
    """An image keeps what the array held when it was made."""
    pixels = RGB.copy()
    image = mp.Image(mp.ImageFormat.SRGB, pixels)
    pixels[:] = 0
    np.testing.assert_array_equal(image.numpy_view(), RGB)


def test_packets_share_what_cannot_be_changed() -> None:
    """A packet copies an array that can be changed, refers to one that cannot, and warns where it must refer."""
    pixels = RGB.copy()
    copied = packet_creator.create_image_frame(pixels, image_format=mp.ImageFormat.SRGB)
    with pytest.warns(RuntimeWarning, match=r"can still be changed"):
        referred = packet_creator.create_image_frame(pixels, image_format=mp.ImageFormat.SRGB, copy=False)
    pixels.flags.writeable = False
    shared = packet_creator.create_image(pixels, image_format=mp.ImageFormat.SRGB)
    assert not np.shares_memory(packet_getter.get_image_frame(copied).numpy_view(), pixels)
    assert np.shares_memory(packet_getter.get_image_frame(referred).numpy_view(), pixels)
    assert np.shares_memory(packet_getter.get_image(shared).numpy_view(), pixels)


def test_packets_hold_our_images() -> None:
    """Inside a graph an image is the type that our calculators take."""
    packet = packet_creator.create_image(mp.Image(mp.ImageFormat.SRGB, RGB))
    assert type(packet.content) is formats.Image
    assert packet.content.format is formats.ImageFormat.SRGB


def test_padded_rows_come_out_contiguous() -> None:
    """A calculator's image with padded rows is one block for Python; `is_aligned` is about the padded rows."""
    padded = np.zeros((2, 16, 3), np.uint8)[:, :4]
    frame = mp.ImageFrame.of(formats.ImageFrame(padded))
    assert not frame.is_contiguous()
    assert frame.numpy_view().flags.c_contiguous
    assert frame.is_aligned(1)
    with pytest.raises(ValueError, match=r"power of 2"):
        frame.is_aligned(3)
