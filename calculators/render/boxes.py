"""Rotated rectangles, and detections: a box, its keypoints and what it is."""

from __future__ import annotations

from typing import Final

import cv2
import numpy as np
import numpy.typing as npt

from backedge.calculators.render.canvas import DARK, SUBPIXEL_BITS, Canvas, Colour, fixed_point, thickness, to_pixels
from backedge.calculators.render.landmarks import draw_points
from backedge.calculators.render.text import draw_label
from backedge.formats import Detection, NormalizedRect, Rect

_RECT_COLOUR: Final[Colour] = (64, 224, 255)
_DETECTION_COLOUR: Final[Colour] = (255, 92, 138)
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


def draw_rect(canvas: Canvas, rect: NormalizedRect | Rect, colour: Colour = _RECT_COLOUR, width: float = 1.6) -> None:
    """Draws a rectangle's outline on `canvas`, its upper edge thicker: that is where the rectangle's up is.

    One with a `rect_id` has its number, such as "#3", above its upper left corner.
    """
    height, columns = canvas.shape[:2]
    exact = rect_corners(rect, (columns, height))
    corners = fixed_point(exact - 0.5)
    for tint, size in ((DARK, width + 1.4), (colour, width)):
        cv2.polylines(canvas, [corners], True, tint, thickness(canvas, size), cv2.LINE_AA, SUBPIXEL_BITS)
    cv2.polylines(canvas, [corners[:2]], False, colour, thickness(canvas, 2.4 * width), cv2.LINE_AA, SUBPIXEL_BITS)
    if rect.rect_id:
        draw_label(canvas, f"#{rect.rect_id}", (exact[0, 0], exact[0, 1]), colour)


def draw_detection(canvas: Canvas, detection: Detection, colour: Colour = _DETECTION_COLOUR) -> None:
    """Draws the box, the keypoints and, above the box, label and score on `canvas`; without a box the keypoints."""
    box = detection.box
    if box is not None:
        middle = (box.xmin + box.width / 2, box.ymin + box.height / 2)
        draw_rect(canvas, NormalizedRect(*middle, box.width, box.height), colour)
    draw_points(canvas, detection.keypoints, colour, radius=3.0)
    if box is not None and detection.scores:
        x, y = to_pixels(canvas, [(box.xmin, box.ymin)])[0]
        draw_label(canvas, _title(detection), (x, y), colour)


def _title(detection: Detection) -> str:
    """Name and score of the best class."""
    names = detection.display_names or detection.labels
    return f"{names[0]} {detection.scores[0]:.2f}" if names else f"{detection.scores[0]:.2f}"
