"""Detections and landmarks of a letterboxed image, given in parts of the image inside it.

Formulas: MediaPipe `calculators/util/detection_letterbox_removal_calculator.cc` and
`landmark_letterbox_removal_calculator.cc`.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

from backedge.calculators.checks import quietly
from backedge.calculators.geometry.roi import NO_PADDING, Padding
from backedge.formats import BoundingBox, Detection, NormalizedLandmarks


@quietly
def remove_letterbox_from_detections(detections: Iterable[Detection], padding: Padding) -> list[Detection]:
    """Boxes and keypoints in parts of the image without its padding."""
    origin, size = _inside(padding)
    return [
        dataclasses.replace(
            detection,
            box=BoundingBox(
                *((np.array([box.xmin, box.ymin], np.float32) - origin) / size).tolist(),
                *(np.array([box.width, box.height], np.float32) / size).tolist(),
            ),
            keypoints=(detection.keypoints - origin) / size,
        )
        for detection, box in ((each, each.require_box()) for each in detections)
    ]


@quietly
def remove_letterbox_from_landmarks(landmarks: NormalizedLandmarks, padding: Padding) -> NormalizedLandmarks:
    """Landmarks in parts of the image without its padding; z scales as x does."""
    if padding == NO_PADDING:
        return landmarks
    corner, size = _inside(padding)
    points = landmarks.points.copy()
    points[:, :2] -= corner
    points /= size[[0, 1, 0]]
    return NormalizedLandmarks(points, landmarks.visibility, landmarks.presence)


def _inside(padding: Padding) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """Corner and size of the image inside its padding; in float32, where the region of a line leaves nothing of it."""
    margins = np.array(padding, np.float32)
    return margins[:2], np.float32(1) - (margins[:2] + margins[2:])
