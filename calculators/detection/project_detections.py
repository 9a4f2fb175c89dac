"""Detections of a region as detections of the image.

Formula: MediaPipe `calculators/util/detection_projection_calculator.cc`.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from backedge.calculators.checks import quietly
from backedge.formats import BoundingBox, Detection


@quietly
def project_detection(detection: Detection, matrix: NDArray[np.float32]) -> Detection:
    """Project a detection by a matrix such as `backedge.calculators.geometry.roi.projection_matrix`.

    The box becomes the upright one around its four projected corners.

    Raises:
        PacketTypeError: the detection has no box.
    """
    box = detection.require_box()
    xs, ys = [box.xmin, box.xmin + box.width], [box.ymin, box.ymin + box.height]
    corners = _project(np.array([(x, y) for x in xs for y in ys], np.float32), matrix)
    low, high = corners.min(axis=0), corners.max(axis=0)
    return replace(
        detection,
        box=BoundingBox(*low.tolist(), *(high - low).tolist()),
        keypoints=_project(detection.keypoints, matrix),
    )


def _project(points: NDArray[np.float32], matrix: NDArray[np.float32]) -> NDArray[np.float32]:
    projected: NDArray[np.float32] = points @ matrix[:2, :2].T + matrix[:2, 3]
    return projected
