"""Square regions from two points of a detection: the middle, and one that says how large and how turned they are.

Formulas: MediaPipe `calculators/util/alignment_points_to_rects_calculator.cc` and
`modules/holistic_landmark/calculators/hand_detections_from_pose_to_rects_calculator.cc`.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Final

from backedge.calculators.checks import require_size
from backedge.calculators.geometry.rect_from_detection import rotation_to
from backedge.calculators.single_precision import single
from backedge.errors import PacketTypeError
from backedge.formats import Detection, ImageSize, NormalizedRect

_WRIST, _PINKY, _INDEX = 0, 1, 2
_UPRIGHT: Final = math.pi / 2


def square_around(
    center: Sequence[float], far: Sequence[float], image_size: ImageSize, rotation: float
) -> NormalizedRect:
    """The square in pixels around `center` whose sides are twice as long as the way to `far`.

    Args:
        center: x and y, in parts of the image.
        far: likewise.
        image_size: in pixels.
        rotation: of the square, clockwise, in radians.

    Raises:
        PacketTypeError: the image has no size.
    """
    require_size(image_size)
    width, height = image_size
    side = 2 * math.hypot(*way_in_pixels(center, far, image_size))
    x, y = center
    return NormalizedRect(x, y, side / width, side / height, rotation)


def hand_rect_from_pose(detection: Detection, image_size: ImageSize) -> NormalizedRect:
    """The square around a hand that a pose shows by three key points, turned so that the fingers point up.

    Args:
        detection: its key points are the wrist, the little finger and the index finger.
        image_size: in pixels.

    Raises:
        PacketTypeError: fewer key points.
    """
    if len(detection.keypoints) <= _INDEX:
        raise PacketTypeError(f"expected key points of wrist, pinky and index finger, found {len(detection.keypoints)}")
    keypoints = detection.keypoints[: _INDEX + 1].tolist()
    wrist, pinky, index = keypoints[_WRIST], keypoints[_PINKY], keypoints[_INDEX]
    middle = [single(single(2 * i + p) / 3) for i, p in zip(index, pinky, strict=True)]
    rotation = rotation_to(_UPRIGHT, *way_in_pixels(wrist, middle, image_size))
    return square_around(middle, wrist, image_size, rotation)


def way_in_pixels(start: Sequence[float], end: Sequence[float], image_size: ImageSize) -> tuple[float, float]:
    """How many pixels to the right and down it is from one point to another, both float32 in parts of the image."""
    (x, y), (width, height) = start, image_size
    return single(single(end[0] - x) * width), single(single(end[1] - y) * height)
