"""Rotated rectangles."""

from __future__ import annotations

from typing import Final

import cv2
import numpy as np
import numpy.typing as npt

from backedge.calculators.render.canvas import DARK, SUBPIXEL_BITS, Canvas, Colour, fixed_point, thickness
from backedge.formats import NormalizedRect, Rect

_COLOUR: Final[Colour] = (64, 224, 255)
_CORNERS: Final = np.array([[-0.5, -0.5], [0.5, -0.5], [0.5, 0.5], [-0.5, 0.5]])


def rect_corners(rect: NormalizedRect | Rect, image_size: tuple[int, int]) -> npt.NDArray[np.float64]:
    """The corners in pixels, (4, 2): top left, then clockwise, as the rectangle itself has them.

    Args:
        rect: in parts of the picture's size, or in pixels.
        image_size: the picture's width and height.
    """
    scale = np.array(image_size if isinstance(rect, NormalizedRect) else (1.0, 1.0))
    cos, sin = np.cos(rect.rotation), np.sin(rect.rotation)
    upright = _CORNERS * (np.array([rect.width, rect.height]) * scale)
    turned = upright @ np.array([[cos, sin], [-sin, cos]])
    corners: npt.NDArray[np.float64] = turned + np.array([rect.x_center, rect.y_center]) * scale
    return corners


def draw_rect(canvas: Canvas, rect: NormalizedRect | Rect, colour: Colour = _COLOUR, width: float = 1.6) -> None:
    """Draws a rectangle's outline on `canvas`, its upper edge thicker: that is where the rectangle's up is."""
    height, columns = canvas.shape[:2]
    corners = fixed_point(rect_corners(rect, (columns, height)) - 0.5)
    for tint, size in ((DARK, width + 1.4), (colour, width)):
        cv2.polylines(canvas, [corners], True, tint, thickness(canvas, size), cv2.LINE_AA, SUBPIXEL_BITS)
    cv2.polylines(canvas, [corners[:2]], False, colour, thickness(canvas, 2.4 * width), cv2.LINE_AA, SUBPIXEL_BITS)
