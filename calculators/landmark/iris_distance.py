"""Irises: how large they are, and how far away.

Formulas: MediaPipe `iris_to_depth_calculator.cc` and `iris_to_render_data_calculator.cc` of graphs/iris_tracking.
"""

from __future__ import annotations

import math
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from backedge.errors import PacketTypeError
from backedge.formats import ImageSize, NormalizedLandmarks

IRIS_SIZE_MM: Final = 11.8
"""The diameter of nearly everybody's iris, in millimetres."""
IRIS_LANDMARKS: Final = 10
"""Landmarks of both irises."""


class IrisIndices(NamedTuple):
    """Which landmarks an iris has."""

    center: int
    top: int
    bottom: int
    left: int
    right: int


LEFT_IRIS: Final = IrisIndices(0, 2, 4, 3, 1)
RIGHT_IRIS: Final = IrisIndices(5, 7, 9, 6, 8)


def require_irises(landmarks: NormalizedLandmarks) -> NDArray[np.float32]:
    """Return the landmarks (10, 2) of two irises, in parts of the picture.

    Raises:
        PacketTypeError: another number of landmarks.
    """
    if len(landmarks) != IRIS_LANDMARKS:
        raise PacketTypeError(f"IRIS must hold {IRIS_LANDMARKS} landmarks, 5 of each eye, found {len(landmarks)}")
    return landmarks.points[:, :2]


def iris_diameter(points: NDArray[np.float32], iris: IrisIndices, image_size: ImageSize) -> float:
    """The diameter of an iris in pixels: the mean of its height and width."""
    pixels = points * np.array(image_size, np.float32)
    height, width = (
        float(np.linalg.norm(pixels[first] - pixels[second]))
        for first, second in ((iris.top, iris.bottom), (iris.left, iris.right))
    )
    return (height + width) / 2


def iris_depth_mm(
    points: NDArray[np.float32], iris: IrisIndices, image_size: ImageSize, focal_length_px: float
) -> float:
    """How far an iris is from the camera, in millimetres; infinite for one without size.

    Args:
        points: (N, 2), in parts of the picture.
        iris: its landmarks.
        image_size: in pixels.
        focal_length_px: the camera's focal length, in pixels.
    """
    diameter = iris_diameter(points, iris, image_size)
    x, y = (points[iris.center] * np.array(image_size, np.float32)).tolist()
    from_middle = math.hypot(x - image_size[0] / 2, y - image_size[1] / 2)
    ray = math.hypot(focal_length_px, from_middle)
    return IRIS_SIZE_MM * ray / diameter if diameter else math.inf
