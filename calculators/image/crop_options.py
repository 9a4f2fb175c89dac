"""Options for turning a region into a tensor (MediaPipe `calculators/tensor/image_to_tensor_calculator.proto`)."""

from __future__ import annotations

from enum import IntEnum
from typing import Final, Literal, TypeAlias

from backedge.calculators.checks import require_option
from backedge.calculators.option_ranges import MAX_PIXELS, Finite
from backedge.calculators.picture_modes import GpuOrigin
from backedge.formats import ImageSize
from backedge.protos import Int64, Message, UInt64, field

LARGEST_SIDE: Final = 2**15 - 2
"""Most pixels along a side of an image or tensor: positions are 16 bit numbers in `cv2.remap`."""

TensorType: TypeAlias = Literal["float32", "int8", "uint8"]

_LIMITS: Final[dict[TensorType, tuple[float, float]]] = {
    "float32": (-float("inf"), float("inf")),
    "int8": (-128, 127),
    "uint8": (0, 255),
}
_NAME = "mediapipe.ImageToTensorCalculatorOptions"


class FloatRange(Message, name=f"{_NAME}.FloatRange"):
    """The values that pixel values 0 and 255 become."""

    min: Finite = field(1)
    max: Finite = field(2)


class IntRange(Message, name=f"{_NAME}.IntRange"):
    """The values that pixel values 0 and 255 become, within -128..127."""

    min: Int64 = field(1)
    max: Int64 = field(2)


class UIntRange(Message, name=f"{_NAME}.UIntRange"):
    """The values that pixel values 0 and 255 become, within 0..255."""

    min: UInt64 = field(1)
    max: UInt64 = field(2)


class BorderMode(IntEnum):
    """The pixels beyond the edges of the image."""

    BORDER_UNSPECIFIED = 0
    """As `BORDER_REPLICATE`."""
    BORDER_ZERO = 1
    """Black."""
    BORDER_REPLICATE = 2
    """The pixels at the edge."""


class ImageToTensorCalculatorOptions(Message, name=_NAME, extension=334361939):
    """Options of ImageToTensorCalculator; a field that is None is not set.

    Attributes:
        output_tensor_width: of the model's input, in pixels; the image's own if not set.
        output_tensor_height: of the model's input, in pixels; the image's own if not set.
        keep_aspect_ratio: grow the region to the shape of the tensor (letterbox); otherwise stretch it.
        output_tensor_float_range: for a tensor of float32; one of the three ranges must be set.
        output_tensor_int_range: for a tensor of int8.
        output_tensor_uint_range: for a tensor of uint8.
        gpu_origin: without meaning for images on the CPU.
        border_mode: what is beyond the edges of the image.
    """

    output_tensor_width: int | None = field(1)
    output_tensor_height: int | None = field(2)
    keep_aspect_ratio: bool = field(3)
    output_tensor_float_range: FloatRange | None = field(4, oneof="range")
    gpu_origin: GpuOrigin = field(5)
    border_mode: BorderMode = field(6)
    output_tensor_int_range: IntRange | None = field(7, oneof="range")
    output_tensor_uint_range: UIntRange | None = field(8, oneof="range")

    @property
    def tensor_type(self) -> TensorType:
        """The type of the tensor's values, by the range that is set."""
        if self.output_tensor_int_range is not None:
            return "int8"
        return "float32" if self.output_tensor_uint_range is None else "uint8"

    @property
    def value_range(self) -> tuple[float, float]:
        """The values that pixel values 0 and 255 become.

        Raises:
            ConfigError: no range is set, or several.
        """
        ranges = (self.output_tensor_float_range, self.output_tensor_int_range, self.output_tensor_uint_range)
        found = [values for values in ranges if values is not None]
        require_option(len(found) == 1, "set one of output_tensor_float_range, …_int_range and …_uint_range")
        return float(found[0].min), float(found[0].max)

    def tensor_size(self, image_size: ImageSize) -> ImageSize:
        """Width and height of the tensor for images of this size."""
        width, height = self.output_tensor_width, self.output_tensor_height
        return image_size[0] if width is None else width, image_size[1] if height is None else height

    def check(self, image_size: ImageSize) -> None:
        """Refuse options that cannot be met for images of this size.

        Raises:
            ConfigError: an impossible size, or a range that is missing, empty, or beyond the type's values.
        """
        (least, most), (low, high) = self.value_range, _LIMITS[self.tensor_type]
        width, height = self.tensor_size(image_size)
        require_option(
            0 < width <= LARGEST_SIDE and 0 < height <= LARGEST_SIDE,
            f"ImageToTensor: expected an output of 1..{LARGEST_SIDE} pixels a side, found {width} x {height}",
        )
        require_option(
            width * height <= MAX_PIXELS,
            f"ImageToTensor: expected an output of at most {MAX_PIXELS} pixels, found {width} x {height}",
        )
        require_option(
            low <= least < most <= high,
            f"ImageToTensor: expected {low} <= range min < range max <= {high} for {self.tensor_type}, found"
            f" {least} and {most}",
        )
