"""A hand's skeleton, each finger in its colour."""

from __future__ import annotations

from itertools import pairwise
from typing import Final

from backedge.calculators.render.canvas import Canvas, Colour
from backedge.calculators.render.landmarks import draw_connections, draw_points
from backedge.formats import NormalizedLandmarks

_PALM: Final[Colour] = (222, 226, 230)
_PALM_LANDMARKS: Final = (0, 5, 9, 13, 17)
_PALM_CONNECTIONS: Final = ((0, 1), (0, 5), (5, 9), (9, 13), (13, 17), (0, 17))
_FINGERS: Final[dict[Colour, tuple[int, ...]]] = {
    (255, 140, 66): (1, 2, 3, 4),
    (255, 209, 64): (5, 6, 7, 8),
    (88, 214, 120): (9, 10, 11, 12),
    (66, 170, 255): (13, 14, 15, 16),
    (190, 120, 255): (17, 18, 19, 20),
}

HAND_CONNECTIONS: Final = frozenset(_PALM_CONNECTIONS) | {
    pair for finger in _FINGERS.values() for pair in pairwise(finger)
}
"""Pairs of landmarks that MediaPipe draws lines between."""


def draw_hand(canvas: Canvas, landmarks: NormalizedLandmarks) -> None:
    """Draws the 21 landmarks of a hand and the lines between them on `canvas`."""
    points = landmarks.points
    draw_connections(canvas, points, _PALM_CONNECTIONS, _PALM)
    for colour, finger in _FINGERS.items():
        draw_connections(canvas, points, pairwise(finger), colour)
    for colour, finger in _FINGERS.items():
        draw_points(canvas, points[[number for number in finger if number not in _PALM_LANDMARKS]], colour)
    draw_points(canvas, points[list(_PALM_LANDMARKS)], _PALM)
