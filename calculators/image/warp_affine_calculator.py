"""WarpAffineCalculator: a part of a picture, as a matrix says it."""

from __future__ import annotations

from enum import IntEnum
from typing import Any, Generic, TypeVar

import cv2
import numpy as np
from numpy.typing import NDArray

from backedge.authoring import Calculator, Input, Output, register
from backedge.calculators.checks import quietly, require_size
from backedge.calculators.core.matrix import FloatMatrix, as_projection
from backedge.calculators.image.affine_warp import warp_affine
from backedge.calculators.picture_modes import GpuOrigin
from backedge.formats import Image, ImageFrame, ImageSize
from backedge.protos import Message, field

P = TypeVar("P", Image, ImageFrame)


class WarpAffineBorderMode(IntEnum):
    """What lies beyond the edges of the picture: black, or its last pixels, also where it is not specified."""

    BORDER_UNSPECIFIED = 0
    BORDER_ZERO = 1
    BORDER_REPLICATE = 2


class WarpAffineInterpolation(IntEnum):
    """How pixels between pixels are made; linear where it is not specified."""

    INTER_UNSPECIFIED = 0
    INTER_LINEAR = 1
    INTER_CUBIC = 2
    INTER_NEAREST = 3


class WarpAffineCalculatorOptions(Message, name="mediapipe.WarpAffineCalculatorOptions", extension=373693895):
    """Options of WarpAffineCalculator.

    Attributes:
        border_mode: what lies beyond the edges of the picture.
        gpu_origin: not read: there is no GPU here.
        interpolation: how pixels between pixels are made.
    """

    BorderMode = WarpAffineBorderMode
    Interpolation = WarpAffineInterpolation

    border_mode: WarpAffineBorderMode = field(1)
    gpu_origin: GpuOrigin = field(2)
    interpolation: WarpAffineInterpolation = field(3)


class WarpAffineCalculator(Calculator, Generic[P]):
    """Cuts out of every picture what a matrix projects; where an input is missing nothing is sent.

    WarpAffineCalculator takes Image, WarpAffineCalculatorCpu takes ImageFrame.

    Inputs:
        IMAGE: Image or ImageFrame.
        MATRIX: float32 (4, 4); from the new picture to the old one, both 0..1 along each side.
        OUTPUT_SIZE: (width, height) of the new picture, in pixels.
    Outputs:
        IMAGE: Image or ImageFrame, as the input and of the same format.
    Options:
        WarpAffineCalculatorOptions

    Example::

        node {
          calculator: "WarpAffineCalculator"
          input_stream: "IMAGE:mask_in_region"
          input_stream: "MATRIX:inverse_matrix"
          input_stream: "OUTPUT_SIZE:image_size"
          output_stream: "IMAGE:mask"
          options {
            [mediapipe.WarpAffineCalculatorOptions.ext] { border_mode: BORDER_ZERO }
          }
        }
    """

    image = Input[P]("IMAGE")
    matrix = Input[FloatMatrix]("MATRIX")
    output_size = Input[ImageSize]("OUTPUT_SIZE")
    warped = Output[P]("IMAGE")

    options: WarpAffineCalculatorOptions

    def process(self) -> None:
        if self.image.is_empty or self.matrix.is_empty or self.output_size.is_empty:
            return
        image = self.image.value
        pixels = warp(image.data, self.matrix.value, self.output_size.value, self.options)
        self.warped.send(type(image)(pixels, image.format))


register("WarpAffineCalculator")(WarpAffineCalculator[Image])
register("WarpAffineCalculatorCpu")(WarpAffineCalculator[ImageFrame])


@quietly
def warp(
    pixels: NDArray[Any], matrix: NDArray[np.float32], size: ImageSize, options: WarpAffineCalculatorOptions
) -> NDArray[Any]:
    """Cut out what a matrix projects.

    Args:
        pixels: of the old picture.
        matrix: (4, 4); from the new picture to the old one, both 0..1 along each side.
        size: of the new picture, in pixels.
        options: borders and interpolation.

    Raises:
        PacketTypeError: a matrix of another shape, or a size that is not positive.
    """
    require_size(size, "OUTPUT_SIZE")
    height, width = pixels.shape[:2]
    scale_old = np.array([[width], [height]], np.float32)
    scale_new = np.array([1 / size[0], 1 / size[1], 1], np.float32)
    affine = scale_old * as_projection(np.asarray(matrix, np.float32))[:2, [0, 1, 3]] * scale_new
    zero = options.border_mode is WarpAffineBorderMode.BORDER_ZERO
    border = cv2.BORDER_CONSTANT if zero else cv2.BORDER_REPLICATE
    if options.interpolation is WarpAffineInterpolation.INTER_NEAREST:
        flags = cv2.INTER_NEAREST | cv2.WARP_INVERSE_MAP
        return cv2.warpAffine(pixels, affine, size, flags=flags, borderMode=border)
    cubic = options.interpolation is WarpAffineInterpolation.INTER_CUBIC
    method = cv2.INTER_CUBIC if cubic else cv2.INTER_LINEAR
    return warp_affine(pixels, affine, size, interpolation=method, border=border)
