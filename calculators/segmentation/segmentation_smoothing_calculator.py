"""SegmentationSmoothingCalculator: masks that flicker less."""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

from backedge.authoring import Calculator, Input, Output, register
from backedge.calculators.option_ranges import Finite
from backedge.calculators.row_blocks import row_blocks
from backedge.errors import PacketTypeError
from backedge.formats import Image
from backedge.protos import Message, field

_POLYNOMIAL: Final = (5.68842, -0.748699, -57.8051, 291.309, -624.717)
"""The coefficients with which MediaPipe approaches how certain a probability is."""


class SegmentationSmoothingCalculatorOptions(
    Message, name="mediapipe.SegmentationSmoothingCalculatorOptions", extension=377425128
):
    """Options of SegmentationSmoothingCalculator.

    Attributes:
        combine_with_previous_ratio: how much the mask before counts where the new one is uncertain, 0..1.
    """

    combine_with_previous_ratio: Finite = field(1, default=0.0)


@register
class SegmentationSmoothingCalculator(Calculator):
    """Mixes every mask with the one before, most where the new one is near 0.5.

    Inputs:
        MASK: Image, VEC32F1, 0..1.
        MASK_PREVIOUS: Image of the same kind and size; without it the mask passes as it is.
    Outputs:
        MASK_SMOOTHED: Image, VEC32F1.
    Options:
        SegmentationSmoothingCalculatorOptions

    Example::

        node {
          calculator: "SegmentationSmoothingCalculator"
          input_stream: "MASK:mask"
          input_stream: "MASK_PREVIOUS:mask_before"
          output_stream: "MASK_SMOOTHED:smooth_mask"
          options {
            [mediapipe.SegmentationSmoothingCalculatorOptions.ext] { combine_with_previous_ratio: 0.9 }
          }
        }
    """

    mask = Input[Image]("MASK")
    previous = Input[Image]("MASK_PREVIOUS")
    smoothed = Output[Image]("MASK_SMOOTHED")

    options: SegmentationSmoothingCalculatorOptions

    def process(self) -> None:
        if self.mask.is_empty:
            return
        if self.previous.is_empty:
            self.smoothed.forward(self.mask)
            return
        mask, previous = self.mask.value.data, self.previous.value.data
        self.smoothed.send(Image(smooth_mask(mask, previous, self.options.combine_with_previous_ratio)))


def smooth_mask(mask: NDArray[np.float32], previous: NDArray[np.float32], ratio: float) -> NDArray[np.float32]:
    """Mix two masks (MediaPipe `calculators/image/segmentation_smoothing_calculator.cc`).

    Args:
        mask: float32 (height, width), 0..1.
        previous: likewise.
        ratio: how much `previous` counts where `mask` is 0.5.

    Raises:
        PacketTypeError: masks of another type or of different sizes.
    """
    if mask.dtype != np.float32 or mask.ndim != 2 or mask.dtype != previous.dtype or mask.shape != previous.shape:
        raise PacketTypeError(
            f"masks must be float32 (height, width), both of one size; found {mask.dtype} {mask.shape} "
            f"and {previous.dtype} {previous.shape}"
        )
    mixed = np.empty_like(mask)
    for block in row_blocks(mask.shape[::-1]):
        _mix(mask[block], previous[block], np.float32(ratio), mixed[block])
    return mixed


def _mix(
    mask: NDArray[np.float32], previous: NDArray[np.float32], ratio: np.float32, mixed: NDArray[np.float32]
) -> None:
    """Write a mixture of two masks to a third."""
    square = mask - np.float32(0.5)
    square *= square
    first, *others = _POLYNOMIAL[::-1]
    weight = np.float32(first) * square
    for coefficient in others:
        weight += np.float32(coefficient)
        weight *= square
    np.minimum(weight, np.float32(1), out=weight)
    np.subtract(np.float32(1), weight, out=weight)  # of how certain it is, how uncertain
    weight *= ratio
    weight *= np.subtract(previous, mask, out=square)
    np.add(mask, weight, out=mixed)
