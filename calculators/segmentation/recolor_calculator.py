"""RecolorCalculator: a colour where a mask says so."""

from __future__ import annotations

from enum import IntEnum
from typing import Any, Final

import cv2
import numpy as np
from numpy.typing import NDArray

from backedge.authoring import Calculator, Contract, Input, Output, register
from backedge.calculators.checks import quietly
from backedge.calculators.row_blocks import row_blocks
from backedge.errors import PacketTypeError
from backedge.formats import ImageFrame
from backedge.formats.render_data import Color
from backedge.protos import Message, field

_LUMINANCE: Final = np.array([[0.299, 0.587, 0.114]]) / 255


class RecolorMaskChannel(IntEnum):
    """The channel of a mask that counts, if it has several: the fourth, or the first for the other two."""

    UNKNOWN = 0
    RED = 1
    ALPHA = 2


class RecolorCalculatorOptions(Message, name="mediapipe.RecolorCalculatorOptions", extension=252527117):
    """Options of RecolorCalculator.

    Attributes:
        mask_channel: the channel of the mask that counts.
        color: what to mix in; must be set.
        invert_mask: whether it is mixed in where the mask is 0.
        adjust_with_luminance: whether dark pixels keep more of their colour.
    """

    MaskChannel = RecolorMaskChannel

    mask_channel: RecolorMaskChannel = field(1, default=RecolorMaskChannel.RED)
    color: Color | None = field(2)
    invert_mask: bool = field(3, default=False)
    adjust_with_luminance: bool = field(4, default=True)


@register
class RecolorCalculator(Calculator):
    """Mixes a colour into every picture, as strongly as a mask says; without a mask the picture passes.

    Inputs:
        IMAGE: ImageFrame, SRGB.
        MASK: ImageFrame of any size; uint8, or VEC32F1 in 0..1.
    Outputs:
        IMAGE: ImageFrame, SRGB.
    Options:
        RecolorCalculatorOptions

    Example::

        node {
          calculator: "RecolorCalculator"
          input_stream: "IMAGE:image"
          input_stream: "MASK:mask"
          output_stream: "IMAGE:recoloured"
          options {
            [mediapipe.RecolorCalculatorOptions.ext] { color { r: 0 g: 0 b: 255 } invert_mask: true }
          }
        }
    """

    image = Input[ImageFrame]("IMAGE")
    mask = Input[ImageFrame]("MASK")
    recolored = Output[ImageFrame]("IMAGE")

    options: RecolorCalculatorOptions

    @classmethod
    def update_contract(cls, contract: Contract) -> None:
        contract.require(contract.options.color is not None, "its options need a color")

    def process(self) -> None:
        if self.image.is_empty:
            return
        if self.mask.is_empty:
            self.recolored.forward(self.image)
            return
        pixels = recolor(self.image.value.data, self.mask.value.data, self.options)
        self.recolored.send(ImageFrame(pixels, self.image.value.format))


def recolor(pixels: NDArray[Any], mask: NDArray[Any], options: RecolorCalculatorOptions) -> NDArray[np.uint8]:
    """Mix a colour into a picture (MediaPipe `calculators/image/recolor_calculator.cc`, on the CPU).

    Args:
        pixels: uint8 (height, width, 3).
        mask: of any size; uint8, or float32 in 0..1, of one or more channels.
        options: the colour, and how it is mixed in.

    Raises:
        PacketTypeError: pixels or a mask of another kind.
    """
    if pixels.dtype != np.uint8 or pixels.shape[2:] != (3,):
        raise PacketTypeError(f"IMAGE must be uint8 (height, width, 3), found {pixels.dtype} {pixels.shape}")
    if mask.ndim == 3:
        channel = 3 if options.mask_channel is RecolorMaskChannel.ALPHA else 0
        if channel >= mask.shape[2]:
            raise PacketTypeError(f"mask_channel is ALPHA, but MASK has {mask.shape[2]} channels")
        mask = np.ascontiguousarray(mask[..., channel])
    if mask.dtype not in (np.uint8, np.float32):
        raise PacketTypeError(f"MASK must be uint8 or float32, found {mask.dtype}")
    size = (pixels.shape[1], pixels.shape[0])
    resized = np.asarray(cv2.resize(mask, size))
    if mask.dtype == np.uint8:
        resized = resized * (1.0 / 255.0)
    weight = resized.astype(np.float32, copy=False)
    if options.invert_mask:
        weight = np.float32(1) - weight
    mixed = np.empty(pixels.shape, np.uint8)
    for rows in row_blocks(size):
        _mix(pixels[rows], weight[rows], options, mixed[rows])
    return mixed


@quietly
def _mix(
    pixels: NDArray[np.uint8], weight: NDArray[np.float32], options: RecolorCalculatorOptions, out: NDArray[np.uint8]
) -> None:
    """Mix the colour into some rows, rounding where MediaPipe does: what each side of the sum is, is a float32."""
    exact = pixels.astype(np.float64)
    if options.adjust_with_luminance:
        weight = weight * cv2.transform(exact, _LUMINANCE).astype(np.float32)
    left = 1.0 - weight.astype(np.float64)
    color = options.color or Color()
    channels = [
        # In float32, and then rounded into 0..255; what is no number becomes 0.
        cv2.add((channel * left).astype(np.float32), weight * np.float32(level), dtype=cv2.CV_8U)
        for channel, level in zip(cv2.split(exact), (color.r, color.g, color.b), strict=True)
    ]
    cv2.merge(channels, out)
