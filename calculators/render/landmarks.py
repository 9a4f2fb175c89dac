"""Landmarks: points, the lines between them, and the hand, the face or the body that they are of."""

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
from backedge.formats import FACE_CONTOURS, POSE_CONNECTIONS, NormalizedLandmarks, PoseLandmark
from backedge.formats.hand_landmark import HAND_PALM_CONNECTIONS

_PALM: Final[Colour] = (222, 226, 230)
_POINTS: Final[Colour] = (88, 214, 120)
_MANY: Final = 100
_PALM_LANDMARKS: Final = (0, 5, 9, 13, 17)
_FINGERS: Final[dict[Colour, tuple[int, ...]]] = {
    (255, 140, 66): (1, 2, 3, 4),
    (255, 209, 64): (5, 6, 7, 8),
    (88, 214, 120): (9, 10, 11, 12),
    (66, 170, 255): (13, 14, 15, 16),
    (190, 120, 255): (17, 18, 19, 20),
}
_LEFT: Final[Colour] = (255, 140, 66)
_RIGHT: Final[Colour] = (66, 170, 255)
_LIPS: Final[Colour] = (255, 92, 138)
_VISIBLE: Final = 0.5
_HEAD: Final = range(PoseLandmark.LEFT_SHOULDER)
_BODY: Final = range(PoseLandmark.LEFT_SHOULDER, len(PoseLandmark))


def _side_of(name: str) -> Colour:
    """The colour of the person's left or right, by a name that may have one of these words."""
    side = {"left", "right"}.intersection(name.lower().split("_"))
    return {"left": _LEFT, "right": _RIGHT}[side.pop()] if side else _PALM


_SIDES: Final = [_side_of(landmark.name) for landmark in PoseLandmark]
_BODY_LINES: Final[dict[tuple[int, int], Colour]] = {
    (start, end): _SIDES[start] if _SIDES[start] == _SIDES[end] else _PALM for start, end in POSE_CONNECTIONS
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
    smallest = 1.0 if rim else 0.5
    for x, y in fixed_point(pixels[np.isfinite(pixels).all(axis=1)]).tolist():
        for tint, grown in ((DARK, 1.7), (WHITE, 1.35), (colour, 1.0))[0 if rim else -1 :]:
            bounded = round(max(size * grown, smallest) * 2**SUBPIXEL_BITS)
            cv2.circle(canvas, (x, y), bounded, tint, cv2.FILLED, cv2.LINE_AA, SUBPIXEL_BITS)


def draw_landmarks(canvas: Canvas, landmarks: NormalizedLandmarks) -> None:
    """Draws landmarks on `canvas`: 21 as a hand, 33 as a body, 468 or 478 as a face, any other number as points.

    Points are small where there are many.
    """
    match len(landmarks.points):
        case 21:
            draw_hand(canvas, landmarks)
        case 33:
            draw_body(canvas, landmarks)
        case 468 | 478:
            draw_face(canvas, landmarks)
        case count:
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


def draw_body(canvas: Canvas, landmarks: NormalizedLandmarks) -> None:
    """Draws the 33 landmarks of a body, left and right in their colours; those that are hardly visible are left out."""
    points = landmarks.points
    if landmarks.visibility is not None:
        points = np.where(landmarks.visibility[:, None] < _VISIBLE, np.float32(np.nan), points)
    for colour in (_PALM, _LEFT, _RIGHT):
        draw_connections(canvas, points, [line for line, tint in _BODY_LINES.items() if tint == colour], colour)
        draw_points(canvas, points[[number for number in _HEAD if _SIDES[number] == colour]], colour, radius=2.5)
        draw_points(canvas, points[[number for number in _BODY if _SIDES[number] == colour]], colour)


def draw_face(canvas: Canvas, landmarks: NormalizedLandmarks) -> None:
    """Draws the landmarks of a face mesh as specks, and its contours; those of the irises where there are landmarks."""
    points = landmarks.points
    draw_points(canvas, points, _PALM, radius=0.6, rim=False)
    for part, lines in sorted(FACE_CONTOURS.items(), key=lambda contour: contour[0].endswith("iris")):  # above the eyes
        if lines[0][0] < len(points):
            draw_connections(canvas, points, lines, _LIPS if part == "lips" else _side_of(part), width=1.2)
