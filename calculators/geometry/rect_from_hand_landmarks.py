"""Where a hand is, by its landmarks.

Formulas: MediaPipe `modules/hand_landmark/calculators/hand_landmarks_to_rect_calculator.cc`.
"""

from __future__ import annotations

import math
from typing import Final

import numpy as np
from numpy.typing import NDArray

from backedge.calculators.geometry.angle import normalize_radians
from backedge.errors import PacketTypeError
from backedge.formats import ImageSize, NormalizedLandmarks, NormalizedRect

_Floats = NDArray[np.float32]

_HAND_LANDMARKS: Final = 21
# The wrist, the thumb less its tip, and of each finger the two joints nearest the palm: fingertips move too freely.
_STABLE: Final = np.array([0, 1, 2, 3, 5, 6, 9, 10, 13, 14, 17, 18])
# Indices into the stable landmarks. MediaPipe calls the last three PIP joints; in this numbering they are the
# knuckles (MCP) of these fingers.
_WRIST: Final = 0
_INDEX: Final = 4
_MIDDLE: Final = 6
_RING: Final = 8


def hand_landmarks_to_rect(landmarks: NormalizedLandmarks, image_size: ImageSize) -> NormalizedRect:
    """The tightest rectangle around the palm that is rotated as the hand is: fingers up is rotation 0.

    Args:
        landmarks: the 21 of a hand, or only the 12 stable ones.
        image_size: in pixels.

    Raises:
        PacketTypeError: too few landmarks.
    """
    points = landmarks.points[:, :2]
    if len(points) == _HAND_LANDMARKS:
        points = points[_STABLE]
    if len(points) <= _RING:
        raise PacketTypeError(f"HandLandmarksToRect: expected 21 landmarks, or the 12 stable ones, found {len(points)}")
    size = np.array(image_size, np.float32)
    rotation = _rotation(points, size)
    # Here and below, MediaPipe's search for the greatest coordinate starts from 0. It shows only for a hand that is
    # wholly left of or above the image, whose rectangle becomes too large.
    center = (np.maximum(points.max(axis=0), 0) + points.min(axis=0)) / 2
    cos, sin = math.cos(rotation), math.sin(rotation)
    # Rows are turned back by the rotation: for row vectors this is the matrix of the rotation itself.
    upright = (points - center) * size @ np.array([[cos, -sin], [sin, cos]], np.float32)
    low, high = upright.min(axis=0), np.maximum(upright.max(axis=0), 0)
    x, y = ((low + high) / 2).tolist()
    width, height = ((high - low) / size).tolist()
    x_center, y_center = center.tolist()
    return NormalizedRect(
        x_center + (x * cos - y * sin) / image_size[0],
        y_center + (x * sin + y * cos) / image_size[1],
        width,
        height,
        rotation,
    )


def _rotation(points: _Floats, size: _Floats) -> float:
    """Clockwise angle from fingers up to the line from the wrist to the mean knuckle, where the middle one is half."""
    knuckle = ((points[_INDEX] + points[_RING]) / 2 + points[_MIDDLE]) / 2
    x, y = (knuckle * size - points[_WRIST] * size).tolist()
    return normalize_radians(math.pi / 2 - math.atan2(-y, x))
