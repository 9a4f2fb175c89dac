"""TfLiteConverterCalculator: a picture or matrix as a model's input."""

from __future__ import annotations

from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from backedge.authoring import Calculator, Contract, Input, Output, register
from backedge.calculators.checks import require_option
from backedge.calculators.core.matrix import FloatMatrix
from backedge.calculators.option_ranges import Finite
from backedge.errors import PacketTypeError
from backedge.formats import ImageFormat, ImageFrame, Tensor
from backedge.protos import Message, field

_NAME: Final = "mediapipe.TfLiteConverterCalculatorOptions"
_FORMATS: Final = (ImageFormat.SRGB, ImageFormat.SRGBA, ImageFormat.GRAY8, ImageFormat.VEC32F1)


class TensorFloatRange(Message, name=f"{_NAME}.TensorFloatRange"):
    """The values that pixel values 0 and 255 become."""

    min: Finite = field(1)
    max: Finite = field(2)


class TfLiteConverterCalculatorOptions(Message, name=_NAME, extension=245817797):
    """Options of TfLiteConverterCalculator. Of those that say a range, the last one here goes first.

    Attributes:
        zero_center: pixel values become -1..1; else 0..1.
        use_custom_normalization: they are divided by `custom_div`, then `custom_sub` is taken off.
        custom_div: what they are divided by.
        custom_sub: what is taken off.
        flip_vertically: whether the last row comes first.
        max_num_channels: how many channels of a picture are taken: 1, 3 or 4.
        row_major_matrix: whether the tensor has the rows of a matrix one after the other; else the columns.
        use_quantized_tensors: whether pixel values stay as they are, uint8.
        output_tensor_float_range: the range that pixel values get.
    """

    zero_center: bool = field(1, default=True)
    flip_vertically: bool = field(2, default=False)
    max_num_channels: int = field(3, default=3)
    row_major_matrix: bool = field(4, default=False)
    use_quantized_tensors: bool = field(5, default=False)
    use_custom_normalization: bool = field(6, default=False)
    custom_div: float = field(7, default=-1.0)
    custom_sub: float = field(8, default=-1.0)
    output_tensor_float_range: TensorFloatRange | None = field(9)

    def check(self) -> None:
        """Refuse options that cannot be met.

        Raises:
            ConfigError: a number of channels, or a range, that makes no sense.
        """
        require_option(
            self.max_num_channels in (1, 3, 4),
            f"TfLiteConverter: max_num_channels must be 1, 3 or 4, found {self.max_num_channels}",
        )
        least, most = self.value_range
        require_option(least < most, f"TfLiteConverter: the range of values must grow, found {least} to {most}")

    @property
    def value_range(self) -> tuple[float, float]:
        """What pixel values 0 and 255 become."""
        if self.use_custom_normalization:
            require_option(self.custom_div != 0, "TfLiteConverter: custom_div must not be 0")
            return -self.custom_sub, -self.custom_sub + 255.0 / self.custom_div
        if limits := self.output_tensor_float_range:
            return limits.min, limits.max
        return (-1.0, 1.0) if self.zero_center else (0.0, 1.0)


@register
class TfLiteConverterCalculator(Calculator):
    """Makes a tensor of every picture or matrix, of the same size.

    Inputs:
        IMAGE: ImageFrame; SRGB, SRGBA, GRAY8 or VEC32F1, or
        MATRIX: float32 (rows, columns); its values stay as they are.
    Outputs:
        TENSORS: list[Tensor] of one: float32 or uint8 (height, width, channels), or float32 (rows, columns, 1).
    Options:
        TfLiteConverterCalculatorOptions

    Example::

        node {
          calculator: "TfLiteConverterCalculator"
          input_stream: "IMAGE:scaled_image"
          output_stream: "TENSORS:image_tensor"
          options {
            [mediapipe.TfLiteConverterCalculatorOptions.ext] { zero_center: false max_num_channels: 4 }
          }
        }
    """

    input_policy = "FixedSizeInputStreamHandler"

    image = Input[ImageFrame]("IMAGE", optional=True)
    matrix = Input[FloatMatrix]("MATRIX", optional=True)
    tensors = Output[list[Tensor]]("TENSORS")

    options: TfLiteConverterCalculatorOptions

    @classmethod
    def update_contract(cls, contract: Contract) -> None:
        contract.require(len(contract.inputs) == 1, "it takes either IMAGE or MATRIX")
        contract.options.check()

    def process(self) -> None:
        if self.image.connected:
            values = convert_image(self.image.value, self.options)
        else:
            values = convert_matrix(self.matrix.value, row_major=self.options.row_major_matrix)
        self.tensors.send([Tensor(values)])


def convert_image(image: ImageFrame, options: TfLiteConverterCalculatorOptions) -> NDArray[Any]:
    """Make a model's input of a picture (MediaPipe `calculators/tflite/tflite_converter_calculator.cc`).

    Raises:
        PacketTypeError: a picture of another format.
    """
    if image.format not in _FORMATS or (options.use_quantized_tensors and image.format is ImageFormat.VEC32F1):
        known = ", ".join(kind.name for kind in _FORMATS[: 3 if options.use_quantized_tensors else 4])
        raise PacketTypeError(f"IMAGE must be one of {known}, found {image!r}; convert it")
    pixels = image.data.reshape(image.height, image.width, -1)[..., : options.max_num_channels]
    if options.use_quantized_tensors:
        return np.ascontiguousarray(pixels)
    least, most = options.value_range
    scale = np.float32(np.float32(np.float32(most) - np.float32(least)) / np.float32(255))
    rows = pixels[::-1] if options.flip_vertically else pixels
    return rows.astype(np.float32) * scale + np.float32(least)


def convert_matrix(matrix: NDArray[np.float32], *, row_major: bool) -> NDArray[np.float32]:
    """Make a model's input (rows, columns, 1) of a matrix; the values of a column come one after the other.

    Args:
        matrix: (rows, columns).
        row_major: whether those of a row do.

    Raises:
        PacketTypeError: an array that is no matrix.
    """
    if matrix.ndim != 2:
        raise PacketTypeError(f"MATRIX must have rows and columns, found shape {matrix.shape}")
    values = np.asarray(matrix, np.float32).ravel(order="C" if row_major else "F")
    return values.reshape(*matrix.shape, 1)
