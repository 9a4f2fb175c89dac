"""Pictures scaled, turned and flipped, as MediaPipe does it on the CPU.

Formulas: MediaPipe `calculators/image/image_transformation_calculator.cc`.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from backedge.calculators.geometry.roi import NO_PADDING, Padding
from backedge.calculators.image.transform_options import (
    ImageTransformationColor,
    TransformInterpolation,
)
from backedge.calculators.picture_modes import RotationMode, ScaleMode
from backedge.formats import ImageSize

_DEGREES = {RotationMode.ROTATION_90: 90, RotationMode.ROTATION_180: 180, RotationMode.ROTATION_270: 270}
_TURNS = {
    RotationMode.ROTATION_90: cv2.ROTATE_90_COUNTERCLOCKWISE,
    RotationMode.ROTATION_180: cv2.ROTATE_180,
    RotationMode.ROTATION_270: cv2.ROTATE_90_CLOCKWISE,
}


@dataclass(frozen=True)
class Transformation:
    """What is done to a picture.

    Attributes:
        size: (width, height) afterwards, in pixels; where one of them is 0, the picture is not scaled.
        rotation: how far it is turned, after scaling.
        flip_horizontally: whether it is mirrored, after rotating.
        flip_vertically: whether it is turned upside down, after rotating.
        scale_mode: how another shape comes about.
        padding_color: of borders; None repeats the pixels at the edge.
        interpolation: how pixels between pixels are made.
    """

    size: ImageSize
    rotation: RotationMode
    flip_horizontally: bool
    flip_vertically: bool
    scale_mode: ScaleMode
    padding_color: ImageTransformationColor | None
    interpolation: TransformInterpolation

    @property
    def is_quarter_turn(self) -> bool:
        """Whether width and height change places."""
        return self.rotation in (RotationMode.ROTATION_90, RotationMode.ROTATION_270)

    def output_size(self, image_size: ImageSize) -> ImageSize:
        """The size afterwards of pictures of `image_size`, unless `FILL_AND_CROP` makes it smaller."""
        if min(self.size) > 0:
            return self.size
        return image_size[::-1] if self.is_quarter_turn else image_size

    def apply(self, pixels: NDArray[Any]) -> NDArray[Any]:
        """Transform the pixels (height, width) or (height, width, channels) of a picture."""
        size = self.output_size((pixels.shape[1], pixels.shape[0]))
        if min(self.size) > 0:
            pixels = self._scale(pixels)
            if self.scale_mode is ScaleMode.FILL_AND_CROP:
                size = (pixels.shape[1], pixels.shape[0])
        pixels = self._turn(pixels, size)
        if self.flip_horizontally or self.flip_vertically:
            both = self.flip_horizontally and self.flip_vertically
            pixels = cv2.flip(pixels, -1 if both else int(self.flip_horizontally))
        return pixels

    def letterbox_padding(self, image_size: ImageSize) -> Padding:
        """How much of the transformed picture is border, in parts of it."""
        width, height = image_size[::-1] if self.is_quarter_turn else image_size
        output_width, output_height = self.output_size(image_size)
        if self.scale_mode is not ScaleMode.FIT:
            return NO_PADDING
        ratio = (width / height) / (output_width / output_height)
        if ratio < 1:
            return Padding((1 - ratio) / 2, 0.0, (1 - ratio) / 2, 0.0)
        return Padding(0.0, (1 - 1 / ratio) / 2, 0.0, (1 - 1 / ratio) / 2)

    def _scale(self, pixels: NDArray[Any]) -> NDArray[Any]:
        height, width = pixels.shape[:2]
        if self.scale_mode in (ScaleMode.DEFAULT, ScaleMode.STRETCH):
            shrinks = width > self.size[0] and height > self.size[1]
            return cv2.resize(pixels, self.size, interpolation=self._method(shrinks=shrinks))
        scale = float(min(np.float32(self.size[0]) / np.float32(width), np.float32(self.size[1]) / np.float32(height)))
        fitting = tuple(math.floor(np.float32(side * np.float32(scale)) + 0.5) for side in (width, height))
        scaled = cv2.resize(pixels, fitting, interpolation=self._method(shrinks=scale < 1))
        return self._add_borders(scaled) if self.scale_mode is ScaleMode.FIT else scaled

    def _method(self, *, shrinks: bool) -> int:
        if self.interpolation is TransformInterpolation.NEAREST:
            return cv2.INTER_NEAREST
        return cv2.INTER_AREA if shrinks else cv2.INTER_LINEAR

    def _add_borders(self, pixels: NDArray[Any]) -> NDArray[Any]:
        across, down = self.size[0] - pixels.shape[1], self.size[1] - pixels.shape[0]
        left, top = across // 2, down // 2
        color = self.padding_color
        kind = cv2.BORDER_REPLICATE if color is None else cv2.BORDER_CONSTANT
        value = (color.red, color.green, color.blue) if color else ()
        return cv2.copyMakeBorder(pixels, top, down - top, left, across - left, kind, value=value)

    def _turn(self, pixels: NDArray[Any], size: ImageSize) -> NDArray[Any]:
        """Turn a picture into one of `size`."""
        if (degrees := _DEGREES.get(self.rotation)) is None:
            return pixels
        if size == (pixels.shape[1], pixels.shape[0]):
            # As in MediaPipe the picture is turned within its size: parts of one that is not square are lost.
            middle = (pixels.shape[1] / 2, pixels.shape[0] / 2)
            return cv2.warpAffine(pixels, cv2.getRotationMatrix2D(middle, degrees, 1.0), size)
        return cv2.rotate(pixels, _TURNS[self.rotation])
