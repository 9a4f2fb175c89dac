"""Landmarks of a region as landmarks of the image.

Formulas: MediaPipe `calculators/util/landmark_projection_calculator.cc` and `world_landmark_projection_calculator.cc`.
"""

from __future__ import annotations

import math
from typing import Final

import numpy as np
from numpy.typing import NDArray

from backedge.calculators.checks import quietly
from backedge.calculators.geometry.roi import Roi, cos_sin, projection_matrix, region_of
from backedge.formats import ImageSize, Landmarks, NormalizedLandmarks, NormalizedRect

_CENTER: Final[NDArray[np.float32]] = np.array([0.5, 0.5, 0], np.float32)


@quietly
def project_landmarks(
    landmarks: NormalizedLandmarks, rect: NormalizedRect, *, ignore_rotation: bool = False
) -> NormalizedLandmarks:
    """Landmarks in parts of `rect` as landmarks in parts of the image; z scales by the rectangle's width.

    It is right for rectangles that are square in pixels, or not rotated; others need `project_landmarks_in_image`.
    """
    angle = 0.0 if ignore_rotation else rect.rotation
    cos, sin = cos_sin(angle)
    # Columns of the matrix are x, y and z of the result.
    matrix = np.array([[cos, sin, 0], [-sin, cos, 0], [0, 0, 1]], np.float32)
    points: NDArray[np.float32] = np.subtract(landmarks.points, _CENTER) @ matrix
    points *= np.array([rect.width, rect.height, rect.width], np.float32)
    points += np.array([rect.x_center, rect.y_center, 0], np.float32)
    return NormalizedLandmarks(points, landmarks.visibility, landmarks.presence)


def project_landmarks_in_image(
    landmarks: NormalizedLandmarks, rect: NormalizedRect, image_size: ImageSize, *, ignore_rotation: bool = False
) -> NormalizedLandmarks:
    """Landmarks in parts of a rectangle of any shape as landmarks in parts of the image."""
    roi = region_of(rect, image_size)
    if ignore_rotation:
        roi = roi._replace(rotation=0.0)
    return project_landmarks_by_matrix(landmarks, projection_matrix(roi, image_size))


@quietly
def project_region(points: NDArray[np.float32], region: Roi, image_size: ImageSize) -> NDArray[np.float32]:
    """Points (N, 3) in parts of a region of any shape as points in parts of the image; z scales by the region's width.

    Where `project_landmarks` is right the two agree. `project_landmarks_in_image` scales z differently.
    """
    width, height = image_size
    (a, b, x), (c, d, y) = region.affine()
    # `projection_matrix` on its side: columns are x, y and z of the result.
    matrix = np.array(
        [
            [a / width, c / height, 0],
            [b / width, d / height, 0],
            [0, 0, region.width / width],
            [x / width, y / height, 0],
        ],
        np.float32,
    )
    projected: NDArray[np.float32] = points @ matrix[:3]
    projected += matrix[3]
    return projected


@quietly
def project_landmarks_by_matrix(landmarks: NormalizedLandmarks, matrix: NDArray[np.float32]) -> NormalizedLandmarks:
    """Landmarks under a (4, 4) matrix such as `projection_matrix`; z scales by the length of the projected x axis."""
    points = landmarks.points @ matrix[:3, :3].T + matrix[:3, 3]
    points[:, 2] = landmarks.points[:, 2] * math.hypot(matrix[0, 0], matrix[1, 0])
    return NormalizedLandmarks(points, landmarks.visibility, landmarks.presence)


def project_world_landmarks(landmarks: Landmarks, rect: NormalizedRect) -> Landmarks:
    """Landmarks in space, turned as the rectangle is in the image; lengths stay."""
    points = turn_world_points(landmarks.points, rect.rotation)
    return Landmarks(points, landmarks.visibility, landmarks.presence)


@quietly
def turn_world_points(points: NDArray[np.float32], rotation: float) -> NDArray[np.float32]:
    """Points (N, 3) in space, turned by an angle in the plane of the image."""
    cos, sin = cos_sin(rotation)
    turned: NDArray[np.float32] = points @ np.array([[cos, sin, 0], [-sin, cos, 0], [0, 0, 1]], np.float32)
    return turned
