"""Options of ImageTransformationCalculator (MediaPipe `image_transformation_calculator.proto`)."""

from __future__ import annotations

from enum import IntEnum
from typing import Annotated, Final

from backedge.calculators.image.crop_options import LARGEST_SIDE
from backedge.calculators.picture_modes import RotationMode, ScaleMode
from backedge.protos import Message, Range, field

_NAME: Final = "mediapipe.ImageTransformationCalculatorOptions"


ROTATIONS: Final = {
    0: RotationMode.ROTATION_0,
    90: RotationMode.ROTATION_90,
    180: RotationMode.ROTATION_180,
    270: RotationMode.ROTATION_270,
}
"""By degrees, counter-clockwise; MediaPipe takes any other angle for `UNKNOWN`."""


class TransformInterpolation(IntEnum):
    """How pixels between pixels are made; `DEFAULT` is `LINEAR`, which takes means where it makes pictures smaller."""

    DEFAULT = 0
    LINEAR = 1
    NEAREST = 2


class ImageTransformationColor(Message, name=f"{_NAME}.Color"):
    """A colour, 0..255 each."""

    red: int = field(1, default=0)
    green: int = field(2, default=0)
    blue: int = field(3, default=0)


class ImageTransformationCalculatorOptions(Message, name=_NAME, extension=251952830):
    """Options of ImageTransformationCalculator.

    Attributes:
        output_width: in pixels; 0, here or for the height, keeps the size.
        output_height: in pixels.
        rotation_mode: how far to turn, after scaling.
        flip_vertically: whether to turn upside down, after rotating.
        flip_horizontally: whether to mirror, after rotating.
        scale_mode: how another shape comes about.
        constant_padding: whether borders have a colour; else they repeat the pixels at the edge.
        padding_color: that colour.
        interpolation_mode: how pixels between pixels are made.
    """

    InterpolationMode = TransformInterpolation

    output_width: Annotated[int, Range(le=LARGEST_SIDE)] = field(1, default=0)
    output_height: Annotated[int, Range(le=LARGEST_SIDE)] = field(2, default=0)
    rotation_mode: RotationMode = field(3)
    flip_vertically: bool = field(4, default=False)
    flip_horizontally: bool = field(5, default=False)
    scale_mode: ScaleMode = field(6)
    constant_padding: bool = field(7, default=True)
    padding_color: ImageTransformationColor | None = field(8)
    interpolation_mode: TransformInterpolation = field(9)
