"""Options of `Cropper` (MediaPipe `calculators/tensor/image_to_tensor_calculator.proto`)."""

from __future__ import annotations

import enum
from dataclasses import dataclass
from typing import Final, Literal

from backedge.calculators.checks import require_option

LARGEST_SIDE: Final = 2**15 - 2
"""Most pixels along a side of an image or tensor: positions are 16 bit numbers in `cv2.remap`."""

_TYPE_RANGES: Final = {"float32": (-float("inf"), float("inf")), "uint8": (0, 255), "int8": (-128, 127)}


class BorderMode(enum.IntEnum):
    """What is beyond the edges of the image."""

    BORDER_UNSPECIFIED = 0
    """As `BORDER_REPLICATE`."""
    BORDER_ZERO = 1
    """Black."""
    BORDER_REPLICATE = 2
    """The pixels at the edge."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ImageToTensorOptions:
    """What MediaPipe's `ImageToTensorCalculatorOptions` say.

    Attributes:
        output_tensor_width: of the model's input, in pixels.
        output_tensor_height: of the model's input, in pixels.
        keep_aspect_ratio: grow the region to the shape of the tensor (letterbox); otherwise stretch it.
        range_min: what a pixel value of 0 becomes.
        range_max: what a pixel value of 255 becomes.
        tensor_type: float32, uint8 or int8: MediaPipe's output_tensor_float_range, …_uint_range and …_int_range.
        border_mode: what is beyond the edges of the image.
    """

    output_tensor_width: int
    output_tensor_height: int
    keep_aspect_ratio: bool = False
    range_min: float = 0.0
    range_max: float = 1.0
    tensor_type: Literal["float32", "uint8", "int8"] = "float32"
    border_mode: BorderMode = BorderMode.BORDER_UNSPECIFIED

    def __post_init__(self) -> None:
        require_option(
            0 < self.output_tensor_width <= LARGEST_SIDE and 0 < self.output_tensor_height <= LARGEST_SIDE,
            f"ImageToTensor: expected an output of 1..{LARGEST_SIDE} pixels a side, found"
            f" {self.output_tensor_width} x {self.output_tensor_height}",
        )
        low, high = _TYPE_RANGES[self.tensor_type]
        require_option(
            low <= self.range_min < self.range_max <= high,
            f"ImageToTensor: expected {low} <= range min < range max <= {high} for {self.tensor_type}, found"
            f" {self.range_min} and {self.range_max}",
        )
