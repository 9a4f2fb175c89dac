"""Boxes in space from their corners in a picture.

MediaPipe `modules/objectron/calculators/epnp.cc` and `box.cc`. A box has 9 points: its centre, then its corners, in
the order of `CORNERS`. The camera looks along -z, y is up.
"""

from __future__ import annotations

from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from backedge.errors import PacketTypeError

CORNERS: Final = np.array([[x, y, z] for x in (-1.0, 1.0) for y in (-1.0, 1.0) for z in (-1.0, 1.0)])
"""The corners of a cube of width 2."""
_EDGES: Final = (
    ((1, 5), (2, 6), (3, 7), (4, 8)),
    ((1, 3), (5, 7), (2, 4), (6, 8)),
    ((1, 2), (3, 4), (5, 6), (7, 8)),
)
"""The edges along x, y and z, by their points."""
_WEIGHTS: Final = np.hstack([1 - CORNERS.sum(axis=1, keepdims=True), CORNERS])
"""The corners as sums of four control points: the centre, and those at a distance of 1 along each axis."""


class Intrinsics(NamedTuple):
    """A camera: its focal lengths and principal point, in halves of the picture's width and height."""

    focal_x: float
    focal_y: float
    center_x: float
    center_y: float


class Box(NamedTuple):
    """A box in space, up to the scale of everything, which a picture does not tell.

    Attributes:
        points: (9, 3), the centre and the corners.
        rotation: (3, 3), from the box's own axes to the camera's; skewed as far as the points are.
        translation: (3,), where the box's centre is.
        scale: (3,), its width, height and depth.
    """

    points: NDArray[np.float64]
    rotation: NDArray[np.float64]
    translation: NDArray[np.float64]
    scale: NDArray[np.float64]


def lift_box(points: NDArray[np.float32], camera: Intrinsics) -> Box:
    """Find the box whose points are seen at `points`.

    Args:
        points: (9, 2), the centre and the corners, in image widths and heights, y down.
        camera: what saw them.

    Raises:
        PacketTypeError: there are not 9 points, or some are not numbers.
    """
    if points.shape != (9, 2) or not np.isfinite(points).all():
        raise PacketTypeError(f"a box needs 9 points in the picture, found {len(points)}, or some that are not numbers")
    in_space = _solve_epnp(points, camera)
    return Box(in_space, *_fit(in_space))


def _solve_epnp(points: NDArray[np.float32], camera: Intrinsics) -> NDArray[np.float64]:
    """Put the points into space; the centre in the picture is not used, as it follows from the corners.

    Each corner's ray gives two equations for the 12 numbers of the control points. The solution is the eigenvector of
    the smallest eigenvalue, turned so that the box is in front of the camera.
    """
    x = points[1:, 0] * 2.0 - 1.0
    y = 1.0 - points[1:, 1] * 2.0
    equations = np.zeros((8, 2, 4, 3))
    equations[:, 0, :, 0] = camera.focal_x * _WEIGHTS
    equations[:, 0, :, 2] = (camera.center_x + x)[:, None] * _WEIGHTS
    equations[:, 1, :, 1] = camera.focal_y * _WEIGHTS
    equations[:, 1, :, 2] = (camera.center_y + y)[:, None] * _WEIGHTS
    matrix = equations.reshape(16, 12)
    control = np.linalg.eigh(matrix.T @ matrix).eigenvectors[:, 0].reshape(4, 3)
    if control[0, 2] > 0:
        control = -control
    result: NDArray[np.float64] = np.vstack([control[:1], _WEIGHTS @ control])
    return result


def _fit(points: NDArray[np.float64]) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.float64]]:
    """The rotation, translation and scale of the box that lies best at `points`: sizes are means of its edges."""
    scale = np.array([np.mean([np.linalg.norm(points[a] - points[b]) for a, b in axis]) for axis in _EDGES])
    upright = np.vstack([np.zeros(3), CORNERS * scale / 2])
    solution = np.linalg.lstsq(np.hstack([upright, np.ones((9, 1))]), points, rcond=None)[0]
    return solution[:3].T, solution[3], scale
