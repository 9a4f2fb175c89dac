"""Points and the lines between them."""

from __future__ import annotations

from collections.abc import Iterable

import cv2
import numpy as np
import numpy.typing as npt

from backedge.calculators.render.canvas import (
    DARK,
    SUBPIXEL_BITS,
    WHITE,
    Canvas,
    Colour,
    fixed_point,
    scale_of,
    thickness,
    to_pixels,
)


def draw_connections(
    canvas: Canvas, points: npt.ArrayLike, connections: Iterable[tuple[int, int]], colour: Colour, width: float = 2.5
) -> None:
    """Draws lines between points, with a dark edge that sets them off from any picture.

    Args:
        canvas: is drawn on.
        points: (N, 2 or more), x and y in parts of the picture's size; lines to NaN are left out.
        connections: pairs of point numbers.
        colour: of the lines.
        width: of the lines, for a picture of the usual size.
    """
    pixels = to_pixels(canvas, points)
    lines = [pixels[[start, end]] for start, end in connections]
    drawn = [fixed_point(line) for line in lines if np.isfinite(line).all()]
    for tint, size in ((DARK, width + 1.8), (colour, width)):
        cv2.polylines(canvas, drawn, False, tint, thickness(canvas, size), cv2.LINE_AA, SUBPIXEL_BITS)


def draw_points(canvas: Canvas, points: npt.ArrayLike, colour: Colour, radius: float = 4.0) -> None:
    """Draws points as dots with a white rim.

    Args:
        canvas: is drawn on.
        points: (N, 2 or more), x and y in parts of the picture's size; NaN is left out.
        colour: of the dots.
        radius: of the dots, for a picture of the usual size.
    """
    pixels = to_pixels(canvas, points)
    size = radius * scale_of(canvas)
    for x, y in fixed_point(pixels[np.isfinite(pixels).all(axis=1)]).tolist():
        for tint, grown in ((DARK, 1.7), (WHITE, 1.35), (colour, 1.0)):
            bounded = round(max(size * grown, 1.0) * 2**SUBPIXEL_BITS)
            cv2.circle(canvas, (x, y), bounded, tint, cv2.FILLED, cv2.LINE_AA, SUBPIXEL_BITS)
