"""Detections and landmarks of a letterboxed image, given in parts of the image inside it.

Formulas: MediaPipe `calculators/util/detection_letterbox_removal_calculator.cc` and
`landmark_letterbox_removal_calculator.cc`.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable

import numpy as np

from backedge.calculators.geometry.roi import NO_PADDING, Padding
from backedge.formats import BoundingBox, Detection, NormalizedLandmarks


def remove_letterbox_from_detections(detections: Iterable[Detection], padding: Padding) -> list[Detection]:
    """Boxes and keypoints in parts of the image without its padding."""
    left, top, right, bottom = padding
    width, height = 1 - (left + right), 1 - (top + bottom)
    origin, size = np.array([left, top], np.float32), np.array([width, height], np.float32)
    return [
        dataclasses.replace(
            detection,
            box=BoundingBox(
                (box.xmin - left) / width,
                (box.ymin - top) / height,
                box.width / width,
                box.height / height,
            ),
            keypoints=(detection.keypoints - origin) / size,
        )
        for detection, box in ((each, each.require_box()) for each in detections)
    ]


def remove_letterbox_from_landmarks(landmarks: NormalizedLandmarks, padding: Padding) -> NormalizedLandmarks:
    """Landmarks in parts of the image without its padding; z scales as x does."""
    if padding == NO_PADDING:
        return landmarks
    left, top, right, bottom = padding
    width, height = 1 - (left + right), 1 - (top + bottom)
    origin, size = np.array([left, top, 0], np.float32), np.array([width, height, width], np.float32)
    return NormalizedLandmarks((landmarks.points - origin) / size, landmarks.visibility, landmarks.presence)
