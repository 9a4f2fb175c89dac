"""A rectangle of a picture as a picture (MediaPipe `calculators/image/image_cropping_calculator.cc`, on the CPU)."""

from __future__ import annotations

import math
from enum import IntEnum
from typing import Any, Final

import cv2
import numpy as np
from numpy.typing import NDArray

from backedge.calculators.geometry.roi import Roi
from backedge.calculators.image.crop_options import LARGEST_SIDE
from backedge.errors import PacketTypeError
from backedge.formats import ImageSize, NormalizedRect, Rect
from backedge.protos import Message, field

_NAME: Final = "mediapipe.ImageCroppingCalculatorOptions"


class CroppingBorderMode(IntEnum):
    """What lies beyond the edges of the picture: black, or its last pixels."""

    BORDER_UNSPECIFIED = 0
    BORDER_ZERO = 1
    BORDER_REPLICATE = 2


class ImageCroppingCalculatorOptions(Message, name=_NAME, extension=262466399):
    """Options of ImageCroppingCalculator; a field that is None is not set.

    Attributes:
        width: of the rectangle, in pixels.
        height: of the rectangle, in pixels.
        rotation: of the rectangle, clockwise, in radians.
        norm_width: of the rectangle, in image widths.
        norm_height: of the rectangle, in image heights.
        norm_center_x: of the rectangle, in image widths; the middle of the picture if one of the two is not set.
        norm_center_y: of the rectangle, in image heights.
        border_mode: what lies beyond the edges of the picture.
        output_max_width: larger rectangles are scaled down to it, in pixels.
        output_max_height: larger rectangles are scaled down to it, in pixels.
    """

    BorderMode = CroppingBorderMode

    width: int | None = field(1)
    height: int | None = field(2)
    rotation: float | None = field(3)
    norm_width: float | None = field(4)
    norm_height: float | None = field(5)
    norm_center_x: float | None = field(6)
    norm_center_y: float | None = field(7)
    border_mode: CroppingBorderMode = field(8, default=CroppingBorderMode.BORDER_ZERO)
    output_max_width: int | None = field(9)
    output_max_height: int | None = field(10)


def region_of_rect(rect: Rect | NormalizedRect, image_size: ImageSize) -> Roi:
    """The region of a rectangle from a stream: at least a pixel; one without size stands for the whole picture.

    Raises:
        PacketTypeError: its middle or its rotation is no number, or it is infinite.
    """
    width, height = image_size
    if not all(map(math.isfinite, (rect.x_center, rect.y_center, rect.rotation))) or math.inf in {
        rect.width,
        rect.height,
    }:
        raise PacketTypeError(f"a rectangle to cut out needs finite values, found {rect}")
    if not (rect.width > 0 and rect.height > 0):
        return _aligned(Roi(width / 2, height / 2, width, height))
    if isinstance(rect, Rect):
        return _aligned(Roi(rect.x_center, rect.y_center, rect.width, rect.height, rect.rotation))
    x, y = float(np.float32(rect.x_center * width)), float(np.float32(rect.y_center * height))
    size = max(1, _round(rect.width * width)), max(1, _round(rect.height * height))
    return _aligned(Roi(x, y, *size, rect.rotation))


def region_of_options(
    options: ImageCroppingCalculatorOptions, image_size: ImageSize, crop_size: ImageSize | None
) -> Roi:
    """The region that the options name.

    Args:
        options: where it is, and how large.
        image_size: of the picture, in pixels.
        crop_size: how large it is if streams say so; None: they do not.
    """
    width, height = image_size
    x, y, rotation = width / 2, height / 2, options.rotation or 0.0
    if options.norm_center_x is not None and options.norm_center_y is not None:
        x, y = options.norm_center_x * width, options.norm_center_y * height
    if crop_size is not None:
        return _aligned(Roi(x, y, *crop_size, rotation))
    if options.width is not None and options.height is not None:
        return _aligned(Roi(x, y, options.width, options.height, rotation))
    norm_width, norm_height = options.norm_width or 0.0, options.norm_height or 0.0
    if norm_width > 0 and norm_height > 0:
        width, height = _round(norm_width * width), _round(norm_height * height)
    return _aligned(Roi(x, y, width, height, rotation))


def _aligned(region: Roi) -> Roi:
    """A region that is not rotated, moved so that its edges fall between pixels."""
    if region.rotation != 0:
        return region
    x = _round(region.x_center) if region.width % 2 == 0 else _round(region.x_center + 0.5) - 0.5
    y = _round(region.y_center) if region.height % 2 == 0 else _round(region.y_center + 0.5) - 0.5
    return region._replace(x_center=x, y_center=y)


def _round(value: float) -> int:
    """Round as C++ does it: halves away from zero, from float32."""
    value = float(np.float32(value))
    if not math.isfinite(value):
        raise PacketTypeError(f"a region to cut out needs finite values, found {value}")
    return int(math.copysign(math.floor(abs(value) + 0.5), value))


def cut(pixels: NDArray[Any], region: Roi, options: ImageCroppingCalculatorOptions) -> NDArray[Any]:
    """Cut a region out of the pixels of a picture; pixels are taken as they are, without interpolation."""
    width, height = region.width, region.height
    if not (width > 0 and height > 0 and all(map(math.isfinite, region))):
        raise PacketTypeError(f"a region to cut out needs a positive size and finite values, found {region}")
    scale = min(1.0, (options.output_max_width or math.inf) / width, (options.output_max_height or math.inf) / height)
    size = int(np.float32(width * scale)), int(np.float32(height * scale))
    if min(size) < 1 or max(size) > LARGEST_SIDE:
        raise PacketTypeError(f"a picture has 1 to {LARGEST_SIDE} pixels a side, found a region of {size}")
    turned = (region.x_center, region.y_center), (width, height), math.degrees(region.rotation)
    corners = np.asarray(cv2.boxPoints(turned), np.float32)
    w, h = np.float32(width * scale), np.float32(height * scale)
    target = np.array([[0, h], [0, 0], [w, 0], [w, h]], np.float32)
    # The matrix is about the corners of pixels, while warpPerspective is about their middles.
    to_corners, to_middles = (np.array([[1, 0, s], [0, 1, s], [0, 0, 1]]) for s in (0.5, -0.5))
    matrix = to_middles @ cv2.getPerspectiveTransform(corners, target) @ to_corners
    replicate = options.border_mode is CroppingBorderMode.BORDER_REPLICATE
    border = cv2.BORDER_REPLICATE if replicate else cv2.BORDER_CONSTANT
    return cv2.warpPerspective(pixels, matrix, size, flags=cv2.INTER_NEAREST, borderMode=border)
