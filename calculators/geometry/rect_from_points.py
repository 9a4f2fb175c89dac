"""Square regions from two points of a detection: the middle, and one that says how large and how turned they are.

Formulas: MediaPipe `calculators/util/alignment_points_to_rects_calculator.cc` and
`modules/holistic_landmark/calculators/hand_detections_from_pose_to_rects_calculator.cc`.
"""

from __future__ import annotations

import math
from typing import Final

import numpy as np
from numpy.typing import NDArray

from backedge.calculators.checks import quietly, require_size
from backedge.calculators.geometry.rect_from_detection import rotation_to
from backedge.errors import PacketTypeError
from backedge.formats import Detection, ImageSize, NormalizedRect

_WRIST, _PINKY, _INDEX = 0, 1, 2
_UPRIGHT: Final = math.pi / 2


@quietly
def square_around(
    center: NDArray[np.float32], far: NDArray[np.float32], image_size: ImageSize, rotation: float
) -> NormalizedRect:
    """The square in pixels around `center` whose sides are twice as long as the way to `far`.

    Args:
        center: float32 (2,), in parts of the image.
        far: likewise.
        image_size: in pixels.
        rotation: of the square, clockwise, in radians.

    Raises:
        PacketTypeError: the image has no size.
    """
    require_size(image_size)
    width, height = image_size
    x, y = center.tolist()
    across, down = ((far - center) * np.array(image_size, np.float32)).tolist()
    side = 2 * math.hypot(across, down)
    return NormalizedRect(x, y, side / width, side / height, rotation)


@quietly
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
    wrist = detection.keypoints[_WRIST]
    middle = (2 * detection.keypoints[_INDEX] + detection.keypoints[_PINKY]) / np.float32(3)
    across, down = ((middle - wrist) * np.array(image_size, np.float32)).tolist()
    return square_around(middle, wrist, image_size, rotation_to(_UPRIGHT, across, down))
