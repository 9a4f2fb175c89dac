"""Rotated rectangles (MediaPipe `framework/formats/rect.proto`)."""

from __future__ import annotations

from dataclasses import dataclass

from backedge.formats.plain_value import PlainValue


@dataclass(frozen=True, slots=True)
class NormalizedRect(PlainValue):
    """A rotated rectangle in parts of the image's size: (0, 0) is top left, (1, 1) bottom right.

    Attributes:
        x_center: centre, in image widths.
        y_center: centre, in image heights.
        width: size along the rectangle's own x axis, in image widths.
        height: size along its own y axis, in image heights.
        rotation: clockwise, in radians.
        rect_id: tells rectangles apart; 0 where that is not needed.
    """

    x_center: float
    y_center: float
    width: float
    height: float
    rotation: float = 0.0
    rect_id: int = 0

    def pixels(self, width: int, height: int) -> Rect:
        """The rectangle in an image of that size, rounded to whole pixels."""
        return Rect(
            round(self.x_center * width),
            round(self.y_center * height),
            round(self.width * width),
            round(self.height * height),
            self.rotation,
            self.rect_id,
        )


@dataclass(frozen=True, slots=True)
class Rect(PlainValue):
    """A rotated rectangle in pixels; (0, 0) is the top left corner of the image.

    Attributes:
        x_center: centre.
        y_center: centre.
        width: size along the rectangle's own x axis.
        height: size along its own y axis.
        rotation: clockwise, in radians.
        rect_id: tells rectangles apart; 0 where that is not needed.
    """

    x_center: int
    y_center: int
    width: int
    height: int
    rotation: float = 0.0
    rect_id: int = 0
