"""ImageToTensorCalculator: a region of an image as a model's input."""

from __future__ import annotations

import numpy as np

from backedge.authoring import Calculator, Contract, Input, Output, register
from backedge.calculators.core.matrix import FloatMatrix
from backedge.calculators.geometry.roi import Padding, projection_matrix
from backedge.calculators.image.crop import Cropper
from backedge.calculators.image.crop_options import ImageToTensorCalculatorOptions
from backedge.formats import Image, ImageFormat, ImageFrame, ImageSize, NormalizedRect, Tensor


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
    matrix = Output[FloatMatrix]("MATRIX", optional=True)

    options: ImageToTensorCalculatorOptions

    @classmethod
    def update_contract(cls, contract: Contract) -> None:
        contract.options.check((1, 1))
        contract.require(("TENSORS" in contract.outputs) != ("TENSOR" in contract.outputs), "it has TENSORS or TENSOR")

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
            self._crop = Cropper(self.options, size)
            self._image_size = size
        tensor = np.empty((1, *self._crop.shape, 1 if image.format is ImageFormat.GRAY8 else 3), self._crop.dtype)
        region, padding = self._crop(image, rect, tensor)
        self._send(Tensor(tensor))
        self.letterbox_padding.send(padding)
        if self.matrix.connected:
            self.matrix.send(projection_matrix(region, size))

    def _send(self, tensor: Tensor) -> None:
        self.tensor.send(tensor)
        self.tensors.send([tensor])
