"""A pinhole camera, which projects points of the hand frame to pixels."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np

from backedge.calculators.synthetic.arrays import Floats
from backedge.calculators.synthetic.skeleton import HAND_LENGTH

FOCAL: Final = 2.0
"""Focal length in picture heights: a field of view of 28 degrees from top to bottom."""

_CENTRE: Final = np.array([0.0, -0.45 * HAND_LENGTH, 0.0])  # the point of the hand that `Placement` places


@dataclass(frozen=True, slots=True)
class Placement:
    """The place of a hand in the picture.

    Attributes:
        x, y: the middle of the hand, just below the knuckles, as a fraction of the picture's width and height;
            outside 0..1 when out of sight.
        size: length of the stretched hand as a fraction of the picture's height; sets the distance.
    """

    x: float
    y: float
    size: float


@dataclass(frozen=True, slots=True)
class Projection:
    """Points as the camera sees them.

    Attributes:
        pixels: (N, 2) x, y; the centre of the top left pixel is (0, 0).
        height: (N,) pixels towards the viewer, from the plane the hand was placed in, at that plane's scale.
        scale: (N,) pixels in a metre, at each point.
    """

    pixels: Floats
    height: Floats
    scale: Floats


@dataclass(frozen=True, slots=True)
class Camera:
    """Looks at one hand.

    Attributes:
        rotation: (3, 3), from the hand frame to the viewer's.
        placement: where the hand is in the picture.
        image_size: width and height of the picture in pixels.
        focal: focal length in picture heights; a short one sees the hand from near by.
    """

    rotation: Floats
    placement: Placement
    image_size: tuple[int, int]
    focal: float = FOCAL

    @property
    def hand_pixels(self) -> float:
        """Length of the stretched hand in pixels."""
        return self.placement.size * self.image_size[1]

    def project(self, points: Floats) -> Projection:
        """Projects (N, 3) points of the hand frame, in metres, into the picture.

        The hand turns about its own middle and is seen straight on wherever it is: to move it does not shear it.
        """
        width, height = self.image_size
        focal = self.focal * height
        distance = focal * HAND_LENGTH / self.hand_pixels
        turned = self.turned(points)
        scale = focal / (distance + turned[:, 2])
        middle = np.array([self.placement.x * width, self.placement.y * height]) - 0.5
        pixels = middle + turned[:, :2] * scale[:, None]
        return Projection(pixels, -turned[:, 2] * (focal / distance), scale)

    def turned(self, points: Floats) -> Floats:
        """(N, 3) points of the hand frame in the viewer's: metres from the hand's middle, z away from the viewer."""
        moved: Floats = (points - _CENTRE) @ self.rotation.T
        return moved
