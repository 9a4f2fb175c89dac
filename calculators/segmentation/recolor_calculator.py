"""RecolorCalculator: a colour where a mask says so."""

from __future__ import annotations

from enum import IntEnum
from typing import Any, Final

import cv2
import numpy as np
from numpy.typing import NDArray

from backedge.authoring import Calculator, Contract, Input, Output, register
from backedge.errors import PacketTypeError
from backedge.formats import ImageFrame
from backedge.formats.render_data import Color
from backedge.protos import Message, field

_LUMINANCE: Final = np.array([0.299, 0.587, 0.114])


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
    weight = np.asarray(cv2.resize(mask, (pixels.shape[1], pixels.shape[0])))
    if weight.dtype == np.uint8:
        weight = (weight * (1.0 / 255.0)).astype(np.float32)
    if options.invert_mask:
        weight = np.float32(1) - weight
    if options.adjust_with_luminance:
        weight = weight * (pixels @ _LUMINANCE / 255).astype(np.float32)
    color = options.color or Color()
    mixed = pixels * (1.0 - weight[..., None]) + np.array([color.r, color.g, color.b]) * weight[..., None]
    result: NDArray[np.uint8] = np.clip(np.nan_to_num(np.rint(mixed)), 0, 255).astype(np.uint8)
    return result
