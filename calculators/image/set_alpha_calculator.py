"""SetAlphaCalculator: pictures with another opacity."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from backedge.authoring import Calculator, Contract, Input, Output, register
from backedge.errors import PacketTypeError
from backedge.formats import ImageFormat, ImageFrame
from backedge.protos import Message, SInt32, field


class SetAlphaCalculatorOptions(Message, name="mediapipe.SetAlphaCalculatorOptions", extension=250949799):
    """Options of SetAlphaCalculator.

    Attributes:
        alpha_value: the opacity of all pixels, 0..255; -1: the mask says it.
    """

    alpha_value: SInt32 = field(1, default=-1)


@register
class SetAlphaCalculator(Calculator):
    """Makes SRGBA pictures whose opacity comes from a mask or the options.

    Inputs:
        IMAGE: ImageFrame, SRGB or SRGBA.
        ALPHA: ImageFrame, uint8 or float32 in 0..1, of the same size; its first channel counts. Not with alpha_value.
            Where it has no packet all pixels are transparent.
    Outputs:
        IMAGE: ImageFrame, SRGBA.
    Options:
        SetAlphaCalculatorOptions

    Example::

        node {
          calculator: "SetAlphaCalculator"
          input_stream: "IMAGE:image"
          input_stream: "ALPHA:mask"
          output_stream: "IMAGE:image_with_alpha"
        }
    """

    image = Input[ImageFrame]("IMAGE")
    alpha = Input[ImageFrame]("ALPHA", optional=True)
    with_alpha = Output[ImageFrame]("IMAGE")

    options: SetAlphaCalculatorOptions

    @classmethod
    def update_contract(cls, contract: Contract) -> None:
        contract.require(
            (contract.options.alpha_value >= 0) != ("ALPHA" in contract.inputs),
            "it needs either the input ALPHA or the option alpha_value",
        )

    def process(self) -> None:
        if self.image.is_empty:
            return
        alpha: int | NDArray[Any] = min(max(0, self.options.alpha_value), 255)
        if not self.alpha.is_empty:
            alpha = self.alpha.value.data
        self.with_alpha.send(ImageFrame(set_alpha(self.image.value.data, alpha), ImageFormat.SRGBA))


def set_alpha(pixels: NDArray[Any], alpha: int | NDArray[Any]) -> NDArray[np.uint8]:
    """Give pixels an opacity.

    Args:
        pixels: uint8 (height, width, 3 or 4).
        alpha: one number, 0..255, or a mask of the same size whose first channel counts: uint8, or float32 in 0..1.

    Raises:
        PacketTypeError: pixels or a mask of another kind or size.
    """
    if pixels.dtype != np.uint8 or pixels.ndim != 3:
        raise PacketTypeError(f"IMAGE must be SRGB or SRGBA, found {pixels.dtype} of shape {pixels.shape}")
    result = np.empty((*pixels.shape[:2], 4), np.uint8)
    result[..., :3] = pixels[..., :3]
    if isinstance(alpha, int):
        result[..., 3] = alpha
        return result
    if alpha.shape[:2] != pixels.shape[:2] or alpha.dtype not in (np.uint8, np.float32):
        raise PacketTypeError(
            f"ALPHA must be uint8 or float32 of {pixels.shape[:2]} pixels, found {alpha.dtype} of {alpha.shape}"
        )
    mask = alpha if alpha.ndim == 2 else alpha[..., 0]
    if mask.dtype == np.float32:
        mask = np.clip(np.nan_to_num(np.floor(mask * np.float32(255) + np.float32(0.5))), 0, 255).astype(np.uint8)
    result[..., 3] = mask
    return result
