"""Results of `SelfieSegmenter`: what of a frame the person in front of the camera covers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from backedge.calculators.media.rgb_image import RgbImage
from backedge.calculators.render.canvas import WHITE, Canvas
from backedge.calculators.render.masks import darken_outside
from backedge.formats import ImageSize
from backedge.graphs.landmark_results import PictureResult, without_pixels


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class SelfieSegmentationResult(PictureResult):
    """What of one frame a person covers.

    Attributes:
        mask: float32 (height, width), read-only: 1 where the image shows a person, 0 where it does not.
        timestamp: of the frame, in microseconds.
        image_size: (width, height) of the frame, in pixels.
    """

    mask: NDArray[np.float32]
    timestamp: int
    image_size: ImageSize

    def to_dict(self) -> dict[str, Any]:
        """All fields by their names, as plain numbers, texts and lists; of the mask only its size."""
        return without_pixels(self, "mask")

    def __repr__(self) -> str:
        return f"SelfieSegmentationResult(person on {self.mask.mean():.0%} of the image, timestamp={self.timestamp})"

    def _drawn_into(self, image: RgbImage) -> Canvas:
        return darken_outside(image, self.mask)

    def _background(self, width: int, height: int) -> Canvas:
        return np.full((height, width, 3), WHITE, np.uint8)
