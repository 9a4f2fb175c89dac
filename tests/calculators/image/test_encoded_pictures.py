"""Calculators that decode and encode picture files, and read what they say of their camera."""

from __future__ import annotations

import struct
from typing import Any

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from backedge.calculators.image import exif
from backedge.calculators.image.image_file_properties_calculator import focal_length_pixels, read_properties
from backedge.calculators.image.opencv_encoded_image_to_image_frame_calculator import decode_image
from backedge.calculators.image.opencv_image_encoder_calculator import EncodedColorSpace, encode_jpeg
from backedge.errors import CalculatorError, ConfigError, PacketTypeError
from backedge.formats import ImageFormat, ImageFrame
from backedge.testing import run_node

RGB = np.arange(4 * 6 * 3, dtype=np.uint8).reshape(4, 6, 3)
DECODE = """node {
    calculator: "OpenCvEncodedImageToImageFrameCalculator" input_stream: "i" output_stream: "o"
    options { [mediapipe.OpenCvEncodedImageToImageFrameCalculatorOptions.ext] { apply_orientation_from_exif_data: %s } }
}"""
ENCODE = """node {
    calculator: "OpenCvImageEncoderCalculator" input_stream: "i" output_stream: "o"
    options { [mediapipe.OpenCvImageEncoderCalculatorOptions.ext] { quality: 95 } }
}"""


def png(pixels: NDArray[Any]) -> bytes:
    """A PNG file with pixels in OpenCV's order."""
    done, encoded = cv2.imencode(".png", pixels)
    assert done
    return encoded.tobytes()


def directory(entries: list[tuple[int, int, bytes]], order: str) -> bytes:
    """A directory of a TIFF file: tag, type and value or place of one value each."""
    packed = [struct.pack(f"{order}HHI", tag, kind, 1) + value for tag, kind, value in entries]
    return struct.pack(f"{order}H", len(entries)) + b"".join(packed) + bytes(4)


def with_exif(jpeg: bytes, tiff: bytes, before: bytes = b"") -> bytes:
    """A JPEG file with EXIF data, perhaps behind another segment."""
    content = b"Exif\0\0" + tiff
    return jpeg[:2] + before + b"\xff\xe1" + struct.pack(">H", len(content) + 2) + content + jpeg[2:]


def camera(order: str, *, focal_35mm: int = 25, orientation: int = 1) -> bytes:
    """EXIF data of a camera with a lens of 3.38 mm."""

    def number(kind: str, value: int) -> bytes:
        return struct.pack(f"{order}{kind}", value).ljust(4, b"\0")

    first_at = 8
    camera_at = first_at + 2 + 2 * 12 + 4
    rational_at = camera_at + 2 + 4 * 12 + 4
    first = [(0x0112, 3, number("H", orientation)), (0x8769, 4, number("I", camera_at))]
    second = [
        (exif.FOCAL_LENGTH, 5, number("I", rational_at)),
        (exif.WIDTH, 4, number("I", 2448)),
        (exif.HEIGHT, 3, number("H", 3264)),
        (exif.FOCAL_LENGTH_35MM, 3, number("H", focal_35mm)),
    ]
    magic = b"II*\0" if order == "<" else b"MM\0*"
    header = magic + struct.pack(f"{order}I", first_at)
    return header + directory(first, order) + directory(second, order) + struct.pack(f"{order}II", 3380, 1000)


@pytest.mark.parametrize(
    ("encoded", "expected", "image_format"),
    [
        (png(RGB[..., ::-1]), RGB, ImageFormat.SRGB),
        (png(RGB[..., 0]), RGB[..., 0], ImageFormat.GRAY8),
        (png(np.dstack([RGB[..., ::-1], RGB[..., 0]])), np.dstack([RGB, RGB[..., 0]]), ImageFormat.SRGBA),
        (png(RGB.astype(np.uint16)[..., ::-1] * 257), RGB.astype(np.uint16) * 257, ImageFormat.SRGB48),
    ],
    ids=["colours", "grey", "opacity", "16 bits"],
)
def test_files_are_decoded_as_they_are(encoded: bytes, expected: NDArray[Any], image_format: ImageFormat) -> None:
    """Channels and depth are those of the file, colours in the order red, green, blue."""
    [found] = run_node(DECODE % "false", {"i": [encoded]}).values("o")
    assert found.format is image_format
    np.testing.assert_array_equal(found.data, expected)


def test_pictures_are_turned_if_wished() -> None:
    """EXIF's orientation 6 is a turn by a quarter; without the option it is not applied."""
    turned = with_exif(encode_jpeg(RGB, 100), camera("<", orientation=6))
    [found] = run_node(DECODE % "true", {"i": [turned]}).values("o")
    assert (found.width, found.height) == (4, 6)
    [found] = run_node(DECODE % "false", {"i": [turned]}).values("o")
    assert (found.width, found.height) == (6, 4)


@pytest.mark.parametrize("encoded", [b"", b"no picture", png(RGB)[:40]])
def test_what_is_no_picture_ends_the_run(encoded: bytes) -> None:
    """The error says how much there was."""
    with pytest.raises(CalculatorError, match=f"{len(encoded)} bytes cannot be decoded as a picture"):
        run_node(DECODE % "false", {"i": [encoded]})


