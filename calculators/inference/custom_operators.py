"""MediaPipe's own operators of face models with attention: a region of landmarks, its features, and the way back.

MediaPipe adds them to its engine, in C++. Engines for Python cannot be given any, so they are computed here, between
the parts of a model that the engine runs.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

Floats: TypeAlias = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Region:
    """A region around some of a face's landmarks.

    Attributes:
        landmarks: numbers of those that it surrounds.
        left, right: numbers of those that lie on a horizontal line in the region.
        target_rotation: of that line in the region, radians.
        scale: width and height of the region, in those of the box around the landmarks.
        size: width and height of the region in pixels.
    """

    landmarks: NDArray[np.intp]
    left: int
    right: int
    target_rotation: float
    scale: tuple[float, float]
    size: tuple[float, float]


def region_matrix(landmarks: Floats, region: Region) -> Floats:
    """The matrix that takes a point of a region to where it is in the picture (``Landmarks2TransformMatrix``).

    Args:
        landmarks: (1, number, 3), x and y in pixels of the picture.
        region: which landmarks it is around.

    Returns:
        (1, 4, 4); the point is (x, y, 0, 1), in pixels of the region, whose upper left corner is at 0, 0.
    """
    (left_x, left_y, _), (right_x, right_y, _) = landmarks[0, region.left].tolist(), landmarks[0, region.right].tolist()
    angle = region.target_rotation - math.atan2(right_y - left_y, right_x - left_x)
    cosine, sine = math.cos(angle), math.sin(angle)
    turn = np.array([[cosine, sine], [-sine, cosine]], np.float32)
    turned = landmarks[0].take(region.landmarks, axis=0)[:, :2] @ turn
    (low_x, low_y), (high_x, high_y) = turned.min(axis=0).tolist(), turned.max(axis=0).tolist()
    # From the middle of the region, in pixels of the picture, and turned back.
    (width, height), (x, y) = region.size, ((low_x + high_x) / 2, (low_y + high_y) / 2)
    x_step, y_step = region.scale[0] * (high_x - low_x) / width, region.scale[1] * (high_y - low_y) / height
    x, y = x - x_step * width / 2, y - y_step * height / 2
    return np.array([[
        [cosine * x_step, sine * y_step, 0, cosine * x + sine * y],
        [-sine * x_step, cosine * y_step, 0, cosine * y - sine * x],
        [0, 0, 1, 0],
        [0, 0, 0, 1],
    ]], np.float32)  # fmt: skip


def sample_regions(features: Floats, *matrices: Floats, centres: Floats) -> Floats:
    """Features of regions, between pixels interpolated, 0 outside of the picture (``TransformTensorBilinear``).

    Args:
        features: (1, height, width, channels), of the picture.
        matrices: (1, 4, 4) each, take a point of a region to the picture; the first pixel's middle is at 0.5, 0.5.
        centres: of the pixels of every region, see `pixel_centres`.

    Returns:
        (regions, 1, height, width, channels).
    """
    _, height, width, channels = features.shape
    # Column and row of each pixel of a region, counted from the middle of the picture's first pixel.
    matrix = np.concatenate(matrices)
    places = matrix[:, :2, :2] @ centres.reshape(2, -1) + (matrix[:, :2, 3:] - np.float32(0.5))
    inside = ((places >= 0) & (places <= np.array([[width - 1], [height - 1]], np.float32))).all(axis=1, keepdims=True)
    if not inside.all():
        places = np.where(inside, places, np.float32(0))
    beyond, whole = np.modf(places)
    pixel = whole.astype(np.intp)
    # The four pixels around each, and their shares: that in rows times that in columns. What would be beyond the last
    # pixel has no share, whatever is taken for it; and nothing has one in what is outside.
    around = (pixel[:, 1] * width + pixel[:, 0]).reshape(-1, 1) + np.array([0, 1, width, width + 1])
    shares = np.stack([inside - beyond, beyond], axis=3)
    shares = shares[:, 1, :, :, None] * shares[:, 0, :, None, :]
    found = features.reshape(-1, channels).take(around, axis=0, mode="clip")
    sampled: Floats = shares.reshape(-1, 1, 4) @ found
    return sampled.reshape(len(matrices), 1, *centres.shape[1:], channels)


def pixel_centres(height: int, width: int) -> Floats:
    """The middles of a region's pixels, x and y: (2, height, width)."""
    return np.mgrid[:height, :width][::-1].astype(np.float32) + np.float32(0.5)


def transform_landmarks(landmarks: Floats, matrix: Floats) -> Floats:
    """Landmarks of a region in the picture (``TransformLandmarks``).

    Args:
        landmarks: (1, number, 2 or 3), x, y and perhaps z.
        matrix: (1, 4, 4), takes x and y from the region to the picture.

    Returns:
        The same shape; z as it is.
    """
    transformed = landmarks.copy()
    transformed[..., :2] = landmarks[..., :2] @ matrix[0, :2, :2].T + matrix[0, :2, 3]
    return transformed
