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
    (low_x, low_y), (high_x, high_y) = np.minimum.reduce(turned).tolist(), np.maximum.reduce(turned).tolist()
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


class RegionSampler:
    """Takes features out of regions, interpolated between pixels, and 0 outside of the picture.

    It is the operator ``TransformTensorBilinear``, for several regions of the same features.

    Args:
        picture_size: height and width of the features, in pixels.
        region_size: height and width of every region, in pixels of its own.
    """

    def __init__(self, picture_size: tuple[int, int], region_size: tuple[int, int]) -> None:
        height, width = picture_size
        rows, columns = np.mgrid[: region_size[0], : region_size[1]].astype(np.float32) + np.float32(0.5)
        self._region_size = region_size
        self._centres = np.stack([columns.ravel(), rows.ravel()])
        self._last = np.array([[width - 1], [height - 1]], np.float32)
        self._width = width
        self._around = np.array([0, 1, width, width + 1])

    def __call__(self, features: Floats, *matrices: Floats) -> list[Floats]:
        """Sample each region.

        Args:
            features: (1, height, width, channels), of the picture.
            matrices: (1, 4, 4) each, take a point of a region to the picture; the first pixel's middle is at 0.5, 0.5.

        Returns:
            For each region an array (1, height, width, channels).
        """
        matrix = np.concatenate(matrices)
        # Column and row of each pixel of a region, counted from the middle of the picture's first pixel.
        places = matrix[:, :2, :2] @ self._centres
        places += matrix[:, :2, 3:] - np.float32(0.5)
        inside = np.minimum(places, self._last - places) >= 0
        inside = inside[:, 0] & inside[:, 1]
        if not inside.all():
            places = np.where(inside[:, None], places, np.float32(0))
        whole = np.floor(places)
        shares = self._shares(places - whole, inside)
        pixels = whole.astype(np.intp)
        pixels = pixels[:, 1] * self._width + pixels[:, 0]
        # What would be beyond the last column or row has no share in the result, whatever is taken for it.
        around = features.reshape(-1, features.shape[3]).take(pixels[:, :, None] + self._around, axis=0, mode="clip")
        sampled: Floats = shares[:, :, None] @ around
        return list(sampled.reshape(len(matrices), 1, *self._region_size, -1))

    def _shares(self, beyond: Floats, inside: NDArray[np.bool_]) -> Floats:
        """What each of the four pixels around has of the result: its share in columns times its share in rows.

        Args:
            beyond: (regions, 2, pixels), how far it is from the first of the four, in columns and rows.
            inside: (regions, pixels), false where no pixel has a share.

        Returns:
            (regions, pixels, 4).
        """
        x, y = beyond[:, 0], beyond[:, 1]
        left, above = inside - x, inside - y
        shares = np.empty((*x.shape, 4), np.float32)
        np.multiply(left, above, out=shares[:, :, 0])
        np.multiply(x, above, out=shares[:, :, 1])
        np.multiply(left, y, out=shares[:, :, 2])
        np.multiply(x, y, out=shares[:, :, 3])
        return shares


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