def test_floating_point_pictures_are_refused() -> None:
    """A TIFF file can hold them; no format of pictures is meant by it."""
    done, encoded = cv2.imencode(".tiff", np.ones((2, 2), np.float32))
    assert done
    with pytest.raises(PacketTypeError, match="of 8 or 16 bits is needed, found one of float32"):
        decode_image(encoded.tobytes())


@pytest.mark.parametrize(
    ("pixels", "colors"), [(RGB, EncodedColorSpace.RGB), (RGB[..., 0], EncodedColorSpace.GRAYSCALE)]
)
def test_what_is_encoded_can_be_decoded(pixels: NDArray[np.uint8], colors: EncodedColorSpace) -> None:
    """JPEG loses a little."""
    [found] = run_node(ENCODE, {"i": [ImageFrame(pixels)]}).values("o")
    assert (found.width, found.height, found.colorspace) == (6, 4, colors)
    difference = decode_image(found.encoded_image).data.astype(int) - pixels
    assert np.abs(difference).mean() < 8


@pytest.mark.parametrize("pixels", [np.zeros((2, 2, 4), np.uint8), np.zeros((2, 2), np.uint16)])
def test_jpeg_holds_no_opacity_and_no_16_bits(pixels: NDArray[Any]) -> None:
    """The error says what it found."""
    with pytest.raises(CalculatorError, match="JPEG holds SRGB or GRAY8, found uint"):
        run_node(ENCODE, {"i": [ImageFrame(pixels)]})


def test_a_picture_may_be_too_large_for_jpeg() -> None:
    """Its sides have 16 bits."""
    with pytest.raises(PacketTypeError, match="JPEG cannot hold 70000 x 1 pixels"):
        encode_jpeg(np.zeros((1, 70000), np.uint8), 90)


@pytest.mark.parametrize("order", ["<", ">"])
@pytest.mark.parametrize(
    ("given", "made"), [("input_stream", "output_stream"), ("input_side_packet", "output_side_packet")]
)
def test_the_focal_length_is_read(order: str, given: str, made: str) -> None:
    """In both byte orders; the numbers are those of MediaPipe's test of a telephone's picture."""
    node = f'node {{ calculator: "ImageFilePropertiesCalculator" {given}: "i" {made}: "o" }}'
    file = with_exif(encode_jpeg(RGB, 90), camera(order), before=b"\xff\xe0\x00\x04ab")
    if given == "input_stream":
        [found] = run_node(node, {"i": [file]}).values("o")
    else:
        found = run_node(node, side_packets={"i": file}).side_packets["o"]
    assert (found.image_width, found.image_height) == (2448, 3264)
    assert (found.focal_length_mm, found.focal_length_35mm) == (3.38, 25)
    assert found.focal_length_pixels == pytest.approx(2357.48, abs=0.005)


def test_a_stream_can_set_the_side_packet() -> None:
    """Its first file does."""
    node = 'node { calculator: "ImageFilePropertiesCalculator" input_stream: "i" output_side_packet: "o" }'
    outputs = run_node(node, {"i": [with_exif(encode_jpeg(RGB, 90), camera("<"))]})
    assert outputs.side_packets["o"].image_width == 2448


@pytest.mark.parametrize(
    ("file", "message"),
    [
        (png(RGB), "it is no JPEG file"),
        (encode_jpeg(RGB, 90), "it has no EXIF data"),
        (with_exif(encode_jpeg(RGB, 90), b"XX*\0"), "its EXIF data are damaged"),
        (with_exif(encode_jpeg(RGB, 90), camera("<")[:50]), "its EXIF data are damaged"),
        (with_exif(encode_jpeg(RGB, 90), camera("<", focal_35mm=0)), "have no focal length on 35 mm film"),
        (with_exif(encode_jpeg(RGB, 90), camera("<")[:-4] + bytes(4)), "have no focal length"),
        (
            with_exif(encode_jpeg(RGB, 90), b"II*\0\x08\0\0\0" + directory([], "<")),
            "no width and no height and no focal",
        ),
    ],
    ids=["png", "no exif", "not tiff", "cut off", "no 35 mm", "divided by 0", "no camera"],
)
def test_files_that_do_not_tell_it_are_refused(file: bytes, message: str) -> None:
    """The error says what is missing."""
    with pytest.raises(PacketTypeError, match=message):
        read_properties(file)


def test_focal_length_goes_by_the_diagonal() -> None:
    """A picture with the diagonal of 35 mm film in millimetres has as many pixels of focal length."""
    assert focal_length_pixels(36, 24, 50.0) == pytest.approx(50.0)


def test_properties_need_one_file() -> None:
    """A stream cannot be made of a side packet."""
    node = 'node { calculator: "ImageFilePropertiesCalculator" input_side_packet: "i" output_stream: "o" }'
    with pytest.raises(ConfigError, match="a stream of properties needs a stream of files"):
        run_node(node, side_packets={"i": b""})
