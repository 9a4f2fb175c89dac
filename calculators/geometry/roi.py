"""A rotated region of interest in pixels, and the matrix from it to the image.

Formulas: MediaPipe `calculators/tensor/image_to_tensor_utils.cc`.
"""

from __future__ import annotations

import math
from typing import Final, NamedTuple, TypeAlias

import numpy as np
from numpy.typing import NDArray

from backedge.errors import PacketTypeError
from backedge.formats import ImageSize, NormalizedRect


class Padding(NamedTuple):
    """The margins added around an image, in parts of the padded image (``std::array<float, 4>``)."""

    left: float
    top: float
    right: float
    bottom: float


Affine: TypeAlias = tuple[tuple[float, float, float], tuple[float, float, float]]
"""Rows of a (2, 3) matrix."""

NO_PADDING: Final = Padding(0.0, 0.0, 0.0, 0.0)
WHOLE_IMAGE: Final = NormalizedRect(0.5, 0.5, 1.0, 1.0)


class Roi(NamedTuple):
    """A rotated rectangle of an image, in pixels; rotation clockwise, in radians."""

    x_center: float
    y_center: float
    width: float
    height: float
    rotation: float = 0.0

    def affine(self) -> Affine:
        """Rows of the (2, 3) matrix from (x, y, 1) in parts of the region, 0..1, to pixels of the image."""
        cos, sin = cos_sin(self.rotation)
        a, b = self.width * cos, -self.height * sin
        c, d = self.width * sin, self.height * cos
        return (a, b, self.x_center - (a + b) / 2), (c, d, self.y_center - (c + d) / 2)

    def padded(self, size: ImageSize) -> tuple[Roi, Padding]:
        """This region, grown to the aspect ratio of `size` (width, height), and how much of it is padding then.

        Raises:
            PacketTypeError: its own size is not positive.
        """
        if not (self.width > 0 and self.height > 0):
            raise PacketTypeError(f"a region needs a positive size to keep its aspect ratio, found {self}")
        aspect = size[1] / size[0]
        own_aspect = self.height / self.width
        if aspect > own_aspect:
            vertical = (1 - own_aspect / aspect) / 2
            return self._replace(height=self.width * aspect), Padding(0.0, vertical, 0.0, vertical)
        horizontal = (1 - aspect / own_aspect) / 2
        return self._replace(width=self.height / aspect), Padding(horizontal, 0.0, horizontal, 0.0)


def cos_sin(angle: float) -> tuple[float, float]:
    """Cosine and sine of an angle in radians; NaN for an infinite one, as in C++."""
    return (math.cos(angle), math.sin(angle)) if math.isfinite(angle) else (math.nan, math.nan)


def normalize_radians(angle: float) -> float:
    """The same direction in [-pi, pi); NaN for what is not finite."""
    if not math.isfinite(angle):
        return math.nan
    return angle - 2 * math.pi * math.floor((angle + math.pi) / (2 * math.pi))


def region_of(rect: NormalizedRect | None, image_size: ImageSize) -> Roi:
    """The region that `rect` stands for; None is the whole image."""
    width, height = image_size
    if rect is None:
        return Roi(width / 2, height / 2, width, height)
    return Roi(rect.x_center * width, rect.y_center * height, rect.width * width, rect.height * height, rect.rotation)


def projection_matrix(roi: Roi, image_size: ImageSize) -> NDArray[np.float32]:
    """Float32 (4, 4): from the region to the image, both as 0..1 along each side; z scales as x does."""
    image_width, image_height = image_size
    (a, b, x), (c, d, y) = roi.affine()
    return np.array(
        [
            [a / image_width, b / image_width, 0, x / image_width],
            [c / image_height, d / image_height, 0, y / image_height],
            [0, 0, roi.width / image_width, 0],
            [0, 0, 0, 1],
        ],
        np.float32,
    )
