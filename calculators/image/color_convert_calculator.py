"""ColorConvertCalculator: pictures with other channels."""

from __future__ import annotations

from typing import Final, NamedTuple

import cv2

from backedge.authoring import Calculator, Contract, Input, Output, register
from backedge.errors import PacketTypeError
from backedge.formats import ImageFormat, ImageFrame


class Conversion(NamedTuple):
    """One way to convert pictures: OpenCV's `code`, the channels that go in, and the format that comes out."""

    code: int
    channels: int
    format: ImageFormat


CONVERSIONS: Final = {
    ("RGBA_IN", "RGB_OUT"): Conversion(cv2.COLOR_RGBA2RGB, 4, ImageFormat.SRGB),
    ("GRAY_IN", "RGB_OUT"): Conversion(cv2.COLOR_GRAY2RGB, 1, ImageFormat.SRGB),
    ("RGB_IN", "GRAY_OUT"): Conversion(cv2.COLOR_RGB2GRAY, 3, ImageFormat.GRAY8),
    ("RGB_IN", "RGBA_OUT"): Conversion(cv2.COLOR_RGB2RGBA, 3, ImageFormat.SRGBA),
    ("BGRA_IN", "RGBA_OUT"): Conversion(cv2.COLOR_BGRA2RGBA, 4, ImageFormat.SRGBA),
    ("RGBA_IN", "BGRA_OUT"): Conversion(cv2.COLOR_RGBA2BGRA, 4, ImageFormat.SBGRA),
    ("BGR_IN", "RGB_OUT"): Conversion(cv2.COLOR_BGR2RGB, 3, ImageFormat.SRGB),
}
"""By the tags of what goes in and comes out."""


@register
class ColorConvertCalculator(Calculator):
    """Converts pictures to another order or number of channels; what becomes SRGBA is opaque.

    The pairs are RGBA to RGB or BGRA, GRAY to RGB, RGB to GRAY or RGBA, BGRA to RGBA, and BGR to RGB.

    Inputs:
        one of RGBA_IN, RGB_IN, BGRA_IN, BGR_IN and GRAY_IN: ImageFrame, uint8.
    Outputs:
        one of RGBA_OUT, RGB_OUT, BGRA_OUT and GRAY_OUT: ImageFrame.

    Example::

        node {
          calculator: "ColorConvertCalculator"
          input_stream: "RGB_IN:image"
          output_stream: "RGBA_OUT:image_with_alpha"
        }
    """

    rgba_in = Input[ImageFrame]("RGBA_IN", optional=True)
    rgb_in = Input[ImageFrame]("RGB_IN", optional=True)
    bgra_in = Input[ImageFrame]("BGRA_IN", optional=True)
    bgr_in = Input[ImageFrame]("BGR_IN", optional=True)
    gray_in = Input[ImageFrame]("GRAY_IN", optional=True)
    rgba_out = Output[ImageFrame]("RGBA_OUT", optional=True)
    rgb_out = Output[ImageFrame]("RGB_OUT", optional=True)
    bgra_out = Output[ImageFrame]("BGRA_OUT", optional=True)
    gray_out = Output[ImageFrame]("GRAY_OUT", optional=True)

    @classmethod
    def update_contract(cls, contract: Contract) -> None:
        tags = [port.tag for port in (*contract.inputs, *contract.outputs)]
        known = ", ".join(f"{given} to {made}" for given, made in CONVERSIONS)
        contract.require(tuple(tags) in CONVERSIONS, f"it converts {known}; found {' and '.join(tags) or 'no ports'}")

    def open(self) -> None:
        given = (self.rgba_in, self.rgb_in, self.bgra_in, self.bgr_in, self.gray_in)
        made = (self.rgba_out, self.rgb_out, self.bgra_out, self.gray_out)
        [self._given] = [port for port in given if port.connected]
        [self._made] = [port for port in made if port.connected]
        self._conversion = CONVERSIONS[self._given.tag, self._made.tag]

    def process(self) -> None:
        self._made.send(convert_colors(self._given.value, self._conversion))


def convert_colors(image: ImageFrame, conversion: Conversion) -> ImageFrame:
    """Convert the channels of a picture.

    Raises:
        PacketTypeError: it has another number of channels, or not 8 bits.
    """
    if image.channels != conversion.channels or image.data.dtype.itemsize != 1:
        raise PacketTypeError(f"a picture of {conversion.channels} channel(s) of 8 bits is needed, found {image}")
    return ImageFrame(cv2.cvtColor(image.data, conversion.code), conversion.format)
