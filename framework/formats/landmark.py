"""Landmarks of one object as one array (MediaPipe `framework/formats/landmark.proto`)."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from backedge.formats.array_value import ArrayValue, read_only, require_shape


def in_pixels(points: ArrayLike, width: float, height: float) -> NDArray[np.float32]:
    """Turn points in parts of an image's size into pixels.

    Args:
        points: (N, 2 or more), x in image widths and y in image heights.
        width: of the image, in pixels.
        height: of the image, in pixels.

    Returns:
        (N, 2): x from 0 at the left edge to `width` at the right one, y from the top down; rounded down it is the
        pixel that the point lies in. Points may lie outside of the image.
    """
    pixels: NDArray[np.float32] = np.asarray(points, np.float32)[:, :2] * np.array((width, height), np.float32)
    return pixels


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class LandmarkArray(ArrayValue):
    """N landmarks: the surface that `NormalizedLandmarks` and `Landmarks` share.

    Attributes:
        points: float32 (N, 3), x, y and z.
        visibility: float32 (N,), how likely each one is seen; None where the model does not say.
        presence: float32 (N,), how likely each one is within the image; None likewise.
    """

    points: NDArray[np.float32]
    visibility: NDArray[np.float32] | None = None
    presence: NDArray[np.float32] | None = None

    def __post_init__(self) -> None:
        points = self._settle("points", self.points, (None, 3))
        if self.visibility is not None:
            self._settle("visibility", self.visibility, points.shape[:1])
        if self.presence is not None:
            self._settle("presence", self.presence, points.shape[:1])

    def _settle(self, name: str, values: NDArray[np.float32], shape: tuple[int | None, ...]) -> NDArray[np.float32]:
        """Keep a read-only view of `values` under `name`, and return it."""
        settled: NDArray[np.float32] = read_only(values, np.float32)
        require_shape(type(self).__name__, name, settled, shape)
        if settled is not values:
            object.__setattr__(self, name, settled)
        return settled

    def __len__(self) -> int:
        return len(self.points)

    def __repr__(self) -> str:
        return f"{type(self).__name__}({len(self.points)} points)"


class NormalizedLandmarks(LandmarkArray):
    """Landmarks in the image (``mediapipe::NormalizedLandmarkList``).

    x in image widths, y in image heights, z on the scale of x; what is nearer has the smaller z.
    """

    __slots__ = ()

    def pixels(self, width: int, height: int) -> NDArray[np.float32]:
        """The landmarks in an image of that size: see `in_pixels`."""
        return in_pixels(self.points, width, height)


class Landmarks(LandmarkArray):
    """Landmarks in space, in metres (``mediapipe::LandmarkList``).

    Straight from a model they may be in pixels of its input: whatever made them says so.
    """

    __slots__ = ()
