"""Landmarks: points, the lines between them, and the hand that they are of, each finger in its colour."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import pairwise
from typing import Final

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
from backedge.formats import NormalizedLandmarks
from backedge.formats.hand_landmark import HAND_PALM_CONNECTIONS

_PALM: Final[Colour] = (222, 226, 230)
_POINTS: Final[Colour] = (88, 214, 120)
_MANY: Final = 100
_HAND_LANDMARKS: Final = 21
_PALM_LANDMARKS: Final = (0, 5, 9, 13, 17)
_FINGERS: Final[dict[Colour, tuple[int, ...]]] = {
    (255, 140, 66): (1, 2, 3, 4),
    (255, 209, 64): (5, 6, 7, 8),
    (88, 214, 120): (9, 10, 11, 12),
    (66, 170, 255): (13, 14, 15, 16),
    (190, 120, 255): (17, 18, 19, 20),
}


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


def draw_points(
    canvas: Canvas, points: npt.ArrayLike, colour: Colour, radius: float = 4.0, *, rim: bool = True
) -> None:
    """Draws points as dots with a white rim.

    Args:
        canvas: is drawn on.
        points: (N, 2 or more), x and y in parts of the picture's size; NaN is left out.
        colour: of the dots.
        radius: of the dots, for a picture of the usual size.
        rim: whether they have one; without it dots may be close together.
    """
    pixels = to_pixels(canvas, points)
    size = radius * scale_of(canvas)
    for x, y in fixed_point(pixels[np.isfinite(pixels).all(axis=1)]).tolist():
        for tint, grown in ((DARK, 1.7), (WHITE, 1.35), (colour, 1.0))[0 if rim else -1 :]:
            bounded = round(max(size * grown, 1.0) * 2**SUBPIXEL_BITS)
            cv2.circle(canvas, (x, y), bounded, tint, cv2.FILLED, cv2.LINE_AA, SUBPIXEL_BITS)


def draw_landmarks(canvas: Canvas, landmarks: NormalizedLandmarks) -> None:
    """Draws landmarks on `canvas`: 21 as a hand, any other number as points, which are small where there are many."""
    count = len(landmarks.points)
    if count == _HAND_LANDMARKS:
        draw_hand(canvas, landmarks)
    else:
        many = count > _MANY
        draw_points(canvas, landmarks.points, _POINTS, radius=1.5 if many else 4.0, rim=not many)


def draw_hand(canvas: Canvas, landmarks: NormalizedLandmarks) -> None:
    """Draws the 21 landmarks of a hand and the lines between them on `canvas`."""
    points = landmarks.points
    draw_connections(canvas, points, HAND_PALM_CONNECTIONS, _PALM)
    for colour, finger in _FINGERS.items():
        draw_connections(canvas, points, pairwise(finger), colour)
    for colour, finger in _FINGERS.items():
        draw_points(canvas, points[[number for number in finger if number not in _PALM_LANDMARKS]], colour)
    draw_points(canvas, points[list(_PALM_LANDMARKS)], _PALM)
