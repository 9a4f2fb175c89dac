"""OpenCvImageEncoderCalculator: pictures as JPEG."""

from __future__ import annotations

from enum import IntEnum
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from backedge.authoring import Calculator, Input, Output, register
from backedge.errors import PacketTypeError
from backedge.formats import ImageFrame
from backedge.protos import Message, field


class OpenCvImageEncoderCalculatorOptions(
    Message, name="mediapipe.OpenCvImageEncoderCalculatorOptions", extension=227563646
):
    """Options of OpenCvImageEncoderCalculator.

    Attributes:
        quality: 0 (small) to 100 (good).
    """

    quality: int = field(1)


class EncodedColorSpace(IntEnum):
    """The kinds of pictures."""

    UNKNOWN = 0
    GRAYSCALE = 1
    RGB = 2


class OpenCvImageEncoderCalculatorResults(Message, name="mediapipe.OpenCvImageEncoderCalculatorResults"):
    """A picture as JPEG.

    Attributes:
        encoded_image: the content of a JPEG file.
        height: in pixels.
        width: in pixels.
        colorspace: whether it has colours.
    """

    ColorSpace = EncodedColorSpace

    encoded_image: bytes = field(1)
    height: int = field(2)
    width: int = field(3)
    colorspace: EncodedColorSpace = field(4)


@register
class OpenCvImageEncoderCalculator(Calculator):
    """Encodes pictures as JPEG.

    Inputs:
        untagged: ImageFrame, SRGB or GRAY8.
    Outputs:
        untagged: OpenCvImageEncoderCalculatorResults.
    Options:
        OpenCvImageEncoderCalculatorOptions

    Example::

        node {
          calculator: "OpenCvImageEncoderCalculator"
          input_stream: "image"
          output_stream: "encoded_image"
          options {
            [mediapipe.OpenCvImageEncoderCalculatorOptions.ext] { quality: 80 }
          }
        }
    """

    image = Input[ImageFrame]()
    encoded = Output[OpenCvImageEncoderCalculatorResults]()

    options: OpenCvImageEncoderCalculatorOptions

    def process(self) -> None:
        image = self.image.value
        self.encoded.send(
            OpenCvImageEncoderCalculatorResults(
                encoded_image=encode_jpeg(image.data, self.options.quality),
                height=image.height,
                width=image.width,
                colorspace=EncodedColorSpace.GRAYSCALE if image.channels == 1 else EncodedColorSpace.RGB,
            )
        )


def encode_jpeg(pixels: NDArray[Any], quality: int) -> bytes:
    """Encode pixels as a JPEG file.

    Args:
        pixels: uint8, (height, width) or RGB (height, width, 3).
        quality: 0 to 100; what is beyond counts as the nearest.

    Raises:
        PacketTypeError: pixels of another kind, or more of them than JPEG can hold.
    """
    if pixels.dtype != np.uint8 or pixels.shape[2:] not in ((), (3,)):
        raise PacketTypeError(f"JPEG holds SRGB or GRAY8, found {pixels.dtype} of shape {pixels.shape}")
    bgr = pixels if pixels.ndim == 2 else cv2.cvtColor(pixels, cv2.COLOR_RGB2BGR)
    try:
        done, encoded = cv2.imencode(".jpg", bgr, [cv2.IMWRITE_JPEG_QUALITY, min(max(0, quality), 100)])
    except cv2.error:
        done, encoded = False, np.empty(0, np.uint8)
    if not done:
        raise PacketTypeError(f"JPEG cannot hold {pixels.shape[1]} x {pixels.shape[0]} pixels")
    return encoded.tobytes()
