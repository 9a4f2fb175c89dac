"""OpenCvEncodedImageToImageFrameCalculator: pictures out of the bytes of picture files."""

from __future__ import annotations

from typing import Final

import cv2
import numpy as np

from backedge.authoring import Calculator, Input, Output, register
from backedge.calculators.media.opencv import quiet_opencv
from backedge.errors import PacketTypeError
from backedge.formats import ImageFrame
from backedge.formats.encoded_pictures import decode_file_content
from backedge.protos import Message, field

_TO_RGB: Final = {3: cv2.COLOR_BGR2RGB, 4: cv2.COLOR_BGRA2RGBA}
"""By number of channels."""


class OpenCvEncodedImageToImageFrameCalculatorOptions(
    Message, name="mediapipe.OpenCvEncodedImageToImageFrameCalculatorOptions", extension=303447308
):
    """Options of OpenCvEncodedImageToImageFrameCalculator.

    Attributes:
        apply_orientation_from_exif_data: turn the picture as its EXIF data says; opacity is then left out.
    """

    apply_orientation_from_exif_data: bool = field(1, default=False)


@register
class OpenCvEncodedImageToImageFrameCalculator(Calculator):
    """Decodes picture files that are in memory: JPEG, PNG and all that OpenCV reads.

    Inputs:
        untagged: bytes; the content of a file.
    Outputs:
        untagged: ImageFrame; GRAY8, SRGB or SRGBA as in the file, or GRAY16, SRGB48 or SRGBA64 where it has 16 bits.
    Options:
        OpenCvEncodedImageToImageFrameCalculatorOptions

    Example::

        node {
          calculator: "OpenCvEncodedImageToImageFrameCalculator"
          input_stream: "encoded_image"
          output_stream: "image"
        }
    """

    encoded = Input[bytes]()
    image = Output[ImageFrame]()

    options: OpenCvEncodedImageToImageFrameCalculatorOptions

    def process(self) -> None:
        self.image.send(decode_image(self.encoded.value, turn=self.options.apply_orientation_from_exif_data))


def decode_image(encoded: bytes, *, turn: bool = False) -> ImageFrame:
    """Decode a picture file with the channels and the depth that it has.

    Args:
        encoded: its content.
        turn: whether its EXIF data may turn it; opacity is then left out.

    Raises:
        PacketTypeError: it is no picture that OpenCV can read, or one of floating point numbers.
    """
    flags = cv2.IMREAD_ANYCOLOR | cv2.IMREAD_ANYDEPTH if turn else cv2.IMREAD_UNCHANGED
    try:
        with quiet_opencv():
            pixels = decode_file_content(encoded, flags)
    except cv2.error:
        pixels = None  # no bytes at all, a broken file, or one that is too large
    if pixels is None:
        raise PacketTypeError(
            f"{len(encoded)} bytes cannot be decoded as a picture; they are something else, or damaged"
        )
    if pixels.dtype not in (np.uint8, np.uint16):
        raise PacketTypeError(f"a picture of 8 or 16 bits is needed, found one of {pixels.dtype}")
    if pixels.ndim == 3:
        pixels = cv2.cvtColor(pixels, _TO_RGB[pixels.shape[2]])
    return ImageFrame(pixels)
