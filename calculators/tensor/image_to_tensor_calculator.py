"""ImageToTensorCalculator: a region of an image as a model's input."""

from __future__ import annotations

from enum import IntEnum
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from backedge.authoring import Calculator, Contract, Input, Output, register
from backedge.calculators.geometry.roi import Padding, projection_matrix
from backedge.calculators.image.crop import Cropper
from backedge.calculators.image.crop_options import BorderMode, ImageToTensorOptions
from backedge.formats import Image, ImageFormat, ImageFrame, ImageSize, NormalizedRect, Tensor
from backedge.protos import Int64, Message, UInt64, field

_NAME = "mediapipe.ImageToTensorCalculatorOptions"


class GpuOrigin(IntEnum):
    """Where the first row of an image on a GPU is."""

    DEFAULT = 0
    CONVENTIONAL = 1
    TOP_LEFT = 2


class FloatRange(Message, name=f"{_NAME}.FloatRange"):
    """What pixel values 0 and 255 become."""

    min: float = field(1)
    max: float = field(2)


class IntRange(Message, name=f"{_NAME}.IntRange"):
    """What pixel values 0 and 255 become, within -128..127."""

    min: Int64 = field(1)
    max: Int64 = field(2)


class UIntRange(Message, name=f"{_NAME}.UIntRange"):
    """What pixel values 0 and 255 become, within 0..255."""

    min: UInt64 = field(1)
    max: UInt64 = field(2)


class ImageToTensorCalculatorOptions(Message, name=_NAME, extension=334361939):
    """Options of ImageToTensorCalculator; see `ImageToTensorOptions`.

    Attributes:
        output_tensor_width: the image's own if not set.
        output_tensor_height: the image's own if not set.
        output_tensor_float_range: for a tensor of float32; one of the three ranges must be set.
        output_tensor_int_range: for a tensor of int8.
        output_tensor_uint_range: for a tensor of uint8.
        gpu_origin: without meaning for images on the CPU.
    """

    output_tensor_width: int | None = field(1)
    output_tensor_height: int | None = field(2)
    keep_aspect_ratio: bool = field(3)
    output_tensor_float_range: FloatRange | None = field(4, oneof="range")
    gpu_origin: GpuOrigin = field(5)
    border_mode: BorderMode = field(6)
    output_tensor_int_range: IntRange | None = field(7, oneof="range")
    output_tensor_uint_range: UIntRange | None = field(8, oneof="range")

    def crop_options(self, image_size: ImageSize) -> ImageToTensorOptions:
        """The options for images of this size.

        Raises:
            ConfigError: they contradict each other.
        """
        types: tuple[tuple[FloatRange | IntRange | UIntRange | None, Literal["float32", "int8", "uint8"]], ...] = (
            (self.output_tensor_float_range, "float32"),
            (self.output_tensor_int_range, "int8"),
            (self.output_tensor_uint_range, "uint8"),
        )
        tensor_type, value_range = next((name, found) for found, name in types if found is not None)
        width, height = self.output_tensor_width, self.output_tensor_height
        return ImageToTensorOptions(
            output_tensor_width=image_size[0] if width is None else width,
            output_tensor_height=image_size[1] if height is None else height,
            keep_aspect_ratio=self.keep_aspect_ratio,
            range_min=float(value_range.min),
            range_max=float(value_range.max),
            tensor_type=tensor_type,
            border_mode=self.border_mode,
        )


@register
class ImageToTensorCalculator(Calculator):
    """Cuts a region out of every image and scales its pixel values.

    Inputs:
        IMAGE: ImageFrame or Image; SRGB, SRGBA, SBGRA or GRAY8.
        NORM_RECT: NormalizedRect, optional; the region, otherwise all of the image. Nothing is sent where it is
            missing, or has neither width nor height.
    Outputs:
        TENSORS: list[Tensor] of one, or TENSOR: Tensor; (1, height, width, 3), for GRAY8 (1, height, width, 1).
        LETTERBOX_PADDING: Padding, optional; left, top, right, bottom, in parts of the tensor.
        MATRIX: float32 (4, 4), optional; from the region to the image, both 0..1 along each side.
    Options:
        ImageToTensorCalculatorOptions

    Example::

        node {
          calculator: "ImageToTensorCalculator"
          input_stream: "IMAGE:image"
          input_stream: "NORM_RECT:hand_rect"
          output_stream: "TENSORS:input_tensor"
          output_stream: "LETTERBOX_PADDING:letterbox_padding"
          options {
            [mediapipe.ImageToTensorCalculatorOptions.ext] {
              output_tensor_width: 224
              output_tensor_height: 224
              keep_aspect_ratio: true
              output_tensor_float_range { min: 0.0 max: 1.0 }
            }
          }
        }
    """

    image = Input[ImageFrame | Image]("IMAGE")
    norm_rect = Input[NormalizedRect]("NORM_RECT", optional=True)
    tensors = Output[list[Tensor]]("TENSORS", optional=True)
    tensor = Output[Tensor]("TENSOR", optional=True)
    letterbox_padding = Output[Padding]("LETTERBOX_PADDING", optional=True)
    matrix = Output[NDArray[np.float32]]("MATRIX", optional=True)

    options: ImageToTensorCalculatorOptions

    @classmethod
    def update_contract(cls, contract: Contract) -> None:
        options = contract.options
        ranges = (
            options.output_tensor_float_range,
            options.output_tensor_int_range,
            options.output_tensor_uint_range,
        )
        contract.require(ranges.count(None) == 2, "set one of output_tensor_float_range, …_int_range and …_uint_range")
        contract.require(("TENSORS" in contract.outputs) != ("TENSOR" in contract.outputs), "it has TENSORS or TENSOR")
        options.crop_options((1, 1))

    def open(self) -> None:
        self._image_size: ImageSize = (0, 0)

    def process(self) -> None:
        if self.image.is_empty or (self.norm_rect.connected and self.norm_rect.is_empty):
            return
        rect = self.norm_rect.get()
        # Some of MediaPipe's graphs say "no region" by a rectangle without size.
        if rect is not None and rect.width == 0 and rect.height == 0:
            return
        image = self.image.value
        size = (image.width, image.height)
        if size != self._image_size:
            self._prepare(size)
        region, padding = self._crop.region(rect, size)
        tensor = np.empty((1, *self._shape, 1 if image.format is ImageFormat.GRAY8 else 3), self._dtype)
        self._crop.cut(image, region, tensor)
        self._send(Tensor(tensor))
        self.letterbox_padding.send(padding)
        if self.matrix.connected:
            self.matrix.send(projection_matrix(region, size))

    def _prepare(self, image_size: ImageSize) -> None:
        """Get ready for images of this size."""
        options = self.options.crop_options(image_size)
        self._crop = Cropper(options)
        self._shape = (options.output_tensor_height, options.output_tensor_width)
        self._dtype: np.dtype[Any] = np.dtype(options.tensor_type)
        self._image_size = image_size

    def _send(self, tensor: Tensor) -> None:
        self.tensor.send(tensor)
        self.tensors.send([tensor])
