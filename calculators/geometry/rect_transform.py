"""Scale, shift and square rectangles (MediaPipe `calculators/util/rect_transformation_calculator.cc`)."""

from __future__ import annotations

import math

from backedge.calculators.checks import require_option, require_size
from backedge.calculators.geometry.roi import cos_sin, normalize_radians
from backedge.calculators.single_precision import single
from backedge.formats import ImageSize, NormalizedRect, Rect
from backedge.protos import Message, field


class RectTransformationCalculatorOptions(
    Message, name="mediapipe.RectTransformationCalculatorOptions", extension=262226312
):
    """Options of RectTransformationCalculator; a field that is None is not set.

    Attributes:
        scale_x: factor of the width.
        scale_y: factor of the height.
        rotation: added to the rectangle's rotation *where the shift is computed*, in radians. The result's own
            rotation stays as it was: that is what MediaPipe computes, whatever its documentation says.
        rotation_degrees: likewise, in degrees; not together with `rotation`.
        shift_x: shift along the rectangle's own x axis, in widths before scaling.
        shift_y: shift along its own y axis, in heights before scaling.
        square_long: make both sides, in pixels, as long as the longer one.
        square_short: make both sides, in pixels, as long as the shorter one; not together with `square_long`, even if
            one of them is false.
    """

    scale_x: float = field(1, default=1.0)
    scale_y: float = field(2, default=1.0)
    rotation: float | None = field(3)
    rotation_degrees: int | None = field(4)
    shift_x: float = field(5)
    shift_y: float = field(6)
    square_long: bool | None = field(7)
    square_short: bool | None = field(8)

    def check(self) -> None:
        """Refuse fields that exclude each other.

        Raises:
            ConfigError: two fields that exclude each other.
        """
        require_option(
            self.rotation is None or self.rotation_degrees is None,
            "RectTransformation: rotation and rotation_degrees exclude each other, found both",
        )
        require_option(
            self.square_long is None or self.square_short is None,
            "RectTransformation: square_long and square_short exclude each other, found both",
        )


def transform_normalized_rect(
    rect: NormalizedRect, image_size: ImageSize, options: RectTransformationCalculatorOptions
) -> NormalizedRect:
    """The transformed rectangle; what is square or rotated is so in the pixels of the image.

    Raises:
        PacketTypeError: the image has no size.
    """
    require_size(image_size)
    image_width, image_height = image_size
    width, height = rect.width * image_width, rect.height * image_height
    x_shift, y_shift = _shift(width, height, rect.rotation, options)
    width, height = _scale(width, height, options)
    return NormalizedRect(
        rect.x_center + x_shift / image_width,
        rect.y_center + y_shift / image_height,
        width / image_width,
        height / image_height,
        rect.rotation,
        rect.rect_id,
    )


def transform_rect(rect: Rect, options: RectTransformationCalculatorOptions) -> Rect:
    """The transformed rectangle; fractions of pixels are cut off, as in MediaPipe."""
    x_shift, y_shift = _shift(rect.width, rect.height, rect.rotation, options)
    width, height = _scale(rect.width, rect.height, options)
    # 90 pixels times 2.6 are 233.99998 in float32, which is a pixel less when cut off.
    x, y, width, height = map(single, (rect.x_center + x_shift, rect.y_center + y_shift, width, height))
    return Rect(int(x), int(y), int(width), int(height), rect.rotation, rect.rect_id)


def _shift(
    width: float, height: float, rotation: float, options: RectTransformationCalculatorOptions
) -> tuple[float, float]:
    """The way that the centre of a rectangle of this size moves along the axes of the image."""
    if options.rotation is not None:
        rotation = normalize_radians(rotation + options.rotation)
    elif options.rotation_degrees is not None:
        rotation = normalize_radians(rotation + math.radians(options.rotation_degrees))
    x, y = width * single(options.shift_x), height * single(options.shift_y)
    if rotation == 0:
        return x, y
    cos, sin = cos_sin(rotation)
    return x * cos - y * sin, x * sin + y * cos


def _scale(width: float, height: float, options: RectTransformationCalculatorOptions) -> tuple[float, float]:
    if options.square_long:
        width = height = max(width, height)
    elif options.square_short:
        width = height = min(width, height)
    return width * single(options.scale_x), height * single(options.scale_y)
